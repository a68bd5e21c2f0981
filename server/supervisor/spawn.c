#include "server/supervisor/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/sandbox/apply.h"
#include "server/supervisor/init.h"

/* How long the init may take over anything before it counts as stuck. */
enum {
	STEP_MS = 30 * 1000
};

int
spawn_start(struct spawn *s, const struct spawn_request *req, struct error *e)
{
	int control[2], failure[2], on = 1;

	*s = (struct spawn){
	    .control = -1, .failure = -1, .master = -1, .slave = -1};
	s->status = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) ==
	    -1)
		return (error_errno(e, "cannot make a socket"));
	s->control = control[0];
	/* So that the kernel says the child's pid, in our namespace's numbers. */
	setsockopt(s->control, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
	if (pipe2(failure, O_CLOEXEC) == -1) {
		close(control[1]);
		spawn_release(s);
		return (error_errno(e, "cannot make a pipe"));
	}
	s->failure = failure[0];
	s->init = sandbox_fork(req->sandbox, e);
	if (s->init == 0) {
		close(control[0]);
		close(failure[0]);
		init_main(req, control[1], failure[1]);
	}
	close(control[1]);
	close(failure[1]);
	if (s->init == -1) {
		s->init = 0;
		spawn_release(s);
		return (-1);
	}
	return (0);
}

static void
take_control(struct spawn *s, struct msghdr *m, const struct report *r)
{
	struct cmsghdr *h;
	struct ucred cred;
	int fds[2];

	for (h = CMSG_FIRSTHDR(m); h != NULL; h = CMSG_NXTHDR(m, h)) {
		if (h->cmsg_level != SOL_SOCKET)
			continue;
		if (h->cmsg_type == SCM_CREDENTIALS &&
		    r->type == REPORT_FORKED) {
			memcpy(&cred, CMSG_DATA(h), sizeof cred);
			s->child = cred.pid;
		}
		if (h->cmsg_type == SCM_RIGHTS && r->type == REPORT_PTY &&
		    h->cmsg_len == CMSG_LEN(sizeof fds)) {
			memcpy(fds, CMSG_DATA(h), sizeof fds);
			s->master = fds[0];
			s->slave = fds[1];
		}
	}
}

/* One report: 1, nothing there: 0, the init is gone: -1. */
static int
receive(struct spawn *s, struct report *r, int flags)
{
	union {
		char space[CMSG_SPACE(2 * sizeof(int)) +
		    CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} u;
	struct iovec iov = {.iov_base = r, .iov_len = sizeof *r};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = u.space,
	    .msg_controllen = sizeof u.space};
	ssize_t n;

	if (s->control == -1)
		return (-1);
	/*
	 * An init that dies before it has read an order resets the socket,
	 * which is said once, and before its own last words.
	 */
	do
		n = recvmsg(s->control, &m, flags | MSG_CMSG_CLOEXEC);
	while (n == -1 && (errno == EINTR || errno == ECONNRESET));
	if (n == -1 && errno == EAGAIN)
		return (0);
	if (n != sizeof *r)
		return (-1);
	take_control(s, &m, r);
	if (r->type == REPORT_ENDED)
		s->status = r->status;
	if (r->type == REPORT_PAUSED)
		s->paused = r->status != 0;
	return (1);
}

static int
wait_readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int n;

	do
		n = poll(&p, 1, STEP_MS);
	while (n == -1 && errno == EINTR);
	return (n == 1 ? 0 : -1);
}

/* Wait for a report of a type; another one may come first. */
static int
wait_report(struct spawn *s, enum report_type type, struct error *e)
{
	struct report r = {0};
	int got;

	while (r.type != type) {
		if (wait_readable(s->control) == -1)
			return (error_set(e, "the sandbox is stuck"));
		got = receive(s, &r, 0);
		if (got == -1)
			return (error_set(e, "the sandbox's init died"));
		if (r.type == REPORT_FAILED) {
			error_set(e, "%.*s", (int)sizeof r.text - 1, r.text);
			return (error_status(e, STATUS_SANDBOX));
		}
	}
	return (0);
}

int
spawn_wait_pty(struct spawn *s, struct error *e)
{
	if (s->master != -1)
		return (0);
	return (wait_report(s, REPORT_PTY, e));
}

int
spawn_wait_child(struct spawn *s, struct error *e)
{
	if (s->child != 0)
		return (0);
	return (wait_report(s, REPORT_FORKED, e));
}

int
spawn_wait_exec(struct spawn *s, struct error *e)
{
	struct failure f;
	ssize_t n;

	if (wait_readable(s->failure) == -1)
		return (error_set(e, "the sandbox is stuck"));
	n = read(s->failure, &f, sizeof f);
	close(s->failure);
	s->failure = -1;
	if (n == sizeof f) {
		error_set(e, "%.*s", (int)sizeof f.text - 1, f.text);
		return (error_status(e, (enum exit_status)f.status));
	}
	s->executed = true;
	return (0);
}

void
spawn_read(struct spawn *s)
{
	struct report r;
	int got;

	while ((got = receive(s, &r, MSG_DONTWAIT)) == 1)
		continue;
	/* It is on its way out: SIGCHLD comes when it has taken all with it. */
	if (got == -1 && s->control != -1) {
		close(s->control);
		s->control = -1;
	}
}

static void
send_order(struct spawn *s, enum order_type type, int signal)
{
	struct order o = {.type = type, .signal = signal};

	if (s->control != -1 &&
	    send(s->control, &o, sizeof o, MSG_NOSIGNAL | MSG_DONTWAIT) == -1 &&
	    errno == EAGAIN)
		spawn_kill(s); /* it does not listen any more */
}

void
spawn_have_tmp(struct spawn *s)
{
	send_order(s, ORDER_TMP, 0);
}

void
spawn_have_rules(struct spawn *s)
{
	send_order(s, ORDER_RULES, 0);
}

void
spawn_signal(struct spawn *s, int signal)
{
	send_order(s, ORDER_SIGNAL, signal);
}

void
spawn_terminate(struct spawn *s)
{
	send_order(s, ORDER_TERMINATE, 0);
}

void
spawn_kill(struct spawn *s)
{
	if (s->init > 0)
		kill(s->init, SIGKILL);
}

void
spawn_release(struct spawn *s)
{
	spawn_kill(s);
	if (s->init > 0)
		waitpid(s->init, NULL, 0);
	s->init = 0;
	if (s->control != -1)
		close(s->control);
	if (s->failure != -1)
		close(s->failure);
	if (s->master != -1)
		close(s->master);
	if (s->slave != -1)
		close(s->slave);
	s->control = s->failure = s->master = s->slave = -1;
}
