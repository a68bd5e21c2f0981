/*
 * The cells of one screen. Rows are a ring, so that scrolling the whole screen
 * moves none of them.
 *
 * What always holds: a wide cell is followed by its tail in the same row, and a
 * tail follows a wide cell; the cells of a row from its used on are all zero.
 * The functions that change part of a row keep the first by blanking the other
 * half of a wide character that they cut.
 */
#ifndef SERVER_TERM_GRID_H
#define SERVER_TERM_GRID_H

#include <stdbool.h>
#include <stdint.h>

enum cell_flag {
	CELL_WIDE = 1 << 0, /* the left half of a character of two columns */
	CELL_TAIL = 1 << 1, /* the right half */
	CELL_PROTECTED = 1 << 2, /* from selective erase */
	CELL_FLAGS = 7
};

#define CELL_CLUSTER 0x80000000u

struct cell {
	uint32_t text; /* a code point, CELL_CLUSTER | a number, 0 if blank */
	uint16_t style; /* number; 0 is the default */
	uint8_t flags;
	uint8_t unused;
};

_Static_assert(sizeof(struct cell) == 8, "a cell is 8 bytes");

struct row {
	struct cell *cells; /* sx of them, within the grid's */
	uint64_t generation; /* of the last change */
	uint16_t used;
	bool wrapped; /* its text goes on in the next row */
};

struct grid {
	unsigned sx, sy; /* 1 to SCREEN_MAX */
	unsigned head; /* index of row 0 in rows */
	struct row *rows;
	struct cell *cells; /* sx * sy */
};

/* A blank grid. */
void grid_init(struct grid *g, unsigned sx, unsigned sy);
void grid_release(struct grid *g);

static inline struct row *
grid_row(const struct grid *g, unsigned y)
{
	unsigned i = g->head + y;

	return (&g->rows[i < g->sy ? i : i - g->sy]);
}

/*
 * Move rows top to bottom up (n > 0) or down (n < 0) by |n|, at most their
 * number; the rows that fall out come in at the other end, to be filled.
 */
void grid_rotate(struct grid *g, unsigned top, unsigned bottom, int n);

void row_split(struct row *r, unsigned x); /* for row_cut */

/* Make columns x and x - 1 independent: blank a wide character across them. */
static inline void
row_cut(struct row *r, unsigned sx, unsigned x)
{
	if (x > 0 && x < sx && (r->cells[x].flags & CELL_TAIL))
		row_split(r, x);
}

/* Set n cells from x on to c, which is blank. x + n is at most sx. */
void
row_fill(struct row *r, unsigned sx, unsigned x, unsigned n, struct cell c);

/*
 * Within columns left to right, move the cells from x on by n > 0 columns to
 * the right (row_insert) or to x from n columns right of it (row_delete), and
 * fill the gap with c. n is at most right - x + 1.
 */
void row_insert(struct row *r, unsigned sx, unsigned x, unsigned right,
    unsigned n, struct cell c);
void row_delete(struct row *r, unsigned sx, unsigned x, unsigned right,
    unsigned n, struct cell c);

/*
 * Copy n cells of from (which may be the same row) at fx to to at tx, cutting
 * wide characters at both ends of both.
 */
void row_copy(struct row *to, unsigned tx, struct row *from, unsigned fx,
    unsigned n, unsigned sx);

/* The number of cells up to the last that is not blank in style 0. */
unsigned row_length(const struct row *r);

#endif
