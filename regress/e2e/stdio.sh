#!/bin/bash
# Sessions without a terminal: the command has nono's own standard streams.
# Scripts are text, run in the sandbox; tests are called by their names.
# shellcheck disable=SC2016,SC2317
# shellcheck source=regress/lib.sh
. "$SRC/regress/lib.sh"

run_s() {
	"$NONO" -s run --allow-cwd "$@"
}
# The only session there is.
only() {
	"$NONO" ps --json | sed -n 's/.*"session_id": "\(.*\)".*/\1/p'
}
one_is_there() {
	[ -n "$(only)" ]
}

test_streams() {
	[ "$(echo in | run_s -- cat)" = in ]
	run_s -- sh -c 'echo out; echo err >&2' >out 2>err
	[ "$(cat out)" = out ]
	[ "$(cat err)" = err ]
	# Each stream is the caller's own, not a pipe in between.
	run_s -- sh -c 'readlink /proc/self/fd/1' >file
	[ "$(cat file)" = "$T/work/file" ]
	run_s -- sh -c 'test -t 0 || echo no terminal' </dev/null | grep -qx 'no terminal'
	# In a pipeline.
	[ "$(printf 'b\na\n' | run_s -- sort | run_s -- head -n 1)" = a ]
	printf 'a b' | run_s -- wc -c | grep -qx 3
}

test_much_data() {
	local there back
	head -c 104857600 /dev/urandom >data
	there=$(sha256sum <data)
	back=$(run_s -- cat <data | sha256sum)
	[ "$there" = "$back" ]
	back=$(run_s -- cat data | run_s -- sha256sum)
	[ "$there" = "$back" ]
	rm data
}

test_exit_status() {
	local n
	for n in 0 1 2 3 77 125 126 127 128 200 255; do
		expect "$n" run_s -- sh -c "exit $n" </dev/null
		[ -z "$output" ] || fail "it said: $output"
	done
	for n in 1 2 3 6 9 13 15; do
		expect $((128 + n)) run_s -- sh -c "ulimit -c 0; kill -$n \$\$" </dev/null
	done
	expect 127 run_s -- no-such-command </dev/null
	one_line
	has no-such-command
	printf 'not a program' >text
	chmod +x text
	expect 127 run_s -- ./text </dev/null
	printf '#!/no/such/interpreter\n' >text
	expect 127 run_s -- ./text </dev/null
	chmod -x text
	expect 127 run_s -- ./text </dev/null
	expect 2 run_s </dev/null
	expect 2 run_s --no-such-flag -- true </dev/null
	expect 1 run_s --profile no-such-profile -- true </dev/null
	# It cannot be made: the policy's directory is gone before it is applied.
	expect 1 run_s --name 'a b' -- true </dev/null
	one_line
}

# Each signal that we get is the command's.
test_signals() {
	local s pid
	for s in INT TERM HUP QUIT; do
		rm -f ready got
		# A background command of a script ignores INT and QUIT otherwise.
		python3 -c '
import os, signal, sys
for s in (signal.SIGINT, signal.SIGQUIT): signal.signal(s, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$NONO" -s run --allow-cwd -- sh -c \
			"trap 'echo $s >got; exit 9' $s; echo >ready; while :; do sleep 0.01; done" \
			</dev/null &
		pid=$!
		wait_until test -e ready
		kill -"$s" "$pid"
		wait "$pid" && got=0 || got=$?
		[ "$got" -eq 9 ] || fail "status $got after $s"
		[ "$(cat got)" = "$s" ]
	done
	# Not caught: the status says which it was.
	rm -f ready
	"$NONO" -s run --allow-cwd -- sh -c 'echo >ready; exec sleep 1000' </dev/null &
	pid=$!
	wait_until test -e ready
	kill -TERM "$pid"
	wait "$pid" && got=0 || got=$?
	[ "$got" -eq 143 ]
}

# As with a shell's job: ^C in a terminal goes to all in the foreground.
test_interrupt_in_a_terminal() {
	outer 80x24 bash --norc --noprofile
	keys "cd $T/work; PS1='prompt> '" Enter
	wait_until view_has 'prompt>'
	keys "'$NONO' -s run --allow-cwd -- sh -c 'echo up; exec sleep 1000' 2>err; echo status \$?" Enter
	wait_until one_is_there
	wait_until view_has up
	keys C-c
	wait_until view_has 'status 130'
	[ -z "$(only)" ]
}

test_closed_streams() {
	run_s -- sh -c 'read -r line; echo "got <$line>"' <&- >out
	grep -qx 'got <>' out
	run_s -- sh -c 'echo to nowhere; exit 3' >&- 2>&- </dev/null && got=0 || got=$?
	[ "$got" -eq 3 ]
	# Only what was closed is; and nothing of ours is in its place.
	run_s -- sh -c 'readlink /proc/self/fd/0' <&- | grep -qx /dev/null
	run_s -- sh -c 'ls /proc/self/fd' <&- >fds
	[ "$(grep -c . fds)" -eq 4 ] || fail "descriptors: $(tr '\n' ' ' <fds)"
	# Descriptors of ours that are not the three streams stay out.
	exec 7<"$NONO"
	run_s -- sh -c 'ls /proc/self/fd' </dev/null 7<&7 >fds
	grep -qx 7 fds && fail 'descriptor 7'
	exec 7<&-
}

test_broken_pipe() {
	local codes
	run_s -- sh -c 'while echo y; do :; done' </dev/null 2>err | head -n 1 >first
	codes=${PIPESTATUS[0]}
	[ "$(cat first)" = y ]
	[ "$codes" -ne 0 ]
	run_s -- yes </dev/null | head -n 1 >first
	codes=${PIPESTATUS[0]}
	[ "$codes" -eq 141 ] || fail "yes ended with $codes"
}

test_is_listed() {
	local id pid
	"$NONO" -s run --allow-cwd --name piped -- sh -c 'echo >ready; exec sleep 1000' </dev/null &
	pid=$!
	# The command runs a little earlier than others can see it.
	wait_until is_running piped
	id=$(json piped session_id)
	[ "$(json piped status)" = running ]
	[ "$(json piped attachment)" = - ]
	[ "$(json piped terminal)" = false ]
	outer 80x24 bash --norc --noprofile
	keys "'$NONO' attach piped" Enter
	wait_until view_has "session $id has no terminal"
	expect 1 "$NONO" capture piped
	expect 1 "$NONO" resize piped 80x24
	expect 1 "$NONO" detach piped
	expect 0 "$NONO" inspect piped
	expect 0 "$NONO" stop piped
	wait "$pid" && got=0 || got=$?
	[ "$got" -eq 143 ]
	[ "$(json piped exit_code)" = 143 ]
	expect 1 "$NONO" attach piped
	has "already exited (exit code 143)"
	# It needs no server.
	[ -z "$(server_pid)" ]
}

test_supervisor_killed() {
	local pid child
	"$NONO" -s run --allow-cwd --name piped -- sh -c 'setsid sleep 1000 & echo >ready; exec sleep 1000' </dev/null &
	pid=$!
	wait_until test -e ready
	wait_until is_running piped
	child=$(json piped child_pid)
	kill -9 "$pid"
	wait "$pid" || [ $? -eq 137 ]
	wait_until is_gone "$child"
	[ "$(json piped status)" = exited ]
}

# What it leaves running goes with it, and does not keep it.
test_daemon_left() {
	run_s -- sh -c 'setsid sleep 1000 >/dev/null 2>&1 </dev/null & echo $! >pid' </dev/null
	expect 0 "$NONO" -s run --allow-cwd -- true </dev/null
}

test_suspended() {
	local pid child
	"$NONO" -s run --allow-cwd --name piped -- sh -c 'echo >ready; exec sleep 1000' </dev/null &
	pid=$!
	wait_until test -e ready
	wait_until is_running piped
	child=$(json piped child_pid)
	state() {
		[ "$(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat")" = "$2" ]
	}
	kill -TSTP "$pid"
	wait_until state "$child" T
	wait_until state "$pid" T
	[ "$(json piped status)" = paused ]
	kill -CONT "$pid"
	wait_until state "$child" S
	[ "$(json piped status)" = running ]
	# A job that was suspended is stopped all the same.
	kill -TSTP "$pid"
	wait_until state "$pid" T
	expect 0 "$NONO" stop piped
	hasnt forced
	wait "$pid" && got=0 || got=$?
	[ "$got" -eq 143 ]
}

test_silent_and_verbose() {
	expect 0 "$NONO" -s run --allow-cwd -- true </dev/null
	[ -z "$output" ]
	expect 0 "$NONO" run -s --allow-cwd -- true </dev/null
	[ -z "$output" ]
	expect 0 "$NONO" run --allow-cwd --no-diagnostics -- true </dev/null
	has Capabilities:
	has "net  outbound allowed"
	has "system/group paths (-v to show)"
	expect 0 "$NONO" run -v --allow-cwd --block-net -- true </dev/null
	has /usr
	has "net  outbound blocked"
	expect 0 "$NONO" run -- true </dev/null
	has 'Skipping CWD prompt (non-interactive). Use --allow-cwd'
	expect 0 "$NONO" run --allow-cwd --dry-run -- rm --token abc123secret x </dev/null
	has 'dry-run sandbox would be applied with above capabilities'
	has '$ rm --token'
	hasnt abc123secret
	expect 0 "$NONO" run --allow-cwd -r ./no-such-dir -- true </dev/null
	has 'warning: some requested sandbox grants were skipped because the path does not exist:'
	expect 1 "$NONO" run --allow-cwd --allow-launch-services -- true </dev/null
	one_line
	has --allow-launch-services
	has macOS
}

test_wrap() {
	expect 5 "$NONO" -s wrap --allow-cwd -- sh -c 'echo in; exit 5' </dev/null
	[ "$output" = in ]
	[ "$("$NONO" ps --json --all)" = '[]' ]
	expect 127 "$NONO" -s wrap --allow-cwd -- no-such-command </dev/null
	# It becomes the command: the same process.
	[ "$(sh -c 'echo $$; exec "$0" -s wrap --allow-cwd -- sh -c "echo \$\$"' "$NONO" | uniq | wc -l)" -eq 1 ]
	mkdir -p "$HOME/.ssh"
	echo secret >"$HOME/.ssh/id"
	expect 1 "$NONO" -s wrap --allow-cwd -- cat "$HOME/.ssh/id" </dev/null
	hasnt secret
}

test_shell() {
	SHELL=/bin/sh expect 4 "$NONO" shell --allow-cwd <<<'echo "shell is $0"; exit 4'
	has "Exit the shell with Ctrl-D or 'exit'."
	has 'shell is /bin/sh'
	expect 0 "$NONO" -s shell --allow-cwd --shell /bin/bash <<<'echo "v $BASH_VERSION"'
	has "v $BASH_VERSION"
	hasnt Ctrl-D
	expect 127 "$NONO" -s shell --allow-cwd --shell /no/such/shell </dev/null
}

test_environment() {
	local text
	text=$(SECRET_TOKEN=x LD_PRELOAD='' HARMLESS=yes PYTHONPATH=x run_s --name envs -- env </dev/null)
	grep -qx 'HARMLESS=yes' <<<"$text"
	grep -qx "NONO_SESSION_ID=[0-9a-f]\{16\}" <<<"$text"
	grep -qx "PWD=$T/work" <<<"$text"
	grep -q '^PYTHONPATH=' <<<"$text" && fail PYTHONPATH
	grep -q '^NONO_TOKEN\|^NONO_AS=' <<<"$text" && fail "$text"
	mkdir "$T/more"
	NONO_ALLOW=$T/more expect 0 "$NONO" -s run --allow-cwd -- touch "$T/more/file" </dev/null
	[ -e "$T/more/file" ]
	NONO_BLOCK_NET=1 expect 0 "$NONO" run --allow-cwd -- true </dev/null
	has 'net  outbound blocked'
	NONO_BLOCK_NET=0 expect 0 "$NONO" run --allow-cwd -- true </dev/null
	has 'net  outbound allowed'
	NONO_PROFILE=no-such expect 1 "$NONO" run --allow-cwd -- true </dev/null
	has no-such
	# Inside, nono's own commands are refused.
	for command in 'stop x' 'detach x' 'attach x' prune 'capture x'; do
		# shellcheck disable=SC2086 # two words
		expect 1 "$NONO" -s run --allow-cwd -r "$(dirname "$NONO")" -- "$NONO" $command </dev/null
		has "cannot be used inside a sandbox."
	done
}

run_tests "$@"
