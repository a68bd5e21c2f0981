/*
 * term_save and term_load: the state in bytes, for another server to go on with.
 * Format 1, integers little endian: see the functions, which come in pairs in
 * the order of the bytes. Lines are packed as history's (server/term/line.h).
 */
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xmalloc.h"
#include "server/term/cells.h"
#include "server/term/charset.h"
#include "server/term/line.h"
#include "server/term/print.h"
#include "server/term/term.h"
#include "server/term/title.h"

enum {
	SAVE_VERSION = 1
};

/* What is left out, more and more, if it does not fit. */
enum thrift {
	KEEP_ALL,
	NO_STYLES,
	NO_HIDDEN_SCREEN,
	NO_SCREENS,
	THRIFTS
};

/* Styles. */

static void
save_style(struct buf *b, const struct style *s)
{
	buf_u32(b, s->fg);
	buf_u32(b, s->bg);
	buf_u32(b, s->us);
	buf_u16(b, s->attrs);
	buf_u16(b, s->underline);
}

static bool
valid_colour(uint32_t c)
{
	uint32_t value = c & 0xffffff;

	switch (COLOUR_KIND(c)) {
	case COLOUR_DEFAULT:
		return (value == 0);
	case COLOUR_PALETTE:
		return (value < 256);
	case COLOUR_RGB:
		return (true);
	}
	return (false);
}

static void
load_style(struct reader *r, struct style *s)
{
	s->fg = reader_u32(r);
	s->bg = reader_u32(r);
	s->us = reader_u32(r);
	s->attrs = reader_u16(r);
	s->underline = reader_u16(r);
	if (!valid_colour(s->fg) || !valid_colour(s->bg) ||
	    !valid_colour(s->us) || (s->attrs & ~STYLE_ATTRS) != 0 ||
	    s->underline >= UNDERLINE_COUNT)
		r->bad = true;
}

/* A number that must be at most max. */
static unsigned
load_u8(struct reader *r, unsigned max)
{
	unsigned v = reader_u8(r);

	if (v > max)
		r->bad = true;
	return (v);
}

static unsigned
load_u16(struct reader *r, unsigned max)
{
	unsigned v = reader_u16(r);

	if (v > max)
		r->bad = true;
	return (v);
}

/* Cursors. */

static void
save_cursor(struct buf *b, const struct cursor *c)
{
	buf_u16(b, c->x);
	buf_u16(b, c->y);
	buf_u8(b, c->wrap);
	buf_u8(b, c->origin);
	buf_u8(b, c->protected);
	buf_put(b, c->charsets, sizeof c->charsets);
	buf_u8(b, c->gl);
	buf_u8(b, c->gr);
	buf_u8(b, c->shift);
	save_style(b, &c->style);
}

static void
load_cursor(struct reader *r, const struct term *t, struct cursor *c)
{
	unsigned i;

	c->x = (uint16_t)load_u16(r, t->sx - 1u);
	c->y = (uint16_t)load_u16(r, t->sy - 1u);
	c->wrap = load_u8(r, 1);
	c->origin = load_u8(r, 1);
	c->protected = load_u8(r, 1);
	for (i = 0; i < 4; i++)
		c->charsets[i] = (uint8_t)load_u8(r, CHARSETS - 1);
	c->gl = (uint8_t)load_u8(r, 3);
	c->gr = (uint8_t)load_u8(r, 3);
	c->shift = (uint8_t)load_u8(r, 3);
	if (c->shift == 1)
		r->bad = true;
	load_style(r, &c->style);
}

/* The settings. */

static void
save_settings(struct buf *b, const struct term *t)
{
	buf_u64(b, t->flags);
	buf_u64(b, t->saved_flags);
	save_cursor(b, &t->cursor);
	buf_u16(b, t->top);
	buf_u16(b, t->bottom);
	buf_u16(b, t->left);
	buf_u16(b, t->right);
	buf_u8(b, t->protect);
	buf_u8(b, t->shape);
	buf_u8(b, t->level);
	buf_u8(b, t->rectangular);
	buf_u8(b, t->other_keys);
	buf_put(b, t->tabs, sizeof t->tabs);
	buf_u8(b, t->joinable);
	buf_u16(b, t->joinable ? t->join_x : 0);
	buf_u32(b, t->joinable ? t->join_last : 0);
	buf_u32(b, t->last);
}

static bool
at_most_one(uint64_t bits)
{
	return ((bits & (bits - 1)) == 0);
}

static void
load_flags(struct reader *r, struct term *t)
{
	const uint64_t all = ((uint64_t)1 << FLAGS) - 1;

	t->flags = reader_u64(r);
	t->saved_flags = reader_u64(r);
	if (((t->flags | t->saved_flags) & ~all) != 0 ||
	    !at_most_one(t->flags & FLAGS_MOUSE) ||
	    !at_most_one(t->flags & FLAGS_MOUSE_FORMAT))
		r->bad = true;
	t->screen = &t->screens[has_flag(t, FLAG_ALTERNATE) ? 1 : 0];
	t->grid = &t->screen->grid;
}

static void
load_settings(struct reader *r, struct term *t)
{
	const uint8_t *tabs;

	load_flags(r, t);
	load_cursor(r, t, &t->cursor);
	t->top = (uint16_t)load_u16(r, t->sy - 1u);
	t->bottom = (uint16_t)load_u16(r, t->sy - 1u);
	t->left = (uint16_t)load_u16(r, t->sx - 1u);
	t->right = (uint16_t)load_u16(r, t->sx - 1u);
	if (t->top > t->bottom || t->left > t->right)
		r->bad = true;
	t->protect = (uint8_t)load_u8(r, PROTECTS - 1);
	t->shape = (uint8_t)load_u8(r, 6);
	t->level = (uint8_t)load_u8(r, 4);
	t->rectangular = (uint8_t)load_u8(r, 2);
	t->other_keys = (uint8_t)load_u8(r, 2);
	if ((tabs = reader_take(r, sizeof t->tabs)) != NULL)
		memcpy(t->tabs, tabs, sizeof t->tabs);
	t->joinable = load_u8(r, 1);
	t->join_x = (uint16_t)load_u16(r, t->sx - 1u);
	t->join_last = reader_u32(r);
	t->last = reader_u32(r);
	if (t->last != 0 && (t->last > 0x10ffff || utf8_width(t->last) < 1))
		r->bad = true;
}

/* Titles, the stack of styles, colours. */

static void
save_titles(struct buf *b, const struct term *t)
{
	unsigned i;

	buf_string(b, t->title);
	buf_u8(b, t->ntitles);
	for (i = 0; i < t->ntitles; i++)
		buf_string(b, t->titles[i]);
}

static void
load_titles(struct reader *r, struct term *t)
{
	char *title = reader_string(r, TITLE_MAX);
	unsigned n;

	if (title != NULL)
		title_set(t, title, strlen(title));
	free(title);
	for (n = load_u8(r, TITLE_DEPTH); n > 0 && !r->bad; n--) {
		title = reader_string(r, TITLE_MAX);
		if (title != NULL)
			t->titles[t->ntitles++] = title;
	}
}

static void
save_sgrs(struct buf *b, const struct term *t)
{
	unsigned i;

	buf_u8(b, t->nsgrs);
	for (i = 0; i < t->nsgrs; i++) {
		save_style(b, &t->sgrs[i].style);
		buf_u32(b, t->sgrs[i].mask);
	}
}

static void
load_sgrs(struct reader *r, struct term *t)
{
	unsigned n = load_u8(r, SGR_DEPTH), i;

	for (i = 0; i < n && !r->bad; i++) {
		load_style(r, &t->sgrs[i].style);
		t->sgrs[i].mask = reader_u32(r);
		t->nsgrs = (uint8_t)(i + 1);
	}
}

static void
save_colours(struct buf *b, const struct term *t)
{
	unsigned i, n = 0;

	for (i = 0; i < COLOURS; i++)
		n += t->colours[i] != COLOUR_UNSET;
	buf_u16(b, (uint16_t)n);
	for (i = 0; i < COLOURS; i++) {
		if (t->colours[i] != COLOUR_UNSET) {
			buf_u16(b, (uint16_t)i);
			buf_u32(b, t->colours[i]);
		}
	}
}

static void
load_colours(struct reader *r, struct term *t)
{
	unsigned n = load_u16(r, COLOURS), i;
	uint32_t c;

	for (; n > 0 && !r->bad; n--) {
		i = load_u16(r, COLOURS - 1);
		c = reader_u32(r);
		if (c > 0xffffff)
			r->bad = true;
		if (!r->bad)
			t->colours[i] = c;
	}
}

/* The parser. */

static void
save_parser(struct buf *b, const struct parser *p)
{
	/* What is left of a sequence that has ended is not worth anything. */
	static const struct parser idle;
	const struct parser *sequence = parser_in_sequence(p) ? p : &idle;
	const struct parser *text = p->need > 0 ? p : &idle;
	unsigned i;

	buf_u8(b, p->state);
	buf_u8(b, sequence->prefix);
	buf_put(b, sequence->inter, sizeof sequence->inter);
	buf_u8(b, sequence->final);
	buf_u8(b, sequence->inters);
	buf_u8(b, sequence->nparams);
	buf_u8(b, sequence->params_full);
	buf_u8(b, sequence->string_full);
	buf_u64(b, sequence->given);
	buf_u64(b, sequence->sub);
	for (i = 0; i < sequence->nparams; i++)
		buf_u16(b, sequence->given >> i & 1 ? sequence->param[i] : 0);
	buf_u8(b, text->need);
	buf_u8(b, text->low);
	buf_u8(b, text->high);
	buf_u32(b, text->cp);
	buf_bytes(b, p->string, parser_in_string(p) ? p->len : 0);
}

static void
load_parser(struct reader *r, struct parser *p)
{
	const uint8_t *string;
	unsigned i;

	parser_init(p);
	p->state = reader_u8(r);
	p->prefix = reader_u8(r);
	p->inter[0] = reader_u8(r);
	p->inter[1] = reader_u8(r);
	p->final = reader_u8(r);
	p->inters = reader_u8(r);
	p->nparams = (uint8_t)load_u8(r, PARAM_MAX);
	p->params_full = (uint8_t)load_u8(r, 1);
	p->string_full = (uint8_t)load_u8(r, 1);
	p->given = reader_u64(r);
	p->sub = reader_u64(r);
	for (i = 0; i < p->nparams && !r->bad; i++)
		p->param[i] = reader_u16(r);
	p->need = reader_u8(r);
	p->low = reader_u8(r);
	p->high = reader_u8(r);
	p->cp = reader_u32(r);
	i = reader_u32(r);
	if (i > STRING_MAX)
		r->bad = true;
	else if ((string = reader_take(r, i)) != NULL && i > 0)
		memcpy(p->string, string, p->len = (uint16_t)i);
	if (!parser_valid(p))
		r->bad = true;
}

/* Screens. */

/* Packs cells in the default style: the argument is a struct packer. */

static void
plain_blank_cb(void *arg, const struct style *s, unsigned n)
{
	line_to_packer.blank(arg, &STYLE_DEFAULT, n);
}

static void
plain_ascii_cb(void *arg, const struct style *s, const char *text, unsigned n)
{
	line_to_packer.ascii(arg, &STYLE_DEFAULT, text, n);
}

static void
plain_cell_cb(void *arg, const struct style *s, const char *text, size_t len,
    unsigned columns)
{
	line_to_packer.cell(arg, &STYLE_DEFAULT, text, len, columns);
}

static const struct line_sink plain_to_packer = {
    plain_blank_cb, plain_ascii_cb, plain_cell_cb, NULL};

static void
save_row(struct buf *b, const struct term *t, const struct row *row,
    enum thrift thrift)
{
	uint8_t line[LINE_BYTES(SCREEN_MAX)];
	const struct line_sink *sink = &line_to_packer;
	struct packer p;
	size_t len;

	if (thrift != KEEP_ALL)
		sink = &plain_to_packer;
	packer_begin(&p, line, row->wrapped);
	cells_emit(t, row, sink, &p);
	len = packer_end(&p);
	buf_u16(b, (uint16_t)len);
	buf_put(b, line, len);
}

static unsigned
rows_to_save(const struct term *t, const struct screen *s, enum thrift thrift)
{
	unsigned n = t->sy;

	if (thrift >= NO_SCREENS ||
	    (thrift >= NO_HIDDEN_SCREEN && s != t->screen))
		return (0);
	while (n > 0 && row_length(grid_row(&s->grid, n - 1)) == 0 &&
	    !grid_row(&s->grid, n - 1)->wrapped)
		n--;
	return (n);
}

static void
save_screen(struct buf *b, const struct term *t, const struct screen *s,
    enum thrift thrift)
{
	unsigned n = rows_to_save(t, s, thrift), y;

	buf_u8(b, s->has_saved);
	save_cursor(b, &s->saved);
	buf_u8(b, s->kitty_depth);
	buf_put(b, s->kitty, s->kitty_depth + 1u);
	buf_u16(b, (uint16_t)n);
	for (y = 0; y < n; y++)
		save_row(b, t, grid_row(&s->grid, y), thrift);
}

static void
load_row(struct reader *r, struct term *t, struct row *row)
{
	struct cells_writer w = {.t = t, .row = row};
	size_t len = reader_u16(r);
	const uint8_t *data = reader_take(r, len);

	if (data == NULL)
		return;
	if (!line_valid(data, len, t->sx)) {
		r->bad = true;
		return;
	}
	line_unpack(data, len, &cells_from_line, &w);
	row->wrapped = (data[0] & LINE_WRAPPED) != 0;
}

static void
load_screen(struct reader *r, struct term *t, struct screen *s)
{
	unsigned n, y;

	s->has_saved = load_u8(r, 1);
	load_cursor(r, t, &s->saved);
	s->kitty_depth = (uint8_t)load_u8(r, KITTY_DEPTH);
	for (y = 0; !r->bad && y <= s->kitty_depth; y++)
		s->kitty[y] = (uint8_t)load_u8(r, KITTY_FLAGS);
	n = load_u16(r, t->sy);
	for (y = 0; y < n && !r->bad; y++)
		load_row(r, t, grid_row(&s->grid, y));
}

/* All of it. */

static void
save(const struct term *t, struct buf *b, enum thrift thrift)
{
	buf_u8(b, SAVE_VERSION);
	buf_u16(b, t->sx);
	buf_u16(b, t->sy);
	buf_u64(b, t->history.end);
	save_settings(b, t);
	save_titles(b, t);
	save_sgrs(b, t);
	save_colours(b, t);
	save_parser(b, &t->parser);
	save_screen(b, t, &t->screens[0], thrift);
	save_screen(b, t, &t->screens[1], thrift);
}

void
term_save(const struct term *t, struct buf *out)
{
	size_t start = out->len;
	enum thrift thrift;

	for (thrift = KEEP_ALL; thrift < THRIFTS; thrift++) {
		save(t, out, thrift);
		if (!out->full || thrift == NO_SCREENS)
			break;
		out->len = start;
		out->full = false;
	}
}

static void
load_size(struct reader *r, struct term *t)
{
	unsigned sx = reader_u16(r), sy = reader_u16(r), i;

	if (r->bad || sx < 1 || sx > SCREEN_MAX || sy < 1 || sy > SCREEN_MAX) {
		r->bad = true;
		return;
	}
	t->sx = (uint16_t)sx;
	t->sy = (uint16_t)sy;
	t->line = xreallocarray(t->line, LINE_BYTES(sx), 1);
	for (i = 0; i < 2; i++) {
		grid_release(&t->screens[i].grid);
		grid_init(&t->screens[i].grid, sx, sy);
	}
}

static void
load_history_end(struct reader *r, struct term *t)
{
	uint64_t end = reader_u64(r);

	if (end > UINT64_MAX / 2)
		r->bad = true;
	else
		t->history.start = t->history.end = end;
}

static bool
valid_join(const struct term *t)
{
	return (!t->joinable ||
	    !(term_row(t, t->cursor.y)->cells[t->join_x].flags & CELL_TAIL));
}

int
term_load(struct term *t, struct reader *r, struct error *e)
{
	unsigned version = reader_u8(r);

	if (!r->bad && version != SAVE_VERSION)
		return (error_set(e, "saved terminal: version %u", version));
	load_size(r, t);
	load_history_end(r, t);
	load_settings(r, t);
	load_titles(r, t);
	load_sgrs(r, t);
	load_colours(r, t);
	load_parser(r, &t->parser);
	load_screen(r, t, &t->screens[0]);
	load_screen(r, t, &t->screens[1]);
	if (r->bad || !valid_join(t))
		return (error_set(e, "saved terminal: damaged"));
	cells_pen_changed(t);
	t->now = t->generation + 1;
	touch_rows(t, 0, t->sy - 1u);
	t->generation = t->now;
	return (0);
}
