#!/bin/sh
# Write builtin.c to standard output: the sections of groups.toml as tables,
# every other file named as its text. Usage: embed.sh FILE.toml ...
#
# Of TOML this knows only the lines that groups.toml has, and ends with an error
# at any other; a unit test holds its tables against what common/conf reads.
set -e
: "${AWK:=awk}"

# shellcheck disable=SC2016 # the program is awk's
exec "$AWK" '
function quoted(s,    out, i, c) {
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\t")
			c = "\\t"
		else if (c == "\\" || c == "\"")
			c = "\\" c
		out = out c
	}
	return "\"" out "\""
}

function begin_profile() {
	profiles++
	rows = rows sprintf("    {\"%s\", text_%d, sizeof text_%d - 1},\n",
	    name, profiles, profiles)
	printf "\nstatic const char text_%d[] =", profiles
}

# The group that was read up to here, as a row of the table.
function end_group(    i, row) {
	if (group == "")
		return
	row = "    {\n\t.name = \"" group "\",\n"
	row = row "\t.description = \"" description "\",\n"
	row = row "\t.required = " required ",\n\t.foreign = " foreign ",\n"
	for (i in have)
		row = row "\t.lists[GROUP_" toupper(i) "] = " have[i] ",\n"
	groups_rows = groups_rows row "    },\n"
	for (i in have)
		delete have[i]
	groups++
}

function begin_list(key) {
	have[key] = key "_" groups
	printf "\nstatic const char *const %s_%d[] = {\n", key, groups
}

function end_list() {
	print "    NULL,\n};"
	inside = 0
}

BEGIN {
	print "/* Made by profiles/embed.sh: do not edit. */"
	print "#include \"profiles/builtin.h\""
	groups = profiles = 0
	paths = "(read|write|readwrite|deny) = \\["
	string = "\"[^\"\\\\]*\""
}

FNR == 1 {
	if (profiles > 0 && name != "groups")
		print ";"
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.toml$/, "", name)
	if (name != "groups")
		begin_profile()
}

name != "groups" {
	printf "\n    %s", substr(quoted($0), 1, length(quoted($0)) - 1) "\\n\""
	next
}

/^[ \t]*(#.*)?$/ { next }

inside && $0 ~ "^\t" string ",$" {
	sub(/^\t/, "    ")
	print
	next
}

inside && /^\t\]$/ {
	end_list()
	next
}

!inside && /^\[[A-Za-z0-9_-]+\]$/ {
	end_group()
	group = substr($0, 2, length($0) - 2)
	description = ""
	required = foreign = "false"
	next
}

!inside && $0 ~ "^" paths "$" {
	begin_list($1)
	inside = 1
	next
}

!inside && $0 ~ "^" paths string "(, " string ")*\\]$" {
	begin_list($1)
	sub(/^[^[]*\[/, "    ")
	sub(/\]$/, ",")
	print
	end_list()
	next
}

!inside && $0 ~ "^description = " string "$" {
	description = substr($0, 16, length($0) - 16)
	next
}

!inside && $0 == "required = true" {
	required = "true"
	next
}

!inside && $0 == "platform = \"macos\"" {
	foreign = "true"
	next
}

{
	printf "%s:%d: not understood: %s\n", FILENAME, FNR, $0 >"/dev/stderr"
	failed = 1
	exit 1
}

END {
	if (failed)
		exit 1
	if (name != "groups")
		print ";"
	end_group()
	printf "\nconst struct builtin builtin_profiles[] = {\n%s};\n", rows
	printf "const size_t builtin_nprofiles = %d;\n", profiles
	printf "\nconst struct group builtin_groups[] = {\n%s};\n", groups_rows
	printf "const size_t builtin_ngroups = %d;\n", groups
}
' "$@"
