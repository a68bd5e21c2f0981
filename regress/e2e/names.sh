#!/bin/bash
# Sessions by id and name, and what is shown of them.
# Scripts are text, run in the sandbox; tests are called by their names.
# shellcheck disable=SC2016,SC2317
# shellcheck source=regress/lib.sh
. "$SRC/regress/lib.sh"

py() {
	python3 -c "import json, sys
d = json.load(sys.stdin)
$1"
}

test_prefix() {
	local id n
	start first -- sh -c 'echo first; exec sleep 1000'
	start second -- sh -c 'echo second; exec sleep 1000'
	wait_until screen_has first first
	id=$(json first session_id)
	for n in 16 12 8; do
		[ "$("$NONO" capture "${id:0:n}")" = first ]
	done
	[ "$("$NONO" capture "$id")" = first ]
	# Not a prefix of a name, nor another case of it.
	expect 1 "$NONO" capture firs
	one_line
	has "no session 'firs': see nono ps"
	expect 1 "$NONO" capture FIRST
	expect 1 "$NONO" capture "${id}0"
	expect 1 "$NONO" capture 0123456789abcdef
	has "no session '0123456789abcdef'"
	expect 1 "$NONO" capture ''
	expect 1 "$NONO" capture "$(printf 'x%.0s' {1..5000})"
	[ ${#output} -lt 6000 ]
}

# With 17 sessions two ids begin alike: the shortest ambiguous prefix.
test_ambiguous() {
	local i ids prefix a b
	for ((i = 0; i < 17; i++)); do
		start "s$i" -- sleep 1000
	done
	ids=$("$NONO" ps --json | sed -n 's/.*"session_id": "\(.*\)".*/\1/p' | sort)
	prefix=$(cut -c 1 <<<"$ids" | uniq -d | head -n 1)
	[ -n "$prefix" ]
	a=$(grep "^$prefix" <<<"$ids" | head -n 1)
	b=$(grep "^$prefix" <<<"$ids" | sed -n 2p)
	expect 1 "$NONO" inspect "$prefix"
	one_line
	has "'$prefix' is ambiguous"
	has "$a (s"
	has "$b (s"
	hasnt "$(grep -v "^$prefix" <<<"$ids" | head -n 1)"
	# A name is exact, and wins over the beginning of an id.
	start "$prefix" -- sh -c 'echo named; exec sleep 1000'
	wait_until screen_has "$prefix" named
	expect 0 "$NONO" stop "$prefix"
	is_running "$a"
	is_running "$b"
	# Among those that live first.
	"$NONO" -s stop "$a"
	if [ "$(grep -c "^$prefix" <<<"$ids")" -eq 2 ]; then
		"$NONO" inspect "$prefix" --json | grep -q "$b"
	fi
}

test_resize() {
	start it -- sh -c 'trap "stty size" WINCH; echo up; while :; do sleep 0.01; done'
	wait_until screen_has it up
	expect 0 "$NONO" resize it 100x30
	wait_until screen_has it '30 100'
	[ "$(json it size)" = 100x30 ]
	expect 0 "$NONO" resize it 1x1
	[ "$(json it size)" = 1x1 ]
	expect 0 "$NONO" resize it 300x100
	wait_until screen_has it '100 300'
	for bad in 0x0 80 80x 80x24x1 -1x5 1000000x1 axb ''; do
		expect 2 "$NONO" resize it "$bad"
		one_line
	done
	expect 2 "$NONO" resize it
	[ "$(json it size)" = 300x100 ]
	"$NONO" -s stop it
	expect 1 "$NONO" resize it 80x24
	has 'already exited'
}

picture='printf "plain \033[1;31mbold red\033[m \033[4:3;38;2;1;2;3;48;5;200mcurly\033[m\r\n"
	printf "wide 世界 é e\314\201 \360\237\221\215\r\n\r\n   indented   \r\n"
	printf "\033[7mreverse\033[m\033[10;20Hthere\033[?2004h\033[3 q\033]2;a title\007"'

test_capture() {
	start it -- sh -c "$picture; exec sleep 1000"
	wait_until screen_has it there
	"$NONO" capture it >text
	printf '%b\n' 'plain bold red curly' 'wide 世界 é e\0314\0201 👍' '' \
		'   indented' reverse '' '' '' '' '                   there' | diff - text
	"$NONO" capture it --format text | cmp - text
	"$NONO" capture it --format json | py '
assert d["size"] == [80, 24] and d["alternate"] is False
assert d["title"] == "a title" and "paste" in d["modes"]
assert d["cursor"] == {"x": 24, "y": 9, "shape": 3, "visible": True}, d["cursor"]
assert len(d["rows"]) == 24
assert d["rows"][0][1] == {"text": "bold red", "bold": True, "fg": 1} or d["rows"][0]
assert "".join(r["text"] for r in d["rows"][1]).rstrip() == "wide 世界 é e\u0301 👍"'
	# What the colours say, printed elsewhere, is the same screen.
	"$NONO" capture it --format ansi >colours
	start again -- sh -c 'stty -onlcr; sed "s/\$/\r/" colours; exec sleep 1000'
	wait_until screen_has again there
	for s in it again; do
		"$NONO" capture $s --format json | py 'print(json.dumps(d["rows"], indent=1))' >rows.$s
	done
	diff rows.it rows.again
	expect 2 "$NONO" capture it --format xml
	has 'text, ansi or json'
	# And when it is over.
	"$NONO" capture it --format json >live
	"$NONO" -s stop it
	"$NONO" capture it --format json >ended
	diff <(py 'print(json.dumps(d["rows"], indent=1))' <live) \
		<(py 'print(json.dumps(d["rows"], indent=1))' <ended)
	"$NONO" capture it | cmp - text
	"$NONO" capture it --format ansi >colours.ended
	cmp colours colours.ended
}

test_ps() {
	local id
	expect 0 "$NONO" ps
	[ "$output" = 'No running or detached sessions. Use --all to include exited sessions.' ]
	[ -z "$("$NONO" ps 2>/dev/null)" ]
	[ "$("$NONO" ps --json)" = '[]' ]
	expect 0 "$NONO" -s ps
	[ -z "$output" ]
	start it -- sh -c 'echo up; exec sleep 1000'
	id=$(json it session_id)
	expect 0 "$NONO" ps
	[[ $output =~ ^SESSION\ +NAME\ +STATUS\ +ATTACH\ +PID\ +UPTIME\ +PROFILE\ +COMMAND ]]
	[[ $output =~ $id\ it\ +running\ detached\ $(json it child_pid)\ +[0-9]+s\ +default\ +sh\ -c ]] || fail "$output"
	hasnt ' over '
	start over -- sh -c 'exit 3' || [ $? -eq 3 ]
	wait_until is_over over
	expect 0 "$NONO" ps
	hasnt ' over '
	# The pid is the command's own, as others see it.
	[ "$(tr '\0' ' ' <"/proc/$(json it child_pid)/cmdline")" = 'sleep 1000 ' ]
	expect 0 "$NONO" ps --all
	has 'exited(3)'
	[ "$(wc -l <<<"$output")" -eq 3 ]
	start long -- sh -c 'exec sleep 1000' "$(printf 'x%.0s' {1..300})"
	COLUMNS=100 expect 0 "$NONO" ps
	[ "$(wc -L <<<"$output")" -eq 100 ]
	"$NONO" -s stop long
	"$NONO" ps --json --all | py '
assert len(d) == 3
for r in d:
    for k in ("session_id name supervisor_pid child_pid started started_epoch status attachment "
        "exit_code command profile workdir network").split():
        assert k in r, k
it, _, over = sorted(d, key=lambda r: r["name"])
assert it["status"] == "running" and it["exit_code"] is None
assert it["command"] == ["sh", "-c", "echo up; exec sleep 1000"]
assert it["network"] == "allowed" and it["profile"] == "default"
assert over["status"] == "exited" and over["exit_code"] == 3
import datetime
datetime.datetime.strptime(it["started"], "%Y-%m-%dT%H:%M:%SZ")'
}

test_inspect() {
	local label
	start it --block-net -- sh -c 'echo up; exec sleep 1000'
	expect 0 "$NONO" inspect it
	for label in Session: Name: Status: Attached: PID: Started: Command: Profile: Workdir: Network:; do
		grep -q "^$label " <<<"$output" || fail "no $label in $output"
	done
	has blocked
	"$NONO" inspect it --json | py '
assert d["name"] == "it" and d["network"] == "blocked"
g = {x["path"]: x["access"] for x in d["sandbox"]["grants"]}
assert g[d["workdir"]] == "read+write"
assert d["sandbox"]["protected"]'
	"$NONO" -s stop it
	expect 0 "$NONO" inspect it
	has 'Exit code:'
	has 143
	has 'Ended:'
	expect 1 "$NONO" inspect no-such
}

test_prune() {
	local i ids
	expect 0 "$NONO" prune
	[ "$output" = 'Nothing to prune.' ]
	start live -- sleep 1000
	for i in 1 2 3; do
		start "s$i" -- sh -c "exit $i" || [ $? -eq $i ]
		wait_until is_over "s$i"
	done
	ids=$("$NONO" ps --all --json | sed -n 's/.*"session_id": "\(.*\)".*/\1/p')
	expect 0 "$NONO" prune --dry-run
	[ "$(grep -c '^Would remove: [0-9a-f]* (started ' <<<"$output")" -eq 3 ]
	[ "$("$NONO" ps --all --json | grep -c session_id)" -eq 4 ]
	expect 0 "$NONO" prune --older-than 1
	has 'Nothing to prune.'
	expect 0 "$NONO" prune --keep 2
	has 'Pruned 1 session(s).'
	[ "$("$NONO" ps --all --json | grep -c session_id)" -eq 3 ]
	expect 0 "$NONO" prune --older-than 0
	has 'Pruned 2 session(s).'
	is_running live
	[ "$("$NONO" ps --all --json | grep -c session_id)" -eq 1 ]
	expect 2 "$NONO" prune --keep x
	expect 2 "$NONO" prune --older-than -1
	expect 2 "$NONO" prune it
	# A paused one is alive.
	kill -STOP "$(json live child_pid)"
	expect 0 "$NONO" prune
	has 'Nothing to prune.'
	[ -n "$ids" ]
}

# A tree that is hard to remove, made by the command in its /tmp.
test_prune_hard() {
	start it -- sh -c 'mkdir -p /tmp/a/b; ln -s / /tmp/a/root; chmod 0 /tmp/a/b; chmod 0 /tmp/a
		cd /tmp; i=0; while [ $i -lt 300 ]; do mkdir x$i; cd x$i; i=$((i + 1)); done; echo up; exec sleep 1000'
	wait_until screen_has it up
	"$NONO" -s stop it
	expect 0 "$NONO" prune
	has 'Pruned 1'
	[ -z "$(ls -A "$XDG_STATE_HOME/nono/ended")" ]
	[ -d /etc ]
}

test_secrets() {
	start it -- sh -c 'exec sleep 1000' x --token s3cret-one --api-key=s3cret-two \
		-H 'Authorization: Bearer s3cret-three' 'https://host/?token=s3cret-four&x=1' PASSWORD=s3cret-five
	expect 0 "$NONO" ps
	hasnt s3cret
	COLUMNS=2000 expect 0 "$NONO" ps
	hasnt s3cret
	has '[REDACTED]'
	expect 0 "$NONO" ps --json
	hasnt s3cret
	has '[REDACTED]'
	expect 0 "$NONO" inspect it
	hasnt s3cret
	! grep -rq s3cret "$XDG_STATE_HOME" || fail 'on disk'
	# The command itself has them, of course.
	tr '\0' ' ' <"/proc/$(json it child_pid)/cmdline" | grep -q 'sleep 1000'
}

# Words of a command that are no text.
test_odd_commands() {
	start it -- sh -c 'exec sleep 1000' $'a\nb' $'\033[31mred' $'\xff\xfe' '' '"' "$(printf 'é%.0s' {1..500})"
	expect 0 "$NONO" ps
	[ "$(wc -l <<<"$output")" -eq 2 ]
	[[ $output != *$'\033'* ]]
	"$NONO" ps --json | py 'assert len(d[0]["command"]) == 9'
	expect 0 "$NONO" inspect it
	[[ $output != *$'\033'* ]]
	"$NONO" inspect it --json | py 'assert d["command"][3] == "a\nb"'
}

test_nested() {
	local inner
	start it -- sh -c 'echo "id $NONO_SESSION_ID"; exec sleep 1000'
	wait_until screen_has it "id $(json it session_id)"
	for inner in 'stop it' 'detach it' 'attach it' prune; do
		# shellcheck disable=SC2086 # two words
		NONO_SESSION_ID=$(json it session_id) expect 1 "$NONO" $inner
		has "\`nono ${inner% it}\` cannot be used inside a sandbox."
	done
	is_running it
}

run_tests "$@"
