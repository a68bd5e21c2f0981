/*
 * Memory of a fixed size from which things are taken and never given back: what
 * one process leaves in shared memory for another, pointers and all.
 */
#ifndef COMMON_ARENA_H
#define COMMON_ARENA_H

#include <stddef.h>

struct arena {
	char *at, *end; /* what is left */
};

/* Take from size bytes at memory, which is borrowed for the arena's life. */
void arena_init(struct arena *a, void *memory, size_t size);

/* n zeroed bytes, aligned for anything; NULL if there are not so many. */
void *arena_take(struct arena *a, size_t n);
/* Copies, NULL if there is no room: of n bytes, of a string, */
void *arena_copy(struct arena *a, const void *data, size_t n);
char *arena_string(struct arena *a, const char *s);
/* of a list of strings that NULL ends. */
char **arena_strings(struct arena *a, char *const *v);

#endif
