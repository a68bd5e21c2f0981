#include "server/term/sgr.h"

#include "server/term/cells.h"

/* Parameters that only set and clear attributes. */
static const struct {
	uint8_t code, set, clear;
} attributes[] = {
    {1, STYLE_BOLD, 0},
    {2, STYLE_DIM, 0},
    {3, STYLE_ITALIC, 0},
    {5, STYLE_BLINK, 0},
    {6, STYLE_BLINK, 0},
    {7, STYLE_REVERSE, 0},
    {8, STYLE_HIDDEN, 0},
    {9, STYLE_STRIKE, 0},
    {22, 0, STYLE_BOLD | STYLE_DIM},
    {23, 0, STYLE_ITALIC},
    {25, 0, STYLE_BLINK},
    {27, 0, STYLE_REVERSE},
    {28, 0, STYLE_HIDDEN},
    {29, 0, STYLE_STRIKE},
    {53, STYLE_OVERLINE, 0},
    {55, 0, STYLE_OVERLINE},
};

static void
set_attribute(unsigned code, struct style *s)
{
	size_t i;

	for (i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
		if (attributes[i].code == code) {
			s->attrs |= attributes[i].set;
			s->attrs &= (uint16_t)~attributes[i].clear;
			return;
		}
	}
}

/* A colour of three values from parameter i on; false if one is too large. */
static bool
rgb(const struct parser *p, unsigned i, uint32_t *c)
{
	unsigned r = param_get(p, i, 0), g = param_get(p, i + 1, 0);
	unsigned b = param_get(p, i + 2, 0);

	if (r > 255 || g > 255 || b > 255)
		return (false);
	*c = COLOUR_RGB | r << 16 | g << 8 | b;
	return (true);
}

static void
palette(unsigned index, uint32_t *c)
{
	if (index < 256)
		*c = COLOUR_PALETTE | index;
}

/* 38, 48 or 58 with n subparameters after it: 2 and RGB, 5 and an index. */
static void
sub_colour(const struct parser *p, unsigned i, unsigned n, uint32_t *c)
{
	switch (param_get(p, i + 1, 0)) {
	case 2:
		/* With four or more the first is a colour space. */
		rgb(p, n > 4 ? i + 3 : i + 2, c);
		break;
	case 5:
		palette(param_get(p, i + 2, 0), c);
		break;
	}
}

/* The same with semicolons; returns how many parameters it took besides. */
static unsigned
flat_colour(const struct parser *p, unsigned i, uint32_t *c)
{
	switch (param_get(p, i + 1, 0)) {
	case 2:
		rgb(p, i + 2, c);
		return (4);
	case 5:
		palette(param_get(p, i + 2, 0), c);
		return (2);
	}
	return (1);
}

static unsigned
subparams(const struct parser *p, unsigned i)
{
	unsigned n = 0;

	while (param_is_sub(p, i + 1 + n))
		n++;
	return (n);
}

static void
underline(const struct parser *p, unsigned i, unsigned n, struct style *s)
{
	unsigned kind = n > 0 ? param_get(p, i + 1, 0) : UNDERLINE_SINGLE;

	if (kind < UNDERLINE_COUNT)
		s->underline = (uint16_t)kind;
}

static uint32_t *
extended(unsigned code, struct style *s)
{
	switch (code) {
	case 38:
		return (&s->fg);
	case 48:
		return (&s->bg);
	case 58:
		return (&s->us);
	}
	return (NULL);
}

static void
simple(unsigned code, struct style *s)
{
	if (code == 0)
		*s = STYLE_DEFAULT;
	else if (code >= 30 && code <= 37)
		s->fg = COLOUR_PALETTE | (code - 30);
	else if (code >= 40 && code <= 47)
		s->bg = COLOUR_PALETTE | (code - 40);
	else if (code >= 90 && code <= 97)
		s->fg = COLOUR_PALETTE | (code - 90 + 8);
	else if (code >= 100 && code <= 107)
		s->bg = COLOUR_PALETTE | (code - 100 + 8);
	else if (code == 39)
		s->fg = COLOUR_DEFAULT;
	else if (code == 49)
		s->bg = COLOUR_DEFAULT;
	else if (code == 59)
		s->us = COLOUR_DEFAULT;
	else if (code == 21)
		s->underline = UNDERLINE_DOUBLE;
	else if (code == 24)
		s->underline = UNDERLINE_NONE;
	else
		set_attribute(code, s);
}

void
sgr_apply(const struct parser *p, unsigned i, struct style *s)
{
	unsigned code, n;
	uint32_t *colour;

	if (i >= p->nparams)
		*s = STYLE_DEFAULT;
	for (; i < p->nparams; i += n + 1) {
		code = param_get(p, i, 0);
		n = subparams(p, i);
		colour = extended(code, s);
		if (colour != NULL && n > 0)
			sub_colour(p, i, n, colour);
		else if (colour != NULL)
			n = flat_colour(p, i, colour);
		else if (code == 4)
			underline(p, i, n, s);
		else if (n == 0)
			simple(code, s);
	}
}

static void
format_colour(struct buf *out, uint32_t c, unsigned code)
{
	unsigned index = c & 0xff;

	if (COLOUR_KIND(c) == COLOUR_RGB)
		buf_printf(out, ";%u:2::%u:%u:%u", code, c >> 16 & 0xff,
		    c >> 8 & 0xff, c & 0xff);
	else if (COLOUR_KIND(c) != COLOUR_PALETTE)
		return;
	else if (code != 58 && index < 8)
		buf_printf(out, ";%u", code - 8 + index);
	else if (code != 58 && index < 16)
		buf_printf(out, ";%u", code + 52 + index - 8);
	else
		buf_printf(out, ";%u:5:%u", code, index);
}

void
sgr_format(const struct style *s, struct buf *out)
{
	uint16_t left = s->attrs;
	size_t i;

	buf_u8(out, '0');
	for (i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
		if (attributes[i].set & left) {
			buf_printf(out, ";%u", attributes[i].code);
			left &= (uint16_t)~attributes[i].set;
		}
	}
	if (s->underline == UNDERLINE_SINGLE)
		buf_put(out, ";4", 2);
	else if (s->underline != UNDERLINE_NONE)
		buf_printf(out, ";4:%u", s->underline);
	format_colour(out, s->fg, 38);
	format_colour(out, s->bg, 48);
	format_colour(out, s->us, 58);
}

/* The stack. */

/* What a parameter of XTPUSHSGR is about. */
static const struct {
	uint8_t code;
	uint16_t attrs;
} pushed[] = {
    {1, STYLE_BOLD},
    {2, STYLE_DIM},
    {3, STYLE_ITALIC},
    {5, STYLE_BLINK},
    {7, STYLE_REVERSE},
    {8, STYLE_HIDDEN},
    {9, STYLE_STRIKE},
};

enum {
	PUSH_UNDERLINE = 4,
	PUSH_DOUBLE = 21,
	PUSH_FOREGROUND = 30,
	PUSH_BACKGROUND = 31
};

void
sgr_push(struct term *t, const struct parser *p)
{
	struct saved_sgr *top;
	unsigned i, code;

	if (t->nsgrs == SGR_DEPTH)
		return;
	top = &t->sgrs[t->nsgrs++];
	top->style = t->cursor.style;
	top->mask = p->nparams == 0 ? UINT32_MAX : 0;
	for (i = 0; i < p->nparams; i++) {
		code = param_get(p, i, 0);
		if (code < 32)
			top->mask |= (uint32_t)1 << code;
	}
}

static void
restore_some(const struct saved_sgr *from, struct style *s)
{
	const uint32_t lines = 1u << PUSH_UNDERLINE | 1u << PUSH_DOUBLE;
	size_t i;

	for (i = 0; i < sizeof pushed / sizeof pushed[0]; i++) {
		if (!(from->mask >> pushed[i].code & 1))
			continue;
		s->attrs &= (uint16_t)~pushed[i].attrs;
		s->attrs |= from->style.attrs & pushed[i].attrs;
	}
	if (from->mask & lines)
		s->underline = from->style.underline;
	if (from->mask >> PUSH_FOREGROUND & 1)
		s->fg = from->style.fg;
	if (from->mask >> PUSH_BACKGROUND & 1)
		s->bg = from->style.bg;
}

void
sgr_pop(struct term *t)
{
	const struct saved_sgr *top;

	if (t->nsgrs == 0)
		return;
	top = &t->sgrs[--t->nsgrs];
	if (top->mask == UINT32_MAX)
		t->cursor.style = top->style;
	else
		restore_some(top, &t->cursor.style);
	cells_pen_changed(t);
}
