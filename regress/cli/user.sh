#!/bin/bash
# An ordinary user's day, when root runs the tests too.
. "${SRC:?run me by regress/run}/regress/lib.sh"

# Run as a user without any privilege, who has this test's directories.
as_user() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	else
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	fi
}

# The program where such a user can read it.
prepare() {
	cp "$NONO" "$T/nono"
	NONO=$T/nono
	[ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$T"
}

user_screen_has() {
	as_user "$NONO" capture day | grep -qF -- "$1"
}

stop_all() {
	as_user "$NONO" -s stop --force day || :
}

test_a_session() {
	prepare
	trap 'stop_all; cleanup' EXIT
	expect 0 as_user "$NONO" run --detached --name day --allow-cwd -- \
		sh -c 'echo "uid $(id -u)"; touch made; exec cat'
	has "Started detached session"
	wait_until user_screen_has "uid $(as_user id -u)"
	[ -e made ]
	expect 0 as_user "$NONO" server
	has "1 session,"
	expect 0 as_user "$NONO" stop day
	expect 0 as_user "$NONO" ps --all
	has "exited("
	expect 0 as_user "$NONO" prune
}

test_the_server_is_replaced() {
	prepare
	trap 'stop_all; cleanup' EXIT
	as_user "$NONO" -s run --detached --name day --allow-cwd -- \
		sh -c 'echo before; exec cat'
	wait_until user_screen_has before
	kill -9 "$(as_user "$NONO" server | sed 's/^pid \([0-9]*\).*/\1/')"
	wait_until user_screen_has before
}

run_tests "$@"
