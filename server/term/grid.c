#include "server/term/grid.h"

#include <stdlib.h>
#include <string.h>

#include "common/frame.h"
#include "common/xmalloc.h"

void
grid_init(struct grid *g, unsigned sx, unsigned sy)
{
	unsigned y;

	*g = (struct grid){.sx = sx, .sy = sy};
	g->rows = xcalloc(sy, sizeof *g->rows);
	g->cells = xcalloc((size_t)sx * sy, sizeof *g->cells);
	for (y = 0; y < sy; y++)
		g->rows[y].cells = g->cells + (size_t)y * sx;
}

void
grid_release(struct grid *g)
{
	free(g->rows);
	free(g->cells);
	*g = (struct grid){0};
}

static void
rotate_up(struct grid *g, unsigned top, unsigned bottom, unsigned n)
{
	struct row out[SCREEN_MAX];
	unsigned y;

	for (y = 0; y < n; y++)
		out[y] = *grid_row(g, top + y);
	for (y = top; y + n <= bottom; y++)
		*grid_row(g, y) = *grid_row(g, y + n);
	for (y = 0; y < n; y++)
		*grid_row(g, bottom + 1 - n + y) = out[y];
}

void
grid_rotate(struct grid *g, unsigned top, unsigned bottom, int n)
{
	unsigned height = bottom - top + 1;
	unsigned up = n > 0 ? (unsigned)n : height - (unsigned)-n;

	if (up == 0 || up == height)
		return;
	if (height < g->sy) {
		rotate_up(g, top, bottom, up);
		return;
	}
	g->head += up;
	if (g->head >= g->sy)
		g->head -= g->sy;
}

void
row_split(struct row *r, unsigned x)
{
	struct cell *c;
	for (c = &r->cells[x - 1]; c <= &r->cells[x]; c++) {
		c->text = 0;
		c->flags &= CELL_PROTECTED;
	}
}

static inline bool
is_zero(struct cell c)
{
	return (c.text == 0 && c.style == 0 && c.flags == 0);
}

/* Whatever the cells hold, and without regard to what is beside them. */
static void
fill(struct row *r, unsigned x, unsigned n, struct cell c)
{
	unsigned i, end = x + n;

	if (is_zero(c)) {
		if (x >= r->used)
			return;
		if (end >= r->used) {
			end = r->used;
			r->used = (uint16_t)x;
		}
		memset(&r->cells[x], 0, (end - x) * sizeof c);
		return;
	}
	for (i = x; i < end; i++)
		r->cells[i] = c;
	if (r->used < end)
		r->used = (uint16_t)end;
}

void
row_fill(struct row *r, unsigned sx, unsigned x, unsigned n, struct cell c)
{
	if (n == 0)
		return;
	row_cut(r, sx, x);
	row_cut(r, sx, x + n);
	fill(r, x, n, c);
}

/* Cells were moved to columns before end. */
static void
extend(struct row *r, unsigned end)
{
	if (r->used < end)
		r->used = (uint16_t)end;
}

void
row_insert(struct row *r, unsigned sx, unsigned x, unsigned right, unsigned n,
    struct cell c)
{
	unsigned rest = right + 1 - x - n;

	row_cut(r, sx, x);
	row_cut(r, sx, x + rest);
	row_cut(r, sx, right + 1);
	if (rest > 0 && x < r->used) {
		memmove(&r->cells[x + n], &r->cells[x], rest * sizeof c);
		extend(r, right + 1);
	}
	fill(r, x, n, c);
}

void
row_delete(struct row *r, unsigned sx, unsigned x, unsigned right, unsigned n,
    struct cell c)
{
	unsigned rest = right + 1 - x - n;

	row_cut(r, sx, x);
	row_cut(r, sx, x + n);
	row_cut(r, sx, right + 1);
	if (rest > 0 && x < r->used)
		memmove(&r->cells[x], &r->cells[x + n], rest * sizeof c);
	fill(r, right + 1 - n, n, c);
}

void
row_copy(struct row *to, unsigned tx, struct row *from, unsigned fx, unsigned n,
    unsigned sx)
{
	unsigned i;

	row_cut(to, sx, tx);
	row_cut(to, sx, tx + n);
	memmove(&to->cells[tx], &from->cells[fx], n * sizeof *to->cells);
	extend(to, tx + n);
	/* Halves of what was cut in the source. */
	if (to->cells[tx].flags & CELL_TAIL) {
		to->cells[tx].text = 0;
		to->cells[tx].flags &= CELL_PROTECTED;
	}
	i = tx + n - 1;
	if (to->cells[i].flags & CELL_WIDE) {
		to->cells[i].text = 0;
		to->cells[i].flags &= CELL_PROTECTED;
	}
}

unsigned
row_length(const struct row *r)
{
	unsigned n = r->used;

	while (n > 0 && is_zero(r->cells[n - 1]))
		n--;
	return (n);
}
