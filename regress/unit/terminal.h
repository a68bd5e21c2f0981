/*
 * A terminal for tests: it understands exactly what nono's viewer sends and
 * takes everything else for an error, also what real terminals let pass, such as
 * moving the cursor past an edge. Another emulator can be put behind the same
 * functions.
 */
#ifndef REGRESS_UNIT_TERMINAL_H
#define REGRESS_UNIT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/frame.h"

struct terminal; /* opaque */

/* How it differs from others. */
struct terminal_kind {
	bool bce;
	bool alternate; /* has an alternate screen */
	bool kitty; /* speaks the kitty keyboard protocol */
	bool sync; /* has mode 2026 */
	/* Takes every code point for a cell of its own, as old ones do. */
	bool naive;
	/* A row whose end is erased still goes on in the next one. */
	bool keeps_wrap;
	/* What it has not, if that is to be an error. NULL or 0: has all. */
	const char *lacks; /* final bytes of control sequences */
	const char *modes; /* the private modes it has, as " 1 5 7 " */
	unsigned colours; /* how many it has; 1: none */
	bool ascii; /* nothing but ASCII */
};

struct terminal *
terminal_create(unsigned sx, unsigned sy, const struct terminal_kind *kind);
/*
 * The same with a pane of tmux (regress/unit/tmux.h, started with this size)
 * behind it. It is naive, does not tell what is turned on, nor of a row that goes
 * on in a blank one that it does.
 */
struct terminal *terminal_create_tmux(unsigned sx, unsigned sy);
void terminal_destroy(struct terminal *t);
bool terminal_is_tmux(const struct terminal *t);

/* Tell it a text that it is to take for one cell of so many columns. */
void terminal_know(struct terminal *t, const char *text, unsigned columns);

void terminal_feed(struct terminal *t, const void *data, size_t len);
/*
 * Without reflow, the top left corner staying; rows that must make room for the
 * cursor's go into the scrollback.
 */
void terminal_resize(struct terminal *t, unsigned sx, unsigned sy);

/* The first thing it did not understand; NULL if there is none. */
const char *terminal_error(const struct terminal *t);

const struct frame_cell *
terminal_cell(const struct terminal *t, unsigned x, unsigned y);
bool terminal_wrapped(const struct terminal *t, unsigned y);
size_t terminal_history(const struct terminal *t);
/* A line of the scrollback: its cells, n of them. */
const struct frame_cell *terminal_history_line(
    const struct terminal *t, size_t i, unsigned *n, bool *wrapped);

void terminal_cursor(const struct terminal *t, unsigned *x, unsigned *y);

/*
 * What is turned on, as one word each, sorted by when it was turned on and
 * separated by spaces: "1049 2004 kitty:5 shape:3"; "" if nothing is.
 */
const char *terminal_modes(const struct terminal *t);
const char *terminal_title(const struct terminal *t);
/* Bytes it would have sent: answers; emptied by the call. Borrowed. */
const char *terminal_answers(struct terminal *t);
unsigned terminal_bells(const struct terminal *t);

#endif
