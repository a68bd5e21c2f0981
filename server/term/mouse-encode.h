/* Mouse events to bytes, in the mode and format that the child has asked for. */
#ifndef SERVER_TERM_MOUSE_ENCODE_H
#define SERVER_TERM_MOUSE_ENCODE_H

#include "common/buf.h"
#include "common/keys.h"
#include "server/term/state.h"

/*
 * With no mouse mode nothing, but for the wheel in the alternate screen and mode
 * 1007: cursor keys.
 */
void
mouse_encode(const struct term *t, const struct input *in, struct buf *out);

#endif
