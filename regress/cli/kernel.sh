#!/bin/bash
# Kernels, and processes around nono, that do not let it build its sandbox:
# refused by name, with nothing begun.
# shellcheck disable=SC2016 # what another shell is to expand
. "${SRC:-.}/regress/lib.sh"
. "${SRC:-.}/regress/refused.sh"

# Neither sort of session, nor wrap.
no_way() {
	local want=$1 texts=$2
	shift 2
	refused "$want" "$texts" "$@" "$NONO" -s run --allow-cwd -- true
	refused "$want" "$texts" "$@" "$NONO" -s run --detached --allow-cwd -- true
	refused "$want" "$texts" "$@" "$NONO" -s wrap --allow-cwd -- true
}

test_no_landlock() {
	sentinel
	no_way 126 'Landlock' env NONO_TEST_ABI=0
	expect 1 env NONO_TEST_ABI=0 "$NONO" setup --check-only
	has 'Landlock                 no'
	sentinel_lives
}

test_no_namespaces() {
	sentinel
	no_way 126 'namespaces' env NONO_TEST_NO_USERNS=1
	sentinel_lives
}

# None allowed, as an administrator does it: for real, below a namespace of
# which this is true.
test_namespaces_used_up() {
	unshare -Ur true 2>/dev/null || skip "no user namespaces here"
	export NONO
	sentinel
	no_way 126 'namespaces|user.max_user_namespaces' \
		unshare -Urm bash -c 'echo 0 >/proc/sys/user/max_user_namespaces
			exec "$@"' -
	sentinel_lives
}

# Faults where they cannot be had otherwise: strace makes a call fail, below
# whatever asks for it.
# shellcheck disable=SC2054 # a comma of strace's
no_ptmx=(strace -f -qq -o /dev/null -P ptmx
	-e inject=openat,open:error=ENOSPC)

test_no_pty() {
	type strace >/dev/null || skip "no strace"
	strace -qq -o /dev/null true 2>/dev/null || skip "strace may not trace"
	sentinel
	# A leak checker cannot work below strace; elsewhere it does.
	export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0
	refused 126 'cannot make a pty|kernel.pty.max|No space left' \
		"${no_ptmx[@]}" \
		"$NONO" -s run --detached --allow-cwd -- true
	# Without a terminal there is no need for one.
	expect 0 "${no_ptmx[@]}" \
		"$NONO" -s run --allow-cwd -- true
	sentinel_lives
}

run_tests "$@"
