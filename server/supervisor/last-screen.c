#include "server/supervisor/last-screen.h"

#include <fcntl.h>
#include <unistd.h>

#include "common/registry.h"

/* Bytes kept: a screen of SCREEN_MAX squared in many colours. */
enum {
	SCREEN_BYTES_MAX = 64 * 1024 * 1024
};

void
last_screen_init(struct last_screen *s)
{
	buf_init(&s->payloads, SCREEN_BYTES_MAX);
	s->whole = false;
}

void
last_screen_release(struct last_screen *s)
{
	buf_release(&s->payloads);
}

void
last_screen_clear(struct last_screen *s)
{
	buf_clear(&s->payloads);
	s->whole = false;
}

bool
last_screen_add(struct last_screen *s, struct message *m)
{
	bool last = reader_u8(&m->r) != 0;

	buf_bytes(&s->payloads, m->r.p, m->r.left);
	s->whole = last && !s->payloads.full;
	return (last);
}

int
last_screen_write(const struct last_screen *s, int dirfd, struct error *e)
{
	int fd, result = 0;

	if (!s->whole)
		return (0);
	fd = openat(dirfd, SESSION_SCREEN,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd == -1)
		return (error_errno(e, "cannot write the last screen"));
	if (write(fd, s->payloads.data, s->payloads.len) !=
	    (ssize_t)s->payloads.len)
		result = error_errno(e, "cannot write the last screen");
	close(fd);
	if (result == -1)
		unlinkat(dirfd, SESSION_SCREEN, 0);
	return (result);
}
