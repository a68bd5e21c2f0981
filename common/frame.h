/*
 * A frame: the difference between two states of a session's screen, as the
 * server sends it to a viewer. One frame may span several FRAME messages, each
 * at most FRAME_MESSAGE_MAX bytes; the viewer applies each as it comes, draws
 * after the last, and acknowledges as ACK in proto.h says.
 *
 * A message is a sequence of items, each an op byte and its fields:
 *
 *	SIZE     u16 sx, u16 sy         the child's screen; clears everything
 *	SCREEN   u8 alternate           which screen the rows belong to; rows
 *	                                that are not sent are blank after a change
 *	POSITION u64 n                  the next HISTORY line, or else the
 *	                                screen's first row, is line number n;
 *	                                sent with SIZE
 *	SKIPPED  u64 n                  n history lines were lost to this viewer
 *	HISTORY  u8 wrapped, line       one line left the top of the main screen
 *	ROW      u16 y, u8 wrapped, line  new contents of a row
 *	CURSOR   u16 x, u16 y, u8 shape, u8 visible
 *	MODES    u32 bits               FRAME_MODE_*
 *	KITTY    u8 flags               kitty keyboard flags the child has set
 *	TITLE    string
 *	BELL     (nothing)
 *	END      u32 seq                last item of the last message of a frame
 *
 * HISTORY items come before ROW items: with the main screen shown, n HISTORY
 * and SKIPPED lines move what the viewer holds up by as many rows (blank rows
 * come in at the bottom) before the ROWs are applied.
 *
 * A line is u16 runs, then that many runs; cells right of the last run are
 * blank in the default style. A run is u8 kind, u16 n, style (16 bytes), then
 *	BLANK    nothing: n blank cells
 *	ASCII    n bytes 0x20 to 0x7e: n cells
 *	CELLS    n times: u8 (columns - 1) << 7 | bytes, then the bytes: one
 *	         grapheme cluster in UTF-8, without control characters; of
 *	         two columns only if it has more than a byte
 */
#ifndef COMMON_FRAME_H
#define COMMON_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/style.h"

enum {
	FRAME_MESSAGE_MAX = 64 * 1024,
	SCREEN_MAX = 1000, /* columns or rows of a session's screen */
	CLUSTER_MAX = 31, /* bytes of one cell's text */
	TITLE_MAX = 255, /* bytes of a title */
};

enum frame_op {
	FRAME_SIZE = 1,
	FRAME_SCREEN,
	FRAME_POSITION,
	FRAME_SKIPPED,
	FRAME_HISTORY,
	FRAME_ROW,
	FRAME_CURSOR,
	FRAME_MODES,
	FRAME_KITTY,
	FRAME_TITLE,
	FRAME_BELL,
	FRAME_END,
	FRAME_OPS,
};

enum frame_run {
	RUN_BLANK,
	RUN_ASCII,
	RUN_CELLS,
	RUN_KINDS
};

/* Modes of the child's terminal that a viewer's terminal must follow. */
enum frame_mode {
	MODE_CURSOR_KEYS = 1 << 0, /* DECCKM */
	MODE_KEYPAD = 1 << 1, /* DECKPAM */
	MODE_PASTE = 1 << 2, /* 2004 */
	MODE_FOCUS = 1 << 3, /* 1004 */
	MODE_MOUSE_X10 = 1 << 4, /* 9 */
	MODE_MOUSE_BUTTON = 1 << 5, /* 1000 */
	MODE_MOUSE_DRAG = 1 << 6, /* 1002 */
	MODE_MOUSE_MOTION = 1 << 7, /* 1003 */
	MODE_MOUSE_UTF8 = 1 << 8, /* 1005 */
	MODE_MOUSE_SGR = 1 << 9, /* 1006 */
	MODE_MOUSE_URXVT = 1 << 10, /* 1015 */
	MODE_MOUSE_PIXELS = 1 << 11, /* 1016 */
	MODE_ALT_SCROLL = 1 << 12, /* 1007 */
	MODE_REVERSE = 1 << 13, /* DECSCNM */
	MODE_OTHER_KEYS_1 = 1 << 14, /* modifyOtherKeys 1 */
	MODE_OTHER_KEYS_2 = 1 << 15, /* modifyOtherKeys 2 */
	MODE_COLOUR_SCHEME = 1 << 16, /* 2031 */
	MODE_BITS = (1 << 17) - 1, /* all of the above */
	MODE_MOUSE_ANY = MODE_MOUSE_X10 | MODE_MOUSE_BUTTON | MODE_MOUSE_DRAG |
	    MODE_MOUSE_MOTION,
};

/* One cell of a line being built or read. */
struct frame_cell {
	struct style style;
	char text[CLUSTER_MAX + 1]; /* UTF-8; "" is blank */
	uint8_t len; /* bytes of text */
	uint8_t columns; /* 1 or 2; 0 is the right half of a wide cell */
};

/*
 * Builds one line: cells in order, then the end. The last cells that are blank
 * in the default style are left out.
 */
struct frame_line {
	struct buf *buf;
	size_t at; /* where the run count is */
	size_t count_at; /* where the open run's n is */
	struct style style; /* of the open run */
	uint16_t runs; /* closed and open runs */
	uint16_t n; /* cells in the open run */
	uint16_t blanks; /* default blanks not yet written */
	uint8_t kind; /* of the open run; RUN_KINDS if none */
};

void frame_line_begin(struct frame_line *l, struct buf *b);
/* Add a blank of n >= 1 columns. */
void frame_line_blank(struct frame_line *l, const struct style *s, unsigned n);
/* Add n >= 1 cells of printable ASCII. */
void frame_line_ascii(
    struct frame_line *l, const struct style *s, const char *text, unsigned n);
/* Add one cell: len 1 to CLUSTER_MAX bytes of valid UTF-8, columns 1 or 2. */
void frame_line_cell(struct frame_line *l, const struct style *s,
    const char *text, size_t len, unsigned columns);
void frame_line_end(struct frame_line *l);

/*
 * What a message's items are given to, in order. Any may be NULL. Lines are
 * given as n <= SCREEN_MAX cells (a wide cell is followed by one with columns 0),
 * borrowed until the call returns.
 */
struct frame_sink {
	void (*size)(void *arg, unsigned sx, unsigned sy);
	void (*screen)(void *arg, bool alternate);
	void (*position)(void *arg, uint64_t n);
	void (*skipped)(void *arg, uint64_t n);
	void (*history)(void *arg, bool wrapped, const struct frame_cell *cells,
	    unsigned n);
	void (*row)(void *arg, unsigned y, bool wrapped,
	    const struct frame_cell *cells, unsigned n);
	void (*cursor)(
	    void *arg, unsigned x, unsigned y, unsigned shape, bool visible);
	void (*modes)(void *arg, uint32_t bits);
	void (*kitty)(void *arg, unsigned flags);
	void (*title)(void *arg, const char *title);
	void (*bell)(void *arg);
	void (*end)(void *arg, uint32_t seq);
};

/*
 * Read one message, giving each item to the sink. Everything is checked before
 * it is given: sizes 1 to SCREEN_MAX, known ops, kinds and mode bits, valid
 * UTF-8 without control characters. Rows are only bounded by SCREEN_MAX: the
 * sink checks them against the size it has. Returns -1 and sets e at the first
 * bad item; those before it have been given.
 */
int frame_decode(const uint8_t *data, size_t len, const struct frame_sink *sink,
    void *arg, struct error *e);

#endif
