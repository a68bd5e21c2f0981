#include "server/term/intern.h"

#include <stdlib.h>
#include <string.h>

#include "common/xmalloc.h"

enum {
	FIRST_SIZE = 63,
	SWEEP_EVERY = 8192 /* misses */
};

void
intern_init(struct intern *in, unsigned width, unsigned max)
{
	if (width % sizeof(uint64_t) != 0 || max > INTERN_MAX)
		BUG("intern: width %u, max %u", width, max);
	*in = (struct intern){.width = width, .max = max};
}

void
intern_release(struct intern *in)
{
	free(in->entries);
	free(in->next);
	free(in->buckets);
	free(in->marks);
	*in = (struct intern){.width = in->width, .max = in->max};
}

static unsigned
hash(const struct intern *in, const void *entry)
{
	const uint8_t *p = entry;
	uint64_t h = 0, word;
	unsigned i;

	for (i = 0; i < in->width; i += sizeof word) {
		memcpy(&word, p + i, sizeof word);
		h = (h ^ word) * 0x9e3779b97f4a7c15;
		h ^= h >> 32;
	}
	return ((unsigned)h & (in->nbuckets - 1));
}

static inline bool
equal(const struct intern *in, unsigned id, const void *entry)
{
	const uint8_t *p = intern_get(in, id);

	/* The compiler makes two comparisons of the common case. */
	if (memcmp(p, entry, 16) != 0)
		return (false);
	return (in->width == 16 ||
	    memcmp(p + 16, (const uint8_t *)entry + 16, in->width - 16) == 0);
}

static void
link_entry(struct intern *in, unsigned id)
{
	unsigned b = hash(in, intern_get(in, id));

	in->next[id] = in->buckets[b];
	in->buckets[b] = (uint16_t)id;
}

static bool
grow(struct intern *in)
{
	unsigned size = in->size == 0 ? FIRST_SIZE : in->size * 2 + 1, id;

	if (size > in->max)
		size = in->max;
	if (size == in->size)
		return (false);
	in->entries = xreallocarray(in->entries, size + 1, in->width);
	in->next = xreallocarray(in->next, size + 1, sizeof *in->next);
	in->marks = xreallocarray(in->marks, size + 1, sizeof *in->marks);
	free(in->buckets);
	in->size = size;
	for (in->nbuckets = 64; in->nbuckets < size;)
		in->nbuckets *= 2;
	in->buckets = xcalloc(in->nbuckets, sizeof *in->buckets);
	for (id = 1; id <= in->used; id++)
		link_entry(in, id);
	return (true);
}

static unsigned
new_number(struct intern *in)
{
	unsigned id = in->free;

	if (id != 0) {
		in->free = in->next[id];
		return (id);
	}
	if (in->used == in->size && !grow(in))
		return (0);
	return (++in->used);
}

unsigned
intern_put(struct intern *in, const void *entry)
{
	unsigned id;

	if (in->size > 0) {
		for (id = in->buckets[hash(in, entry)]; id != 0;
		     id = in->next[id]) {
			if (equal(in, id, entry))
				return (id);
		}
	}
	in->misses++;
	if ((id = new_number(in)) == 0)
		return (0);
	memcpy(in->entries + (size_t)id * in->width, entry, in->width);
	link_entry(in, id);
	in->live++;
	return (id);
}

bool
intern_due(const struct intern *in)
{
	return (in->misses >= SWEEP_EVERY);
}

void
intern_sweep_begin(struct intern *in)
{
	if (in->size > 0)
		memset(in->marks, 0, in->size + 1);
}

void
intern_sweep_end(struct intern *in)
{
	unsigned id;

	if (in->size > 0)
		memset(in->buckets, 0, in->nbuckets * sizeof *in->buckets);
	in->free = 0;
	in->live = 0;
	in->misses = 0;
	for (id = in->used; id > 0; id--) {
		if (in->marks[id]) {
			link_entry(in, id);
			in->live++;
		} else {
			in->next[id] = in->free;
			in->free = (uint16_t)id;
		}
	}
}
