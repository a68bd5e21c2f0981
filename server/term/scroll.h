/* Scrolling, moving over the edges of the scroll region, lines in and out. */
#ifndef SERVER_TERM_SCROLL_H
#define SERVER_TERM_SCROLL_H

#include <stdbool.h>

#include "server/term/state.h"

/* Forget the line that row y is wrapped from: its text does not go on in y. */
void scroll_break_above(struct term *t, unsigned y);

/* Add a row of the main screen to the history. */
void scroll_push(struct term *t, const struct row *r);

/*
 * Scroll the region (within its margins) up by n lines. Lines that leave the
 * main screen at its top, at full width, become history. wrapping: text of the
 * last row goes on in the first that comes in.
 */
void scroll_up(struct term *t, unsigned n, bool wrapping);
void scroll_down(struct term *t, unsigned n);
/*
 * Scroll the region left or right by n columns (ECMA-48 SL and SR); nothing if
 * the cursor is outside.
 */
void scroll_left(struct term *t, unsigned n);
void scroll_right(struct term *t, unsigned n);

/* Move down a row, or scroll at the bottom margin (IND). */
void scroll_index(struct term *t, bool wrapping);
/* Move up a row, or scroll at the top margin (RI). */
void scroll_reverse_index(struct term *t);
/* Move a column right or left, or scroll at the margin (DECFI, DECBI). */
void scroll_forward_index(struct term *t);
void scroll_back_index(struct term *t);

/* IL, DL, ICH, DCH, DECIC, DECDC: nothing if the cursor is outside. */
void scroll_insert_lines(struct term *t, unsigned n);
void scroll_delete_lines(struct term *t, unsigned n);
void scroll_insert_cells(struct term *t, unsigned n);
void scroll_delete_cells(struct term *t, unsigned n);
void scroll_insert_columns(struct term *t, unsigned n);
void scroll_delete_columns(struct term *t, unsigned n);

#endif
