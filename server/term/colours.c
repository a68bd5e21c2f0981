#include "server/term/colours.h"

#include <stdlib.h>
#include <string.h>

#include "server/term/reply.h"
#include "server/term/term.h"

enum {
	SPEC_MAX = 64 /* bytes of one colour's specification */
};

/* xterm's defaults. */
static const uint32_t first_16[] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00,
    0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00,
    0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};

/*
 * OSC 10 to 19: text, background, cursor, mouse (text, background), Tektronix
 * (text, background), highlight, Tektronix cursor, highlighted text. Which of
 * them are as the background is; the others are as text is.
 */
static const bool is_background[DYNAMIC_COLOURS] = {
    [1] = true, [4] = true, [6] = true, [9] = true};

void
colours_init(struct term *t)
{
	t->text = first_16[7];
	t->background = first_16[0];
}

/* By the luma of ITU-R BT.601. */
static bool
is_light(uint32_t c)
{
	return (
	    299 * (c >> 16 & 0xff) + 587 * (c >> 8 & 0xff) + 114 * (c & 0xff) >=
	    128 * 1000);
}

bool
colours_light(const struct term *t)
{
	return (is_light(t->background));
}

void
term_set_colours(struct term *t, uint32_t text, uint32_t background)
{
	bool light = colours_light(t);

	t->text = text & 0xffffff;
	t->background = background & 0xffffff;
	if (colours_light(t) != light && has_flag(t, FLAG_COLOUR_SCHEME))
		reply_colour_scheme(t);
}

void
colours_reset(struct term *t)
{
	unsigned i;

	for (i = 0; i < COLOURS; i++)
		t->colours[i] = COLOUR_UNSET;
}

static uint32_t
cube(unsigned level)
{
	return (level == 0 ? 0 : 55 + 40 * level);
}

static uint32_t
default_colour(const struct term *t, unsigned i)
{
	if (i < 16)
		return (first_16[i]);
	if (i >= 256)
		return (is_background[i - 256] ? t->background : t->text);
	if (i >= 232)
		return (0x010101 * (8 + 10 * (i - 232)));
	i -= 16;
	return (cube(i / 36) << 16 | cube(i / 6 % 6) << 8 | cube(i % 6));
}

/* Parsing. */

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'a' && c <= 'f')
		return (c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (c - 'A' + 10);
	return (-1);
}

/* n digits, as the upper or scaled part of 8 bits. */
static bool
component(const char *s, size_t n, bool scaled, uint32_t *out)
{
	uint32_t v = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (hex_value(s[i]) < 0)
			return (false);
		v = v << 4 | (uint32_t)hex_value(s[i]);
	}
	if (n == 1)
		*out = scaled ? v * 0x11 : v << 4;
	else if (n == 2)
		*out = v;
	else if (n == 3)
		*out = v >> 4;
	else
		*out = v >> 8;
	return (n >= 1 && n <= 4);
}

static bool
parse_hash(const char *s, uint32_t *rgb)
{
	size_t n = strlen(s) / 3;
	uint32_t r, g, b;

	if (n < 1 || n > 4 || strlen(s) != 3 * n)
		return (false);
	if (!component(s, n, false, &r) || !component(s + n, n, false, &g) ||
	    !component(s + 2 * n, n, false, &b))
		return (false);
	*rgb = r << 16 | g << 8 | b;
	return (true);
}

bool
colours_parse(const char *text, uint32_t *rgb)
{
	uint32_t v[3];
	unsigned i;
	size_t n;

	if (text[0] == '#')
		return (parse_hash(text + 1, rgb));
	if (strncmp(text, "rgb:", 4) != 0)
		return (false);
	text += 4;
	for (i = 0; i < 3; i++) {
		n = strcspn(text, "/");
		if (!component(text, n, true, &v[i]))
			return (false);
		text += n;
		if (*text != (i < 2 ? '/' : '\0'))
			return (false);
		if (i < 2)
			text++;
	}
	*rgb = v[0] << 16 | v[1] << 8 | v[2];
	return (true);
}

/* Setting and asking. */

static void
answer(struct term *t, const struct parser *p, unsigned number, unsigned i)
{
	const char *end = p->bell ? "\007" : "\033\\";
	uint32_t c = t->colours[i];
	unsigned r, g, b;

	if (c == COLOUR_UNSET)
		c = default_colour(t, i);
	r = (c >> 16 & 0xff) * 0x101;
	g = (c >> 8 & 0xff) * 0x101;
	b = (c & 0xff) * 0x101;
	if (i < 256)
		reply(t, "\033]%u;%u;rgb:%04x/%04x/%04x%s", number, i, r, g, b,
		    end);
	else
		reply(t, "\033]%u;rgb:%04x/%04x/%04x%s", number, r, g, b, end);
}

/* The next of the fields that semicolons separate; NULL if there is none. */
static const char *
next_field(const char *args, char field[SPEC_MAX])
{
	size_t n;

	if (args == NULL)
		return (NULL);
	n = strcspn(args, ";");
	field[0] = '\0';
	if (n < SPEC_MAX) {
		memcpy(field, args, n);
		field[n] = '\0';
	}
	return (args + n);
}

static const char *
skip_separator(const char *args)
{
	return (*args == ';' ? args + 1 : NULL);
}

static bool
parse_index(const char *field, unsigned *i)
{
	char *end;
	unsigned long v;

	if (field[0] < '0' || field[0] > '9')
		return (false);
	v = strtoul(field, &end, 10);
	*i = (unsigned)v;
	return (*end == '\0' && v < 256);
}

static void
set_or_answer(struct term *t, const struct parser *p, unsigned number,
    unsigned i, const char *spec)
{
	uint32_t rgb;

	if (strcmp(spec, "?") == 0)
		answer(t, p, number, i);
	else if (colours_parse(spec, &rgb))
		t->colours[i] = rgb;
}

void
colours_palette(struct term *t, const struct parser *p, const char *args)
{
	char index[SPEC_MAX], spec[SPEC_MAX];
	unsigned i;

	while ((args = next_field(args, index)) != NULL) {
		if ((args = skip_separator(args)) == NULL)
			break;
		args = next_field(args, spec);
		if (parse_index(index, &i))
			set_or_answer(t, p, 4, i, spec);
		args = skip_separator(args);
	}
}

void
colours_dynamic(
    struct term *t, const struct parser *p, unsigned number, const char *args)
{
	char spec[SPEC_MAX];

	for (; number <= 19 && (args = next_field(args, spec)) != NULL;
	     number++) {
		set_or_answer(t, p, number, 256 + number - 10, spec);
		args = skip_separator(args);
	}
}

void
colours_reset_palette(struct term *t, const char *args)
{
	char index[SPEC_MAX];
	unsigned i;

	if (args == NULL || *args == '\0') {
		for (i = 0; i < 256; i++)
			t->colours[i] = COLOUR_UNSET;
		return;
	}
	while ((args = next_field(args, index)) != NULL) {
		if (parse_index(index, &i))
			t->colours[i] = COLOUR_UNSET;
		args = skip_separator(args);
	}
}

void
colours_reset_dynamic(struct term *t, unsigned number)
{
	t->colours[256 + number - 110] = COLOUR_UNSET;
}
