#include "server/term/reset.h"

#include "server/term/alternate.h"
#include "server/term/cells.h"
#include "server/term/colours.h"
#include "server/term/cursor.h"
#include "server/term/erase.h"
#include "server/term/modes.h"

/* Flags that DECSTR leaves as they are. */
#define SOFT_KEEPS                                                             \
	(FLAG(ALTERNATE) | FLAG(PASTE) | FLAG(FOCUS) | FLAGS_MOUSE |           \
	    FLAGS_MOUSE_FORMAT | FLAG(ALT_SCROLL) | FLAG(REVERSE) |            \
	    FLAG(SYNCHRONIZED) | FLAG(GRAPHEMES) | FLAG(COLOUR_SCHEME) |       \
	    FLAG(NEWLINE) | FLAG(LOCAL_ECHO_OFF) | FLAG(SMOOTH) |              \
	    FLAG(REPEAT) | FLAG(ALLOW_132) | FLAG(132_COLUMNS) | FLAG(BLINK) | \
	    FLAG(META_ESCAPE) | FLAG(ALT_ESCAPE) | FLAG(NO_CLEAR))

static void
reset_cursor(struct term *t)
{
	struct cursor old = t->cursor;

	cursor_init(&t->cursor);
	t->cursor.x = old.x;
	t->cursor.y = old.y;
	t->cursor.wrap = old.wrap;
	t->protect = PROTECT_OFF;
	t->rectangular = 1;
	cells_pen_changed(t);
}

void
reset_soft(struct term *t)
{
	t->flags = (t->flags & SOFT_KEEPS) | (modes_initial() & ~SOFT_KEEPS);
	reset_cursor(t);
	cursor_reset_margins(t);
	cursor_init(&t->screen->saved);
	t->screen->has_saved = true;
	t->other_keys = 0;
	t->screen->kitty_depth = 0;
	t->screen->kitty[0] = 0;
	touch(t);
}

static void
reset_screen(struct term *t, bool alternate)
{
	alternate_show(t, alternate);
	erase_screen(t);
	t->screen->has_saved = false;
	t->screen->kitty_depth = 0;
	t->screen->kitty[0] = 0;
}

void
reset_hard(struct term *t)
{
	reset_cursor(t);
	cursor_init(&t->cursor);
	reset_screen(t, true);
	reset_screen(t, false);
	history_clear(&t->history);
	t->flags = modes_initial();
	t->saved_flags = t->flags;
	cursor_reset_margins(t);
	tabs_reset(t);
	colours_reset(t);
	t->nsgrs = 0;
	t->shape = 0;
	t->level = 4;
	t->other_keys = 0;
	t->last = 0;
	touch(t);
}

void
reset_alignment(struct term *t)
{
	struct cell c = {.text = 'E'};
	unsigned y;

	t->flags &= ~FLAG(ORIGIN);
	cursor_reset_margins(t);
	cursor_set(t, 0, 0);
	for (y = 0; y < t->sy; y++) {
		row_fill(term_row(t, y), t->sx, 0, t->sx, c);
		term_row(t, y)->wrapped = false;
		touch_row(t, term_row(t, y));
	}
}
