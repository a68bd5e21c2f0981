/* Erasing: ED, EL, ECH and their selective forms, and rectangles. */
#ifndef SERVER_TERM_ERASE_H
#define SERVER_TERM_ERASE_H

#include <stdbool.h>

#include "server/term/state.h"

/*
 * ED and DECSED (selective, which leaves what DECSCA protects; what SPA protects
 * both leave): 0 below, 1 above, 2 all, 3 history.
 */
void erase_display(struct term *t, unsigned what, bool selective);
/* EL and DECSEL: 0 right, 1 left, 2 all. */
void erase_line(struct term *t, unsigned what, bool selective);
/* ECH: n cells from the cursor on. */
void erase_cells(struct term *t, unsigned n);

/* Erase n cells of row y from x on; with keep not those that are protected. */
void erase_range(struct term *t, unsigned y, unsigned x, unsigned n, bool keep);

/* Blank the whole screen that is shown, whatever is protected. */
void erase_screen(struct term *t);

#endif
