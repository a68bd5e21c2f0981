/* "did you mean": the known word nearest to one that is not known. */
#ifndef COMMON_SUGGEST_H
#define COMMON_SUGGEST_H

#include <stddef.h>

enum {
	SUGGEST_WORD_MAX = 64 /* longer words are not compared */
};

struct suggest {
	const char *word; /* what was written; borrowed */
	const char *best; /* nearest so far, NULL if none is near; borrowed */
	size_t distance; /* edits between them; if best is NULL, one too many */
};

/*
 * Start with the word that is not known. A candidate is near if it takes at
 * most a third of the word's bytes (at least one, at most three) inserted,
 * deleted, replaced or swapped with a neighbour to get there (Damerau's
 * distance, restricted), or if it begins with the word or the word with it
 * and the shorter has three bytes. Case does not count.
 */
void suggest_init(struct suggest *s, const char *word);
/* Offer a candidate; it must outlive s if it becomes best. */
void suggest_offer(struct suggest *s, const char *candidate);

#endif
