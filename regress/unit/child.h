/*
 * A child that does random things to its screen, and the server that tells of
 * it in frames.
 */
#ifndef REGRESS_UNIT_CHILD_H
#define REGRESS_UNIT_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "client/screen.h"
#include "common/frame.h"

/* Pseudo-random numbers, the same after the same seed (not 0). */
void child_seed(uint64_t first);
unsigned child_rnd(unsigned n); /* 0 to n - 1 */
bool child_one_in(unsigned n);

/* Texts of cells. */
struct child_text {
	const char *text;
	unsigned columns;
	bool known; /* more than one code point */
	bool doubtful; /* old terminals show it otherwise */
};

enum {
	CHILD_HISTORY_MAX =
	    12, /* lines that a frame carries; more are skipped */
	CHILD_TEXTS = 11,
	/* it has ideas of its own on joined emoji */
	CHILD_TMUX_TEXTS = CHILD_TEXTS - 2
};

extern const struct child_text child_texts[CHILD_TEXTS];

/* Type only the first n of them. */
void child_use_texts(unsigned n);
/* Whether old terminals show the cell otherwise. */
bool child_doubtful(const struct frame_cell *c);

struct row {
	struct frame_cell *cells;
	unsigned n;
	bool wrapped, dirty;
};

struct grid {
	struct row *rows;
	unsigned cx, cy;
};

struct child {
	unsigned sx, sy;
	struct grid main, alternate;
	bool is_alternate, sent_alternate, size_sent;
	struct style style;
	struct row *history; /* not yet sent */
	unsigned nhistory;
	unsigned shape, kitty;
	uint32_t modes;
	bool visible, bell;
	char title[16];
};

/* n blank cells; the caller frees them. */
struct row child_row(unsigned n);

void child_init(struct child *c, unsigned sx, unsigned sy);
void child_release(struct child *c);
/* The top left corner stays. */
void child_resize(struct child *c, unsigned sx, unsigned sy);
/* The screen that is shown. */
struct grid *child_grid(struct child *c);
/* Write, erase, scroll, change screens. */
void child_step(struct child *c);
/* Change modes, title, cursor. */
void child_state(struct child *c);

/* Send what has changed to s, in some messages. */
void child_send(struct child *c, struct screen *s);
/* Forget the lines of history that have been sent. */
void child_drop_history(struct child *c);

#endif
