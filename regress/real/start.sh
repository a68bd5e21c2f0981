#!/bin/bash
# Starting while others look.
# shellcheck disable=SC1091
. "$(dirname "$0")/../lib.sh"

look() {
	until [ -e "$T/started" ]; do
		"$NONO" ps >/dev/null
	done
}

# Whoever starts a server is slow to use it, and others come and go meanwhile:
# it must still be there.
test_server_is_not_gone_when_its_starter_comes() {
	command -v strace >/dev/null || skip 'no strace here'
	strace -f -qq -o /dev/null -e trace=connect \
		-e inject=connect:delay_enter=300000:when=2+ true ||
		skip 'strace cannot delay system calls here'
	look &
	# It stays with the supervisor, to the session's end.
	strace -f -qq -o /dev/null -e trace=connect \
		-e inject=connect:delay_enter=300000:when=2+ \
		"$NONO" -s run --detached --name slow --allow-cwd -- cat &
	local tracer=$!
	started() {
		is_running slow || ! kill -0 "$tracer"
	}
	wait_until started
	: >"$T/started"
	is_running slow
}

run_tests "$@"
