/*
 * One virtual terminal: bytes from the child in, a screen out. Pure: no
 * descriptor, clock, event loop or global, so it can be tested and fuzzed by
 * itself. Nothing a child sends can make it fail, exit or grow without bound.
 *
 * Coordinates are cells, x 0 to sx - 1 from the left, y 0 to sy - 1 from the
 * top. Lines of the main screen that left it at the top are history; they have
 * numbers that count from 0 and stay, but for a resize: it reflows the history
 * and numbers it anew.
 */
#ifndef SERVER_TERM_TERM_H
#define SERVER_TERM_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/frame.h"
#include "common/keys.h"

struct term; /* opaque */

/* What the terminal tells its owner; called from within term_input. */
struct term_host {
	/* Bytes for the child: the answer to a query of its. */
	void (*reply)(void *arg, const void *data, size_t len);
	void (*bell)(void *arg);
};

/*
 * Make a terminal of sx by sy cells (1 to SCREEN_MAX each) that keeps at most
 * history lines. host is borrowed for the terminal's life.
 */
struct term *term_create(unsigned sx, unsigned sy, size_t history,
    const struct term_host *host, void *arg);
void term_destroy(struct term *t);

/* Interpret bytes from the child. Any split of a stream gives the same state. */
void term_input(struct term *t, const uint8_t *data, size_t len);

/*
 * Change the size (1 to SCREEN_MAX each). The main screen and its history
 * reflow, the cursor staying on its character; the alternate screen is cropped.
 */
void term_resize(struct term *t, unsigned sx, unsigned sy);

/*
 * What changed since when: the generation grows with every change of anything
 * below. A row's is that of its last change, and moves with the row when the
 * whole main screen scrolls into history; any other scroll changes the rows. A
 * frame for a viewer that has generation g and history up to h is: history
 * lines h to the end, then each row whose generation is greater than g.
 */
uint64_t term_generation(const struct term *t);
uint64_t term_row_generation(const struct term *t, unsigned y);

unsigned term_sx(const struct term *t);
unsigned term_sy(const struct term *t);
bool term_alternate(const struct term *t); /* the alternate screen is shown */
bool term_synchronized(const struct term *t); /* mode 2026 is set */
/* End synchronized output (its time-out is the owner's to keep). */
void term_end_synchronized(struct term *t);
uint32_t term_modes(const struct term *t); /* enum frame_mode bits */
unsigned term_kitty(const struct term *t); /* kitty keyboard flags in force */
/*
 * The text and background colours, 0xrrggbb, of the terminal that shows it: what
 * the child is told when it asks for colours it has not set. A change between
 * dark and light is reported to a child that wants that (mode 2031). Not part of
 * what term_save saves.
 */
void term_set_colours(struct term *t, uint32_t text, uint32_t background);
const char *term_title(const struct term *t); /* "" if none; borrowed */

struct term_cursor {
	unsigned x, y;
	unsigned shape; /* DECSCUSR 0 to 6 */
	bool visible; /* DECTCEM */
	struct style style; /* that the next character gets */
};
void term_cursor(const struct term *t, struct term_cursor *c);

/* Numbers of the first history line still held, and of the next to come. */
uint64_t term_history_start(const struct term *t);
uint64_t term_history_end(const struct term *t);

/* Write row y as a line of common/frame.h; returns whether it wraps on. */
bool term_row_line(const struct term *t, unsigned y, struct buf *out);
/* Write history line n (start <= n < end) the same way. */
bool term_history_line(const struct term *t, uint64_t n, struct buf *out);

/*
 * Encode an input event as the child has asked for it (cursor and keypad modes,
 * kitty flags, modifyOtherKeys, mouse and focus modes, bracketed paste). An
 * event the child has not asked for (a mouse report with no mouse mode, a focus
 * report) writes nothing. Control bytes that would end a bracketed paste are
 * removed from one.
 */
void term_encode(const struct term *t, const struct input *in, struct buf *out);

/*
 * Write the whole state except history: screens, cursor, modes, tabs, title,
 * parser state. term_load puts it into a fresh terminal; the bytes may be
 * damaged or hostile: then it returns -1, and the terminal may only be
 * destroyed. max limits what is written: a screen that does not fit is written
 * without styles. The history count goes with it, so absolute line numbers
 * continue; history lines before it count as lost.
 */
void term_save(const struct term *t, struct buf *out);
int term_load(struct term *t, struct reader *r, struct error *e);

#endif
