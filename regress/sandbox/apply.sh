#!/bin/sh
# What applying a plan promises beyond what is allowed and denied: errors that
# name the thing, the private /tmp, the init, changes made meanwhile.
#
#	apply.sh	from the build folder
# Conditions are text, evaluated by check.
# shellcheck disable=SC2016,SC2034
set -u
boxed=${BOXED:-${BUILD:-$PWD}/regress/bin/boxed}
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
passed=0 failed=0 skipped=0

wait_until() {
	n=0
	until eval "$1"; do
		n=$((n + 1))
		[ "$n" -lt 1000 ] || return 1
		sleep 0.01
	done
}

check() {
	if eval "$2"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $1 ($(id -u))"
		sed 's/^/	/' "$base/out"
	fi
}

# Run boxed; its output and status go to $base/out and $status.
run() {
	"$boxed" "$@" >"$base/out" 2>&1 </dev/null
	status=$?
}

# Run it in the background until it prints the pid of its init.
hold() {
	: >"$base/held"
	"$boxed" -H "$@" >"$base/held" 2>"$base/out" </dev/null &
	holder=$!
	wait_until '[ -s "$base/held" ]'
	init=$(cat "$base/held")
}

release() {
	kill -KILL "$holder" 2>/dev/null
	wait "$holder" 2>/dev/null
}

prints() {
	grep -qF -- "$1" "$base/out"
}

# The value of a line of the init's /proc status.
init_status() {
	sed -n "s/^$1:[[:space:]]*//p" "/proc/$init/status" 2>/dev/null
}

# Gone, or only waiting to be collected by somebody else.
init_ended() {
	case $(init_status State) in
	'' | Z*) ;;
	*) return 1 ;;
	esac
}

errors() {
	mkdir "$base/a" "$base/a/b"
	run -a "$base/a" -d "$base/a/b" true
	check deny-in-writable '[ $status = 126 ] && prints "$base/a/b is denied" &&
	    prints "lies in $base/a,"'
	run -r "$base/a" -P "$base/a" true
	check grant-of-protected '[ $status = 126 ] && prints "$base/a is granted"'
	NONO_TEST_NO_USERNS=1 run true
	check no-namespaces '[ $status = 126 ] && prints "no user namespace"'
	NONO_TEST_ABI=0 run true
	check no-landlock '[ $status = 126 ] && prints "no Landlock"'
	NONO_TEST_ABI=99 run true
	check abi-only-lowers '[ $status = 0 ]'
	run "$base/missing-program"
	check no-command '[ $status = 127 ] && prints missing-program'
	run -C /nowhere true
	check no-directory '[ $status = 126 ] && prints "directory to /nowhere"'
	run -N cat /proc/self/environ
	check from-non-dumpable '[ $status = 0 ]'
	run sh -c 'exit 42'
	check status '[ $status = 42 ]'
	run sh -c 'kill -9 $$'
	check signal '[ $status = 137 ]'
}

# Somebody else changes the tree between policy and view.
meanwhile() {
	mkdir -p "$base/m/real" "$base/m/other" "$base/m/deny"
	echo secret >"$base/m/other/file"
	run -a "$base/m/real" -x "rmdir $base/m/real
	    ln -s other $base/m/real" cat "$base/m/real/file"
	check swapped-for-link '[ $status = 126 ] && prints "open $base/m/real" &&
	    prints "symbolic link" && ! prints secret'
	rm "$base/m/real" && mkdir "$base/m/real"
	run -a "$base/m/real" -x "mv $base/m $base/moved
	    ln -s moved $base/m" cat "$base/m/real/file"
	check swapped-above '[ $status = 126 ] && prints "open $base/m/real"'
	rm "$base/m" && mv "$base/moved" "$base/m"
	run -a "$base/m/real" -x "rmdir $base/m/real" true
	check removed '[ $status = 126 ] && prints "$base/m/real"'
	mkdir "$base/m/real"
	run -a "$base/m/real" -x "rmdir $base/m/real
	    echo secret >$base/m/real" cat "$base/m/real"
	check other-type '[ $status = 126 ] && ! prints secret'
	rm "$base/m/real" && mkdir "$base/m/real"
	run -r "$base/m" -d "$base/m/deny" -x "rmdir $base/m/deny
	    ln -s other $base/m/deny" cat "$base/m/deny/file"
	check mask-swapped '[ $status = 126 ] && prints "reach $base/m/deny"'
	rm "$base/m/deny"
	run -r "$base/m" -d "$base/m/deny" cat "$base/m/other/file"
	check mask-not-there '[ $status = 0 ] && prints secret'
}

private_tmp() {
	mkdir "$base/tmp" "$base/grant"
	chmod 1777 "$base/tmp"
	run -t "$base/tmp" sh -c 'echo text >/tmp/made; ls -A /tmp'
	check tmp-kept '[ $status = 0 ] && [ "$(cat "$base/tmp/made")" = text ]'
	run sh -c 'ls -A /tmp'
	check tmp-empty '[ $status = 0 ] && [ ! -s "$base/out" ]'
	# Grants below /tmp are there, also where a session left things behind.
	below=$(mktemp -d /tmp/nono-test.XXXXXX)
	mkdir -p "$below/x/y"
	echo found >"$below/x/y/file"
	for t in '' "-t $base/tmp" "-t $base/tmp"; do
		# shellcheck disable=SC2086
		run $t -r "$below/x/y" sh -c "cat $below/x/y/file; ls $below/x; ls $below"
		check "below-tmp $t" '[ $status = 0 ] && prints found'
		# shellcheck disable=SC2086
		run $t -r "$below/x/y" sh -c "echo >$below/x/y/file"
		check "below-tmp-read-only $t" '[ $status != 0 ]'
	done
	rm -r "$base/tmp" && mkdir "$base/tmp"
	ln -s "$base/grant" "$base/tmp/${below#/tmp/}"
	run -t "$base/tmp" -r "$below/x/y" true
	check tmp-with-link '[ $status = 126 ] && prints "symbolic link" &&
	    [ -z "$(ls -A "$base/grant")" ]'
	run -a /tmp cat "$below/x/y/file"
	check host-tmp '[ $status = 0 ] && prints found'
	rm -r "$below"
}

init() {
	hold sleep 1000
	check init-capabilities '[ "$(init_status CapEff)$(init_status CapPrm)$(
	    init_status CapBnd)$(init_status CapInh)$(init_status CapAmb)" = \
	    "$(printf %080d 0)" ]'
	check init-no-new-privs '[ "$(init_status NoNewPrivs)" = 1 ]'
	if [ "$(id -u)" != 0 ]; then
		check init-not-dumpable '! cat "/proc/$init/environ" 2>/dev/null'
	fi
	kill -KILL "$holder"
	check init-dies-with-parent 'wait_until init_ended'
	release
	hold -D sleep 1000
	check init-dropped-first '[ "$(init_status CapBnd)" = 0000000000000000 ]'
	kill -KILL "$holder"
	check dropped-init-dies-too 'wait_until init_ended'
	release
	# Nothing of a session outlives its command.
	mkdir "$base/end"
	run -a "$base/end" -C "$base/end" sh -c \
	    'setsid sh -c "flock 9; echo >ready; exec sleep 1000" 9>lock &
	    until test -s ready; do sleep 0.01; done'
	check session-ends '[ $status = 0 ] && flock -w 10 "$base/end/lock" true'
}

terminal() {
	run -p sh -c 'tty; stty size; test -t 0 && echo yes; echo >/dev/tty'
	check terminal '[ $status = 0 ] && prints /dev/pts/0 && prints yes'
	run -p -W true
	run sh -c 'ls /dev/pts'
	check no-other-terminals '[ "$(tr -d "\n" <"$base/out")" = ptmx ]'
}

clean() {
	export NONO_SECRET=1 LD_BIND_NOW=1 GITHUB_TOKEN=1 ORDINARY=1
	run -e -C /usr sh -c 'env; pwd; echo "tmp $TMPDIR"'
	check environment '[ $status = 0 ] && prints ORDINARY && prints "tmp /tmp" &&
	    ! prints NONO_ && ! prints LD_ && ! prints GITHUB_ && prints PWD=/usr'
	unset NONO_SECRET LD_BIND_NOW GITHUB_TOKEN ORDINARY
}

# Everything for reading: the host's tree with the session's own places in it.
whole_root() {
	mkdir "$base/r" "$base/r/work" "$base/r/secret"
	echo text >"$base/r/secret/file"
	run -r / -a "$base/r/work" -d "$base/r/secret" -C "$base/r/work" sh -c \
	    "cat /etc/passwd >file; ls / /dev; cat $base/r/secret/file
	    test -z \"\$(ls -A /tmp)\" && echo empty; test ! -e /dev/mem &&
	    test -c /dev/null && echo devices; readlink /proc/self"
	check whole-root '[ -s "$base/r/work/file" ] && ! prints text &&
	    prints "Permission denied" && prints empty && prints devices'
	run -r / touch /etc/nono-test "$base/r/work/new"
	check whole-root-read-only '[ $status = 1 ] &&
	    [ "$(grep -c "Read-only file system" "$base/out")" = 2 ]'
	run -r / -r /dev sh -c 'ls /dev/pts /dev/shm; echo x >/dev/null
	    : </dev/ptmx && echo terminal'
	check host-dev '[ $status = 0 ] && prints terminal'
}

# What --check-only says, and sessions with each Landlock up to the kernel's.
probe() {
	run
	check probe '[ $status = 0 ] && ! grep -q "^\(Landlock\|seccomp\|user name\|PID\|process desc\).* no " \
	    "$base/out" && prints "this build knows up to" && ! prints "what failed"'
	NONO_TEST_ABI=3 run
	check probe-lowered 'prints "ABI 3;" && grep -q "^signals  *no" "$base/out"'
	NONO_TEST_NO_USERNS=1 run
	check probe-no-namespaces 'prints "what failed: turned off"'
	mkdir "$base/abi" "$base/abi/d"
	for abi in 1 2 3 4 5 6 7 8 9 10; do
		NONO_TEST_ABI=$abi run -n -a "$base/abi" -r "$base/m" \
		    -C "$base/abi" sh -c 'echo text >f && mv f d/f && cat d/f &&
		    stty -F /dev/ptmx size; ls / /root; cat /proc/self/oom_score_adj
		    echo >/proc/self/oom_score_adj; truncate -s 0 /etc/passwd'
		check "abi-$abi" 'prints text && prints "0 0" && prints "Permission denied" &&
		    [ -s /etc/passwd ]'
	done
}

# Sockets and fifos can be granted by themselves; many grants are no problem.
other_files() {
	mkdir "$base/o"
	mkfifo "$base/o/fifo"
	run -a "$base/o/fifo" sh -c "test -p $base/o/fifo && echo x >$base/o/fifo &
	    cat $base/o/fifo; wait"
	check fifo '[ $status = 0 ] && prints x'
	n=0
	set --
	while [ $n -lt 300 ]; do
		n=$((n + 1))
		mkdir "$base/o/$n"
		[ $n -gt 250 ] || set -- "$@" -a "$base/o/$n"
	done
	run "$@" sh -c "echo text >$base/o/250/file; cat $base/o/250/file
	    ! ls $base/o/251"
	check many-grants '[ $status = 0 ] && prints text'
}

# A file system in a grant that is unmounted outside goes from the session too,
# if the machine shares its mounts, as systemd makes it.
propagation() {
	mkdir "$base/p"
	mount -t tmpfs x "$base/p" && mount --make-shared "$base/p"
	mkdir "$base/p/mount" && mount -t tmpfs x "$base/p/mount"
	hold -r "$base/p" -a "$base/p/mount" sleep 1000
	check mount-seen 'grep -qF " $base/p/mount " "/proc/$init/mountinfo"'
	release
	hold -r "$base/p" sleep 1000
	check unmount-outside 'umount "$base/p/mount"'
	check unmounted-inside \
	    '! grep -qF " $base/p/mount " "/proc/$init/mountinfo"'
	release
	umount "$base/p"
}

tests() {
	base=$(mktemp -d "${NONO_TEST_DIR:-/var/tmp}/nono-apply.XXXXXX") || exit 2
	: >"$base/out"
	errors
	meanwhile
	private_tmp
	init
	terminal
	clean
	whole_root
	other_files
	probe
	if [ "$(id -u)" = 0 ]; then
		propagation
	fi
	rm -rf "$base"
}

umask 022
tests
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	bin=$(mktemp -d /var/tmp/nono-apply-bin.XXXXXX) && chmod 755 "$bin"
	cp "$boxed" "$0" "$bin"
	out=$(cd / && BOXED=$bin/boxed HOME=/nonexistent \
	    setpriv --reuid=65534 --regid=65534 --clear-groups \
	    sh "$bin/${0##*/}")
	echo "$out" | sed '$d'
	# shellcheck disable=SC2046
	set -- $(echo "$out" | tail -n 1 | tr -cd '0-9 ')
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
	rm -rf "$bin"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
