#!/bin/bash
# The core of the scenarios again, as an ordinary user: with copies of what that
# user may not be able to reach. It has no name, and a home that is the test's.
set -u
: "${NONO:?run me by regress/run}" "${SRC:?}" "${BUILD:?}"

if [ "$(id -u)" != 0 ]; then
	echo "0 passed, 0 failed, 0 skipped" # all the others are this one
	exit 0
fi
dir=$(mktemp -d "${TMPDIR:-/tmp}/nono-user.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
mkdir -p "$dir/build/regress/bin" "$dir/src/regress/e2e"
cp "$NONO" "$dir/build/nono"
cp "$BUILD/regress/bin/corral" "$dir/build/regress/bin"
cp "$SRC/regress/lib.sh" "$dir/src/regress"
cp "$SRC"/regress/e2e/*.sh "$dir/src/regress/e2e"
chmod -R a+rX "$dir"

passed=0 failed=0 skipped=0
# as_user FILE TEST ...
as_user() {
	local file=$1 out last
	shift
	out=$(cd / && setpriv --reuid=65534 --regid=65534 --clear-groups \
		env HOME=/nonexistent NONO="$dir/build/nono" SRC="$dir/src" BUILD="$dir/build" \
		"$dir/src/regress/e2e/$file.sh" "$@")
	last=$(tail -n 1 <<<"$out")
	sed '$d' <<<"$out"
	# shellcheck disable=SC2086 # words
	set -- ${last//[^0-9 ]/}
	passed=$((passed + ${1:-0})) failed=$((failed + ${2:-1})) skipped=$((skipped + ${3:-0}))
}

as_user start test_output_lines test_twenty_at_once test_cold_and_warm test_name \
	test_not_started test_stop_during_start
as_user stdio test_streams test_exit_status test_signals test_closed_streams \
	test_supervisor_killed test_wrap
as_user kill test_client_killed test_client_stopped test_terminal_closed \
	test_supervisor_killed test_init_killed test_all_at_once
as_user server test_within_a_second test_viewers_come_back test_lines_while_it_is_gone \
	test_killed_in_a_sequence test_vim test_ended_in_the_gap
as_user stop test_stop test_ignores_term test_daemons test_stopped_child test_viewers \
	test_nothing_left
as_user attach test_keys test_reattach test_several test_run_inline
as_user names test_capture test_prune_hard test_secrets
as_user registry test_half_written test_dead_machine test_two_runtimes test_bad_places
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
