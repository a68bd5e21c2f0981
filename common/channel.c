#include "common/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/xmalloc.h"

/* What is read at once: several small messages, or most of a large one. */
enum {
	READ_SIZE = 32 * 1024
};

void
channel_init(struct channel *c, int fd, bool listening, size_t out_max)
{
	*c = (struct channel){
	    .fd = fd, .state = PEER_NEW, .listening = listening};
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	buf_init(&c->in, PROTO_HEADER + PROTO_LENGTH_MAX + READ_SIZE);
	buf_init(&c->out, out_max);
}

static void
close_fds(int *fds, unsigned *n)
{
	while (*n > 0)
		close(fds[--*n]);
}

void
channel_release(struct channel *c)
{
	if (c->fd == -1)
		return;
	close(c->fd);
	c->fd = -1;
	close_fds(c->fds, &c->nfds);
	buf_release(&c->in);
	buf_release(&c->out);
}

/* Keep the descriptors that came; more than a message can have are refused. */
static int
take_fds(struct channel *c, struct msghdr *m, struct error *e)
{
	struct cmsghdr *h;
	size_t i, n;
	bool bad = (m->msg_flags & MSG_CTRUNC) != 0;
	int fd;

	for (h = CMSG_FIRSTHDR(m); h != NULL; h = CMSG_NXTHDR(m, h)) {
		if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
			continue;
		n = (h->cmsg_len - CMSG_LEN(0)) / sizeof fd;
		for (i = 0; i < n; i++) {
			memcpy(&fd, CMSG_DATA(h) + i * sizeof fd, sizeof fd);
			if (bad || c->nfds == PROTO_FDS_MAX) {
				close(fd);
				bad = true;
			} else
				c->fds[c->nfds++] = fd;
		}
	}
	return (bad ? error_set(e, "too many descriptors at once") : 0);
}

/* Forget the message that channel_next gave last. */
static void
drop_used(struct channel *c)
{
	if (c->used > 0)
		buf_drop(&c->in, c->used);
	c->used = 0;
}

enum channel_result
channel_read(struct channel *c, struct error *e)
{
	union {
		char space[CMSG_SPACE(PROTO_FDS_MAX * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec iov;
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.space,
	    .msg_controllen = sizeof control.space};
	ssize_t n;

	drop_used(c);
	iov.iov_base = buf_reserve(&c->in, READ_SIZE);
	iov.iov_len = READ_SIZE;
	if (iov.iov_base == NULL)
		BUG("%zu bytes read and not taken", c->in.len);
	n = recvmsg(c->fd, &m, MSG_CMSG_CLOEXEC);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return (CHANNEL_LATER);
	if (n == 0 || (n == -1 && errno == ECONNRESET))
		return (CHANNEL_CLOSED);
	if (n == -1) {
		error_errno(e, "cannot receive");
		return (CHANNEL_BAD);
	}
	c->in.len += (size_t)n;
	return (take_fds(c, &m, e) == -1 ? CHANNEL_BAD : CHANNEL_DONE);
}

/* Whether a message of this row may come in on this channel now. */
static bool
may_come(const struct channel *c, const struct proto_row *row)
{
	static const bool to_listener[] = {
	    [TO_SERVER] = true,
	    [TO_SUPERVISOR] = true,
	    [TO_BOTH] = true,
	    [FROM_BOTH] = false,
	};

	return (to_listener[row->direction] == c->listening &&
	    (row->states & c->state) != 0);
}

static int
check_header(const struct channel *c, unsigned type, unsigned zero,
    size_t length, struct error *e)
{
	const struct proto_row *row = proto_row(type);

	if (row == NULL || zero != 0)
		return (error_set(e, "unknown message %u", type));
	if (!may_come(c, row))
		return (error_set(e, "message %s out of place", row->name));
	if (length < row->min || length > row->max)
		return (
		    error_set(e, "message %s of %zu bytes", row->name, length));
	return (0);
}

/*
 * Give a message its descriptors. A read may join it with the message before
 * (unix(7) only ends a read after descriptors), so they may be there early.
 */
static int
give_fds(struct channel *c, struct message *m, const struct proto_row *row,
    struct error *e)
{
	unsigned i;

	if (c->nfds < row->fds)
		return (error_set(
		    e, "message %s without its descriptors", row->name));
	m->nfds = row->fds;
	for (i = 0; i < c->nfds; i++) {
		if (i < row->fds)
			m->fds[i] = c->fds[i];
		else
			c->fds[i - row->fds] = c->fds[i];
	}
	c->nfds -= row->fds;
	return (0);
}

enum channel_result
channel_next(struct channel *c, struct message *m, struct error *e)
{
	struct reader r;
	unsigned zero;
	size_t length;

	drop_used(c);
	if (c->in.len == 0 && c->nfds > 0) {
		error_set(e, "descriptors without a message");
		return (CHANNEL_BAD);
	}
	if (c->in.len < PROTO_HEADER)
		return (CHANNEL_LATER);
	reader_init(&r, c->in.data, c->in.len);
	length = reader_u32(&r);
	m->type = reader_u16(&r);
	zero = reader_u16(&r);
	if (check_header(c, m->type, zero, length, e) == -1)
		return (CHANNEL_BAD);
	if (r.left < length)
		return (CHANNEL_LATER);
	if (give_fds(c, m, proto_row(m->type), e) == -1)
		return (CHANNEL_BAD);
	reader_init(&m->r, r.p, length);
	c->used = PROTO_HEADER + length;
	return (CHANNEL_DONE);
}

struct buf *
channel_begin(struct channel *c, enum message_type type)
{
	c->open = c->out.len;
	buf_u32(&c->out, 0);
	buf_u16(&c->out, (uint16_t)type);
	buf_u16(&c->out, 0);
	return (&c->out);
}

bool
channel_end(struct channel *c)
{
	size_t length;

	if (c->out.full) {
		c->out.len = c->open;
		c->out.full = false;
		return (false);
	}
	length = c->out.len - c->open - PROTO_HEADER;
	if (length > PROTO_LENGTH_MAX)
		BUG("a message of %zu bytes", length);
	buf_set_u32(&c->out, c->open, (uint32_t)length);
	return (true);
}

bool
channel_empty(struct channel *c, enum message_type type)
{
	channel_begin(c, type);
	return (channel_end(c));
}

enum channel_result
channel_flush(struct channel *c, struct error *e)
{
	size_t done = 0;
	ssize_t n;

	while (done < c->out.len) {
		n = send(
		    c->fd, c->out.data + done, c->out.len - done, MSG_NOSIGNAL);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			break;
		done += (size_t)n;
	}
	if (done == c->out.len) {
		buf_clear(&c->out);
		return (CHANNEL_DONE);
	}
	if (errno == EPIPE || errno == ECONNRESET)
		return (CHANNEL_CLOSED);
	if (errno != EAGAIN) {
		error_errno(e, "cannot send");
		return (CHANNEL_BAD);
	}
	if (done > 0)
		buf_drop(&c->out, done);
	return (CHANNEL_LATER);
}

/* Wait for events until the deadline; 1 if they came, 0 if not, -1 error. */
static int
wait_for(int fd, short events, uint64_t deadline_ms)
{
	struct pollfd p = {.fd = fd, .events = events};
	uint64_t now;
	int n;

	do {
		now = clock_ms();
		n = poll(
		    &p, 1, now < deadline_ms ? (int)(deadline_ms - now) : 0);
	} while (n == -1 && errno == EINTR);
	return (n);
}

/* Failures of the calls that wait, told apart by errno. */
static int
closed(struct error *e)
{
	error_set(e, "connection closed");
	errno = ECONNRESET;
	return (-1);
}

static int
too_late(struct error *e)
{
	error_set(e, "no answer in time");
	errno = ETIMEDOUT;
	return (-1);
}

static int
flush_all(struct channel *c, uint64_t deadline_ms, struct error *e)
{
	enum channel_result result;

	while ((result = channel_flush(c, e)) == CHANNEL_LATER) {
		if (wait_for(c->fd, POLLOUT, deadline_ms) != 1)
			return (too_late(e));
	}
	if (result == CHANNEL_CLOSED)
		return (closed(e));
	return (result == CHANNEL_DONE ? 0 : -1);
}

int
channel_send_fds(struct channel *c, const int *fds, unsigned n, int timeout_ms,
    struct error *e)
{
	union {
		char space[CMSG_SPACE(PROTO_FDS_MAX * sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct iovec iov = {.iov_base = c->out.data, .iov_len = c->out.len};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.space,
	    .msg_controllen = CMSG_SPACE(n * sizeof(int))};
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	uint64_t deadline = clock_ms() + (uint64_t)timeout_ms;
	ssize_t sent;

	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(h), fds, n * sizeof(int));
	while ((sent = sendmsg(c->fd, &m, MSG_NOSIGNAL)) == -1) {
		if (errno == EAGAIN && wait_for(c->fd, POLLOUT, deadline) != 1)
			return (too_late(e));
		if (errno != EAGAIN && errno != EINTR)
			return (error_errno(e, "cannot send"));
	}
	buf_drop(&c->out, (size_t)sent);
	return (flush_all(c, deadline, e));
}

static int
bad(void)
{
	errno = EBADMSG;
	return (-1);
}

int
channel_wait(
    struct channel *c, struct message *m, int timeout_ms, struct error *e)
{
	uint64_t deadline = clock_ms() + (uint64_t)timeout_ms;
	enum channel_result result;

	if (flush_all(c, deadline, e) == -1)
		return (-1);
	for (;;) {
		result = channel_next(c, m, e);
		if (result != CHANNEL_LATER)
			return (result == CHANNEL_DONE ? 0 : bad());
		if (wait_for(c->fd, POLLIN, deadline) != 1)
			return (too_late(e));
		result = channel_read(c, e);
		if (result == CHANNEL_CLOSED)
			return (closed(e));
		if (result == CHANNEL_BAD)
			return (bad());
	}
}
