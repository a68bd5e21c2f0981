#include "server/term/cells.h"

#include <endian.h>
#include <string.h>

#include "common/utf8.h"

static void
mark_grid(struct term *t, const struct grid *g)
{
	const struct cell *c;
	unsigned x, y;

	for (y = 0; y < g->sy; y++) {
		for (x = 0; x < g->rows[y].used; x++) {
			c = &g->rows[y].cells[x];
			intern_mark(&t->styles, c->style);
			if (c->text & CELL_CLUSTER)
				intern_mark(
				    &t->clusters, c->text & ~CELL_CLUSTER);
		}
	}
}

/* Drop the styles and clusters that no cell has. */
static void
sweep(struct term *t)
{
	intern_sweep_begin(&t->styles);
	intern_sweep_begin(&t->clusters);
	mark_grid(t, &t->screens[0].grid);
	mark_grid(t, &t->screens[1].grid);
	intern_mark(&t->styles, t->pen);
	intern_mark(&t->styles, t->blank);
	intern_sweep_end(&t->styles);
	intern_sweep_end(&t->clusters);
}

static unsigned
put(struct term *t, struct intern *in, const void *entry)
{
	unsigned id = intern_put(in, entry);

	if (id == 0 && intern_due(in)) {
		sweep(t);
		id = intern_put(in, entry);
	}
	return (id);
}

uint16_t
cells_style(struct term *t, const struct style *s)
{
	if (style_equal(s, &STYLE_DEFAULT))
		return (0);
	return ((uint16_t)put(t, &t->styles, s));
}

uint32_t
cells_text(struct term *t, const char *text, size_t len)
{
	struct cluster c = {0};
	uint32_t cp;
	unsigned id;

	if (utf8_decode(text, len, &cp) == len)
		return (cp);
	c.len = (uint8_t)len;
	memcpy(c.text, text, len);
	if ((id = put(t, &t->clusters, &c)) == 0)
		return (cp);
	return (CELL_CLUSTER | id);
}

size_t
cells_get(const struct term *t, struct cell c, char out[CLUSTER_MAX])
{
	const struct cluster *k;

	if (c.text == 0)
		return (0);
	if (!(c.text & CELL_CLUSTER))
		return (utf8_put(c.text, out));
	k = intern_get(&t->clusters, c.text & ~CELL_CLUSTER);
	memcpy(out, k->text, k->len);
	return (k->len);
}

struct cell
cells_blank(struct term *t)
{
	struct style s = {.bg = t->cursor.style.bg};

	if (t->blank_stale) {
		t->blank = cells_style(t, &s);
		t->blank_stale = false;
	}
	return ((struct cell){.style = t->blank});
}

struct cell
cells_pen(struct term *t)
{
	if (t->pen_stale) {
		t->pen = cells_style(t, &t->cursor.style);
		t->pen_stale = false;
	}
	return ((struct cell){.style = t->pen,
	    .flags = t->cursor.protected ? CELL_PROTECTED : 0});
}

void
cells_pen_changed(struct term *t)
{
	t->pen_stale = true;
	t->blank_stale = true;
}

/* Rows to lines. */

static struct style
style_of(const struct term *t, struct cell c)
{
	struct style s = STYLE_DEFAULT;

	if (c.style != 0)
		memcpy(&s, intern_get(&t->styles, c.style), sizeof s);
	if (c.flags & CELL_PROTECTED)
		s.attrs |= ATTR_PROTECTED;
	return (s);
}

static bool
same_look(struct cell a, struct cell b)
{
	return (
	    a.style == b.style && ((a.flags ^ b.flags) & CELL_PROTECTED) == 0);
}

static unsigned
emit_blanks(const struct row *r, unsigned x, unsigned end,
    const struct style *s, const struct line_sink *sink, void *arg)
{
	unsigned n = 1;

	while (x + n < end && r->cells[x + n].text == 0 &&
	    same_look(r->cells[x + n], r->cells[x]))
		n++;
	sink->blank(arg, s, n);
	return (n);
}

static inline bool
is_ascii(struct cell c)
{
	return (c.text >= 0x20 && c.text < 0x7f);
}

/* The cells as integers, so that several can be looked at in one go. */
static inline uint64_t
bits_of(struct cell c)
{
	uint64_t v;

	memcpy(&v, &c, sizeof v);
	return (v);
}

/* In what four cells differ from the bits of another. */
static inline uint64_t
four_differ(const struct cell *c, uint64_t from)
{
	return ((bits_of(c[0]) ^ from) | (bits_of(c[1]) ^ from) |
	    (bits_of(c[2]) ^ from) | (bits_of(c[3]) ^ from));
}

/* The low bytes of four cells' text, the first cell's lowest. */
static inline uint32_t
four_bytes(const struct cell *c)
{
	return ((c[0].text & 0xff) | (c[1].text & 0xff) << 8 |
	    (c[2].text & 0xff) << 16 | c[3].text << 24);
}

/* Whether four bytes are all from 0x20 to 0x7e. */
static inline bool
four_printable(uint32_t word)
{
	const uint32_t ones = 0x01010101;

	word |= (word - ones * 0x20) | (word + ones);
	return ((word & ones * 0x80) == 0);
}

/*
 * The number of cells, at most n, that are ASCII and look as the first does:
 * they only differ in the seven lowest bits of their text.
 */
static unsigned
ascii_cells(const struct cell *c, unsigned n, char *text)
{
	const uint64_t ignored = bits_of((struct cell){.text = 0x7f});
	const uint64_t first = bits_of(*c);
	unsigned i = 0;
	uint32_t word;

	for (; i + 4 <= n; i += 4) {
		word = four_bytes(c + i);
		if ((four_differ(c + i, first) & ~ignored) != 0 ||
		    !four_printable(word))
			break;
		word = htole32(word);
		memcpy(text + i, &word, sizeof word);
	}
	for (; i < n && ((bits_of(c[i]) ^ first) & ~ignored) == 0 &&
	     is_ascii(c[i]);
	     i++)
		text[i] = (char)c[i].text;
	return (i);
}

static unsigned
emit_ascii(const struct row *r, unsigned x, unsigned end, const struct style *s,
    const struct line_sink *sink, void *arg)
{
	char text[SCREEN_MAX];
	unsigned n = ascii_cells(&r->cells[x], end - x, text);

	sink->ascii(arg, s, text, n);
	return (n);
}

/* One code point in one column. */
static inline bool
is_simple(struct cell c)
{
	return (c.text != 0 && !(c.text & CELL_CLUSTER) &&
	    !(c.flags & (CELL_WIDE | CELL_TAIL)));
}

/*
 * Cells of one code point from x on, ASCII too: in a run of text it takes no
 * more room than in its own.
 */
static unsigned
emit_text(const struct row *r, unsigned x, unsigned end, const struct style *s,
    const struct line_sink *sink, void *arg)
{
	char text[SCREEN_MAX * UTF8_MAX];
	const struct cell *cells = r->cells + x;
	size_t len = 0;
	unsigned n = 0;

	do
		len += utf8_put(cells[n].text, text + len);
	while (++n < end - x && is_simple(cells[n]) &&
	    same_look(cells[n], cells[0]));
	sink->text(arg, s, text, len, n);
	return (n);
}

void
cells_emit(const struct term *t, const struct row *r,
    const struct line_sink *sink, void *arg)
{
	unsigned x = 0, end = row_length(r), columns;
	struct cell c, before = {0};
	struct style s = STYLE_DEFAULT;
	char text[CLUSTER_MAX];
	size_t len;

	while (x < end) {
		c = r->cells[x];
		if (!same_look(c, before))
			s = style_of(t, c);
		before = c;
		if (c.text == 0) {
			x += emit_blanks(r, x, end, &s, sink, arg);
		} else if (is_ascii(c)) {
			x += emit_ascii(r, x, end, &s, sink, arg);
		} else if (sink->text != NULL && is_simple(c)) {
			x += emit_text(r, x, end, &s, sink, arg);
		} else {
			columns = c.flags & CELL_WIDE ? 2 : 1;
			len = cells_get(t, c, text);
			sink->cell(arg, &s, text, len, columns);
			x += columns;
		}
	}
}

/* Lines to rows. */

static struct cell
cell_of(struct term *t, const struct style *s)
{
	struct style stored = *s;
	struct cell c = {0};

	stored.attrs &= STYLE_ATTRS;
	c.style = cells_style(t, &stored);
	if (s->attrs & ATTR_PROTECTED)
		c.flags = CELL_PROTECTED;
	return (c);
}

static void
advance(struct cells_writer *w, unsigned n)
{
	w->x += n;
	w->row->used = (uint16_t)w->x;
}

static unsigned
fit(const struct cells_writer *w, unsigned n)
{
	unsigned room = w->t->sx - w->x;

	return (n < room ? n : room);
}

static void
write_blank_cb(void *arg, const struct style *s, unsigned n)
{
	struct cells_writer *w = arg;
	struct cell c = cell_of(w->t, s);
	unsigned i;

	n = fit(w, n);
	for (i = 0; i < n; i++)
		w->row->cells[w->x + i] = c;
	advance(w, n);
}

static void
write_ascii_cb(void *arg, const struct style *s, const char *text, unsigned n)
{
	struct cells_writer *w = arg;
	struct cell c = cell_of(w->t, s);
	unsigned i;

	n = fit(w, n);
	for (i = 0; i < n; i++) {
		c.text = (uint8_t)text[i];
		w->row->cells[w->x + i] = c;
	}
	advance(w, n);
}

static void
write_cell_cb(void *arg, const struct style *s, const char *text, size_t len,
    unsigned columns)
{
	struct cells_writer *w = arg;
	struct cell c;

	if (fit(w, columns) < columns)
		return;
	c = cell_of(w->t, s);
	c.text = cells_text(w->t, text, len);
	if (columns == 2) {
		w->row->cells[w->x + 1] = (struct cell){.style = c.style,
		    .flags = CELL_TAIL | (c.flags & CELL_PROTECTED)};
		c.flags |= CELL_WIDE;
	}
	w->row->cells[w->x] = c;
	advance(w, columns);
}

const struct line_sink cells_from_line = {
    write_blank_cb, write_ascii_cb, write_cell_cb, NULL};
