/*
 * Lines on their way: what a row or a packed line is taken apart into, and the
 * packed form itself, which history and saved screens are kept in.
 *
 * A packed line is a byte of flags (LINE_WRAPPED) and runs up to its end. A run
 * is a head byte: bits 0 and 1 the kind (enum frame_run), bit 2 set if a style
 * follows (else it is the one before it, at first the default), bits 3 to 7 the
 * count less one, or 31 and the count less 32 as a varint. A style is a byte
 * (bits 0 and 1 the kind of the foreground, 2 and 3 of the background, 4 and 5
 * of the underline's colour, as COLOUR_KIND >> 24; 6: attributes; 7: underline)
 * and what it announces: 1 byte for a palette's index, 3 for RGB, 2 for the
 * attributes, 1 for the underline. Then come the run's cells as in
 * common/frame.h, or for the kind that it has not, n characters of one code point
 * and one column each in UTF-8. Cells right of the last run are blank in the default style.
 */
#ifndef SERVER_TERM_LINE_H
#define SERVER_TERM_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/frame.h"
#include "common/style.h"

enum {
	LINE_WRAPPED = 1 << 0, /* flag of a line: it goes on in the next */
	/* In a style's attributes: the cells are protected from DECSED. */
	ATTR_PROTECTED = 1 << 8,
	ATTRS_STORED = STYLE_ATTRS | ATTR_PROTECTED,
};

/* What is given the cells of a line from left to right. */
struct line_sink {
	/* n >= 1 blank cells. */
	void (*blank)(void *arg, const struct style *s, unsigned n);
	/* n >= 1 cells of printable ASCII. */
	void (*ascii)(
	    void *arg, const struct style *s, const char *text, unsigned n);
	/* One cell of 1 to CLUSTER_MAX bytes, columns 1 or 2. */
	void (*cell)(void *arg, const struct style *s, const char *text,
	    size_t len, unsigned columns);
	/*
	 * n >= 1 cells of one code point and one column each, len bytes; if
	 * NULL, they are given to cell.
	 */
	void (*text)(void *arg, const struct style *s, const char *text,
	    size_t len, unsigned n);
};

/* Gives the cells to a struct frame_line (the argument). */
extern const struct line_sink line_to_frame;

/* Bytes that a packed line of n columns may need. */
#define LINE_BYTES(n) (8 + 48 * (size_t)(n))

/* Packs one line: cells in order, then the end. */
struct packer {
	uint8_t *start; /* borrowed; room for LINE_BYTES of its columns */
	uint8_t *p; /* the next byte */
	uint8_t *head; /* of the open run of cells */
	struct style style; /* of the last run */
	unsigned n; /* cells in the open run, 0 if there is none */
	bool simple; /* they are of one code point and one column */
	unsigned blanks; /* default blanks not yet written */
};

void packer_begin(struct packer *p, uint8_t *room, bool wrapped);
/* Close the line; trailing default blanks are left out. Returns its length. */
size_t packer_end(struct packer *p);
/* Gives the cells to a struct packer (the argument). */
extern const struct line_sink line_to_packer;

/* Take a packed line apart. */
void line_unpack(
    const uint8_t *data, size_t len, const struct line_sink *sink, void *arg);

/*
 * Whether these bytes are a packed line of at most columns columns, which need
 * not be trusted: known kinds and styles, printable UTF-8 of the width it says.
 */
bool line_valid(const uint8_t *data, size_t len, unsigned columns);

#endif
