/*
 * Lines that left the screen at the top, packed (server/term/line.h), in blocks
 * that are freed as their lines are dropped. Adding a line costs its length.
 */
#ifndef SERVER_TERM_HISTORY_H
#define SERVER_TERM_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HISTORY_LINE_BYTES =
	    512, /* budget of a line: all share lines times it */
	HISTORY_LINE_MAX =
	    48 * 1024, /* bytes of one packed line, and to spare */
};

struct history_block;

struct history {
	struct history_block **blocks; /* oldest first */
	size_t nblocks, size; /* in use, allocated */
	struct history_block *spare; /* a full-sized one, or NULL */
	size_t max_lines, max_bytes;
	size_t bytes; /* of the lines held */
	uint64_t start, end; /* numbers of the first line, after the last */
};

/* Empty; keeps at most lines lines in lines * HISTORY_LINE_BYTES bytes. */
void history_init(struct history *h, size_t lines);
/* Change how many lines it keeps; drop the oldest if those are too many. */
void history_limit(struct history *h, size_t lines);
void history_release(struct history *h);
/* Forget the lines; their numbers are not used again. */
void history_clear(struct history *h);

/*
 * Add a line of at most HISTORY_LINE_MAX bytes (copied), and drop the oldest
 * ones while there are too many.
 */
void history_add(struct history *h, const uint8_t *line, size_t len);
/* Drop the lines from number end on (start to end). */
void history_truncate(struct history *h, uint64_t end);
/* The newest line does not go on in the first row of the screen any more. */
void history_break(struct history *h);
/* Give the line that is first number start; the others follow. */
void history_renumber(struct history *h, uint64_t start);

/* Line n (start <= n < end), borrowed until the next change. */
const uint8_t *history_get(const struct history *h, uint64_t n, size_t *len);

static inline size_t
history_lines(const struct history *h)
{
	return ((size_t)(h->end - h->start));
}

#endif
