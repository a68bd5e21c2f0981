#!/bin/bash
# Viewers and commands against what listens in the server's place and lies.
# shellcheck disable=SC2119 # view takes options of tmux, if any
. "${SRC:-.}/regress/lib.sh"

hostile=

# One session; its server's socket is put aside for one that is hostile.
begin() {
	start victim --allow-cwd -- sh -c 'echo here; cat'
	wait_until screen_has victim here
	mv "$T/run/nono/server" "$T/run/nono/aside"
}
impostor() {
	hostile-server "$T/run/nono" "$1" >"$T/ready" &
	hostile=$!
	wait_until grep -q ready "$T/ready"
}
end_impostor() {
	kill "$hostile"
	wait "$hostile" 2>/dev/null || :
	rm -f "$T/run/nono/server" "$T/ready"
}
eval "base_$(declare -f cleanup)"
cleanup() {
	set +e
	[ -z "$hostile" ] || kill "$hostile" 2>/dev/null
	[ ! -e "$T/run/nono/aside" ] ||
		mv -f "$T/run/nono/aside" "$T/run/nono/server"
	base_cleanup
}

# A viewer: one line, status 1, the terminal as it was.
attach_to_it() {
	outer 80x24 sh -c "stty -a >'$T/before'
		'$NONO' attach victim 2>'$T/err'
		echo status \$? >'$T/status'; stty -a >'$T/after'; echo; echo done; cat"
	WAIT_S=20 wait_until test -s "$T/after"
	wait_until view_has 'done'
	output=$(cat "$T/err")
	one_line
	[[ $output == 'nono: '* ]] || fail "not nono's own words: $output"
	[[ $output != *[[:cntrl:]]* ]] || fail "control characters: $output"
	[ "$(cat "$T/status")" = 'status 1' ] || fail "$(cat "$T/status")"
	cmp "$T/before" "$T/after"
	[ "$(tmux -S "$OUTER" display -p \
		'#{alternate_on}#{mouse_any_flag}#{keypad_flag}#{cursor_flag}')" = \
		0001 ] || fail 'modes are left set'
	output=$(view -e)
	hasnt pwned
	[ "$(tmux -S "$OUTER" display -p '#{pane_title}')" != pwned ]
	tmux -S "$OUTER" kill-server
	OUTER=
	rm "$T/after" "$T/status"
}

test_viewer() {
	local way
	begin
	for way in junk long type place frame row title refused short close; do
		impostor $way
		attach_to_it
		end_impostor
	done
	# The session has not noticed any of it.
	mv "$T/run/nono/aside" "$T/run/nono/server"
	screen_has victim here
}

test_viewer_told_nonsense() {
	begin
	impostor ended
	outer 80x24 sh -c "'$NONO' attach victim; echo status \$?; cat"
	wait_until view_has 'status 1'
	tmux -S "$OUTER" kill-server
	OUTER=
	end_impostor
}

# What the server said before it was gone counts.
test_viewer_sent_away() {
	begin
	impostor goodbye
	outer 80x24 sh -c "'$NONO' attach victim; echo status \$?; cat"
	wait_until view_has 'status'
	view_has 'status 0'
	view_has 'Session detached'
	tmux -S "$OUTER" kill-server
	OUTER=
	end_impostor
}

# Every command that asks: an answer, an error of one line, or none needed.
test_commands() {
	local way command got
	begin
	for way in junk long type place frame row title refused short close; do
		impostor $way
		for command in 'capture victim' 'detach victim' \
			'resize victim 90x30' server \
			'-s run --detached --allow-cwd -- true'; do
			got=0
			# shellcheck disable=SC2086 # words
			timeout 20 "$NONO" $command >"$T/out" 2>"$T/err" || got=$?
			output=$(cat "$T/err")
			[ $got -eq 1 ] ||
				fail "$way: $command: exit status $got: $output"
			one_line
			[[ $output == 'nono: '* ]] ||
				fail "$way: $command: $output"
			[[ $output != *[[:cntrl:]]* ]] ||
				fail "control characters: $output"
			[ ! -s "$T/out" ] || fail "$way: $command: $(cat "$T/out")"
		done
		# These need no server: the registry knows.
		expect 0 timeout 20 "$NONO" ps
		has victim
		expect 0 timeout 20 "$NONO" inspect victim
		end_impostor
	done
	mv "$T/run/nono/aside" "$T/run/nono/server"
	screen_has victim here
}

# One that never answers is not waited for longer than anybody is.
test_silent() {
	begin
	impostor silent
	local got=0
	timeout 20 "$NONO" ps >"$T/out" 2>"$T/err" || got=$?
	[ $got -eq 0 ]
	grep -q victim "$T/out"
	end_impostor
	impostor silent
	got=0
	timeout 20 "$NONO" capture victim 2>"$T/err" || got=$?
	output=$(cat "$T/err")
	[ $got -eq 1 ]
	one_line
	has 'no answer in time'
	end_impostor
	# stop goes to the session itself.
	expect 0 "$NONO" stop --force victim
}

run_tests "$@"
