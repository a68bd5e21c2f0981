#!/bin/bash
# The source is as HACKING says: its map, its layers, its headers, its protocol.
. "${SRC:?run me by regress/run}/regress/lib.sh"

# Every file that is kept, by find: an unpacked archive has no git. What is made
# when nono is built, in place or not, is left out, and so are links.
tree() {
	find "$SRC" -mindepth 1 \( -name .git -o -path "$SRC/build*" \
		-o -path "$SRC/_build" -o -path "$SRC/_inst" \
		-o -path "$SRC/nono-[0-9]*" -o -path "$SRC/autom4te.cache" \
		-o -path "$SRC/bench/bin" -o -path "$SRC/regress/bin" \
		-o -path "$SRC/regress/out" -o -name .deps \) -prune \
		-o -type f ! -name '*.[oa]' ! -name .dirstamp \
		! -path "$SRC/server/sandbox/seccomp-code.c" \
		! -path "$SRC/server/confine-code.c" \
		! -path "$SRC/profiles/builtin.c" \
		! -path "$SRC/common/utf8-table.c" \
		! -path "$SRC/tools/compile-filters" \
		! -path "$SRC/tools/compile-widths" ! -path "$SRC/nono" \
		! -path "$SRC/config.*" ! -path "$SRC/configure" \
		! -path "$SRC/configure~" ! -path "$SRC/stamp-h1" \
		! -path "$SRC/Makefile" ! -path "$SRC/Makefile.in" \
		! -path "$SRC/aclocal.m4" -printf '%P\n' \
		-o -path "$SRC/configure.ac" -printf '%P\n' | LC_ALL=C sort
}

# The first words of HACKING's map.
map() {
	sed -n '/^The map$/,$s/^    \([^ ]*\)  *[^ ].*/\1/p' "$SRC/HACKING"
}

# A file as the map has it: .c and .h are one, unless the map has it whole.
test_map() {
	map | sort >"$T/map"
	[ -z "$(uniq -d "$T/map")" ]
	# Archives need not have what git and editors want.
	tree | while read -r file; do
		if grep -qxF -- "$file" "$T/map"; then
			echo "$file"
		elif folder=$(map | grep '/$' | while read -r f; do
			case $file in "$f"*) echo "$f" ;; esac
		done | grep .); then
			echo "$folder"
		else
			echo "${file%.[ch]}"
		fi
	done | sort -u >"$T/tree"
	[ "$(wc -l <"$T/tree")" -gt 150 ]
	# Not in an archive: git's own, and what there is only to be there.
	if [ ! -e "$SRC/.git" ]; then
		printf '%s\n' .gitignore m4/ >>"$T/tree"
		sort -u -o "$T/tree" "$T/tree"
	fi
	diff "$T/map" "$T/tree"
}

# What is written for the map says something.
test_map_describes() {
	output=$(sed -n '/^The map$/,$s/^    [^ ]* *$/&/p' "$SRC/HACKING")
	[ -z "$output" ] || fail "$output"
	[ "$(map | wc -l)" -gt 150 ]
}

test_protocol_table() {
	sed -n '/^    message  *no  *direction/,/^$/s/^    \([A-Z].*\)/\1/p' \
		"$SRC/HACKING" >"$T/said"
	# Numbers from the enumeration, the rest from the rows.
	tr -d '\n' <"$SRC/common/proto.h" | grep -o 'enum message_type {[^}]*}' |
		sed 's/[{},]/\n/g' | awk '
			$1 ~ /^MSG_/ {
				n = $2 == "=" ? $3 : n + 1
				print substr($1, 5), n
			}' >"$T/numbers"
	tr -s '\n\t ' ' ' <"$SRC/common/proto.c" |
		grep -oE '\[MSG_[A-Z_]+\] = \{"[A-Z_]+", [A-Z_]+, [A-Z_ |]+,' |
		sed -E 's/.*\{"([A-Z_]+)", ([A-Z]+)_([A-Z]+), ([A-Z_ |]+),/\1 \2 \3 \4/' |
		while read -r name to whom states; do
			number=$(awk -v n="$name" '$1 == n { print $2 }' \
				"$T/numbers")
			echo "$name $number ${to,,} ${whom,,} $(tr '[:upper:]' \
				'[:lower:]' <<<"$states" |
				sed 's/peer_//g; s/|/or/g')"
		done >"$T/done"
	[ "$(wc -l <"$T/done")" -gt 20 ]
	diff <(tr -s ' ' <"$T/said") "$T/done"
}

sources() {
	cd "$SRC" && find compat common profiles server client tools bench regress \
		-name "$1" ! -name '*-code.c' ! -path 'profiles/builtin.c'
}

# Each header can be the first that is included.
test_headers_alone() {
	local cc flags
	cc=$(sed -n 's/^CC = //p' "$BUILD/Makefile")
	flags=$(sed -n 's/^[A-Z0-9]*_CFLAGS = \(.*-I.*\)/\1/p' "$BUILD/Makefile" |
		grep -v '(' | tr '\n' ' ')
	cat >"$T/one" <<-EOF
		printf '#include "%s"\n#include "%s"\n' "\$1" "\$1" |
			$cc -fsyntax-only -std=gnu11 -D_GNU_SOURCE -Wall -Werror \
			-I"$SRC" -I"$BUILD" $flags -x c -
	EOF
	sources '*.h' >"$T/headers"
	[ "$(wc -l <"$T/headers")" -gt 80 ]
	xargs -P2 -n1 sh "$T/one" <"$T/headers"
}

# What the files of a folder may include from: itself and what is below.
layers() {
	cat <<-'EOF'
		compat compat
		profiles common
		common compat common profiles
		server/term compat common server/term
		server/sandbox compat common server/sandbox
		server/supervisor compat common server/sandbox server/supervisor
		server compat common server/sandbox server/term server
		client compat common server/sandbox server/supervisor server client
	EOF
}

test_layers() {
	local folder allowed file from seen=0
	while read -r folder allowed; do
		while IFS=: read -r file from; do
			seen=$((seen + 1))
			[[ " $allowed " == *" $from "* ]] ||
				fail "$file includes from $from"
		done < <(cd "$SRC" && find "$folder" -maxdepth 1 -name '*.[ch]' \
			! -name '*-code.c' ! -name builtin.c \
			-exec grep -Ho '^#include "[a-z].*/' {} + |
			sed 's,#include ",,; s,/$,,')
	done < <(layers)
	[ $seen -gt 500 ]
	cd "$SRC"
	# Nothing is included by another way than from the root.
	output=$(grep -rE '^#include "' --include='*.[ch]' compat common profiles \
		server client tools bench regress |
		grep -vE '"(compat|common|profiles|server|client|bench|regress)/' |
		sed '/"config.h"/d')
	[ -z "$output" ] || fail "$output"
	# The terminal is pure.
	output=$(grep -E '<(event2|fcntl|sys/(socket|ioctl)|time|unistd)' \
		server/term/*.[ch] | head -n 3)
	[ -z "$output" ] || fail "the terminal is not pure: $output"
}

# One header for each source, of the same name; and the reverse. This list may
# only become shorter.
test_header_of_each_source() {
	local file
	diff - <(for file in $(sources '*.c' | grep -v '^regress/'); do
		[ -e "$SRC/${file%.c}.h" ] || echo "$file"
	done | grep -v '^client/cmd-' | LC_ALL=C sort) <<-'EOF'
		bench/sessions.c
		client/nono.c
		server/sandbox/environ.c
		server/term/encode.c
		server/term/save.c
		tools/compile-filters.c
		tools/compile-widths.c
	EOF
	diff - <(for file in $(sources '*.h' | grep -v '^regress/'); do
		[ -e "$SRC/${file%.h}.c" ] || echo "$file"
	done | grep -v '^profiles/builtin.h' | LC_ALL=C sort) <<-'EOF'
		client/context.h
		common/clock.h
		common/style.h
		compat/landlock.h
		compat/queue.h
		compat/syscall.h
		server/supervisor/state.h
		server/term/state.h
	EOF
}

test_files_are_small() {
	local file
	for file in $(sources '*.[ch]'); do
		[ "$(wc -l <"$SRC/$file")" -le 1200 ] || fail "$file is too long"
	done
}

# Each guard is the file's path.
test_guards() {
	local file guard
	for file in $(sources '*.h'); do
		guard=$(tr '[:lower:]/.-' '[:upper:]___' <<<"$file")
		[ "$(grep -cxE "#(ifndef|define) $guard" "$SRC/$file")" -eq 2 ] ||
			fail "$file is not guarded by $guard"
	done
}

# No file names where it was written. The brackets keep this one out.
test_no_machine_paths() {
	local paths='(^|[^]A-Za-z0-9_$}.~/)-])/[w]ork/|/[w]ork/(wt|main|shared)'

	cd "$SRC"
	tree | tr '\n' '\0' >"$T/files"
	output=$(xargs -0 grep -InE "$paths" <"$T/files" | head -n 5)
	[ -z "$output" ] || fail "$output"
	# What editors and merges leave behind.
	output=$(tree | sed -nE '/\.(swp|orig|rej|bak)$|~$/p')
	[ -z "$output" ] || fail "$output"
	output=$(xargs -0 grep -InE '^(<<<<<<<|>>>>>>>) ' <"$T/files" | head -n 5)
	[ -z "$output" ] || fail "$output"
}

# Shell tests are programs, and part of an archive.
test_scripts_are_known() {
	local file folder
	for file in "$SRC"/regress/*/*.sh; do
		[ -x "$file" ] || fail "$file cannot be executed"
		folder=$(basename "$(dirname "$file")")
		grep -qE "regress/$folder(/$(basename "$file"))?( |\\\\|$)" \
			"$SRC/regress/local.mk" || fail "$file is in no EXTRA_DIST"
	done
}

# The test command is in a block of its own.
test_readme() {
	grep -A1 '^```$' "$SRC/README.md" | grep -qx './bootstrap check'
	grep -A1 '^```$' "$SRC/README.md" | grep -qx './bootstrap demo'
}

run_tests "$@"
