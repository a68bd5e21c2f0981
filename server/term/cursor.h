/* Moving the cursor, tab stops, margins, saving and restoring it. */
#ifndef SERVER_TERM_CURSOR_H
#define SERVER_TERM_CURSOR_H

#include "server/term/state.h"

/* The cursor that a terminal starts with: at 0 0, ASCII, default style. */
void cursor_init(struct cursor *c);

/* To a position as CUP gives it, 0-based: in origin mode within the margins. */
void cursor_set(struct term *t, unsigned x, unsigned y);
/* One coordinate of the same. */
void cursor_set_column(struct term *t, unsigned x);
void cursor_set_row(struct term *t, unsigned y);
/* The position as a report has it, 0-based: in origin mode from the margins. */
void cursor_report(const struct term *t, unsigned *x, unsigned *y);

/* By n, not beyond the margin that is ahead. */
void cursor_up(struct term *t, unsigned n);
void cursor_down(struct term *t, unsigned n);
void cursor_right(struct term *t, unsigned n);
/* The same; in reverse wrap mode on into the line before. */
void cursor_left(struct term *t, unsigned n);
void cursor_return(struct term *t);

void cursor_save(struct term *t);
void cursor_restore(struct term *t);

/* DECSTBM and DECSLRM, 0-based and inclusive; the cursor goes home. */
void cursor_set_region(struct term *t, unsigned top, unsigned bottom);
void cursor_set_margins(struct term *t, unsigned left, unsigned right);
/* All margins at the edges of the screen. */
void cursor_reset_margins(struct term *t);

/* Tab stops: every eight columns; set or clear one; clear all. */
void tabs_reset(struct term *t);
void tabs_set(struct term *t, unsigned x, bool set);
void tabs_clear(struct term *t);
/* To the n-th stop on the right or left. */
void tabs_forward(struct term *t, unsigned n);
void tabs_back(struct term *t, unsigned n);

#endif
