#include "server/term/term.h"

#include <stdlib.h>
#include <string.h>

#include "common/xmalloc.h"
#include "server/term/cells.h"
#include "server/term/colours.h"
#include "server/term/cursor.h"
#include "server/term/dispatch-c0.h"
#include "server/term/dispatch-csi.h"
#include "server/term/dispatch-dcs.h"
#include "server/term/dispatch-esc.h"
#include "server/term/dispatch-osc.h"
#include "server/term/line.h"
#include "server/term/modes.h"
#include "server/term/print.h"
#include "server/term/reset.h"
#include "server/term/resize.h"
#include "server/term/state.h"
#include "server/term/title.h"

static unsigned
clamp_size(unsigned n)
{
	if (n < 1)
		return (1);
	return (n > SCREEN_MAX ? SCREEN_MAX : n);
}

struct term *
term_create(unsigned sx, unsigned sy, size_t history,
    const struct term_host *host, void *arg)
{
	struct term *t = xcalloc(1, sizeof *t);

	t->host = host;
	t->arg = arg;
	t->sx = (uint16_t)clamp_size(sx);
	t->sy = (uint16_t)clamp_size(sy);
	grid_init(&t->screens[0].grid, t->sx, t->sy);
	grid_init(&t->screens[1].grid, t->sx, t->sy);
	t->screen = &t->screens[0];
	t->grid = &t->screen->grid;
	history_init(&t->history, history);
	intern_init(&t->styles, sizeof(struct style), INTERN_MAX);
	intern_init(&t->clusters, sizeof(struct cluster), CLUSTERS_MAX);
	t->line = xmalloc(LINE_BYTES(t->sx));
	parser_init(&t->parser);
	t->generation = t->now = 1;
	colours_init(t);
	reset_hard(t);
	return (t);
}

void
term_destroy(struct term *t)
{
	if (t == NULL)
		return;
	title_release(t);
	grid_release(&t->screens[0].grid);
	grid_release(&t->screens[1].grid);
	history_release(&t->history);
	intern_release(&t->styles);
	intern_release(&t->clusters);
	free(t->line);
	free(t);
}

/* Input. */

static void
ascii_cb(void *arg, const uint8_t *text, size_t n)
{
	print_ascii(arg, text, n);
}

static void
text_cb(void *arg, const uint32_t *cp, size_t n)
{
	print_text(arg, cp, n);
}

static void
control_cb(void *arg, uint8_t byte)
{
	dispatch_control(arg, byte);
}

static void
escape_cb(void *arg, const struct parser *p)
{
	dispatch_escape(arg, p);
}

static void
csi_cb(void *arg, const struct parser *p)
{
	dispatch_csi(arg, p);
}

static void
osc_cb(void *arg, const struct parser *p)
{
	dispatch_osc(arg, p);
}

static void
dcs_cb(void *arg, const struct parser *p)
{
	dispatch_dcs(arg, p);
}

static const struct parser_ops ops = {
    .ascii = ascii_cb,
    .text = text_cb,
    .control = control_cb,
    .escape = escape_cb,
    .csi = csi_cb,
    .osc = osc_cb,
    .dcs = dcs_cb,
};

/* What can be asked for besides rows, the title and history. */
struct summary {
	struct term_cursor cursor;
	uint32_t modes;
	unsigned kitty;
	bool synchronized;
};

static void
summarize(const struct term *t, struct summary *s)
{
	memset(s, 0, sizeof *s);
	term_cursor(t, &s->cursor);
	s->modes = term_modes(t);
	s->kitty = term_kitty(t);
	s->synchronized = term_synchronized(t);
}

/* Begin and end what may change the state. */
static void
change_begin(struct term *t, struct summary *before)
{
	summarize(t, before);
	t->now = t->generation + 1;
	t->changed = false;
}

static void
change_end(struct term *t, const struct summary *before)
{
	struct summary after;

	summarize(t, &after);
	/* summarize() clears the padding. NOLINTNEXTLINE(bugprone-*) */
	if (t->changed || memcmp(before, &after, sizeof after) != 0)
		t->generation = t->now;
}

void
term_input(struct term *t, const uint8_t *data, size_t len)
{
	struct summary before;

	change_begin(t, &before);
	parser_feed(&t->parser, &ops, t, data, len);
	change_end(t, &before);
}

void
term_resize(struct term *t, unsigned sx, unsigned sy)
{
	struct summary before;

	sx = clamp_size(sx);
	sy = clamp_size(sy);
	if (sx == t->sx && sy == t->sy)
		return;
	change_begin(t, &before);
	resize(t, sx, sy);
	change_end(t, &before);
}

void
term_end_synchronized(struct term *t)
{
	struct summary before;

	change_begin(t, &before);
	t->flags &= ~FLAG(SYNCHRONIZED);
	change_end(t, &before);
}

/* Output. */

static const struct row *
get_row(const struct term *t, unsigned y)
{
	if (y >= t->sy)
		BUG("row %u of %u", y, t->sy);
	return (term_row(t, y));
}

uint64_t
term_generation(const struct term *t)
{
	return (t->generation);
}

uint64_t
term_row_generation(const struct term *t, unsigned y)
{
	return (get_row(t, y)->generation);
}

unsigned
term_sx(const struct term *t)
{
	return (t->sx);
}

unsigned
term_sy(const struct term *t)
{
	return (t->sy);
}

bool
term_alternate(const struct term *t)
{
	return (is_alternate(t));
}

bool
term_synchronized(const struct term *t)
{
	return (has_flag(t, FLAG_SYNCHRONIZED));
}

uint32_t
term_modes(const struct term *t)
{
	return (modes_visible(t));
}

unsigned
term_kitty(const struct term *t)
{
	return (t->screen->kitty[t->screen->kitty_depth]);
}

const char *
term_title(const struct term *t)
{
	return (t->title);
}

void
term_cursor(const struct term *t, struct term_cursor *c)
{
	c->x = t->cursor.x;
	c->y = t->cursor.y;
	c->shape = t->shape;
	c->visible = has_flag(t, FLAG_CURSOR);
	c->style = t->cursor.style;
}

uint64_t
term_history_start(const struct term *t)
{
	return (t->history.start);
}

uint64_t
term_history_end(const struct term *t)
{
	return (t->history.end);
}

bool
term_row_line(const struct term *t, unsigned y, struct buf *out)
{
	const struct row *r = get_row(t, y);
	struct frame_line line;

	frame_line_begin(&line, out);
	cells_emit(t, r, &line_to_frame, &line);
	frame_line_end(&line);
	return (r->wrapped);
}

bool
term_history_line(const struct term *t, uint64_t n, struct buf *out)
{
	struct frame_line line;
	const uint8_t *data;
	size_t len;

	data = history_get(&t->history, n, &len);
	frame_line_begin(&line, out);
	line_unpack(data, len, &line_to_frame, &line);
	frame_line_end(&line);
	return ((data[0] & LINE_WRAPPED) != 0);
}
