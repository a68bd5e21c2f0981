/* A device control string. */
#ifndef SERVER_TERM_DISPATCH_DCS_H
#define SERVER_TERM_DISPATCH_DCS_H

#include "server/term/state.h"

void dispatch_dcs(struct term *t, const struct parser *p);

#endif
