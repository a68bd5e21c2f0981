# shellcheck shell=bash
# A program directly in a tmux pane, and the same in a session with a client in
# another: what programs.sh and agents.sh do with them. Sourced after lib.sh.

SCREENS=$(cd "$(dirname "$0")" && pwd)/screens.py

need() {
	local program
	for program; do
		command -v "$program" >/dev/null || skip "no $program here"
	done
}

# The terminal that holds both runs of a program, and their environment. Its
# colours are those that a session says it has when it is asked.
terminal() {
	OUTER=$T/outer
	OUTERS+=("$OUTER")
	cat >"$T/outer.conf" <<-'CONF'
		set -g status off
		set -g escape-time 0
		set -g default-terminal xterm-256color
		set -g exit-empty off
		set -g window-style 'fg=#e5e5e5,bg=#000000'
	CONF
	mkdir -p home
	PLAIN=(env -i HOME="$T/work/home" PATH=/usr/local/bin:/usr/bin:/bin
		LANG=C.UTF-8 LC_ALL=C.UTF-8 TERM=xterm-256color
		COLORTERM=truecolor SHELL=/bin/sh USER=tester LOGNAME=tester
		TZ=UTC PS1='$ ' PAGER=less LESS=R LESSHISTFILE=-
		NODE_REPL_HISTORY= GIT_CONFIG_NOSYSTEM=1 TMUX_TMPDIR="$T/work"
		HTOPRC="$T/work/htoprc")
}

# What is run directly may leave daemons: here nobody takes them with it.
end_others() {
	local environ
	for environ in /proc/[0-9]*/environ; do
		if tr '\0' '\n' <"$environ" 2>/dev/null |
			grep -qxE "HOME=$T/direct|TMUX_TMPDIR=$T/work"; then
			kill -9 "$(basename "$(dirname "$environ")")"
		fi
	done
}

# pane NAME SIZE COMMAND...
pane() {
	local name=$1 size=$2
	shift 2
	env -u XDG_RUNTIME_DIR tmux -S "$OUTER" -f "$T/outer.conf" \
		new-session -d -s "$name" -x "${size%x*}" -y "${size#*x}" \
		-e XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR" -e COLORTERM=truecolor \
		env -u TMUX -u TMUX_PANE "$@"
}

# resize NAME SIZE
resize() {
	tmux -S "$OUTER" resize-window -t "$1" -x "${2%x*}" -y "${2#*x}"
}

no_pane() {
	! tmux -S "$OUTER" has-session -t "$1"
}

# both SIZE COMMAND...: start it directly, and in a session with a client.
both() {
	local size=$1
	shift
	[ -n "${OUTER-}" ] || terminal
	pane direct "$size" "${PLAIN[@]}" "$@"
	pane viewed "$size" "$NONO" -s run --name p --allow-cwd \
		${GRANT:+--read "$GRANT"} -- \
		"${PLAIN[@]}" "$@"
	wait_until is_attached p
}

# shows TEXT: both have come so far.
shows() {
	"$SCREENS" shows "$OUTER" "$1" direct viewed
}

hides() {
	"$SCREENS" hides "$OUTER" "$1" direct viewed
}

# press KEY...: to both, as tmux names them.
press() {
	tmux -S "$OUTER" send-keys -t direct "$@"
	tmux -S "$OUTER" send-keys -t viewed "$@"
}
type_text() {
	press -l "$1"
}

same() {
	"$SCREENS" same "$OUTER" direct viewed p
}

# leave: detach by keys, and the client ends.
leave() {
	tmux -S "$OUTER" send-keys -t viewed 'C-]' d
	wait_until no_pane viewed
	wait_until is_detached p
}

# Attach in a terminal of another size, and in one of the old size. What draws
# its whole screen is also compared at the other size; lines of the normal
# screen are wrapped anew there, and must be as they were.
come_back() {
	local size=$1 other=$2
	leave
	[ -n "${INLINE-}" ] || resize direct "$other"
	pane viewed "$other" "$NONO" -s attach p
	wait_until has_size "$other"
	[ -n "${INLINE-}" ] || same
	leave
	[ -n "${INLINE-}" ] || resize direct "$size"
	pane viewed "$size" "$NONO" -s attach p
	same
}

has_size() {
	"$NONO" capture --format json p |
		grep -qF "\"size\":[${1%x*},${1#*x}]"
}

other_size() {
	case $1 in
	80x24) echo 100x31 ;;
	132x43) echo 80x24 ;;
	*) echo 132x43 ;;
	esac
}
