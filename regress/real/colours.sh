#!/bin/bash
# A child is told the colours of the terminal that shows it.
# shellcheck disable=SC1091
. "$(dirname "$0")/../lib.sh"

# Asks for text, background and scheme, and again with each key.
asker() {
	cat >ask.py <<-'CODE'
		import os, tty
		tty.setraw(0)
		n = 0
		while True:
		    n += 1
		    os.write(1, b'\x1b]10;?\x07\x1b]11;?\x07\x1b[?996n\x1b[c')
		    got = b''
		    while not got.endswith(b'c') or b'\x1b[?6' not in got:
		        got += os.read(0, 1)
		    got = got.replace(b'\x1b', b'').replace(b'\x07', b' ')
		    os.write(1, b'\x1b[H\x1b[2J%d: %s.' % (n, got))
		    os.read(0, 1)
	CODE
}

asked() {
	tmux -S "$OUTER" send-keys -t viewer a
	screen_has p "$1"
}

test_viewers_colours() {
	command -v /usr/bin/python3 >/dev/null || skip 'no python3 here'
	asker
	start p --allow-cwd -- /usr/bin/python3 ask.py
	# Nobody looks on.
	wait_until screen_has p ']11;rgb:0000/0000/0000 [?997;1n'
	outer 80x24 cat
	tmux -S "$OUTER" set-option -g window-style 'fg=#102030,bg=#fafbfc'
	tmux -S "$OUTER" new-session -d -s viewer -x 80 -y 24 \
		-e XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR" "$NONO" -s attach p
	wait_until is_attached p
	wait_until asked \
		']10;rgb:1010/2020/3030 ]11;rgb:fafa/fbfb/fcfc [?997;2n'
	# A new server is told again.
	local old
	old=$(server_pid)
	kill -9 "$old"
	has_new_server() {
		[ -n "$(server_pid)" ] && [ "$(server_pid)" != "$old" ]
	}
	wait_until has_new_server
	wait_until is_attached p
	local number
	number=$("$NONO" capture p | sed 's/:.*//;q')
	tmux -S "$OUTER" send-keys -t viewer a
	wait_until screen_has p "$((number + 1)):"
	screen_has p ']11;rgb:fafa/fbfb/fcfc [?997;2n'
}

run_tests "$@"
