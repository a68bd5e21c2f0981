#!/bin/bash
# A state directory that is not as we left it.
# Scripts are text, run in the sandbox; tests are called by their names.
# shellcheck disable=SC2016,SC2317
# shellcheck source=regress/lib.sh
. "$SRC/regress/lib.sh"

# One live and one ended session; their ids in $live and $over.
two() {
	state=$XDG_STATE_HOME/nono
	start live -- sh -c 'echo up; exec sleep 1000'
	start over -- sh -c 'echo gone; exit 3' || [ $? -eq 3 ]
	wait_until moved
	live=$(json live session_id)
	over=$(json over session_id)
}
# edit ID KEY VALUE ...: change a record; the values are JSON.
edit() {
	python3 - "$@" "$state"/*/"$1"/session.json <<-'END'
		import json, sys
		path, words = sys.argv[-1], sys.argv[2:-1]
		record = json.load(open(path))
		for key, value in zip(words[::2], words[1::2]):
		    assert key in record, key
		    record[key] = json.loads(value)
		json.dump(record, open(path, "w"))
	END
}
moved() {
	[ -n "$(ls "$state/ended")" ]
}
# The others are there, and prune takes what is damaged, nothing else.
others_are_well() {
	expect 0 "$NONO" ps
	has " live "
	expect 0 "$NONO" ps --all
	has " live "
	has "1 damaged record in $state left out: nono prune removes them"
	expect 1 "$NONO" attach "$over"
	has "the record of session $over is damaged"
	expect 1 "$NONO" inspect "$over"
	expect 0 "$NONO" prune
	has 'Pruned 1 session(s).'
	[ ! -e "$state/ended/$over" ]
	is_running live
	screen_has live up
	expect 0 "$NONO" ps --all
	hasnt damaged
	start another -- sleep 1000
}

test_empty() {
	two
	: >"$state/ended/$over/session.json"
	others_are_well
}

test_half_written() {
	two
	head -c 100 "$state/ended/$over/session.json" >half
	cp half "$state/ended/$over/session.json"
	others_are_well
}

test_nonsense() {
	two
	head -c 5000 /dev/urandom >"$state/ended/$over/session.json"
	others_are_well
}

test_other_types() {
	two
	edit "$over" child_pid '"x"'
	others_are_well
}

test_other_id() {
	two
	edit "$over" session_id '"0000000000000000"'
	others_are_well
}

test_huge() {
	two
	{
		printf '{"session_id": "'
		head -c 50000000 /dev/zero | tr '\0' x
		printf '"}'
	} >"$state/ended/$over/session.json"
	others_are_well
}

test_no_record() {
	two
	rm "$state/ended/$over/session.json"
	others_are_well
}

test_no_file() {
	two
	rm "$state/ended/$over/session.json"
	mkfifo "$state/ended/$over/session.json"
	others_are_well
}

test_link() {
	two
	cp "$state/ended/$over/session.json" copy
	ln -sf "$T/work/copy" "$state/ended/$over/session.json"
	others_are_well
}

# Numbers and times out of all bounds are shown, not believed.
test_odd_numbers() {
	two
	edit "$over" started '"9999-99-99T99:99:99Z"' child_pid -1 exit_code 99999999999999
	expect 0 "$NONO" ps --all
	expect 0 "$NONO" ps --all --json
	expect 0 "$NONO" inspect "$over"
	expect 1 "$NONO" attach "$over"
	expect 0 "$NONO" prune
	[ ! -e "$state/ended/$over" ]
}

# The record of one that lives is damaged: it can still be seen and ended.
test_live_one_damaged() {
	local pid supervisor
	two
	pid=$(json live child_pid)
	supervisor=$(json live supervisor_pid)
	echo '{' >"$state/sessions/$live/session.json"
	expect 0 "$NONO" ps
	has 'damaged'
	expect 0 "$NONO" prune
	# It runs, so nothing of it is removed.
	[ -d "$state/sessions/$live" ]
	kill -0 "$pid"
	kill -TERM "$supervisor"
	wait_until is_gone "$pid"
	wait_until test -d "$state/ended/$live"
	# Its supervisor knew all along, and wrote it once more.
	[ "$(json "$live" exit_code)" = 143 ]
}

# Of another program, or of a later version of ours.
test_foreign() {
	two
	mkdir "$state/sessions/something" "$state/sessions/.hidden" "$state/ended/README"
	echo text >"$state/sessions/file"
	echo text >"$state/ended/0123456789abcdef"
	ln -s /etc "$state/sessions/fedcba9876543210"
	expect 0 "$NONO" ps --all
	has ' live '
	has ' over '
	expect 0 "$NONO" prune
	[ -d "$state/sessions/something" ]
	[ -e "$state/sessions/file" ]
	[ -d /etc/ssl ]
	is_running live
}

# What a machine that lost its power has left.
test_dead_machine() {
	local dead=00000000deadbeef
	two
	cp -a "$state/sessions/$live" "$state/sessions/$dead"
	edit $dead session_id "\"$dead\"" name '"dead"' supervisor_pid 1 child_pid 1
	ln -s $dead "$state/names/dead"
	mkdir -m 700 "$state/sessions/.new-1111111111111111"
	touch -d '3 hours ago' "$state/sessions/.new-1111111111111111"
	: >"$XDG_RUNTIME_DIR/nono/server.old"
	expect 0 "$NONO" ps
	hasnt dead
	[ "$(json dead status)" = exited ]
	[ "$(json dead exit_code)" = -1 ]
	expect 1 "$NONO" stop dead
	expect 1 "$NONO" attach dead
	has 'was killed with its supervisor'
	# Its name is free.
	start dead -- sleep 1000
	expect 0 "$NONO" prune
	has 'Pruned 3 session(s).'
	[ ! -e "$state/sessions/.new-1111111111111111" ]
	[ -d /proc/1 ]
}

# A socket that nobody listens on, or something else in its place.
test_stale_socket() {
	mkdir -m 700 "$XDG_RUNTIME_DIR/nono"
	python3 -c 'import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$XDG_RUNTIME_DIR/nono/server"
	start one -- sh -c 'echo up; exec sleep 1000'
	wait_until screen_has one up
	"$NONO" -s stop one
	wait_until no_server
	rm "$XDG_RUNTIME_DIR/nono/server"
	echo text >"$XDG_RUNTIME_DIR/nono/server"
	start two -- sh -c 'echo up; exec sleep 1000'
	wait_until screen_has two up
	# Deleted under us: the next one makes another, and the old one is found.
	rm "$XDG_RUNTIME_DIR/nono/server"
	start three -- sh -c 'echo up; exec sleep 1000'
	wait_until screen_has three up
	is_running two
	expect 0 "$NONO" stop two
}

# Each runtime directory has its server, and the sessions are the state's.
test_two_runtimes() {
	local other=$T/run2 first second
	mkdir -m 700 "$other"
	start one -- sh -c 'echo one; exec cat'
	XDG_RUNTIME_DIR=$other start two -- sh -c 'echo two; exec cat'
	first=$(server_pid)
	second=$(XDG_RUNTIME_DIR=$other server_pid)
	[ -n "$first" ]
	[ -n "$second" ]
	[ "$first" != "$second" ]
	wait_until screen_has one one
	wait_until screen_has two two
	XDG_RUNTIME_DIR=$other screen_has one one
	XDG_RUNTIME_DIR=$other is_running one
	is_running two
	outer 80x24 "$NONO" attach two
	wait_until view_has two
	# Its own server is lost: its next one is in the same place.
	kill -9 "$second"
	back() {
		[ "$(XDG_RUNTIME_DIR=$other json two viewers)" = 1 ]
	}
	wait_until back
	keys hello Enter
	wait_until view_has hello
	XDG_RUNTIME_DIR=$other expect 0 "$NONO" stop one
	expect 0 "$NONO" stop two
	wait_until is_gone "$first"
	XDG_RUNTIME_DIR=$other wait_until no_server
}

test_runtime_removed() {
	local other=$T/run2
	mkdir -m 700 "$other"
	XDG_RUNTIME_DIR=$other start two -- sh -c 'echo two; exec cat'
	wait_until screen_has two two
	server=$(XDG_RUNTIME_DIR=$other server_pid)
	rm -rf "$other"
	kill -9 "$server"
	# It comes to ours when somebody asks for it.
	wait_until screen_has two two
	is_running two
	expect 0 "$NONO" stop two
}

test_bad_places() {
	chmod 777 "$T/run"
	mkdir -m 777 "$T/run/nono"
	expect 1 "$NONO" -s run --detached --allow-cwd -- true
	has "$T/run/nono"
	rmdir "$T/run/nono"
	XDG_STATE_HOME=/proc/nowhere expect 1 "$NONO" ps
	one_line
	has /proc/nowhere
	mkdir -p "$T/state2"
	mkdir -m 700 "$T/state2/nono"
	echo text >"$T/state2/nono/sessions"
	XDG_STATE_HOME=$T/state2 expect 1 "$NONO" -s run --detached --allow-cwd -- true
	one_line
	has "$T/state2/nono/sessions"
	# As the base directory specification has it, this is no path.
	XDG_STATE_HOME=relative expect 0 "$NONO" ps
	one_line
}

# Paths longer than a socket's may be.
test_long_paths() {
	local long
	long=$T/$(printf 'd%.0s' {1..150})
	mkdir -m 700 "$long"
	export XDG_RUNTIME_DIR=$long XDG_STATE_HOME=$long/state
	start one -- sh -c 'echo up; exec cat'
	wait_until screen_has one up
	expect 0 "$NONO" stop one
}

run_tests "$@"
