#include "server/term/erase.h"

#include "server/term/cells.h"
#include "server/term/scroll.h"

/* Erase those cells of the range that are not protected. */
static void
erase_unprotected(
    struct term *t, struct row *r, unsigned x, unsigned n, struct cell c)
{
	unsigned i;

	for (i = x; i < x + n && i < t->sx; i++) {
		if (!(r->cells[i].flags & CELL_PROTECTED))
			row_fill(r, t->sx, i, 1, c);
	}
}

void
erase_range(struct term *t, unsigned y, unsigned x, unsigned n, bool keep)
{
	struct row *r = term_row(t, y);
	struct cell c = cells_blank(t);

	if (keep)
		erase_unprotected(t, r, x, n, c);
	else
		row_fill(r, t->sx, x, n, c);
	if (x + n >= t->sx)
		r->wrapped = false;
	touch_row(t, r);
}

static bool
keeps(const struct term *t, bool selective)
{
	return (t->protect == PROTECT_ISO ||
	    (selective && t->protect == PROTECT_DEC));
}

static void
erase_rows(struct term *t, unsigned y, unsigned end, bool keep)
{
	for (; y < end; y++)
		erase_range(t, y, 0, t->sx, keep);
}

void
erase_line(struct term *t, unsigned what, bool selective)
{
	unsigned x = t->cursor.x, y = t->cursor.y;
	bool keep = keeps(t, selective);

	switch (what) {
	case 0:
		erase_range(t, y, x, t->sx - x, keep);
		break;
	case 1:
		erase_range(t, y, 0, x + 1, keep);
		break;
	case 2:
		erase_range(t, y, 0, t->sx, keep);
		break;
	default:
		return;
	}
	t->cursor.wrap = false;
}

static void
erase_history(struct term *t)
{
	history_clear(&t->history);
	touch(t);
}

void
erase_display(struct term *t, unsigned what, bool selective)
{
	bool keep = keeps(t, selective);
	unsigned y = t->cursor.y;

	switch (what) {
	case 0:
		if (t->cursor.x == 0)
			scroll_break_above(t, y);
		erase_line(t, 0, selective);
		erase_rows(t, y + 1, t->sy, keep);
		break;
	case 1:
		erase_rows(t, 0, y, keep);
		erase_line(t, 1, selective);
		scroll_break_above(t, 0);
		break;
	case 2:
		erase_rows(t, 0, t->sy, keep);
		scroll_break_above(t, 0);
		t->cursor.wrap = false;
		break;
	case 3:
		if (!selective)
			erase_history(t);
		break;
	}
}

void
erase_cells(struct term *t, unsigned n)
{
	unsigned room = t->sx - t->cursor.x;

	erase_range(
	    t, t->cursor.y, t->cursor.x, n < room ? n : room, keeps(t, false));
	t->cursor.wrap = false;
}

void
erase_screen(struct term *t)
{
	struct cell c = cells_blank(t);
	unsigned y;

	for (y = 0; y < t->sy; y++) {
		row_fill(term_row(t, y), t->sx, 0, t->sx, c);
		term_row(t, y)->wrapped = false;
		touch_row(t, term_row(t, y));
	}
	scroll_break_above(t, 0);
}
