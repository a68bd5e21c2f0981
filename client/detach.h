/*
 * Finds the detach sequence among the keys that a user types. The keys that
 * may be part of it are held back; if it does not come, they go to the child
 * in order.
 *
 * A key matches in whatever encoding it arrived. Releases, lone modifier keys,
 * mouse motion and focus changes neither continue nor break a sequence; a paste
 * or any other event breaks it. There is no time limit.
 */
#ifndef CLIENT_DETACH_H
#define CLIENT_DETACH_H

#include <stdbool.h>
#include <stdint.h>

#include "common/keys.h"

enum {
	DETACH_KEYS_MIN = 2,
	DETACH_KEYS_MAX = 8,
	/* Events held back; a sequence with more in between is broken. */
	DETACH_HELD_MAX = 32,
};

enum detach_result {
	DETACH_HELD, /* nothing to do now */
	DETACH_PASS, /* take the events with detach_next */
	DETACH_NOW /* the sequence is complete; its keys are gone */
};

struct detach_event {
	struct input in; /* data points to text */
	uint8_t text[INPUT_TEXT_MAX];
	bool key; /* one of the sequence's, not something in between */
};

struct detach {
	struct input keys[DETACH_KEYS_MAX]; /* as key_parse gives them */
	unsigned nkeys;
	struct detach_event held[DETACH_HELD_MAX + 1];
	unsigned nheld; /* events in held */
	unsigned out; /* of them to be taken by detach_next: the first ones */
	unsigned taken; /* of these have been */
	const struct input *now; /* passes behind them; borrowed */
};

/* n is DETACH_KEYS_MIN to DETACH_KEYS_MAX; copies the keys. */
void detach_init(struct detach *d, const struct input *keys, unsigned n);

/*
 * Feed an event. After DETACH_PASS, in is borrowed until detach_next has
 * returned false.
 */
enum detach_result detach_feed(struct detach *d, const struct input *in);

/* The next event for the child, until it returns false. Data is borrowed. */
bool detach_next(struct detach *d, struct input *out);

/* Give up a sequence begun: what is held can be taken with detach_next. */
void detach_flush(struct detach *d);

#endif
