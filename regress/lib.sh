# shellcheck shell=bash
# For the shell tests. A test file sources this, defines functions test_*, and
# ends with: run_tests "$@". Each function runs in a process with directories of
# its own; it fails when a command of it fails (set -e), when it leaves a process
# behind, and may call skip REASON.

set -u
: "${NONO:?run me by regress/run}" "${SRC:?}" "${BUILD:?}"

# Private directories, and an environment that is the same everywhere.
private() {
	T=$(mktemp -d "${TMPDIR:-/tmp}/nono-test.XXXXXX")
	chmod 755 "$T"
	mkdir -m 700 "$T/run"
	mkdir "$T/home" "$T/work"
	export T HOME=$T/home XDG_RUNTIME_DIR=$T/run
	export XDG_STATE_HOME=$T/state XDG_CONFIG_HOME=$T/config
	export LANG=C.UTF-8 LC_ALL=C.UTF-8 TERM=xterm-256color SHELL=/bin/bash
	unset TMUX TMUX_PANE STY COLUMNS LINES NONO_PROFILE NONO_ALLOW \
		NONO_BLOCK_NET NONO_SESSION_ID XDG_DATA_HOME XDG_CACHE_HOME \
		COLORTERM NO_COLOR
	cd "$T/work"
}

# End every process the test started, by its id.
cleanup() {
	local id outer
	set +e
	# What a test runs without nono, if it leaves something.
	! declare -F end_others >/dev/null || end_others
	for outer in "${OUTERS[@]}"; do
		tmux -S "$outer" kill-server 2>/dev/null
	done
	for id in $("$NONO" ps --json 2>/dev/null | sed -n 's/.*"session_id": "\(.*\)".*/\1/p'); do
		"$NONO" -s stop --force "$id" 2>/dev/null
	done
	# Without sessions the server ends by itself.
	cd /
	wait_until no_server || kill -9 "$(server_pid)"
	chmod -R u+rwx "$T" 2>/dev/null
	rm -rf "$T"
}

# The server's pid, nothing if there is none.
server_pid() {
	"$NONO" server 2>/dev/null | sed -n 's/.*pid \([0-9]*\).*/\1/p'
}

no_server() {
	[ -z "$(server_pid)" ]
}
is_gone() {
	! kill -0 "$1" 2>/dev/null
}
now_ms() {
	echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

# wait_until COMMAND [ARGUMENT ...]: at most WAIT_S seconds (default 10).
wait_until() {
	local -
	set +x
	local end=$((SECONDS + ${WAIT_S:-10}))
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		read -r -t 0.02 <> <(:) || :
	done
}

fail() {
	echo "failed: $*"
	return 1
}

skip() {
	echo "SKIP: $*"
	exit 77
}

# expect STATUS COMMAND...: run it, its output in $output; check the status.
expect() {
	local want=$1 got=0
	shift
	output=$("$@" 2>&1) || got=$?
	if [ "$got" -ne "$want" ]; then
		fail "exit status $got, want $want: $* -> $output"
	fi
}

# has TEXT / hasnt TEXT: about $output.
has() {
	[[ $output == *"$1"* ]] || fail "no '$1' in: $output"
}
hasnt() {
	[[ $output != *"$1"* ]] || fail "'$1' in: $output"
}
one_line() {
	[ "$(printf '%s\n' "$output" | wc -l)" -eq 1 ] ||
		fail "more than one line: $output"
}

# start NAME [OPTION ...] -- COMMAND...: a detached session.
start() {
	local name=$1
	shift
	"$NONO" -s run --detached --allow-cwd --name "$name" "$@"
}
screen() {
	"$NONO" capture "$1"
}
screen_has() {
	screen "$1" | grep -qF -- "$2"
}
# json SESSION KEY: a value of its record, as text.
json() {
	local -
	set +x
	"$NONO" ps --json --all | awk -v want="\"$1\"" -v key="\"$2\":" '
		$1 == "\"session_id\":" || $1 == "\"name\":" {
			if ($1 == "\"session_id\":")
				found = 0
			if ($2 == want ",")
				found = 1
		}
		{ value = $0; sub(/^ *"[a-z_]*": "?/, "", value)
		  sub(/"?,?$/, "", value) }
		$1 == "\"session_id\":" { id = value }
		found && key == "\"session_id\":" { print id; exit }
		found && $1 == key { print value; exit }'
}
is_running() {
	[ "$(json "$1" status)" = running ]
}
is_over() {
	[ "$(json "$1" status)" = exited ]
}

# An outer terminal: outer SIZE COMMAND..., then keys, view, view_has. There may
# be several: $OUTER says which one is meant, the last unless it is set back.
outer() {
	local size=$1
	shift
	OUTER=$T/outer.$((${#OUTERS[@]} + 1))
	OUTERS+=("$OUTER")
	printf 'set -g status off\nset -g history-limit 100000\nset -g escape-time 0\n' \
		>"$T/outer.conf"
	env -u XDG_RUNTIME_DIR tmux -S "$OUTER" -f "$T/outer.conf" new-session -d \
		-x "${size%x*}" -y "${size#*x}" \
		-e XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR" "$@"
}
keys() {
	tmux -S "$OUTER" send-keys "$@"
}
# shellcheck disable=SC2120 # not all tests give one
# view [OPTION ...]: of capture-pane.
view() {
	tmux -S "$OUTER" capture-pane -p "$@"
}
view_has() {
	tmux -S "$OUTER" capture-pane -p | grep -qF -- "$1"
}
is_attached() {
	[ "$(json "$1" attachment)" = attached ]
}
is_detached() {
	[ "$(json "$1" attachment)" = detached ]
}

run_one_test() {
	set -e
	OUTER='' OUTERS=()
	private
	trap cleanup EXIT
	trap 'exit 1' TERM
	# What is captured with its errors is without the trace.
	exec {BASH_XTRACEFD}>&2
	set -x
	"$1"
}

run_tests() {
	local passed=0 failed=0 skipped=0 name status log
	if [ "${1:-}" = --one ]; then
		run_one_test "$2"
		exit
	fi
	log=$(mktemp)
	for name in $(declare -F | awk '$3 ~ /^test_/ { print $3 }'); do
		[ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
		"$BUILD/regress/bin/corral" "${TEST_S:-60}" 10 bash "$0" --one "$name" \
			>"$log" 2>&1 </dev/null
		status=$?
		if [ $status -eq 77 ] && [ "${NONO_MUST_WORK:-0}" != 1 ]; then
			skipped=$((skipped + 1))
			echo "SKIPPED $name: $(sed -n 's/^SKIP: //p' "$log")"
		elif [ $status -ne 0 ]; then
			failed=$((failed + 1))
			sed 's/^/	/' "$log"
			echo "FAILED $name"
		else
			passed=$((passed + 1))
		fi
	done
	rm -f "$log"
	echo "$passed passed, $failed failed, $skipped skipped"
	[ $failed -eq 0 ]
}
