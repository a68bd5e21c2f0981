/*
 * A set of equal-sized entries that are known by small numbers: the styles and
 * the grapheme clusters that cells refer to. Entries are not counted. When the
 * set is full its owner marks those in use, and the others are dropped; their
 * numbers are given out again.
 */
#ifndef SERVER_TERM_INTERN_H
#define SERVER_TERM_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	INTERN_MAX = 65535 /* the largest number an entry can have */
};

struct intern {
	uint8_t *entries; /* size + 1 of them; entry 0 is not used */
	uint16_t *next; /* by number: the next in its bucket or free list */
	uint16_t *buckets; /* 0 is the end of a chain */
	uint8_t *marks; /* by number; only while sweeping */
	unsigned width; /* bytes of an entry, a multiple of 8 */
	unsigned max; /* entries it may grow to */
	unsigned size; /* entries there is room for */
	unsigned nbuckets; /* a power of two */
	unsigned used; /* numbers 1 to used have been given out */
	unsigned live; /* entries held */
	uint16_t free; /* list of numbers that were swept */
	unsigned misses; /* entries added or refused since the last sweep */
};

/* An empty set of entries of width bytes; max is at most INTERN_MAX. */
void intern_init(struct intern *in, unsigned width, unsigned max);
void intern_release(struct intern *in);

/*
 * The number (1 to max) of the entry equal to these bytes, which is added if
 * there is none. Returns 0 if it is not there and the set is full.
 */
unsigned intern_put(struct intern *in, const void *entry);

/* The entry of a number, borrowed until the next intern_put. */
static inline const void *
intern_get(const struct intern *in, unsigned id)
{
	return (in->entries + (size_t)id * in->width);
}

/*
 * Whether a sweep is due: enough has been asked for since the last one to pay
 * for looking at everything that refers to the set.
 */
bool intern_due(const struct intern *in);
/* Begin a sweep; mark every number that is in use (0 is ignored); end it. */
void intern_sweep_begin(struct intern *in);
static inline void
intern_mark(struct intern *in, unsigned id)
{
	if (id != 0)
		in->marks[id] = 1;
}
void intern_sweep_end(struct intern *in);

#endif
