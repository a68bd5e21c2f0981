/* An escape sequence: ESC, intermediates, a final byte. */
#ifndef SERVER_TERM_DISPATCH_ESC_H
#define SERVER_TERM_DISPATCH_ESC_H

#include "server/term/state.h"

void dispatch_escape(struct term *t, const struct parser *p);

#endif
