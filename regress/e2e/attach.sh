#!/bin/bash
# Attaching and detaching.
# Scripts are text, run in the sandbox; tests are called by their names.
# shellcheck disable=SC2016,SC2317
# shellcheck source=regress/lib.sh
. "$SRC/regress/lib.sh"

viewers_are() {
	[ "$(json "$1" viewers)" = "$2" ]
}
size_is() {
	[ "$(json "$1" size)" = "$2" ]
}
# The flags of the outer terminal that a program can set.
flags() {
	tmux -S "$OUTER" display-message -p "alternate #{alternate_on} \
mouse #{mouse_standard_flag}#{mouse_button_flag}#{mouse_any_flag}#{mouse_sgr_flag} \
keypad #{keypad_flag}#{keypad_cursor_flag} cursor #{cursor_flag} wrap #{wrap_flag} \
insert #{insert_flag} origin #{origin_flag} region #{scroll_region_upper}-#{scroll_region_lower}"
}
# An outer shell, whose terminal's settings are kept to be compared.
outer_shell() {
	outer "$1" bash --norc --noprofile
	keys "cd $T/work; PS1='prompt> '; stty -a >stty.${OUTER##*.}; clear" Enter
	wait_until test -s "stty.${OUTER##*.}"
	wait_until view_has 'prompt>'
	flags >"flags.${OUTER##*.}"
}
# After what was run there: nothing has changed.
as_before() {
	local n=${OUTER##*.}
	rm -f "now.$n"
	keys "stty -a >now.$n" Enter
	wait_until test -s "now.$n"
	diff "stty.$n" "now.$n"
	flags | diff "flags.$n" -
}

full='printf "\033[?1049h\033[?1002h\033[?1006h\033[?2004h\033[?1h\033=\033[4 q\033]0;the title\007full screen"
	exec cat >/dev/null'
inline='for i in 1 2 3 4 5; do echo "line $i"; done; exec cat'

test_keys() {
	local id
	start it -- sh -c "$inline"
	id=$(json it session_id)
	outer_shell 80x24
	keys "'$NONO' attach it; echo status \$?" Enter
	wait_until view_has 'line 5'
	keys C-] d
	wait_until view_has 'status 0'
	view_has "nono attach $id"
	is_detached it
	is_running it
	as_before
	# A sequence that is not completed goes to the command.
	keys "clear; '$NONO' attach it" Enter
	wait_until is_attached it
	keys C-] x Enter
	wait_until screen_has it '^]x'
	keys C-] C-] d
	wait_until is_detached it
}

test_other_keys() {
	local bad n=0
	mkdir -p "$XDG_CONFIG_HOME/nono"
	printf '[ui]\ndetach_sequence = "ctrl-a q"\n' >"$XDG_CONFIG_HOME/nono/config.toml"
	start it -- sh -c "$inline"
	outer_shell 80x24
	keys "'$NONO' attach it; echo status \$?" Enter
	wait_until view_has 'line 5'
	keys C-] d Enter
	wait_until screen_has it '^]d'
	keys C-a q
	wait_until view_has 'status 0'
	as_before
	# One that cannot be is said so, before there is a session.
	for bad in '"x"' '"ctrl-? d"' '"esc escape no"' 3; do
		printf '[ui]\ndetach_sequence = %s\n' "$bad" >"$XDG_CONFIG_HOME/nono/config.toml"
		keys "clear; '$NONO' -s run --allow-cwd --name never -- cat; echo \$? $((++n))th" Enter
		wait_until view_has "1 ${n}th"
		view_has detach_sequence
		[ -z "$(json never status)" ]
	done
}

test_command() {
	local v viewers=() id
	start it -- sh -c "$full"
	id=$(json it session_id)
	for v in 80x24 120x40; do
		outer_shell $v
		viewers+=("$OUTER")
		keys "'$NONO' attach it; echo status \$?" Enter
		wait_until view_has 'full screen'
	done
	expect 0 "$NONO" detach it
	[ "$output" = "Detached session $id." ]
	for OUTER in "${viewers[@]}"; do
		wait_until view_has 'status 0'
		as_before
	done
	expect 0 "$NONO" detach it
	[ "$output" = "Session $id is already detached." ]
	is_running it
	# The same by their other names.
	expect 0 "$NONO" pause it
	outer_shell 80x24
	keys "'$NONO' resume it; echo status \$?" Enter
	wait_until view_has 'full screen'
	"$NONO" -s stop it
	expect 1 "$NONO" detach it
	has 'already exited'
	expect 1 "$NONO" detach nobody
}

# Another terminal of another size gets the whole screen, and the modes.
test_reattach() {
	local size modes
	start it -- sh -c "$full"
	for size in 80x24 132x43 60x15; do
		outer_shell $size
		keys "'$NONO' attach it" Enter
		wait_until view_has 'full screen'
		wait_until size_is it "$size"
		modes=$(flags)
		[[ $modes == *"alternate 1 mouse 0111 keypad 11"* ]] || fail "$modes"
		wait_until title_is 'the title'
		shape_is_underline
		keys C-] d
		wait_until is_detached it
		wait_until view_has 'prompt>'
		as_before
	done
}
title_is() {
	[ "$(tmux -S "$OUTER" display-message -p '#{pane_title}')" = "$1" ]
}
shape_is_underline() {
	"$NONO" capture it --format json | grep -q '"shape":4'
}

# A full-screen program and its screen, at each size it is attached at.
test_reattach_vim() {
	command -v vim >/dev/null || skip 'no vim'
	local size shown
	seq -f 'line %.0f' 100 >text
	start it -- vim -u NONE -N -n -i NONE text
	wait_until screen_has it 'line 20'
	for size in 100x30 80x24 40x10; do
		outer_shell $size
		keys "'$NONO' attach it" Enter
		wait_until size_is it "$size"
		same() {
			shown=$(view)
			[ "$shown" = "$("$NONO" capture it)" ] &&
				[ "$(grep -c line <<<"$shown")" -eq $((${size#*x} - 1)) ]
		}
		wait_until same || fail "$shown"
		keys C-] d
		wait_until is_detached it
		as_before
	done
}

# Several at once: the first one's size counts, the next one's when it goes.
test_several() {
	local a b c
	start it -- sh -c "$inline"
	outer_shell 80x24
	a=$OUTER
	keys "'$NONO' attach it" Enter
	wait_until viewers_are it 1
	outer_shell 120x40
	b=$OUTER
	keys "'$NONO' attach it" Enter
	wait_until viewers_are it 2
	outer_shell 40x10
	c=$OUTER
	keys "'$NONO' attach it" Enter
	wait_until viewers_are it 3
	size_is it 80x24
	for OUTER in "$a" "$b" "$c"; do
		keys "by ${OUTER##*.}" Enter
		wait_until view_has "by ${OUTER##*.}"
	done
	for OUTER in "$a" "$b" "$c"; do
		wait_until view_has 'by 3'
	done
	OUTER=$a keys C-] d
	wait_until viewers_are it 2
	wait_until size_is it 120x40
	OUTER=$b keys C-] d
	wait_until size_is it 40x10
	# The terminal that drives is resized.
	OUTER=$c
	tmux -S "$OUTER" resize-window -x 70 -y 20
	wait_until size_is it 70x20
	keys C-] d
	wait_until is_detached it
}

test_ended() {
	start it -- sh -c 'echo first; printf "\033[31mred\033[m\n"; until test -e on; do sleep 0.01; done; exit 9'
	wait_until screen_has it red
	touch on
	wait_until is_over it
	expect 1 "$NONO" attach it
	[ "$output" = "first
red
[nono] Session $(json it session_id) has already exited (exit code 9)." ]
	outer_shell 80x24
	keys "'$NONO' attach it; echo status \$?" Enter
	wait_until view_has 'status 1'
	view_has 'has already exited (exit code 9)'
	as_before
	# While somebody looks: the status is the command's.
	rm on
	start two -- sh -c 'echo up; until test -e on; do sleep 0.01; done; exit 8'
	keys "clear; '$NONO' attach two; echo status \$?" Enter
	wait_until view_has up
	wait_until is_attached two
	touch on
	wait_until view_has 'status 8'
	as_before
}

test_without_an_id() {
	outer_shell 80x24
	keys "'$NONO' attach; echo status \$?" Enter
	wait_until view_has 'status 1'
	view_has 'no running sessions: start one with nono run'
	start one -- sh -c "$inline"
	keys "clear; '$NONO' attach; echo status \$?" Enter
	wait_until is_attached one
	keys C-] d
	wait_until view_has 'status 0'
	start two -- sh -c "$inline"
	keys "clear; '$NONO' attach; echo status \$?" Enter
	wait_until view_has 'status 1'
	view_has "$(json one session_id)  one"
	view_has "$(json two session_id)  two"
	view_has '2 sessions are running: name one of them'
	"$NONO" -s stop two
	keys "clear; '$NONO' attach; echo status \$?" Enter
	wait_until is_attached one
}

test_without_a_terminal() {
	start it -- sh -c "$inline"
	expect 1 "$NONO" attach it </dev/null
	one_line
	has 'attach needs a terminal: use nono capture to see the screen'
	expect 1 "$NONO" attach no-such
	one_line
	outer_shell 80x24
	keys "TERM=no-such-terminal '$NONO' attach it; echo status \$?" Enter
	wait_until view_has 'status 1'
	as_before
	is_detached it
}

# Whatever ends the viewer, the terminal is as it was.
test_restored() {
	local how pid
	for how in INT TERM HUP QUIT; do
		start "it-$how" -- sh -c "$full"
		outer_shell 80x24
		keys "'$NONO' attach it-$how; echo status \$?" Enter
		wait_until view_has 'full screen'
		pid=$(pgrep -P "$(tmux -S "$OUTER" list-panes -F '#{pane_pid}')")
		kill -$how "$pid"
		wait_until view_has "status $((128 + $(kill -l "$how")))"
		as_before
		is_detached "it-$how"
		is_running "it-$how"
	done
}

test_restored_on_exit() {
	start it -- sh -c 'printf "\033[?1049h\033[?1003hfull screen"; read x; exit 5'
	outer_shell 80x24
	keys "'$NONO' attach it; echo status \$?" Enter
	wait_until view_has 'full screen'
	keys Enter
	wait_until view_has 'status 5'
	as_before
	# And if it and its server die together.
	start two -- sh -c "$full"
	keys "clear; '$NONO' attach two; echo status \$?" Enter
	wait_until view_has 'full screen'
	kill -9 "$(json two supervisor_pid)" "$(server_pid)"
	wait_until view_has 'status 1'
	as_before
}

# The server is gone and nobody starts another: given up after a while.
test_restored_without_a_server() {
	local supervisor
	start it -- sh -c "$full"
	outer_shell 80x24
	keys "'$NONO' attach it; echo status \$?" Enter
	wait_until view_has 'full screen'
	supervisor=$(json it supervisor_pid)
	kill -STOP "$supervisor"
	kill -9 "$(server_pid)"
	wait_until view_has '[nono] reconnecting'
	WAIT_S=25 wait_until view_has 'status 1'
	view_has 'the server is gone and no other came: the session runs on'
	view_has "$(json it session_id)"
	as_before
	kill -CONT "$supervisor"
	keys "clear; '$NONO' attach it" Enter
	wait_until view_has 'full screen'
}

test_suspended() {
	local pid
	start it -- sh -c "$full"
	outer_shell 80x24
	keys "'$NONO' attach it; echo status \$?" Enter
	wait_until view_has 'full screen'
	pid=$(pgrep -P "$(tmux -S "$OUTER" list-panes -F '#{pane_pid}')")
	kill -TSTP "$pid"
	wait_until view_has Stopped
	as_before
	keys fg Enter
	wait_until view_has 'full screen'
	[[ $(flags) == *"alternate 1 mouse 0111"* ]]
	keys C-] d
	wait_until is_detached it
	keys 'echo "then $?"' Enter
	wait_until view_has 'then 0'
	as_before
}

# Run in a terminal: as if nono was not there, lines stay where they belong.
test_run_inline() {
	printf 'all: a b\n\na b:\n\t@for i in $$(seq 50); do echo "$@ $$i"; done\n' >Makefile
	outer_shell 80x24
	keys "make; echo \"status \$?\"" Enter
	wait_until view_has 'status 0'
	view -S - | sed -n '/a 1$/,/^status/p' >direct
	tmux -S "$OUTER" clear-history
	keys "clear; '$NONO' -s run --allow-cwd -- make; echo \"status \$?\"" Enter
	ended() {
		[ "$("$NONO" ps --json --all | grep -c '"exited"')" -eq 1 ] && view_has 'status 0'
	}
	wait_until ended || { view; "$NONO" ps --all; false; }
	tmux -S "$OUTER" capture-pane -p -S - | sed -n '/a 1$/,/^status/p' >ours
	diff direct ours
	as_before
	# It fails as make does.
	keys "clear; '$NONO' -s run --allow-cwd -- make nothing; echo \"status \$?\"" Enter
	wait_until view_has 'status 2'
	as_before
}

test_run_detaches() {
	outer_shell 80x24
	keys "'$NONO' -s run --allow-cwd --name it -- sh -c 'stty size; exec cat'; echo status \$?" Enter
	wait_until view_has '24 80'
	keys C-] d
	wait_until view_has 'status 0'
	is_detached it
	is_running it
	as_before
	# What cannot be started is said in the same words as ever.
	keys "clear; '$NONO' -s run --allow-cwd -- no-such-command; echo status \$?" Enter
	wait_until view_has 'status 127'
	as_before
	keys "clear; '$NONO' -s run --allow-cwd -- sh -c 'exit 3'; echo status \$?" Enter
	wait_until view_has 'status 3'
	as_before
	keys "clear; '$NONO' shell -s --allow-cwd --name sh --shell /bin/sh; echo status \$?" Enter
	wait_until is_attached sh
	keys 'echo "in $((1 + 1))"; exit 4' Enter
	wait_until view_has 'in 2'
	wait_until view_has 'status 4'
	as_before
}

run_tests "$@"
