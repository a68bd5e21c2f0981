/* Descriptors where none belong, and registrations of what is no session. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/error.h"
#include "common/ring.h"
#include "common/xmalloc.h"
#include "regress/protocol/cases.h"
#include "regress/protocol/peer.h"
#include "regress/unit/test.h"

/* Descriptors the server has open; 0 if that cannot be seen. */
static unsigned
server_descriptors(void)
{
	char *command = xasprintf("ls /proc/%u/fd 2>/dev/null", world->server);
	FILE *f = popen(command, "re");
	unsigned n = 0;
	int c;

	free(command);
	while (f != NULL && (c = fgetc(f)) != EOF)
		n += c == '\n';
	if (f != NULL)
		pclose(f);
	return (n);
}

/* Whether the server has, soon, no more open than before. */
static bool
has_closed_all(unsigned before)
{
	uint64_t deadline = clock_ms() + PATIENCE_MS;

	while (server_descriptors() > before) {
		if (clock_ms() >= deadline)
			return (false);
	}
	return (true);
}

/* A message with n descriptors that it should not have: all must be closed. */
static void
try_message(unsigned state, const struct buf *message, size_t len, unsigned n)
{
	int fd = peer_in_state(state);
	struct trace t;

	trace_init(&t, n);
	CHECK(peer_write_fds(fd, message->data, len, t.writers, n));
	if (len < message->len || state != PEER_NEW)
		shutdown(fd, SHUT_WR);
	if (!CHECK(peer_is_dropped(fd)) || !CHECK(trace_is_gone(&t)))
		printf("%u descriptors in state %u\n", n, state);
}

void
test_descriptors(void)
{
	static const unsigned counts[] = {1, 2, 3, 4, 253};
	unsigned before = server_descriptors();
	char id[ID_LENGTH + 1];
	struct buf hello, list, registration;
	size_t i;

	buf_init(&hello, 256);
	buf_init(&list, 256);
	buf_init(&registration, 256);
	put_hello(&hello, ROLE_OWNER);
	frame_put_begin(&list, MSG_LIST);
	frame_put_end(&list);
	put_register(&registration, id);
	for (i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		try_message(PEER_NEW, &hello, hello.len, counts[i]);
		try_message(PEER_NEW, &hello, 3, counts[i]);
		try_message(PEER_OWNER, &list, list.len, counts[i]);
		try_message(PEER_ATTACHED, &list, 1, counts[i]);
		try_message(PEER_REGISTERED, &list, 1, counts[i]);
		try_message(PEER_SUPERVISOR, &registration, registration.len,
		    counts[i]);
	}
	/* Without any. */
	try_message(PEER_SUPERVISOR, &registration, registration.len, 0 + 1);
	buf_release(&hello);
	buf_release(&list);
	buf_release(&registration);
	CHECK(all_is_well());
	CHECK(before == 0 || has_closed_all(before));
}

/* One byte at a time, each with as many descriptors as a message may have. */
static void
flood(void)
{
	int fd = peer_dial();
	struct trace t;
	struct buf b;
	size_t i;

	trace_init(&t, PROTO_FDS_MAX);
	buf_init(&b, 256);
	put_hello(&b, ROLE_OWNER);
	for (i = 0; i < b.len; i++) {
		if (!peer_write_fds(
			fd, b.data + i, 1, t.writers, PROTO_FDS_MAX))
			break;
	}
	CHECK(i < b.len || peer_is_dropped(fd));
	if (i < b.len)
		close(fd);
	CHECK(trace_is_gone(&t));
	buf_release(&b);
}

/* What a REGISTER says; the rest is as it should be. */
static const struct registration {
	const char *what, *id;
	unsigned sx, sy;
	uint32_t history;
} registrations[] = {
    {"no columns", "0123456789abcdef", 0, 24, 100},
    {"no rows", "0123456789abcdef", 80, 0, 100},
    {"65535 columns", "0123456789abcdef", 65535, 24, 100},
    {"1001 rows", "0123456789abcdef", 80, 1001, 100},
    {"endless history", "0123456789abcdef", 80, 24, UINT32_MAX},
    {"a short id", "0123456789abcde", 80, 24, 100},
    {"a long id", "0123456789abcdef0", 80, 24, 100},
    {"an empty id", "", 80, 24, 100},
    {"an id of capitals", "0123456789ABCDEF", 80, 24, 100},
    {"an id with control characters", "\033[2J\a\r\n\t\1\2\3\4\5\6\7", 80, 24,
	100},
    {"an id that is a path", "../../../../etc/", 80, 24, 100},
    {"an id that is not UTF-8",
	"\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe", 80,
	24, 100},
};

static bool
is_refused(const struct buf *message, const int *fds, unsigned n)
{
	int fd = peer_open(ROLE_SUPERVISOR), got;

	peer_write_fds(fd, message->data, message->len, fds, n);
	got = peer_answer(fd, NULL);
	close(fd);
	return (got == CLOSED || got == MSG_ERROR);
}

static void
try_registration(const struct registration *r)
{
	struct buf b;
	int fds[3];

	make_pty(fds);
	buf_init(&b, 256);
	frame_put_begin(&b, MSG_REGISTER);
	buf_string(&b, r->id);
	buf_u16(&b, (uint16_t)r->sx);
	buf_u16(&b, (uint16_t)r->sy);
	buf_u32(&b, r->history);
	buf_u32(&b, 0);
	frame_put_end(&b);
	if (!CHECK(is_refused(&b, fds, 3)))
		printf("registered with %s\n", r->what);
	close_fds(fds, 3);
	buf_release(&b);
}

/* Descriptors of all kinds, in the place of each of the three. */
enum {
	NKINDS = 7
};

static int
make_kind(unsigned kind)
{
	int fds[2] = {-1, -1};

	switch (kind) {
	case 0:
		return (open("/dev/null", O_RDWR | O_CLOEXEC));
	case 1:
		return (open("/dev/zero", O_RDWR | O_CLOEXEC));
	case 2:
		return (open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
	case 3:
		return (memfd_create("no ring", MFD_CLOEXEC));
	case 4:
		return (epoll_create1(EPOLL_CLOEXEC));
	case 5:
		return (socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	}
	if (pipe2(fds, O_CLOEXEC) == 0)
		close(fds[1]);
	return (fds[0]);
}

static void
try_kinds(void)
{
	char id[ID_LENGTH + 1];
	unsigned place, kind;
	struct buf b;
	int fds[3];

	buf_init(&b, 256);
	for (place = 0; place < 3; place++) {
		for (kind = 0; kind < NKINDS; kind++) {
			make_pty(fds);
			close(fds[place]);
			fds[place] = make_kind(kind);
			buf_clear(&b);
			put_register(&b, id);
			if (!CHECK(is_refused(&b, fds, 3)))
				printf("kind %u in place %u\n", kind, place);
			close_fds(fds, 3);
		}
	}
	buf_release(&b);
}

/* The same id twice: the first one stays. */
static void
try_taken(void)
{
	int first = peer_open(ROLE_SUPERVISOR), fds[3];
	unsigned before = count_sessions();
	char id[ID_LENGTH + 1];
	struct buf b;

	buf_init(&b, 256);
	put_register(&b, id);
	make_pty(fds);
	CHECK(peer_write_fds(first, b.data, b.len, fds, 3));
	CHECK_INT(peer_answer(first, NULL), MSG_REGISTERED);
	CHECK(is_refused(&b, fds, 3));
	CHECK_INT(count_sessions(), before + 1);
	/* And again on the connection that has it: that ends the session. */
	CHECK(peer_write_fds(first, b.data, b.len, fds, 3));
	CHECK(peer_is_dropped(first));
	CHECK_INT(count_sessions(), before);
	/* The sentinel's own id. */
	buf_clear(&b);
	frame_put_begin(&b, MSG_REGISTER);
	buf_string(&b, world->sentinel);
	buf_u16(&b, 80);
	buf_u16(&b, 24);
	buf_u64(&b, 0);
	frame_put_end(&b);
	CHECK(is_refused(&b, fds, 3));
	close_fds(fds, 3);
	buf_release(&b);
}

void
test_registrations(void)
{
	unsigned before = server_descriptors();
	size_t i;

	for (i = 0; i < sizeof registrations / sizeof registrations[0]; i++)
		try_registration(&registrations[i]);
	try_kinds();
	try_taken();
	for (i = 0; i < 200; i++)
		flood();
	CHECK(all_is_well());
	CHECK(before == 0 || has_closed_all(before));
}

/*
 * A ring whose memory says what cannot be. The layout is that of ring.c: the
 * header's words and two slots of four words each.
 */
struct ring_words {
	uint32_t magic, layout;
	uint64_t head, done, intent;
	uint64_t poison[2];
	uint64_t slots[2][4]; /* number, at, length, checksum */
};

static uint64_t
checksum(uint64_t sum, const uint8_t *data, size_t len)
{
	uint64_t word;

	for (; len >= sizeof word; data += sizeof word, len -= sizeof word) {
		memcpy(&word, data, sizeof word);
		sum = (sum ^ word) * 0x100000001b3;
		sum ^= sum >> 29;
	}
	for (; len > 0; data++, len--)
		sum = (sum ^ *data) * 0x100000001b3;
	return (sum);
}

/* A slot whose checksum is right, whatever it holds. */
static void
fill_slot(
    uint8_t *memory, unsigned i, uint64_t number, uint64_t at, uint64_t length)
{
	struct ring_words *w = (struct ring_words *)(void *)memory;
	const uint8_t *data = memory + 4096 + RING_SIZE + i * SLOT_SIZE;
	uint64_t sum;

	w->slots[i][0] = number;
	w->slots[i][1] = at;
	w->slots[i][2] = length;
	sum = checksum(0xcbf29ce484222325, (const uint8_t *)w->slots[i], 24);
	if (length <= SLOT_SIZE)
		sum = checksum(sum, data, length);
	w->slots[i][3] = sum;
}

static void
spoil_ring(unsigned how, uint8_t *memory)
{
	struct ring_words *w = (struct ring_words *)(void *)memory;
	size_t i;

	for (i = 0; i < SLOT_SIZE; i++)
		memory[4096 + RING_SIZE + i] = (uint8_t)(i * 31 + how);
	switch (how) {
	case 0:
		w->head = UINT64_C(1) << 63; /* bytes that are not there */
		break;
	case 1:
		w->head = w->done = UINT64_MAX;
		w->intent = UINT64_MAX;
		break;
	case 2:
		w->head = 100; /* a checkpoint of what is not read yet */
		fill_slot(memory, 0, 2, 1000, 0);
		break;
	case 3:
		/* Numbered as the other slot, whose length is a lie. */
		fill_slot(memory, 0, 3, 0, 64);
		w->slots[1][2] = UINT64_C(1) << 60;
		break;
	case 4:
		fill_slot(memory, 0, 2, 0, SLOT_SIZE); /* whole, but junk */
		break;
	case 5:
		w->head = RING_SIZE + 5; /* the first bytes are lapped */
		break;
	case 6:
		w->head = 10;
		w->done = 1000; /* interpreted before they were read */
		break;
	case 7:
		w->intent = RING_SIZE;
		w->poison[0] = 1;
		break;
	}
}

static void
try_ring(unsigned how)
{
	int fd = peer_open(ROLE_SUPERVISOR), fds[3], got;
	struct error e = ERROR_INIT;
	char id[ID_LENGTH + 1];
	uint8_t *memory;
	struct buf b;
	size_t size;

	buf_init(&b, 256);
	put_register(&b, id);
	make_pty(fds);
	size = (size_t)lseek(fds[2], 0, SEEK_END);
	memory =
	    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fds[2], 0);
	if (!CHECK(memory != MAP_FAILED))
		return;
	spoil_ring(how, memory);
	CHECK(peer_write_fds(fd, b.data, b.len, fds, 3));
	got = peer_answer(fd, NULL);
	if (!CHECK(got == MSG_REGISTERED || got == CLOSED))
		printf("ring %u: %s\n", how, e.text);
	/* And once it is registered, behind its back. */
	memset(memory + 8, 0xff, 128);
	CHECK(write(fds[1], "some output\r\n", 13) == 13);
	CHECK(all_is_well());
	munmap(memory, size);
	close_fds(fds, 3);
	close(fd);
	buf_release(&b);
}

void
test_rings(void)
{
	unsigned how;

	for (how = 0; how < 8; how++)
		try_ring(how);
	CHECK(all_is_well());
}
