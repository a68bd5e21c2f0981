# shellcheck shell=bash
# For the tests of wrong input: what is refused, how, and that nothing stays.

# Names of all that state and runtime directory hold, but for the directory that
# is ready for the next session: a start may have used it up.
tree() {
	find "$T/state" "$T/run" -name .spare -prune -o \
		-printf '%P %y %m %l\n' 2>/dev/null | sort
}

# refused STATUS TEXT COMMAND...: it ends with the status and says one line on
# standard error, which has TEXT; nothing on standard output; nothing is left
# behind. More texts may follow as "TEXT|TEXT".
refused() {
	local want=$1 texts=$2 got=0 text
	shift 2
	tree >"$T/before"
	"$@" >"$T/out" 2>"$T/err" </dev/null || got=$?
	output=$(cat "$T/err")
	[ "$got" -eq "$want" ] ||
		fail "exit status $got, want $want: $* -> $output"
	[ ! -s "$T/out" ] || fail "on standard output: $(cat "$T/out")"
	one_line
	[[ $output == 'nono: '* ]] || fail "not nono's own words: $output"
	[ ${#output} -lt 500 ] || fail "a line of ${#output} bytes: $output"
	while read -r -d '|' text; do
		has "$text"
	done <<<"$texts|"
	tree >"$T/after"
	diff "$T/before" "$T/after" >"$T/diff" ||
		fail "left behind: $(cat "$T/diff")"
}

# A session that must live through whatever the test does.
sentinel() {
	start sentinel --allow-cwd -- cat
}
sentinel_lives() {
	is_running sentinel || fail "the other session is gone"
}
