#include "server/peer.h"

#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/frame.h"
#include "common/keys.h"
#include "common/launch.h"
#include "common/log.h"
#include "common/ring.h"
#include "common/xmalloc.h"
#include "server/frame.h"
#include "server/server.h"
#include "server/session.h"
#include "server/term/term.h"
#include "server/viewer.h"

enum {
	/*
	 * What may wait for a peer's socket. A viewer and a supervisor get a
	 * message at a time; an answer to a command is whole (the largest is
	 * the capture of a screen of SCREEN_MAX squared). While a command has
	 * answers to read, its next request is not: see has_to_read.
	 */
	PEER_OUT_MAX = 4 * PROTO_LENGTH_MAX,
	OWNER_OUT_MAX = 64 * 1024 * 1024,
	OWNER_OUT_MUCH = 64 * 1024,
};

static void readable_cb(evutil_socket_t, short, void *);
static void writable_cb(evutil_socket_t, short, void *);
static void timeout_cb(evutil_socket_t, short, void *);

/* The one that has been silent longest makes room for one that may speak. */
static void
drop_silent(struct server *s)
{
	struct peer *p;

	TAILQ_FOREACH (p, &s->peers, entry) {
		if (p->channel.state == PEER_NEW) {
			peer_close(p);
			return;
		}
	}
}

void
peer_create(struct server *s, int fd)
{
	struct timeval patience = {.tv_sec = ANSWER_MS / 1000};
	struct peer *p = xcalloc(1, sizeof *p);

	if (s->nnew >= PEERS_NEW_MAX)
		drop_silent(s);
	p->server = s;
	channel_init(&p->channel, fd, true, PEER_OUT_MAX);
	p->readable =
	    event_new(s->base, fd, EV_READ | EV_PERSIST, readable_cb, p);
	p->writable = event_new(s->base, fd, EV_WRITE, writable_cb, p);
	p->timeout = event_new(s->base, -1, 0, timeout_cb, p);
	if (p->readable == NULL || p->writable == NULL || p->timeout == NULL)
		BUG("out of memory: events");
	event_add(p->readable, NULL);
	event_add(p->timeout, &patience);
	TAILQ_INSERT_TAIL(&s->peers, p, entry);
	s->npeers++;
	s->nnew++;
}

void
peer_close(struct peer *p)
{
	struct server *s = p->server;
	struct session *ss = p->session;

	if (p->closed)
		return;
	p->closed = true;
	event_free(p->readable);
	event_free(p->writable);
	event_free(p->timeout);
	if (p->viewer != NULL)
		viewer_destroy(p->viewer);
	if (p->channel.state == PEER_NEW)
		s->nnew--;
	channel_release(&p->channel);
	TAILQ_REMOVE(&s->peers, p, entry);
	s->npeers--;
	server_listen(s); /* there is room again */
	TAILQ_INSERT_TAIL(&s->dead, p, entry);
	event_active(s->reaper, 0, 0);
	if (ss != NULL) {
		p->session = NULL;
		session_orphan(ss);
	}
	server_check_idle(s);
}

void
peer_flush(struct peer *p)
{
	struct error e = ERROR_INIT;

	if (p->closed)
		return;
	switch (channel_flush(&p->channel, &e)) {
	case CHANNEL_LATER:
		event_add(p->writable, NULL);
		return;
	case CHANNEL_DONE:
		if (p->closing)
			peer_close(p);
		else if (p->channel.state == PEER_OWNER)
			peer_pause(p, false); /* it has read its answers */
		return;
	case CHANNEL_BAD:
		log_info("peer: %s", e.text);
		/* FALLTHROUGH */
	case CHANNEL_CLOSED:
		peer_close(p);
		return;
	}
}

void
peer_finish(struct peer *p)
{
	struct timeval patience = {.tv_sec = ANSWER_MS / 1000};

	if (p->closed)
		return;
	p->closing = true;
	event_add(p->timeout, &patience);
	peer_flush(p);
}

void
peer_pause(struct peer *p, bool pause)
{
	if (p->closed || p->paused == pause)
		return;
	p->paused = pause;
	if (pause)
		event_del(p->readable);
	else {
		event_add(p->readable, NULL);
		/* Whole messages may be waiting in the channel already. */
		event_active(p->readable, 0, 0);
	}
}

void
peer_ok(struct peer *p, uint32_t value)
{
	buf_u32(channel_begin(&p->channel, MSG_OK), value);
	channel_end(&p->channel);
}

void
peer_error(struct peer *p, const char *text)
{
	buf_string(channel_begin(&p->channel, MSG_ERROR), text);
	channel_end(&p->channel);
}

/* The session whose id comes next, or an ERROR to the peer. */
static struct session *
named_session(struct peer *p, struct message *m)
{
	char *id = reader_string(&m->r, ID_LENGTH);
	struct session *ss = id == NULL ? NULL : session_find(p->server, id);

	free(id);
	if (ss == NULL)
		peer_error(p, "no such session");
	return (ss);
}

static int
on_hello(struct peer *p, struct message *m, struct error *e)
{
	static const unsigned states[ROLE_END] = {
	    [ROLE_OWNER] = PEER_OWNER,
	    [ROLE_VIEWER] = PEER_VIEWER,
	    [ROLE_SUPERVISOR] = PEER_SUPERVISOR,
	};
	enum role role = hello_check(&p->channel, m, p->server->token);

	if (role == 0) {
		p->closing = true;
		return (0);
	}
	p->channel.state = states[role];
	if (role == ROLE_OWNER)
		p->channel.out.max = OWNER_OUT_MAX;
	/* Who only asks does not end a server that was started for others. */
	if (role == ROLE_SUPERVISOR)
		p->server->used = true;
	p->server->nnew--;
	event_del(p->timeout);
	return (0);
}

static bool
good_size(unsigned sx, unsigned sy)
{
	return (sx >= 1 && sx <= SCREEN_MAX && sy >= 1 && sy <= SCREEN_MAX);
}

static int
on_attach(struct peer *p, struct message *m, struct error *e)
{
	struct session *ss = named_session(p, m);
	unsigned sx = reader_u16(&m->r), sy = reader_u16(&m->r);
	uint64_t seen = reader_u64(&m->r);

	if (ss == NULL)
		return (0);
	if (!good_size(sx, sy))
		return (error_set(e, "a terminal of %ux%u", sx, sy));
	p->channel.state = PEER_ATTACHED;
	viewer_create(p, ss, sx, sy, seen);
	return (0);
}

static int
on_ack(struct peer *p, struct message *m, struct error *e)
{
	viewer_acknowledge(p->viewer, reader_u32(&m->r));
	return (0);
}

static int
on_input(struct peer *p, struct message *m, struct error *e)
{
	struct session *ss = p->viewer->session;
	struct buf *bytes = &p->server->bytes;
	struct input in;

	if (input_decode(&m->r, &in, e) == -1)
		return (-1);
	buf_clear(bytes);
	term_encode(ss->term, &in, bytes);
	viewer_expect(p->viewer);
	session_input(ss, bytes->data, bytes->len);
	p->server->awake_until = clock_us() + ECHO_US;
	if (session_input_full(ss))
		peer_pause(p, true);
	return (0);
}

static int
on_view_size(struct peer *p, struct message *m, struct error *e)
{
	unsigned sx = reader_u16(&m->r), sy = reader_u16(&m->r);

	if (!good_size(sx, sy))
		return (error_set(e, "a terminal of %ux%u", sx, sy));
	viewer_resize(p->viewer, sx, sy);
	return (0);
}

/* What the child is told is the colours of whoever said so last. */
static int
on_view_colours(struct peer *p, struct message *m, struct error *e)
{
	uint32_t text = reader_u32(&m->r), background = reader_u32(&m->r);

	if (text > 0xffffff || background > 0xffffff)
		return (error_set(e, "colours of more than 24 bits"));
	term_set_colours(p->viewer->session->term, text, background);
	return (0);
}

static int
on_list(struct peer *p, struct message *m, struct error *e)
{
	struct buf *b = channel_begin(&p->channel, MSG_SESSIONS);
	uint64_t now = clock_ms();
	struct session *ss = NULL;

	buf_u32(b, p->server->nsessions);
	TAILQ_FOREACH (ss, &p->server->sessions, entry) {
		buf_string(b, ss->id);
		buf_u32(b, ss->nviewers);
		buf_u16(b, (uint16_t)term_sx(ss->term));
		buf_u16(b, (uint16_t)term_sy(ss->term));
		buf_u64(b, ring_head(ss->ring));
		buf_u64(b, now - ss->last_output_ms);
	}
	channel_end(&p->channel);
	return (0);
}

static void
emit_capture(void *arg, const struct buf *payload, bool last)
{
	struct peer *p = arg;

	buf_put(
	    channel_begin(&p->channel, MSG_FRAME), payload->data, payload->len);
	channel_end(&p->channel);
}

static int
on_capture(struct peer *p, struct message *m, struct error *e)
{
	struct session *ss = named_session(p, m);
	struct frame_state nothing = {.history = FRAME_FRESH};
	struct frame_writer w;

	if (ss == NULL)
		return (0);
	frame_writer_init(&w, emit_capture, p);
	frame_begin(&w, ss->term, &nothing);
	frame_end(&w, ss->term, &nothing, 0, 0);
	frame_writer_release(&w);
	return (0);
}

static int
on_detach(struct peer *p, struct message *m, struct error *e)
{
	struct session *ss = named_session(p, m);
	struct viewer *v;
	uint32_t n = 0;

	if (ss == NULL)
		return (0);
	/* The first, which drives, goes last: nobody is to be resized now. */
	while ((v = TAILQ_LAST(&ss->viewers, viewers)) != NULL) {
		struct peer *theirs = v->peer;

		viewer_destroy(v);
		channel_empty(&theirs->channel, MSG_DETACHED);
		peer_finish(theirs);
		n++;
	}
	peer_ok(p, n);
	return (0);
}

static int
on_resize(struct peer *p, struct message *m, struct error *e)
{
	struct session *ss = named_session(p, m);
	unsigned sx = reader_u16(&m->r), sy = reader_u16(&m->r);

	if (ss == NULL)
		return (0);
	if (!good_size(sx, sy))
		return (error_set(e, "a screen of %ux%u", sx, sy));
	session_resize(ss, sx, sy);
	peer_ok(p, 0);
	return (0);
}

static int
on_register(struct peer *p, struct message *m, struct error *e)
{
	if (session_create(p->server, p, m, e) == -1)
		return (-1);
	p->channel.state = PEER_REGISTERED;
	channel_empty(&p->channel, MSG_REGISTERED);
	/* The server before us may have died before it could say so. */
	session_note_active(p->session);
	return (0);
}

static int
on_ended(struct peer *p, struct message *m, struct error *e)
{
	unsigned how = reader_u8(&m->r);
	uint32_t code = reader_u32(&m->r);

	if (how < ENDED_EXIT || how > ENDED_LOST)
		return (error_set(e, "ended in way %u", how));
	session_end(p->session, (enum ending)how, code);
	return (0);
}

/* What each message does; who may send it when, the protocol's table says. */
static int (*const handlers[MSG_TYPES])(
    struct peer *, struct message *, struct error *) = {
    [MSG_HELLO] = on_hello,
    [MSG_ATTACH] = on_attach,
    [MSG_ACK] = on_ack,
    [MSG_INPUT] = on_input,
    [MSG_VIEW_SIZE] = on_view_size,
    [MSG_VIEW_COLOURS] = on_view_colours,
    [MSG_LIST] = on_list,
    [MSG_CAPTURE] = on_capture,
    [MSG_DETACH] = on_detach,
    [MSG_RESIZE] = on_resize,
    [MSG_REGISTER] = on_register,
    [MSG_ENDED] = on_ended,
};

/* Whoever asks on without reading the answers waits until it has. */
static bool
has_to_read(const struct peer *p)
{
	return (p->channel.state == PEER_OWNER &&
	    p->channel.out.len >= OWNER_OUT_MUCH);
}

/* Handle what has been read. Returns false if the peer is gone. */
static bool
handle_messages(struct peer *p)
{
	struct error e = ERROR_INIT;
	enum channel_result result;
	struct message m;

	while (!p->paused && !p->closing && !has_to_read(p)) {
		result = channel_next(&p->channel, &m, &e);
		if (result == CHANNEL_LATER)
			break;
		if (result == CHANNEL_BAD || handlers[m.type] == NULL ||
		    handlers[m.type](p, &m, &e) == -1 || m.r.bad) {
			if (!p->closed)
				log_warn("peer dropped: %s",
				    e.text[0] != '\0' ? e.text : "cut short");
			peer_close(p);
		}
		if (p->closed)
			return (false);
	}
	return (true);
}

static void
readable_cb(evutil_socket_t fd, short what, void *arg)
{
	struct peer *p = arg;
	struct error e = ERROR_INIT;

	if (!handle_messages(p))
		return;
	if (!p->paused && !p->closing && !has_to_read(p)) {
		switch (channel_read(&p->channel, &e)) {
		case CHANNEL_LATER:
			break;
		case CHANNEL_DONE:
			if (!handle_messages(p))
				return;
			break;
		case CHANNEL_BAD:
			log_warn("peer dropped: %s", e.text);
			/* FALLTHROUGH */
		case CHANNEL_CLOSED:
			peer_close(p);
			return;
		}
	}
	if (has_to_read(p))
		peer_pause(p, true);
	peer_flush(p);
}

static void
writable_cb(evutil_socket_t fd, short what, void *arg)
{
	struct peer *p = arg;

	if (p->viewer != NULL)
		viewer_pump(p->viewer);
	else
		peer_flush(p);
}

static void
timeout_cb(evutil_socket_t fd, short what, void *arg)
{
	peer_close(arg);
}
