/* Finds rows that have moved up or down, so that they can be scrolled. */
#ifndef CLIENT_SHIFT_H
#define CLIENT_SHIFT_H

#include <stdbool.h>
#include <stdint.h>

/* A row to be compared. */
struct shift_row {
	uint64_t hash; /* of its cells; rows with equal ones count as equal */
	unsigned cost; /* bytes it takes to write it, about; 0 if it is blank */
};

struct shift {
	unsigned top, bottom; /* the rows to scroll */
	int n; /* rows up, or down if negative; less than their number */
};

/*
 * Set out to the scroll of have, n rows, after which the fewest bytes are left
 * to write to make it want. Returns false if none is worth it. Takes time in
 * the order of n times the number of rows that differ.
 */
bool shift_find(const struct shift_row *want, const struct shift_row *have,
    unsigned n, struct shift *out);

#endif
