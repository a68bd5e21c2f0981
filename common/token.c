#include "common/token.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xmalloc.h"

/* 1 read, 0 there is none, -1 error. */
static int
read_token(const char *path, uint8_t out[TOKEN_SIZE], struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	ssize_t n;

	if (fd == -1 && errno == ENOENT)
		return (0);
	if (fd == -1)
		return (error_errno(e, "cannot read %s", path));
	n = read(fd, out, TOKEN_SIZE);
	if (fstat(fd, &st) == -1 || n != TOKEN_SIZE ||
	    st.st_size != TOKEN_SIZE || st.st_uid != geteuid() ||
	    (st.st_mode & 077) != 0) {
		close(fd);
		return (error_set(e,
		    "%s is damaged or can be read by others: stop all "
		    "sessions and remove it",
		    path));
	}
	close(fd);
	return (1);
}

/* Write a new one beside it and link it into place: the first one wins. */
static int
make_token(const char *path, struct error *e)
{
	char *temporary = xasprintf("%s.%d", path, (int)getpid());
	uint8_t bytes[TOKEN_SIZE];
	int fd, result = -1;

	unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1 || getrandom(bytes, sizeof bytes, 0) != sizeof bytes ||
	    write(fd, bytes, sizeof bytes) != sizeof bytes)
		error_errno(e, "cannot write %s", temporary);
	else if (link(temporary, path) == -1 && errno != EEXIST)
		error_errno(e, "cannot make %s", path);
	else
		result = 0;
	if (fd != -1) {
		close(fd);
		unlink(temporary);
	}
	free(temporary);
	return (result);
}

int
token_get(const char *state, uint8_t out[TOKEN_SIZE], struct error *e)
{
	char *path = xasprintf("%s/token", state);
	int got = read_token(path, out, e);

	if (got == 0 && (got = make_token(path, e)) == 0) {
		got = read_token(path, out, e);
		if (got == 0)
			got = error_set(e, "%s vanished", path);
	}
	free(path);
	return (got == 1 ? 0 : -1);
}

bool
token_equal(const uint8_t a[TOKEN_SIZE], const uint8_t b[TOKEN_SIZE])
{
	unsigned difference = 0, i;

	for (i = 0; i < TOKEN_SIZE; i++)
		difference |= (unsigned)(a[i] ^ b[i]);
	return (difference == 0);
}
