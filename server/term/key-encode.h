/*
 * Keys to bytes as xterm sends them: the VT220's sequences with xterm's
 * modifiers, and modifyOtherKeys.
 */
#ifndef SERVER_TERM_KEY_ENCODE_H
#define SERVER_TERM_KEY_ENCODE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/keys.h"
#include "server/term/state.h"

/*
 * How a key that sends no text is encoded: CSI number ; modifiers final, where
 * a number of 1 goes without modifiers, and an SS3 key then has SS3 for CSI.
 */
struct key_sequence {
	uint8_t number;
	char final; /* 0: there is no such key */
	bool ss3; /* SS3 without modifiers, F1 to F4 */
	bool cursor; /* the same in application cursor key mode */
};

/* The sequence of a key from KEY_UP to KEY_F1 + 11, or KEY_KP_BEGIN. */
struct key_sequence key_sequence_find(uint32_t code);

/* The key that one on the keypad is in another place, else itself. */
uint32_t key_without_keypad(uint32_t code);

/* A key that is pressed or repeats, without the kitty protocol. */
void key_encode(const struct term *t, const struct input *in, struct buf *out);

/*
 * The control character that Ctrl makes of a character, -1 if there is none.
 */
int key_control(uint32_t code);

#endif
