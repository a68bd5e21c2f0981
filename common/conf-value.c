#include "common/conf-value.h"

#include <stdio.h>
#include <string.h>

#include "compat/strl.h"
#include "common/utf8.h"
#include "common/xmalloc.h"

static const struct {
	enum conf_type type;
	const char *name;
} types[] = {
    {CONF_STRING, "a string"},
    {CONF_INTEGER, "an integer"},
    {CONF_BOOLEAN, "a boolean (true or false)"},
    {CONF_ARRAY, "an array of strings"},
};

void
conf_type_name(unsigned wanted, char *out, size_t size)
{
	size_t i;

	if (size > 0)
		out[0] = '\0';
	for (i = 0; i < sizeof types / sizeof types[0]; i++) {
		if ((wanted & types[i].type) == 0)
			continue;
		if (out[0] != '\0')
			strlcat(out, " or ", size);
		strlcat(out, types[i].name, size);
	}
}

static char *
skip_blanks(char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return (p);
}

/* Nothing but blanks and a comment may follow a value. */
static int
check_rest(char *p, struct error *e)
{
	p = skip_blanks(p);
	if (*p == '\0' || *p == '#')
		return (0);
	return (error_set(e, "\"%.20s\" follows the value", p));
}

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	p = c == '\0' ? NULL : strchr(digits, c);
	return (p == NULL ? -1 : (int)(p - digits));
}

/* \uXXXX: p is at the first digit. NUL has no place in a C string. */
static int
decode_unicode(const char *p, uint32_t *cp, struct error *e)
{
	int i, digit;

	*cp = 0;
	for (i = 0; i < 4; i++) {
		if ((digit = hex_digit(p[i])) == -1)
			return (error_set(e, "\\u needs four hex digits"));
		*cp = *cp << 4 | (uint32_t)digit;
	}
	if (*cp == 0 || (*cp >= 0xd800 && *cp <= 0xdfff))
		return (error_set(e, "\\u%04X is not a character", *cp));
	return (0);
}

/* Decode the escape after a backslash; advances both. */
static int
decode_escape(char **from, char **to, struct error *e)
{
	static const char escapes[][2] = {
	    {'"', '"'}, {'\\', '\\'}, {'n', '\n'}, {'t', '\t'}};
	uint32_t cp;
	size_t i;

	for (i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
		if (**from == escapes[i][0]) {
			*(*to)++ = escapes[i][1];
			(*from)++;
			return (0);
		}
	}
	if (**from != 'u')
		return (error_set(e,
		    "unknown escape: use \\\" \\\\ \\n \\t or \\uXXXX, or a "
		    "'literal' string"));
	if (decode_unicode(*from + 1, &cp, e) == -1)
		return (-1);
	*to += utf8_put(cp, *to);
	*from += 5;
	return (0);
}

/*
 * Decode the string that starts at *p, in place: what an escape stands for is
 * never longer than it. *p goes behind the closing quote. NULL if it is none.
 */
static const char *
parse_string(char **p, struct error *e)
{
	char quote = **p, *from = *p + 1, *to = from, *start = from;

	if (from[0] == quote && from[1] == quote) {
		error_set(
		    e, "strings over several lines are not read: write \\n");
		return (NULL);
	}
	while (*from != quote) {
		if (*from == '\0') {
			error_set(e, "the string has no closing %c", quote);
			return (NULL);
		}
		if (quote == '"' && *from == '\\') {
			from++;
			if (decode_escape(&from, &to, e) == -1)
				return (NULL);
		} else {
			*to++ = *from++;
		}
	}
	*p = from + 1;
	*to = '\0';
	return (start);
}

static int
add_string(struct conf_entry *entry, char **p, unsigned line, struct error *e)
{
	size_t n = entry->nstrings;
	const char *s;

	if (n == CONF_ITEMS_MAX)
		return (error_set(
		    e, "more than %d strings in one array", CONF_ITEMS_MAX));
	if ((s = parse_string(p, e)) == NULL)
		return (-1);
	if ((n & (n - 1)) == 0)
		entry->strings = xreallocarray(
		    entry->strings, n == 0 ? 1 : 2 * n, sizeof *entry->strings);
	entry->strings[n] = (struct conf_string){s, line};
	entry->nstrings++;
	return (0);
}

static int
parse_integer(struct conf_entry *entry, char *p, struct error *e)
{
	bool minus = *p == '-';
	const char *digits;
	int64_t value = 0;
	int digit;

	if (*p == '-' || *p == '+')
		p++;
	for (digits = p; *p >= '0' && *p <= '9'; p++) {
		digit = *p - '0';
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, digit, &value))
			return (error_set(e, "the integer is too large"));
	}
	if (p == digits)
		return (error_set(e, "not a value: strings need quotes"));
	if (*digits == '0' && p - digits > 1)
		return (error_set(e, "an integer must not begin with 0"));
	if (*p != '\0' && strchr("._eExob:-TZ", *p) != NULL)
		return (error_set(e,
		    "only plain decimal integers are read: other values need "
		    "quotes"));
	/* Built up below zero, where there is one more. */
	if (!minus && __builtin_sub_overflow((int64_t)0, value, &value))
		return (error_set(e, "the integer is too large"));
	entry->type = CONF_INTEGER;
	entry->integer = value;
	return (check_rest(p, e));
}

static int
parse_boolean(struct conf_entry *entry, char *p, struct error *e)
{
	size_t len = strcspn(p, " \t#");

	entry->type = CONF_BOOLEAN;
	entry->boolean = len == 4;
	if ((len == 4 && memcmp(p, "true", 4) == 0) ||
	    (len == 5 && memcmp(p, "false", 5) == 0))
		return (check_rest(p + len, e));
	return (error_set(e, "not a value: strings need quotes"));
}

static int
parse_items(struct conf_entry *entry, char *p, unsigned line,
    enum conf_open *open, struct error *e)
{
	for (;;) {
		p = skip_blanks(p);
		if (*p == '\0' || *p == '#')
			return (0);
		if (*p == ']') {
			*open = CONF_CLOSED;
			return (check_rest(p + 1, e));
		}
		if (*open == CONF_WANTS_COMMA) {
			if (*p++ != ',')
				return (error_set(e,
				    "a comma must stand between two strings"));
			*open = CONF_WANTS_STRING;
		} else if (*p == '"' || *p == '\'') {
			if (add_string(entry, &p, line, e) == -1)
				return (-1);
			*open = CONF_WANTS_COMMA;
		} else {
			return (error_set(
			    e, "arrays hold only strings, in quotes"));
		}
	}
}

int
conf_value_continue(struct conf_entry *entry, char *text, unsigned line,
    enum conf_open *open, struct error *e)
{
	return (parse_items(entry, text, line, open, e));
}

int
conf_value_parse(struct conf_entry *entry, char *text, unsigned line,
    enum conf_open *open, struct error *e)
{
	char *p = skip_blanks(text);

	*open = CONF_CLOSED;
	switch (*p) {
	case '"':
	case '\'':
		entry->type = CONF_STRING;
		if (add_string(entry, &p, line, e) == -1)
			return (-1);
		return (check_rest(p, e));
	case '[':
		entry->type = CONF_ARRAY;
		*open = CONF_WANTS_STRING;
		return (parse_items(entry, p + 1, line, open, e));
	case '{':
		return (error_set(
		    e, "inline tables are not read: use a [section]"));
	case '\0':
	case '#':
		return (error_set(e, "no value after the ="));
	case 't':
	case 'f':
		return (parse_boolean(entry, p, e));
	default:
		return (parse_integer(entry, p, e));
	}
}
