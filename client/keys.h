/*
 * Decodes what the user's terminal sends: keys of every dialect in use (VT100,
 * xterm, rxvt, the Linux console, xterm's modifyOtherKeys, the kitty keyboard
 * protocol), mouse reports, focus reports and pastes become input events;
 * answers to queries are told apart by their shape and become replies, which
 * are never the child's. What is unknown becomes INPUT_RAW, unchanged.
 *
 *	keys_put(k, bytes, n);
 *	while ((what = keys_next(k, &in, &reply)) != KEYS_NONE)
 *		...
 *	poll with keys_deadline_ms(k); when that has passed, keys_flush(k) and
 *	take what keys_next gives
 *
 * An ESC with nothing behind it is the Escape key at once, unless the terminal
 * has been told to send that as CSI 27 u. Any other sequence that is not complete
 * is kept until the deadline, then flushed as it is. If something that is not a
 * key (a reply, a mouse report, the start of a paste) is cut right behind its
 * ESC, an Escape has been given out; the rest is still recognised if it comes
 * within the deadline. A key's rest is given out as text: to a child that reads
 * keys as bytes, it is the same.
 *
 * Ambiguities, and how they are settled: ESC [ 1 ; m R with m from 2 to 16 is
 * F3 with modifiers and not a cursor report, so cursor reports may only be asked
 * for in column 1. ESC ESC [ A is Alt-Up (rxvt), ESC ESC alone two Escapes. NUL
 * is Ctrl-Space.
 */
#ifndef CLIENT_KEYS_H
#define CLIENT_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/caps.h"
#include "common/keys.h"

enum {
	KEYS_PUT_MAX = 16384, /* bytes of one keys_put */
	KEYS_STRING_MAX = 4096, /* bytes of a reply that are kept together */
	KEYS_CSI_MAX = 256, /* bytes of a control sequence */
	KEYS_WAIT_MS = 50, /* for the rest of a key */
	KEYS_REPLY_WAIT_MS = 500, /* for the rest of what can only be a reply */
};

enum keys_result {
	KEYS_NONE, /* no event is complete */
	KEYS_INPUT,
	KEYS_REPLY
};

enum reply_type {
	REPLY_OTHER, /* nobody cares */
	REPLY_DEVICE, /* DA1 */
	REPLY_CURSOR, /* CPR: a row, b column, from 1 */
	REPLY_KITTY, /* a keyboard flags */
	REPLY_MODE, /* DECRPM: a mode, b 0 unknown, 1 set, 2 reset, 3, 4 for good */
	REPLY_SHAPE, /* DECRQSS of DECSCUSR: a cursor shape */
	REPLY_COLOUR_SCHEME, /* a 1 dark, 2 light */
	REPLY_COLOUR, /* a 10 text, 11 background, b 0xrrggbb */
};

struct keys_reply {
	enum reply_type type;
	unsigned a, b;
};

enum keys_state {
	KEYS_GROUND,
	KEYS_PASTE, /* inside a bracketed paste */
	KEYS_STRING, /* inside a reply too long to be kept */
};

struct keys {
	const struct caps *caps; /* borrowed, may be NULL */
	bool utf8_mouse; /* X10 mouse reports have UTF-8 coordinates (1005) */

	enum keys_state state;
	bool first; /* the next part of the paste is its first */
	bool armed; /* the last byte was an Escape that was given out */
	bool flush; /* give out what is incomplete */
	bool slow; /* what is incomplete can only be a reply */
	uint8_t button; /* last pressed, for reports that do not say */
	uint8_t text[INPUT_TEXT_MAX];

	const uint8_t *raw; /* what the last event was made of */
	size_t raw_len;
	size_t begun; /* bytes that the start of the last paste was */

	size_t start, len; /* bytes not yet taken: buf[start], len of them */
	/* One byte before the first is kept for an ESC already given out. */
	uint8_t buf[1 + KEYS_STRING_MAX + 64 + KEYS_PUT_MAX];
};

/* caps is borrowed and may change; NULL: keys of terminfo are not known. */
void keys_init(struct keys *k, const struct caps *caps);

/*
 * Add n <= KEYS_PUT_MAX bytes. What came before must have been taken: keys_next
 * has returned KEYS_NONE.
 */
void keys_put(struct keys *k, const void *data, size_t n);

/*
 * The next event: fills in for KEYS_INPUT, reply for KEYS_REPLY and then also
 * in as INPUT_RAW, for the rare reply that a child is to have. Mouse events have
 * the terminal's cells. Data is borrowed until the next call of keys_put.
 */
enum keys_result
keys_next(struct keys *k, struct input *in, struct keys_reply *reply);

/*
 * The bytes that the last event was made of, borrowed likewise. All that was put
 * in comes out here once, but for the bytes that begin a paste.
 */
const uint8_t *keys_raw(const struct keys *k, size_t *len);

/*
 * After how many milliseconds without input keys_flush is to be called, counted
 * from the last keys_put; -1 if nothing waits.
 */
int keys_deadline_ms(const struct keys *k);
/* Let keys_next give out what is incomplete. */
void keys_flush(struct keys *k);

#endif
