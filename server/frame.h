/*
 * Frames of a terminal: what has changed since a state, as FRAME payloads.
 */
#ifndef SERVER_FRAME_H
#define SERVER_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/frame.h"

struct term;

/* No history line has been seen: begin with the screen as it is. */
#define FRAME_FRESH UINT64_MAX

/* What a viewer has of a terminal. All zero: nothing. */
struct frame_state {
	bool valid; /* it has anything */
	uint64_t generation; /* of the terminal, when its rows were sent */
	uint64_t
	    history; /* number of the first line it has not got; or FRESH */
	unsigned sx, sy;
	bool alternate;
	uint32_t modes;
	unsigned kitty;
	unsigned bells;
	unsigned cx, cy, shape;
	bool visible;
	char title[TITLE_MAX + 1];
};

/*
 * Collects items into payloads of at most FRAME_MESSAGE_MAX bytes and gives
 * each, when it is full, to emit; last says that its frame ends with it.
 */
struct frame_writer {
	void (*emit)(void *arg, const struct buf *payload, bool last);
	void *arg;
	struct buf payload;
	struct buf item;
};

void frame_writer_init(struct frame_writer *w,
    void (*emit)(void *arg, const struct buf *payload, bool last), void *arg);
void frame_writer_release(struct frame_writer *w);

/* Whether the terminal differs from state in anything a viewer sees. */
bool frame_differs(
    const struct term *t, const struct frame_state *state, unsigned bells);

/*
 * A frame is written in three steps: frame_begin (what must come before history
 * lines: size, which screen, line numbers), history lines, frame_end (all else,
 * up to and with END). Both bring state up to date. If state is not valid, the
 * frame is the whole screen; history is then only sent from a line the viewer
 * says it has.
 */
void frame_begin(
    struct frame_writer *w, const struct term *t, struct frame_state *state);
void frame_end(struct frame_writer *w, const struct term *t,
    struct frame_state *state, unsigned bells, uint32_t seq);

/*
 * Write the history items for lines from to end, as many as fit one payload;
 * those that have been dropped meanwhile become a SKIPPED. Returns the number
 * of the first line not written.
 */
uint64_t frame_write_history(
    struct frame_writer *w, const struct term *t, uint64_t from, uint64_t end);

/* Give what has been collected to emit although no frame ends here. */
void frame_writer_flush(struct frame_writer *w);

#endif
