#include "regress/sandbox/attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* A new terminal; returns its slave, and the master in *master. */
static int
open_pair(int *master)
{
	int unlock = 0;

	*master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*master == -1 || ioctl(*master, TIOCSPTLCK, &unlock) == -1)
		return (-1);
	return (ioctl(*master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
}

/*
 * Do a request in a process that controls a new terminal; returns what it
 * returns.
 */
static int
on_terminal(unsigned long request, void *arg)
{
	int master, slave, status;
	pid_t pid;

	if ((slave = open_pair(&master)) == -1)
		return (-1);
	if ((pid = fork()) == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		/* syscall, as glibc's prototype may cut the request. */
		_exit(
		    syscall(SYS_ioctl, slave, request, arg) == -1 ? errno : 0);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		return (-1);
	close(master);
	close(slave);
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	return (errno == 0 ? 0 : -1);
}

static int
try_type(char *const *args)
{
	char byte = 'x';

	return (on_terminal(TIOCSTI, &byte));
}

/* The same with a bit that the kernel drops. */
static int
try_type_high(char *const *args)
{
	char byte = 'x';

	return (on_terminal(TIOCSTI | (1UL << 32), &byte));
}

static int
try_discipline(char *const *args)
{
	int tty = 0;

	return (on_terminal(TIOCSETD, &tty));
}

/* Rights on a terminal that is the session's own. */
static int
try_own_terminal(char *const *args)
{
	struct winsize size = {.ws_row = 1, .ws_col = 2};
	struct termios t;
	int master, slave, rc = -1;

	if ((slave = open_pair(&master)) == -1)
		return (-1);
	if (tcgetattr(slave, &t) == 0 && tcsetattr(slave, TCSANOW, &t) == 0 &&
	    ioctl(slave, TIOCSWINSZ, &size) == 0)
		rc = 0;
	close(slave);
	close(master);
	return (rc);
}

static int
try_by_name(char *const *args)
{
	char name[64];
	int master, slave, rc;

	if ((slave = open_pair(&master)) == -1)
		return (-1);
	rc = ttyname_r(slave, name, sizeof name);
	close(slave);
	if (rc != 0) {
		errno = rc;
		return (-1);
	}
	slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	rc = isatty(slave) ? 0 : -1;
	close(master);
	close(slave);
	return (rc);
}

const struct attempt attempt_terminals[] = {
    {"type", 0, try_type},
    {"type-high", 0, try_type_high},
    {"discipline", 0, try_discipline},
    {"own-terminal", 0, try_own_terminal},
    {"by-name", 0, try_by_name},
    {NULL, 0, NULL},
};
