/* Changing between the main and the alternate screen. */
#ifndef SERVER_TERM_ALTERNATE_H
#define SERVER_TERM_ALTERNATE_H

#include <stdbool.h>

#include "server/term/state.h"

/* Show one or the other; the cursor and the margins stay. */
void alternate_show(struct term *t, bool alternate);

/*
 * Modes 47, 1047 (it is cleared before it is left) and 1049 (the cursor is saved
 * before and restored after, and it is cleared on the way in).
 */
void alternate_47(struct term *t, bool set);
void alternate_1047(struct term *t, bool set);
void alternate_1049(struct term *t, bool set);

#endif
