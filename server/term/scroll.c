#include "server/term/scroll.h"

#include "server/term/cells.h"
#include "server/term/line.h"

static unsigned
min(unsigned a, unsigned b)
{
	return (a < b ? a : b);
}

static bool
in_columns(const struct term *t)
{
	return (t->cursor.x >= t->left && t->cursor.x <= t->right);
}

static bool
in_region(const struct term *t)
{
	return (
	    in_columns(t) && t->cursor.y >= t->top && t->cursor.y <= t->bottom);
}

static void
set_wrapped(struct term *t, unsigned y, bool wrapped)
{
	struct row *r = term_row(t, y);

	if (r->wrapped == wrapped)
		return;
	r->wrapped = wrapped;
	touch_row(t, r);
}

void
scroll_break_above(struct term *t, unsigned y)
{
	if (y > 0)
		set_wrapped(t, y - 1, false);
	else if (!is_alternate(t))
		history_break(&t->history);
}

void
scroll_push(struct term *t, const struct row *r)
{
	struct packer p;
	size_t len = 0;

	if (t->history.max_lines > 0) {
		packer_begin(&p, t->line, r->wrapped);
		cells_emit(t, r, &line_to_packer, &p);
		len = packer_end(&p);
	}
	history_add(&t->history, t->line, len);
	t->changed = true;
}

static void
blank_rows(struct term *t, unsigned y, unsigned n)
{
	struct cell c = cells_blank(t);
	struct row *r;

	for (; n > 0; n--, y++) {
		r = term_row(t, y);
		row_fill(r, t->sx, 0, t->sx, c);
		r->wrapped = false;
		touch_row(t, r);
	}
}

/* Move the rows of top to bottom up by n > 0, or down by -n. */
static void
move_rows(struct term *t, unsigned top, unsigned bottom, int n)
{
	grid_rotate(t->grid, top, bottom, n);
	touch_rows(t, top, bottom);
	if (n > 0)
		blank_rows(t, bottom + 1 - (unsigned)n, (unsigned)n);
	else
		blank_rows(t, top, (unsigned)-n);
}

/* The same between the left and right margins. */
static void
move_parts(struct term *t, unsigned top, unsigned bottom, int n)
{
	unsigned width = t->right - t->left + 1u, height = bottom - top + 1;
	unsigned by = (unsigned)(n > 0 ? n : -n), i, y;
	struct cell c = cells_blank(t);

	for (i = 0; i < height; i++) {
		y = n > 0 ? top + i : bottom - i;
		if (i + by < height)
			row_copy(term_row(t, y), t->left,
			    term_row(t, n > 0 ? y + by : y - by), t->left,
			    width, t->sx);
		else
			row_fill(term_row(t, y), t->sx, t->left, width, c);
		touch_row(t, term_row(t, y));
	}
}

static void
move_lines(struct term *t, unsigned top, unsigned bottom, int n)
{
	if (full_width(t))
		move_rows(t, top, bottom, n);
	else
		move_parts(t, top, bottom, n);
}

/* The whole main screen: rows keep their generation. */
static void
scroll_screen(struct term *t, unsigned n)
{
	grid_rotate(t->grid, 0, t->sy - 1u, (int)n);
	blank_rows(t, t->sy - n, n);
}

/*
 * The top of the main screen. A viewer takes all its rows along with what goes
 * into its history: those below the region are where they were, so they are
 * new to it.
 */
static void
scroll_top(struct term *t, unsigned n)
{
	move_rows(t, 0, t->bottom, (int)n);
	touch_rows(t, t->bottom + 1u, t->sy - 1u);
}

void
scroll_up(struct term *t, unsigned n, bool wrapping)
{
	unsigned i;

	n = min(n, t->bottom - t->top + 1u);
	if (!full_width(t)) {
		move_parts(t, t->top, t->bottom, (int)n);
		return;
	}
	set_wrapped(t, t->bottom, wrapping);
	if (t->top > 0 || is_alternate(t)) {
		scroll_break_above(t, t->top);
		move_rows(t, t->top, t->bottom, (int)n);
		return;
	}
	for (i = 0; i < n; i++)
		scroll_push(t, term_row(t, i));
	if (t->bottom == t->sy - 1)
		scroll_screen(t, n);
	else
		scroll_top(t, n);
}

/* Insert n blank lines at y, pushing those down to the bottom margin. */
static void
open_lines(struct term *t, unsigned y, unsigned n)
{
	n = min(n, t->bottom - y + 1);
	if (full_width(t)) {
		scroll_break_above(t, y);
		set_wrapped(t, t->bottom, false);
	}
	move_lines(t, y, t->bottom, -(int)n);
	if (full_width(t))
		set_wrapped(t, t->bottom, false);
}

void
scroll_down(struct term *t, unsigned n)
{
	open_lines(t, t->top, n);
}

void
scroll_left(struct term *t, unsigned n)
{
	struct cell c = cells_blank(t);
	unsigned y;

	if (!in_region(t))
		return;
	n = min(n, t->right - t->left + 1u);
	for (y = t->top; y <= t->bottom; y++) {
		row_delete(term_row(t, y), t->sx, t->left, t->right, n, c);
		term_row(t, y)->wrapped = false;
		touch_row(t, term_row(t, y));
	}
}

void
scroll_right(struct term *t, unsigned n)
{
	struct cell c = cells_blank(t);
	unsigned y;

	if (!in_region(t))
		return;
	n = min(n, t->right - t->left + 1u);
	for (y = t->top; y <= t->bottom; y++) {
		row_insert(term_row(t, y), t->sx, t->left, t->right, n, c);
		term_row(t, y)->wrapped = false;
		touch_row(t, term_row(t, y));
	}
}

void
scroll_index(struct term *t, bool wrapping)
{
	if (t->cursor.y == t->bottom) {
		if (in_columns(t))
			scroll_up(t, 1, wrapping);
		return;
	}
	if (t->cursor.y == t->sy - 1)
		return;
	if (wrapping && full_width(t))
		set_wrapped(t, t->cursor.y, true);
	t->cursor.y++;
}

void
scroll_reverse_index(struct term *t)
{
	if (t->cursor.y == t->top) {
		if (in_columns(t))
			scroll_down(t, 1);
	} else if (t->cursor.y > 0) {
		t->cursor.y--;
	}
}

/* Insert (n > 0) or delete columns at x in all rows of the region. */
static void
move_columns(struct term *t, unsigned x, unsigned n, bool insert)
{
	struct cell c = cells_blank(t);
	struct row *r;
	unsigned y;

	n = min(n, t->right - x + 1);
	for (y = t->top; y <= t->bottom; y++) {
		r = term_row(t, y);
		if (insert)
			row_insert(r, t->sx, x, t->right, n, c);
		else
			row_delete(r, t->sx, x, t->right, n, c);
		r->wrapped = false;
		touch_row(t, r);
	}
}

void
scroll_forward_index(struct term *t)
{
	if (t->cursor.x == t->right) {
		if (in_region(t))
			move_columns(t, t->left, 1, false);
	} else if (t->cursor.x < t->sx - 1) {
		t->cursor.x++;
		t->cursor.wrap = false;
	}
}

void
scroll_back_index(struct term *t)
{
	if (t->cursor.x == t->left) {
		if (in_region(t))
			move_columns(t, t->left, 1, true);
	} else if (t->cursor.x > 0) {
		t->cursor.x--;
		t->cursor.wrap = false;
	}
}

void
scroll_insert_lines(struct term *t, unsigned n)
{
	if (!in_region(t))
		return;
	open_lines(t, t->cursor.y, n);
	t->cursor.x = t->left;
}

void
scroll_delete_lines(struct term *t, unsigned n)
{
	if (!in_region(t))
		return;
	n = min(n, t->bottom - t->cursor.y + 1u);
	if (full_width(t)) {
		scroll_break_above(t, t->cursor.y);
		set_wrapped(t, t->bottom, false);
	}
	move_lines(t, t->cursor.y, t->bottom, (int)n);
	t->cursor.x = t->left;
}

/* A change within the cursor's row from its column to the right margin. */
static void
move_cells(struct term *t, unsigned n, bool insert)
{
	struct row *r = term_row(t, t->cursor.y);

	if (!in_columns(t))
		return;
	n = min(n, t->right - t->cursor.x + 1u);
	if (insert)
		row_insert(r, t->sx, t->cursor.x, t->right, n, cells_blank(t));
	else
		row_delete(r, t->sx, t->cursor.x, t->right, n, cells_blank(t));
	r->wrapped = false;
	touch_row(t, r);
}

void
scroll_insert_cells(struct term *t, unsigned n)
{
	move_cells(t, n, true);
}

void
scroll_delete_cells(struct term *t, unsigned n)
{
	move_cells(t, n, false);
}

void
scroll_insert_columns(struct term *t, unsigned n)
{
	if (in_region(t))
		move_columns(t, t->cursor.x, n, true);
}

void
scroll_delete_columns(struct term *t, unsigned n)
{
	if (in_region(t))
		move_columns(t, t->cursor.x, n, false);
}
