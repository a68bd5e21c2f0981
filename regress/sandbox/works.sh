#!/bin/sh
# What people do in a session must work there: run by root, and by an ordinary
# user too if root runs this. A program that is not installed is a skip, which
# NONO_MUST_WORK=1 does not make a failure: no kernel feature is missing.
#
#	works.sh [test ...]	from the build folder
# Scripts are text, run in the sandbox.
# shellcheck disable=SC2016
set -u
boxed=${BOXED:-${BUILD:-$PWD}/regress/bin/boxed}
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
passed=0 failed=0 skipped=0

# One test: NAME PROGRAM SCRIPT. The script runs in the sandbox, in a fresh
# folder granted for writing, with a second one beside it in $other.
works() {
	case " $wanted " in
	"  " | *" $1 "*) ;;
	*) return ;;
	esac
	if ! command -v "$2" >/dev/null; then
		echo "SKIPPED $1: no $2"
		skipped=$((skipped + 1))
		return
	fi
	dir=$(mktemp -d "$base/work.XXXXXX")
	other=$(mktemp -d "$base/other.XXXXXX")
	export other
	# shellcheck disable=SC2086
	if (cd "$dir" && "$boxed" $options -a "$dir" -a "$other" -C "$dir" \
	    sh -euc "$3") >"$dir/log" 2>&1 </dev/null; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $1 ($(id -u))"
		sed 's/^/	/' "$dir/log"
	fi
	rm -rf "$dir" "$other"
}

all() {
	works shell sh 'x=$(echo a | tr a b); test "$x" = b; (exit 3) || test $? = 3
	    trap "echo got >trapped" TERM; kill -TERM $$; grep -q got trapped
	    sleep 0 & wait'
	works coreutils cp 'echo text >a; cp -a a b; mv b c; ln c d; ln -s c e
	    chmod 600 c; touch -d @1 c; mkdir -p x/y; mv c x/y/; cat x/y/c
	    rm -r x e d; df . >/dev/null; ls -la; od a; stat a; du -s .'
	works move-across mv 'echo text >a; mkdir d; echo 1 >d/f
	    mv a d "$other"; cat "$other/a" "$other/d/f"; mv "$other/d" .; cat d/f'
	works devices dd 'echo x >/dev/null; head -c 4 /dev/zero | od
	    head -c 4 /dev/urandom | od; echo out >/dev/stdout; echo err >/dev/stderr
	    cat </dev/stdin; test "$(echo x | cat /dev/fd/0)" = x
	    ! echo x >/dev/full'
	works temporary mktemp 'f=$(mktemp); echo x >"$f"; test -s "$f"
	    test -z "$(ls -A /dev/shm)"; echo x >/dev/shm/x'
	works processes ps 'ps -ef | grep -q "ps -ef"; test "$(readlink /proc/self)" -gt 1
	    test "$(cat /proc/self/comm)" = cat; test -r /proc/self/environ'
	works git git 'export HOME=$PWD GIT_CONFIG_NOSYSTEM=1
	    git init -q r; cd r; git config user.email a@b; git config user.name n
	    echo 1 >f; git add f; git commit -qm one; git branch b; git checkout -q b
	    git worktree add -q ../r2; git gc -q; git mv f g; git commit -qam two
	    git log --oneline | grep -c . | grep -qx 2; git clone -q . ../r3'
	works compiler gcc 'printf "#include <stdio.h>\nint main(void)%s\n" \
	    "{puts(\"built\");return 0;}" >a.c; gcc -O1 -o a a.c; ./a | grep -q built'
	works python python3 'python3 -c "
import multiprocessing as m
from multiprocessing import shared_memory
l = m.Lock(); q = m.Queue()
def f(q): q.put(1)
p = m.Process(target=f, args=(q,)); p.start(); assert q.get() == 1; p.join()
s = shared_memory.SharedMemory(create=True, size=9); s.unlink()
import asyncio, subprocess, tempfile, socket
asyncio.run(asyncio.sleep(0)); subprocess.check_call([\"true\"])
tempfile.NamedTemporaryFile().write(b\"x\")
a, b = socket.socketpair()
"'
	works nested-terminal python3 'python3 -c "
import pty, os, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn([\"sh\", \"-c\",
    \"tty; stty -a >/dev/null; stty raw; stty sane; exec >/dev/tty\"])))
"'
	works script script 'script -qec "stty size; tty" typescript; grep pts typescript'
	works terminal-multiplexer tmux 'export HOME=$PWD TERM=xterm SHELL=/bin/sh
	    tmux -S "$PWD/s" -f /dev/null new-session -d "echo ok >made; cat"
	    n=0; until test -s made || test $n = 500; do n=$((n + 1)); sleep 0.01; done
	    grep -q ok made; tmux -S "$PWD/s" kill-server'
	works node node 'node -e "
const c = require(\"child_process\");
c.execSync(\"true\"); c.spawnSync(\"sh\", [\"-c\", \"exit 0\"]);
require(\"os\").networkInterfaces(); require(\"fs\").writeFileSync(\"x\", \"y\");
const p = c.fork(\"/dev/null\"); p.on(\"exit\", x => process.exit(x));
new (require(\"worker_threads\").Worker)(\"1\", {eval: true});
"'
	works unix-server python3 'python3 -c "
import socket, os
s = socket.socket(socket.AF_UNIX); s.bind(\"sock\"); s.listen()
c = socket.socket(socket.AF_UNIX); c.connect(\"sock\"); s.accept()
"'
	works strace strace 'strace -f -o out sh -c "echo x; true"; grep -q execve out'
	works gdb gdb 'gdb -batch -nx -ex "break main" -ex run -ex bt \
	    "$(command -v true)" >out 2>&1 || true; gdb -batch -nx -ex starti \
	    "$(command -v true)" 2>&1 | grep -q "Program stopped"'
	works limits sh 'test "$(ulimit -c)" = 0; test "$(cat /proc/self/oom_score_adj)" -ge 200'
	works perl perl 'perl -e "use POSIX; my \$p = fork; exit 0 if !\$p; waitpid \$p, 0; exit \$?"'
	works make make 'printf "all: a b\na b:\n\tsleep 0; echo \$@ >\$@\n" >Makefile
	    make -sj2; cat a b'
	works archive tar 'mkdir d; echo x >d/f; tar czf d.tgz d; tar xzf d.tgz -C "$other"
	    cat "$other/d/f"'
}

network() {
	works loopback python3 'python3 -c "
import socket
s = socket.create_server((\"127.0.0.1\", 0)); c = socket.create_connection(s.getsockname())
s.accept(); socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
"'
}

wanted=$*
umask 022
base=$(mktemp -d "${NONO_TEST_DIR:-/var/tmp}/nono-works.XXXXXX") || exit 2
options='' && all && network
options='-n' && all
options='-W' && all
rm -rf "$base"
# As an ordinary user: with copies of what that user may not be able to reach.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	bin=$(mktemp -d /var/tmp/nono-works-bin.XXXXXX) && chmod 755 "$bin"
	cp "$boxed" "$0" "$bin"
	out=$(cd / && BOXED=$bin/boxed HOME=/nonexistent \
	    setpriv --reuid=65534 --regid=65534 --clear-groups \
	    sh "$bin/${0##*/}" "$@")
	echo "$out" | sed '$d'
	# shellcheck disable=SC2046
	set -- $(echo "$out" | tail -n 1 | tr -cd '0-9 ')
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
	rm -rf "$bin"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
