#!/bin/bash
# Viewers, supervisors and inits that are killed, stopped or lose their terminal.
# Scripts are text, run in the sandbox; tests are called by their names.
# shellcheck disable=SC2016,SC2317
# shellcheck source=regress/lib.sh
. "$SRC/regress/lib.sh"

flood='i=0; while :; do i=$((i+1)); echo "line $i of the flood"; done'
# The process that runs in the outer terminal.
viewer_pid() {
	tmux -S "$OUTER" list-panes -F '#{pane_pid}'
}
output_bytes() {
	json "$1" output_bytes
}
more_than() {
	[ "$(output_bytes "$1")" -gt "$2" ]
}
viewers_are() {
	[ "$(json "$1" viewers)" = "$2" ]
}
rss_kib() {
	awk '/^VmRSS/ { print $2 }' "/proc/$1/status"
}

test_client_killed() {
	start it -- sh -c 'echo hello; exec cat'
	outer 80x24 "$NONO" attach it
	wait_until view_has hello
	wait_until is_attached it
	kill -9 "$(viewer_pid)"
	wait_until viewers_are it 0
	is_detached it
	is_running it
	# The next one finds all as it was.
	outer 80x24 "$NONO" attach it
	wait_until view_has hello
	keys 'and again' Enter
	wait_until view_has 'and again'
}

test_client_killed_in_a_flood() {
	local i
	start it -- sh -c "$flood"
	for ((i = 0; i < 5; i++)); do
		outer 80x24 "$NONO" attach it
		wait_until view_has 'of the flood'
		kill -9 "$(viewer_pid)"
		wait_until viewers_are it 0
	done
	i=$(output_bytes it)
	wait_until more_than it $((i + 1000000))
}

# A viewer that does not read costs nobody anything.
test_client_stopped() {
	local before pid quick slow memory
	start it -- sh -c "$flood"
	outer 80x24 "$NONO" attach it
	local first=$OUTER
	outer 100x30 "$NONO" attach it
	local second=$OUTER
	wait_until viewers_are it 2
	OUTER=$first wait_until view_has 'of the flood'
	speed() {
		local from=$1 start now
		start=$(now_ms)
		wait_until more_than it $((from + 3000000))
		now=$(now_ms)
		echo $((($(output_bytes it) - from) / (now - start + 1)))
	}
	quick=$(speed "$(output_bytes it)")
	OUTER=$first
	pid=$(viewer_pid)
	kill -STOP "$pid"
	# More than all buffers between the two can hold.
	before=$(output_bytes it)
	wait_until more_than it $((before + 2000000))
	memory=$(rss_kib "$(server_pid)")
	slow=$(speed "$(output_bytes it)")
	[ "$slow" -ge $((quick / 2)) ] || fail "$quick bytes/ms, then $slow"
	# A sanitizer keeps what is freed for a while (quarantine_size_mb).
	local limit=4096
	grep -q __asan_init "$NONO" && limit=$((limit + 256 * 1024))
	[ "$(rss_kib "$(server_pid)")" -le $((memory + limit)) ] ||
		fail "memory: $memory, then $(rss_kib "$(server_pid)")"
	# The other one shows what there is now.
	OUTER=$second
	newest() {
		view | grep -o 'line [0-9]*' | tail -n 1 | cut -c 6-
	}
	local a b
	a=$(newest)
	moved() {
		b=$(newest)
		[ "${b:-0}" -gt "$a" ]
	}
	wait_until moved
	# Stop the flood, so that there is a screen to compare.
	kill -STOP "$(json it child_pid)"
	a=$(output_bytes it)
	still() {
		b=$a
		a=$(output_bytes it)
		[ "$a" = "$b" ]
	}
	wait_until still
	kill -CONT "$pid"
	# It has what its own terminal has room for.
	OUTER=$first
	last=$("$NONO" capture it | grep flood | tail -n 1)
	wait_until view_has "$last"
	kill -CONT "$(json it child_pid)"
}

test_terminal_closed() {
	outer 80x24 "$NONO" -s run --allow-cwd --name it -- sh -c 'echo here; exec cat'
	wait_until view_has here
	wait_until is_attached it
	tmux -S "$OUTER" kill-session
	wait_until is_detached it
	is_running it
	outer 80x24 "$NONO" attach it
	wait_until view_has here
	keys goes-on Enter
	wait_until view_has goes-on
	# The same with the shell it was started from.
	outer 80x24 bash --norc --noprofile
	keys "cd $T/work; '$NONO' -s run --allow-cwd --name two -- sh -c 'echo here; exec cat'" Enter
	wait_until is_attached two
	kill -HUP "$(viewer_pid)"
	wait_until is_detached two
	is_running two
}

# All of the sandbox goes with its supervisor, daemons too; nothing else does.
test_supervisor_killed() {
	local child init supervisor id status
	start other -- sh -c 'echo other; exec cat'
	start it -- sh -c '(setsid sh -c "echo \$\$ >daemon; exec sleep 1000" &) &
		wait; echo up; exec sleep 1000'
	wait_until screen_has it up
	wait_until test -s daemon
	outer 80x24 bash --norc --noprofile
	keys "'$NONO' attach it; echo status \$?" Enter
	wait_until is_attached it
	id=$(json it session_id)
	child=$(json it child_pid)
	supervisor=$(json it supervisor_pid)
	init=$(pgrep -P "$supervisor")
	[ "$(pgrep -P "$init" | wc -l)" -eq 2 ]
	local all
	all=$(pgrep -P "$init" | tr '\n' ' ')
	kill -9 "$supervisor"
	for child in $init $all; do
		wait_until is_gone "$child"
	done
	# What is known of it: it is over, and nobody saw how.
	wait_until is_over it
	[ "$(json it exit_code)" = -1 ]
	expect 0 "$NONO" ps --all
	has "exited(-1)"
	"$NONO" ps | grep -q " it " && fail 'it is among the running'
	# The viewer is told, and gets its terminal back.
	wait_until view_has 'status 1'
	view_has "Session $id"
	view_has killed
	expect 1 "$NONO" attach it
	has 'was killed with its supervisor'
	expect 1 "$NONO" stop it
	expect 0 "$NONO" inspect it
	has killed
	is_running other
	screen_has other other
	outer 80x24 "$NONO" attach other
	wait_until view_has other
	expect 0 "$NONO" prune
	has "$id"
}

test_init_killed() {
	local id init
	start it -- sh -c '(setsid sleep 1000 &); echo up; exec sleep 1000'
	wait_until screen_has it up
	id=$(json it session_id)
	outer 80x24 bash --norc --noprofile
	keys "'$NONO' attach it; echo status \$?" Enter
	wait_until is_attached it
	init=$(pgrep -P "$(json it supervisor_pid)")
	local all
	all=$(pgrep -P "$init" | tr '\n' ' ')
	kill -9 "$init"
	wait_until is_over it
	for init in $all; do
		wait_until is_gone "$init"
	done
	[ "$(json it exit_code)" = 137 ]
	wait_until view_has 'status 137'
	expect 1 "$NONO" attach it
	has up
	has 'exit code 137'
	[ -n "$id" ]
}

test_child_killed() {
	start it -- sh -c '(setsid sleep 1000 &); echo up; exec sleep 1000'
	wait_until screen_has it up
	kill -9 "$(json it child_pid)"
	wait_until is_over it
	[ "$(json it exit_code)" = 137 ]
}

# Everything of one user's dies at the same instant.
test_all_at_once() {
	local i pids=() id
	for ((i = 0; i < 4; i++)); do
		start "s$i" -- sh -c "echo up; exec sleep 1000"
		pids+=("$(json "s$i" supervisor_pid)" "$(json "s$i" child_pid)")
	done
	outer 80x24 "$NONO" attach s0
	wait_until is_attached s0
	kill -9 "$(server_pid)" "$(viewer_pid)" "${pids[@]}"
	for id in "${pids[@]}"; do
		wait_until is_gone "$id"
	done
	for ((i = 0; i < 4; i++)); do
		wait_until is_over "s$i"
	done
	[ "$("$NONO" ps --json)" = '[]' ]
	start s0 -- sh -c 'echo up; exec sleep 1000'
	wait_until screen_has s0 up
	expect 0 "$NONO" prune
	has 'Pruned 4 session(s).'
	is_running s0
}

run_tests "$@"
