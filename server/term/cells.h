/*
 * What cells refer to: styles and grapheme clusters by number; and rows to and
 * from lines.
 */
#ifndef SERVER_TERM_CELLS_H
#define SERVER_TERM_CELLS_H

#include <stddef.h>
#include <stdint.h>

#include "common/frame.h"
#include "server/term/line.h"
#include "server/term/state.h"

struct cluster {
	uint8_t len; /* 1 to CLUSTER_MAX */
	char text[CLUSTER_MAX]; /* UTF-8; zero beyond len */
};

/*
 * The number of a style: 0, the default, if there are too many. It is valid
 * until the next call unless a cell has it.
 */
uint16_t cells_style(struct term *t, const struct style *s);

/*
 * The text of a cell for 1 to CLUSTER_MAX bytes of UTF-8: only their first
 * character if there are too many clusters.
 */
uint32_t cells_text(struct term *t, const char *text, size_t len);

/* A cell's text in UTF-8; returns its length, 0 if it is blank. */
size_t cells_get(const struct term *t, struct cell c, char out[CLUSTER_MAX]);

/* The cell that erasing leaves: blank in the pen's background. */
struct cell cells_blank(struct term *t);

/* A cell as the pen prints it, without text. */
struct cell cells_pen(struct term *t);

/* The pen's style was changed. */
void cells_pen_changed(struct term *t);

/* Give a row's cells, up to its last that is not blank, to a sink. */
void cells_emit(const struct term *t, const struct row *r,
    const struct line_sink *sink, void *arg);

/*
 * Writes a line's cells into a row from x on; what does not fit is dropped. The
 * row is blank from there on.
 */
struct cells_writer {
	struct term *t;
	struct row *row;
	unsigned x;
};
extern const struct line_sink cells_from_line;

#endif
