/*
 * Keys to bytes by the kitty keyboard protocol
 * (https://sw.kovidgoyal.net/kitty/keyboard-protocol/).
 */
#ifndef SERVER_TERM_KITTY_ENCODE_H
#define SERVER_TERM_KITTY_ENCODE_H

#include "common/buf.h"
#include "common/keys.h"
#include "server/term/state.h"

/* Any key event; flags, which are not 0, are those in force. */
void kitty_encode(const struct term *t, const struct input *in, unsigned flags,
    struct buf *out);

#endif
