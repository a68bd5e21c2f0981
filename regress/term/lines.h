/* Rows and history of a terminal as a viewer would read them, for tests. */
#ifndef REGRESS_TERM_LINES_H
#define REGRESS_TERM_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/frame.h"
#include "server/term/term.h"

struct line {
	unsigned n; /* cells; those after them are blank */
	bool wrapped;
	struct frame_cell cells[SCREEN_MAX];
};

/* Row y, or history line n, by way of a frame item and frame_decode. */
void line_of_row(const struct term *t, unsigned y, struct line *l);
void line_of_history(const struct term *t, uint64_t n, struct line *l);

/* Append its text, without blanks at the end; with sgr also its styles. */
void line_text(const struct line *l, bool sgr, struct buf *out);

/* Whether two lines look the same. */
bool line_equal(const struct line *a, const struct line *b);

#endif
