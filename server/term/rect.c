#include "server/term/rect.h"

#include <string.h>

#include "server/term/cells.h"
#include "server/term/charset.h"
#include "server/term/erase.h"
#include "server/term/print.h"
#include "server/term/reply.h"
#include "server/term/sgr.h"

/* Inclusive and on the screen. */
struct rect {
	unsigned top, left, bottom, right;
};

static unsigned
min(unsigned a, unsigned b)
{
	return (a < b ? a : b);
}

/*
 * The four parameters from i on, in origin mode relative to the margins; false
 * if that is no rectangle.
 */
static bool
get_rect(
    const struct term *t, const struct parser *p, unsigned i, struct rect *r)
{
	bool origin = has_flag(t, FLAG_ORIGIN);
	unsigned top = origin ? t->top : 0, left = origin ? t->left : 0;
	unsigned bottom = origin ? t->bottom : t->sy - 1u;
	unsigned right = origin ? t->right : t->sx - 1u, v;

	r->top = top + param_count(p, i) - 1;
	r->left = left + param_count(p, i + 1) - 1;
	v = param_get(p, i + 2, 0);
	r->bottom = v == 0 ? bottom : min(bottom, top + v - 1);
	v = param_get(p, i + 3, 0);
	r->right = v == 0 ? right : min(right, left + v - 1);
	return (r->top <= r->bottom && r->left <= r->right);
}

void
rect_fill(struct term *t, const struct parser *p)
{
	unsigned byte = param_get(p, 0, 0), y;
	struct cell c;
	struct rect r;

	if (!get_rect(t, p, 1, &r) || byte < 0x20 || byte == 0x7f ||
	    (byte > 0x7f && byte < 0xa0) || byte > 0xff)
		return;
	c = cells_pen(t);
	c.text = byte;
	if (byte < 0x7f)
		c.text = charset_map(
		    t->cursor.charsets[t->cursor.gl], (uint8_t)byte);
	for (y = r.top; y <= r.bottom; y++) {
		row_fill(
		    term_row(t, y), t->sx, r.left, r.right - r.left + 1, c);
		touch_row(t, term_row(t, y));
	}
}

static void
erase(struct term *t, const struct parser *p, bool keep)
{
	struct rect r;
	unsigned y;

	if (!get_rect(t, p, 0, &r))
		return;
	for (y = r.top; y <= r.bottom; y++)
		erase_range(t, y, r.left, r.right - r.left + 1, keep);
}

void
rect_erase(struct term *t, const struct parser *p)
{
	erase(t, p, false);
}

void
rect_erase_selective(struct term *t, const struct parser *p)
{
	erase(t, p, true);
}

/* Source, page, destination, page. */
void
rect_copy(struct term *t, const struct parser *p)
{
	unsigned x, y, width, height, i, k;
	bool origin = has_flag(t, FLAG_ORIGIN);
	unsigned bottom = origin ? t->bottom : t->sy - 1u;
	unsigned right = origin ? t->right : t->sx - 1u;
	struct rect r;

	if (!get_rect(t, p, 0, &r))
		return;
	y = param_count(p, 5) - 1 + (origin ? t->top : 0);
	x = param_count(p, 6) - 1 + (origin ? t->left : 0);
	if (y > bottom || x > right)
		return;
	width = min(r.right - r.left + 1, right - x + 1);
	height = min(r.bottom - r.top + 1, bottom - y + 1);
	for (i = 0; i < height; i++) {
		k = y > r.top ? height - 1 - i : i;
		row_copy(term_row(t, y + k), x, term_row(t, r.top + k), r.left,
		    width, t->sx);
		touch_row(t, term_row(t, y + k));
	}
}

void
rect_extent(struct term *t, const struct parser *p)
{
	unsigned v = param_get(p, 0, 0);

	if (v <= 2)
		t->rectangular = (uint8_t)(v == 0 ? 1 : v);
}

/* A change of the style of some cells. */
struct change {
	const struct parser *p;
	void (*apply)(const struct parser *p, struct style *s);
};

static void
change_cell(struct term *t, struct cell *c, const struct change *change)
{
	struct style s = STYLE_DEFAULT;

	if (c->style != 0)
		memcpy(&s, intern_get(&t->styles, c->style), sizeof s);
	change->apply(change->p, &s);
	c->style = cells_style(t, &s);
}

/* Columns x to end of row y; the style of runs of equal cells changes once. */
static void
change_row(struct term *t, unsigned y, unsigned x, unsigned end,
    const struct change *change)
{
	struct row *r = term_row(t, y);
	uint16_t before;

	if (r->used <= end)
		r->used = (uint16_t)(end + 1);
	while (x <= end) {
		before = r->cells[x].style;
		change_cell(t, &r->cells[x], change);
		for (x++; x <= end && r->cells[x].style == before; x++)
			r->cells[x].style = r->cells[x - 1].style;
	}
	touch_row(t, r);
}

/* The rectangle, or as a stream from its first to its last position. */
static void
change_area(struct term *t, const struct rect *r, const struct change *change)
{
	bool stream = t->rectangular != 2;
	unsigned y, left, right;

	for (y = r->top; y <= r->bottom; y++) {
		left = stream && y > r->top ? 0 : r->left;
		right = stream && y < r->bottom ? t->sx - 1u : r->right;
		if (left <= right)
			change_row(t, y, left, right, change);
	}
}

/* In a stream the right end may be left of the left one. */
static bool
get_area(const struct term *t, const struct parser *p, struct rect *r)
{
	if (get_rect(t, p, 0, r))
		return (true);
	return (t->rectangular != 2 && r->top < r->bottom && r->left < t->sx &&
	    r->right < t->sx);
}

static void
apply_sgr(const struct parser *p, struct style *s)
{
	sgr_apply(p, 4, s);
}

void
rect_change(struct term *t, const struct parser *p)
{
	struct change change = {p, apply_sgr};
	struct rect r;

	if (get_area(t, p, &r))
		change_area(t, &r, &change);
}

/* Attributes that DECRARA reverses; 0 is all of the first five. */
static const struct {
	uint8_t code;
	uint16_t attrs;
} reversible[] = {
    {1, STYLE_BOLD},
    {5, STYLE_BLINK},
    {7, STYLE_REVERSE},
    {8, STYLE_HIDDEN},
};

static void
apply_reverse(const struct parser *p, struct style *s)
{
	unsigned i, code;
	size_t k;

	i = 4;
	do {
		code = param_get(p, i, 0);
		for (k = 0; k < sizeof reversible / sizeof reversible[0]; k++) {
			if (code == reversible[k].code ||
			    (code == 0 && reversible[k].code != 8))
				s->attrs ^= reversible[k].attrs;
		}
		if (code == 4 || code == 0)
			s->underline = s->underline == UNDERLINE_NONE
			    ? UNDERLINE_SINGLE
			    : UNDERLINE_NONE;
	} while (++i < p->nparams);
}

void
rect_reverse(struct term *t, const struct parser *p)
{
	struct change change = {p, apply_reverse};
	struct rect r;

	if (get_area(t, p, &r))
		change_area(t, &r, &change);
}

/*
 * What a cell adds to the checksum, as xterm has it for a VT420: the low byte of
 * its character and its attributes; nothing if it is as it was first.
 */
static unsigned
cell_sum(const struct term *t, struct cell c)
{
	struct style s = STYLE_DEFAULT;
	char text[CLUSTER_MAX];
	unsigned sum;

	if (c.style == 0 && !(c.text & CELL_CLUSTER))
		return (c.text & 0xff);
	if (c.flags & CELL_TAIL)
		return (0);
	if (c.style != 0)
		memcpy(&s, intern_get(&t->styles, c.style), sizeof s);
	if (c.text == 0 || s.attrs & STYLE_HIDDEN)
		sum = ' ';
	else if (c.text & CELL_CLUSTER)
		sum = cells_get(t, c, text) > 0 ? (uint8_t)text[0] : 0;
	else
		sum = c.text & 0xff;
	if (s.underline != UNDERLINE_NONE)
		sum += 0x10;
	if (s.attrs & STYLE_REVERSE)
		sum += 0x20;
	if (s.attrs & STYLE_BLINK)
		sum += 0x40;
	if (s.attrs & STYLE_BOLD)
		sum += 0x80;
	return (sum);
}

static unsigned
rect_sum(const struct term *t, const struct rect *r)
{
	struct cell first = term_row(t, r->top)->cells[r->left];
	unsigned sum = 0, x, y;

	/* The first cell counts even if it is blank. */
	if (first.text == 0 && first.style == 0 && first.flags == 0)
		sum = ' ';
	for (y = r->top; y <= r->bottom; y++) {
		for (x = r->left; x <= r->right; x++)
			sum += cell_sum(t, term_row(t, y)->cells[x]);
	}
	return (sum);
}

/* Identifier, page, rectangle. */
void
rect_checksum(struct term *t, const struct parser *p)
{
	unsigned sum = 0;
	struct rect r;

	if (get_rect(t, p, 2, &r))
		sum = rect_sum(t, &r);
	reply(t, "\033P%u!~%04X\033\\", param_get(p, 0, 0), -sum & 0xffff);
}
