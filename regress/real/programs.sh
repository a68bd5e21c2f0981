#!/bin/bash
# The same program directly in tmux and in a session, the screens compared cell
# by cell: through an attached client and by "nono capture", after keys, after
# attaches at another size and back, after the server was killed.
# shellcheck disable=SC1091
. "$(dirname "$0")/../lib.sh"
# shellcheck disable=SC1091
. "$(dirname "$0")/both.bash"

SIZES=${SIZES-80x24 132x43 300x100}

new_server() {
	local pid
	pid=$(server_pid)
	[ -n "$pid" ] && [ "$pid" != "$1" ] && is_running p
}

# The server dies, and the screen is there again.
kill_server() {
	local old
	old=$(server_pid)
	kill -9 "$old"
	wait_until new_server "$old"
	wait_until is_attached p
	same
}

over() {
	"$NONO" -s stop --force p
	wait_until no_pane viewed
	tmux -S "$OUTER" kill-session -t direct
	"$NONO" -s prune
}

# at_each_size FUNCTION COMMAND...: the function presses keys.
at_each_size() {
	local keys=$1 size
	shift
	for size in $SIZES; do
		both "$size" "$@"
		"$keys"
		same
		come_back "$size" "$(other_size "$size")"
		case " ${KILL-} " in *" $size "*) kill_server ;; esac
		over
	done
}

some_code() {
	cat >code.c <<-'CODE'
		/* A comment that is long enough to be wrapped in a narrow terminal, so that we see it. */
		#include <stdio.h>

		enum { SIZE = 10 };

		static int
		sum(const int *values, int n)
		{
			int i, total = 0;

			for (i = 0; i < n; i++)
				total += values[i];
			return (total);
		}

		int
		main(int argc, char **argv)
		{
			int values[SIZE] = {1, 2, 3};

			printf("the sum of them is %d\n", sum(values, SIZE));
			return (0);
		}
	CODE
	local i
	for i in {1..120}; do
		echo "/* line $i: 日本語 naïve «quotes» … */" >>code.c
	done
}

vim_keys() {
	shows 'static int'
	type_text $':split\r'
	type_text '10Goinserted text	and 日本語 wide'
	press Escape
	type_text $'/total\r'
	type_text 'ddp'
	press C-w j
	type_text $'5Gzt20jv8l'
	shows 'VISUAL'
	press Escape
	type_text $':set number list cursorline\r'
	press C-f C-y C-y
	type_text $':echo "at " . "rest"\r'
	shows 'at rest'
}

test_vim() {
	need vim
	some_code
	KILL=80x24 at_each_size vim_keys vim -n -i NONE -u NONE \
		--cmd 'syntax on' --cmd 'set nocompatible incsearch hlsearch ruler laststatus=2 mouse=a background=dark' \
		code.c
}

# Escape and the next key at once, as over a slow line: vim asks for other keys
# to be told apart, which a terminal that cannot leaves to it.
escape_keys() {
	shows 'static int'
	press o
	type_text 'inserted text'
	press Escape / t o t a l Enter
	press C-w Escape A
	type_text ' appended'
	shows 'total = 0; appended'
}

test_vim_escape() {
	need vim
	some_code
	SIZES=80x24 at_each_size escape_keys vim -n -i NONE -u NONE \
		--cmd 'set nocompatible hlsearch' code.c
}

# Text with wide, combining and rare characters, and colours of all kinds.
some_text() {
	local i
	{
		printf 'plain, \033[1mbold\033[0m, \033[4munderlined\033[0m\n'
		printf '日本語テキスト 한국어 中文 ＡＢＣ ｱｲｳ\n'
		printf 'e\xcc\x81 a\xcc\x8a n\xcc\x83 \xce\xb1\xcc\x81 %s\n' \
			'é å ñ — combined and not'
		printf 'Ελληνικά Русский עברית العربية ไทย हिन्दी\n'
		printf '┌─┬─┐ ╔═╦═╗ ▁▂▃▄▅▆▇█ ░▒▓ ←↑→↓ ∑∫√∞ ♠♣♥♦ ⠁⠃⠇\n'
		for i in {0..7}; do
			printf '\033[3%dm fg%d \033[9%dm bright \033[4%d;30m bg \033[0m' \
				"$i" "$i" "$i" "$i"
			printf '\033[38;5;%dm 256 \033[48;2;%d;40;90m rgb \033[0m\n' \
				$((17 + i * 25)) $((i * 30))
		done
		for i in {1..200}; do
			printf '%04d a long line that may be wrapped: %s 漢字 %s\n' \
				"$i" 'the quick brown fox jumps over it' \
				'0123456789 0123456789 0123456789 0123456789'
		done
	} >text.txt
}

less_keys() {
	shows 'plain, bold'
	press j j k
	press d
	type_text $'/漢字\r'
	press n n
	type_text '113g'
	shows '0100 a long'
	press C-b
	hides '0100 a long'
}

test_less() {
	need less
	some_text
	KILL=132x43 at_each_size less_keys less -R text.txt
}

less_wide_keys() {
	shows 'plain, bold'
	press Right
	type_text '100g'
	shows ' 100'
	press Left Right Right
}

# Long lines are cut, and seen by going right.
test_less_chopped() {
	need less
	some_text
	at_each_size less_wide_keys less -RSN text.txt
}

mc_keys() {
	shows '10Quit'
	shows 'code.c'
	press Tab
	press Down Down Insert
	press F9
	shows 'Left'
	press Down Down
	shows 'Listing format'
	same
	press Escape Escape
	hides 'Listing format'
	press F7
	shows 'Create a new Directory'
	type_text 'new one'
}

test_mc() {
	need mc
	some_code
	some_text
	mkdir -p home/.config/mc
	# The free space of a disk is not what is compared here.
	printf '[Midnight-Commander]\nfree_space=false\n[Layout]\nfree_space=false\n' \
		>home/.config/mc/ini
	# What lies above the work tree is made for the session, now.
	mkdir panels panels/folder
	mv code.c text.txt panels
	touch -d '2020-01-02 03:04:05' panels/* panels
	touch -d '2020-01-02 03:04:05' .
	KILL=300x100 at_each_size mc_keys mc --nosubshell panels panels
}

htop_keys() {
	shows 'F10'
	press F4
	shows 'Filter'
	type_text 'qq'
	type_text 'zzqq'
	same
	press Enter
	press F2
	shows 'Display options'
	press Down Right Down Down
	press Left Down Right
	shows 'Available meters'
	same
	press F10
	press F1
	shows 'Arrows'
}

# Everything but what is different every second: no meters, and a filter that no
# process passes; then its setup and help screens.
test_htop() {
	need htop
	printf '%s\n' 'htop_version=3.2.2' 'config_reader_min_version=3' \
		'header_layout=two_50_50' 'column_meters_0=Hostname' \
		'column_meter_modes_0=2' 'column_meters_1=Blank' \
		'column_meter_modes_1=2' 'hide_function_bar=0' \
		'screen:Main=USER STATE Command' >htoprc
	# It counts processors in /sys.
	GRANT=/sys at_each_size htop_keys htop --readonly
}

tmux_keys() {
	shows '%0>'
	type_text $'printf \'\\033[1;34mbold blue\\033[0m in tmux\\n\'\r'
	shows 'bold blue in tmux'
	press C-b %
	shows '%1>'
	type_text $'echo to the "right"\r'
	shows 'to the right'
	press C-b '"'
	shows '%2>'
	type_text $'seq 40 | tail -n 12\r'
	shows '40'
	press C-b c
	shows '1:second*'
	shows '%3>'
	press C-b p
	press C-b '['
	shows '[0/'
	press Up Up Up
}

test_tmux() {
	# Without the last, keys that come at once are no commands to it.
	cat >tmux.conf <<-'CONF'
		set -g status-right 'right side'
		set -g automatic-rename off
		set -g default-command 'exec env PS1="$TMUX_PANE> " sh'
		set -g status-left '[#{window_width}] '
		set -g status-interval 0
		bind c new-window -n second
		set -g assume-paste-time 0
	CONF
	KILL=80x24 at_each_size tmux_keys sh -c \
		'exec tmux -L "in$$" -f tmux.conf new-session -n first'
}

man_keys() {
	shows 'Manual page'
	press Space
	press Space b
	type_text $'/profile\r'
	press n
	press G
	shows '(END)'
	press C-b
}

test_man() {
	need man
	cp "$SRC/nono-profile.5" page.5
	at_each_size man_keys man -P 'less -R' -l page.5
}

a_repository() {
	local i
	(
		export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
		export GIT_AUTHOR_DATE='2020-01-02T03:04:05Z'
		export GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
		export GIT_AUTHOR_NAME='A Ü Thor' GIT_AUTHOR_EMAIL=a@localhost
		export GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@localhost
		git init -q -b main tree
		cd tree || exit
		for i in {1..12}; do
			printf 'line %s\n' "$i" 日本 "$((i * i))" >file
			git add file
			git commit -q -m "file: the ${i}th — naïve ☃ change"
			if [ "$i" = 4 ]; then
				git checkout -q -b side
				git commit -q --allow-empty -m 'on the side'
				git checkout -q main
			fi
		done
		git merge -q -m 'merge of the side' side
	)
}

git_keys() {
	shows 'merge of the side'
	press Space
	type_text $'/the 3th\r'
	press k k
	shows 'file: the 3th'
}

test_git_log() {
	need git less
	a_repository
	at_each_size git_keys git -C tree -c color.ui=always \
		-c 'diff.colorMoved=zebra' log --graph --stat -p --decorate
}

# Typed while nothing reads it, a key is echoed by the terminal where the cursor
# just is; so prompts are counted, and each is waited for.
python_keys() {
	shows '1>>>'
	type_text $'def f(n): return n * 2\r'
	shows '...'
	press Enter
	shows '2>>>'
	type_text $'"日本語 %d" % f(21)\r'
	shows '3>>>'
	type_text $'[x for x in range(60)]\r'
	shows '4>>>'
	type_text $'1 / 0\r'
	shows '5>>>'
	type_text 'print("a line that is edited'
	press C-a
	type_text 'x = '
	press C-e
	type_text '", 1 + 1)'
	press Left Left BSpace BSpace BSpace
	type_text '(5)'
	shows '1(5)1'
}

test_python() {
	need /usr/bin/python3
	cat >startup.py <<-'CODE'
		import sys
		class Prompt:
		    n = 0
		    def __str__(self):
		        self.n += 1
		        return '%d>>> ' % self.n
		sys.ps1 = Prompt()
		sys.ps2 = '... '
	CODE
	KILL=132x43 INLINE=yes at_each_size python_keys \
		env PYTHONSTARTUP=startup.py /usr/bin/python3 -q
}

node_keys() {
	shows '> '
	type_text $'({a: 1, b: "zwei", c: [null, undefined, true], d: /x/g})\r'
	shows 'zwei'
	type_text $'"日本語".repeat(12)\r'
	shows '日本語日本語'
	type_text $'throw new TypeError("on purpose")\r'
	shows 'on purpose'
	type_text $'.help\r'
	shows '.save'
	type_text 'Math.sqrt(16 * 4)'
	shows '8'
}

test_node() {
	need /usr/bin/node
	INLINE=yes at_each_size node_keys /usr/bin/node --title=node
}

dialog_keys() {
	shows 'Choose what you like'
	press Down Space Down Space
	press Tab
	shows 'Cancel'
}

test_dialog() {
	need dialog
	at_each_size dialog_keys dialog --colors --backtitle 'A title — 日本' \
		--title ' Things ' --checklist \
		'\Z1Choose\Zn \Zb\Zuwhat\Zn you like:' 18 60 8 \
		one 'the first thing' on two 'the second' off three 'three' off \
		four 'naïve ☃ entry' on five '5' off six 'six' off \
		seven 'below' off eight 'more' off nine 'hidden' off
}

dialog_form_keys() {
	shows 'Name'
	type_text 'some text that is longer than its field'
	press Down
	type_text 'two'
	press Left
}

test_dialog_form() {
	need dialog
	at_each_size dialog_form_keys dialog --title Form --form 'Fill it in' \
		14 50 4 'Name' 1 1 'default' 1 12 20 60 'Address' 2 1 '' 2 12 20 0
}

nano_keys() {
	shows 'Exit'
	press Down Down End
	type_text ' and text — 日本 added'
	press C-w
	type_text $'total\r'
	press M-3
	press C-k C-k C-u
	press M-n
	shows 'Modified'
}

test_nano() {
	need nano
	some_code
	# Without locks: both edit the same file.
	echo 'include "/usr/share/nano/c.nanorc"' >nanorc
	at_each_size nano_keys nano --rcfile=nanorc --linenumbers code.c
}

bash_keys() {
	shows '1 $'
	type_text 'echo one two three'
	press C-a M-f C-k
	type_text $' 日本語; seq 5\r'
	shows '2 $'
	type_text 'echo a much longer command line, that does not fit in one '
	type_text 'row of the terminal, so that it is wrapped and edited over '
	type_text 'two rows or more, which readline does by itself, as here'
	press C-a M-f M-f M-d
	type_text 'new words — here'
	press C-e C-w C-w C-y
	press Enter
	shows '3 $'
	press C-r
	type_text 'seq'
	shows 'reverse-i-search'
	press C-g
	type_text $'printf \'\\033[35mmagenta\\033[7m reversed \\033[0m\\n\'\r'
	shows '4 $'
	type_text 'ls co'
	press Tab
	shows 'ls code.c'
}

test_bash() {
	some_code
	INLINE=yes KILL=80x24 at_each_size bash_keys \
		env PS1='\# $ ' bash --norc --noprofile
}

make_keys() {
	shows 'end of it'
}

test_compiler() {
	need gcc make
	cat >bad.c <<-'CODE'
		#include <stdio.h>
		struct point { int x, y; };
		int main(void) {
			struct point p = {1, 2};
			int unused;
			printf("%s — 日本\n", p.z);
			return undefined_function(p.x + "text", p)
		}
	CODE
	printf 'all:\n\t-gcc -fdiagnostics-color=always -Wall -Wextra -c bad.c\n\t@echo end of it\n' \
		>Makefile
	INLINE=yes at_each_size make_keys sh -c 'make; exec cat'
}

curses_keys() {
	shows 'a window'
	press Down Down Up
	type_text 'abc'
	shows 'pressed 6'
}

# All of ncurses that a terminal sees: windows, boxes, colours, attributes,
# pads, inserted and deleted lines and characters, scroll regions.
test_ncurses() {
	need /usr/bin/python3
	/usr/bin/python3 -c 'import curses' || skip 'no curses in python3'
	cat >curses-test.py <<-'CODE'
		import curses
		def main(s):
		    curses.start_color()
		    curses.use_default_colors()
		    for n in range(1, 64):
		        curses.init_pair(n, n * 4 % 256, (n * 7 % 256) if n % 3 else -1)
		    s.bkgd(' ', curses.color_pair(5))
		    s.border()
		    w = s.derwin(10, 40, 2, 3)
		    w.box()
		    w.bkgd(' ', curses.color_pair(12))
		    w.addstr(0, 2, ' a window — 日本 ')
		    for i, a in enumerate((curses.A_BOLD, curses.A_DIM, curses.A_REVERSE,
		            curses.A_UNDERLINE, curses.A_BLINK, curses.A_ITALIC,
		            curses.A_STANDOUT)):
		        w.addstr(1 + i, 2, 'attribute %d' % i, a | curses.color_pair(20 + i))
		    acs = [curses.ACS_ULCORNER, curses.ACS_HLINE, curses.ACS_TTEE,
		        curses.ACS_PLUS, curses.ACS_DIAMOND, curses.ACS_CKBOARD,
		        curses.ACS_DEGREE, curses.ACS_PLMINUS, curses.ACS_BULLET]
		    for i, c in enumerate(acs):
		        w.addch(8, 2 + 2 * i, c)
		    w.insstr(1, 20, 'inserted ')
		    w.move(2, 2)
		    w.insertln()
		    w.move(4, 1)
		    w.deleteln()
		    w.insch(5, 3, 'X')
		    w.delch(6, 2)
		    t = curses.newwin(8, 30, 13, 5)
		    t.scrollok(True)
		    t.idlok(True)
		    keys = 0
		    while True:
		        y, x = s.getmaxyx()
		        s.addstr(1, 45, 'size %dx%d ' % (x, y))
		        s.noutrefresh()
		        w.touchwin()
		        w.noutrefresh()
		        t.addstr('line %d pressed %d\n' % (keys * 3, keys),
		            curses.color_pair(keys % 60 + 1))
		        t.noutrefresh()
		        curses.doupdate()
		        if s.getch() != curses.KEY_RESIZE:
		            keys += 1
		        else:
		            s.clear()
		            s.border()
		curses.wrapper(main)
	CODE
	KILL=80x24 at_each_size curses_keys /usr/bin/python3 curses-test.py
}

run_tests "$@"
