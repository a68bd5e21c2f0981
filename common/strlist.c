#include "common/strlist.h"

#include <stdlib.h>
#include <string.h>

#include "common/xmalloc.h"

enum {
	FIRST_SIZE = 8
};

void
strlist_release(struct strlist *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
	*l = (struct strlist){0};
}

void
strlist_take(struct strlist *l, char *s)
{
	if (l->n == l->size) {
		l->size = l->size == 0 ? FIRST_SIZE : 2 * l->size;
		l->v = xreallocarray(l->v, l->size, sizeof *l->v);
	}
	l->v[l->n++] = s;
}

void
strlist_add(struct strlist *l, const char *s)
{
	strlist_take(l, xstrdup(s));
}

bool
strlist_contains(const struct strlist *l, const char *s)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (strcmp(l->v[i], s) == 0)
			return (true);
	}
	return (false);
}

bool
strlist_add_new(struct strlist *l, const char *s)
{
	if (strlist_contains(l, s))
		return (false);
	strlist_add(l, s);
	return (true);
}

void
strlist_merge(struct strlist *l, const struct strlist *from)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		strlist_add_new(l, from->v[i]);
}

static int
compare(const void *a, const void *b)
{
	return (strcmp(*(char *const *)a, *(char *const *)b));
}

void
strlist_sort(struct strlist *l)
{
	if (l->n > 1)
		qsort(l->v, l->n, sizeof *l->v, compare);
}
