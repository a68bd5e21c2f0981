#include "server/term/resize.h"

#include "common/xmalloc.h"
#include "server/term/cells.h"
#include "server/term/cursor.h"
#include "server/term/line.h"
#include "server/term/reflow.h"
#include "server/term/scroll.h"

enum {
	POINT_CURSOR,
	POINT_SAVED,
	POINT_TOP, /* the first cell of the screen */
	POINTS
};

struct main_resize {
	struct term *t;
	unsigned sx, sy;
	uint64_t old_end; /* of history */
	uint64_t first; /* number of the line that row 0 became */
	unsigned last; /* the last row that became a line */
	struct reflow_point points[POINTS];
};

static unsigned
min(unsigned a, unsigned b)
{
	return (a < b ? a : b);
}

static unsigned
last_text(const struct grid *g)
{
	unsigned y = g->sy - 1;

	while (y > 0 && row_length(grid_row(g, y)) == 0)
		y--;
	return (y);
}

static struct reflow_point
point_of(const struct main_resize *m, const struct cursor *c)
{
	struct reflow_point p;

	p.line = m->first + min(c->y, m->last);
	p.x = c->x;
	p.after = c->wrap;
	return (p);
}

/* The main screen's cursor; with the alternate screen shown, what it was. */
static struct cursor
main_cursor(const struct term *t, unsigned last)
{
	struct cursor c = {.y = (uint16_t)last};

	if (!is_alternate(t))
		return (t->cursor);
	return (t->screens[0].has_saved ? t->screens[0].saved : c);
}

/* Make the rows down to the last that matters lines of history. */
static void
rows_to_lines(struct main_resize *m)
{
	struct term *t = m->t;
	const struct grid *g = &t->screens[0].grid;
	struct cursor c;
	unsigned y;

	m->old_end = t->history.end;
	m->first = t->history.end;
	m->last = last_text(g);
	c = main_cursor(t, m->last);
	if (c.y > m->last)
		m->last = c.y;
	for (y = 0; y <= m->last; y++)
		scroll_push(t, grid_row(g, y));
	m->points[POINT_CURSOR] = point_of(m, &c);
	m->points[POINT_SAVED] = point_of(m, &t->screens[0].saved);
	m->points[POINT_TOP] = (struct reflow_point){.line = m->first};
}

static void
reflow_lines(struct main_resize *m)
{
	struct history *h = &m->t->history, to;

	if (m->sx == m->t->sx)
		return;
	history_init(&to, SIZE_MAX);
	reflow(h, m->t->sx, &to, m->sx, m->points, POINTS);
	history_release(h);
	*h = to;
}

/*
 * The line that becomes row 0. What was at the top stays there, but lines go
 * into history if there are too many, as long as the cursor stays on the screen;
 * and if there are too few, lines come back, but for as many rows as were blank
 * below the text before.
 */
static uint64_t
top_line(const struct main_resize *m, unsigned blank)
{
	const struct history *h = &m->t->history;
	uint64_t top = m->points[POINT_TOP].line, pull;
	uint64_t cursor = m->points[POINT_CURSOR].line;

	if (h->end - top >= m->sy) {
		top = h->end - m->sy;
		return (top < cursor ? top : cursor);
	}
	pull = m->sy - (h->end - top);
	pull -= pull < blank ? pull : blank;
	if (pull > top - h->start)
		pull = top - h->start;
	return (top - pull);
}

static void
lines_to_rows(struct main_resize *m, uint64_t top)
{
	struct term *t = m->t;
	struct grid *g = &t->screens[0].grid;
	struct cells_writer w = {.t = t};
	const uint8_t *data;
	unsigned y;
	size_t len;

	for (y = 0; y < m->sy && top + y < t->history.end; y++) {
		w.row = grid_row(g, y);
		w.x = 0;
		data = history_get(&t->history, top + y, &len);
		line_unpack(data, len, &cells_from_line, &w);
		w.row->wrapped = (data[0] & LINE_WRAPPED) != 0;
	}
}

static void
move_cursor(const struct main_resize *m, struct cursor *c,
    const struct reflow_point *p, uint64_t top)
{
	unsigned below = c->y > m->last ? c->y - m->last : 0;
	uint64_t y = p->line < top ? 0 : p->line - top + below;

	c->y = (uint16_t)(y < m->sy ? y : m->sy - 1);
	c->x = (uint16_t)min(p->x, m->sx - 1);
	c->wrap = p->after && c->x == m->sx - 1;
}

static void
renumber(struct main_resize *m)
{
	struct history *h = &m->t->history;
	uint64_t n = history_lines(h);

	history_renumber(h, m->old_end > n ? m->old_end - n : 0);
}

static void
resize_main(struct term *t, unsigned sx, unsigned sy)
{
	struct main_resize m = {.t = t, .sx = sx, .sy = sy};
	struct grid *g = &t->screens[0].grid;
	size_t limit = t->history.max_lines;
	unsigned blank;
	uint64_t top;

	history_limit(&t->history, SIZE_MAX);
	rows_to_lines(&m);
	blank = g->sy - 1 - m.last;
	reflow_lines(&m);
	grid_release(g);
	grid_init(g, sx, sy);
	t->sx = (uint16_t)sx;
	top = top_line(&m, blank);
	lines_to_rows(&m, top);
	move_cursor(&m, &t->screens[0].saved, &m.points[POINT_SAVED], top);
	if (!is_alternate(t))
		move_cursor(&m, &t->cursor, &m.points[POINT_CURSOR], top);
	history_truncate(&t->history, top);
	history_limit(&t->history, limit);
	renumber(&m);
}

static void
crop_cursor(struct cursor *c, unsigned sx, unsigned sy)
{
	if (c->x >= sx) {
		c->x = (uint16_t)(sx - 1);
		c->wrap = false;
	}
	if (c->y >= sy)
		c->y = (uint16_t)(sy - 1);
	if (c->x != sx - 1)
		c->wrap = false;
}

static void
resize_alternate(struct term *t, unsigned sx, unsigned sy)
{
	struct grid *g = &t->screens[1].grid, old = *g;
	unsigned width = min(sx, old.sx), y;
	struct row *to, *from;

	grid_init(g, sx, sy);
	for (y = 0; y < sy && y < old.sy; y++) {
		to = grid_row(g, y);
		from = grid_row(&old, y);
		row_copy(to, 0, from, 0, width, sx);
		to->wrapped = from->wrapped && sx == old.sx;
	}
	grid_release(&old);
	crop_cursor(&t->screens[1].saved, sx, sy);
	if (is_alternate(t))
		crop_cursor(&t->cursor, sx, sy);
}

void
resize(struct term *t, unsigned sx, unsigned sy)
{
	unsigned old_sx = t->sx;

	resize_main(t, sx, sy);
	t->line = xreallocarray(t->line, LINE_BYTES(sx), 1);
	t->sx = (uint16_t)old_sx;
	resize_alternate(t, sx, sy);
	t->sx = (uint16_t)sx;
	t->sy = (uint16_t)sy;
	t->joinable = false;
	cursor_reset_margins(t);
	touch_rows(t, 0, sy - 1);
}
