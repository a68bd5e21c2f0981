/* The title and its stack. It is never reported to the child. */
#ifndef SERVER_TERM_TITLE_H
#define SERVER_TERM_TITLE_H

#include <stddef.h>

#include "server/term/state.h"

/*
 * Set the title: malformed bytes are U+FFFD, control and bidi characters are
 * left out, and it is cut to TITLE_MAX bytes at a whole character.
 */
void title_set(struct term *t, const char *text, size_t len);

/* XTWINOPS 22 and 23. At most TITLE_DEPTH are kept: the oldest is lost. */
void title_push(struct term *t);
void title_pop(struct term *t);
/* Empty the stack. */
void title_release(struct term *t);

#endif
