#!/bin/bash
# The running server has given up what it does not need.
. "${SRC:-.}/regress/lib.sh"

begin() {
	start one --allow-cwd -- cat
	pid=$(server_pid)
}

field() {
	sed -n "s/^$1:[[:space:]]*//p" "/proc/$pid/status"
}

test_status() {
	begin
	[ "$(field Seccomp)" = 2 ]
	[ "$(field NoNewPrivs)" = 1 ]
	for set in CapInh CapPrm CapEff CapAmb; do
		[ "$(field $set)" = 0000000000000000 ] ||
			fail "$set is $(field $set)"
	done
	grep -q '^nono: server$' "/proc/$pid/comm"
	[ "$(tr -d '\0' <"/proc/$pid/cmdline")" = 'nono: server' ]
}

# Nothing of the user's, and no file: what it is handed, and /dev/null.
test_what_it_has() {
	begin
	if [ "$(id -u)" != 0 ]; then
		! ls "/proc/$pid/fd" 2>/dev/null || fail "its descriptors show"
		! cat "/proc/$pid/environ" 2>/dev/null ||
			fail "its environment shows"
		! head -c 1 "/proc/$pid/mem" 2>/dev/null || fail "its memory shows"
		return
	fi
	[ "$(tr -d '\0' <"/proc/$pid/environ" | wc -c)" -eq 0 ] ||
		fail "it has an environment"
	[ "$(readlink "/proc/$pid/cwd")" = / ]
	local fd is
	for fd in "/proc/$pid/fd"/*; do
		is=$(readlink "$fd")
		case $is in
		/dev/null | socket:* | pipe:* | anon_inode:\[event* | \
			anon_inode:\[timerfd\] | *ptmx | /dev/pts/[0-9]* | \
			/[0-9]* | '/memfd:nono ring (deleted)') ;;
		*) fail "$fd is $is" ;;
		esac
	done
}

# The filter kills at the first call that is not in its list: a server that has
# done all it can do and lives has made none.
has_size() {
	"$NONO" inspect --json "$1" | grep -q "\"size\": \"$2\""
}

busy() {
	local n
	for n in 1 2 3; do
		start "busy$n" --allow-cwd --size 100x30 -- sh -c \
			'seq 5000; printf "\033[?1049h\033[c\033[6n"; cat'
		wait_until screen_has "busy$n" '^[[?64'
		"$NONO" resize "busy$n" 50x20
		"$NONO" capture "busy$n" --format json >/dev/null
	done
	outer 80x24 "$NONO" attach busy1
	wait_until is_attached busy1
	keys hello Enter
	wait_until view_has hello
	tmux -S "$OUTER" resize-window -x 60 -y 18
	wait_until has_size busy1 60x18
	"$NONO" detach busy1
	wait_until is_detached busy1
	"$NONO" ps --json >/dev/null
	hostile-peer "$(json one session_id)" pieces never_reads twice
	for n in 1 2 3; do
		"$NONO" stop --force "busy$n"
	done
}

test_list_is_whole() {
	begin
	busy
	[ "$(server_pid)" = "$pid" ] || fail "it is another server"
}

# Seen from outside: nothing is refused to it, and only what the list has is
# asked for.
test_calls_seen() {
	type strace >/dev/null || skip "no strace"
	begin
	if [ "$(id -u)" != 0 ]; then
		expect 1 strace -p "$pid" -o "$T/calls"
		has 'Operation not permitted'
		return
	fi
	strace -f -p "$pid" -o "$T/calls" 2>"$T/strace" &
	local tracer=$!
	wait_until grep -q attached "$T/strace"
	busy
	kill "$tracer"
	wait "$tracer" || :
	[ "$(wc -l <"$T/calls")" -gt 500 ] || fail "nothing was traced"
	! grep -E 'EPERM|EACCES|ENOSYS|SIGSYS' "$T/calls" ||
		fail "something was refused"
	sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' "$T/calls" | sort -u >"$T/made"
	grep -o 'SCMP_SYS([a-z0-9_]*)' "$SRC/server/confine-table.c" |
		sed 's/.*(\(.*\))/\1/' >"$T/listed"
	printf 'ioctl\nfcntl\n' >>"$T/listed"
	sort -u "$T/listed" -o "$T/listed"
	[ -z "$(comm -23 "$T/made" "$T/listed")" ] ||
		fail "not in the list: $(comm -23 "$T/made" "$T/listed")"
}

run_tests "$@"
