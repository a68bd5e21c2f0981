/*
 * common/ring: whatever instant the reader is killed at, the next one has every
 * byte once. The reader here keeps a checksum where the server has a screen.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "common/ring.h"
#include "regress/unit/test.h"

struct state {
	uint64_t at; /* stream position */
	uint64_t sum; /* of all bytes before it */
};

static uint64_t
add(uint64_t sum, const uint8_t *p, size_t n)
{
	for (; n > 0; p++, n--)
		sum = (sum ^ *p) * 0x100000001b3;
	return (sum);
}

static uint64_t
next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (*seed);
}

/* What a server does, with a sum for a screen. Exits when the pty is closed. */
static void __attribute__((noreturn)) read_all(int memory, int master)
{
	struct error e = ERROR_INIT;
	struct ring *r = ring_map(memory, &e);
	struct pollfd p = {.fd = master, .events = POLLIN};
	struct state s = {0};
	const uint8_t *data;
	size_t len;
	ssize_t n;

	if (r == NULL)
		_exit(2);
	if (ring_load(r, &data, &len, &s.at))
		memcpy(&s, data, sizeof s);
	for (; (len = ring_replay(r, s.at, &data)) > 0; s.at += len)
		s.sum = add(s.sum, data, len);
	for (;;) {
		poll(&p, 1, -1);
		if (ring_full(r))
			ring_save(r, (uint8_t *)&s, sizeof s);
		n = ring_read(r, master, &data);
		if (n == -1 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0)
			break;
		s.sum = add(s.sum, data, (size_t)n);
		s.at += (size_t)n;
		ring_done(r);
	}
	ring_save(r, (uint8_t *)&s, sizeof s);
	_exit(0);
}

static pid_t
write_all(int slave, int master, size_t total, size_t chunk)
{
	uint64_t seed = 1234567;
	uint8_t bytes[4096];
	size_t done, n, i;
	pid_t pid = fork();

	if (pid != 0)
		return (pid);
	close(master);
	for (done = 0; done < total; done += n) {
		n = chunk == 0 ? 1 + next(&seed) % 40 : chunk;
		if (n > total - done)
			n = total - done;
		for (i = 0; i < n; i++)
			bytes[i] = (uint8_t)((done + i) * 2654435761u >> 13);
		if (write(slave, bytes, n) != (ssize_t)n)
			_exit(1);
	}
	_exit(0);
}

static uint64_t
expected(size_t total)
{
	uint64_t sum = 0;
	uint8_t byte;
	size_t i;

	for (i = 0; i < total; i++) {
		byte = (uint8_t)(i * 2654435761u >> 13);
		sum = add(sum, &byte, 1);
	}
	return (sum);
}

static void
kill_readers(size_t total, size_t chunk, unsigned kills)
{
	struct error e = ERROR_INIT;
	struct timespec delay = {0};
	int memory = ring_create(&e), master, slave, status;
	uint64_t seed = 88172645463325252, at;
	struct termios t;
	struct state s = {0};
	const uint8_t *data;
	struct ring *r;
	pid_t writer, reader;
	unsigned killed = 0;
	size_t len;

	if (!CHECK(memory != -1) ||
	    !CHECK(openpty(&master, &slave, NULL, NULL, NULL) == 0))
		return;
	tcgetattr(slave, &t);
	cfmakeraw(&t);
	tcsetattr(slave, TCSANOW, &t);
	fcntl(master, F_SETFL, O_NONBLOCK);
	writer = write_all(slave, master, total, chunk);
	close(slave);
	for (;;) {
		if ((reader = fork()) == 0)
			read_all(memory, master);
		if (killed >= kills) {
			waitpid(reader, &status, 0);
			break;
		}
		delay.tv_nsec = (long)(next(&seed) % 2000000);
		nanosleep(&delay, NULL);
		if (waitpid(reader, &status, WNOHANG) == reader)
			break;
		kill(reader, SIGKILL);
		waitpid(reader, &status, 0);
		killed++;
	}
	waitpid(writer, &status, 0);
	r = ring_map(memory, &e);
	CHECK(killed > 0);
	if (CHECK(r != NULL) && CHECK(ring_load(r, &data, &len, &at))) {
		memcpy(&s, data, sizeof s);
		CHECK_INT(s.at, total);
		CHECK(s.sum == expected(total));
		ring_unmap(r);
	}
	close(master);
	close(memory);
}

static void
killed_in_a_flood(void)
{
	kill_readers((size_t)16 << 20, 4096, 400);
}

static void
killed_between_small_writes(void)
{
	kill_readers((size_t)2 << 20, 0, 200);
}

/* A checkpoint that was being written when its writer died is not used. */
static void
half_written_slot(void)
{
	struct error e = ERROR_INIT;
	int memory = ring_create(&e);
	struct ring *r = ring_map(memory, &e);
	const uint8_t *data;
	uint8_t *raw;
	uint64_t at;
	size_t len;

	if (!CHECK(r != NULL))
		return;
	CHECK(!ring_load(r, &data, &len, &at));
	ring_save(r, (const uint8_t *)"first", 5);
	ring_save(r, (const uint8_t *)"second", 6);
	CHECK(ring_load(r, &data, &len, &at));
	CHECK_MEM(data, len, "second", 6);
	/* Damage the second: the first is the newest whole one. */
	raw = (uint8_t *)(uintptr_t)data;
	raw[2] ^= 1;
	ring_unmap(r);
	r = ring_map(memory, &e);
	CHECK(ring_load(r, &data, &len, &at));
	CHECK_MEM(data, len, "first", 5);
	ring_unmap(r);
	close(memory);
}

static void
refuses_other_memory(void)
{
	struct error e = ERROR_INIT;
	int fd = memfd_create("other", MFD_CLOEXEC);

	CHECK(ring_map(fd, &e) == NULL);
	CHECK_STR(e.text, "not a session's ring");
	close(fd);
}

static const struct test tests[] = {
    {"killed-in-a-flood", killed_in_a_flood},
    {"killed-between-small-writes", killed_between_small_writes},
    {"half-written-slot", half_written_slot},
    {"refuses-other-memory", refuses_other_memory},
};

int
main(int argc, char **argv)
{
	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
