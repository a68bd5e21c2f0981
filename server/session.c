#include "server/session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "compat/strl.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/record.h"
#include "common/ring.h"
#include "common/xmalloc.h"
#include "server/frame.h"
#include "server/peer.h"
#include "server/server.h"
#include "server/term/term.h"
#include "server/viewer.h"

enum {
	SYNC_S = 1, /* how long a child may hold back the screen (mode 2026) */
	DRAIN_S = 1, /* how long an ended session's last output may take */
	EXPECT_S = 10, /* how long an expected viewer may take to come */
};

static void readable_cb(evutil_socket_t, short, void *);
static void writable_cb(evutil_socket_t, short, void *);
static void sync_cb(evutil_socket_t, short, void *);
static void done_cb(evutil_socket_t, short, void *);

static void
reply_cb(void *arg, const void *data, size_t len)
{
	struct session *ss = arg;

	/* The server that read these bytes before has answered them. */
	if (!ss->replaying)
		session_input(ss, data, len);
}

static void
bell_cb(void *arg)
{
	struct session *ss = arg;

	ss->bells++;
}

static const struct term_host term_host = {
    .reply = reply_cb,
    .bell = bell_cb,
};

static void
save(struct session *ss)
{
	struct buf *b = &ss->server->scratch;

	buf_clear(b);
	term_save(ss->term, b);
	if (b->full)
		log_warn("session %s: its screen is too large to save", ss->id);
	else
		ring_save(ss->ring, b->data, b->len);
}

/*
 * Bring the screen back from the ring: the newest checkpoint, then what was
 * read since. Bytes that the server before us had not finished with get their
 * replies now, all others not again.
 */
static int
restore(struct session *ss, struct error *e)
{
	uint64_t at, done = ring_done_head(ss->ring);
	const uint8_t *data;
	struct reader r;
	size_t n;

	if (ring_load(ss->ring, &data, &n, &at)) {
		reader_init(&r, data, n);
		if (term_load(ss->term, &r, e) == -1)
			return (error_context(e, "checkpoint"));
	}
	while ((n = ring_replay(ss->ring, at, &data)) > 0) {
		ss->replaying = at < done;
		if (ss->replaying && done - at < n)
			n = (size_t)(done - at);
		term_input(ss->term, data, n);
		at += n;
	}
	ss->replaying = false;
	ring_done(ss->ring);
	return (0);
}

static void
make_events(struct session *ss)
{
	struct event_base *base = ss->server->base;

	ss->readable =
	    event_new(base, ss->master, EV_READ | EV_PERSIST, readable_cb, ss);
	ss->writable = event_new(base, ss->master, EV_WRITE, writable_cb, ss);
	ss->sync = event_new(base, -1, 0, sync_cb, ss);
	ss->done = event_new(base, -1, 0, done_cb, ss);
	if (ss->readable == NULL || ss->writable == NULL || ss->sync == NULL ||
	    ss->done == NULL)
		BUG("out of memory: events");
	event_add(ss->readable, NULL);
}

/* A session of the message's fields, without its descriptors. */
static struct session *
parse_register(struct server *s, struct message *m, struct error *e)
{
	char *id = reader_string(&m->r, ID_LENGTH);
	unsigned sx = reader_u16(&m->r), sy = reader_u16(&m->r);
	uint32_t history = reader_u32(&m->r), flags = reader_u32(&m->r);
	struct session *ss = NULL;

	if (m->r.bad || !record_is_id(id) || sx < 1 || sx > SCREEN_MAX ||
	    sy < 1 || sy > SCREEN_MAX || history > HISTORY_LINES_MAX)
		error_set(e, "bad registration");
	else if (session_find(s, id) != NULL)
		error_set(e, "session %s is registered already", id);
	else {
		ss = xcalloc(1, sizeof *ss);
		ss->server = s;
		ss->master = ss->slave = -1;
		strlcpy(ss->id, id, sizeof ss->id);
		TAILQ_INIT(&ss->viewers);
		buf_init(&ss->input, SESSION_INPUT_MAX);
		ss->expected = (flags & REGISTER_EXPECT_VIEWER) != 0;
		ss->term = term_create(sx, sy, history, &term_host, ss);
	}
	free(id);
	return (ss);
}

/*
 * Whether the two are ends of a pty: anything else could block a read, or be
 * readable without end. The numbers are those of the kernel's devices.txt.
 */
static bool
is_pty(int master, int slave)
{
	struct stat m, s;

	return (fstat(master, &m) == 0 && fstat(slave, &s) == 0 &&
	    S_ISCHR(m.st_mode) && S_ISCHR(s.st_mode) &&
	    m.st_rdev == makedev(5, 2) && major(s.st_rdev) >= 136 &&
	    major(s.st_rdev) <= 143);
}

static struct ring *
check_descriptors(const struct message *m, struct error *e)
{
	if (is_pty(m->fds[0], m->fds[1]))
		return (ring_map(m->fds[2], e));
	error_set(e, "registration of what is no pty");
	return (NULL);
}

int
session_create(struct server *s, struct peer *supervisor, struct message *m,
    struct error *e)
{
	struct session *ss = parse_register(s, m, e);
	struct ring *ring = ss == NULL ? NULL : check_descriptors(m, e);
	unsigned sx, sy;

	close(m->fds[2]);
	if (ring == NULL) {
		close(m->fds[0]);
		close(m->fds[1]);
		if (ss != NULL) {
			term_destroy(ss->term);
			buf_release(&ss->input);
			free(ss);
		}
		return (-1);
	}
	ss->ring = ring;
	ss->master = m->fds[0];
	ss->slave = m->fds[1];
	fcntl(ss->master, F_SETFL, O_RDWR | O_NONBLOCK);
	ss->last_output_ms = clock_ms();
	ss->supervisor = supervisor;
	supervisor->session = ss;
	TAILQ_INSERT_TAIL(&s->sessions, ss, entry);
	s->nsessions++;
	make_events(ss);
	if (restore(ss, e) == -1) {
		/* The child lives on, and shows what it prints from now. */
		log_warn("session %s: %s", ss->id, e->text);
		sx = term_sx(ss->term);
		sy = term_sy(ss->term);
		term_destroy(ss->term);
		ss->term = term_create(sx, sy, 0, &term_host, ss);
	}
	return (0);
}

void
session_destroy(struct session *ss)
{
	struct server *s = ss->server;
	struct viewer *v, *next;
	struct peer *p;

	TAILQ_FOREACH_SAFE (v, &ss->viewers, entry, next) {
		p = v->peer;
		viewer_destroy(v);
		peer_close(p);
	}
	TAILQ_REMOVE(&s->sessions, ss, entry);
	s->nsessions--;
	event_free(ss->readable);
	event_free(ss->writable);
	event_free(ss->sync);
	event_free(ss->done);
	close(ss->master);
	if (ss->slave != -1)
		close(ss->slave);
	buf_release(&ss->input);
	term_destroy(ss->term);
	ring_unmap(ss->ring);
	if (ss->supervisor != NULL) {
		ss->supervisor->session = NULL;
		peer_close(ss->supervisor);
	}
	free(ss);
	server_check_idle(s);
}

/* Over, and nobody left to be told so. */
static void
check_done(struct session *ss)
{
	if (ss->over && ss->supervisor == NULL && ss->nviewers == 0 &&
	    !ss->expected)
		event_active(ss->done, 0, 0);
}

void
session_orphan(struct session *ss)
{
	ss->supervisor = NULL;
	/* Died without a word: its viewers go and look for it. */
	if (!ss->over)
		session_destroy(ss);
	else
		check_done(ss);
}

void
session_viewer_gone(struct session *ss)
{
	check_done(ss);
}

struct session *
session_find(struct server *s, const char *id)
{
	struct session *ss;

	TAILQ_FOREACH (ss, &s->sessions, entry) {
		if (strcmp(ss->id, id) == 0)
			return (ss);
	}
	return (NULL);
}

static void
resume_viewers(struct session *ss)
{
	struct viewer *v;

	TAILQ_FOREACH (v, &ss->viewers, entry)
		peer_pause(v->peer, false);
}

static void
write_input(struct session *ss)
{
	ssize_t n;

	while (ss->input.len > 0) {
		n = write(ss->master, ss->input.data, ss->input.len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN) {
			event_add(ss->writable, NULL);
			return;
		}
		/* Nobody reads it any more: the session is about to end. */
		buf_drop(&ss->input, n == -1 ? ss->input.len : (size_t)n);
	}
	resume_viewers(ss);
}

static void
writable_cb(evutil_socket_t fd, short what, void *arg)
{
	write_input(arg);
}

void
session_input(struct session *ss, const uint8_t *data, size_t len)
{
	bool idle = ss->input.len == 0;

	if (ss->over || len == 0)
		return;
	buf_put(&ss->input, data, len);
	ss->input.full = false;
	if (idle)
		write_input(ss);
}

bool
session_input_full(const struct session *ss)
{
	return (ss->input.len > SESSION_INPUT_MAX / 2);
}

static void
update_viewers(struct session *ss)
{
	struct viewer *v, *next;

	TAILQ_FOREACH_SAFE (v, &ss->viewers, entry, next)
		viewer_update(v);
}

/* Whether the child shows anything: another screen, or text on this one. */
static bool
shows_something(struct session *ss)
{
	struct buf *b = &ss->server->scratch;
	unsigned y;

	for (y = 0; y < term_sy(ss->term); y++) {
		buf_clear(b);
		term_row_line(ss->term, y, b);
		/* A line begins with the number of its runs. */
		if (b->data[0] != 0 || b->data[1] != 0)
			return (true);
	}
	return (term_alternate(ss->term) || term_history_end(ss->term) > 0);
}

void
session_note_active(struct session *ss)
{
	if (ss->active || ss->supervisor == NULL || !shows_something(ss))
		return;
	ss->active = true;
	channel_empty(&ss->supervisor->channel, MSG_ACTIVE);
	peer_flush(ss->supervisor);
}

/*
 * Read and interpret once. Returns the bytes read, 0 if there is nothing now,
 * -1 if there will never be more.
 */
static ssize_t
read_once(struct session *ss)
{
	const uint8_t *data;
	ssize_t n;

	if (ring_full(ss->ring))
		save(ss);
	n = ring_read(ss->ring, ss->master, &data);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return (0);
	if (n <= 0)
		return (-1);
	term_input(ss->term, data, (size_t)n);
	ring_done(ss->ring);
	return (n);
}

static void
watch_synchronized(struct session *ss)
{
	struct timeval limit = {.tv_sec = SYNC_S};

	if (!term_synchronized(ss->term))
		event_del(ss->sync);
	else if (!event_pending(ss->sync, EV_TIMEOUT, NULL))
		event_add(ss->sync, &limit);
}

static void
sync_cb(evutil_socket_t fd, short what, void *arg)
{
	struct session *ss = arg;

	term_end_synchronized(ss->term);
	update_viewers(ss);
}

static void
send_last_screen(void *arg, const struct buf *payload, bool last)
{
	struct peer *p = arg;
	struct buf *b = channel_begin(&p->channel, MSG_LAST_SCREEN);

	buf_u8(b, last);
	buf_put(b, payload->data, payload->len);
	channel_end(&p->channel);
}

static void
tell_supervisor(struct session *ss)
{
	struct frame_state nothing = {.history = FRAME_FRESH};
	struct peer *p = ss->supervisor;
	struct frame_writer w;

	if (p == NULL)
		return;
	p->channel.out.max = LAST_SCREEN_MAX;
	frame_writer_init(&w, send_last_screen, p);
	frame_begin(&w, ss->term, &nothing);
	frame_end(&w, ss->term, &nothing, 0, 0);
	frame_writer_release(&w);
	peer_flush(p);
}

/* Everything the child wrote has been read: say so. */
static void
finish(struct session *ss)
{
	struct timeval expect = {.tv_sec = EXPECT_S};

	ss->over = true;
	event_del(ss->readable);
	event_del(ss->writable);
	event_del(ss->done);
	term_end_synchronized(ss->term);
	tell_supervisor(ss);
	update_viewers(ss);
	if (ss->expected)
		event_add(ss->done, &expect);
	check_done(ss);
}

static void
done_cb(evutil_socket_t fd, short what, void *arg)
{
	struct session *ss = arg;

	if (!ss->over)
		finish(ss); /* somebody else holds the pty open */
	else if (ss->supervisor == NULL && ss->nviewers == 0)
		session_destroy(ss);
	else
		ss->expected = false; /* it did not come */
}

static void
readable_cb(evutil_socket_t fd, short what, void *arg)
{
	struct session *ss = arg;
	size_t total = 0;
	ssize_t n;

	do {
		n = read_once(ss);
		if (n > 0)
			total += (size_t)n;
	} while (n > 0 && total < SESSION_TURN_MAX);
	if (total > 0) {
		ss->last_output_ms = clock_ms();
		ss->busy = n > 0;
		session_note_active(ss);
		watch_synchronized(ss);
	}
	if (n == -1)
		finish(ss);
	else
		update_viewers(ss);
}

void
session_resize(struct session *ss, unsigned sx, unsigned sy)
{
	struct winsize size = {
	    .ws_col = (unsigned short)sx, .ws_row = (unsigned short)sy};
	struct viewer *v;

	if (ss->over || (term_sx(ss->term) == sx && term_sy(ss->term) == sy))
		return;
	term_resize(ss->term, sx, sy);
	/* What is replayed from here on was printed for this size. */
	save(ss);
	ioctl(ss->master, TIOCSWINSZ, &size);
	TAILQ_FOREACH (v, &ss->viewers, entry) {
		v->state.valid = false;
		v->state.history = term_history_end(ss->term);
		v->history_end = v->state.history;
	}
	update_viewers(ss);
}

void
session_end(struct session *ss, enum ending how, uint32_t code)
{
	struct timeval drain = {.tv_sec = DRAIN_S};

	if (ss->ending)
		return;
	ss->ending = true;
	event_add(ss->done, &drain);
	ss->how = how;
	ss->code = code;
	/*
	 * With the last slave closed, reading gives what is left and then an
	 * error. Nobody else holds one: the supervisor has closed its own.
	 */
	close(ss->slave);
	ss->slave = -1;
	readable_cb(ss->master, EV_READ, ss);
}
