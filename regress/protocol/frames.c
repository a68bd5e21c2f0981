/* Each message in each state, and frames of every wrong length. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/xmalloc.h"
#include "regress/protocol/cases.h"
#include "regress/protocol/peer.h"
#include "regress/unit/test.h"

static const struct state {
	unsigned bit;
	const char *name;
} states[] = {
    {PEER_NEW, "new"},
    {PEER_OWNER, "owner"},
    {PEER_VIEWER, "viewer"},
    {PEER_ATTACHED, "attached"},
    {PEER_SUPERVISOR, "supervisor"},
    {PEER_REGISTERED, "registered"},
};

enum {
	NSTATES = sizeof states / sizeof states[0]
};

/* Whether the server may take a message of this type in this state. */
static bool
is_allowed(const struct state *s, unsigned type)
{
	const struct proto_row *row = proto_row(type);

	return (row != NULL &&
	    (row->direction == TO_SERVER || row->direction == TO_BOTH) &&
	    (row->states & s->bit) != 0);
}

/* Of the shortest length the table allows, or none. */
static void
try_type(const struct state *s, unsigned type)
{
	const struct proto_row *row = proto_row(type);
	size_t len = row == NULL ? 16 : row->min;
	void *fields = xcalloc(1, len + 1);
	int fd = peer_in_state(s->bit);

	peer_send(fd, type, fields, len);
	/* Fields of zeros: what may come here is refused by what it says. */
	if (is_allowed(s, type))
		shutdown(fd, SHUT_WR);
	if (!CHECK(peer_is_dropped(fd)))
		printf("%s in state %s\n", row == NULL ? "unknown" : row->name,
		    s->name);
	free(fields);
}

void
test_states(void)
{
	static const unsigned unknown[] = {
	    0, 4, 15, MSG_TYPES, MSG_TYPES + 1, 0x7fff, 0x8000, 0xffff};
	unsigned type;
	size_t i, j;

	for (i = 0; i < NSTATES; i++) {
		for (type = 1; type < MSG_TYPES; type++) {
			if (proto_row(type) != NULL)
				try_type(&states[i], type);
		}
		for (j = 0; j < sizeof unknown / sizeof unknown[0]; j++)
			try_type(&states[i], unknown[j]);
		CHECK(all_is_well());
	}
}

/*
 * A header that says length, then bytes of it, then nothing more. Whether the
 * connection is closed for it; half: by us, too.
 */
static bool
is_dropped_for(
    const struct state *s, unsigned type, size_t length, size_t sent, bool half)
{
	int fd = peer_in_state(s->bit);
	uint8_t *fields = xcalloc(1, sent + 1);
	struct buf b;

	buf_init(&b, PROTO_HEADER + sent);
	buf_u32(&b, (uint32_t)length);
	buf_u16(&b, (uint16_t)type);
	buf_u16(&b, 0);
	buf_put(&b, fields, sent);
	peer_write(fd, b.data, b.len);
	free(fields);
	buf_release(&b);
	if (half)
		shutdown(fd, SHUT_WR);
	return (peer_is_dropped(fd));
}

static void
try_lengths(const struct state *s, unsigned type)
{
	const struct proto_row *row = proto_row(type);
	const size_t wrong[] = {0, 1, row->min - 1, row->max + 1,
	    PROTO_LENGTH_MAX + 1, 0x7fffffff, 0x80000000, 0xffffffff};
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		if (wrong[i] >= row->min && wrong[i] <= row->max)
			continue;
		/* The header is enough, no byte of it need come. */
		if (wrong[i] != SIZE_MAX &&
		    !CHECK(is_dropped_for(s, type, wrong[i], 0, false)))
			printf("%s of %zu bytes\n", row->name, wrong[i]);
	}
	/* Of the longest length, cut off in the middle, and one byte early. */
	CHECK(is_dropped_for(s, type, row->max, row->max / 2, true));
	if (row->min > 0)
		CHECK(is_dropped_for(s, type, row->min, row->min - 1, true));
	/* The header's last field is zero. */
}

void
test_lengths(void)
{
	static const uint8_t odd[PROTO_HEADER] = {0, 0, 0, 0, MSG_LIST, 0, 1};
	unsigned type;
	size_t i;
	int fd;

	for (i = 0; i < NSTATES; i++) {
		for (type = 1; type < MSG_TYPES; type++) {
			if (is_allowed(&states[i], type))
				try_lengths(&states[i], type);
		}
		CHECK(all_is_well());
	}
	fd = peer_open(ROLE_OWNER);
	CHECK(peer_write(fd, odd, sizeof odd));
	CHECK(peer_is_dropped(fd));
	/* Less than a header, then closed. */
	for (i = 0; i < PROTO_HEADER; i++) {
		fd = peer_dial();
		CHECK(i == 0 || peer_write(fd, odd, i));
		shutdown(fd, SHUT_WR);
		CHECK(peer_is_dropped(fd));
	}
	CHECK(all_is_well());
}

/* Whole messages in single bytes, several at once, with more at their end. */
void
test_pieces(void)
{
	static const uint8_t junk[] = "and now for something else";
	static const uint8_t later[100];
	int fd = peer_dial();
	struct buf b;
	size_t i;

	buf_init(&b, 4096);
	put_hello(&b, ROLE_OWNER);
	for (i = 0; i < b.len; i++)
		CHECK(peer_write(fd, b.data + i, 1));
	CHECK_INT(peer_answer(fd, NULL), MSG_WELCOME);
	/* Fields that only a newer version knows. */
	CHECK(peer_send(fd, MSG_LIST, later, sizeof later));
	CHECK_INT(peer_answer(fd, NULL), MSG_SESSIONS);
	/* Two and a half at once. */
	buf_clear(&b);
	for (i = 0; i < 3; i++) {
		buf_u32(&b, 0);
		buf_u16(&b, MSG_LIST);
		buf_u16(&b, 0);
	}
	CHECK(peer_write(fd, b.data, b.len - 4));
	CHECK_INT(peer_answer(fd, NULL), MSG_SESSIONS);
	CHECK_INT(peer_answer(fd, NULL), MSG_SESSIONS);
	CHECK(peer_write(fd, b.data + b.len - 4, 4));
	CHECK_INT(peer_answer(fd, NULL), MSG_SESSIONS);
	CHECK(peer_write(fd, junk, sizeof junk));
	CHECK(peer_is_dropped(fd));
	buf_release(&b);
	CHECK(all_is_well());
}

static int
answer_to(int fd, unsigned type, const struct buf *fields)
{
	if (!peer_send(fd, type, fields->data, fields->len))
		return (CLOSED);
	return (peer_answer(fd, NULL));
}

/* What there is only once; what there is not. */
void
test_twice(void)
{
	int fd = peer_open(ROLE_OWNER);
	struct buf b, attach;

	/* A command that names no session gets an error and may go on. */
	buf_init(&b, 256);
	buf_string(&b, "0123456789abcdef");
	buf_u16(&b, 80);
	buf_u16(&b, 24);
	CHECK_INT(answer_to(fd, MSG_CAPTURE, &b), MSG_ERROR);
	CHECK_INT(answer_to(fd, MSG_DETACH, &b), MSG_ERROR);
	CHECK_INT(answer_to(fd, MSG_RESIZE, &b), MSG_ERROR);
	CHECK_INT(answer_to(fd, MSG_LIST, &b), MSG_SESSIONS);
	/* A second HELLO. */
	buf_clear(&b);
	put_hello(&b, ROLE_OWNER);
	CHECK(peer_write(fd, b.data, b.len));
	CHECK(peer_is_dropped(fd));
	/* A second ATTACH. */
	fd = peer_in_state(PEER_ATTACHED);
	buf_init(&attach, 256);
	buf_string(&attach, world->sentinel);
	buf_u16(&attach, 80);
	buf_u16(&attach, 24);
	buf_u64(&attach, 0);
	CHECK(peer_send(fd, MSG_ATTACH, attach.data, attach.len));
	CHECK(peer_is_dropped(fd));
	/* Sizes that no terminal has. */
	fd = peer_open(ROLE_OWNER);
	buf_clear(&b);
	buf_string(&b, world->sentinel);
	buf_u16(&b, 0);
	buf_u16(&b, 65535);
	CHECK(peer_send(fd, MSG_RESIZE, b.data, b.len));
	CHECK(peer_is_dropped(fd));
	fd = peer_in_state(PEER_ATTACHED);
	CHECK(peer_send(fd, MSG_VIEW_SIZE, "\xff\xff\x00\x00", 4));
	CHECK(peer_is_dropped(fd));
	buf_release(&attach);
	buf_release(&b);
	CHECK(all_is_well());
}
