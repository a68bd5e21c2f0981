#include "client/screen.h"

#include <stdlib.h>
#include <string.h>

#include "compat/strl.h"
#include "client/sgr.h"
#include "common/xmalloc.h"

static const struct frame_cell blank = {.columns = 1};

void
screen_init(struct screen *s)
{
	*s = (struct screen){.visible = true};
	buf_init(&s->pending, SCREEN_PENDING_MAX);
}

static void
free_rows(struct screen *s)
{
	unsigned y;

	for (y = 0; y < s->sy; y++)
		free(s->rows[y].cells);
	free(s->rows);
	s->rows = NULL;
	s->sx = s->sy = 0;
}

void
screen_release(struct screen *s)
{
	free_rows(s);
	buf_release(&s->pending);
}

void
screen_clear(struct screen *s)
{
	screen_release(s);
	screen_init(s);
}

/* Make a blank cell what all cells are that look like it. */
static void
tidy(struct frame_cell *c)
{
	if (c->columns != 1 || c->len > 1 || (c->len == 1 && c->text[0] != ' '))
		return;
	c->len = 0;
	c->text[0] = '\0';
	c->style = sgr_blank(&c->style);
}

static void
blank_cells(struct screen_row *row, unsigned from, unsigned to)
{
	unsigned x;

	for (x = from; x < to; x++)
		row->cells[x] = blank;
}

static void
blank_row(struct screen_row *row)
{
	blank_cells(row, 0, row->used);
	row->used = 0;
	row->wrapped = false;
	row->dirty = true;
}

/* Note an error; the rest of the message is not applied. */
static void
fail(struct screen *s, const char *what, unsigned value)
{
	s->failed = true;
	error_set(s->error, "frame: %s %u on a screen of %ux%u", what, value,
	    s->sx, s->sy);
}

/* Whether an item that needs a size is to be applied. */
static bool
usable(struct screen *s)
{
	if (!s->failed && s->sx == 0)
		fail(s, "no size before item", 0);
	return (!s->failed);
}

static void
size_cb(void *arg, unsigned sx, unsigned sy)
{
	struct screen *s = arg;
	unsigned y;

	if (s->failed)
		return;
	if (sx != s->sx || sy != s->sy) {
		free_rows(s);
		s->rows = xcalloc(sy, sizeof *s->rows);
		for (y = 0; y < sy; y++) {
			s->rows[y].cells =
			    xreallocarray(NULL, sx, sizeof *s->rows[y].cells);
			s->rows[y].used = sx;
		}
		s->sx = sx;
		s->sy = sy;
	}
	for (y = 0; y < sy; y++)
		blank_row(&s->rows[y]);
	s->cx = s->cy = 0;
}

static void
position_cb(void *arg, uint64_t n)
{
	struct screen *s = arg;

	if (!s->failed)
		s->position = n;
}

static void
screen_cb(void *arg, bool alternate)
{
	struct screen *s = arg;
	unsigned y;

	if (!usable(s) || s->alternate == alternate)
		return;
	s->alternate = alternate;
	for (y = 0; y < s->sy; y++)
		blank_row(&s->rows[y]);
}

/* Move the rows up by n, as lines leave at the top. */
static void
move_up(struct screen *s, uint64_t n)
{
	struct screen_row top;

	if (n >= s->sy) {
		for (n = 0; n < s->sy; n++)
			blank_row(&s->rows[n]);
		return;
	}
	for (; n > 0; n--) {
		top = s->rows[0];
		memmove(s->rows, s->rows + 1, (s->sy - 1) * sizeof *s->rows);
		blank_row(&top);
		s->rows[s->sy - 1] = top;
	}
}

/* Whether the item that began at len fit; if not, it is taken back. */
static bool
check_pending(struct screen *s, size_t len)
{
	if (!s->pending.full)
		return (true);
	s->pending.len = len;
	s->pending.full = false;
	fail(s, "more bytes of history than", SCREEN_PENDING_MAX);
	return (false);
}

/*
 * The viewer's document gets one line in place of the n that are lost, so no
 * row is any more where the drawer has it.
 */
static void
skipped_cb(void *arg, uint64_t n)
{
	struct screen *s = arg;
	size_t len = s->pending.len;
	unsigned y;

	if (!usable(s) || n == 0)
		return;
	buf_u8(&s->pending, FRAME_SKIPPED);
	buf_u64(&s->pending, n);
	if (!check_pending(s, len))
		return;
	s->position += n;
	if (s->alternate)
		return;
	move_up(s, n);
	for (y = 0; y < s->sy; y++)
		s->rows[y].dirty = true;
}

static void
keep_line(struct buf *b, bool wrapped, const struct frame_cell *c, unsigned n)
{
	struct frame_line line;

	buf_u8(b, FRAME_HISTORY);
	buf_u8(b, wrapped);
	frame_line_begin(&line, b);
	for (; n > 0; n--, c++) {
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
history_cb(void *arg, bool wrapped, const struct frame_cell *cells, unsigned n)
{
	struct screen *s = arg;
	size_t len = s->pending.len;

	if (!usable(s))
		return;
	keep_line(&s->pending, wrapped, cells, n);
	if (!check_pending(s, len))
		return;
	s->position++;
	if (!s->alternate)
		move_up(s, 1);
}

static void
row_cb(void *arg, unsigned y, bool wrapped, const struct frame_cell *cells,
    unsigned n)
{
	struct screen *s = arg;
	struct screen_row *row;
	struct frame_cell *c;
	unsigned x, old;

	if (!usable(s))
		return;
	if (y >= s->sy) {
		fail(s, "row", y);
		return;
	}
	if (n > s->sx) {
		fail(s, "line of length", n);
		return;
	}
	row = &s->rows[y];
	old = row->used;
	row->used = 0;
	for (x = 0; x < n; x++) {
		c = &row->cells[x];
		*c = cells[x];
		tidy(c);
		if (!screen_same(c, &blank))
			row->used = x + 1;
	}
	if (old > n)
		blank_cells(row, n, old);
	row->wrapped = wrapped;
	row->dirty = true;
}

static void
cursor_cb(void *arg, unsigned x, unsigned y, unsigned shape, bool visible)
{
	struct screen *s = arg;

	if (!usable(s))
		return;
	if (x >= s->sx) {
		fail(s, "cursor in column", x);
		return;
	}
	if (y >= s->sy) {
		fail(s, "cursor in row", y);
		return;
	}
	s->cx = x;
	s->cy = y;
	s->shape = shape;
	s->visible = visible;
}

static void
modes_cb(void *arg, uint32_t bits)
{
	struct screen *s = arg;

	if (!s->failed)
		s->modes = bits;
}

static void
kitty_cb(void *arg, unsigned flags)
{
	struct screen *s = arg;

	if (!s->failed)
		s->kitty = flags;
}

static void
title_cb(void *arg, const char *title)
{
	struct screen *s = arg;

	if (!s->failed)
		strlcpy(s->title, title, sizeof s->title);
}

static void
bell_cb(void *arg)
{
	struct screen *s = arg;

	s->bell = true;
}

static void
end_cb(void *arg, uint32_t seq)
{
	struct screen *s = arg;

	if (!usable(s))
		return;
	s->ended = true;
	s->seq = seq;
}

int
screen_apply(struct screen *s, const uint8_t *data, size_t len, struct error *e)
{
	static const struct frame_sink sink = {
	    .size = size_cb,
	    .screen = screen_cb,
	    .position = position_cb,
	    .skipped = skipped_cb,
	    .history = history_cb,
	    .row = row_cb,
	    .cursor = cursor_cb,
	    .modes = modes_cb,
	    .kitty = kitty_cb,
	    .title = title_cb,
	    .bell = bell_cb,
	    .end = end_cb,
	};

	s->error = e;
	s->failed = false;
	s->ended = false;
	if (frame_decode(data, len, &sink, s, e) == -1)
		s->failed = true;
	s->error = NULL;
	return (s->failed ? -1 : 0);
}

bool
screen_ready(const struct screen *s)
{
	return (s->ended || s->pending.len >= SCREEN_PENDING_MUCH);
}

/* Pending items on their way to the one who asked for them. */
struct replay {
	const struct screen_history *to;
	void *arg;
	struct frame_cell cells[SCREEN_MAX];
};

static void
replay_line(void *arg, bool wrapped, const struct frame_cell *cells, unsigned n)
{
	struct replay *r = arg;
	unsigned x;

	for (x = 0; x < n; x++) {
		r->cells[x] = cells[x];
		tidy(&r->cells[x]);
	}
	while (n > 0 && screen_same(&r->cells[n - 1], &blank))
		n--;
	r->to->line(r->arg, wrapped, r->cells, n);
}

static void
replay_skipped(void *arg, uint64_t n)
{
	struct replay *r = arg;

	r->to->skipped(r->arg, n);
}

void
screen_history(
    const struct screen *s, const struct screen_history *h, void *arg)
{
	static const struct frame_sink sink = {
	    .history = replay_line, .skipped = replay_skipped};
	struct replay r;
	struct error e;

	if (s->pending.len == 0)
		return;
	r.to = h;
	r.arg = arg;
	if (frame_decode(s->pending.data, s->pending.len, &sink, &r, &e) == -1)
		BUG("pending history: %s", e.text);
}

void
screen_drop_history(struct screen *s)
{
	if (s->pending.size > SCREEN_PENDING_MUCH) {
		buf_release(&s->pending);
		buf_init(&s->pending, SCREEN_PENDING_MAX);
	} else
		buf_clear(&s->pending);
}

unsigned
screen_used(const struct screen *s)
{
	unsigned n = s->sy;

	while (n > 0 && s->rows[n - 1].used == 0)
		n--;
	return (n);
}

bool
screen_same(const struct frame_cell *a, const struct frame_cell *b)
{
	return (a->len == b->len && a->columns == b->columns &&
	    style_equal(&a->style, &b->style) &&
	    memcmp(a->text, b->text, a->len) == 0);
}
