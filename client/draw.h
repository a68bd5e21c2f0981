/*
 * Shows a child's screen on the user's terminal, writing only what differs from
 * what the terminal shows.
 *
 * While the child uses its alternate screen, so does the terminal. Else the
 * child is drawn inline, as if it wrote to the terminal itself: from the row the
 * cursor was in, growing downwards as the child uses rows; the terminal scrolls,
 * and lines that leave the child's screen end up in its own scrollback, once
 * and in order. Think of one document, the lines of history since the last time
 * followed by the screen's rows: its beginning is made to replace what is on
 * the terminal, and the rest is written below, so that what scrolls off is
 * right and final.
 *
 * If the child's screen does not fit the terminal, a window that follows the
 * cursor is shown instead, over all of the terminal.
 *
 * The terminal may be written to by others only between draw_finish and
 * draw_restart.
 */
#ifndef CLIENT_DRAW_H
#define CLIENT_DRAW_H

#include <stdbool.h>
#include <stdint.h>

#include "client/paint.h"
#include "client/screen.h"
#include "client/tty.h"
#include "common/buf.h"

struct shift_row;

struct draw {
	struct tty *tty; /* borrowed */
	struct paint paint;
	unsigned sx, sy; /* the terminal */
	struct surface main, alternate; /* what is on its two screens */
	bool shown_alternate; /* which of them is shown */
	/* What they show is not known: erase all of it first. */
	bool clear_main, clear_alternate;
	bool broken; /* the terminal was sent half a sequence */
	bool all; /* rows may differ that the screen has not marked */
	bool message; /* the last row of the one shown has a message */

	/* The main screen. Rows of the surface from base on are the child's. */
	bool started; /* something has been drawn */
	bool window; /* a window on the child's screen: it did not fit */
	unsigned base;
	bool home; /* the surface began in the terminal's first row, not where
	              the cursor was at the probe */
	bool above_wraps; /* the line above base goes on in it */
	uint64_t lines; /* rows that have left the surface since it began */
	/* After a resize, where the child's first row now is gets asked for. */
	bool asked; /* the answer is awaited */
	bool gave_up; /* none came */
	unsigned offset; /* rows from there to the cursor, whose row it tells */
	unsigned above; /* rows of its history that are drawn above that */

	/* While rows are being drawn. */
	bool joins; /* the terminal wraps where the child does */
	bool wraps; /* the line before this one goes on in it */

	unsigned wx, wy; /* the window's place on the child's screen */
	unsigned child_sx, child_sy; /* the child's size when last drawn */
	struct frame_cell *cells; /* sx: a row cut to the window */
	struct shift_row *want, *have; /* sy each */
};

/* The terminal has sx by sy cells (as tty_size gives them). tty is borrowed. */
void draw_init(struct draw *d, struct tty *tty, unsigned sx, unsigned sy);
void draw_release(struct draw *d);

/*
 * The terminal has a new size; the next update draws everything anew. Inline, it
 * first asks where the child's rows have got to, so that what is above them
 * stays: then draw_waits is true, and nothing is drawn until an update comes
 * after the answer, or after draw_wait_end.
 */
void draw_resize(struct draw *d, unsigned sx, unsigned sy);
bool draw_waits(const struct draw *d);
/* Do without: all of the terminal is drawn anew. */
void draw_wait_end(struct draw *d);
/*
 * Someone else has written to the terminal: what was drawn on the main screen
 * is left alone and the child is drawn anew from the cursor on. Call tty_probe
 * again, or mouse reports cannot be placed.
 */
void draw_restart(struct draw *d);

/*
 * Write to out what brings the terminal to s: its picture, cursor, modes, title
 * and bell. Takes s's pending history and clears its dirty marks. out should
 * take all of it (its max at least 4 MB and 100 bytes a cell); if it does not,
 * the terminal shows rubbish until the next update draws everything anew.
 */
void draw_update(struct draw *d, struct screen *s, struct buf *out);

/*
 * Show one line of nono's own, such as "[nono] reconnecting": below what the
 * child has drawn if there is room, else over its last row. The next update
 * removes it. Control characters are shown as \ooo, and what does not fit the
 * row is cut.
 */
void draw_message(struct draw *d, const char *text, struct buf *out);

/*
 * Leave: modes off, back on the main screen, the cursor in the line after the
 * last row that is not blank, default style. tty_release is to follow.
 */
void draw_finish(struct draw *d, struct buf *out);

/*
 * The child's cell that the terminal's cell x, y shows. Returns false if it
 * shows none, or if it is not known where on the terminal the child is drawn.
 */
bool draw_translate_mouse(const struct draw *d, unsigned x, unsigned y,
    unsigned *child_x, unsigned *child_y);

#endif
