#!/bin/bash
# The manuals and --help say the same, which is what the program does.
. "${SRC:?run me by regress/run}/regress/lib.sh"

manual=$SRC/nono.1

commands() {
	"$NONO" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# The options of a --help, one a line: "letter --name value variable".
help_options() {
	"$NONO" "$@" --help | awk '
		/^  (-.,|   ) --/ {
			if (line) print line
			letter = substr($0, 3, 2) == "  " ? "" : substr($0, 4, 1)
			sub(/^  (-.,|   ) /, "")
			value = /^--[a-z-]+ [^ ]/ ? "value" : ""
			line = letter "|" $1 "|" value
		}
		line && match($0, /\[NONO_[A-Z_]*\]/) {
			line = line "|" substr($0, RSTART + 1, RLENGTH - 2)
		}
		/^$/ && line { print line; line = "" }
		END { if (line) print line }'
}

# A section of the manual, with its own heading left out.
section() {
	awk -v name="$1" '
		/^\.S[hs] / { on = substr($0, 5) == name; next }
		on' "$manual"
}

# The options of sections of the manual, as help_options gives those of a --help.
manual_options() {
	local name
	for name; do
		section "$name"
	done | awk '
		/^\.It .*Fl -/ {
			letter = ""
			if (match($0, /Fl [a-zA-Z] /))
				letter = substr($0, RSTART + 3, 1)
			match($0, /Fl -[a-z-]+/)
			option = substr($0, RSTART + 3, RLENGTH - 3)
			print letter "|-" option "|" (/ Ar / ? "value" : "")
		}'
}

without_variables() {
	cut -d'|' -f1-3 | sort
}

test_commands() {
	[ "$(commands | wc -l)" -gt 10 ]
	diff <(commands | sort) <(awk '
		/^\.Sh / { on = $2 == "COMMANDS" }
		on && /^\.Ss [a-z]/ { print $2 }' "$manual" | sort)
	diff <(commands | sort) <(awk '
		/^\.Sh / { on = $2 == "SYNOPSIS" }
		on && /^\.Nm/ { getline; if ($1 == ".Cm") print $2 }' "$manual" |
		sort)
}

test_options() {
	local command sections
	diff <(help_options | without_variables) \
		<(manual_options "All commands" | sort)
	for command in $(commands); do
		sections=("All commands" "$command")
		if section "$command" | grep -q 'Sx Sandbox options'; then
			sections+=("Sandbox options")
		fi
		diff <(help_options "$command" | without_variables) \
			<(manual_options "${sections[@]}" | sort)
	done
	# Not all of them are the same few.
	[ "$(help_options run | wc -l)" -gt 15 ]
}

test_synopsis_of_options() {
	local option
	while read -r option; do
		grep -q "^\.It .*Fl -$option" "$manual"
	done < <(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/s/.*Fl -\([a-z-]\{2,\}\).*/\1/p' \
		"$manual")
}

test_variables() {
	local command
	diff <(for command in $(commands); do
		help_options "$command" | cut -d'|' -f4
	done | grep . | sort -u) \
		<(sed -n 's/.*"\(NONO_[A-Z_]*\)".*/\1/p' \
			"$SRC/client/cmd-run.c" "$SRC/client/sandbox-options.h" |
			sort -u)
	# Every variable that the source names, but those for tests.
	diff <(sed -n 's/^\.It Ev \(NONO_[A-Z_]*\)$/\1/p' "$manual" | sort) \
		<(grep -hoE '"NONO_[A-Z_]+"' "$SRC"/c*/*.[ch] "$SRC"/server/*/*.c |
			tr -d '"' | grep -v '^NONO_TEST_' | sort -u)
}

test_statuses() {
	diff <(sed -n '/^enum exit_status/,/^}/s/.*= \([0-9]*\),.*/\1/p' \
		"$SRC/common/error.h") \
		<(section "EXIT STATUS" | sed -n 's/^\.It \([0-9]*\).*/\1/p')
}

test_help_is_narrow() {
	local command
	for command in "" $(commands); do
		output=$("$NONO" ${command:+"$command"} --help)
		[ "$(awk 'length > 80' <<<"$output")" = "" ] || fail "$output"
	done
}

# -h and -V do nothing else, wherever they are.
test_help_and_version_run_nothing() {
	local command
	for command in $(commands); do
		expect 0 "$NONO" "$command" -V
		[[ $output == "nono "[0-9]* ]] || fail "$output"
		expect 0 "$NONO" "$command" --version x y z
		one_line
		expect 0 "$NONO" "$command" -h
		has "Usage: nono $command "
	done
	[ ! -e "$XDG_STATE_HOME/nono/sessions" ]
}

# A command that is recommended somewhere exists. The words after the names of
# files are prose.
test_named_commands() {
	local known word
	known=" $(commands | tr '\n' ' ') state ring itself forbids v COMMAND "
	for word in $(grep -hoE '"[^"]*\bnono [a-zA-Z]+' "$SRC"/c*/*.[ch] \
		"$SRC"/server/*.[ch] "$SRC"/server/*/*.[ch] |
		sed 's/.*nono //'; sed -n 's/^ *\$ nono \(-s \)*\([a-z]*\).*/\2/p' \
			"$manual" "$SRC/README.md"); do
		[[ $known == *" $word "* ]] || fail "there is no nono $word"
	done
	# The same sieve finds one that does not.
	[[ $known != *" profile "* ]]
}

# The keys of a manual: "section key". Lines are ".Ss The [section] section" and
# ".It Cm key , key"; "extends" stands under another heading.
manual_keys() {
	awk '
		/^\.Ss Inheritance/ { section = "-" }
		/^\.Ss The \[/ { section = substr($3, 2, length($3) - 2) }
		/^\.Sh |^\.Ss [^TI]/ { section = "" }
		section && /^\.It Cm / {
			for (i = 3; i <= NF; i++)
				if ($i != ",") print section, $i
		}' "$1"
}

# What the parser's tables have, from their source.
source_keys() {
	sed -n -e 's/^    {"\([a-z]*\)", "\([a-z_]*\)", CONF_.*/\1 \2/p' \
		-e 's/^    {"\([a-z]*\)", "\([a-z_]*\)", CONF_ARRAY,.*/\1 \2/p' \
		-e 's/^    META(\([a-z]*\)).*/meta \1/p' \
		-e 's/^    PATHS("\([a-z_]*\)",.*/filesystem \1/p' "$1" |
		sed 's/^ /- /' | sort -u
}

# profile SECTION KEY: a file with that key, whose value is of some type.
key_file() {
	if [ "$1" = - ]; then
		printf '%s = 7\n' "$2"
	else
		printf '[%s]\n%s = 7\n' "$1" "$2"
	fi
}

# Every key is known: it is its value, 7, that is refused.
try_key() {
	key_file "$1" "$2" >"$T/x.toml"
	expect 1 "$NONO" run --profile "$T/x.toml" --dry-run -- true
	one_line
	has "x.toml:"
	has "$2"
}

test_profile_keys() {
	local section key n=0
	diff <(manual_keys "$SRC/nono-profile.5" | sort -u) \
		<(source_keys "$SRC/common/profile.c")
	while read -r section key; do
		try_key "$section" "$key"
		hasnt unknown
		n=$((n + 1))
	done < <(manual_keys "$SRC/nono-profile.5")
	[ $n -ge 15 ]
	try_key filesystem nonsense
	has unknown
	try_key nonsense nonsense
	has unknown
}

test_settings_keys() {
	local section key
	start keep --allow-cwd -- cat
	mkdir -p "$XDG_CONFIG_HOME/nono"
	diff <(manual_keys "$SRC/nono.conf.5") \
		<(source_keys "$SRC/common/settings.c")
	[ -n "$(manual_keys "$SRC/nono.conf.5")" ]
	while read -r section key; do
		key_file "$section" "$key" >"$XDG_CONFIG_HOME/nono/config.toml"
		expect 1 "$NONO" attach keep
		has "config.toml:"
		has "$key"
		hasnt unknown
	done < <(manual_keys "$SRC/nono.conf.5")
	key_file ui nonsense >"$XDG_CONFIG_HOME/nono/config.toml"
	expect 1 "$NONO" attach keep
	has unknown
}

# Every variable that is not handed on, and every group, is in the manual.
test_profile_tables() {
	local name
	while read -r name; do
		grep -qF -- " $name " "$SRC/nono-profile.5" ||
			fail "$name is not in nono-profile(5)"
	done < <(sed -n '/injecting\[\]/,/^};/p;/authority\[\]/,/^};/p' \
		"$SRC/server/sandbox/environ.c" | sed -n 's/^    "\(.*\)",$/\1/p')
	while read -r name; do
		grep -qE "^\.(It )?Cm .*\b$name\b" "$SRC/nono-profile.5" ||
			fail "$name is not in nono-profile(5)"
	done < <(sed -n 's/^\[\([a-z_]*\)\]$/\1/p' "$SRC/profiles/groups.toml" |
		grep -v '_macos$')
}

test_lint() {
	local page
	command -v mandoc >/dev/null || skip "no mandoc"
	cd "$SRC"
	output=$(mandoc -T lint -W style nono.1 nono.conf.5 nono-profile.5 || :)
	# Where they are not installed, they cannot be found.
	output=$(grep -v 'referenced manual not found: Xr nono' <<<"$output" || :)
	[ -z "$output" ] || fail "$output"
	for page in nono.1 nono.conf.5 nono-profile.5; do
		mandoc "$page" >"$T/page"
		[ "$(wc -l <"$T/page")" -gt 50 ]
	done
}

run_tests "$@"
