/* RIS, DECSTR and DECALN. */
#ifndef SERVER_TERM_RESET_H
#define SERVER_TERM_RESET_H

#include "server/term/state.h"

/* As switched on; the title stays. */
void reset_hard(struct term *t);
/* What DECSTR resets: not the screen nor where the cursor is. */
void reset_soft(struct term *t);
/* The screen alignment pattern. */
void reset_alignment(struct term *t);

#endif
