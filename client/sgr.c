#include "client/sgr.h"

#include <stdlib.h>

#include "client/seq.h"

/* A colour in 24 bits. */
struct rgb {
	int r, g, b;
};

static const uint8_t cube_256[6] = {0, 95, 135, 175, 215, 255};
static const uint8_t cube_88[4] = {0, 139, 205, 255};
static const uint8_t grey_88[8] = {46, 92, 115, 139, 162, 185, 208, 231};
static const uint32_t first_16[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00,
    0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00,
    0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};

static struct rgb
rgb_of(uint32_t v)
{
	return ((struct rgb){
	    (int)(v >> 16 & 0xff), (int)(v >> 8 & 0xff), (int)(v & 0xff)});
}

/* The palette's colour i on a terminal of 256. */
static struct rgb
palette_rgb(unsigned i)
{
	int grey;

	if (i < 16)
		return (rgb_of(first_16[i]));
	if (i < 232) {
		i -= 16;
		return ((struct rgb){
		    cube_256[i / 36], cube_256[i / 6 % 6], cube_256[i % 6]});
	}
	grey = (int)(8 + 10 * (i - 232));
	return ((struct rgb){grey, grey, grey});
}

static int
distance(struct rgb a, struct rgb b)
{
	int r = a.r - b.r, g = a.g - b.g, bl = a.b - b.b;

	return (r * r + g * g + bl * bl);
}

/* The nearest of n steps. */
static unsigned
nearest_step(const uint8_t *steps, unsigned n, int v)
{
	unsigned i, best = 0;

	for (i = 1; i < n; i++) {
		if (abs(steps[i] - v) < abs(steps[best] - v))
			best = i;
	}
	return (best);
}

static unsigned
nearest_256(struct rgb c)
{
	unsigned r = nearest_step(cube_256, 6, c.r);
	unsigned g = nearest_step(cube_256, 6, c.g);
	unsigned b = nearest_step(cube_256, 6, c.b);
	unsigned cube = 16 + 36 * r + 6 * g + b, grey;
	int mean = (c.r + c.g + c.b) / 3;

	grey = mean < 8  ? 232
	    : mean > 238 ? 255
			 : 232 + (unsigned)(mean - 3) / 10;
	return (distance(palette_rgb(grey), c) < distance(palette_rgb(cube), c)
		? grey
		: cube);
}

static unsigned
nearest_88(struct rgb c)
{
	unsigned r = nearest_step(cube_88, 4, c.r);
	unsigned g = nearest_step(cube_88, 4, c.g);
	unsigned b = nearest_step(cube_88, 4, c.b);
	unsigned grey = nearest_step(grey_88, 8, (c.r + c.g + c.b) / 3);
	struct rgb cube = {cube_88[r], cube_88[g], cube_88[b]};
	struct rgb level = {grey_88[grey], grey_88[grey], grey_88[grey]};

	return (distance(level, c) < distance(cube, c)
		? 80 + grey
		: 16 + 16 * r + 4 * g + b);
}

static unsigned
nearest_16(struct rgb c)
{
	unsigned i, best = 0;

	for (i = 1; i < 16; i++) {
		if (distance(rgb_of(first_16[i]), c) <
		    distance(rgb_of(first_16[best]), c))
			best = i;
	}
	return (best);
}

static uint32_t
fit_colour(const struct caps *c, uint32_t colour)
{
	struct rgb rgb;
	unsigned i;

	if (colour == COLOUR_DEFAULT || c->colours == CAPS_RGB)
		return (colour);
	if (c->colours == 0)
		return (COLOUR_DEFAULT);
	i = colour & 0xff;
	if (COLOUR_KIND(colour) == COLOUR_PALETTE &&
	    (i < 16 || c->colours == 256))
		return (colour);
	rgb = COLOUR_KIND(colour) == COLOUR_RGB ? rgb_of(colour & 0xffffff)
						: palette_rgb(i);
	if (c->colours == 256)
		i = nearest_256(rgb);
	else if (c->colours == 88)
		i = nearest_88(rgb);
	else
		i = nearest_16(rgb);
	return (COLOUR_PALETTE | i);
}

static bool
is_bright(uint32_t colour)
{
	return (COLOUR_KIND(colour) == COLOUR_PALETTE && (colour & 0xff) >= 8);
}

void
sgr_fit(const struct caps *c, const struct style *s, struct style *out)
{
	out->fg = fit_colour(c, s->fg);
	out->bg = fit_colour(c, s->bg);
	out->attrs = (uint16_t)(s->attrs & c->attrs);
	out->underline = c->underlines                       ? s->underline
	    : c->underline && s->underline != UNDERLINE_NONE ? UNDERLINE_SINGLE
							     : UNDERLINE_NONE;
	out->us = COLOUR_DEFAULT;
	if (out->underline != UNDERLINE_NONE && c->underline_colour)
		out->us = fit_colour(c, s->us);
	if (c->colours != 8)
		return;
	if (is_bright(out->fg)) {
		out->fg -= 8;
		out->attrs |= STYLE_BOLD;
	}
	if (is_bright(out->bg))
		out->bg -= 8;
}

/* Parameters. */

static void
separate(struct seq *q)
{
	if (q->len > 2)
		seq_char(q, ';');
}

static void
param(struct seq *q, unsigned n)
{
	separate(q);
	seq_number(q, n);
}

/* base is 30 for the foreground, 40 for the background. */
static void
colour(struct seq *q, uint32_t c, unsigned base)
{
	unsigned i = c & 0xff;

	switch (COLOUR_KIND(c)) {
	case COLOUR_DEFAULT:
		param(q, base + 9);
		break;
	case COLOUR_PALETTE:
		if (i < 8)
			param(q, base + i);
		else if (i < 16)
			param(q, base + 60 + i - 8);
		else {
			param(q, base + 8);
			param(q, 5);
			param(q, i);
		}
		break;
	default:
		param(q, base + 8);
		param(q, 2);
		param(q, c >> 16 & 0xff);
		param(q, c >> 8 & 0xff);
		param(q, i);
	}
}

/* With colons only, or a terminal that lacks it takes the rest for attributes. */
static void
underline_colour(struct seq *q, uint32_t c)
{
	unsigned shift;

	if (c == COLOUR_DEFAULT) {
		param(q, 59);
		return;
	}
	separate(q);
	if (COLOUR_KIND(c) == COLOUR_PALETTE) {
		seq_text(q, "58:5:");
		seq_number(q, c & 0xff);
		return;
	}
	seq_text(q, "58:2:");
	for (shift = 24; shift > 0; shift -= 8) {
		seq_char(q, ':');
		seq_number(q, c >> (shift - 8) & 0xff);
	}
}

static void
underline(struct seq *q, unsigned kind)
{
	param(q, kind == UNDERLINE_NONE ? 24 : 4);
	if (kind > UNDERLINE_SINGLE) {
		seq_char(q, ':');
		seq_number(q, kind);
	}
}

static const struct {
	uint8_t attr, on, off;
} attr_params[] = {
    {STYLE_BOLD, 1, 22},
    {STYLE_DIM, 2, 22},
    {STYLE_ITALIC, 3, 23},
    {STYLE_BLINK, 5, 25},
    {STYLE_REVERSE, 7, 27},
    {STYLE_HIDDEN, 8, 28},
    {STYLE_STRIKE, 9, 29},
    {STYLE_OVERLINE, 53, 55},
};

enum {
	INTENSITY = STYLE_BOLD | STYLE_DIM /* one parameter turns both off */
};

static void
change(struct seq *q, const struct style *from, const struct style *to)
{
	unsigned off = from->attrs & ~to->attrs, on = to->attrs & ~from->attrs;
	size_t i;

	if ((off & INTENSITY) != 0) {
		param(q, 22);
		off &= ~(unsigned)INTENSITY;
		on |= to->attrs & INTENSITY;
	}
	for (i = 0; i < sizeof attr_params / sizeof attr_params[0]; i++) {
		if ((off & attr_params[i].attr) != 0)
			param(q, attr_params[i].off);
		if ((on & attr_params[i].attr) != 0)
			param(q, attr_params[i].on);
	}
	if (to->underline != from->underline)
		underline(q, to->underline);
	if (to->fg != from->fg)
		colour(q, to->fg, 30);
	if (to->bg != from->bg)
		colour(q, to->bg, 40);
	if (to->us != from->us)
		underline_colour(q, to->us);
}

/* Whether the change needs a parameter that turns something off. */
static bool
turns_off(const struct style *from, const struct style *to)
{
	return ((from->attrs & ~to->attrs) != 0 ||
	    (from->underline != to->underline &&
		from->underline != UNDERLINE_NONE) ||
	    (from->fg != to->fg && to->fg == COLOUR_DEFAULT) ||
	    (from->bg != to->bg && to->bg == COLOUR_DEFAULT));
}

void
sgr_change(const struct caps *c, const struct style *from,
    const struct style *to, struct buf *out)
{
	struct seq all = {.text = "\033[", .len = 2}, some = all;
	bool off;

	if (style_equal(from, to))
		return;
	off = turns_off(from, to);
	if (!off || c->attr_off)
		change(&some, from, to);
	if (!off) {
		seq_char(&some, 'm');
		seq_put(&some, out);
		return;
	}
	if (!style_equal(to, &STYLE_DEFAULT)) {
		seq_char(&all, '0');
		change(&all, &STYLE_DEFAULT, to);
	}
	seq_char(&all, 'm');
	seq_char(&some, 'm');
	seq_put(c->attr_off && some.len < all.len ? &some : &all, out);
}

struct style
sgr_blank(const struct style *s)
{
	const unsigned seen = STYLE_REVERSE | STYLE_STRIKE | STYLE_OVERLINE;

	if ((s->attrs & seen) != 0 || s->underline != UNDERLINE_NONE)
		return (*s);
	return ((struct style){.bg = s->bg});
}
