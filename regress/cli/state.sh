#!/bin/bash
# State and runtime directories that are full, read-only, damaged, somebody
# else's; and processes that may have next to nothing.

# In a mount namespace of its own, where /tmp may be covered.
if [ -z "${NONO_TEST_UNSHARED:-}" ]; then
	export NONO_TEST_UNSHARED=1 TMPDIR=/var/tmp
	if [ "$(id -u)" = 0 ]; then
		exec unshare -m "$0" "$@"
	elif unshare -Urm true 2>/dev/null; then
		exec unshare -Urm "$0" "$@"
	fi
	NONO_TEST_UNSHARED=no
fi
# shellcheck disable=SC2016 # what another shell is to expand
. "${SRC:-.}/regress/lib.sh"
. "${SRC:-.}/regress/refused.sh"

eval "base_$(declare -f cleanup)"
cleanup() {
	base_cleanup
	umount -l "$T/state" "$T/run" 2>/dev/null
	rm -rf "$T"
}

need_mounts() {
	[ "$NONO_TEST_UNSHARED" = 1 ] || skip "no mounts here"
}

# The state directory on a small file system of its own.
small_state() {
	need_mounts
	mkdir -p "$T/state"
	mount -t tmpfs -o size=2m,mode=700 none "$T/state"
}
# The directories and the token, which stay once they are made.
skeleton() {
	"$NONO" -s run --allow-cwd -- true
	"$NONO" -s prune
}
fill() {
	cat /dev/zero >"$T/state/filling" 2>/dev/null || :
}

test_full_from_the_start() {
	small_state
	skeleton
	rm "$T/state/nono/token"
	fill
	refused 1 'No space left|state' "$NONO" -s run --allow-cwd -- true
	refused 1 'No space left|state' \
		"$NONO" -s run --detached --allow-cwd -- true
}

test_full() {
	small_state
	sentinel
	fill
	refused 1 'No space left' "$NONO" -s run --allow-cwd -- true
	refused 1 'No space left' "$NONO" -s run --detached --allow-cwd -- true
	refused 1 'No space left' \
		"$NONO" -s run --detached --allow-cwd --name mine -- true
	expect 0 "$NONO" ps
	sentinel_lives
	rm "$T/state/filling"
	expect 0 "$NONO" -s run --detached --allow-cwd --name mine -- cat
	sentinel_lives
}

# Full when a session ends: it ends as it should, and is seen to have.
test_full_at_the_end() {
	small_state
	sentinel
	start other --allow-cwd -- sh -c 'read x; exit 3'
	fill
	expect 0 "$NONO" stop --force sentinel
	wait_until is_over sentinel
	expect 0 "$NONO" ps --all
	has 'exited('
	expect 0 "$NONO" ps --all --json
	[ "$(json sentinel status)" = exited ] ||
		fail "sentinel is $(json sentinel status)"
	is_running other
	rm "$T/state/filling"
	expect 0 "$NONO" prune
	expect 0 "$NONO" ps --all
	hasnt sentinel
}

test_read_only() {
	small_state
	sentinel
	mount -o remount,bind,ro "$T/state"
	refused 1 'Read-only file system' "$NONO" -s run --allow-cwd -- true
	refused 1 'Read-only file system' \
		"$NONO" -s run --detached --allow-cwd -- true
	expect 0 "$NONO" ps
	has sentinel
	sentinel_lives
	mount -o remount,bind,rw "$T/state"
}

# What stands in the place of the state directory.
test_wrong_state() {
	mkdir -p "$T/state"
	echo >"$T/state/nono"
	refused 1 "$T/state/nono is not a directory" "$NONO" ps
	refused 1 "is not a directory" "$NONO" -s run --allow-cwd -- true
	rm "$T/state/nono"
	ln -s /tmp "$T/state/nono"
	refused 1 "is not a directory" "$NONO" -s run --allow-cwd -- true
	rm "$T/state/nono"
	mkdir -m 777 "$T/state/nono"
	refused 1 "mode 777|chmod 700" "$NONO" -s run --allow-cwd -- true
	rmdir "$T/state/nono"
	refused 1 "cannot make directory /proc/state" \
		env XDG_STATE_HOME=/proc/state "$NONO" ps
	if [ "$(id -u)" = 0 ] && chown 65534 "$T/home" 2>/dev/null; then
		mkdir -m 700 "$T/state/nono"
		chown 65534 "$T/state/nono"
		refused 1 "belongs to uid 65534" "$NONO" -s run --allow-cwd -- true
	fi
}

test_token() {
	sentinel
	local token=$T/state/nono/token
	cp -p "$token" saved
	printf short >"$token"
	refused 1 'token is damaged|remove it' \
		"$NONO" -s run --detached --allow-cwd -- true
	refused 1 'token is damaged' "$NONO" stop sentinel
	cat saved >"$token"
	chmod 644 "$token"
	refused 1 'can be read by others' "$NONO" stop sentinel
	chmod 600 "$token"
	rm "$token"
	ln -s "$PWD/saved" "$token"
	refused 1 'token' "$NONO" stop sentinel
	rm "$token"
	# Another one, as good as a wrong one.
	head -c 32 /dev/urandom >"$token"
	chmod 600 "$token"
	refused 1 'wrong token' "$NONO" detach sentinel
	refused 1 'refused|wrong token' "$NONO" stop sentinel
	refused 1 'wrong token' "$NONO" -s run --detached --allow-cwd -- true
	cat saved >"$token"
	sentinel_lives
}

# A record that a crash, a full disk or a hand has spoilt.
test_records() {
	local ended=$T/state/nono/ended id bad n=0 text
	sentinel
	start gone --allow-cwd -- sh -c 'exit 3' || :
	wait_until is_over gone
	id=$(json gone session_id)
	cp "$ended/$id/session.json" saved
	for bad in '' '{' '[]' '{"session_id": 3}' 'null' \
		"$(head -c 100 saved)" "$(sed 's/"gone"/"..\/x"/' saved)" \
		"$(sed "s/$id/0123456789abcdef/" saved)"; do
		printf '%s' "$bad" >"$ended/$id/session.json"
		n=$((n + 1))
		expect 0 "$NONO" ps --all
		has sentinel
		has '1 damaged record'
		has 'nono prune'
		refused 1 "the record of session $id is damaged" "$NONO" inspect "$id"
		refused 1 "no session 'gone'" "$NONO" attach gone
	done
	[ $n -eq 8 ]
	# 5 MB; a pipe; a link; a directory.
	head -c 5000000 /dev/zero | tr '\0' ' ' >"$ended/$id/session.json"
	refused 1 "is damaged" "$NONO" inspect "$id"
	rm "$ended/$id/session.json"
	mkfifo "$ended/$id/session.json"
	refused 1 "is damaged" timeout 5 "$NONO" inspect "$id"
	rm "$ended/$id/session.json"
	ln -s "$PWD/saved" "$ended/$id/session.json"
	refused 1 "is damaged" "$NONO" inspect "$id"
	expect 0 "$NONO" prune
	has 'Pruned 1'
	[ ! -e "$ended/$id" ]
	# The policy and the last screen are not needed to go on.
	start gone --allow-cwd -- sh -c 'echo bye; exit 3' || :
	wait_until is_over gone
	id=$(json gone session_id)
	for bad in policy.json last-screen; do
		head -c 3000 /dev/urandom >"$ended/$id/$bad"
	done
	expect 0 "$NONO" inspect gone
	has 'Exit code:'
	text=$("$NONO" capture gone 2>&1) || :
	[ "$(wc -l <<<"$text")" -eq 1 ]
	sentinel_lives
}

# Not ours, or not there: the runtime directory.
test_runtime() {
	local dir=$T/run/nono
	skeleton
	mkdir -m 777 "$dir"
	refused 1 "$dir has mode 777|chmod 700" \
		"$NONO" -s run --detached --allow-cwd -- true
	refused 1 "mode 777" "$NONO" server
	rmdir "$dir"
	ln -s /tmp "$dir"
	refused 1 "$dir" "$NONO" -s run --detached --allow-cwd -- true
	rm "$dir"
	echo >"$dir"
	refused 1 "$dir is not a directory" \
		"$NONO" -s run --detached --allow-cwd -- true
	rm "$dir"
	mkdir -m 500 "$dir"
	if [ "$(id -u)" != 0 ]; then
		refused 1 'Permission denied' \
			"$NONO" -s run --detached --allow-cwd -- true
	fi
	rmdir "$dir"
	if [ "$(id -u)" = 0 ] && mkdir -m 700 "$dir" &&
		chown 65534 "$dir" 2>/dev/null; then
		refused 1 'belongs to uid 65534' \
			"$NONO" -s run --detached --allow-cwd -- true
		refused 1 'belongs to uid 65534' "$NONO" server
	fi
}

# Somebody else sits where the server should: it never learns the token.
test_squatter() {
	local dir=$T/run/nono
	mkdir -m 700 "$dir"
	chown 65534 "$dir" 2>/dev/null || chmod 777 "$dir"
	start_squatter() {
		python3 -c '
import os, socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen(8)
open(sys.argv[2] + "/ready", "w").close()
s.settimeout(5)
while True:
    c, _ = s.accept()
    open(sys.argv[2] + "/heard", "ab").write(c.recv(4096))
    c.close()' "$dir/server" "$T" 2>/dev/null &
		squatter=$!
	}
	start_squatter
	wait_until test -e "$T/ready"
	"$NONO" server || :
	"$NONO" ps || :
	"$NONO" -s run --detached --allow-cwd -- true || :
	kill $squatter
	[ ! -s "$T/heard" ] || fail "the token was told"
}

no_server() {
	! "$NONO" server
}

# No XDG_RUNTIME_DIR: below /tmp, which is not everybody's here.
# An empty /tmp, but for what is tested, if that is there. It is held open, never
# mounted where a test cleans up.
cover_tmp() {
	local src build
	exec {src}<"$SRC" {build}<"$BUILD"
	mount -t tmpfs -o mode=1777 none /tmp
	uncovered "$SRC" "$src"
	uncovered "$BUILD" "$build"
	exec {src}<&- {build}<&-
}
uncovered() {
	[[ $1 == /tmp/* && ! -e $1/. ]] || return 0
	mkdir -p "$1"
	mount -c --bind "/proc/self/fd/$2" "$1"
}

test_no_runtime_dir() {
	need_mounts
	cover_tmp
	local dir
	dir=/tmp/nono-$(id -u)
	for XDG_RUNTIME_DIR in '' /no/such/dir relative "$T/work/file"; do
		export XDG_RUNTIME_DIR
		start "fallback" --allow-cwd -- cat
		[ -S "$dir/server" ]
		is_running fallback
		"$NONO" -s stop --force fallback
		wait_until is_over fallback
		"$NONO" -s prune
	done
	wait_until no_server
	rm -rf "$dir"
	mkdir "$T/elsewhere"
	ln -s "$T/elsewhere" "$dir"
	refused 1 "$dir" "$NONO" -s run --detached --allow-cwd -- true
	rm "$dir"
	mkdir -m 755 "$dir"
	refused 1 "$dir has mode 755" \
		"$NONO" -s run --detached --allow-cwd -- true
	rmdir "$dir"
	umount -l /tmp
}

# Longer than a socket's address may be: that is no matter.
test_long_paths() {
	local long
	long=$T/$(printf 'l%.0s' {1..120})/$(printf 'm%.0s' {1..120})
	mkdir -p "$long/run" "$long/state"
	chmod 700 "$long/run"
	export XDG_RUNTIME_DIR=$long/run XDG_STATE_HOME=$long/state
	start far --allow-cwd -- sh -c 'echo here; cat'
	wait_until screen_has far here
	[ -S "$long/run/nono/server" ]
	"$NONO" -s stop far
	expect 1 "$NONO" attach far
	has here
}

# Too few descriptors for whatever there is to do.
test_few_descriptors() {
	sentinel
	local n got
	for n in 4 6 8 10 12 16 24 40 256; do
		got=0
		bash -c "ulimit -n $n; exec '$NONO' -s run --detached \
			--allow-cwd -- cat" >"$T/out" 2>"$T/err" || got=$?
		if [ $got -ne 0 ]; then
			output=$(cat "$T/err")
			one_line
			has 'Too many open files'
		fi
	done
	# The last of them was enough, and nothing of the others is left.
	[ $got -eq 0 ] || fail "256 descriptors are not enough: $output"
	# A supervisor may be making the next session's directory just now.
	none_half_made() {
		[ -z "$(find "$T/state/nono/sessions" -name '.new*' 2>/dev/null)" ]
	}
	wait_until none_half_made || fail "half-made sessions"
	[ "$(find "$T/state/nono/sessions" -mindepth 1 -maxdepth 1 -name '[!.]*' | wc -l)" \
		-eq "$(find "$T/state/nono/names" -type l | wc -l)" ]
	sentinel_lives
}

# A server without one to spare: it does not turn in circles, and goes on.
test_none_in_server() {
	local pid before after
	start one --allow-cwd -- sh -c 'echo here; cat'
	wait_until screen_has one here
	pid=$(server_pid)
	prlimit --pid "$pid" --nofile=4:
	before=$(cut -d' ' -f14-15 "/proc/$pid/stat")
	refused 1 'no answer in time' "$NONO" capture one
	after=$(cut -d' ' -f14-15 "/proc/$pid/stat")
	[ $((${after% *} + ${after#* } - ${before% *} - ${before#* })) -lt 50 ] ||
		fail "the server ran all the time: $before, $after"
	prlimit --pid "$pid" --nofile=1000:
	screen_has one here
	start two --allow-cwd -- cat
	[ "$(server_pid)" = "$pid" ]
}

# A server with a few: what does not fit is refused, the rest goes on.
test_few_in_server() {
	local n pid
	start one --allow-cwd -- cat
	pid=$(server_pid)
	prlimit --pid "$pid" --nofile=24:
	output=
	for n in 1 2 3 4 5 6 7 8; do
		"$NONO" -s run --detached --name "s$n" --allow-cwd -- cat \
			2>"$T/err" && continue
		output=$(cat "$T/err")
		one_line
		break
	done
	[ -n "$output" ] || fail "24 descriptors were enough for 9 sessions"
	is_running one
	"$NONO" -s stop --force s1
	start again --allow-cwd -- cat
	[ "$(server_pid)" = "$pid" ]
}

# No process more.
test_few_processes() {
	local as=
	chmod 755 "$T"
	cp "$NONO" "$T/nono"
	NONO=$T/nono
	# For root there is no limit, but there is for who only seems to be.
	if setpriv --reuid 65534 --clear-groups true 2>/dev/null; then
		chown -R 65534 "$T"
		as='setpriv --reuid 65534 --clear-groups'
	fi
	# A leak checker needs a process of its own.
	export NONO ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0
	local got=0
	# shellcheck disable=SC2086,SC2016 # words
	$as bash -c 'ulimit -u 1; exec "$NONO" -s run --detached --allow-cwd -- \
		cat' >"$T/out" 2>"$T/err" || got=$?
	output=$(cat "$T/err")
	[ $got -ne 0 ]
	one_line
	has 'Resource temporarily unavailable'
	[ -z "$(find "$T"/state/nono/sessions -mindepth 1 2>/dev/null)" ] ||
		fail "something is left"
}

run_tests "$@"
