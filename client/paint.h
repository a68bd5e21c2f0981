/*
 * Brings rows of a terminal to what they should be with few bytes: it knows
 * what a surface (a stretch of rows of the terminal) shows and where the
 * cursor is, and writes the differences.
 *
 * An absolute surface is the whole terminal. A relative one begins at a row of
 * the terminal that is not known and grows downwards; when it would grow past
 * the terminal's last row, the terminal scrolls and the surface loses its
 * first rows. So its rows are always on the terminal.
 */
#ifndef CLIENT_PAINT_H
#define CLIENT_PAINT_H

#include <stdbool.h>

#include "client/caps.h"
#include "common/buf.h"
#include "common/frame.h"
#include "common/style.h"

/* Whether the terminal takes the next row for the continuation of a row. */
enum paint_wrap {
	WRAP_NO,
	WRAP_YES,
	WRAP_MAYBE /* its end has been erased: terminals differ in what it does */
};

struct paint_row {
	struct frame_cell *cells; /* sx of them; NULL: blank, never written */
	unsigned used; /* from here on they are blank in the default style */
	enum paint_wrap wrap;
};

struct surface {
	unsigned sx, sy; /* of the terminal */
	struct paint_row *rows; /* sy */
	struct frame_cell *spare; /* sx, or NULL: for a row on its way */
	unsigned count; /* rows it has; absolute: sy */
	bool absolute;
	bool scrollback; /* rows that scroll off its top are kept somewhere */
	bool edge; /* column sx - 1 is the terminal's last */
	int x; /* cursor's column, -1 if not known */
	unsigned y; /* its row */
	bool last; /* the last bytes wrote the last column of row y */
};

/* What is common to all surfaces of one terminal. */
struct paint {
	const struct caps *caps; /* borrowed */
	struct buf *out; /* borrowed; may change between calls */
	struct style style; /* as asked for last */
	struct style fitted; /* what the terminal has been set to */
	unsigned rows; /* that were written to since this was last cleared */
};

void surface_init(struct surface *s);
void surface_release(struct surface *s);
/*
 * Make it one of sx by sy cells (at least 1 each) that are all blank, the
 * cursor at 0,0; absolute, or relative with one row.
 */
void surface_reset(struct surface *s, unsigned sx, unsigned sy, bool absolute);

/* Set the style for what is written next. */
void paint_style(struct paint *p, const struct style *style);
/* Note that the terminal is in the default style. */
void paint_style_reset(struct paint *p);

/* Move the cursor to column x of row y < count. */
void paint_move(struct paint *p, struct surface *s, unsigned x, unsigned y);

/*
 * Make row y show n <= sx cells, and blanks in the default style to their
 * right. A wide cell must have its right half.
 */
void paint_row(struct paint *p, struct surface *s, unsigned y,
    const struct frame_cell *cells, unsigned n);

/*
 * Add a blank row to a relative surface and move there; returns whether the
 * first row had to leave. All rows may then be on other numbers.
 */
bool paint_append(struct paint *p, struct surface *s);

/*
 * Make the terminal take row y + 1 for the continuation of row y, as it does
 * when text runs over the last column, adding row y + 1 if there is none;
 * first is the cell that is going to be at its left. Returns as paint_append.
 */
bool paint_join(struct paint *p, struct surface *s, unsigned y,
    const struct frame_cell *first);
/* Make it take them for two lines. */
void paint_split(struct paint *p, struct surface *s, unsigned y);

/* Blank rows y to the last and go to the first of them. */
void paint_clear(struct paint *p, struct surface *s, unsigned y);

/* Cells of row y up to the last that is not blank. */
unsigned paint_used(const struct surface *s, unsigned y);

/*
 * Move rows top to bottom up by n (down if negative), blank rows coming in.
 * Returns false, and does nothing, if the terminal cannot do it.
 */
bool paint_scroll(
    struct paint *p, struct surface *s, unsigned top, unsigned bottom, int n);

#endif
