#!/bin/bash
# Profiles and settings that cannot be taken as they are: named by file and
# line, and nothing of them is used.
. "${SRC:-.}/regress/lib.sh"
. "${SRC:-.}/regress/refused.sh"

# profile TEXT: into p.toml. try STATUS TEXTS: run under it.
profile() {
	printf '%s' "$1" >p.toml
}
try() {
	refused "$1" "$2" "$NONO" -s run --allow-cwd --profile ./p.toml -- true
	refused "$1" "$2" "$NONO" -s run --detached --allow-cwd \
		--profile ./p.toml -- true
}

test_unknown() {
	sentinel
	refused 1 "no profile \"nope\"" "$NONO" -s run --profile nope -- true
	refused 1 "did you mean \"codex\"" "$NONO" -s run -p codx -- true
	refused 1 "no profile file ./nope.toml" \
		"$NONO" -s run -p ./nope.toml --allow-cwd -- true
	refused 1 "no profile" env NONO_PROFILE=nope "$NONO" -s run -- true
	profile $'[filesystem]\nalow = ["/usr"]\n'
	try 1 'p.toml:2: |"alow"|did you mean "allow"'
	profile $'[filesistem]\nallow = ["/usr"]\n'
	try 1 'p.toml:1: |[filesistem]|did you mean [filesystem]'
	profile $'[groups]\ninclude = ["node_runtim"]\n'
	try 1 'p.toml:2: |node_runtim|did you mean "node_runtime"'
	profile $'extends = "nope"\n'
	try 1 'p.toml:1: |"nope"'
	sentinel_lives
}

test_syntax() {
	local n=0 text
	sentinel
	while IFS= read -r text; do
		n=$((n + 1))
		profile "$(printf '%b' "$text")"
		try 1 'p.toml:'
	done <<'END'
[filesystem\n
[filesystem]\nallow = [\n
[filesystem]\nallow = ["/usr\n
[filesystem]\nallow = ["/usr"\n  "/bin"]\n
[filesystem]\nallow = "/usr"\n
[filesystem]\nallow = ["/usr"] and more\n
[filesystem]\nallow = ["/usr"]\nallow = ["/bin"]\n
[network]\nblock = "yes"\n
[network]\nblock = maybe\n
allow\n
[filesystem]\nallow = ["relative"]\n
[filesystem]\nallow = [""]\n
[filesystem]\nallow = ["/a\\qb"]\n
END
	[ $n -eq 13 ]
	sentinel_lives
}

test_files() {
	sentinel
	# Half written: as a crash or a full disk leaves it.
	profile $'[filesystem]\nallow = [\n  "/usr/share",\n  "/usr/li'
	try 1 'p.toml:4: '
	# 5 MB, of comments, of one line, of zeros, of random bytes.
	yes '# comment' | head -c 5000000 >p.toml
	try 1 'p.toml|larger than'
	head -c 5000000 /dev/zero | tr '\0' a >p.toml
	try 1 'p.toml|larger than'
	head -c 5000 /dev/zero >p.toml
	try 1 'p.toml'
	head -c 5000 /dev/urandom >p.toml
	try 1 'p.toml'
	# Not a file at all; nothing waits for a writer.
	rm p.toml
	mkfifo p.toml
	try 1 'p.toml|not a regular file'
	rm p.toml
	mkdir p.toml
	try 1 'p.toml is a directory'
	rmdir p.toml
	ln -s p.toml p.toml
	try 1 'p.toml|Too many levels'
	rm p.toml
	if [ "$(id -u)" != 0 ]; then
		profile $'[network]\nblock = true\n'
		chmod 000 p.toml
		try 1 'p.toml|Permission denied'
		rm -f p.toml
	fi
	sentinel_lives
}

# What inih as it is packaged cuts in pieces or takes for a comment.
test_values_whole() {
	local long short
	long=$T/work/$(printf 'd%.0s' {1..250})
	mkdir -p "$long/and;more" "$long/with#hash" "$T/work/a;b#c"
	profile "[filesystem]
read = [\"$long/and;more\",
  \"$long/with#hash\", \"$T/work/a;b#c\"] # a comment; really
"
	expect 0 "$NONO" run -v --dry-run --profile ./p.toml -- true
	has "$long/and;more"
	has "$long/with#hash"
	has "$T/work/a;b#c"
	hasnt 'does not exist'
	profile "[environment]
set_vars = { A = \"1\" }
"
	try 1 'p.toml:2'
	# More than fits into an environment or a path is refused, never cut.
	short=$(printf 'x%.0s' {1..5000})
	profile "[filesystem]
read = [\"/$short\"]
"
	"$NONO" run -v --dry-run --profile ./p.toml -- true 2>"$T/err" || :
	! grep -qE 'x{100}"?$' "$T/err" || grep -q "$short" "$T/err" ||
		fail 'a value was cut'
}

test_settings() {
	sentinel
	mkdir -p "$T/config/nono"
	local text
	while IFS='|' read -r text want; do
		printf '%b' "$text" >"$T/config/nono/config.toml"
		outer 80x24 sh -c "'$NONO' -s run --allow-cwd -- true
			2>'$T/err'; '$NONO' attach sentinel 2>'$T/err'; echo \
			status \$? >'$T/status'; cat"
		wait_until test -s "$T/status"
		[ "$(cat "$T/status")" = 'status 1' ]
		output=$(cat "$T/err")
		one_line
		has 'config.toml'
		has "$want"
		rm "$T/status"
		tmux -S "$OUTER" kill-server
	done <<'END'
[ui]\ndetach_sequence = "d"\n|at least 2 keys
[ui]\ndetach_sequence = "ctrl-] nokey"\n|nokey
[ui]\ndetach_sequence = 7\n|config.toml:2
[ui]\ndetach_sequenze = "ctrl-] d"\n|did you mean "detach_sequence"
[uj]\ndetach_sequence = "ctrl-] d"\n|did you mean [ui]
[ui]\ndetach_sequence = "ctrl-] d\n|config.toml:2
END
	OUTER=
	sentinel_lives
}

run_tests "$@"
