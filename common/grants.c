#include "common/grants.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/xmalloc.h"

static void
candidate_release(struct candidate *c)
{
	free(c->grant.path);
	free(c->grant.given);
	free(c->grant.group);
	free(c->links);
}

void
grants_take(struct grants *s, const struct candidate *c)
{
	if ((s->n & (s->n - 1)) == 0)
		s->v =
		    xreallocarray(s->v, s->n == 0 ? 1 : 2 * s->n, sizeof *s->v);
	s->v[s->n++] = *c;
}

void
grants_release(struct grants *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		candidate_release(&s->v[i]);
	free(s->v);
	*s = (struct grants){0};
}

bool
grants_cover(const struct grants *s, const char *path, int access)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->v[i].grant.directory &&
		    resolve_within(path, s->v[i].grant.path))
			access &= ~s->v[i].grant.access;
	}
	return (access == 0);
}

/* By path; with the same path the stronger source first. */
static int
compare(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int rc = strcmp(x->grant.path, y->grant.path);

	return (rc != 0 ? rc : (int)x->grant.source - (int)y->grant.source);
}

static void
merge_into(struct candidate *to, struct candidate *from)
{
	size_t i;

	to->grant.access |= from->grant.access;
	if (from->nlinks > 0) {
		to->links = xreallocarray(
		    to->links, to->nlinks + from->nlinks, sizeof *to->links);
		for (i = 0; i < from->nlinks; i++)
			to->links[to->nlinks++] = from->links[i];
	}
	candidate_release(from);
}

void
grants_merge(struct grants *s)
{
	size_t i, n = 0;

	if (s->n > 1)
		qsort(s->v, s->n, sizeof *s->v, compare);
	for (i = 0; i < s->n; i++) {
		if (n > 0 &&
		    strcmp(s->v[n - 1].grant.path, s->v[i].grant.path) == 0)
			merge_into(&s->v[n - 1], &s->v[i]);
		else
			s->v[n++] = s->v[i];
	}
	s->n = n;
}

const struct candidate *
grants_find(const struct grants *s, const char *path, size_t len)
{
	return (resolve_find(s->v, s->n, sizeof *s->v, path, len));
}

void
grants_remove(struct grants *s, size_t i)
{
	candidate_release(&s->v[i]);
	s->n--;
	memmove(&s->v[i], &s->v[i + 1], (s->n - i) * sizeof *s->v);
}

static bool
is_redundant(const struct grants *s, const struct candidate *c)
{
	const char *path = c->grant.path;
	const struct candidate *outer;
	size_t len;

	if (!S_ISDIR(c->mode) && !S_ISREG(c->mode))
		return (false);
	for (len = resolve_parent(path, strlen(path)); len > 0;
	     len = resolve_parent(path, len)) {
		outer = grants_find(s, path, len);
		if (outer != NULL && outer->grant.directory &&
		    (c->grant.access & ~outer->grant.access) == 0 &&
		    outer->grant.source <= c->grant.source)
			return (true);
	}
	return (false);
}

void
grants_thin(struct grants *s)
{
	size_t i, n = 0;
	bool *drop;

	if (s->n == 0)
		return;
	drop = xcalloc(s->n, sizeof *drop);
	for (i = 0; i < s->n; i++)
		drop[i] = is_redundant(s, &s->v[i]);
	for (i = 0; i < s->n; i++) {
		if (drop[i])
			candidate_release(&s->v[i]);
		else
			s->v[n++] = s->v[i];
	}
	s->n = n;
	free(drop);
}
