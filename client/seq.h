/*
 * A short run of terminal bytes, built without printf so that two ways of
 * saying the same can be compared by length before one is sent.
 */
#ifndef CLIENT_SEQ_H
#define CLIENT_SEQ_H

#include "common/buf.h"

enum {
	SEQ_MAX = 160
};

struct seq {
	char text[SEQ_MAX];
	unsigned len;
};

/* Append; a sequence that gets longer than SEQ_MAX is a bug. */
void seq_text(struct seq *q, const char *text);
void seq_char(struct seq *q, char c);
void seq_number(struct seq *q, unsigned n);

/* ESC [ n final, n left out if it is 1 (what all of these default to). */
void seq_csi(struct seq *q, unsigned n, char final);

/* Send it. */
void seq_put(const struct seq *q, struct buf *out);

#endif
