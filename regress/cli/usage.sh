#!/bin/bash
# Command lines that are wrong: status 2 or the command's, one line, no trace.
. "${SRC:-.}/regress/lib.sh"
. "${SRC:-.}/regress/refused.sh"

test_options() {
	refused 2 "unknown option '--detach' for run|did you mean '--detached'" \
		"$NONO" run --detach -- true
	refused 2 "unknown option '--frobnicate'|nono run --help" \
		"$NONO" run --frobnicate -- true
	refused 2 "unknown option '-Z'|--help" "$NONO" ps -Z
	refused 2 "--json takes no value" "$NONO" ps --json=yes
	refused 2 "--profile needs a value" "$NONO" run --profile
	refused 2 "-p needs a value" "$NONO" run -p
	refused 2 "empty path" "$NONO" run --allow '' -- true
	refused 2 "needs --detached" "$NONO" run --detach-timeout 3 -- true
	refused 2 "'0' is not a number from 1" \
		"$NONO" run --detached --detach-timeout 0 -- true
	refused 2 "'3x' is not a number" "$NONO" stop --timeout 3x abc
	refused 2 "'99999999999999999999' is not a number" \
		"$NONO" run --history 99999999999999999999 -- true
	refused 2 "'-1' is not a number" "$NONO" prune --keep -1
	refused 2 "NONO_STARTUP_TIMEOUT" \
		env NONO_STARTUP_TIMEOUT=soon "$NONO" run -- true
	refused 1 "--allow-launch-services is for macOS" \
		"$NONO" run --allow-launch-services -- true
	[ ! -e "$T/state" ] || fail "a wrong command line made the state"
}

test_commands() {
	refused 2 "'at'|nono --help" "$NONO" at
	refused 2 "did you mean 'attach'" "$NONO" atach
	refused 2 "run needs a command" "$NONO" run
	refused 2 "run needs a command" "$NONO" run --allow-cwd --
	refused 2 "wrap needs a command" "$NONO" wrap
	refused 2 "stop needs an argument" "$NONO" stop
	refused 2 "ps takes no arguments" "$NONO" ps extra
	refused 2 "attach takes at most 1 argument" "$NONO" attach a b
	refused 2 "resize" "$NONO" resize abc
	[ ! -e "$T/state" ] || fail "a wrong command line made the state"
}

test_sizes() {
	local size
	sentinel
	for size in 0x0 0x24 80x0 80 80x x24 99999x1 1x99999 1001x24 -1x5 \
		80x24x3 80X24 ' 80x24' '80x24 ' 80x24.5 0x1F +80x24 '' \
		80x2147483648 $'80x24\n'; do
		refused 2 "bad size|x" "$NONO" run --detached --size "$size" \
			--allow-cwd -- true
		refused 2 "bad size" "$NONO" resize -- sentinel "$size"
	done
	# The smallest and the largest there are.
	"$NONO" resize sentinel 1x1
	"$NONO" resize sentinel 1000x1000
	sentinel_lives
}

test_sessions() {
	sentinel
	local command
	for command in attach stop detach inspect capture; do
		refused 1 "no session 'nobody'|nono ps" "$NONO" "$command" nobody
		refused 1 "no session '0123456789abcdef'" \
			"$NONO" "$command" 0123456789abcdef
		refused 1 "empty session name" "$NONO" "$command" ''
		refused 1 "no session" "$NONO" "$command" "$(printf 'x%.0s' {1..3000})"
		refused 1 "no session '../sessions'" "$NONO" "$command" ../sessions
		refused 1 "no session '\\033[2J'" "$NONO" "$command" $'\033[2J'
	done
	refused 1 "no session 'nobody'" "$NONO" resize nobody 80x24
	refused 2 "text, ansi" "$NONO" capture sentinel --format html
	sentinel_lives
}

test_session_names() {
	sentinel
	local name
	for name in '' -x .hidden 'two words' a/b ../up $'new\nline' $'\033[2J' \
		"$(printf 'x%.0s' {1..65})" 'ünï' 'a;b' '*'; do
		refused 1 "bad session name" \
			"$NONO" -s run --detached --allow-cwd --name="$name" -- true
	done
	refused 1 "the name 'sentinel' is taken by session" \
		"$NONO" -s run --detached --allow-cwd --name sentinel -- true
	sentinel_lives
}

# Two that begin alike are both named.
test_ambiguous() {
	start one --allow-cwd -- cat
	start two --allow-cwd -- cat
	local n=0 prefix
	while :; do
		prefix=$("$NONO" ps --json |
			sed -n 's/.*"session_id": "\(.\).*/\1/p' | sort | uniq -d)
		[ -z "$prefix" ] || break
		n=$((n + 1))
		[ $n -lt 20 ] || fail "20 ids that all begin otherwise"
		start "more$n" --allow-cwd -- cat
	done
	refused 1 "'${prefix:0:1}' is ambiguous|(" \
		"$NONO" inspect "${prefix:0:1}"
}

test_command_not_found() {
	sentinel
	refused 127 "no-such-command|not found in PATH" \
		"$NONO" -s run --allow-cwd -- no-such-command
	refused 127 "./nothing|No such file" "$NONO" -s run --allow-cwd -- ./nothing
	refused 127 "empty command" "$NONO" -s run --allow-cwd -- ''
	refused 127 "no-such-command" \
		"$NONO" -s run --detached --allow-cwd -- no-such-command
	refused 127 "no-such-command" "$NONO" -s wrap --allow-cwd -- no-such-command
	echo data >file
	refused 127 "./file|not an executable" "$NONO" -s run --allow-cwd -- ./file
	refused 127 "not an executable" "$NONO" -s run --allow-cwd -- /tmp
	# An executable that is none: known only once it is executed.
	printf '\177ELF and no more' >broken
	chmod +x broken
	refused 127 "cannot execute|broken|Exec format error" \
		"$NONO" -s run --allow-cwd -- ./broken
	refused 127 "cannot execute|broken|Exec format error" \
		"$NONO" -s run --detached --allow-cwd -- ./broken
	printf '#!/no/such/shell\n' >script
	chmod +x script
	refused 127 "the interpreter /no/such/shell" \
		"$NONO" -s run --allow-cwd -- ./script
	# There, but not granted: the remedy is named.
	mkdir "$T/home/bin"
	printf '#!/bin/sh\n' >"$T/home/bin/tool"
	chmod +x "$T/home/bin/tool"
	refused 126 "cannot be read inside the sandbox|--read $T/home/bin" \
		"$NONO" -s run --allow-cwd -- "$T/home/bin/tool"
	sentinel_lives
}

# What a command's own failure is, is passed on as it is.
test_status_passes() {
	local status
	for status in 0 1 2 126 127 255; do
		expect $status "$NONO" -s run --allow-cwd --no-diagnostics -- \
			sh -c "exit $status"
		[ -z "$output" ] || fail "nono said: $output"
	done
	expect 137 "$NONO" -s run --allow-cwd -- sh -c 'kill -9 $$'
	expect 143 "$NONO" -s run --allow-cwd -- sh -c 'kill $$'
}

test_workdir() {
	sentinel
	refused 1 "/no/such/place" "$NONO" -s run --workdir /no/such/place --allow-cwd -- true
	echo >file
	refused 1 "file" "$NONO" -s run --workdir file --allow-cwd -- true
	refused 1 "Refusing to grant|protected" \
		"$NONO" -s run --allow "$T/state" -- true
	refused 1 "Refusing to grant|grant the directories" \
		"$NONO" -s run --allow / -- true
	refused 1 "CWD access requires --allow-cwd" "$NONO" -s run -- true
	mkdir gone
	cd gone
	rmdir ../gone
	refused 1 "current directory" "$NONO" -s run --allow-cwd -- true
	cd ..
	sentinel_lives
}

run_tests "$@"
