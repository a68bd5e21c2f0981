#include "common/sock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	BACKLOG = 128,
	CONNECT_TIMEOUT_S = 5
};

/* A path that is short whatever the directory's is. */
static int
address(struct sockaddr_un *sa, int dirfd, const char *name)
{
	int n;

	*sa = (struct sockaddr_un){.sun_family = AF_UNIX};
	n = snprintf(sa->sun_path, sizeof sa->sun_path, "/proc/self/fd/%d/%s",
	    dirfd, name);
	if (n < 0 || (size_t)n >= sizeof sa->sun_path) {
		errno = ENAMETOOLONG;
		return (-1);
	}
	return (0);
}

static int
fail(int fd, struct error *e, const char *what, const char *name)
{
	int saved = errno;

	if (fd != -1)
		close(fd);
	errno = saved;
	return (error_errno(e, "cannot %s socket %s", what, name));
}

int
sock_listen(int dirfd, const char *name, struct error *e)
{
	struct sockaddr_un sa;
	mode_t mask;
	int fd, bound;

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1 || address(&sa, dirfd, name) == -1)
		return (fail(fd, e, "make", name));
	if (unlinkat(dirfd, name, 0) == -1 && errno != ENOENT)
		return (fail(fd, e, "replace", name));
	mask = umask(0177);
	bound = bind(fd, (struct sockaddr *)&sa, sizeof sa);
	umask(mask);
	if (bound == -1)
		return (fail(fd, e, "bind", name));
	if (listen(fd, BACKLOG) == -1)
		return (fail(fd, e, "listen on", name));
	return (fd);
}

int
sock_connect(int dirfd, const char *name, struct error *e)
{
	struct timeval timeout = {.tv_sec = CONNECT_TIMEOUT_S};
	struct sockaddr_un sa;
	int fd;

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1 || address(&sa, dirfd, name) == -1)
		return (fail(fd, e, "make", name));
	/* connect(2) on a Unix socket obeys the send time-out (unix(7)). */
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
	if (connect(fd, (struct sockaddr *)&sa, sizeof sa) == -1)
		return (fail(fd, e, "connect to", name));
	return (fd);
}

int
sock_peer_uid(int fd, uid_t *uid)
{
	struct ucred cred;
	socklen_t len = sizeof cred;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) == -1)
		return (-1);
	*uid = cred.uid;
	return (0);
}
