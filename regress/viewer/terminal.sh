#!/bin/bash
# The user's terminal: what is drawn on it, what is typed on it, and that it is
# as it was afterwards. The terminal is a pane of a private tmux.
# shellcheck source=regress/lib.sh
. "$(dirname "$0")/../lib.sh"

# A shell in the outer terminal, its prompt "outer$ ".
outer_shell() {
	outer "${1:-80x24}" env PS1='outer$ ' bash --norc --noprofile
	wait_until view_has 'outer$'
}
type_line() {
	keys -l "$1"
	keys Enter
}
tmux_says() {
	tmux -S "$OUTER" display -p "$1"
}
modes() {
	tmux_says '#{alternate_on} #{cursor_flag} #{keypad_flag} #{keypad_cursor_flag} #{mouse_any_flag} #{mouse_sgr_flag} #{wrap_flag} #{scroll_region_upper} #{scroll_region_lower} #{pane_title}'
}
modes_are() {
	[ "$(modes)" = "$1" ]
}
on_alternate() {
	[ "$(tmux_says '#{alternate_on}')" = 1 ]
}
termios() {
	stty -a -F "$(tmux_says '#{pane_tty}')"
}
# The viewer: the nono run whose terminal is the pane's.
viewer_pid() {
	ps -o pid=,args= -t "$(tmux_says '#{pane_tty}')" |
		awk '$3 == "-s" && $4 == "run" || $3 == "run" { print $1; exit }'
}
last_lines() {
	view | grep -v '^$' | tail -n "$1"
}
all_lines() {
	view -S - | sed 's/ *$//' | grep -v '^$'
}

# A program that turns on what there is, waits for a line, and ends.
cat_modes() {
	cat >"$T/work/modes" <<'EOF'
#!/bin/bash
printf '\e[?1049h\e[?1000h\e[?1003h\e[?1006h\e[?2004h\e[?1004h\e[?1h\e=\e[>1u\e[5 q\e[?25l\e]2;inside\a\e[2;5Hmodes on'
read -r line
exit 7
EOF
	chmod +x "$T/work/modes"
}

# given_back COMMAND...: start the program, do that, compare.
given_back() {
	local before
	cat_modes
	outer_shell
	before=$(modes)
	termios >"$T/before"
	type_line 'echo was th"ere"'
	type_line "$NONO -s run --name m --allow-cwd -- ./modes; echo status \$?."
	wait_until view_has 'modes on'
	on_alternate
	"$@"
	if on_alternate; then fail "the alternate screen is on"; fi
	wait_until modes_are "$before"
	termios | cmp - "$T/before"
	view_has 'was there'
	type_line 'echo go"es" on'
	wait_until view_has 'goes on'
}

leave_by_exit() {
	keys Enter
	wait_until view_has 'status 7.'
}
leave_by_detach() {
	keys C-] d
	wait_until view_has 'status 0.'
}
leave_by_signal() {
	kill -"$1" "$(viewer_pid)"
	wait_until view_has "status $((128 + $(kill -l "$1")))."
	is_running m
}
leave_by_stop() {
	"$NONO" -s stop m
	wait_until view_has 'status 143.'
}
leave_by_sent_away() {
	"$NONO" -s detach m
	wait_until view_has 'status 0.'
	is_running m
}

test_exit() {
	given_back leave_by_exit
}
test_detach() {
	given_back leave_by_detach
}
test_stop() {
	given_back leave_by_stop
}
test_sent_away() {
	given_back leave_by_sent_away
}
test_hangup_signal() {
	given_back leave_by_signal HUP
}
test_term_signal() {
	given_back leave_by_signal TERM
}
test_user_signal() {
	given_back leave_by_signal USR1
}
test_crash() {
	# In a build with sanitizers it would be they that say so.
	export ASAN_OPTIONS=handle_segv=0
	given_back leave_by_signal SEGV
}

# A program on the normal screen looks as if it ran without us.
test_inline() {
	outer_shell 80x10
	seq -f 'line %g' 40 >"$T/work/lines"
	type_line 'echo before; cat lines; echo be"hind"'
	wait_until view_has behind
	all_lines | sed 's/cat lines/X/' >"$T/direct"
	type_line 'clear'
	tmux -S "$OUTER" clear-history
	type_line "echo before; $NONO -s run --allow-cwd -- cat lines; echo be\"hind\""
	wait_until view_has behind
	wait_until view_has 'outer$'
	all_lines | grep -v nono >"$T/ours"
	grep -xE 'line .*|before|behind' "$T/direct" >"$T/want"
	grep -xE 'line .*|before|behind' "$T/ours" | cmp - "$T/want"
	tail -n 2 "$T/ours" | head -n 1 | grep -qx behind
}

# Lines of a child are in the scrollback once, also after an interlude on the
# alternate screen.
test_inline_and_alternate() {
	outer_shell 60x8
	type_line "$NONO -s run --name i --allow-cwd -- env PS1='in''> ' bash --norc --noprofile"
	wait_until view_has 'in>'
	type_line 'seq -f "one %g" 20'
	wait_until view_has 'one 20'
	type_line 'printf "\e[?1049h\e[Hal"ternate; read x; printf "\e[?1049l"'
	wait_until view_has alternate
	on_alternate
	keys Enter
	wait_until view_has 'one 20'
	type_line 'seq -f "two %g" 20; echo a"ll" there'
	wait_until view_has 'all there'
	keys C-] d
	wait_until view_has 'outer$'
	all_lines | grep -x '\(one\|two\) [0-9]*' >"$T/got"
	{
		seq -f 'one %g' 20
		seq -f 'two %g' 20
	} | cmp - "$T/got"
}

# A window that changes its size, as its owner drags it: what was there before
# the child stays, and each line is there once.
size_is() {
	"$NONO" capture --format json r | grep -qF "\"size\":[$1,$2]"
}
resize_to() {
	tmux -S "$OUTER" resize-window -x "$1" -y "$2"
	wait_until size_is "$1" "$2"
	type_line "echo size is $1 $2"
	wait_until last_is "size is $1 $2"
}
# The last line but the prompt.
last_is() {
	last_lines 2 | head -n 1 | grep -qxF "$1"
}
test_inline_resize() {
	outer_shell 80x24
	type_line 'seq -f "before %g" 3'
	wait_until view_has 'before 3'
	type_line "$NONO -s run --name r --allow-cwd -- env PS1='in''> ' bash --norc --noprofile"
	wait_until view_has 'in>'
	type_line 'seq -f "one %g" 5'
	wait_until view_has 'one 5'
	resize_to 90 20
	resize_to 70 28
	type_line 'seq -f "two %g" 30'
	wait_until view_has 'two 30'
	resize_to 70 12
	resize_to 70 30
	resize_to 60 30
	type_line 'seq -f "three %g" 5'
	wait_until view_has 'three 5'
	keys C-] d
	wait_until is_detached r
	wait_until view_has 'outer$'
	all_lines | grep -x '\(before\|one\|two\|three\) [0-9]*' >"$T/got"
	{
		seq -f 'before %g' 3
		seq -f 'one %g' 5
		seq -f 'two %g' 30
		seq -f 'three %g' 5
	} | cmp - "$T/got"
}

# Nor is it lost while an editor is on the alternate screen.
test_alternate_resize() {
	outer_shell 80x24
	type_line 'seq -f "before %g" 3'
	wait_until view_has 'before 3'
	type_line "$NONO -s run --name r --allow-cwd -- less /etc/passwd"
	wait_until on_alternate
	tmux -S "$OUTER" resize-window -x 80 -y 18
	wait_until size_is 80 18
	keys q
	wait_until is_over r
	type_line 'seq -f "after %g" 3'
	wait_until view_has 'after 3'
	all_lines | grep -x '\(before\|after\) [0-9]*' >"$T/got"
	{
		seq -f 'before %g' 3
		seq -f 'after %g' 3
	} | cmp - "$T/got"
}

# The screen comes back on a terminal of another size.
test_other_size() {
	outer_shell 80x24
	type_line "$NONO -s run --name o --allow-cwd -- env PS1='in''> ' bash --norc --noprofile"
	wait_until view_has 'in>'
	type_line 'echo "stays here"; tput cols'
	wait_until view_has 80
	keys C-] d
	wait_until is_detached o
	tmux -S "$OUTER" resize-window -x 50 -y 12
	type_line clear
	type_line "$NONO -s attach o"
	wait_until is_attached o
	wait_until view_has 'stays here'
	type_line 'tput cols; tput lines'
	wait_until view_has 50
	wait_until view_has 12
}

# What the child gets, as cat -v shows it.
start_cat() {
	outer_shell
	type_line "$NONO -s run --name c --allow-cwd -- bash --norc -c 'stty raw -echo; echo re\"ad\"y; exec cat -v'"
	wait_until view_has ready
}

test_broken_sequence() {
	start_cat
	keys C-] x
	wait_until screen_has c '^]x'
	keys C-] C-] y
	wait_until screen_has c '^]x^]^]y'
	keys C-] Escape
	wait_until screen_has c '^]x^]^]y^]^['
	is_attached c
}

test_lone_escape() {
	start_cat
	keys Escape
	wait_until screen_has c '^['
	keys Escape
	wait_until screen_has c '^[^['
	# a key's bytes that come together are that key
	keys Up
	wait_until screen_has c '^[^[^[[A'
}

detach_with() {
	start_cat
	keys -l "$1"
	wait_until is_detached c
	screen c >"$T/screen"
	! grep -F ']' "$T/screen"
}
test_detach_legacy() {
	detach_with $'\035d'
}
test_detach_kitty() {
	detach_with $'\e[93;5u\e[93;5:3u\e[100u'
}
test_detach_other_keys() {
	detach_with $'\e[27;5;93~d'
}

test_detach_configured() {
	mkdir -p "$XDG_CONFIG_HOME/nono"
	printf '[ui]\ndetach_sequence = "ctrl-a space q"\n' \
		>"$XDG_CONFIG_HOME/nono/config.toml"
	start_cat
	keys C-] d
	wait_until screen_has c '^]d'
	keys C-a Space x
	wait_until screen_has c '^]d^A x'
	keys C-a Space q
	wait_until is_detached c
}

# Terminals that can little: nothing is written that they would show.
on_old_terminal() {
	local before
	outer_shell 80x24
	before=$(modes)
	type_line "TERM=$1 $NONO -s run --name v --allow-cwd -- env PS1='in''> ' bash --norc --noprofile"
	wait_until view_has 'in>'
	cat >"$T/work/paint" <<'EOF'
printf '\e[?1049h\e[H\e[31;4;38;5;99mcoloured\e[m\e[4;4H\e[?25l'
read -r x
printf '\e[?1049l\e[?25h'
EOF
	type_line '. ./paint'
	wait_until view_has coloured
	keys Enter
	wait_until view_has 'in>'
	type_line 'echo ba"ck"'
	wait_until view_has back
	keys C-] d
	wait_until view_has 'outer$'
	if view | grep -F '[?'; then fail "a sequence is shown"; fi
	wait_until modes_are "$before"
}
test_vt100() {
	on_old_terminal vt100
}
test_linux_console() {
	on_old_terminal linux
}
test_gnu_screen() {
	on_old_terminal screen
}
test_xterm() {
	on_old_terminal xterm
}
test_dumb() {
	outer_shell
	type_line "TERM=dumb $NONO -s run --allow-cwd -- true; echo status \$?."
	wait_until view_has 'status 1.'
	view_has 'cannot be drawn on'
}

run_tests "$@"
