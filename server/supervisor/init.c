/*
 * Between fork and exec only system calls and the sandbox's prepared parts are
 * used; nothing here may leave by exit(3), which would run the client's handlers.
 */
#include "server/supervisor/init.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "compat/setproctitle.h"
#include "compat/strl.h"
#include "server/sandbox/apply.h"

struct init {
	const struct spawn_request *req; /* of no use once it has forgotten */
	int control; /* to the supervisor */
	int failure; /* the child's, until it is forked */
	int signals; /* signalfd: SIGCHLD */
	int master, slave;
	pid_t child;
	bool terminal;
	bool terminating; /* wait for everybody, not only for the command */
};

static void
send_report(int control, const struct report *r, const int *fds, unsigned nfds)
{
	union {
		char space[CMSG_SPACE(2 * sizeof(int))];
		struct cmsghdr align;
	} u = {0};
	struct iovec iov = {
	    .iov_base = (void *)(uintptr_t)r, .iov_len = sizeof *r};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
	struct cmsghdr *h;

	if (nfds > 0) {
		m.msg_control = u.space;
		m.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
		h = CMSG_FIRSTHDR(&m);
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		h->cmsg_len = CMSG_LEN(nfds * sizeof(int));
		memcpy(CMSG_DATA(h), fds, nfds * sizeof(int));
	}
	/* A supervisor that is gone takes us with it; no need to say so. */
	while (sendmsg(control, &m, MSG_NOSIGNAL) == -1 && errno == EINTR)
		continue;
}

static void __attribute__((noreturn)) fail(int control, const struct error *e)
{
	struct report r = {.type = REPORT_FAILED, .status = e->status};

	strlcpy(r.text, e->text, sizeof r.text);
	send_report(control, &r, NULL, 0);
	_exit(1);
}

/* The pty is made in the session's own devpts, so inside it has a real name. */
static int
open_pty(struct init *in, struct error *e)
{
	struct winsize size = {.ws_col = (unsigned short)in->req->sx,
	    .ws_row = (unsigned short)in->req->sy};
	struct report r = {.type = REPORT_PTY};
	int unlock = 0, fds[2];

	in->master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (in->master == -1 || ioctl(in->master, TIOCSPTLCK, &unlock) == -1)
		return (error_errno(e,
		    errno == ENOSPC
			? "cannot make a pty; sysctl kernel.pty.max allows no more"
			: "cannot make a pty"));
	in->slave =
	    ioctl(in->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (in->slave == -1)
		return (error_errno(e, "cannot open the pty"));
	ioctl(in->master, TIOCSWINSZ, &size);
	fds[0] = in->master;
	fds[1] = in->slave;
	send_report(in->control, &r, fds, 2);
	return (0);
}

static void __attribute__((noreturn))
child_fail(int failure, const struct error *e, int status)
{
	struct failure f = {.status = status};
	ssize_t n;

	strlcpy(f.text, e->text, sizeof f.text);
	n = write(failure, &f, sizeof f);
	_exit(n == sizeof f ? status : STATUS_SANDBOX);
}

/* Signals as a login shell would find them. */
static void
reset_signals(void)
{
	sigset_t none;
	int n;

	for (n = 1; n < NSIG; n++)
		signal(n, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The supervisor works too while we build the view, and says what is done. */
static int
wait_for(const struct init *in, enum order_type type, struct error *e)
{
	struct order o;
	ssize_t n;

	do
		n = recv(in->control, &o, sizeof o, 0);
	while (n == -1 && errno == EINTR);
	if (n != sizeof o || o.type != type)
		return (error_set(e, "there is no session any more"));
	return (0);
}

static int
wait_for_tmp(void *arg, struct error *e)
{
	return (wait_for(arg, ORDER_TMP, e));
}

static void __attribute__((noreturn)) child_main(struct init *in)
{
	struct report r = {.type = REPORT_FORKED};
	struct error e = ERROR_INIT;

	send_report(in->control, &r, NULL, 0);
	setsid();
	if (in->req->terminal &&
	    (ioctl(in->slave, TIOCSCTTY, 0) == -1 ||
		dup2(in->slave, STDIN_FILENO) == -1 ||
		dup2(in->slave, STDOUT_FILENO) == -1 ||
		dup2(in->slave, STDERR_FILENO) == -1)) {
		error_errno(&e, "cannot take the pty");
		child_fail(in->failure, &e, STATUS_SANDBOX);
	}
	reset_signals();
	if (sandbox_confine(in->req->sandbox, &e) == -1)
		child_fail(in->failure, &e, STATUS_SANDBOX);
	execve(in->req->path, in->req->argv, in->req->environment);
	error_errno(&e, "cannot execute %s", in->req->path);
	child_fail(in->failure, &e, STATUS_EXEC);
}

/* Reap everybody. Returns whether the namespace is to be left. */
static bool
reap(struct init *in)
{
	struct report r = {.type = REPORT_ENDED}, paused;
	pid_t pid;

	while ((pid = waitpid(
		    -1, &r.status, WNOHANG | WUNTRACED | WCONTINUED)) > 0) {
		if (pid != in->child)
			continue;
		if (WIFSTOPPED(r.status) || WIFCONTINUED(r.status)) {
			paused = (struct report){.type = REPORT_PAUSED,
			    .status = WIFSTOPPED(r.status)};
			send_report(in->control, &paused, NULL, 0);
			continue;
		}
		in->child = 0;
		send_report(in->control, &r, NULL, 0);
		if (!in->terminating)
			return (true);
	}
	/* Orphans become ours: without children, nobody is left. */
	return (pid == -1 && errno == ECHILD);
}

/* Whether a process has TERM ignored: the mask is in proc(5)'s status. */
static bool
ignores_term(pid_t pid)
{
	static const char field[] = "\nSigIgn:\t";
	char path[40], text[4096], *mask;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return (false);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	if ((mask = strstr(text, field)) == NULL)
		return (false);
	return ((strtoull(mask + strlen(field), NULL, 16) >> (SIGTERM - 1) &
		    1) != 0);
}

static void
obey(struct init *in, const struct order *o)
{
	switch (o->type) {
	case ORDER_TMP:
	case ORDER_RULES:
		break;
	case ORDER_SIGNAL:
		if (in->child > 0)
			kill(-in->child, o->signal);
		break;
	case ORDER_TERMINATE:
		in->terminating = true;
		kill(-1, SIGTERM);
		/*
		 * An interactive shell ignores TERM; a hangup ends it. One that
		 * handles TERM is to have the time to.
		 */
		if (in->child > 0 && in->terminal && ignores_term(in->child))
			kill(in->child, SIGHUP);
		kill(-1, SIGCONT);
		break;
	}
}

static void __attribute__((noreturn)) watch(struct init *in)
{
	struct pollfd fds[2] = {{.fd = in->control, .events = POLLIN},
	    {.fd = in->signals, .events = POLLIN}};
	struct signalfd_siginfo info;
	struct order o;
	ssize_t n;

	for (;;) {
		if (poll(fds, 2, -1) == -1 && errno != EINTR)
			_exit(1);
		if (fds[1].revents != 0) {
			/* Only a wake-up: waitpid tells who. */
			n = read(in->signals, &info, sizeof info);
			if (n != -1 && reap(in))
				_exit(0);
		}
		if (fds[0].revents != 0) {
			n = recv(in->control, &o, sizeof o, MSG_DONTWAIT);
			if (n == 0 || (n == -1 && errno != EAGAIN))
				_exit(1); /* the supervisor is gone */
			if (n == sizeof o)
				obey(in, &o);
		}
	}
}

/* Keep only the two descriptors that watch needs. */
static void
keep_only(struct init *in)
{
	in->control = fcntl(in->control, F_DUPFD_CLOEXEC, 3);
	in->signals = fcntl(in->signals, F_DUPFD_CLOEXEC, 3);
	if (in->control < in->signals) {
		close_range(0, (unsigned)in->control - 1, 0);
		close_range(
		    (unsigned)in->control + 1, (unsigned)in->signals - 1, 0);
		close_range((unsigned)in->signals + 1, ~0U, 0);
	}
}

/*
 * There is an init for each session, and what it inherited is of no use to it:
 * give the heap back. From here on nothing may allocate.
 */
static void
drop_heap(void)
{
	struct mallinfo2 info = mallinfo2();

	if (info.arena > 0 && sbrk(-(intptr_t)info.arena) == (void *)-1)
		errno = 0; /* then it stays */
}

void
init_main(const struct spawn_request *req, int control, int failure)
{
	struct init in = {.req = req,
	    .control = control,
	    .failure = failure,
	    .master = -1,
	    .slave = -1};
	struct error e = ERROR_INIT;
	sigset_t chld;

	/* The pipe that is the socket's end closes too, but that can be missed. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	e.status = STATUS_SANDBOX;
	sandbox_await_tmp(req->sandbox, wait_for_tmp, &in);
	if (sandbox_view(req->sandbox, &e) == -1 ||
	    (req->terminal && open_pty(&in, &e) == -1) ||
	    wait_for(&in, ORDER_RULES, &e) == -1)
		fail(control, &e);
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	in.signals = signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK);
	/*
	 * There is nothing to do before the command runs, and a child that
	 * borrows our memory until it executes is there at once.
	 */
	in.child = in.signals == -1 ? -1 : vfork();
	if (in.child == -1) {
		error_errno(&e, "cannot fork");
		fail(control, &e);
	}
	if (in.child == 0)
		child_main(&in);
	if (sandbox_drop(&e) == -1)
		fail(control, &e);
	keep_only(&in);
	proctitle_set("nono: init", "nono: init %s", req->id);
	in.terminal = req->terminal;
	drop_heap();
	watch(&in);
}
