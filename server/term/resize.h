/*
 * A new size: the main screen and history reflow, the alternate screen is
 * cropped or extended.
 */
#ifndef SERVER_TERM_RESIZE_H
#define SERVER_TERM_RESIZE_H

#include "server/term/state.h"

/* sx and sy are 1 to SCREEN_MAX. The margins go to the edges. */
void resize(struct term *t, unsigned sx, unsigned sy);

#endif
