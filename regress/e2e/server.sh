#!/bin/bash
# The server is killed: children run on, supervisors find or start another one,
# viewers come back by themselves, and no byte is lost or shown twice.
# Scripts are text, run in the sandbox; tests are called by their names.
# shellcheck disable=SC2016,SC2317
# shellcheck source=regress/lib.sh
. "$SRC/regress/lib.sh"

# Whether there is a server other than $1, with $2 sessions.
new_server() {
	[[ $("$NONO" server) == "pid "*", $2 session"* ]] &&
		[ "$(server_pid)" != "$1" ]
}
kill_server() {
	server=$(server_pid)
	kill "-${1:-9}" "$server"
}
colour_of() {
	"$NONO" capture "$1" --format json | python3 -c '
import json, sys
for row in json.load(sys.stdin)["rows"]:
    for run in row:
        if sys.argv[1] in run["text"]:
            print(json.dumps({k: v for k, v in run.items() if k != "text"}))' "$2"
}

test_within_a_second() {
	local i start took pids before
	for ((i = 0; i < 5; i++)); do
		start "s$i" -- sh -c "echo number $i; exec cat"
		wait_until screen_has "s$i" "number $i"
	done
	pids=$("$NONO" ps --json | grep _pid)
	for ((i = 0; i < 3; i++)); do
		start=$(now_ms)
		kill_server
		wait_until new_server "$server" 5
		took=$(($(now_ms) - start))
		[ $took -lt 1000 ] || fail "registered again after $took ms"
	done
	[ "$("$NONO" ps --json | grep _pid)" = "$pids" ]
	for ((i = 0; i < 5; i++)); do
		before=$(screen "s$i")
		[ "$before" = "number $i" ] || fail "s$i shows $before"
	done
	# There is one server, and one of it.
	[ "$("$NONO" server | grep -c pid)" -eq 1 ]
}

test_terminated() {
	start it -- sh -c 'echo up; exec cat'
	wait_until screen_has it up
	kill_server TERM
	wait_until new_server "$server" 1
	screen_has it up
	is_running it
}

test_viewers_come_back() {
	local v viewers=()
	start it -- sh -c 'echo up; exec cat'
	wait_until screen_has it up
	for v in 80x24 100x30 60x20; do
		outer $v "$NONO" attach it
		viewers+=("$OUTER")
		wait_until view_has up
	done
	kill_server
	wait_until new_server "$server" 1
	all_back() {
		[ "$(json it viewers)" = 3 ]
	}
	wait_until all_back
	for OUTER in "${viewers[@]}"; do
		keys "typed in ${OUTER##*.}" Enter
	done
	for OUTER in "${viewers[@]}"; do
		wait_until view_has 'typed in 1'
		wait_until view_has 'typed in 3'
		# Nothing was repeated by coming back.
		[ "$(view | grep -c '^up$')" -eq 1 ]
	done
	# What ended in between is told as well.
	outer 80x24 bash --norc --noprofile
	keys "'$NONO' attach it; echo status \$?" Enter
	wait_until view_has 'typed in 1'
	server=$(server_pid)
	v=$(json it child_pid)
	kill -STOP "$server"
	kill "$v"
	wait_until is_gone "$v"
	kill -9 "$server"
	wait_until view_has 'status 143'
}

# Every line, once, in order, in the terminal's own history.
test_lines_while_it_is_gone() {
	local i
	outer 80x24 "$NONO" -s run --allow-cwd --name it -- bash -c '
		for ((i = 1; i <= 2000; i++)); do
			echo "line $i"
			[ $((i % 10)) -ne 0 ] || read -r -t 0.005 <> <(:)
		done
		echo end; exec cat'
	wait_until is_running it
	for ((i = 0; i < 5; i++)); do
		kill_server
		wait_until new_server "$server" 1
	done
	wait_until view_has end
	view -S - | sed 's/ *$//' | sed '/^end$/q' >seen
	{ seq -f 'line %.0f' 2000; echo end; } >want
	diff want seen
}

# A stream whose picture depends on each of its bytes, read by 20 servers.
test_killed_in_a_flood() {
	local i passes size at
	python3 -c '
import random
r = random.Random(7)
out = []
for i in range(40000):
    out.append(r.choice([
        "\x1b[%d@" % r.randint(1, 4), "\x1b[%dP" % r.randint(1, 4),
        "\x1b[%d;%dH" % (r.randint(1, 24), r.randint(1, 80)),
        "\x1b[L", "\x1b[M", "\x1bM", "\n", "\x1b[A", "\x1b[3%dm" % r.randint(0, 7),
        "\x1b[%d;%dr" % (r.randint(1, 10), r.randint(12, 24)),
        "".join(r.choice("abcdefgh é世") for _ in range(r.randint(1, 30)))]))
open("chunk", "w").write("".join(out))'
	size=$(($(wc -c <chunk) + $(tr -cd '\n' <chunk | wc -c)))
	start it -- sh -c 'n=0; until test -e stop; do cat chunk; n=$((n + 1)); done
		echo $n >passes; exec sleep 1000'
	for ((i = 0; i < 20; i++)); do
		at=$(json it output_bytes)
		more() {
			[ "$(json it output_bytes)" -gt "$at" ]
		}
		wait_until more
		kill_server
		wait_until new_server "$server" 1
	done
	touch stop
	wait_until test -s passes
	passes=$(cat passes)
	whole() {
		[ "$(json it output_bytes)" = $((size * passes)) ]
	}
	wait_until whole || fail "$(json it output_bytes) bytes of $((size * passes))"
	start same -- sh -c "n=0; until [ \$n = $passes ]; do cat chunk; n=\$((n + 1)); done
		echo >done; exec sleep 1000"
	WAIT_S=30 wait_until test -e "done"
	whole_same() {
		[ "$(json same output_bytes)" = $((size * passes)) ]
	}
	wait_until whole_same
	"$NONO" capture it --format json >one
	"$NONO" capture same --format json >other
	cmp one other
}

# In the middle of a sequence and of a character.
test_killed_in_a_sequence() {
	start it -- sh -c 'echo first; printf "\033[3"; echo >half
		until test -e on; do :; done; printf "1mred\033[m \342\202"; echo >half2
		until test -e on2; do :; done; printf "\254\n"; exec cat'
	wait_until test -e half
	sleepless() { [ "$(json it output_bytes)" -ge "$1" ]; }
	wait_until sleepless 10
	kill_server
	touch on
	wait_until test -e half2
	wait_until new_server "$server" 1
	wait_until sleepless 18
	kill_server
	touch on2
	wait_until screen_has it 'red €'
	[ "$(colour_of it red)" = '{"fg": 1}' ] || fail "$(colour_of it red)"
}

# What was asked of a server that died is answered once, by the next.
test_question_in_the_gap() {
	start it --  bash -c 'stty raw -echo; echo >ready; until test -e ask; do :; done
		printf "\033[6n"; echo >asked
		IFS= read -r -d R -t 10 a; IFS= read -r -n 1 -t 1 b
		printf "\r\n%q and %q\r\n" "$a" "$b"; stty sane; exec cat'
	wait_until test -e ready
	local server
	server=$(server_pid)
	kill -STOP "$server"
	touch ask
	wait_until test -e asked
	kill -9 "$server"
	wait_until screen_has it "and ''"
	screen_has it "\$'\\E[1;1' and ''" || fail "$(screen it)"
}

program_survives() {
	local before
	start it "$@"
	wait_until screen_has it "$what"
	settled() {
		before=$now
		now=$("$NONO" capture it --format json)
		[ "$before" = "$now" ]
	}
	wait_until settled
	kill_server
	wait_until new_server "$server" 1
	[ "$("$NONO" capture it --format json)" = "$now" ]
}

test_vim() {
	command -v vim >/dev/null || skip 'no vim'
	local now='' what='line 12'
	seq -f 'line %.0f' 100 >text
	program_survives -- vim -u NONE -N -n -i NONE text
	# The child is asked nothing, and knows nothing of it.
	outer 80x24 "$NONO" attach it
	wait_until view_has 'line 12'
	keys 'Gonew text'
	wait_until view_has 'INSERT'
	keys Escape
	inserted() {
		! view_has INSERT
	}
	wait_until inserted
	keys ':w' Enter
	wait_until grep -q '^new text$' text
	# Half-painted: at a random instant of its start.
	local i
	"$NONO" -s stop it
	start ref -- vim -u NONE -N -n -i NONE text
	wait_until screen_has ref 'line 12'
	for ((i = 0; i < 5; i++)); do
		start "v$i" -- vim -u NONE -N -n -i NONE text
		kill_server
		wait_until new_server "$server" $((i + 2))
		same_as_ref() {
			[ "$("$NONO" capture "v$i" --format json)" = \
				"$("$NONO" capture ref --format json)" ]
		}
		wait_until same_as_ref || fail "$("$NONO" capture "v$i")"
	done
}

test_less() {
	local now='' what='line 12'
	seq -f 'line %.0f' 100 >text
	program_survives -- env LESS= less text
}

test_htop() {
	command -v htop >/dev/null || skip 'no htop'
	start it --size 100x30 -- htop -d 5
	wait_until screen_has it 'Load average'
	kill_server
	wait_until new_server "$server" 1
	screen_has it 'Load average'
	screen_has it F10Quit
	"$NONO" capture it --format json | grep -q '"alternate":true'
	outer 100x30 "$NONO" attach it
	wait_until view_has F10Quit
	keys q
	wait_until is_over it
	[ "$(json it exit_code)" = 0 ]
}

# Resized, then killed: the next server has the size, too.
test_size() {
	start it -- bash --norc --noprofile
	"$NONO" resize it 100x40
	kill_server
	wait_until new_server "$server" 1
	[ "$(json it size)" = 100x40 ]
	start two --size 50x10 -- sh -c 'echo up; exec cat'
	wait_until screen_has two up
	kill_server
	wait_until new_server "$server" 2
	[ "$(json two size)" = 50x10 ]
}

# Ended while there was none: the last screen and the exit code are kept.
test_ended_in_the_gap() {
	local server
	start it -- sh -c 'echo first; until test -e on; do :; done; echo last; exit 6'
	start other -- sleep 1000
	wait_until screen_has it first
	server=$(server_pid)
	kill -STOP "$server"
	touch on
	wait_until is_over_by_record
	kill -9 "$server"
	expect 1 "$NONO" attach it
	has first
	has last
	has 'exit code 6'
}
is_over_by_record() {
	grep -q '"exit_code": *6' "$XDG_STATE_HOME"/nono/*/*/session.json
}

# A server that hangs is in nobody's way.
test_hung() {
	local server
	start it -- sh -c 'echo up; exec cat'
	wait_until screen_has it up
	server=$(server_pid)
	kill -STOP "$server"
	expect 0 "$NONO" stop it
	[ "$(json it status)" = exited ]
	kill -9 "$server"
	start two -- sh -c 'echo up; exec cat'
	wait_until screen_has two up
}

run_tests "$@"
