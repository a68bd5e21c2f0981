/* An operating system command: a number, and for most a semicolon and text. */
#ifndef SERVER_TERM_DISPATCH_OSC_H
#define SERVER_TERM_DISPATCH_OSC_H

#include "server/term/state.h"

void dispatch_osc(struct term *t, const struct parser *p);

#endif
