#!/bin/bash
# Stopping sessions.
# Scripts are text, run in the sandbox; tests are called by their names.
# shellcheck disable=SC2016,SC2317
# shellcheck source=regress/lib.sh
. "$SRC/regress/lib.sh"

# All processes of a session that is running: its init and what is below.
processes() {
	local init
	init=$(pgrep -P "$(json "$1" supervisor_pid)")
	echo "$init"
	below "$init"
}
below() {
	local pid
	for pid in $(pgrep -P "$1"); do
		echo "$pid"
		below "$pid"
	done
}
all_gone() {
	local pid
	for pid; do
		is_gone "$pid" || fail "still there: $(tr '\0' ' ' <"/proc/$pid/cmdline")"
	done
}

test_stop() {
	local id pids
	start it -- sh -c 'trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.01; done'
	wait_until screen_has it up
	id=$(json it session_id)
	pids=$(processes it)
	expect 0 "$NONO" stop it
	[ "$output" = "Stopped session $id." ]
	# shellcheck disable=SC2086 # pids
	all_gone $pids
	[ "$(json it exit_code)" = 3 ]
	expect 1 "$NONO" attach it
	has bye
	# And once more.
	expect 1 "$NONO" stop it
	one_line
	has "session $id has already exited (exit code 3)"
	expect 1 "$NONO" stop --force "$id"
	expect 1 "$NONO" stop no-such
	expect 2 "$NONO" stop
	expect 2 "$NONO" stop a b
	expect 2 "$NONO" stop --timeout 0 it
	expect 2 "$NONO" stop --timeout x it
}

test_interactive_shell() {
	start it -- bash --norc --noprofile -i
	wait_until screen_has it bash-
	expect 0 "$NONO" stop it
	hasnt forced
}

test_ignores_term() {
	local start pids
	start it -- sh -c 'trap "" TERM HUP; echo up; while :; do sleep 0.05; done'
	wait_until screen_has it up
	pids=$(processes it)
	start=$(now_ms)
	expect 0 "$NONO" stop --timeout 1 it
	start=$(($(now_ms) - start))
	has '(forced)'
	((start >= 1000 && start < 3000)) || fail "after $start ms"
	# shellcheck disable=SC2086 # pids
	all_gone $pids
	[ "$(json it exit_code)" = 137 ]
	# At once.
	start it2 -- sh -c 'trap "" TERM HUP; echo up; while :; do sleep 0.05; done'
	wait_until screen_has it2 up
	start=$(now_ms)
	expect 0 "$NONO" stop --force --timeout 100 it2
	start=$(($(now_ms) - start))
	has '(forced)'
	[ $start -lt 1000 ] || fail "after $start ms"
}

daemons='
	trap "" HUP
	setsid sh -c "trap \"\" TERM HUP; echo >ready1; while :; do sleep 0.05; done" &
	(setsid sh -c "(sleep 1000 &) & wait; echo >ready2; exec sleep 1000" </dev/null >/dev/null 2>&1 &) &
	python3 -c "
import os, time
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
os.closerange(0, 100); open(\"ready3\", \"w\"); time.sleep(1000)"
	until test -e ready1 -a -e ready2 -a -e ready3; do sleep 0.01; done'

test_daemons() {
	local pids
	start it -- sh -c "$daemons; echo up; exec sleep 1000"
	wait_until screen_has it up
	pids=$(processes it)
	[ "$(wc -l <<<"$pids")" -ge 6 ] || fail "$pids"
	expect 0 "$NONO" stop --timeout 1 it
	has '(forced)'
	# shellcheck disable=SC2086 # pids
	all_gone $pids
}

# What a command that ends by itself leaves behind goes with it.
test_daemons_of_one_that_ends() {
	local pids
	start it -- sh -c "$daemons; echo up; until test -e on; do sleep 0.01; done; exit 4"
	wait_until screen_has it up
	pids=$(processes it)
	touch on
	wait_until is_over it
	[ "$(json it exit_code)" = 4 ]
	# shellcheck disable=SC2086 # pids
	wait_until all_gone $pids
}

test_stopped_child() {
	local pids
	start it -- sh -c 'echo up; exec sleep 1000'
	wait_until screen_has it up
	pids=$(processes it)
	kill -STOP "$(json it child_pid)"
	wait_until paused it
	expect 0 "$NONO" ps
	has paused
	expect 0 "$NONO" stop it
	hasnt forced
	# shellcheck disable=SC2086 # pids
	all_gone $pids
	[ "$(json it exit_code)" = 143 ]
}
paused() {
	[ "$(json "$1" status)" = paused ]
}

# Two at a time, one of them in a hurry.
test_twice() {
	local first second
	start it -- sh -c 'trap "" TERM HUP; echo up; while :; do sleep 0.05; done'
	wait_until screen_has it up
	"$NONO" stop --timeout 100 it >one 2>&1 &
	first=$!
	"$NONO" stop --timeout 100 it >two 2>&1 &
	second=$!
	"$NONO" stop --force it >three
	grep -q 'Stopped session' three
	# Who came too late is told that it has exited, which is what was wanted.
	wait $first || grep -q 'has already exited (exit code 137)' one
	wait $second || grep -q 'has already exited (exit code 137)' two
}

test_nobody_waits() {
	start it -- sh -c 'trap "" TERM HUP; echo up; while :; do sleep 0.05; done'
	wait_until screen_has it up
	# Whoever asked goes away; it is stopped all the same.
	"$NONO" stop --timeout 1 it &
	kill -9 $!
	wait $! || :
	"$NONO" stop --timeout 1 it >/dev/null &
	wait_until is_over it
	wait
}

test_viewers() {
	local v viewers=() before
	start it -- sh -c 'printf "\033[?1049h\033[?1000h\033[?2004h\033[5 qfull screen"; exec sleep 1000'
	wait_until screen_has it full
	for v in 80x24 100x30 60x20; do
		outer $v bash --norc --noprofile
		viewers+=("$OUTER")
		keys "PS1='prompt> '; stty -a >before.${OUTER##*.}" Enter
		keys "'$NONO' attach it; echo \"status \$?\"; stty -a >after.${OUTER##*.}" Enter
		wait_until view_has 'full screen'
	done
	expect 0 "$NONO" stop it
	for OUTER in "${viewers[@]}"; do
		v=${OUTER##*.}
		wait_until view_has 'status 143'
		wait_until test -s "after.$v"
		cmp "before.$v" "after.$v"
		view_has 'full screen' && fail 'the alternate screen is still there'
		view_has '[nono] Session stopped.'
		before=$(tmux -S "$OUTER" display-message -p \
			'#{alternate_on}#{mouse_any_flag}#{keypad_flag}#{keypad_cursor_flag}')
		[ "$before" = 0000 ] || fail "modes: $before"
	done
}

# By its supervisor, as another program would.
test_term_to_the_supervisor() {
	start it -- sh -c 'echo up; exec sleep 1000'
	wait_until screen_has it up
	kill -TERM "$(json it supervisor_pid)"
	wait_until is_over it
	[ "$(json it exit_code)" = 143 ]
}

# Other sessions are not touched, nor is the server.
test_others() {
	local server
	start one -- sh -c 'echo one; exec sleep 1000'
	start two -- sh -c 'echo two; exec sleep 1000'
	wait_until screen_has two two
	server=$(server_pid)
	expect 0 "$NONO" stop one
	[ "$(server_pid)" = "$server" ]
	is_running two
	screen_has two two
	expect 0 "$NONO" -s stop two
	[ -z "$output" ]
	wait_until is_gone "$server"
}

# Nothing is left of a session that has ended and been pruned.
test_nothing_left() {
	start one -- sh -c 'echo text >/tmp/file; echo up; exec sleep 1000'
	wait_until screen_has one up
	echo x | "$NONO" -s run --allow-cwd -- cat >/dev/null
	expect 0 "$NONO" stop one
	expect 0 "$NONO" prune
	has 'Pruned 2 session(s).'
	(cd "$XDG_STATE_HOME" && find . -mindepth 1 | sort) >left
	(cd "$XDG_RUNTIME_DIR" && find . -mindepth 1 | sort) >>left
	# The token and the places, of which one is the next session's; the socket
	# is the last server's.
	diff - left <<-'END'
		./nono
		./nono/ended
		./nono/names
		./nono/sessions
		./nono/sessions/.spare
		./nono/sessions/.spare/tmp
		./nono/token
		./nono
		./nono/lock
		./nono/server
	END
}

run_tests "$@"
