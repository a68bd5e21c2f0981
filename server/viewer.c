#include "server/viewer.h"

#include <stdlib.h>

#include "common/clock.h"
#include "common/xmalloc.h"
#include "server/peer.h"
#include "server/server.h"
#include "server/session.h"
#include "server/term/term.h"

enum {
	/*
	 * Under load frames go at this distance. Otherwise a viewer may get
	 * CREDIT_MAX frames at once, one more every FRAME_MS, and one for each
	 * key: so an echo never waits, and a child that redraws without end
	 * does not cost more than a screen is worth.
	 */
	FRAME_MS = 16,
	CREDIT_MAX = 8,
	/*
	 * Lines in a millisecond, times viewers, that are a flood: nobody can
	 * read it, and drawing all of it would take the processor time that the
	 * child is waiting for. Viewers then get the newest lines, as many as
	 * the history holds, at a distance of FLOOD_MS for each of them.
	 */
	FLOOD_LINES = 32,
	FLOOD_MS = 125,
	FLOOD_MAX_MS = 250,
	/* How long a viewer may take the last frame before it is left alone. */
	LAST_MS = 2000,
};

static void timer_cb(evutil_socket_t, short, void *);

/* Whether it must acknowledge a frame before there is another. */
static bool
waiting(const struct viewer *v)
{
	return (v->seq - v->acknowledged >= FRAMES_AHEAD);
}

/* The first viewer drives; others watch at the size it sets. */
static void
take_wheel(struct session *ss)
{
	ss->driver = TAILQ_FIRST(&ss->viewers);
	if (ss->driver != NULL)
		session_resize(ss, ss->driver->sx, ss->driver->sy);
}

void
viewer_create(
    struct peer *p, struct session *ss, unsigned sx, unsigned sy, uint64_t seen)
{
	struct viewer *v = xcalloc(1, sizeof *v);

	v->peer = p;
	v->session = ss;
	v->sx = sx;
	v->sy = sy;
	v->state.history = seen;
	v->credit = CREDIT_MAX;
	v->timer = event_new(p->server->base, -1, 0, timer_cb, v);
	if (v->timer == NULL)
		BUG("out of memory: events");
	/* A frame's rows, cursor and modes; history is not kept here. */
	buf_init(&v->tail, LAST_SCREEN_MAX);
	p->viewer = v;
	TAILQ_INSERT_TAIL(&ss->viewers, v, entry);
	ss->nviewers++;
	ss->expected = false;
	if (ss->driver == NULL)
		take_wheel(ss);
	viewer_update(v);
}

void
viewer_destroy(struct viewer *v)
{
	struct session *ss = v->session;

	v->peer->viewer = NULL;
	peer_pause(v->peer, false);
	TAILQ_REMOVE(&ss->viewers, v, entry);
	ss->nviewers--;
	event_free(v->timer);
	buf_release(&v->tail);
	if (ss->driver == v)
		take_wheel(ss);
	free(v);
	session_viewer_gone(ss);
}

/* Wrap a payload of the tail as a message on the wire. */
static void
emit_tail(void *arg, const struct buf *payload, bool last)
{
	struct viewer *v = arg;

	buf_u32(&v->tail, (uint32_t)payload->len);
	buf_u16(&v->tail, MSG_FRAME);
	buf_u16(&v->tail, 0);
	buf_put(&v->tail, payload->data, payload->len);
}

static void
emit_now(void *arg, const struct buf *payload, bool last)
{
	struct viewer *v = arg;

	buf_put(channel_begin(&v->peer->channel, MSG_FRAME), payload->data,
	    payload->len);
	channel_end(&v->peer->channel);
}

/*
 * Put what comes next of the frame into the channel, which is empty: some
 * history, or when that is through, some of the tail.
 */
static void
send_more(struct viewer *v)
{
	const struct term *t = v->session->term;
	struct buf *out = &v->peer->channel.out;
	struct frame_writer w;
	size_t n;

	if (v->state.history < v->history_end) {
		frame_writer_init(&w, emit_now, v);
		v->state.history = frame_write_history(
		    &w, t, v->state.history, v->history_end);
		frame_writer_flush(&w);
		frame_writer_release(&w);
		return;
	}
	n = v->tail.len - v->tail_sent;
	if (n > out->max)
		n = out->max;
	buf_put(out, v->tail.data + v->tail_sent, n);
	v->tail_sent += n;
	v->sending = v->tail_sent < v->tail.len;
}

/* The distance to the next frame, from what has happened since the last. */
static uint64_t
frame_distance(const struct viewer *v)
{
	const struct session *ss = v->session;
	uint64_t end = term_history_end(ss->term), ms;

	if (!v->state.valid || term_alternate(ss->term) ||
	    v->state.history >= end ||
	    (end - v->state.history) * ss->nviewers <=
		FLOOD_LINES * (clock_ms() - v->sent_ms))
		return (FRAME_MS);
	ms = (uint64_t)FLOOD_MS * ss->nviewers;
	return (ms < FLOOD_MAX_MS ? ms : FLOOD_MAX_MS);
}

static void
begin_frame(struct viewer *v)
{
	struct session *ss = v->session;
	struct frame_writer w;

	v->distance_ms = frame_distance(v);
	v->seq++;
	v->sending = true;
	v->sent_ms = clock_ms();
	if (v->credit > 0)
		v->credit--;
	frame_writer_init(&w, emit_now, v);
	frame_begin(&w, ss->term, &v->state);
	frame_writer_flush(&w);
	w.emit = emit_tail;
	buf_clear(&v->tail);
	v->tail_sent = 0;
	frame_end(&w, ss->term, &v->state, ss->bells, v->seq);
	frame_writer_release(&w);
	v->history_end = term_alternate(ss->term) ? v->state.history
						  : term_history_end(ss->term);
}

/* After its last frame: how the session ended, and goodbye. */
static void
tell_end(struct viewer *v)
{
	struct session *ss = v->session;
	struct peer *p = v->peer;
	struct buf *b;

	if (v->told)
		return;
	v->told = true;
	b = channel_begin(&p->channel, MSG_EXITED);
	buf_u8(b, (uint8_t)ss->how);
	buf_u32(b, ss->code);
	channel_end(&p->channel);
	viewer_destroy(v);
	peer_finish(p);
}

static void
arm(struct viewer *v, uint64_t ms)
{
	struct timeval delay = {.tv_sec = (time_t)(ms / 1000),
	    .tv_usec = (suseconds_t)(ms % 1000 * 1000)};

	event_add(v->timer, &delay);
}

static void
earn_credit(struct viewer *v)
{
	uint64_t earned = (clock_ms() - v->sent_ms) / FRAME_MS;

	v->credit = earned > CREDIT_MAX - v->credit
	    ? CREDIT_MAX
	    : v->credit + (unsigned)earned;
}

/*
 * Milliseconds until the next frame may go, or to look again; 0: now. A flood
 * that pauses is over.
 */
static uint64_t
frame_delay(struct viewer *v)
{
	const struct session *ss = v->session;
	uint64_t now = clock_ms(), since = now - v->sent_ms;

	if (since >= v->distance_ms || ss->over)
		return (0);
	if (v->distance_ms > FRAME_MS)
		return (now - ss->last_output_ms < FRAME_MS ? FRAME_MS : 0);
	if (v->credit > 0 && !ss->busy)
		return (0);
	return (v->distance_ms - since);
}

void
viewer_update(struct viewer *v)
{
	struct session *ss = v->session;
	uint64_t delay;

	if (waiting(v) || v->sending) {
		if (ss->over && !event_pending(v->timer, EV_TIMEOUT, NULL))
			arm(v, LAST_MS);
		return;
	}
	if (!frame_differs(ss->term, &v->state, ss->bells)) {
		if (ss->over)
			tell_end(v);
		return;
	}
	if (v->state.valid && term_synchronized(ss->term))
		return;
	earn_credit(v);
	if ((delay = frame_delay(v)) > 0) {
		if (!event_pending(v->timer, EV_TIMEOUT, NULL))
			arm(v, delay);
		return;
	}
	event_del(v->timer);
	begin_frame(v);
	viewer_pump(v);
}

void
viewer_pump(struct viewer *v)
{
	struct peer *p = v->peer;

	for (;;) {
		if (p->channel.out.len == 0 && v->sending)
			send_more(v);
		peer_flush(p);
		/* The peer may be gone now, and the viewer with it. */
		if (p->closed || p->viewer == NULL || p->channel.out.len > 0)
			return;
		if (!v->sending)
			break;
	}
	/*
	 * An acknowledgement need not come before there is another frame: what
	 * changed meanwhile, or that it was the last one, is not to wait for it.
	 */
	viewer_update(v);
}

static void
timer_cb(evutil_socket_t fd, short what, void *arg)
{
	struct viewer *v = arg;

	if (v->session->over && (waiting(v) || v->sending))
		tell_end(v);
	else
		viewer_update(v);
}

void
viewer_acknowledge(struct viewer *v, uint32_t seq)
{
	/* Not what has not been sent yet, or was acknowledged before. */
	if (seq - v->acknowledged > v->seq - v->acknowledged - v->sending)
		return;
	v->acknowledged = seq;
	event_del(v->timer);
	viewer_update(v);
}

void
viewer_resize(struct viewer *v, unsigned sx, unsigned sy)
{
	v->sx = sx;
	v->sy = sy;
	if (v->session->driver == v)
		session_resize(v->session, sx, sy);
}

void
viewer_expect(struct viewer *v)
{
	if (v->credit < CREDIT_MAX)
		v->credit++;
}
