#include "regress/term/lines.h"

#include <string.h>

#include "common/xmalloc.h"
#include "server/term/sgr.h"

enum {
	MESSAGE_MAX = 256 * 1024
};

static void
row_cb(void *arg, unsigned y, bool wrapped, const struct frame_cell *cells,
    unsigned n)
{
	struct line *l = arg;

	l->n = n;
	l->wrapped = wrapped;
	memcpy(l->cells, cells, n * sizeof *cells);
}

static const struct frame_sink sink = {.row = row_cb};

/* Decode one ROW item, whose line is complete but whose flag is not. */
static void
decode(struct buf *b, bool wrapped, struct line *l)
{
	struct error e = ERROR_INIT;

	b->data[3] = wrapped;
	if (frame_decode(b->data, b->len, &sink, l, &e) == -1)
		BUG("%s", e.text);
	buf_release(b);
}

static void
begin(struct buf *b)
{
	buf_init(b, MESSAGE_MAX);
	buf_u8(b, FRAME_ROW);
	buf_u16(b, 0);
	buf_u8(b, 0);
}

void
line_of_row(const struct term *t, unsigned y, struct line *l)
{
	struct buf b;
	bool wrapped;

	begin(&b);
	wrapped = term_row_line(t, y, &b);
	decode(&b, wrapped, l);
}

void
line_of_history(const struct term *t, uint64_t n, struct line *l)
{
	struct buf b;
	bool wrapped;

	begin(&b);
	wrapped = term_history_line(t, n, &b);
	decode(&b, wrapped, l);
}

static unsigned
text_end(const struct line *l, bool sgr)
{
	const struct frame_cell *c;
	unsigned n;

	for (n = l->n; n > 0; n--) {
		c = &l->cells[n - 1];
		if (c->len > 0 && strcmp(c->text, " ") != 0)
			break;
		if (c->columns == 0)
			break;
		if (sgr && !style_equal(&c->style, &STYLE_DEFAULT))
			break;
	}
	return (n);
}

static void
put_style(const struct style *s, struct buf *out)
{
	buf_put(out, "\033[", 2);
	sgr_format(s, out);
	buf_u8(out, 'm');
}

void
line_text(const struct line *l, bool sgr, struct buf *out)
{
	struct style now = STYLE_DEFAULT;
	const struct frame_cell *c;
	unsigned i, end = text_end(l, sgr);

	for (i = 0; i < end; i++) {
		c = &l->cells[i];
		if (c->columns == 0)
			continue;
		if (sgr && !style_equal(&c->style, &now)) {
			now = c->style;
			put_style(&now, out);
		}
		if (c->len == 0)
			buf_u8(out, ' ');
		else
			buf_put(out, c->text, c->len);
	}
	if (sgr && !style_equal(&now, &STYLE_DEFAULT))
		put_style(&STYLE_DEFAULT, out);
}

static bool
cell_equal(const struct frame_cell *a, const struct frame_cell *b)
{
	return (style_equal(&a->style, &b->style) && a->len == b->len &&
	    a->columns == b->columns && memcmp(a->text, b->text, a->len) == 0);
}

bool
line_equal(const struct line *a, const struct line *b)
{
	unsigned i;

	if (a->n != b->n || a->wrapped != b->wrapped)
		return (false);
	for (i = 0; i < a->n; i++) {
		if (!cell_equal(&a->cells[i], &b->cells[i]))
			return (false);
	}
	return (true);
}
