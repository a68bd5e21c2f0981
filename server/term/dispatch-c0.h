/* A C0 control: BEL, BS, HT, LF and the like. */
#ifndef SERVER_TERM_DISPATCH_C0_H
#define SERVER_TERM_DISPATCH_C0_H

#include "server/term/state.h"

void dispatch_control(struct term *t, uint8_t byte);

#endif
