#include "common/frame.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"

static void
put_style(struct buf *b, const struct style *s)
{
	buf_u32(b, s->fg);
	buf_u32(b, s->bg);
	buf_u32(b, s->us);
	buf_u16(b, s->attrs);
	buf_u16(b, s->underline);
}

static void
set_u16(struct buf *b, size_t at, uint16_t v)
{
	if (b->full)
		return;
	b->data[at] = (uint8_t)v;
	b->data[at + 1] = (uint8_t)(v >> 8);
}

void
frame_line_begin(struct frame_line *l, struct buf *b)
{
	*l = (struct frame_line){.buf = b, .at = b->len, .kind = RUN_KINDS};
	buf_u16(b, 0);
}

static void
close_run(struct frame_line *l)
{
	if (l->kind != RUN_KINDS)
		set_u16(l->buf, l->count_at, l->n);
	l->kind = RUN_KINDS;
	l->n = 0;
}

/* Continue the open run if it is of this kind and style, else open one. */
static void
open_run(struct frame_line *l, enum frame_run kind, const struct style *s)
{
	if (l->kind == kind && style_equal(&l->style, s))
		return;
	close_run(l);
	buf_u8(l->buf, (uint8_t)kind);
	l->count_at = l->buf->len;
	buf_u16(l->buf, 0);
	put_style(l->buf, s);
	l->kind = (uint8_t)kind;
	l->style = *s;
	l->runs++;
}

static void
flush_blanks(struct frame_line *l)
{
	if (l->blanks == 0)
		return;
	open_run(l, RUN_BLANK, &STYLE_DEFAULT);
	l->n = (uint16_t)(l->n + l->blanks);
	l->blanks = 0;
}

void
frame_line_blank(struct frame_line *l, const struct style *s, unsigned n)
{
	if (style_equal(s, &STYLE_DEFAULT)) {
		l->blanks = (uint16_t)(l->blanks + n);
		return;
	}
	flush_blanks(l);
	open_run(l, RUN_BLANK, s);
	l->n = (uint16_t)(l->n + n);
}

void
frame_line_ascii(
    struct frame_line *l, const struct style *s, const char *text, unsigned n)
{
	flush_blanks(l);
	open_run(l, RUN_ASCII, s);
	buf_put(l->buf, text, n);
	l->n = (uint16_t)(l->n + n);
}

void
frame_line_cell(struct frame_line *l, const struct style *s, const char *text,
    size_t len, unsigned columns)
{
	flush_blanks(l);
	open_run(l, RUN_CELLS, s);
	buf_u8(l->buf, (uint8_t)((columns - 1) << 7 | len));
	buf_put(l->buf, text, len);
	l->n++;
}

void
frame_line_end(struct frame_line *l)
{
	close_run(l);
	set_u16(l->buf, l->at, l->runs);
}

/* Decoding. */

struct decoder {
	struct reader r;
	const struct frame_sink *sink;
	void *arg;
	struct error *e;
	struct frame_cell cells[SCREEN_MAX];
	unsigned n;
};

static bool
valid_colour(uint32_t c)
{
	switch (COLOUR_KIND(c)) {
	case COLOUR_DEFAULT:
		return (c == COLOUR_DEFAULT);
	case COLOUR_PALETTE:
		return ((c & 0xffffff) < 256);
	case COLOUR_RGB:
		return (true);
	}
	return (false);
}

static int
get_style(struct decoder *d, struct style *s)
{
	s->fg = reader_u32(&d->r);
	s->bg = reader_u32(&d->r);
	s->us = reader_u32(&d->r);
	s->attrs = reader_u16(&d->r);
	s->underline = reader_u16(&d->r);
	if (!valid_colour(s->fg) || !valid_colour(s->bg) ||
	    !valid_colour(s->us) || (s->attrs & ~STYLE_ATTRS) != 0 ||
	    s->underline >= UNDERLINE_COUNT)
		return (error_set(d->e, "frame: bad style"));
	return (0);
}

/* Printable text only: a viewer writes it to the user's terminal. */
static bool
valid_text(const uint8_t *text, size_t len)
{
	size_t i, n;
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = utf8_decode((const char *)text + i, len - i, &cp);
		/* U+FFFD is EF BF BD if it is not what bad bytes give. */
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
		    (cp == 0xfffd && (n != 3 || text[i] != 0xef)))
			return (false);
	}
	return (true);
}

static int
run_blank(struct decoder *d, const struct style *s, unsigned n)
{
	struct frame_cell *c;

	if (n > SCREEN_MAX - d->n)
		return (error_set(d->e, "frame: line too long"));
	for (; n > 0; n--) {
		c = &d->cells[d->n++];
		c->style = *s;
		c->text[0] = '\0';
		c->len = 0;
		c->columns = 1;
	}
	return (0);
}

static int
run_ascii(struct decoder *d, const struct style *s, unsigned n)
{
	const uint8_t *p = reader_take(&d->r, n);
	struct frame_cell *c;
	unsigned i;

	if (p == NULL)
		return (error_set(d->e, "frame: cut short"));
	if (n > SCREEN_MAX - d->n)
		return (error_set(d->e, "frame: line too long"));
	for (i = 0; i < n; i++) {
		if (p[i] < 0x20 || p[i] > 0x7e)
			return (error_set(d->e, "frame: control byte"));
		c = &d->cells[d->n++];
		c->style = *s;
		c->text[0] = (char)p[i];
		c->text[1] = '\0';
		c->len = 1;
		c->columns = 1;
	}
	return (0);
}

static int
run_cells(struct decoder *d, const struct style *s, unsigned n)
{
	struct frame_cell *c;
	const uint8_t *p;
	unsigned len, columns;
	uint8_t head;

	for (; n > 0; n--) {
		head = reader_u8(&d->r);
		len = head & 0x7f;
		columns = (head >> 7) + 1u;
		if ((p = reader_take(&d->r, len)) == NULL)
			return (error_set(d->e, "frame: cut short"));
		/* No character of one byte is wide. */
		if (len == 0 || len > CLUSTER_MAX || !valid_text(p, len) ||
		    columns > len)
			return (error_set(d->e, "frame: bad text in a cell"));
		if (columns > SCREEN_MAX - d->n)
			return (error_set(d->e, "frame: line too long"));
		c = &d->cells[d->n++];
		c->style = *s;
		memcpy(c->text, p, len);
		c->text[len] = '\0';
		c->len = (uint8_t)len;
		c->columns = (uint8_t)columns;
		if (columns == 2) {
			c = &d->cells[d->n++];
			c->style = *s;
			c->text[0] = '\0';
			c->len = 0;
			c->columns = 0;
		}
	}
	return (0);
}

static int
get_line(struct decoder *d)
{
	static int (*const kinds[RUN_KINDS])(
	    struct decoder *, const struct style *, unsigned) = {
	    [RUN_BLANK] = run_blank,
	    [RUN_ASCII] = run_ascii,
	    [RUN_CELLS] = run_cells,
	};
	unsigned runs = reader_u16(&d->r), n;
	struct style s;
	uint8_t kind;

	for (d->n = 0; runs > 0; runs--) {
		kind = reader_u8(&d->r);
		n = reader_u16(&d->r);
		if (get_style(d, &s) == -1)
			return (-1);
		if (d->r.bad)
			return (error_set(d->e, "frame: cut short"));
		if (kind >= RUN_KINDS)
			return (error_set(d->e, "frame: unknown run %u", kind));
		if (kinds[kind](d, &s, n) == -1)
			return (-1);
	}
	return (d->r.bad ? error_set(d->e, "frame: cut short") : 0);
}

static int
op_size(struct decoder *d)
{
	unsigned sx = reader_u16(&d->r), sy = reader_u16(&d->r);

	if (sx < 1 || sx > SCREEN_MAX || sy < 1 || sy > SCREEN_MAX)
		return (error_set(d->e, "frame: bad size %ux%u", sx, sy));
	if (d->sink->size != NULL)
		d->sink->size(d->arg, sx, sy);
	return (0);
}

static int
op_screen(struct decoder *d)
{
	uint8_t alternate = reader_u8(&d->r);

	if (alternate > 1)
		return (error_set(d->e, "frame: bad screen %u", alternate));
	if (!d->r.bad && d->sink->screen != NULL)
		d->sink->screen(d->arg, alternate);
	return (0);
}

static int
op_position(struct decoder *d)
{
	uint64_t n = reader_u64(&d->r);

	if (!d->r.bad && d->sink->position != NULL)
		d->sink->position(d->arg, n);
	return (0);
}

static int
op_skipped(struct decoder *d)
{
	uint64_t n = reader_u64(&d->r);

	if (!d->r.bad && d->sink->skipped != NULL)
		d->sink->skipped(d->arg, n);
	return (0);
}

static int
op_history(struct decoder *d)
{
	uint8_t wrapped = reader_u8(&d->r);

	if (get_line(d) == -1)
		return (-1);
	if (d->sink->history != NULL)
		d->sink->history(d->arg, wrapped != 0, d->cells, d->n);
	return (0);
}

static int
op_row(struct decoder *d)
{
	unsigned y = reader_u16(&d->r);
	uint8_t wrapped = reader_u8(&d->r);

	if (y >= SCREEN_MAX)
		return (error_set(d->e, "frame: bad row %u", y));
	if (get_line(d) == -1)
		return (-1);
	if (d->sink->row != NULL)
		d->sink->row(d->arg, y, wrapped != 0, d->cells, d->n);
	return (0);
}

static int
op_cursor(struct decoder *d)
{
	unsigned x = reader_u16(&d->r), y = reader_u16(&d->r);
	unsigned shape = reader_u8(&d->r), visible = reader_u8(&d->r);

	if (x >= SCREEN_MAX || y >= SCREEN_MAX || shape > 6 || visible > 1)
		return (error_set(d->e, "frame: bad cursor"));
	if (!d->r.bad && d->sink->cursor != NULL)
		d->sink->cursor(d->arg, x, y, shape, visible);
	return (0);
}

static int
op_modes(struct decoder *d)
{
	uint32_t bits = reader_u32(&d->r);

	if ((bits & ~(uint32_t)MODE_BITS) != 0)
		return (error_set(d->e, "frame: unknown modes %#x", bits));
	if (!d->r.bad && d->sink->modes != NULL)
		d->sink->modes(d->arg, bits);
	return (0);
}

static int
op_kitty(struct decoder *d)
{
	unsigned flags = reader_u8(&d->r);

	if (flags > 31)
		return (error_set(d->e, "frame: bad kitty flags %u", flags));
	if (!d->r.bad && d->sink->kitty != NULL)
		d->sink->kitty(d->arg, flags);
	return (0);
}

static int
op_title(struct decoder *d)
{
	char *title = reader_string(&d->r, TITLE_MAX);

	if (title == NULL)
		return (error_set(d->e, "frame: bad title"));
	if (!valid_text((const uint8_t *)title, strlen(title))) {
		free(title);
		return (error_set(d->e, "frame: control byte in the title"));
	}
	if (d->sink->title != NULL)
		d->sink->title(d->arg, title);
	free(title);
	return (0);
}

static int
op_bell(struct decoder *d)
{
	if (d->sink->bell != NULL)
		d->sink->bell(d->arg);
	return (0);
}

static int
op_end(struct decoder *d)
{
	uint32_t seq = reader_u32(&d->r);

	if (d->r.left != 0)
		return (error_set(d->e, "frame: more after its end"));
	if (!d->r.bad && d->sink->end != NULL)
		d->sink->end(d->arg, seq);
	return (0);
}

int
frame_decode(const uint8_t *data, size_t len, const struct frame_sink *sink,
    void *arg, struct error *e)
{
	static int (*const ops[FRAME_OPS])(struct decoder *) = {
	    [FRAME_SIZE] = op_size,
	    [FRAME_SCREEN] = op_screen,
	    [FRAME_POSITION] = op_position,
	    [FRAME_SKIPPED] = op_skipped,
	    [FRAME_HISTORY] = op_history,
	    [FRAME_ROW] = op_row,
	    [FRAME_CURSOR] = op_cursor,
	    [FRAME_MODES] = op_modes,
	    [FRAME_KITTY] = op_kitty,
	    [FRAME_TITLE] = op_title,
	    [FRAME_BELL] = op_bell,
	    [FRAME_END] = op_end,
	};
	struct decoder d; /* 52 KB: not to be cleared for every message */
	int result = 0;
	uint8_t op;

	d.sink = sink;
	d.arg = arg;
	d.e = e;
	reader_init(&d.r, data, len);
	while (result == 0 && d.r.left > 0) {
		op = reader_u8(&d.r);
		if (op >= FRAME_OPS || ops[op] == NULL)
			result = error_set(e, "frame: unknown item %u", op);
		else
			result = ops[op](&d);
		if (result == 0 && d.r.bad)
			result = error_set(e, "frame: cut short");
	}
	return (result);
}
