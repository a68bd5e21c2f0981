/*
 * Configuration files: a part of TOML 1.0, read over inih. Whatever is accepted
 * here, every TOML parser reads the same way; everything else is refused:
 *
 *	[section] and [section.sub], each once, of letters, digits, - and _
 *	name = value, each name once in its section, at the start of its line
 *	"string" with \" \\ \n \t \uXXXX, and 'literal string', on one line
 *	integers (decimal, signed, 64 bits), true, false
 *	arrays of strings, over several lines if every further line, the closing
 *	bracket's too, is indented
 *	# comments
 *
 * The text is UTF-8 without control characters other than tab and newline.
 *
 * inih as Debian builds it cuts lines at 199 bytes and reads the rest as lines
 * of their own, takes what follows " ;" for a comment, inside quotes too, and
 * cuts names at 49 bytes, all without a word. So every line is checked and
 * taken apart before inih gets it, the limits that its build lets us set at run
 * time are set, and what inih then delivers must be, byte for byte, what the
 * line says. Any other build of it can only refuse more. A file is taken as a
 * whole or not at all.
 */
#ifndef COMMON_CONF_H
#define COMMON_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"

enum {
	CONF_SIZE_MAX = 256 * 1024, /* bytes of one file */
	CONF_SECTION_MAX = 49, /* bytes of a section's name: inih's limit */
	CONF_KEY_MAX = 128, /* bytes of a name */
	CONF_SECTIONS_MAX = 512,
	CONF_KEYS_MAX = 1024, /* names in a file */
	CONF_ITEMS_MAX = 1024, /* strings in an array */
};

/* Bits, so that a row can take more than one. */
enum conf_type {
	CONF_STRING = 1 << 0,
	CONF_INTEGER = 1 << 1,
	CONF_BOOLEAN = 1 << 2,
	CONF_ARRAY = 1 << 3,
};

/* A string and the line it stands on. Never contains a NUL. */
struct conf_string {
	const char *s; /* borrowed from the conf */
	unsigned line; /* 1-based */
};

struct conf_entry {
	const char *section; /* "a", "a.b", "" before the first; borrowed */
	const char *key; /* borrowed */
	enum conf_type type;
	unsigned line; /* of the name; 1-based */
	struct conf_string *strings; /* STRING: one; ARRAY: nstrings; owned */
	size_t nstrings;
	int64_t integer; /* INTEGER */
	bool boolean; /* BOOLEAN */
};

struct conf {
	char *name; /* for errors: the path as given; owned */
	char *text; /* what all strings point into; owned */
	struct conf_string *sections; /* in the file's order; owned */
	size_t nsections;
	struct conf_entry *entries; /* in the file's order; owned */
	size_t nentries;
	dev_t dev; /* conf_load: which file it was; else 0 */
	ino_t ino;
};

/*
 * Read a text of len bytes, called name in errors ("name:12: ..."), whose first
 * line is line number first. Returns -1 and sets e if any of it is refused.
 */
int conf_parse(struct conf **c, const char *text, size_t len, const char *name,
    unsigned first, struct error *e);

/*
 * Read a file: a regular one, not larger than CONF_SIZE_MAX. Never blocks.
 * Returns 1 if there is no such file (e is untouched), -1 and sets e if it
 * cannot be read or is refused.
 */
int conf_load(struct conf **c, const char *path, struct error *e);

void conf_destroy(struct conf *c);

/* One name a file may have, and what is done with its value. */
struct conf_row {
	const char *section; /* NULL: any */
	const char *key; /* NULL: any */
	unsigned types; /* CONF_* bits: what its value may be */
	/*
	 * Take a value; of an array, each string by itself. s is the string
	 * with its line, NULL if the value is none. Returns -1 and sets e,
	 * without file and line, to refuse it.
	 */
	int (*set)(void *arg, const struct conf_row *row,
	    const struct conf_entry *entry, const struct conf_string *s,
	    struct error *e);
	size_t what; /* for set: which field, list ... */
};

/*
 * Call the rows' set for all entries of c, in the file's order. Returns -1 and
 * sets e at the first that has no row (with the nearest name that has one), has
 * the wrong type, or is refused by set; also for a section no row is in. What
 * was set until then stays: the caller throws arg away.
 */
int conf_apply(const struct conf *c, const struct conf_row *rows, size_t nrows,
    void *arg, struct error *e);

#endif
