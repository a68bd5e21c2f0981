/* The first message: who may come in. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/launch.h"
#include "regress/protocol/cases.h"
#include "regress/protocol/peer.h"
#include "regress/unit/test.h"

enum wrong {
	RIGHT,
	LAST_TOKEN_BIT,
	NO_TOKEN
};

static const struct hello {
	const char *what;
	uint32_t magic, version;
	uint8_t role;
	enum wrong token;
	int answer; /* the type, then it closes */
	enum refusal reason;
} hellos[] = {
    {"another magic", 0x12345678, PROTO_VERSION, ROLE_OWNER, RIGHT, MSG_REFUSED,
	REFUSED_VERSION},
    {"version 0", PROTO_MAGIC, 0, ROLE_OWNER, RIGHT, MSG_REFUSED,
	REFUSED_VERSION},
    {"a bit of the token", PROTO_MAGIC, PROTO_VERSION, ROLE_OWNER,
	LAST_TOKEN_BIT, MSG_REFUSED, REFUSED_TOKEN},
    {"no token", PROTO_MAGIC, PROTO_VERSION, ROLE_SUPERVISOR, NO_TOKEN,
	MSG_REFUSED, REFUSED_TOKEN},
    {"role 0", PROTO_MAGIC, PROTO_VERSION, 0, RIGHT, MSG_REFUSED,
	REFUSED_VERSION},
    {"role past the last", PROTO_MAGIC, PROTO_VERSION, ROLE_END, RIGHT,
	MSG_REFUSED, REFUSED_VERSION},
    {"role 255", PROTO_MAGIC, PROTO_VERSION, 255, RIGHT, MSG_REFUSED,
	REFUSED_VERSION},
    {"a newer version", PROTO_MAGIC, PROTO_VERSION + 1, ROLE_OWNER, RIGHT,
	MSG_WELCOME, 0},
};

static void
try_hello(const struct hello *h)
{
	uint8_t token[TOKEN_SIZE] = {0};
	int fd = peer_dial();
	struct reader r;
	struct buf b;

	if (h->token != NO_TOKEN)
		memcpy(token, world->token, TOKEN_SIZE);
	if (h->token == LAST_TOKEN_BIT)
		token[TOKEN_SIZE - 1] ^= 1;
	buf_init(&b, PROTO_LENGTH_MAX);
	buf_u32(&b, h->magic);
	buf_u32(&b, h->version);
	buf_u8(&b, h->role);
	buf_put(&b, token, TOKEN_SIZE);
	buf_string(&b, "test");
	CHECK(peer_send(fd, MSG_HELLO, b.data, b.len));
	if (!CHECK_INT(peer_answer(fd, &b), h->answer))
		printf("hello with %s\n", h->what);
	if (h->answer == MSG_WELCOME) {
		close(fd);
	} else {
		reader_init(&r, b.data, b.len);
		CHECK_INT(reader_u8(&r), h->reason);
		CHECK(reader_u32(&r) > 0); /* a text that says why */
		CHECK(peer_is_dropped(fd));
	}
	buf_release(&b);
}

void
test_hello(void)
{
	size_t i;
	int fd;

	for (i = 0; i < sizeof hellos / sizeof hellos[0]; i++)
		try_hello(&hellos[i]);
	/* Refused: what follows is not looked at. */
	fd = peer_dial();
	CHECK(peer_send(fd, MSG_LIST, NULL, 0));
	CHECK(peer_is_dropped(fd));
	CHECK(all_is_well());
}

/* Who says nothing is let go of, and holds up nobody meanwhile. */
void
test_hello_late(void)
{
	uint64_t start = clock_ms();
	int silent = peer_dial(), slow = peer_dial();
	uint8_t half[PROTO_HEADER / 2] = {50};

	CHECK(peer_write(slow, half, sizeof half));
	CHECK(all_is_well());
	CHECK(peer_is_dropped(silent));
	CHECK(peer_is_dropped(slow));
	CHECK(clock_ms() - start >= ANSWER_MS - 100);
	CHECK(all_is_well());
}
