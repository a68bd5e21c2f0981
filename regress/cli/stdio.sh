#!/bin/bash
# Standard streams that are closed, full or gone.
# shellcheck disable=SC2016 # what another shell is to expand
. "${SRC:-.}/regress/lib.sh"
. "${SRC:-.}/regress/refused.sh"

# What is printed goes nowhere: that is said, and is no success.
test_full() {
	start sentinel --allow-cwd -- sh -c 'echo hello; cat'
	wait_until screen_has sentinel hello
	local command expect
	for command in ps 'ps --json' 'inspect sentinel' --help --version \
		'run --help' 'capture sentinel' server 'setup --check-only'; do
		expect=0
		# shellcheck disable=SC2086 # words
		"$NONO" $command >/dev/full 2>"$T/err" || expect=$?
		[ "$expect" -eq 1 ] || fail "$command: exit status $expect"
		output=$(cat "$T/err")
		one_line
		has 'nono: cannot write to standard output: No space left'
	done
	sentinel_lives
}

test_closed_output() {
	sentinel
	local status=0
	"$NONO" ps >&- 2>"$T/err" || status=$?
	[ $status -eq 1 ]
	output=$(cat "$T/err")
	one_line
	has 'cannot write to standard output'
	# Both gone: still no harm, least of all to the session's files.
	status=0
	"$NONO" ps >&- 2>&- || status=$?
	[ $status -eq 1 ]
	status=0
	"$NONO" inspect sentinel <&- >&- 2>&- || status=$?
	[ $status -eq 1 ]
	python3 -m json.tool "$T"/state/nono/sessions/*/session.json >/dev/null
	[ "$(wc -c <"$T/state/nono/token")" -eq 32 ]
	sentinel_lives
}

# A session begun without any of the three has a terminal like any other.
test_closed_start() {
	"$NONO" run --detached --name shut --allow-cwd -- \
		sh -c 'tty; echo out; echo err >&2; cat' <&- >&- 2>&- || :
	is_running shut
	wait_until screen_has shut err
	screen_has shut /dev/pts/0
	python3 -m json.tool "$T"/state/nono/sessions/*/session.json >/dev/null
	! grep -aq 'nono:' "$T"/state/nono/sessions/*/session.json ||
		fail 'messages in the record'
	# Without a terminal the command finds them as they were: of no use.
	expect 7 bash -c '"$1" -s run --allow-cwd -- sh -c "
		cat 2>/dev/null || exit 7" <&-' - "$NONO"
	expect 8 bash -c '"$1" -s run --allow-cwd -- sh -c "
		echo x 2>/dev/null || exit 8" >&-' - "$NONO"
}

test_broken_pipe() {
	local n
	for n in 1 2 3; do
		start "a$n" --allow-cwd -- cat
	done
	# SIGPIPE ends it, as it ends every program; with it ignored, one line.
	"$NONO" ps 2>"$T/err" | head -1 >/dev/null
	[ ! -s "$T/err" ]
	(
		trap '' PIPE
		"$NONO" ps --json 2>"$T/err" || echo $? >"$T/status"
	) | :
	if [ -s "$T/err" ]; then
		output=$(cat "$T/err")
		one_line
		has 'cannot write to standard output: Broken pipe'
		[ "$(cat "$T/status")" = 1 ]
	fi
	is_running a1
}

# The stream of a command that runs without a terminal.
test_run_in_pipes() {
	expect 0 bash -c 'echo in | "$1" -s run --allow-cwd -- cat | cat' - "$NONO"
	[ "$output" = in ]
	expect 0 bash -c '"$1" -s run --allow-cwd -- yes | head -1' - "$NONO"
	[ "$output" = y ]
	expect 1 bash -c '"$1" -s run --allow-cwd --no-diagnostics -- \
		sh -c "echo x 2>/dev/null || exit 1" >/dev/full' - "$NONO"
}

run_tests "$@"
