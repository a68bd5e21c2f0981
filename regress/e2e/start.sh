#!/bin/bash
# Starting sessions.
# Scripts are text, run in the sandbox; tests are called by their names.
# shellcheck disable=SC2016,SC2317
# shellcheck source=regress/lib.sh
. "$SRC/regress/lib.sh"

sessions() {
	"$NONO" ps --json | grep -c '"session_id"'
}
# Processes of ours that are a server: they are told apart by whose they are.
servers() {
	pgrep -f '^nono: server$' | while read -r pid; do
		[ "$(corral_of "$pid")" = "$(corral_of $$)" ] && echo "$pid"
	done
}
# The corral a process is in.
corral_of() {
	local pid=$1
	while [ "${pid:-0}" -gt 1 ]; do
		[ "$(cat "/proc/$pid/comm" 2>/dev/null)" = corral ] && break
		pid=$(sed 's/.*) . //; s/ .*//' "/proc/$pid/stat" 2>/dev/null)
	done
	echo "$pid"
}
run_d() {
	"$NONO" run --detached --allow-cwd "$@"
}

test_output_lines() {
	local out id
	out=$(run_d --name first -- sleep 1000 2>err)
	id=$(json first session_id)
	[ "$out" = "Started detached session $id.
Name: first
Attach with: nono attach $id" ] || fail "$out"
	[[ $id =~ ^[0-9a-f]{16}$ ]]
	grep -q '^Capabilities:$' err
	out=$("$NONO" -s run --detached --allow-cwd -- sleep 1000 2>&1)
	[ -z "$out" ] || fail "not silent: $out"
}

test_twenty_at_once() {
	local i pids=() server
	for ((i = 0; i < 20; i++)); do
		run_d -- sh -c 'echo here; exec sleep 1000' >"out.$i" 2>&1 &
		pids+=($!)
	done
	for ((i = 0; i < 20; i++)); do
		wait "${pids[i]}" || fail "start $i: $(cat "out.$i")"
	done
	[ "$(servers | wc -l)" -eq 1 ] || fail "servers: $(servers)"
	server=$(server_pid)
	[ "$server" = "$(servers)" ]
	[ "$(sessions)" -eq 20 ]
	[ "$("$NONO" ps | grep -c ' running *detached ')" -eq 20 ]
	[ "$(sed -n 's/^Name: //p' out.* | sort -u | wc -l)" -eq 20 ] ||
		fail "generated names are not unique"
	sed -n 's/^Started detached session \(.*\)\.$/\1/p' out.* >ids
	[ "$(sort -u ids | wc -l)" -eq 20 ]
	while read -r i; do
		wait_until screen_has "$i" here
	done <ids
	pids=()
	while read -r i; do
		"$NONO" -s stop "$i" &
		pids+=($!)
	done <ids
	for i in "${pids[@]}"; do
		wait "$i"
	done
	[ "$(sessions)" -eq 0 ]
	[ "$("$NONO" ps --all | grep -c 'exited(143)')" -eq 20 ]
	wait_until is_gone "$server"
}

# A server that ends as the next session starts is not in its way.
test_cold_and_warm() {
	local i
	for ((i = 0; i < 20; i++)); do
		start "s$i" -- sleep 1000 || fail "start $i"
		[ "$(json "s$i" status)" = running ]
		"$NONO" -s stop --force "s$i"
	done
	start kept -- sleep 1000
	i=$(server_pid)
	start other -- sleep 1000
	[ "$(server_pid)" = "$i" ]
}

# Nor is somebody who asks a new server something before it has a session.
test_asked_while_it_starts() {
	local i pids=()
	for i in 1 2 3; do
		until test -e stop; do "$NONO" server >/dev/null 2>&1; done &
		pids+=($!)
	done
	for ((i = 0; i < 60; i++)); do
		start "s$i" -- sleep 1000 || break
		"$NONO" -s stop --force "s$i"
	done
	touch stop
	wait "${pids[@]}" || :
	[ "$i" -eq 60 ] || fail "start $i"
}

test_name() {
	start mine -- sleep 1000
	local id
	id=$(json mine session_id)
	expect 1 run_d --name mine -- sleep 1000
	has "the name 'mine' is taken by session $id"
	has "--name"
	has "nono stop"
	[ "$(sessions)" -eq 1 ]
	for bad in 'a b' -x '' .x "$(printf 'x%.0s' {1..200})" ../x; do
		expect 1 "$NONO" -s run --detached --allow-cwd "--name=$bad" -- sleep 1000
		one_line
		has "session name"
	done
	[ "$(sessions)" -eq 1 ]
	# Once it has ended the name is free again; so it is if it was killed.
	"$NONO" -s stop mine
	start mine -- sleep 1000
	[ "$("$NONO" ps --all | grep -c ' mine ')" -eq 2 ]
	id=$("$NONO" ps --json | sed -n 's/.*"session_id": "\(.*\)".*/\1/p')
	expect 0 "$NONO" inspect mine
	has "$id"
	kill -9 "$(json "$id" supervisor_pid)"
	wait_until start mine -- sleep 1000
}

test_race_for_a_name() {
	local i won=0 pids=()
	for ((i = 0; i < 8; i++)); do
		start same -- sleep 1000 2>"err.$i" &
		pids+=($!)
	done
	for ((i = 0; i < 8; i++)); do
		if wait "${pids[i]}"; then
			won=$((won + 1))
		else
			grep -q "the name 'same' is taken" "err.$i"
		fi
	done
	[ $won -eq 1 ]
	[ "$(sessions)" -eq 1 ]
	[ "$(find "$XDG_STATE_HOME/nono/sessions" -mindepth 1 -maxdepth 1 -name "[!.]*" | wc -l)" -eq 1 ]
}

# A command that is over before anybody could attach is reported as that.
test_ends_at_once() {
	local i
	for ((i = 0; i < 10; i++)); do
		output=$(run_d --name "s$i" -- sh -c 'echo gone; exit 7' 2>&1) && got=0 || got=$?
		case $got in
		7) has "has already exited (exit code 7)" ;;
		0) has "Started detached session" ;;
		*) fail "status $got: $output" ;;
		esac
		wait_until is_over "s$i"
		[ "$(json "s$i" exit_code)" = 7 ]
		expect 1 "$NONO" attach "s$i"
		has gone
		has "has already exited (exit code 7)"
	done
}

test_not_started() {
	expect 127 run_d -- no-such-command
	has no-such-command
	printf 'not a program' >text
	chmod +x text
	expect 127 run_d -- ./text
	expect 1 "$NONO" run --detached -- sleep 1000
	has 'CWD access requires --allow-cwd in non-interactive mode'
	expect 2 "$NONO" run --detached
	expect 2 run_d --size 0x0 -- sleep 1000
	expect 2 run_d --size 80 -- sleep 1000
	expect 2 run_d --no-such-flag -- sleep 1000
	[ "$(sessions)" -eq 0 ]
	# Nothing half-created.
	[ -z "$(find "$XDG_STATE_HOME/nono/sessions" "$XDG_STATE_HOME/nono/names" -mindepth 1)" ]
}

test_timeouts() {
	expect 2 "$NONO" run --detach-timeout 5 -- true
	has "--detach-timeout needs --detached"
	expect 2 run_d --detach-timeout 0 -- true
	expect 2 run_d --detach-timeout 3601 -- true
	expect 2 run_d --startup-timeout -1 -- true
	expect 2 env NONO_STARTUP_TIMEOUT=x "$NONO" run --detached --allow-cwd -- true
	has NONO_STARTUP_TIMEOUT
	# Nothing is shown: killed. A variable says the same as the flag.
	start quiet --startup-timeout 1 -- sleep 1000
	NONO_STARTUP_TIMEOUT=1 start quiet2 -- sleep 1000
	start talks --startup-timeout 1 -- sh -c 'echo hi; exec sleep 1000'
	NONO_STARTUP_TIMEOUT=1 start never --startup-timeout 0 -- sleep 1000
	wait_until is_over quiet
	wait_until is_over quiet2
	[ "$(json quiet exit_code)" = 137 ]
	is_running talks
	is_running never
}

# The server's word that something is shown may come with another one.
test_shown_as_it_registers() {
	local i supervisors=()
	for ((i = 0; i < 8; i++)); do
		start "s$i" --startup-timeout 6 -- \
			sh -c 'until test -e on; do :; done; echo hi; exec sleep 1000'
		supervisors+=("$(json "s$i" supervisor_pid)")
	done
	kill -STOP "${supervisors[@]}"
	kill -9 "$(server_pid)"
	touch on
	kill -CONT "${supervisors[@]}"
	for ((i = 0; i < 8; i++)); do
		wait_until screen_has "s$i" hi
	done
	# One that shows nothing is started last, so killed last.
	start quiet --startup-timeout 6 -- sleep 1000
	wait_until is_over quiet
	for ((i = 0; i < 8; i++)); do
		is_running "s$i" || fail "s$i was killed"
	done
}

# A supervisor that hangs while it starts is given up, with all it has made.
test_detach_timeout() {
	local lock=$XDG_STATE_HOME/nono/names
	start one -- sleep 1000
	expect 0 "$NONO" -s stop one
	# It cannot get on: somebody has locked the names, and this one is stale.
	ln -s 0123456789abcdef "$lock/stuck"
	exec 9<"$lock"
	flock 9
	expect 1 run_d --name stuck --detach-timeout 1 -- sleep 1000
	has '--detach-timeout'
	exec 9<&-
	[ "$(sessions)" -eq 0 ]
	start stuck -- sleep 1000
}

# Whoever started it goes away while it starts.
test_stop_during_start() {
	local i delay
	for ((i = 0; i < 20; i++)); do
		"$NONO" -s run --detached --allow-cwd --name "s$i" -- sleep 1000 &
		delay=$((i % 10))
		read -r -t "0.00$delay" <> <(:) || :
		kill -9 $! 2>/dev/null || :
		wait $! 2>/dev/null || :
	done
	# Each is there whole, or not at all.
	settled() {
		! find "$XDG_STATE_HOME/nono/sessions" -name '.new-*' 2>/dev/null | grep -q .
	}
	wait_until settled
	for ((i = 0; i < 20; i++)); do
		case $(json "s$i" status) in
		running) "$NONO" -s stop "s$i" ;;
		'') ;;
		*) fail "s$i: $(json "s$i" status)" ;;
		esac
	done
	[ "$(sessions)" -eq 0 ]
}

test_stop_as_soon_as_it_is_there() {
	local i
	for ((i = 0; i < 5; i++)); do
		# Not by wait: bash may have lost the status when it is asked.
		{
			start "s$i" -- sleep 1000 && echo 0 || echo $?
		} >"status$i" &
		wait_until "$NONO" -s stop "s$i"
		wait_until test -s "status$i"
		grep -qxE '0|143' "status$i"
		is_over "s$i"
	done
}

test_size_and_history() {
	start big --size 300x100 -- sh -c 'stty size; exec sleep 1000'
	wait_until screen_has big '100 300'
	start std -- sh -c 'stty size; tty; echo "$TERM"; exec sleep 1000'
	wait_until screen_has std '24 80'
	wait_until screen_has std '/dev/pts/0'
	wait_until screen_has std xterm-256color
	expect 2 run_d --history 0 -- true
}

run_tests "$@"
