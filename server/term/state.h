/*
 * The state of a terminal, for the files of this layer only.
 *
 * What always holds is checked by server/term/check.h.
 */
#ifndef SERVER_TERM_STATE_H
#define SERVER_TERM_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/frame.h"
#include "common/style.h"
#include "server/term/grid.h"
#include "server/term/history.h"
#include "server/term/intern.h"
#include "server/term/parse.h"

enum {
	CLUSTERS_MAX = 32767, /* grapheme clusters held */
	KITTY_DEPTH = 8, /* entries of the kitty flag stack */
	KITTY_FLAGS = 31,
	TITLE_DEPTH = 10, /* entries of the title stack */
	SGR_DEPTH = 10, /* entries of the XTPUSHSGR stack */
	TAB_BYTES = (SCREEN_MAX + 7) / 8,
	CELL_PIXELS_X = 10, /* what a cell is said to measure */
	CELL_PIXELS_Y = 20,
	DYNAMIC_COLOURS = 10, /* OSC 10 to 19 */
	COLOURS = 256 + DYNAMIC_COLOURS,
	COLOUR_UNSET = 0xffffffff, /* as it is by default */
};

/* Modes that are set or reset, one bit each. */
enum term_flag {
	/* ANSI. */
	FLAG_KEYBOARD_LOCK, /* KAM */
	FLAG_INSERT, /* IRM */
	FLAG_LOCAL_ECHO_OFF, /* SRM */
	FLAG_NEWLINE, /* LNM */
	/* Private. */
	FLAG_CURSOR_KEYS, /* 1, DECCKM */
	FLAG_132_COLUMNS, /* 3, DECCOLM */
	FLAG_SMOOTH, /* 4, DECSCLM */
	FLAG_REVERSE, /* 5, DECSCNM */
	FLAG_ORIGIN, /* 6, DECOM */
	FLAG_WRAP, /* 7, DECAWM */
	FLAG_REPEAT, /* 8, DECARM */
	FLAG_MOUSE_X10, /* 9 */
	FLAG_BLINK, /* 12 */
	FLAG_CURSOR, /* 25, DECTCEM */
	FLAG_ALLOW_132, /* 40 */
	FLAG_NATIONAL, /* 42, DECNRCM */
	FLAG_REVERSE_WRAP, /* 45 */
	FLAG_KEYPAD, /* 66, DECNKM */
	FLAG_BACKARROW, /* 67, DECBKM */
	FLAG_MARGINS, /* 69, DECLRMM */
	FLAG_NO_CLEAR, /* 95, DECNCSM */
	FLAG_MOUSE_BUTTON, /* 1000 */
	FLAG_MOUSE_DRAG, /* 1002 */
	FLAG_MOUSE_MOTION, /* 1003 */
	FLAG_FOCUS, /* 1004 */
	FLAG_MOUSE_UTF8, /* 1005 */
	FLAG_MOUSE_SGR, /* 1006 */
	FLAG_ALT_SCROLL, /* 1007 */
	FLAG_MOUSE_URXVT, /* 1015 */
	FLAG_MOUSE_PIXELS, /* 1016 */
	FLAG_META_ESCAPE, /* 1036 */
	FLAG_ALT_ESCAPE, /* 1039 */
	FLAG_REVERSE_WRAP_ALL, /* 1045 */
	FLAG_ALTERNATE, /* 47, 1047, 1049 */
	FLAG_PASTE, /* 2004 */
	FLAG_SYNCHRONIZED, /* 2026 */
	FLAG_GRAPHEMES, /* 2027 */
	FLAG_COLOUR_SCHEME, /* 2031 */
	FLAGS
};

#define FLAG(name) ((uint64_t)1 << FLAG_##name)

/* The mouse modes and the report formats: of each, one is set at most. */
#define FLAGS_MOUSE                                                \
	(FLAG(MOUSE_X10) | FLAG(MOUSE_BUTTON) | FLAG(MOUSE_DRAG) | \
	    FLAG(MOUSE_MOTION))
#define FLAGS_MOUSE_FORMAT                                        \
	(FLAG(MOUSE_UTF8) | FLAG(MOUSE_SGR) | FLAG(MOUSE_URXVT) | \
	    FLAG(MOUSE_PIXELS))

/* Which cells are protected from what. */
enum protect {
	PROTECT_OFF,
	PROTECT_DEC, /* DECSCA: from selective erase */
	PROTECT_ISO, /* SPA: from every erase */
	PROTECTS
};

/* What DECSC saves, and the cursor itself. */
struct cursor {
	uint16_t x, y;
	bool wrap; /* the next character wraps first (x is the last column) */
	bool origin; /* DECOM; only in a saved cursor */
	bool protected; /* DECSCA or SPA: what is printed is */
	uint8_t charsets[4]; /* enum charset in G0 to G3 */
	uint8_t gl, gr; /* which of them are in GL and GR */
	uint8_t shift; /* 2 or 3: it is in GL for the next character */
	struct style style; /* what is printed gets */
};

struct screen {
	struct grid grid;
	struct cursor saved;
	bool has_saved;
	/* Element 0 is what is in force with nothing pushed. */
	uint8_t kitty[KITTY_DEPTH + 1];
	uint8_t kitty_depth;
};

struct saved_sgr {
	struct style style;
	uint32_t mask; /* which attributes it is about; bit n for parameter n */
};

struct term {
	const struct term_host *host; /* borrowed */
	void *arg;

	uint16_t sx, sy;
	struct screen screens[2]; /* main, alternate */
	struct screen *screen; /* the one shown */
	struct grid *grid; /* its grid */
	struct history history;
	struct intern styles; /* struct style */
	struct intern clusters; /* struct cluster of cells.h */

	struct cursor cursor;
	uint16_t top, bottom; /* scroll region, rows and columns inclusive */
	uint16_t left, right;
	uint8_t protect; /* enum protect */
	uint8_t shape; /* DECSCUSR */
	uint8_t level; /* DECSCL, 1 to 4 */
	uint8_t rectangular; /* DECSACE: 1 as a stream, 2 as a rectangle */
	uint8_t other_keys; /* modifyOtherKeys */
	uint64_t flags, saved_flags; /* FLAG() bits; by XTSAVE */
	uint8_t tabs[TAB_BYTES]; /* bit x % 8 of byte x / 8: a stop at x */

	/* Styles that are numbered when needed: of the pen, of erased cells. */
	uint16_t pen, blank;
	bool pen_stale, blank_stale;

	/* The character just printed, if nothing came between. */
	bool joinable;
	uint16_t join_x; /* its column */
	uint32_t join_last; /* its last code point */
	uint32_t last; /* for REP; 0 if there is none */

	char title[TITLE_MAX + 1];
	char *titles[TITLE_DEPTH]; /* the stack */
	uint8_t ntitles;
	struct saved_sgr sgrs[SGR_DEPTH];
	uint8_t nsgrs;
	uint32_t colours[COLOURS]; /* 0xrrggbb or COLOUR_UNSET */
	uint32_t text, background; /* of who looks on; 0xrrggbb */

	uint64_t generation; /* of the last change */
	uint64_t now; /* of a change that is made now */
	bool changed; /* since generation */
	struct parser parser;
	uint8_t *line; /* room for LINE_BYTES(sx) */
};

static inline bool
has_flag(const struct term *t, enum term_flag flag)
{
	return (t->flags >> flag & 1);
}

static inline bool
is_alternate(const struct term *t)
{
	return (t->screen == &t->screens[1]);
}

/* Whether columns and rows of the margins are those of the screen. */
static inline bool
full_width(const struct term *t)
{
	return (t->left == 0 && t->right == t->sx - 1);
}

static inline struct row *
term_row(const struct term *t, unsigned y)
{
	return (grid_row(t->grid, y));
}

/* Something of the row, or of the terminal, changed. */
static inline void
touch_row(struct term *t, struct row *r)
{
	r->generation = t->now;
	t->changed = true;
}

static inline void
touch(struct term *t)
{
	t->changed = true;
}

/* Mark rows top to bottom. */
static inline void
touch_rows(struct term *t, unsigned top, unsigned bottom)
{
	for (; top <= bottom; top++)
		touch_row(t, term_row(t, top));
}

#endif
