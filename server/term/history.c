#include "server/term/history.h"

#include <stdlib.h>
#include <string.h>

#include "common/xmalloc.h"
#include "server/term/line.h"

enum {
	/* Sizes of the first, second and all later blocks, with the header. */
	BLOCK_FIRST = 4 * 1024,
	BLOCK_SECOND = 16 * 1024,
	BLOCK_SIZE = 64 * 1024,
};

/*
 * Lines one after the other from the front of data, the offsets of their ends
 * from its back. Offsets fit in 16 bits.
 */
struct history_block {
	uint64_t first; /* number of line 0 */
	unsigned n; /* lines */
	unsigned room; /* bytes of data */
	uint8_t data[];
};

static uint16_t *
slot(struct history_block *b, unsigned i)
{
	return ((uint16_t *)(void *)(b->data + b->room) - 1 - i);
}

static unsigned
line_start(struct history_block *b, unsigned i)
{
	return (i == 0 ? 0 : *slot(b, i - 1));
}

static unsigned
line_cost(struct history_block *b, unsigned i)
{
	return (*slot(b, i) - line_start(b, i) + (unsigned)sizeof(uint16_t));
}

static void
set_limit(struct history *h, size_t lines)
{
	h->max_lines = lines;
	if (__builtin_mul_overflow(
		lines, (size_t)HISTORY_LINE_BYTES, &h->max_bytes))
		h->max_bytes = SIZE_MAX;
}

void
history_init(struct history *h, size_t lines)
{
	*h = (struct history){0};
	set_limit(h, lines);
}

void
history_clear(struct history *h)
{
	while (h->nblocks > 0)
		free(h->blocks[--h->nblocks]);
	h->start = h->end;
	h->bytes = 0;
}

void
history_release(struct history *h)
{
	history_clear(h);
	free(h->blocks);
	free(h->spare);
	h->blocks = NULL;
	h->spare = NULL;
	h->size = 0;
}

static void
block_free(struct history *h, struct history_block *b)
{
	if (h->spare == NULL && b->room == BLOCK_SIZE - sizeof *b)
		h->spare = b;
	else
		free(b);
}

static void
drop_block(struct history *h)
{
	block_free(h, h->blocks[0]);
	h->nblocks--;
	memmove(h->blocks, h->blocks + 1, h->nblocks * sizeof *h->blocks);
}

static void
drop_line(struct history *h)
{
	struct history_block *b = h->blocks[0];

	h->bytes -= line_cost(b, (unsigned)(h->start - b->first));
	h->start++;
	if (h->start == b->first + b->n)
		drop_block(h);
}

static void
trim(struct history *h)
{
	while (history_lines(h) > h->max_lines || h->bytes > h->max_bytes)
		drop_line(h);
}

void
history_limit(struct history *h, size_t lines)
{
	set_limit(h, lines);
	trim(h);
}

static struct history_block *
block_new(struct history *h)
{
	struct history_block *b;
	size_t size = BLOCK_SIZE;

	if (h->spare != NULL) {
		b = h->spare;
		h->spare = NULL;
		return (b);
	}
	if (h->nblocks < 2)
		size = h->nblocks == 0 ? BLOCK_FIRST : BLOCK_SECOND;
	b = xmalloc(size);
	b->room = (unsigned)(size - sizeof *b);
	return (b);
}

/* A new last block that has room for need bytes. */
static struct history_block *
add_block(struct history *h, size_t need)
{
	struct history_block *b = block_new(h);

	if (b->room < need) {
		free(b);
		b = xmalloc(BLOCK_SIZE);
		b->room = (unsigned)(BLOCK_SIZE - sizeof *b);
	}
	b->first = h->end;
	b->n = 0;
	if (h->nblocks == h->size) {
		h->size = h->size == 0 ? 8 : 2 * h->size;
		h->blocks = xreallocarray(h->blocks, h->size, sizeof b);
	}
	h->blocks[h->nblocks++] = b;
	return (b);
}

static bool
has_room(struct history_block *b, size_t len)
{
	return (line_start(b, b->n) + len + (b->n + 1) * sizeof(uint16_t) <=
	    b->room);
}

void
history_add(struct history *h, const uint8_t *line, size_t len)
{
	struct history_block *b;
	unsigned at;

	if (len > HISTORY_LINE_MAX)
		BUG("history line of %zu bytes", len);
	if (h->max_lines == 0) {
		h->start = ++h->end;
		return;
	}
	b = h->nblocks == 0 ? NULL : h->blocks[h->nblocks - 1];
	if (b == NULL || !has_room(b, len))
		b = add_block(h, len + sizeof(uint16_t));
	at = line_start(b, b->n);
	memcpy(b->data + at, line, len);
	*slot(b, b->n) = (uint16_t)(at + len);
	h->bytes += line_cost(b, b->n);
	b->n++;
	h->end++;
	trim(h);
}

void
history_truncate(struct history *h, uint64_t end)
{
	struct history_block *b;

	while (h->end > end) {
		b = h->blocks[h->nblocks - 1];
		h->end--;
		b->n--;
		h->bytes -= line_cost(b, b->n);
		if (h->end == b->first || h->end == h->start) {
			block_free(h, b);
			h->nblocks--;
		}
	}
}

static struct history_block *
find_block(const struct history *h, uint64_t n)
{
	size_t low = 0, high = h->nblocks - 1, middle;

	while (low < high) {
		middle = (low + high + 1) / 2;
		if (h->blocks[middle]->first <= n)
			low = middle;
		else
			high = middle - 1;
	}
	return (h->blocks[low]);
}

const uint8_t *
history_get(const struct history *h, uint64_t n, size_t *len)
{
	struct history_block *b;
	unsigned i, at;

	if (n < h->start || n >= h->end)
		BUG("history line %ju of %ju to %ju", (uintmax_t)n,
		    (uintmax_t)h->start, (uintmax_t)h->end);
	b = find_block(h, n);
	i = (unsigned)(n - b->first);
	at = line_start(b, i);
	*len = *slot(b, i) - at;
	return (b->data + at);
}

void
history_break(struct history *h)
{
	struct history_block *b;

	if (h->start == h->end)
		return;
	b = h->blocks[h->nblocks - 1];
	b->data[line_start(b, b->n - 1)] &= (uint8_t)~LINE_WRAPPED;
}

void
history_renumber(struct history *h, uint64_t start)
{
	uint64_t n = h->end - h->start, shift = start - h->start;
	size_t i;

	for (i = 0; i < h->nblocks; i++)
		h->blocks[i]->first += shift;
	h->start = start;
	h->end = start + n;
}
