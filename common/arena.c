#include "common/arena.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	ALIGNMENT = _Alignof(max_align_t)
};

void
arena_init(struct arena *a, void *memory, size_t size)
{
	a->at = memory;
	a->end = a->at + size;
}

void *
arena_take(struct arena *a, size_t n)
{
	size_t skip = -(uintptr_t)a->at % ALIGNMENT;
	size_t left = (size_t)(a->end - a->at);
	char *taken;

	if (skip > left || n > left - skip)
		return (NULL);
	taken = a->at + skip;
	a->at = taken + n;
	return (memset(taken, 0, n));
}

void *
arena_copy(struct arena *a, const void *data, size_t n)
{
	void *copy = arena_take(a, n);

	if (copy != NULL && n > 0)
		memcpy(copy, data, n);
	return (copy);
}

char *
arena_string(struct arena *a, const char *s)
{
	return (arena_copy(a, s, strlen(s) + 1));
}

char **
arena_strings(struct arena *a, char *const *v)
{
	size_t n = 0, i;
	char **copy;

	while (v[n] != NULL)
		n++;
	if ((copy = arena_take(a, (n + 1) * sizeof *copy)) == NULL)
		return (NULL);
	for (i = 0; i < n; i++) {
		if ((copy[i] = arena_string(a, v[i])) == NULL)
			return (NULL);
	}
	return (copy);
}
