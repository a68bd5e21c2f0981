/*
 * Until the child has executed it is the only one that runs, in memory that init
 * and child share. Nothing here may leave by exit(3), which would run the client's
 * handlers.
 */
#include "server/supervisor/init.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
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
#include "common/cpu.h"
#include "server/sandbox/apply.h"
#include "server/supervisor/packet.h"

enum {
	CHILD_STACK = 128 * 1024 /* bytes; a path or two is the most there is */
};

struct init {
	const struct spawn_request *req; /* of no use once it has forgotten */
	struct spawn *spawn; /* likewise */
	int control; /* to the supervisor */
	int failure; /* to the supervisor too, until the child has executed */
	int signals; /* signalfd: SIGCHLD */
	int master, slave;
	struct cpu_here cpu;
	pid_t child;
	bool terminal;
	bool terminating; /* wait for everybody, not only for the command */
};

/* A supervisor that is gone takes us with it; no need to say so. */
static void
send_report(int control, const struct report *r, const int *fds, unsigned nfds)
{
	packet_send(control, r, sizeof *r, fds, nfds, MSG_NOSIGNAL);
}

static void __attribute__((noreturn))
fail(int failure, const struct error *e, int status)
{
	struct failure f = {.status = status};
	ssize_t n;

	strlcpy(f.text, e->text, sizeof f.text);
	n = write(failure, &f, sizeof f);
	_exit(n == sizeof f ? status : STATUS_SANDBOX);
}

/* The pty is made in the session's own devpts, so inside it has a real name. */
static int
open_pty(struct init *in, struct error *e)
{
	struct winsize size = {.ws_col = (unsigned short)in->req->sx,
	    .ws_row = (unsigned short)in->req->sy};
	struct report r = {.type = REPORT_PTY};
	int unlock = 0, fds[2];

	in->master = sandbox_open_ptmx(in->spawn->sandbox);
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

/* Signals as a login shell would find them, but for the mask. */
static void
reset_signals(void)
{
	int n;

	for (n = 1; n < NSIG; n++)
		signal(n, SIG_DFL);
}

static void
unblock_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/*
 * The supervisor works too, and says what is done. The descriptor that comes with
 * that is the caller's.
 */
static int
wait_for(const struct init *in, enum order_type type, struct packet *p,
    struct error *e)
{
	struct order o;
	ssize_t n = packet_receive(in->control, &o, sizeof o, p, 0);

	if (n != sizeof o || o.type != type)
		return (error_set(e, "there is no session any more"));
	return (0);
}

static const char *
wait_for_tmp(void *arg, struct error *e)
{
	const struct init *in = arg;
	struct packet p;

	if (wait_for(in, ORDER_TMP, &p, e) == -1)
		return (NULL);
	return (in->spawn->handover->tmp);
}

/* What takes long and needs no plan, then what the plan says. */
static int
build(struct init *in, struct error *e)
{
	struct sandbox *sandbox = in->spawn->sandbox;
	struct packet p;

	if (sandbox_view_begin(sandbox, e) == -1 ||
	    (in->terminal && open_pty(in, e) == -1) ||
	    wait_for(in, ORDER_PLAN, &p, e) == -1)
		return (-1);
	sandbox_take_plan(sandbox, in->spawn->handover->plan, p.fds[0]);
	sandbox_await_tmp(sandbox, wait_for_tmp, in);
	if (sandbox_view(sandbox, e) == -1)
		return (-1);
	return (wait_for(in, ORDER_COMMAND, &p, e));
}

static int
take_terminal(const struct init *in, struct error *e)
{
	setsid();
	if (in->terminal &&
	    (ioctl(in->slave, TIOCSCTTY, 0) == -1 ||
		dup2(in->slave, STDIN_FILENO) == -1 ||
		dup2(in->slave, STDOUT_FILENO) == -1 ||
		dup2(in->slave, STDERR_FILENO) == -1))
		return (error_errno(e, "cannot take the pty"));
	return (0);
}

/* The child, until it is the command; it builds the view, as it has the time. */
static int
child_main(void *arg)
{
	struct init *in = arg;
	const struct spawn_command *c = &in->spawn->handover->command;
	struct report r = {.type = REPORT_FORKED};
	struct error e = ERROR_INIT;

	cpu_leave(&in->cpu);
	send_report(in->control, &r, NULL, 0);
	unblock_signals();
	if (build(in, &e) == -1 || take_terminal(in, &e) == -1 ||
	    sandbox_confine(in->spawn->sandbox, &e) == -1)
		fail(in->failure, &e, STATUS_SANDBOX);
	execve(c->path, c->argv, c->environment);
	error_errno(&e, "cannot execute %s", c->path);
	fail(in->failure, &e, STATUS_EXEC);
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
	case ORDER_PLAN:
	case ORDER_TMP:
	case ORDER_COMMAND:
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

static void
close_between(int from, int to)
{
	if (from + 1 < to)
		close_range((unsigned)from + 1, (unsigned)to - 1, 0);
}

/*
 * Keep only the two descriptors that watch needs. The end of the failure pipe is
 * among the others, for whose closing the supervisor waits.
 */
static void
keep_only(const struct init *in)
{
	bool ordered = in->control < in->signals;
	int low = ordered ? in->control : in->signals;
	int high = ordered ? in->signals : in->control;

	close_between(-1, low);
	close_between(low, high);
	close_range((unsigned)high + 1, ~0U, 0);
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

/*
 * The child borrows our memory and our descriptors until it executes, as there
 * is nothing for us to do before, and the less there is to be copied and to be
 * closed, the sooner it does. Only the stack is its own.
 */
static pid_t
start_child(struct init *in)
{
	char stack[CHILD_STACK] __attribute__((aligned(16)));
	pid_t pid;

	cpu_stay(&in->cpu);
	pid = clone(child_main, stack + sizeof stack,
	    CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, in);
	cpu_leave(&in->cpu);
	return (pid);
}

/* In the new namespaces, until there is a child that has executed. */
static int
begin(struct init *in, struct error *e)
{
	sigset_t chld;

	if (sandbox_begin(in->spawn->sandbox, e) == -1)
		return (-1);
	/* Where the view will be found. */
	if (chdir("/") == -1)
		return (error_errno(e, "cannot leave the work tree"));
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	in->signals = signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK);
	if (in->signals == -1 || (in->child = start_child(in)) == -1)
		return (error_errno(e, "cannot fork"));
	if (sandbox_drop(e) == -1)
		return (-1);
	keep_only(in);
	return (0);
}

void
init_main(
    const struct spawn_request *req, struct spawn *s, int control, int failure)
{
	struct init in = {.req = req,
	    .spawn = s,
	    .control = control,
	    .failure = failure,
	    .master = -1,
	    .slave = -1,
	    .terminal = req->terminal};
	struct error e = ERROR_INIT;

	/* The pipe that is the socket's end closes too, but that can be missed. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	reset_signals();
	if (begin(&in, &e) == -1)
		fail(failure, &e, STATUS_SANDBOX);
	proctitle_set("nono: init", "nono: init %s", s->handover->command.id);
	handover_release(s->handover);
	drop_heap();
	watch(&in);
}
