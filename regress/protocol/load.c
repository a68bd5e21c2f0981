/* Too much of everything: connections, requests, output, input, mutations. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/frame.h"
#include "common/keys.h"
#include "common/xmalloc.h"
#include "regress/protocol/cases.h"
#include "regress/protocol/peer.h"
#include "regress/unit/test.h"
#include "server/server.h"

enum {
	SILENT_PEERS = 3000,
	OWNERS = PEERS_MAX + 200,
	MEGABYTES = 24, /* of its own that the server may take on for it all */
	MUTATIONS_MS = 4000,
};

/* Connections that say nothing, more than the server has places for. */
void
test_many_silent(void)
{
	int *fds = xcalloc(SILENT_PEERS, sizeof *fds);
	uint64_t start = clock_ms();
	unsigned i;

	for (i = 0; i < SILENT_PEERS; i++) {
		if (!CHECK((fds[i] = peer_dial()) != -1))
			break;
	}
	/* Nobody who has something to say waits for them. */
	CHECK(all_is_well());
	CHECK(clock_ms() - start < PATIENCE_MS);
	while (i > 0)
		close(fds[--i]);
	free(fds);
	CHECK(all_is_well());
}

/* As many as there are places for, all of them proper: the rest waits. */
void
test_many_owners(void)
{
	int *fds = xcalloc(OWNERS, sizeof *fds);
	unsigned i, n = 0;
	struct buf b;

	buf_init(&b, 256);
	put_hello(&b, ROLE_OWNER);
	for (i = 0; i < OWNERS; i++) {
		/* Beyond the places there is the backlog, and its end. */
		if (i == PEERS_MAX + 64 || !CHECK((fds[i] = peer_dial()) != -1))
			break;
		CHECK(peer_write(fds[i], b.data, b.len));
		n++;
	}
	CHECK(n > PEERS_MAX);
	/* The first of them are served meanwhile. */
	CHECK_INT(peer_answer(fds[0], NULL), MSG_WELCOME);
	CHECK(peer_send(fds[0], MSG_LIST, NULL, 0));
	CHECK_INT(peer_answer(fds[0], NULL), MSG_SESSIONS);
	for (i = 0; i < n; i++)
		close(fds[i]);
	free(fds);
	buf_release(&b);
	CHECK(all_is_well());
}

/*
 * Ask as long as the socket takes it, without reading an answer. Returns how
 * often that was.
 */
static unsigned
ask_on(int fd, const struct buf *question)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	unsigned n = 0;
	ssize_t sent;

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (n < 100 * 1000) {
		sent = send(fd, question->data, question->len, MSG_NOSIGNAL);
		if (sent == (ssize_t)question->len)
			n++;
		else if (sent != -1 || errno != EAGAIN || poll(&p, 1, 100) != 1)
			break;
	}
	return (n);
}

void
test_never_reads(void)
{
	int fds[8];
	long before = server_memory();
	unsigned i, asked[8];
	struct buf b;

	buf_init(&b, 256);
	frame_put_begin(&b, MSG_CAPTURE);
	buf_string(&b, world->sentinel);
	frame_put_end(&b);
	for (i = 0; i < 8; i++) {
		fds[i] = peer_open(ROLE_OWNER);
		asked[i] = ask_on(fds[i], &b);
		CHECK(asked[i] > 0 && asked[i] < 100 * 1000);
	}
	CHECK(all_is_well());
	if (!CHECK(server_memory() - before < MEGABYTES * 1024))
		printf("%ld KB before, %ld KB now\n", before, server_memory());
	/* Who reads after all gets what was asked for. */
	for (i = 0; i < asked[0]; i++) {
		if (!CHECK_INT(peer_answer(fds[0], NULL), MSG_FRAME))
			break;
	}
	close_fds(fds, 8);
	buf_release(&b);
	CHECK(all_is_well());
}

/* A session of this process: what it writes is shown. */
struct own {
	int fd; /* to the server */
	int master, slave;
	char id[ID_LENGTH + 1];
};

static void
own_open(struct own *o)
{
	struct buf b;
	int fds[3];

	o->fd = peer_open(ROLE_SUPERVISOR);
	buf_init(&b, 256);
	put_register(&b, o->id);
	make_pty(fds);
	CHECK(peer_write_fds(o->fd, b.data, b.len, fds, 3));
	CHECK_INT(peer_answer(o->fd, NULL), MSG_REGISTERED);
	buf_release(&b);
	close(fds[2]);
	o->master = fds[0];
	o->slave = fds[1];
}

static void
own_close(struct own *o)
{
	close(o->fd);
	close(o->master);
	close(o->slave);
}

static int
own_attach(const struct own *o)
{
	int fd = peer_open(ROLE_VIEWER);
	struct buf b;

	buf_init(&b, 256);
	buf_string(&b, o->id);
	buf_u16(&b, 80);
	buf_u16(&b, 24);
	buf_u64(&b, UINT64_MAX - 1);
	CHECK(peer_send(fd, MSG_ATTACH, b.data, b.len));
	buf_release(&b);
	return (fd);
}

void
test_viewer_never_reads(void)
{
	struct own o;
	long before = server_memory();
	int viewers[4], reader;
	char line[120];
	unsigned i;

	own_open(&o);
	for (i = 0; i < 4; i++)
		viewers[i] = own_attach(&o);
	memset(line, 'x', sizeof line);
	line[sizeof line - 1] = '\n';
	/* 6 MB; the child is never held up by them. */
	for (i = 0; i < 50 * 1000; i++) {
		if (!CHECK(write(o.slave, line, sizeof line) == sizeof line))
			break;
	}
	CHECK(all_is_well());
	if (!CHECK(server_memory() - before < MEGABYTES * 1024))
		printf("%ld KB before, %ld KB now\n", before, server_memory());
	/* One that comes now sees the screen at once. */
	reader = own_attach(&o);
	CHECK_INT(peer_answer(reader, NULL), MSG_FRAME);
	close(reader);
	close_fds(viewers, 4);
	own_close(&o);
	CHECK(all_is_well());
}

/* Typed at a child that does not read: a bound, and the others go on. */
void
test_input_unread(void)
{
	static uint8_t paste[INPUT_BYTES_MAX];
	struct input in = {.type = INPUT_PASTE,
	    .first = true,
	    .last = true,
	    .data = paste,
	    .len = sizeof paste};
	struct own o;
	long before = server_memory();
	struct buf b;
	int viewer;

	own_open(&o);
	viewer = own_attach(&o);
	memset(paste, 'p', sizeof paste);
	buf_init(&b, 32 * 1024);
	frame_put_begin(&b, MSG_INPUT);
	input_encode(&b, &in);
	frame_put_end(&b);
	ask_on(viewer, &b);
	CHECK(all_is_well());
	if (!CHECK(server_memory() - before < MEGABYTES * 1024))
		printf("%ld KB before, %ld KB now\n", before, server_memory());
	close(viewer);
	own_close(&o);
	buf_release(&b);
	CHECK(all_is_well());
}

/* Mutations of what is right, from a fixed seed. */
static uint64_t seed = 0x6e6f6e6f;

static unsigned
below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return ((unsigned)(seed >> 20) % n);
}

/* A right conversation of a role about a session, without descriptors. */
static void
put_conversation(struct buf *b, enum role role, const char *session)
{
	static const uint8_t bytes[] = "typed";
	struct input in = {.type = (enum input_type)below(INPUT_TYPES),
	    .action = 1,
	    .first = true,
	    .last = true,
	    .code = 'x',
	    .data = bytes,
	    .len = sizeof bytes};
	char id[ID_LENGTH + 1];

	put_hello(b, role);
	if (role == ROLE_SUPERVISOR) {
		put_register(b, id);
		return;
	}
	buf_u32(b, 4 + ID_LENGTH + 12);
	buf_u16(b, role == ROLE_VIEWER ? MSG_ATTACH : MSG_CAPTURE);
	buf_u16(b, 0);
	buf_string(b, session);
	buf_u32(b, 80 | 24 << 16);
	buf_u64(b, below(2) == 0 ? 0 : UINT64_MAX);
	if (role == ROLE_VIEWER) {
		struct buf message;

		buf_init(&message, 256);
		frame_put_begin(&message, MSG_INPUT);
		input_encode(&message, &in);
		frame_put_end(&message);
		buf_put(b, message.data, message.len);
		buf_release(&message);
	}
}

static void
mutate(struct buf *b, size_t from)
{
	static const uint8_t edges[] = {0, 1, 0x7f, 0x80, 0xff};
	unsigned times = 1 + below(6);
	size_t at;

	while (times-- > 0) {
		at = from + below((unsigned)(b->len - from));
		switch (below(4)) {
		case 0:
			b->data[at] ^= (uint8_t)(1 << below(8));
			break;
		case 1:
			b->data[at] = edges[below(sizeof edges)];
			break;
		case 2:
			b->data[at] = (uint8_t)below(256);
			break;
		case 3:
			if (b->len - at > 1) {
				memmove(b->data + at, b->data + at + 1,
				    b->len - at - 1);
				b->len--;
			}
			break;
		}
	}
}

static void
try_mutation(const char *session)
{
	enum role role = (enum role)(ROLE_OWNER + below(3));
	int fd = peer_dial(), fds[3];
	struct buf b;
	size_t hello, at, n;

	buf_init(&b, 4096);
	put_hello(&b, role);
	hello = b.len;
	buf_clear(&b);
	put_conversation(&b, role, session);
	/* Mostly behind the HELLO, or all would end there. */
	mutate(&b, below(8) == 0 ? 0 : hello);
	if (role == ROLE_SUPERVISOR && below(2) == 0) {
		make_pty(fds);
		peer_write_fds(fd, b.data, b.len, fds, 3);
		close_fds(fds, 3);
	}
	for (at = 0; at < b.len; at += n) {
		n = 1 + below((unsigned)(b.len - at));
		if (!peer_write(fd, b.data + at, n))
			break;
	}
	shutdown(fd, SHUT_WR);
	CHECK(peer_is_dropped(fd));
	buf_release(&b);
}

void
test_mutations(void)
{
	uint64_t end = clock_ms() + MUTATIONS_MS;
	struct termios raw;
	char typed[4096];
	unsigned n = 0;
	struct own o;

	/* Not the sentinel: any key may come of it, ^C and ^S too. */
	own_open(&o);
	CHECK(tcgetattr(o.slave, &raw) == 0);
	cfmakeraw(&raw);
	CHECK(tcsetattr(o.slave, TCSANOW, &raw) == 0);
	fcntl(o.slave, F_SETFL, O_RDWR | O_NONBLOCK);
	while (clock_ms() < end) {
		try_mutation(o.id);
		while (read(o.slave, typed, sizeof typed) > 0)
			continue;
		if (++n % 500 == 0 && !CHECK(all_is_well()))
			break;
	}
	CHECK(n > 500);
	own_close(&o);
	CHECK(all_is_well());
}
