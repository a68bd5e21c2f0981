/*
 * The user's terminal: its capabilities, its modes, and giving it back as it
 * was. Nothing here writes to the terminal but the emergency exit: the bytes go
 * to a struct buf, and whoever owns the descriptor sends them.
 *
 *	tty_open		refuses a terminal that cannot be drawn on
 *	tty_raw
 *	tty_probe -> out	asks what it can do; do not wait
 *	... draw; each reply to tty_reply; after TTY_PROBE_MS tty_probe_end ...
 *	draw_finish -> out
 *	tty_release -> out	undoes all modes; send the bytes
 *	tty_drain		late answers do not reach the shell
 *	tty_restore		termios
 *
 * What has been turned on is undone in the order of enum tty_item: reports and
 * keyboard modes while the alternate screen is still shown, then what is seen,
 * then the alternate screen, at last termios. That is the reverse of the order
 * they would be turned on in at once.
 *
 * Type-ahead: termios is set without discarding input, so what the user typed
 * before nono or types after it stays in the kernel's queue for the shell. Only
 * tty_drain reads in between, and only while an answer is outstanding; keys
 * that come before that answer are handed to its caller, since a terminal's
 * input cannot be put back (TIOCSTI is off on current kernels).
 */
#ifndef CLIENT_TTY_H
#define CLIENT_TTY_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <termios.h>

#include "client/caps.h"
#include "client/keys.h"
#include "common/buf.h"
#include "common/error.h"
#include "common/frame.h"

/* What can be turned on, in the order in which it is turned off. */
enum tty_item {
	TTY_SYNC, /* synchronized output */
	TTY_MOUSE_SGR,
	TTY_MOUSE_MOTION,
	TTY_MOUSE_DRAG,
	TTY_MOUSE_BUTTON,
	TTY_ALT_SCROLL,
	TTY_COLOUR_SCHEME,
	TTY_KITTY,
	TTY_OTHER_KEYS_2,
	TTY_OTHER_KEYS_1,
	TTY_PASTE,
	TTY_FOCUS,
	TTY_KEYPAD,
	TTY_CURSOR_KEYS,
	TTY_SHAPE,
	TTY_HIDDEN,
	TTY_REVERSE,
	TTY_TITLE,
	TTY_STYLE,
	TTY_ALTERNATE,
	TTY_ITEMS
};

enum {
	TTY_PROBE_MS = 1000, /* to wait for the answers to tty_probe */
	TTY_ROW_MS = 300, /* for the answer to tty_ask_row */
	TTY_DRAIN_MS = 300, /* for late ones at the end */
	TTY_UNDO_MAX = 512, /* bytes that undo everything */
	TTY_NO_COLOUR = 0x1000000,
	TTY_PARK_MAX = 24, /* bytes that leave the cursor below the picture */
};

struct tty {
	int fd; /* borrowed */
	struct caps caps;
	struct termios saved; /* as it was found */
	bool raw;

	uint32_t on; /* bits 1 << enum tty_item */
	uint32_t modes; /* MODE_* as last asked for */
	unsigned kitty; /* keyboard flags as last asked for */
	unsigned shape; /* cursor shape that is set */
	int shape_before; /* the terminal's own, -1 if not known */
	bool alt_scroll_before; /* was on when we came */
	char title[TITLE_MAX + 1]; /* that is set */

	bool probing; /* the answers to the probe have not all come */
	unsigned fences; /* DA1 reports outstanding */
	bool answers; /* it has sent one */
	bool reports; /* reports may be on their way */
	bool draining;
	uint32_t text, background; /* 0xrrggbb; TTY_NO_COLOUR: not known */
	int row; /* the cursor's when last asked, from 0; -1 if not known */
	unsigned rows_asked; /* answers about it that may still come */

	/* What tty_emergency writes: two, so that one is always whole. */
	struct {
		char text[TTY_UNDO_MAX];
		size_t len;
	} emergency[2];
	volatile sig_atomic_t current;
	char park[TTY_PARK_MAX];
};

/*
 * Look at the terminal fd (borrowed) of type term (TERM, may be NULL). Returns
 * -1 and sets e if it is none or cannot be drawn on; nothing has been changed.
 */
int tty_open(struct tty *t, int fd, const char *term, struct error *e);

/* Set raw mode; pending input stays. */
int tty_raw(struct tty *t, struct error *e);
/* Set termios back to what tty_open found; does nothing outside raw mode. */
void tty_restore(struct tty *t);

/*
 * Ask the kernel for the terminal's size, 1 to SCREEN_MAX each; what it does not
 * know is taken from terminfo, else 80 by 24.
 */
void tty_size(const struct tty *t, unsigned *sx, unsigned *sy);

/*
 * Ask for its colours, before tty_probe, whose last answer then comes after
 * theirs.
 */
void tty_ask_colours(struct tty *t, struct buf *out);
/* Queries. Drawing need not wait for the answers. */
void tty_probe(struct tty *t, struct buf *out);
/* Do without the answers that have not come; late ones are still heeded. */
void tty_probe_end(struct tty *t, struct buf *out);
/*
 * Ask for the cursor's row, the cursor going to column 0: row is the answer to
 * the last question once rows_asked is 0. Only if it answers.
 */
void tty_ask_row(struct tty *t, struct buf *out);
/*
 * Take a reply. Returns true if the child has asked for such reports: then it
 * is to get it as INPUT_RAW.
 */
bool tty_reply(struct tty *t, const struct keys_reply *r, struct buf *out);

/* Turn on what the child's modes and kitty keyboard flags need, and the rest off. */
void tty_modes(struct tty *t, uint32_t modes, unsigned kitty, struct buf *out);
void tty_cursor(struct tty *t, unsigned shape, bool visible, struct buf *out);
/* "" is the title that the terminal had. */
void tty_title(struct tty *t, const char *title, struct buf *out);
/* The caller has reset the style and must reset it again behind it. */
void tty_alternate(struct tty *t, bool on, struct buf *out);
/* Turn an item without further conditions on or off. */
void tty_set(struct tty *t, enum tty_item item, bool on, struct buf *out);
bool tty_is_on(const struct tty *t, enum tty_item item);

/* Bytes that an emergency exit sends last, to leave what was drawn. */
void tty_park(struct tty *t, const char *text, size_t len);

/*
 * Undo all but the style and the alternate screen: before the alternate screen
 * is left for good.
 */
void tty_modes_off(struct tty *t, struct buf *out);

/*
 * Undo everything. If answers are outstanding, or reports may be on their way,
 * also ask a question whose answer tells when the last of them has come.
 */
void tty_release(struct tty *t, struct buf *out);

/*
 * Read until no answer is outstanding, at most TTY_DRAIN_MS; returns at once if
 * there is none. What the user typed meanwhile is appended to typed (not NULL)
 * as it came. Call after tty_release's bytes have been sent.
 */
void tty_drain(struct tty *t, struct buf *typed);

/*
 * Undo everything now, with write(2) and tcsetattr(3) only: for signal handlers
 * and fatal errors. May interrupt anything. What the terminal has not taken
 * within a second is not sent.
 */
void tty_emergency(struct tty *t);

#endif
