/* A list of strings it owns, in the order they came. */
#ifndef COMMON_STRLIST_H
#define COMMON_STRLIST_H

#include <stdbool.h>
#include <stddef.h>

struct strlist {
	char **v; /* owned, as are the strings; NULL while n is 0 */
	size_t n;
	size_t size; /* allocated */
};

/* All zero is an empty list. Free everything; it may be used again. */
void strlist_release(struct strlist *l);

/* Append a copy of s. */
void strlist_add(struct strlist *l, const char *s);
/* Append s itself, which the list takes. */
void strlist_take(struct strlist *l, char *s);
/* Append a copy of s unless it is there already; returns whether it was not. */
bool strlist_add_new(struct strlist *l, const char *s);
/* Append copies of all strings of from that are not there already. */
void strlist_merge(struct strlist *l, const struct strlist *from);

bool strlist_contains(const struct strlist *l, const char *s);
/* Sort by byte value. */
void strlist_sort(struct strlist *l);

#endif
