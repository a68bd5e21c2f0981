#!/bin/bash
# What is said when a command failed, and when it is not.
# shellcheck disable=SC2119 # view takes options of tmux, if any
. "${SRC:-.}/regress/lib.sh"

footer='[nono] Command exited with code 3.'

test_footer_in_pipes() {
	expect 3 "$NONO" run --allow-cwd -- sh -c 'echo out; exit 3'
	has "$footer"
	has "[nono] The sandbox allowed:"
	has "r+w  $T/work"
	has 'system/group paths'
	has 'net  outbound allowed'
	has '--allow DIR'
	has 'not recorded'
	# On standard error only.
	"$NONO" run --allow-cwd -- sh -c 'echo out; exit 3' 2>/dev/null >out || :
	[ "$(cat out)" = out ]
	expect 3 "$NONO" run --allow-cwd --block-net -- sh -c 'exit 3'
	has 'net  outbound blocked'
}

test_no_footer() {
	expect 0 "$NONO" run --allow-cwd -- true
	hasnt '[nono]'
	expect 3 "$NONO" run --allow-cwd --no-diagnostics -- sh -c 'exit 3'
	hasnt '[nono]'
	expect 3 "$NONO" -s run --allow-cwd -- sh -c 'exit 3'
	[ -z "$output" ]
	expect 3 "$NONO" run --detached --allow-cwd -- sh -c 'exit 3' || :
	hasnt 'The sandbox allowed'
	expect 3 "$NONO" wrap --allow-cwd -- sh -c 'exit 3'
	hasnt '[nono]'
	# Our own errors are said once, in our own words.
	expect 127 "$NONO" run --allow-cwd -- no-such-command
	hasnt '[nono]'
	printf '#!/bin/sh\nexit 5\n' >sh5
	chmod +x sh5
	expect 5 "$NONO" shell --allow-cwd --shell "$PWD/sh5"
	hasnt '[nono]'
}

test_headlines() {
	expect 126 "$NONO" run --allow-cwd -- sh -c 'exit 126'
	has '[nono] Permission denied (exit code 126).'
	expect 127 "$NONO" run --allow-cwd -- sh -c 'exit 127'
	has '[nono] Failed to execute command (exit code 127).'
	expect 137 "$NONO" run --allow-cwd -- sh -c 'kill -9 $$'
	has '[nono] Command killed by SIGKILL (exit code 137).'
	expect 255 "$NONO" run --allow-cwd -- sh -c 'exit 255'
	has '[nono] Command exited with code 255.'
}

test_footer_attached() {
	outer 100x30 sh -c "'$NONO' run --allow-cwd -- sh -c 'echo out; exit 3'
		echo status \$?; cat"
	wait_until view_has 'status 3'
	output=$(view)
	has out
	has "$footer"
	has '--allow DIR'
	tmux -S "$OUTER" kill-server
	outer 100x30 sh -c "'$NONO' run --allow-cwd --no-diagnostics -- \
		sh -c 'echo out; exit 3'; echo status \$?; cat"
	wait_until view_has 'status 3'
	output=$(view)
	hasnt '[nono]'
	tmux -S "$OUTER" kill-server
	# A detach is no failure.
	outer 100x30 sh -c "'$NONO' run --name left --allow-cwd -- cat
		echo status \$?; cat"
	wait_until is_attached left
	keys 'C-]' d
	wait_until view_has 'status 0'
	output=$(view)
	hasnt 'The sandbox allowed'
}

test_inspect() {
	start one --allow-cwd -- cat
	expect 0 "$NONO" inspect one
	has "$T/work (cwd)"
	has 'system/group paths (-v to show)'
	has 'paths by name (-v to show)'
	hasnt '(group)'
	hasnt "$HOME/.ssh"
	[ "$(wc -l <<<"$output")" -lt 30 ] || fail "too long: $output"
	local named
	named=$(sed -n 's/.*+ \([0-9]*\) system.*/\1/p' <<<"$output")
	expect 0 "$NONO" inspect -v one
	has "$HOME/.ssh"
	[ "$(grep -c '(group)' <<<"$output")" -eq "$named" ]
	# For programs all of it is there, always.
	expect 0 "$NONO" inspect --json one
	[ "$(python3 -c 'import json, sys
grants = json.load(sys.stdin)["sandbox"]["grants"]
print(len([g for g in grants if g["source"] == "group"]))' <<<"$output")" \
		-eq "$named" ]
	has "$HOME/.ssh"
}

run_tests "$@"
