#include "regress/unit/child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/xmalloc.h"
#include "regress/unit/test.h"

static uint64_t seed;

void
child_seed(uint64_t first)
{
	seed = first;
}

unsigned
child_rnd(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return ((unsigned)(seed >> 33) % n);
}

bool
child_one_in(unsigned n)
{
	return (child_rnd(n) == 0);
}

/* Texts of cells. */
const struct child_text child_texts[] = {
    {"a", 1, false, false}, {"b", 1, false, false}, {"#", 1, false, false},
    {"\303\251", 1, false, false}, /* é */
    {"\342\224\200", 1, false, false}, /* box drawing */
    {"\344\270\255", 2, false, false}, /* a CJK character */
    {"e\314\201", 1, true, true}, {"\342\217\272", 1, false, true}, /* U+23FA */
    {"\360\237\221\215", 2, false, true}, /* an emoji */
    {"\342\235\244\357\270\217", 2, true, true}, /* U+2764 U+FE0F */
    {"\360\237\221\250\342\200\215\360\237\221\251\342\200\215\360\237\221\247",
	2, true, true}, /* three emoji joined */
};

static unsigned ntexts = CHILD_TEXTS; /* those that are typed */

bool
child_doubtful(const struct frame_cell *c)
{
	size_t i;

	for (i = 0; i < CHILD_TEXTS; i++) {
		if (strcmp(child_texts[i].text, c->text) == 0)
			return (child_texts[i].doubtful);
	}
	return (false);
}

void
child_use_texts(unsigned n)
{
	ntexts = n;
}

/* The child. */

static const struct frame_cell blank = {.columns = 1};

struct row
child_row(unsigned n)
{
	struct row r = {xcalloc(n, sizeof *r.cells), n, false, true};
	unsigned x;

	for (x = 0; x < n; x++)
		r.cells[x] = blank;
	return (r);
}

static struct grid
new_grid(unsigned sx, unsigned sy)
{
	struct grid g = {.rows = xcalloc(sy, sizeof *g.rows)};
	unsigned y;

	for (y = 0; y < sy; y++)
		g.rows[y] = child_row(sx);
	return (g);
}

static void
free_grid(struct grid *g, unsigned sy)
{
	unsigned y;

	for (y = 0; y < sy; y++)
		free(g->rows[y].cells);
	free(g->rows);
}

void
child_init(struct child *c, unsigned sx, unsigned sy)
{
	*c = (struct child){.sx = sx, .sy = sy, .visible = true};
	c->main = new_grid(sx, sy);
	c->alternate = new_grid(sx, sy);
}

void
child_drop_history(struct child *c)
{
	unsigned i;

	for (i = 0; i < c->nhistory; i++)
		free(c->history[i].cells);
	free(c->history);
	c->history = NULL;
	c->nhistory = 0;
}

void
child_release(struct child *c)
{
	free_grid(&c->main, c->sy);
	free_grid(&c->alternate, c->sy);
	child_drop_history(c);
}

struct grid *
child_grid(struct child *c)
{
	return (c->is_alternate ? &c->alternate : &c->main);
}

void
child_resize(struct child *c, unsigned sx, unsigned sy)
{
	struct grid *grids[] = {&c->main, &c->alternate}, new;
	unsigned i, y, n = sx < c->sx ? sx : c->sx;

	for (i = 0; i < 2; i++) {
		new = new_grid(sx, sy);
		for (y = 0; y < sy && y < c->sy; y++) {
			memcpy(new.rows[y].cells, grids[i]->rows[y].cells,
			    n * sizeof *new.rows[y].cells);
			if (new.rows[y].cells[n - 1].columns == 2)
				new.rows[y].cells[n - 1] = blank;
		}
		new.cx = grids[i]->cx < sx ? grids[i]->cx : sx - 1;
		new.cy = grids[i]->cy < sy ? grids[i]->cy : sy - 1;
		free_grid(grids[i], c->sy);
		*grids[i] = new;
	}
	c->sx = sx;
	c->sy = sy;
	c->size_sent = false;
}

static void
scroll_rows(struct child *c, unsigned top, unsigned bottom, bool up)
{
	struct row *rows = child_grid(c)->rows, row;
	unsigned y;

	row = rows[up ? top : bottom];
	if (up)
		memmove(
		    rows + top, rows + top + 1, (bottom - top) * sizeof *rows);
	else
		memmove(
		    rows + top + 1, rows + top, (bottom - top) * sizeof *rows);
	free(row.cells);
	rows[up ? bottom : top] = child_row(c->sx);
	for (y = top; y <= bottom; y++)
		rows[y].dirty = true;
}

static void
newline(struct child *c)
{
	struct grid *g = child_grid(c);

	if (g->cy + 1 < c->sy) {
		g->cy++;
		return;
	}
	if (c->is_alternate) {
		scroll_rows(c, 0, c->sy - 1, true);
		return;
	}
	c->history =
	    xreallocarray(c->history, c->nhistory + 1, sizeof *c->history);
	c->history[c->nhistory++] = g->rows[0];
	memmove(g->rows, g->rows + 1, (c->sy - 1) * sizeof *g->rows);
	g->rows[c->sy - 1] = child_row(c->sx);
}

static uint32_t
random_colour(void)
{
	switch (child_rnd(4)) {
	case 0:
		return (COLOUR_PALETTE | child_rnd(256));
	case 1:
		return (COLOUR_RGB | child_rnd(1 << 24));
	default:
		return (COLOUR_DEFAULT);
	}
}

static struct style
random_style(void)
{
	struct style s = STYLE_DEFAULT;

	if (child_one_in(2))
		return (s);
	s.fg = random_colour();
	s.bg = random_colour();
	if (child_one_in(3))
		s.attrs = (uint16_t)(1u << child_rnd(8));
	if (child_one_in(4)) {
		s.underline = (uint16_t)(1 + child_rnd(5));
		s.us = random_colour();
	}
	return (s);
}

static void
set_cell(struct row *r, unsigned x, const char *text, unsigned columns,
    const struct style *style)
{
	struct frame_cell *c = &r->cells[x];

	if (c->columns == 0)
		c[-1] = blank;
	if (x + columns < r->n && c[columns].columns == 0)
		c[columns] = blank;
	*c = (struct frame_cell){.style = *style,
	    .len = (uint8_t)strlen(text),
	    .columns = (uint8_t)columns};
	memcpy(c->text, text, c->len);
	if (columns == 2) {
		c[1] = *c;
		c[1].len = 0;
		c[1].columns = 0;
		c[1].text[0] = '\0';
	}
	r->dirty = true;
}

static void
type_one(struct child *c)
{
	struct grid *g = child_grid(c);
	unsigned i = child_one_in(2) ? child_rnd(3) : child_rnd(ntexts),
		 columns = child_texts[i].columns;
	const char *text = child_texts[i].text;

	if (columns > c->sx)
		return;
	if (child_one_in(12))
		text = child_one_in(2) ? " " : "";
	if (text[0] == ' ' || text[0] == '\0')
		columns = 1;
	if (g->cx + columns > c->sx) {
		g->rows[g->cy].wrapped = true;
		g->rows[g->cy].dirty = true;
		newline(c);
		g->cx = 0;
	}
	set_cell(&g->rows[g->cy], g->cx, text, columns, &c->style);
	g->cx += columns;
	if (g->cx == c->sx && child_one_in(2)) {
		/* Leave it in the last column, as without autowrap. */
		g->cx = c->sx - 1;
		if (child_one_in(2)) {
			newline(c);
			g->cx = 0;
		}
	}
}

static void
erase_cells(struct child *c, unsigned y, unsigned from, unsigned to)
{
	struct grid *g = child_grid(c);
	struct style s = {.bg = c->style.bg};

	for (; from < to; from++)
		set_cell(&g->rows[y], from, "", 1, &s);
	/* some terminals let it go on in the next one */
	if (to == c->sx && child_one_in(2))
		g->rows[y].wrapped = false;
}

void
child_step(struct child *c)
{
	struct grid *g = child_grid(c);
	unsigned i, a, b;

	if (g->cx >= c->sx)
		g->cx = c->sx - 1;
	switch (child_rnd(14)) {
	case 0:
		g->cx = child_rnd(c->sx);
		g->cy = child_rnd(c->sy);
		break;
	case 1:
		c->style = random_style();
		break;
	case 2:
		for (i = child_rnd(c->sy * 2); i > 0; i--)
			newline(c);
		g->cx = 0;
		break;
	case 3:
		erase_cells(c, g->cy, g->cx, c->sx);
		break;
	case 4:
		a = child_rnd(c->sx);
		erase_cells(c, g->cy, a, a + child_rnd(c->sx - a) + 1);
		break;
	case 5:
		if (child_one_in(4)) {
			for (i = 0; i < c->sy; i++)
				erase_cells(c, i, 0, c->sx);
		}
		break;
	case 6:
		a = child_one_in(2) ? 0 : child_rnd(c->sy);
		b = a == 0 && child_one_in(2) ? c->sy - 1
					      : a + child_rnd(c->sy - a);
		for (i = child_rnd(3); i > 0 && a < b; i--)
			scroll_rows(c, a, b, child_one_in(2));
		break;
	case 7:
		if (child_one_in(3)) {
			c->is_alternate = !c->is_alternate;
			if (c->is_alternate) {
				free_grid(&c->alternate, c->sy);
				c->alternate = new_grid(c->sx, c->sy);
			}
		}
		break;
	case 8:
		for (i = 0; i < 6; i++) {
			a = child_rnd(c->sy);
			b = child_rnd(c->sx);
			set_cell(&g->rows[a], b, "x", 1, &c->style);
		}
		break;
	case 9:
		newline(c);
		g->cx = 0;
		break;
	default:
		for (i = child_rnd(2 * c->sx); i > 0; i--)
			type_one(c);
	}
}

void
child_state(struct child *c)
{
	if (child_one_in(6))
		c->visible = !c->visible;
	if (child_one_in(8))
		c->shape = child_rnd(7);
	if (child_one_in(8))
		c->modes = child_rnd(MODE_BITS + 1);
	if (child_one_in(8))
		c->kitty = child_rnd(32);
	if (child_one_in(12))
		snprintf(c->title, sizeof c->title, "t%u", child_rnd(3));
	c->bell = child_one_in(12);
}

/* The server's part. */

static void
put_line(struct buf *b, const struct row *r)
{
	const struct frame_cell *c;
	struct frame_line line;
	unsigned x;

	frame_line_begin(&line, b);
	for (x = 0; x < r->n; x++) {
		c = &r->cells[x];
		if (c->columns == 0)
			continue;
		if (c->len == 0)
			frame_line_blank(&line, &c->style, 1);
		else if (c->len == 1)
			frame_line_ascii(&line, &c->style, c->text, 1);
		else
			frame_line_cell(
			    &line, &c->style, c->text, c->len, c->columns);
	}
	frame_line_end(&line);
}

static void
apply(struct screen *s, struct buf *b)
{
	struct error e = ERROR_INIT;

	if (!CHECK(screen_apply(s, b->data, b->len, &e) == 0))
		printf("%s\n", e.text);
	buf_clear(b);
}

static void
put_history(struct child *c, struct screen *s, struct buf *b)
{
	unsigned i = 0;

	if (c->nhistory > CHILD_HISTORY_MAX) {
		i = c->nhistory - CHILD_HISTORY_MAX;
		buf_u8(b, FRAME_SKIPPED);
		buf_u64(b, i);
	}
	for (; i < c->nhistory; i++) {
		buf_u8(b, FRAME_HISTORY);
		buf_u8(b, c->history[i].wrapped);
		put_line(b, &c->history[i]);
		if (child_one_in(8))
			apply(s, b);
	}
}

static void
put_state(struct child *c, struct buf *b)
{
	struct grid *g = child_grid(c);

	buf_u8(b, FRAME_CURSOR);
	buf_u16(b, (uint16_t)(g->cx < c->sx ? g->cx : c->sx - 1));
	buf_u16(b, (uint16_t)g->cy);
	buf_u8(b, (uint8_t)c->shape);
	buf_u8(b, c->visible);
	buf_u8(b, FRAME_MODES);
	buf_u32(b, c->modes);
	buf_u8(b, FRAME_KITTY);
	buf_u8(b, (uint8_t)c->kitty);
	buf_u8(b, FRAME_TITLE);
	buf_string(b, c->title);
	if (c->bell)
		buf_u8(b, FRAME_BELL);
}

void
child_send(struct child *c, struct screen *s)
{
	struct grid *g = child_grid(c);
	bool all = !c->size_sent || c->is_alternate != c->sent_alternate;
	static struct buf b;
	unsigned y;

	if (b.max == 0)
		buf_init(&b, 1 << 20);
	if (!c->size_sent) {
		buf_u8(&b, FRAME_SIZE);
		buf_u16(&b, (uint16_t)c->sx);
		buf_u16(&b, (uint16_t)c->sy);
	}
	if (c->is_alternate != c->sent_alternate || child_one_in(5)) {
		buf_u8(&b, FRAME_SCREEN);
		buf_u8(&b, c->is_alternate);
	}
	put_history(c, s, &b);
	for (y = 0; y < c->sy; y++) {
		if (!all && !g->rows[y].dirty && !child_one_in(20))
			continue;
		buf_u8(&b, FRAME_ROW);
		buf_u16(&b, (uint16_t)y);
		buf_u8(&b, g->rows[y].wrapped);
		put_line(&b, &g->rows[y]);
		g->rows[y].dirty = false;
		if (child_one_in(20))
			apply(s, &b);
	}
	put_state(c, &b);
	buf_u8(&b, FRAME_END);
	buf_u32(&b, 1);
	apply(s, &b);
	CHECK(s->ended);
	c->sent_alternate = c->is_alternate;
	c->size_sent = true;
}
