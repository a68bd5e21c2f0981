#include "server/frame.h"

#include <string.h>

#include "common/xmalloc.h"
#include "compat/strl.h"
#include "server/term/term.h"

void
frame_writer_init(struct frame_writer *w,
    void (*emit)(void *arg, const struct buf *payload, bool last), void *arg)
{
	w->emit = emit;
	w->arg = arg;
	buf_init(&w->payload, FRAME_MESSAGE_MAX);
	buf_init(&w->item, FRAME_MESSAGE_MAX);
}

void
frame_writer_release(struct frame_writer *w)
{
	buf_release(&w->payload);
	buf_release(&w->item);
}

static void
emit(struct frame_writer *w, bool last)
{
	if (w->payload.len > 0)
		w->emit(w->arg, &w->payload, last);
	buf_clear(&w->payload);
}

void
frame_writer_flush(struct frame_writer *w)
{
	emit(w, false);
}

/* Whether the finished item can still go into the payload. */
static bool
item_fits(const struct frame_writer *w)
{
	return (w->item.len <= FRAME_MESSAGE_MAX - w->payload.len);
}

static struct buf *
item_begin(struct frame_writer *w, enum frame_op op)
{
	buf_clear(&w->item);
	buf_u8(&w->item, (uint8_t)op);
	return (&w->item);
}

static void
item_end(struct frame_writer *w)
{
	if (w->item.full)
		BUG("a frame item longer than a message");
	if (!item_fits(w))
		emit(w, false);
	buf_put(&w->payload, w->item.data, w->item.len);
}

static void
put_size(struct frame_writer *w, const struct term *t, uint64_t position)
{
	struct buf *b = item_begin(w, FRAME_SIZE);

	buf_u16(b, (uint16_t)term_sx(t));
	buf_u16(b, (uint16_t)term_sy(t));
	item_end(w);
	b = item_begin(w, FRAME_POSITION);
	buf_u64(b, position);
	item_end(w);
}

static void
put_row(struct frame_writer *w, const struct term *t, unsigned y)
{
	struct buf *b = item_begin(w, FRAME_ROW);
	size_t at;
	bool wrapped;

	buf_u16(b, (uint16_t)y);
	at = b->len;
	buf_u8(b, 0);
	wrapped = term_row_line(t, y, b);
	if (!b->full)
		b->data[at] = wrapped;
	item_end(w);
}

static void
put_history(struct frame_writer *w, const struct term *t, uint64_t n)
{
	struct buf *b = item_begin(w, FRAME_HISTORY);
	bool wrapped;

	buf_u8(b, 0);
	wrapped = term_history_line(t, n, b);
	if (!b->full)
		b->data[1] = wrapped;
}

bool
frame_differs(
    const struct term *t, const struct frame_state *state, unsigned bells)
{
	return (!state->valid || state->generation != term_generation(t) ||
	    state->bells != bells);
}

void
frame_begin(
    struct frame_writer *w, const struct term *t, struct frame_state *state)
{
	bool alternate = term_alternate(t);

	if (!state->valid) {
		if (state->history == FRAME_FRESH ||
		    state->history > term_history_end(t))
			state->history = term_history_end(t);
		put_size(w, t, state->history);
		state->sx = term_sx(t);
		state->sy = term_sy(t);
	}
	if (!state->valid || state->alternate != alternate) {
		buf_u8(item_begin(w, FRAME_SCREEN), alternate);
		item_end(w);
		state->alternate = alternate;
		state->generation = 0;
	}
}

static void
put_cursor(
    struct frame_writer *w, const struct term *t, struct frame_state *state)
{
	struct term_cursor c;
	struct buf *b;

	term_cursor(t, &c);
	if (state->valid && c.x == state->cx && c.y == state->cy &&
	    c.shape == state->shape && c.visible == state->visible)
		return;
	b = item_begin(w, FRAME_CURSOR);
	buf_u16(b, (uint16_t)c.x);
	buf_u16(b, (uint16_t)c.y);
	buf_u8(b, (uint8_t)c.shape);
	buf_u8(b, c.visible);
	item_end(w);
	state->cx = c.x;
	state->cy = c.y;
	state->shape = c.shape;
	state->visible = c.visible;
}

static void
put_modes(
    struct frame_writer *w, const struct term *t, struct frame_state *state)
{
	uint32_t modes = term_modes(t);
	unsigned kitty = term_kitty(t);
	const char *title = term_title(t);

	if (!state->valid || modes != state->modes) {
		buf_u32(item_begin(w, FRAME_MODES), modes);
		item_end(w);
		state->modes = modes;
	}
	if (!state->valid || kitty != state->kitty) {
		buf_u8(item_begin(w, FRAME_KITTY), (uint8_t)kitty);
		item_end(w);
		state->kitty = kitty;
	}
	if (!state->valid || strcmp(title, state->title) != 0) {
		buf_string(item_begin(w, FRAME_TITLE), title);
		item_end(w);
		strlcpy(state->title, title, sizeof state->title);
	}
}

void
frame_end(struct frame_writer *w, const struct term *t,
    struct frame_state *state, unsigned bells, uint32_t seq)
{
	unsigned y, sy = term_sy(t);

	for (y = 0; y < sy; y++) {
		if (term_row_generation(t, y) > state->generation)
			put_row(w, t, y);
	}
	put_cursor(w, t, state);
	put_modes(w, t, state);
	if (state->valid && bells != state->bells) {
		item_begin(w, FRAME_BELL);
		item_end(w);
	}
	state->bells = bells;
	state->generation = term_generation(t);
	state->valid = true;
	buf_u32(item_begin(w, FRAME_END), seq);
	item_end(w);
	emit(w, true);
}

uint64_t
frame_write_history(
    struct frame_writer *w, const struct term *t, uint64_t from, uint64_t end)
{
	uint64_t start = term_history_start(t);

	if (from < start && from < end) {
		start = start < end ? start : end;
		buf_u64(item_begin(w, FRAME_SKIPPED), start - from);
		item_end(w);
		from = start;
	}
	for (; from < end; from++) {
		put_history(w, t, from);
		if (!item_fits(w))
			break;
		item_end(w);
	}
	return (from);
}
