/*
 * Lines broken anew for another width: those that wrap on are joined, and what
 * is too long is wrapped.
 */
#ifndef SERVER_TERM_REFLOW_H
#define SERVER_TERM_REFLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "server/term/history.h"

/* A place in the lines; it stays on its character. */
struct reflow_point {
	uint64_t line; /* number of the line */
	unsigned x; /* column; may be beyond the text */
	bool
	    after; /* behind the character at x, in a full line (pending wrap) */
};

/*
 * Make to, which is empty and unlimited, hold the lines of from, of width
 * old_sx, broken for width sx, and move the points along. Lines are numbered
 * from 0.
 */
void reflow(const struct history *from, unsigned old_sx, struct history *to,
    unsigned sx, struct reflow_point *points, unsigned npoints);

#endif
