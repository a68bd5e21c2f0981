/* A control sequence: CSI, parameters, intermediates, a final byte. */
#ifndef SERVER_TERM_DISPATCH_CSI_H
#define SERVER_TERM_DISPATCH_CSI_H

#include "server/term/state.h"

void dispatch_csi(struct term *t, const struct parser *p);

#endif
