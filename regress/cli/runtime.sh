#!/bin/bash
# A runtime directory that is removed under a server that lives, as logind does
# at the user's logout: sessions are found again, with their screens.
. "${SRC:?run me by regress/run}/regress/lib.sh"

session() {
	start "$1" --allow-cwd -- sh -c "echo this is $1; exec cat"
	wait_until screen_has "$1" "this is $1"
}

test_capture_after_the_directory_is_gone() {
	session keep
	rm -r "$XDG_RUNTIME_DIR/nono"
	expect 0 screen keep
	has "this is keep"
	expect 0 "$NONO" server
	has "1 session,"
}

# Another session has a server there by then.
test_capture_with_another_server_there() {
	session keep
	rm -r "$XDG_RUNTIME_DIR/nono"
	session other
	expect 0 screen keep
	has "this is keep"
	expect 0 "$NONO" server
	has "2 sessions,"
}

test_attach_after_the_directory_is_gone() {
	session keep
	rm -r "$XDG_RUNTIME_DIR/nono"
	outer 80x24 "$NONO" attach keep
	wait_until view_has "this is keep"
	keys typed Enter
	wait_until screen_has keep typed
}

run_tests "$@"
