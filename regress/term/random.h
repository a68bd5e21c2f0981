/*
 * Deterministic random streams that look like what programs send: text, control
 * functions with parameters near the edges, and now and then plain bytes.
 */
#ifndef REGRESS_TERM_RANDOM_H
#define REGRESS_TERM_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

struct random {
	uint64_t state;
};

void random_init(struct random *r, uint64_t seed);
/* A number from 0 to n - 1. */
unsigned random_below(struct random *r, unsigned n);
/* Append about n pieces of a stream. */
void random_stream(struct random *r, unsigned n, struct buf *out);

#endif
