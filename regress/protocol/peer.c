#include "regress/protocol/peer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/error.h"
#include "common/frame.h"
#include "common/keys.h"
#include "common/launch.h"
#include "common/paths.h"
#include "common/registry.h"
#include "common/ring.h"
#include "common/sock.h"
#include "common/token.h"
#include "common/xmalloc.h"

static struct world the_world;
const struct world *world = &the_world;

static void __attribute__((noreturn)) give_up(const char *what)
{
	printf("hostile-peer: %s: %s\n", what, strerror(errno));
	exit(2);
}

void
world_init(const char *sentinel)
{
	struct error e = ERROR_INIT;
	struct channel c;
	struct paths p;

	if (paths_init(&p, &e) == -1)
		give_up(e.text);
	the_world.runtime = xstrdup(p.runtime);
	the_world.state = xstrdup(p.state);
	the_world.sentinel = sentinel;
	if (token_get(p.state, the_world.token, &e) == -1 ||
	    server_open(
		&c, p.runtime, ROLE_OWNER, the_world.token, false, &e) == -1)
		give_up(e.text);
	the_world.server = c.pid;
	channel_release(&c);
	paths_release(&p);
}

static int
dial(const char *directory, const char *name)
{
	struct error e = ERROR_INIT;
	int dir = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC), fd;

	if (dir == -1)
		give_up(directory);
	fd = sock_connect(dir, name, &e);
	close(dir);
	return (fd);
}

int
peer_dial(void)
{
	return (dial(world->runtime, SERVER_SOCKET));
}

int
peer_dial_session(const char *id)
{
	char *path = xasprintf("%s/sessions/%s", world->state, id);
	int fd = dial(path, SESSION_SOCKET);

	free(path);
	return (fd);
}

/* Write it all; a full socket is waited for. */
static bool
write_all(int fd, const uint8_t *data, size_t len)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	ssize_t n;

	for (; len > 0; data += n, len -= (size_t)n) {
		n = send(fd, data, len, MSG_NOSIGNAL);
		if (n == -1 && errno == EAGAIN && poll(&p, 1, PATIENCE_MS) == 1)
			n = 0;
		if (n == -1)
			return (false);
	}
	return (true);
}

bool
peer_write(int fd, const void *data, size_t len)
{
	return (write_all(fd, data, len));
}

bool
peer_write_fds(int fd, const void *data, size_t len, const int *fds, unsigned n)
{
	union {
		char space[CMSG_SPACE(256 * sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct iovec iov = {
	    .iov_base = (void *)(uintptr_t)data, .iov_len = len};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
	struct cmsghdr *h;
	ssize_t sent;

	if (n > 0) {
		m.msg_control = control.space;
		m.msg_controllen = CMSG_SPACE(n * sizeof(int));
		h = CMSG_FIRSTHDR(&m);
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		h->cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(h), fds, n * sizeof(int));
	}
	sent = sendmsg(fd, &m, MSG_NOSIGNAL);
	return (sent > 0 &&
	    write_all(fd, (const uint8_t *)data + sent, len - (size_t)sent));
}

void
frame_put_begin(struct buf *b, unsigned type)
{
	buf_u32(b, 0);
	buf_u16(b, (uint16_t)type);
	buf_u16(b, 0);
}

void
frame_put_end(struct buf *b)
{
	buf_set_u32(b, 0, (uint32_t)b->len - PROTO_HEADER);
}

bool
peer_send(int fd, unsigned type, const void *data, size_t len)
{
	struct buf b;
	bool sent;

	buf_init(&b, PROTO_HEADER + len);
	frame_put_begin(&b, type);
	buf_put(&b, data, len);
	frame_put_end(&b);
	sent = peer_write(fd, b.data, b.len);
	buf_release(&b);
	return (sent);
}

void
put_hello(struct buf *b, enum role role)
{
	frame_put_begin(b, MSG_HELLO);
	buf_u32(b, PROTO_MAGIC);
	buf_u32(b, PROTO_VERSION);
	buf_u8(b, (uint8_t)role);
	buf_put(b, world->token, TOKEN_SIZE);
	buf_string(b, "test");
	frame_put_end(b);
}

void
put_register(struct buf *b, char id[ID_LENGTH + 1])
{
	static uint64_t next = 0x7e57000000000000;

	snprintf(id, ID_LENGTH + 1, "%016llx", (unsigned long long)next++);
	frame_put_begin(b, MSG_REGISTER);
	buf_string(b, id);
	buf_u16(b, 80);
	buf_u16(b, 24);
	buf_u32(b, 1000);
	buf_u32(b, 0);
	frame_put_end(b);
}

/* Read exactly len bytes: 1, 0 closed, -1 nothing for too long. */
static int
read_all(int fd, uint8_t *data, size_t len, uint64_t deadline)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	uint64_t now;
	ssize_t n;

	while (len > 0) {
		now = clock_ms();
		if (now >= deadline || poll(&p, 1, (int)(deadline - now)) != 1)
			return (-1);
		n = recv(fd, data, len, MSG_DONTWAIT);
		if (n == -1 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0)
			return (0);
		data += n;
		len -= (size_t)n;
	}
	return (1);
}

int
peer_answer(int fd, struct buf *out)
{
	uint64_t deadline = clock_ms() + PATIENCE_MS;
	uint8_t header[PROTO_HEADER], *fields;
	struct reader r;
	int got, type;
	size_t len;

	got = read_all(fd, header, sizeof header, deadline);
	if (got != 1)
		return (got == 0 ? CLOSED : SILENT);
	reader_init(&r, header, sizeof header);
	len = reader_u32(&r);
	type = reader_u16(&r);
	if (len > PROTO_LENGTH_MAX)
		give_up("the server sent a message that is too long");
	fields = xmalloc(len + 1);
	got = read_all(fd, fields, len, deadline);
	if (got == 1 && out != NULL) {
		buf_clear(out);
		buf_put(out, fields, len);
	}
	free(fields);
	return (got == 1 ? type : got == 0 ? CLOSED : SILENT);
}

bool
peer_is_dropped(int fd)
{
	int got;

	do
		got = peer_answer(fd, NULL);
	while (got >= 0);
	close(fd);
	return (got == CLOSED);
}

int
peer_open(enum role role)
{
	int fd = peer_dial();
	struct buf b;

	if (fd == -1)
		give_up("the server does not let us in");
	buf_init(&b, 256);
	put_hello(&b, role);
	if (!peer_write(fd, b.data, b.len) ||
	    peer_answer(fd, NULL) != MSG_WELCOME)
		give_up("the server does not welcome us");
	buf_release(&b);
	return (fd);
}

static int
open_attached(void)
{
	int fd = peer_open(ROLE_VIEWER);
	struct buf b;

	buf_init(&b, 256);
	frame_put_begin(&b, MSG_ATTACH);
	buf_string(&b, world->sentinel);
	buf_u16(&b, 80);
	buf_u16(&b, 24);
	buf_u64(&b, 0);
	frame_put_end(&b);
	if (!peer_write(fd, b.data, b.len) || peer_answer(fd, NULL) < 0)
		give_up("cannot attach");
	buf_release(&b);
	return (fd);
}

static int
open_registered(void)
{
	int fd = peer_open(ROLE_SUPERVISOR), fds[3];
	char id[ID_LENGTH + 1];
	struct buf b;

	buf_init(&b, 256);
	put_register(&b, id);
	make_pty(fds);
	if (!peer_write_fds(fd, b.data, b.len, fds, 3) ||
	    peer_answer(fd, NULL) != MSG_REGISTERED)
		give_up("cannot register");
	close_fds(fds, 3);
	buf_release(&b);
	return (fd);
}

int
peer_in_state(unsigned state)
{
	switch (state) {
	case PEER_OWNER:
		return (peer_open(ROLE_OWNER));
	case PEER_VIEWER:
		return (peer_open(ROLE_VIEWER));
	case PEER_SUPERVISOR:
		return (peer_open(ROLE_SUPERVISOR));
	case PEER_ATTACHED:
		return (open_attached());
	case PEER_REGISTERED:
		return (open_registered());
	}
	return (peer_dial());
}

void
make_pty(int fds[3])
{
	struct error e = ERROR_INIT;

	if (openpty(&fds[0], &fds[1], NULL, NULL, NULL) == -1 ||
	    (fds[2] = ring_create(&e)) == -1)
		give_up("cannot make a pty");
}

void
close_fds(const int *fds, unsigned n)
{
	while (n > 0)
		close(fds[--n]);
}

void
trace_init(struct trace *t, unsigned n)
{
	int pipes[2];
	unsigned i;

	if (pipe2(pipes, O_CLOEXEC) == -1)
		give_up("pipe");
	t->reader = pipes[0];
	t->n = n;
	for (i = 0; i < n; i++) {
		t->writers[i] = i == 0 ? pipes[1] : dup(pipes[1]);
		if (t->writers[i] == -1)
			give_up("dup");
	}
}

bool
trace_is_gone(struct trace *t)
{
	struct pollfd p = {.fd = t->reader, .events = POLLIN};
	bool gone;

	close_fds(t->writers, t->n);
	gone = poll(&p, 1, PATIENCE_MS) == 1 && (p.revents & POLLHUP) != 0;
	close(t->reader);
	return (gone);
}

unsigned
count_sessions(void)
{
	int fd = peer_open(ROLE_OWNER);
	struct reader r;
	struct buf b;
	unsigned n = 0;

	buf_init(&b, PROTO_LENGTH_MAX);
	if (peer_send(fd, MSG_LIST, NULL, 0) &&
	    peer_answer(fd, &b) == MSG_SESSIONS) {
		reader_init(&r, b.data, b.len);
		n = reader_u32(&r);
	}
	buf_release(&b);
	close(fd);
	return (n);
}

long
server_memory(void)
{
	char *path = xasprintf("/proc/%u/status", world->server), line[256];
	FILE *f = fopen(path, "re");
	long kb = 0;

	free(path);
	if (f == NULL)
		give_up("the server's /proc/PID/status");
	while (fgets(line, sizeof line, f) != NULL) {
		if (sscanf(line, "RssAnon: %ld kB", &kb) == 1)
			break;
	}
	fclose(f);
	return (kb);
}

/* The text of a screen: what rows hold, one after the other. */
static void
take_row(void *arg, unsigned y, bool wrapped, const struct frame_cell *cells,
    unsigned n)
{
	struct buf *text = arg;
	unsigned i;

	for (i = 0; i < n; i++)
		buf_put(text, cells[i].text, cells[i].len);
	buf_u8(text, '\n');
}

static void
take_end(void *arg, uint32_t seq)
{
	struct buf *text = arg;

	buf_u8(text, '\0');
}

/* Whether the sentinel's screen holds a word. */
static bool
screen_has(int owner, const char *word)
{
	static const struct frame_sink sink = {
	    .row = take_row, .end = take_end};
	struct error e = ERROR_INIT;
	struct buf fields, text, ask;
	bool has = false;

	buf_init(&fields, PROTO_LENGTH_MAX);
	buf_init(&text, 1024 * 1024);
	buf_init(&ask, 64);
	buf_string(&ask, world->sentinel);
	if (peer_send(owner, MSG_CAPTURE, ask.data, ask.len)) {
		while (peer_answer(owner, &fields) == MSG_FRAME &&
		    frame_decode(fields.data, fields.len, &sink, &text, &e) ==
			0 &&
		    (text.len == 0 || text.data[text.len - 1] != '\0'))
			continue;
		has = text.len > 0 && text.data[text.len - 1] == '\0' &&
		    strstr((char *)text.data, word) != NULL;
	}
	buf_release(&ask);
	buf_release(&text);
	buf_release(&fields);
	return (has);
}

bool
sentinel_echoes(void)
{
	struct input in = {.type = INPUT_RAW};
	static unsigned turn;
	uint64_t deadline = clock_ms() + PATIENCE_MS;
	int viewer = open_attached(), owner = peer_open(ROLE_OWNER);
	char word[32], line[40];
	struct buf b;
	bool echoed = false;

	snprintf(word, sizeof word, "echo-%d-%u", (int)getpid(), ++turn);
	snprintf(line, sizeof line, "%s\r", word);
	in.data = (const uint8_t *)line;
	in.len = (uint32_t)strlen(line);
	buf_init(&b, 256);
	input_encode(&b, &in);
	if (peer_send(viewer, MSG_INPUT, b.data, b.len)) {
		while (!echoed && clock_ms() < deadline)
			echoed = screen_has(owner, word);
	}
	buf_release(&b);
	close(viewer);
	close(owner);
	return (echoed);
}

static bool
same_server(void)
{
	struct error e = ERROR_INIT;
	struct channel c;
	bool same;

	if (server_open(&c, world->runtime, ROLE_OWNER, world->token, false,
		&e) == -1) {
		printf("%s\n", e.text);
		return (false);
	}
	same = c.pid == world->server;
	channel_release(&c);
	return (same);
}

bool
all_is_well(void)
{
	return (same_server() && sentinel_echoes());
}
