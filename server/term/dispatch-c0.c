#include "server/term/dispatch-c0.h"

#include "server/term/cursor.h"
#include "server/term/scroll.h"
#include "server/term/term.h"

static void
bell(struct term *t)
{
	if (t->host->bell != NULL)
		t->host->bell(t->arg);
}

static void
backspace(struct term *t)
{
	cursor_left(t, 1);
}

static void
tab(struct term *t)
{
	tabs_forward(t, 1);
}

static void
line_feed(struct term *t)
{
	scroll_index(t, false);
	t->cursor.wrap = false;
	if (has_flag(t, FLAG_NEWLINE))
		cursor_return(t);
}

static void
shift_out(struct term *t)
{
	t->cursor.gl = 1;
}

static void
shift_in(struct term *t)
{
	t->cursor.gl = 0;
}

static void (*const controls[0x20])(struct term *t) = {
    [0x07] = bell,
    [0x08] = backspace,
    [0x09] = tab,
    [0x0a] = line_feed,
    [0x0b] = line_feed, /* VT */
    [0x0c] = line_feed, /* FF */
    [0x0d] = cursor_return,
    [0x0e] = shift_out,
    [0x0f] = shift_in,
};

void
dispatch_control(struct term *t, uint8_t byte)
{
	t->joinable = false;
	if (controls[byte] != NULL)
		controls[byte](t);
}
