/* A supervisor's own socket. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/launch.h"
#include "regress/protocol/cases.h"
#include "regress/protocol/peer.h"
#include "regress/unit/test.h"
#include "server/supervisor/control.h"

static int
open_control(enum role role)
{
	int fd = peer_dial_session(world->sentinel);
	struct buf b;

	buf_init(&b, 256);
	put_hello(&b, role);
	CHECK(peer_write(fd, b.data, b.len));
	buf_release(&b);
	return (fd);
}

/* Before HELLO, and after it: only what the table allows. */
static void
try_types(bool greeted)
{
	static const uint8_t zeros[64];
	const struct proto_row *row;
	unsigned type;
	int fd;

	for (type = 0; type < MSG_TYPES + 2; type++) {
		row = proto_row(type);
		if (greeted && row != NULL && row->direction == TO_SUPERVISOR)
			continue;
		fd = greeted ? open_control(ROLE_OWNER)
			     : peer_dial_session(world->sentinel);
		if (greeted)
			CHECK_INT(peer_answer(fd, NULL), MSG_WELCOME);
		peer_send(fd, type, zeros,
		    row == NULL || row->min > sizeof zeros ? 16 : row->min);
		if (!CHECK(peer_is_dropped(fd)))
			printf("%s to a supervisor\n",
			    row == NULL ? "unknown" : row->name);
	}
}

static void
try_fields(unsigned type, const void *fields, size_t len)
{
	int fd = open_control(ROLE_OWNER);

	CHECK_INT(peer_answer(fd, NULL), MSG_WELCOME);
	peer_send(fd, type, fields, len);
	CHECK(peer_is_dropped(fd));
}

void
test_control(void)
{
	static uint8_t big[RUNTIME_MAX + 300];
	struct trace t;
	struct buf b;
	int fd;

	try_types(false);
	try_types(true);
	CHECK(peer_is_dropped(open_control(ROLE_VIEWER)));
	CHECK(peer_is_dropped(open_control(ROLE_SUPERVISOR)));
	CHECK(peer_is_dropped(open_control(ROLE_END)));
	/* A STOP cut short; longer than it may be; RECONNECT to nowhere. */
	try_fields(MSG_STOP, big, 4);
	try_fields(MSG_STOP, big, 5 + 257);
	try_fields(MSG_RECONNECT, big, 4);
	try_fields(MSG_RECONNECT, "\x03\0\0\0run", 7);
	try_fields(MSG_RECONNECT, "\xff\xff\xff\xff/run", 8);
	memset(big, '/', sizeof big);
	try_fields(MSG_RECONNECT, big, sizeof big);
	/* Descriptors. */
	fd = peer_dial_session(world->sentinel);
	trace_init(&t, 3);
	buf_init(&b, 256);
	put_hello(&b, ROLE_OWNER);
	CHECK(peer_write_fds(fd, b.data, b.len, t.writers, 3));
	CHECK(peer_is_dropped(fd));
	CHECK(trace_is_gone(&t));
	buf_release(&b);
	CHECK(all_is_well());
}

/* All its places taken by peers that say nothing: they are let go of. */
void
test_control_silent(void)
{
	uint64_t start = clock_ms();
	int fds[CONTROL_PEERS_MAX], idle[CONTROL_PEERS_MAX], fd;
	unsigned i;

	for (i = 0; i < CONTROL_PEERS_MAX; i++)
		fds[i] = peer_dial_session(world->sentinel);
	fd = open_control(ROLE_OWNER);
	CHECK_INT(peer_answer(fd, NULL), MSG_WELCOME);
	CHECK(clock_ms() - start < ANSWER_MS + 2000);
	for (i = 0; i < CONTROL_PEERS_MAX; i++)
		CHECK(peer_is_dropped(fds[i]));
	close(fd);
	/* The same of those that say who they are, and no more. */
	for (i = 0; i < CONTROL_PEERS_MAX; i++)
		idle[i] = open_control(ROLE_OWNER);
	fd = open_control(ROLE_OWNER);
	CHECK_INT(peer_answer(fd, NULL), MSG_WELCOME);
	close(fd);
	close_fds(idle, CONTROL_PEERS_MAX);
	CHECK(all_is_well());
}
