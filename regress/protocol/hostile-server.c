/*
 * What listens where nono's server should, and answers what it likes:
 *
 *	hostile-server DIRECTORY WAY
 *
 * Prints a line once it listens; serves one connection at a time, until it is
 * killed.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/frame.h"
#include "common/launch.h"
#include "common/proto.h"
#include "common/sock.h"

enum {
	BYTES_MAX = 1024 * 1024,
};

static uint64_t seed = 0x5eed;

static unsigned
next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return ((unsigned)(seed >> 16));
}

static void
put_random(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_u8(b, (uint8_t)next_random());
}

/* A message of n fields' bytes, which the caller puts next. */
static void
begin(struct buf *b, unsigned type, size_t n)
{
	buf_u32(b, (uint32_t)n);
	buf_u16(b, (uint16_t)type);
	buf_u16(b, 0);
}

static void
put_welcome(struct buf *b)
{
	begin(b, MSG_WELCOME, 8 + 4 + 4);
	buf_u32(b, PROTO_VERSION);
	buf_u32(b, 1);
	buf_string(b, "evil");
}

/* The ways: what is sent after a HELLO. */

static void
way_junk(struct buf *b)
{
	put_random(b, 100 * 1000);
}

static void
way_long(struct buf *b)
{
	begin(b, MSG_WELCOME, 0x7fffffff);
	put_random(b, 4096);
}

static void
way_type(struct buf *b)
{
	put_welcome(b);
	begin(b, 12345, 4);
	buf_u32(b, 0);
}

/* What only a supervisor or a command is sent; the second is of no use. */
static void
way_place(struct buf *b)
{
	put_welcome(b);
	begin(b, MSG_ACTIVE, 0);
	begin(b, MSG_STOPPED, 6);
	buf_u32(b, 0);
	buf_u16(b, 0);
}

static void
way_frame(struct buf *b)
{
	put_welcome(b);
	begin(b, MSG_FRAME, 500);
	put_random(b, 500);
}

/* A good beginning, and then a row that no screen has. */
static void
way_row(struct buf *b)
{
	put_welcome(b);
	begin(b, MSG_FRAME, 5 + 9 + 2 + 3 + 1 + 2 + 5);
	buf_u8(b, FRAME_SIZE);
	buf_u16(b, 80);
	buf_u16(b, 24);
	buf_u8(b, FRAME_POSITION);
	buf_u64(b, 0);
	buf_u8(b, FRAME_SCREEN);
	buf_u8(b, 0);
	buf_u8(b, FRAME_ROW);
	buf_u16(b, 5000);
	buf_u8(b, 0);
	buf_u16(b, 0);
	buf_u8(b, FRAME_END);
	buf_u32(b, 1);
}

/* A title that would reach the terminal as more than one. */
static void
way_title(struct buf *b)
{
	static const char title[] = "\033]0;pwned\a\033[2J\r\n";

	put_welcome(b);
	begin(b, MSG_FRAME, 5 + 9 + 1 + 4 + sizeof title - 1);
	buf_u8(b, FRAME_SIZE);
	buf_u16(b, 80);
	buf_u16(b, 24);
	buf_u8(b, FRAME_POSITION);
	buf_u64(b, 0);
	buf_u8(b, FRAME_TITLE);
	buf_string(b, title);
}

static void
way_refused(struct buf *b)
{
	static const char text[] = "go\033]0;pwned\a\r\naway";

	begin(b, MSG_REFUSED, 1 + 4 + sizeof text - 1);
	buf_u8(b, REFUSED_TOKEN);
	buf_string(b, text);
}

static void
way_short(struct buf *b)
{
	begin(b, MSG_WELCOME, 3);
	put_random(b, 3);
}

static void
way_ended(struct buf *b)
{
	put_welcome(b);
	begin(b, MSG_EXITED, 5);
	buf_u8(b, 200);
	buf_u32(b, 0xffffffff);
}

/*
 * Sends a viewer away behind more than is read at once, and is gone before that
 * has said what it wants.
 */
static void
way_goodbye(struct buf *b)
{
	uint32_t seq;

	put_welcome(b);
	begin(b, MSG_FRAME, 5 + 9 + 2 + 5);
	buf_u8(b, FRAME_SIZE);
	buf_u16(b, 80);
	buf_u16(b, 24);
	buf_u8(b, FRAME_POSITION);
	buf_u64(b, 0);
	buf_u8(b, FRAME_SCREEN);
	buf_u8(b, 0);
	buf_u8(b, FRAME_END);
	buf_u32(b, 1);
	for (seq = 2; b->len < BYTES_MAX - 1024; seq++) {
		begin(b, MSG_FRAME, 5);
		buf_u8(b, FRAME_END);
		buf_u32(b, seq);
	}
	begin(b, MSG_DETACHED, 0);
}

static void
way_nothing(struct buf *b)
{
}

static const struct way {
	const char *name;
	void (*put)(struct buf *b);
} ways[] = {
    {"junk", way_junk},
    {"long", way_long},
    {"type", way_type},
    {"place", way_place},
    {"frame", way_frame},
    {"row", way_row},
    {"title", way_title},
    {"refused", way_refused},
    {"short", way_short},
    {"ended", way_ended},
    {"goodbye", way_goodbye},
    {"close", way_nothing},
    {"silent", NULL},
};

/* Wait for what they say, answer, and wait for them to go. */
static void
serve(int fd, const struct way *way)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char bytes[4096];
	struct buf b;

	if (poll(&p, 1, 5000) == 1 && recv(fd, bytes, sizeof bytes, 0) > 0 &&
	    way->put != NULL) {
		buf_init(&b, BYTES_MAX);
		way->put(&b);
		send(fd, b.data, b.len, MSG_NOSIGNAL);
		if (b.len == 0 || way->put == way_goodbye)
			shutdown(fd, SHUT_RDWR);
		buf_release(&b);
	}
	while (
	    poll(&p, 1, 30 * 1000) == 1 && recv(fd, bytes, sizeof bytes, 0) > 0)
		continue;
	close(fd);
}

int
main(int argc, char **argv)
{
	struct error e = ERROR_INIT;
	const struct way *way = NULL;
	int listener, fd;
	size_t i;

	for (i = 0; argc == 3 && i < sizeof ways / sizeof ways[0]; i++) {
		if (strcmp(ways[i].name, argv[2]) == 0)
			way = &ways[i];
	}
	if (way == NULL) {
		fprintf(stderr, "usage: hostile-server DIRECTORY WAY\n");
		return (2);
	}
	listener = sock_listen(
	    open(argv[1], O_PATH | O_DIRECTORY | O_CLOEXEC), SERVER_SOCKET, &e);
	if (listener == -1) {
		fprintf(stderr, "hostile-server: %s\n", e.text);
		return (1);
	}
	fcntl(listener, F_SETFL, 0);
	printf("ready\n");
	fflush(stdout);
	while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) != -1)
		serve(fd, way);
	return (1);
}
