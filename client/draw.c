/*
 * The main screen's surface holds the last rows of the document that have been
 * written, at most as many as the terminal has. The child's rows begin at base;
 * a line that goes into history moves base down by one row, so the same row of
 * the surface stays the same line of the document, and a row of the child's
 * screen that has not changed need not be looked at.
 */
#include "client/draw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/seq.h"
#include "client/sgr.h"
#include "client/shift.h"
#include "common/utf8.h"
#include "common/xmalloc.h"

enum {
	SHIFT_MIN = 3, /* changed rows from which on to look for a scroll */
	FEW_ROWS = 2, /* changed rows that are not seen half done */
};

static const struct frame_cell blank = {.columns = 1};

static void
put(struct draw *d, const char *text)
{
	buf_put(d->paint.out, text, strlen(text));
}

/* Create, resize. */

static void
set_size(struct draw *d, unsigned sx, unsigned sy)
{
	d->sx = sx;
	d->sy = sy;
	d->cells = xreallocarray(d->cells, sx, sizeof *d->cells);
	d->want = xreallocarray(d->want, sy, sizeof *d->want);
	d->have = xreallocarray(d->have, sy, sizeof *d->have);
}

void
draw_init(struct draw *d, struct tty *tty, unsigned sx, unsigned sy)
{
	*d = (struct draw){.tty = tty};
	d->paint.caps = &tty->caps;
	surface_init(&d->main);
	surface_init(&d->alternate);
	set_size(d, sx, sy);
}

void
draw_release(struct draw *d)
{
	surface_release(&d->main);
	surface_release(&d->alternate);
	free(d->cells);
	free(d->want);
	free(d->have);
}

void
draw_resize(struct draw *d, unsigned sx, unsigned sy)
{
	if (sx == d->sx && sy == d->sy)
		return;
	set_size(d, sx, sy);
	d->clear_main = d->started;
	d->clear_alternate = d->shown_alternate;
	d->message = d->asked = d->gave_up = false;
	d->tty->row = -1;
}

bool
draw_waits(const struct draw *d)
{
	return (d->asked && d->tty->rows_asked > 0);
}

void
draw_wait_end(struct draw *d)
{
	d->asked = false;
	d->gave_up = true;
}

void
draw_restart(struct draw *d)
{
	d->started = d->shown_alternate = false;
	d->clear_main = d->clear_alternate = false;
	d->message = d->asked = false;
	d->tty->row = -1;
	paint_style_reset(&d->paint);
}

/* Rows. */

static bool
is_dirty(const struct draw *d, const struct screen *s, unsigned y)
{
	return (d->all || y >= s->sy || s->rows[y].dirty);
}

/*
 * The cells of the child's row y as seen through the window; n is set to their
 * number. Borrowed until the next call.
 */
static const struct frame_cell *
get_row(struct draw *d, const struct screen *s, unsigned y, unsigned *n)
{
	const struct screen_row *row;
	const struct frame_cell *cells;

	*n = 0;
	if (y >= s->sy || s->rows[y].used <= d->wx)
		return (&blank);
	row = &s->rows[y];
	cells = row->cells + d->wx;
	*n = row->used - d->wx;
	if (*n > d->sx)
		*n = d->sx;
	while (*n > 0 && screen_same(&cells[*n - 1], &blank))
		(*n)--;
	if (*n == 0)
		return (&blank);
	if (cells[0].columns != 0 && cells[*n - 1].columns != 2)
		return (cells);
	/* A wide cell is cut in halves. */
	memcpy(d->cells, cells, *n * sizeof *cells);
	cells = d->cells;
	if (cells[0].columns == 0) {
		d->cells[0] = blank;
		d->cells[0].style = sgr_blank(&row->cells[d->wx].style);
	}
	if (cells[*n - 1].columns == 2) {
		d->cells[*n - 1] = blank;
		d->cells[*n - 1].style =
		    sgr_blank(&row->cells[d->wx + *n - 1].style);
	}
	return (cells);
}

/* Scrolls. */

static uint64_t
mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
	return (hash ^ hash >> 29);
}

static struct shift_row
hash_row(const struct frame_cell *cells, unsigned n)
{
	struct shift_row row = {.hash = 1, .cost = n};
	uint64_t part[2];
	unsigned x, i;

	for (x = 0; x < n; x++) {
		memcpy(part, &cells[x].style, sizeof part);
		row.hash = mix(mix(row.hash, part[0]), part[1]);
		part[0] = cells[x].columns | (uint64_t)cells[x].len << 8;
		for (i = 0; i < cells[x].len; i++)
			part[0] = part[0] << 8 | (uint8_t)cells[x].text[i];
		row.hash = mix(row.hash, part[0]);
	}
	return (row);
}

/*
 * If part of the child's rows shown at row base of the surface and below has
 * moved, scroll it; all rows of it then need to be looked at.
 */
static void
scroll(
    struct draw *d, struct surface *on, unsigned base, const struct screen *s)
{
	unsigned rows = on->count - base, y, n, changed = 0;
	const struct frame_cell *cells;
	struct shift shift;

	for (y = 0; y < rows; y++)
		changed += is_dirty(d, s, d->wy + y);
	if (changed < SHIFT_MIN)
		return;
	for (y = 0; y < rows; y++) {
		cells = get_row(d, s, d->wy + y, &n);
		d->want[y] = hash_row(cells, n);
		d->have[y] = hash_row(
		    on->rows[base + y].cells, paint_used(on, base + y));
	}
	if (shift_find(d->want, d->have, rows, &shift) &&
	    paint_scroll(
		&d->paint, on, base + shift.top, base + shift.bottom, shift.n))
		d->all = true;
}

/* A window on the child's screen, over all of a surface. */

static void
follow_cursor(struct draw *d, const struct screen *s)
{
	unsigned wx = d->wx, wy = d->wy;

	if (s->sx <= d->sx)
		wx = 0;
	else {
		if (s->cx < wx || s->cx >= wx + d->sx)
			wx = s->cx < d->sx / 2 ? 0 : s->cx - d->sx / 2;
		if (wx > s->sx - d->sx)
			wx = s->sx - d->sx;
	}
	if (s->sy <= d->sy)
		wy = 0;
	else {
		if (s->cy < wy)
			wy = s->cy;
		if (s->cy >= wy + d->sy)
			wy = s->cy - d->sy + 1;
		if (wy > s->sy - d->sy)
			wy = s->sy - d->sy;
	}
	if (wx != d->wx || wy != d->wy)
		d->all = true;
	d->wx = wx;
	d->wy = wy;
}

static void
draw_window(struct draw *d, struct surface *on, const struct screen *s)
{
	const struct frame_cell *cells;
	unsigned y, n;

	follow_cursor(d, s);
	scroll(d, on, 0, s);
	for (y = 0; y < d->sy; y++) {
		if (!is_dirty(d, s, d->wy + y) &&
		    !(d->message && y == d->sy - 1))
			continue;
		cells = get_row(d, s, d->wy + y, &n);
		paint_row(&d->paint, on, y, cells, n);
	}
}

/* The main screen. */

static void
reset_main(struct draw *d, bool window, bool home)
{
	surface_reset(&d->main, d->sx, d->sy, window);
	d->main.scrollback = true;
	d->main.edge = d->sx < SCREEN_MAX;
	d->base = 0;
	d->lines = 0;
	d->home = home;
	d->window = window;
	d->started = d->all = true;
	d->clear_main = d->message = d->above_wraps = false;
	d->asked = d->gave_up = false;
}

/*
 * Erase the terminal, the cursor going to its first row. Not by one ED from
 * there: tmux and others then keep a copy of what is erased as scrollback.
 */
static void
erase_terminal(struct draw *d)
{
	paint_style(&d->paint, &STYLE_DEFAULT);
	if (d->sy > 1)
		put(d, "\033[2H\033[J");
	put(d, "\033[H\033[K");
	d->paint.rows += FEW_ROWS + 1;
}

/* Begin in the terminal's first row. */
static void
erase_main(struct draw *d, bool window)
{
	erase_terminal(d);
	reset_main(d, window, true);
}

/* Begin in this row of the terminal, what is above it staying. */
static void
begin_at(struct draw *d, int row)
{
	struct seq q = {.len = 0};

	if (row <= 0) {
		erase_main(d, false);
		return;
	}
	paint_style(&d->paint, &STYLE_DEFAULT);
	seq_text(&q, "\033[");
	seq_number(&q, (unsigned)row + 1);
	seq_text(&q, "H\033[J");
	seq_put(&q, d->paint.out);
	d->paint.rows += FEW_ROWS + 1;
	reset_main(d, false, false);
	d->tty->row = row;
}

/*
 * The terminal's rows from the child's first to the cursor's, had it broken the
 * lines anew at its present width as most terminals do. Where no line is wider
 * than that, all do the same.
 */
static unsigned
rows_to_cursor(const struct draw *d)
{
	const struct surface *on = &d->main;
	unsigned y, width = 0, rows = 0;

	if (d->sx == on->sx)
		return (on->y < d->base ? 0 : on->y - d->base);
	for (y = d->base; y < on->y; y++) {
		if (on->rows[y].wrap == WRAP_YES) {
			width += on->sx;
			continue;
		}
		width += paint_used(on, y);
		rows += width == 0 ? 1 : (width - 1) / d->sx + 1;
		width = 0;
	}
	return (rows + width / d->sx);
}

/*
 * The terminal's row of the child's first, the cursor being in tty's row. The
 * child's screen has the new size too: lines of it have become history or have
 * come back, and its cursor is in the same line as the terminal's, unless it has
 * written more already. Above what was drawn for it nothing is its own.
 */
static int
first_row(struct draw *d, const struct screen *s)
{
	int old = d->tty->row - (int)d->offset, row = old;

	if (!s->alternate && s->pending.len == 0)
		row = d->tty->row - (int)s->cy;
	if (row < old - (int)d->above)
		row = old - (int)d->above;
	d->above = (unsigned)((int)d->above + row - old);
	if (d->above > SCREEN_MAX)
		d->above = SCREEN_MAX;
	return (row);
}

/*
 * After a resize: find out where to begin. Returns false if that is not known
 * yet.
 */
static bool
find_place(struct draw *d, const struct screen *s)
{
	bool window = s->sx > d->sx || s->sy > d->sy;

	if (!d->clear_main || window || d->window || d->gave_up ||
	    !d->tty->caps.queries || !d->tty->answers)
		return (true);
	if (!d->asked) {
		d->offset = rows_to_cursor(d);
		tty_ask_row(d->tty, d->paint.out);
		d->main.x = 0;
		d->main.last = false;
		d->asked = true;
	}
	if (d->tty->rows_asked > 0)
		return (false);
	d->asked = false;
	if (d->tty->row != -1)
		begin_at(d, first_row(d, s));
	return (true);
}

/* The terminal's row of the surface's first row; -1 if not known. */
static int
top_row(const struct draw *d)
{
	const struct surface *on = &d->main;
	int row = d->home ? 0 : d->tty->row;

	if (!d->started || d->clear_main || row == -1)
		return (-1);
	/* by way of its last row */
	row += d->lines > SCREEN_MAX ? SCREEN_MAX : (int)d->lines;
	row += (int)on->count - 1;
	if (row >= (int)d->sy)
		row = (int)d->sy - 1;
	return (row - (int)on->count + 1);
}

/*
 * Begin in the terminal's first row, what is above the child's rows going into
 * the terminal's scrollback.
 */
static void
new_page(struct draw *d, bool window)
{
	unsigned i;

	if (d->started)
		paint_clear(&d->paint, &d->main, d->base);
	else
		put(d, "\r\033[J");
	paint_style(&d->paint, &STYLE_DEFAULT);
	for (i = 1; i < d->sy; i++)
		put(d, "\n");
	erase_main(d, window);
}

static void
start_main(struct draw *d, bool window)
{
	if (d->clear_main || (d->started && d->window && !window))
		erase_main(d, window);
	else if (window && (!d->started || !d->window))
		new_page(d, window);
	else if (!d->started) {
		put(d, "\r\033[J");
		reset_main(d, false, false);
	}
}

/*
 * Make row y of the surface, or the one after its last, the line after the one
 * drawn before, whose first cell is going to be first. Returns y, or y - 1 if
 * the surface had to move.
 */
static unsigned
open_line(struct draw *d, unsigned y, const struct frame_cell *first)
{
	struct surface *on = &d->main;
	struct paint *p = &d->paint;
	bool moved = false;

	if (y == 0)
		return (0);
	if (!d->wraps && on->rows[y - 1].wrap != WRAP_NO)
		paint_split(p, on, y - 1);
	if (d->wraps && (y == on->count || on->rows[y - 1].wrap != WRAP_YES))
		moved = paint_join(p, on, y - 1, first);
	else if (y == on->count)
		moved = paint_append(p, on);
	if (!moved)
		return (y);
	d->base--;
	d->lines++;
	return (y - 1);
}

/* The next line of the document, not wider than the terminal: history. */
static void
put_line(struct draw *d, const struct frame_cell *cells, unsigned n, bool wraps)
{
	unsigned y = open_line(d, d->base, n > 0 ? cells : &blank);

	paint_row(&d->paint, &d->main, y, cells, n);
	d->base = y + 1;
	if (d->above < SCREEN_MAX)
		d->above++;
	d->wraps = wraps;
}

/* A terminal of one column cannot show half of a wide cell. */
static const struct frame_cell *
one_column(const struct draw *d, const struct frame_cell *cells)
{
	return (d->sx == 1 && cells[0].columns != 1 ? &blank : cells);
}

static void
line_cb(void *arg, bool wrapped, const struct frame_cell *cells, unsigned n)
{
	struct draw *d = arg;
	bool wraps = d->main.edge && d->paint.caps->soft_wrap;
	unsigned len;

	for (; n > d->sx; cells += len, n -= len) {
		len = d->sx;
		if (len > 1 && cells[len].columns == 0)
			len--;
		put_line(d, one_column(d, cells), len, wraps);
	}
	put_line(d, one_column(d, cells), n, wrapped && d->joins);
}

/* Text without control characters as cells in d->cells; returns their number. */
static unsigned
text_cells(struct draw *d, const char *text, unsigned attrs)
{
	size_t left = strlen(text), len;
	struct frame_cell *c;
	unsigned n = 0, columns;
	uint32_t cp;

	for (; left > 0; text += len, left -= len) {
		len = utf8_decode(text, left, &cp);
		columns = (unsigned)utf8_width(cp);
		if (columns == 0)
			continue;
		if (n + columns > d->sx)
			break;
		c = &d->cells[n++];
		*c = (struct frame_cell){
		    .style = {.attrs = (uint16_t)attrs},
		    .len = (uint8_t)len,
		    .columns = (uint8_t)columns,
		};
		memcpy(c->text, text, len);
		if (columns == 2) {
			d->cells[n] = *c;
			d->cells[n].len = 0;
			d->cells[n++].columns = 0;
		}
	}
	return (n);
}

static void
skipped_cb(void *arg, uint64_t n)
{
	struct draw *d = arg;
	char text[64];

	snprintf(text, sizeof text, "[nono: %llu line%s not shown]",
	    (unsigned long long)n, n == 1 ? "" : "s");
	put_line(d, d->cells, text_cells(d, text, STYLE_DIM), false);
}

static void
draw_history(struct draw *d, struct screen *s)
{
	static const struct screen_history callbacks = {
	    .line = line_cb, .skipped = skipped_cb};

	screen_history(s, &callbacks, d);
	screen_drop_history(s);
	d->above_wraps = d->wraps;
}

/*
 * With a window over the terminal, history is written from its first row on and
 * scrolled off.
 */
static void
draw_window_history(struct draw *d, struct screen *s)
{
	unsigned i;

	erase_main(d, false);
	draw_history(d, s);
	paint_move(&d->paint, &d->main, 0, d->main.count - 1);
	paint_style(&d->paint, &STYLE_DEFAULT);
	for (i = 0; i < d->sy; i++)
		put(d, "\n");
	put(d, "\033[H");
	reset_main(d, true, true);
}

static void
draw_inline_row(
    struct draw *d, const struct screen *s, unsigned r, bool message)
{
	struct surface *on = &d->main;
	unsigned y = d->base + r, n;
	const struct frame_cell *cells;

	if (y == on->count || message || is_dirty(d, s, r) ||
	    (y > 0 &&
		on->rows[y - 1].wrap != (d->wraps ? WRAP_YES : WRAP_NO))) {
		cells = get_row(d, s, r, &n);
		y = open_line(d, y, cells);
		paint_row(&d->paint, on, y, cells, n);
	}
	d->wraps = r < s->sy && s->rows[r].wrapped && d->joins;
}

/* Rows that the child has never used are left alone. */
static void
draw_inline(struct draw *d, const struct screen *s)
{
	unsigned rows = screen_used(s), r, shown = d->main.count - d->base;

	if (rows < s->cy + 1)
		rows = s->cy + 1;
	if (rows < shown)
		rows = shown;
	d->wx = d->wy = 0;
	for (r = 0; r < rows; r++)
		draw_inline_row(d, s, r, d->message && r + 1 == shown);
}

static void
draw_main(struct draw *d, struct screen *s)
{
	bool window = s->sx > d->sx || s->sy > d->sy;
	bool history = s->pending.len > 0, started = d->started;

	start_main(d, window);
	if (!started)
		d->above = 0;
	d->joins = d->paint.caps->soft_wrap && d->main.edge && s->sx == d->sx;
	d->wraps = d->above_wraps;
	if (history && window)
		draw_window_history(d, s);
	else if (history)
		draw_history(d, s);
	if (s->alternate) {
		/* Where the child's first row will be. */
		if (d->base == d->main.count)
			open_line(d, d->base, &blank);
		return;
	}
	if (window) {
		draw_window(d, &d->main, s);
		return;
	}
	if (!history)
		scroll(d, &d->main, d->base, s);
	draw_inline(d, s);
}

/* The alternate screen. */

static void
leave_alternate(struct draw *d)
{
	paint_style(&d->paint, &STYLE_DEFAULT);
	tty_alternate(d->tty, false, d->paint.out);
	put(d, "\033[m");
	if (!d->tty->caps.alternate_kept)
		d->clear_main = true;
	d->shown_alternate = d->clear_alternate = false;
	d->message = false;
	d->paint.rows += FEW_ROWS + 1;
}

static void
enter_alternate(struct draw *d)
{
	/* What cannot be brought back must not be written over. */
	if (!d->tty->caps.alternate_kept && !d->clear_main)
		new_page(d, false);
	paint_style(&d->paint, &STYLE_DEFAULT);
	tty_alternate(d->tty, true, d->paint.out);
	d->shown_alternate = d->clear_alternate = true;
}

static void
start_alternate(struct draw *d)
{
	if (!d->clear_alternate)
		return;
	erase_terminal(d);
	surface_reset(&d->alternate, d->sx, d->sy, true);
	d->alternate.scrollback = !d->tty->caps.alternate_kept;
	d->clear_alternate = d->message = false;
	d->all = true;
}

/* Updates. */

/*
 * What keeps a larger change from being seen half done goes in front; returns
 * its length.
 */
static size_t
begin(struct draw *d, struct buf *out)
{
	size_t at;

	d->paint.out = out;
	d->paint.rows = 0;
	if (d->broken || !tty_is_on(d->tty, TTY_STYLE)) {
		tty_set(d->tty, TTY_STYLE, true, out);
		put(d, d->broken ? "\033\\\033[r\033[?7h\033[m" : "\033[m");
		paint_style_reset(&d->paint);
		d->broken = false;
	}
	at = out->len;
	if (d->tty->caps.sync)
		put(d, "\033[?2026h");
	else if (d->tty->caps.hide && !tty_is_on(d->tty, TTY_HIDDEN))
		put(d, "\033[?25l");
	return (out->len - at);
}

/*
 * Go from the cursor's place on the main screen to the line after the last row
 * that is not blank; if that place is not known, below everything.
 */
static void
go_below(const struct draw *d, struct seq *q)
{
	const struct surface *on = &d->main;
	unsigned last = on->count, y;

	if (d->clear_main ||
	    (d->shown_alternate && !d->tty->caps.alternate_kept)) {
		seq_text(q, "\033[");
		seq_number(q, d->sy);
		seq_text(q, "H\r\n");
		return;
	}
	while (last > d->base && paint_used(on, last - 1) == 0)
		last--;
	y = last < on->count ? last : last - 1;
	if (y > on->y)
		seq_csi(q, y - on->y, 'B');
	else if (y < on->y)
		seq_csi(q, on->y - y, 'A');
	seq_text(q, last < on->count ? "\r" : "\r\n");
}

static void
park(struct draw *d)
{
	struct seq q = {.len = 0};

	if (d->started)
		go_below(d, &q);
	tty_park(d->tty, q.text, q.len);
}

/* prefix bytes before end_of_prefix are what begin has put in front. */
static void
end(struct draw *d, size_t end_of_prefix, size_t prefix)
{
	struct buf *out = d->paint.out;

	if (out->full) {
		d->broken = true;
		d->clear_main = d->started;
		d->clear_alternate = d->shown_alternate;
		return;
	}
	if (d->paint.rows <= FEW_ROWS) {
		memmove(out->data + end_of_prefix - prefix,
		    out->data + end_of_prefix, out->len - end_of_prefix);
		out->len -= prefix;
	} else if (d->tty->caps.sync)
		put(d, "\033[?2026l");
	else if (prefix > 0 && !tty_is_on(d->tty, TTY_HIDDEN))
		put(d, "\033[?25h");
	park(d);
}

static void
place_cursor(struct draw *d, const struct screen *s)
{
	if (d->shown_alternate)
		paint_move(
		    &d->paint, &d->alternate, s->cx - d->wx, s->cy - d->wy);
	else if (d->window)
		paint_move(&d->paint, &d->main, s->cx - d->wx, s->cy - d->wy);
	else
		paint_move(&d->paint, &d->main, s->cx, d->base + s->cy);
	tty_cursor(d->tty, s->shape, s->visible, d->paint.out);
}

void
draw_update(struct draw *d, struct screen *s, struct buf *out)
{
	size_t prefix, at;
	unsigned y;

	if (s->sx == 0)
		return;
	prefix = begin(d, out);
	at = out->len;
	if (d->shown_alternate && (!s->alternate || s->pending.len > 0))
		leave_alternate(d);
	if (!s->alternate || s->pending.len > 0) {
		if (!find_place(d, s)) {
			end(d, at, prefix);
			return;
		}
		draw_main(d, s);
	}
	if (s->alternate) {
		if (!d->shown_alternate)
			enter_alternate(d);
		start_alternate(d);
		draw_window(d, &d->alternate, s);
	}
	for (y = 0; y < s->sy; y++)
		s->rows[y].dirty = false;
	d->all = d->message = false;
	d->child_sx = s->sx;
	d->child_sy = s->sy;
	place_cursor(d, s);
	tty_modes(d->tty, s->modes, s->kitty, out);
	tty_title(d->tty, s->title, out);
	if (s->bell)
		put(d, "\a");
	s->bell = false;
	end(d, at, prefix);
}

/* The row of the main screen for a message. */
static unsigned
message_row(struct draw *d)
{
	unsigned count = d->main.count;

	if (d->window || d->message || count - d->base == d->sy)
		return (count - 1);
	d->wraps = false;
	return (open_line(d, count, &blank));
}

void
draw_message(struct draw *d, const char *text, struct buf *out)
{
	struct surface *on = d->shown_alternate ? &d->alternate : &d->main;
	char safe[SCREEN_MAX];
	size_t prefix, at;
	unsigned y, cy;
	uint64_t lines;
	int cx;

	if (draw_waits(d))
		return;
	prefix = begin(d, out);
	at = out->len;
	if (d->shown_alternate)
		start_alternate(d);
	else
		start_main(d, d->window);
	cx = on->x;
	cy = on->y;
	lines = d->lines;
	y = d->shown_alternate ? d->sy - 1 : message_row(d);
	cy -= (unsigned)(d->lines - lines);
	utf8_escape(safe, sizeof safe, text);
	paint_row(
	    &d->paint, on, y, d->cells, text_cells(d, safe, STYLE_REVERSE));
	if (cx != -1)
		paint_move(&d->paint, on, (unsigned)cx, cy);
	d->message = true;
	end(d, at, prefix);
}

void
draw_finish(struct draw *d, struct buf *out)
{
	struct seq q = {.len = 0};
	size_t prefix, at;

	prefix = begin(d, out);
	at = out->len;
	tty_modes_off(d->tty, out);
	if (d->shown_alternate)
		leave_alternate(d);
	else if (d->message && d->started && !d->clear_main)
		paint_row(&d->paint, &d->main, d->main.count - 1, &blank, 0);
	paint_style(&d->paint, &STYLE_DEFAULT);
	if (d->started)
		go_below(d, &q);
	seq_put(&q, out);
	d->started = d->clear_main = d->message = d->asked = false;
	end(d, at, prefix);
}

bool
draw_translate_mouse(const struct draw *d, unsigned x, unsigned y,
    unsigned *child_x, unsigned *child_y)
{
	int row = d->shown_alternate ? 0 : top_row(d);

	if (row == -1)
		return (false);
	if (!d->shown_alternate && !d->window) {
		row = (int)y - row - (int)d->base;
		if (row < 0)
			return (false);
		y = (unsigned)row;
	} else
		y += d->wy;
	x += d->wx;
	if (x >= d->child_sx || y >= d->child_sy)
		return (false);
	*child_x = x;
	*child_y = y;
	return (true);
}
