#include "server/supervisor/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/sandbox/apply.h"
#include "server/sandbox/plan.h"
#include "server/supervisor/init.h"
#include "server/supervisor/packet.h"

enum {
	/* How long the init may take over anything before it counts as stuck. */
	STEP_MS = 30 * 1000,
	/* For the largest plan and command; what is not used takes no memory. */
	HANDOVER_SIZE = 16 * 1024 * 1024,
};

void
spawn_init(struct spawn *s)
{
	*s = (struct spawn){
	    .control = -1, .failure = -1, .master = -1, .slave = -1};
	s->status = -1;
}

static struct handover *
make_handover(struct error *e)
{
	struct handover *h = mmap(NULL, HANDOVER_SIZE, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (h == MAP_FAILED) {
		error_errno(e, "cannot share memory with the init");
		return (NULL);
	}
	arena_init(&h->arena, h + 1, HANDOVER_SIZE - sizeof *h);
	return (h);
}

void
handover_release(struct handover *h)
{
	munmap(h, HANDOVER_SIZE);
}

static int
make_channels(int control[2], int failure[2], struct error *e)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) ==
	    -1)
		return (error_errno(e, "cannot make a socket"));
	if (pipe2(failure, O_CLOEXEC) == 0)
		return (0);
	close(control[0]);
	close(control[1]);
	return (error_errno(e, "cannot make a pipe"));
}

int
spawn_start(struct spawn *s, const struct spawn_request *req, struct error *e)
{
	int control[2] = {-1, -1}, failure[2] = {-1, -1}, on = 1;

	spawn_init(s);
	if ((s->handover = make_handover(e)) == NULL ||
	    make_channels(control, failure, e) == -1) {
		spawn_release(s);
		return (-1);
	}
	s->control = control[0];
	s->failure = failure[0];
	/* So that the kernel says the child's pid, in our namespace's numbers. */
	setsockopt(s->control, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
	s->sandbox = sandbox_create(PLAN_SESSION);
	s->init = sandbox_fork(s->sandbox, e);
	if (s->init == 0) {
		close(control[0]);
		close(failure[0]);
		init_main(req, s, control[1], failure[1]);
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

/* One report: 1, nothing there: 0, the init is gone: -1. */
static int
receive(struct spawn *s, struct report *r, int flags)
{
	struct packet p;
	ssize_t n;

	if (s->control == -1)
		return (-1);
	/*
	 * An init that dies before it has read an order resets the socket,
	 * which is said once, and before its own last words.
	 */
	do
		n = packet_receive(s->control, r, sizeof *r, &p, flags);
	while (n == -1 && errno == ECONNRESET);
	if (n == -1 && errno == EAGAIN)
		return (0);
	if (n != sizeof *r)
		return (-1);
	if (r->type == REPORT_PTY) {
		s->master = p.fds[0];
		s->slave = p.fds[1];
	}
	if (r->type == REPORT_FORKED)
		s->child = p.sender;
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

/*
 * What the failure pipe says: -1 with e set, or 0 if it was closed without a
 * word, as exec does.
 */
static int
read_failure(struct spawn *s, struct error *e)
{
	struct failure f;
	ssize_t n = read(s->failure, &f, sizeof f);

	close(s->failure);
	s->failure = -1;
	if (n != sizeof f)
		return (0);
	error_set(e, "%.*s", (int)sizeof f.text - 1, f.text);
	return (error_status(e, (enum exit_status)f.status));
}

/* Wait for a report of a type; another one may come first. */
static int
wait_report(struct spawn *s, enum report_type type, struct error *e)
{
	struct report r = {0};

	while (r.type != type) {
		if (wait_readable(s->control) == -1)
			return (error_set(e, "the sandbox is stuck"));
		if (receive(s, &r, 0) == 1)
			continue;
		if (read_failure(s, e) == 0)
			error_set(e, "the sandbox's init died");
		return (-1);
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
	if (wait_readable(s->failure) == -1)
		return (error_set(e, "the sandbox is stuck"));
	if (read_failure(s, e) == -1)
		return (-1);
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
send_order(struct spawn *s, enum order_type type, int signal, int fd)
{
	struct order o = {.type = type, .signal = signal};
	int flags = MSG_NOSIGNAL | MSG_DONTWAIT;

	if (s->control != -1 &&
	    packet_send(s->control, &o, sizeof o, &fd, fd != -1, flags) == -1 &&
	    errno == EAGAIN)
		spawn_kill(s); /* it does not listen any more */
}

static int
too_large(struct error *e)
{
	return (error_set(e,
	    "the policy, command line and environment are too large: more than "
	    "%d bytes",
	    HANDOVER_SIZE));
}

int
spawn_plan(struct spawn *s, const struct plan *plan, struct error *e)
{
	struct handover *h = s->handover;

	if (sandbox_plan(s->sandbox, plan, e) == -1)
		return (-1);
	if ((h->plan = plan_copy(plan, &h->arena)) == NULL)
		return (too_large(e));
	send_order(s, ORDER_PLAN, 0, sandbox_ruleset(s->sandbox));
	return (0);
}

int
spawn_tmp(struct spawn *s, const char *path, struct error *e)
{
	struct handover *h = s->handover;

	if ((h->tmp = arena_string(&h->arena, path)) == NULL)
		return (too_large(e));
	send_order(s, ORDER_TMP, 0, -1);
	return (0);
}

int
spawn_execute(struct spawn *s, const struct spawn_command *c, struct error *e)
{
	struct handover *h = s->handover;

	h->command = *c;
	h->command.path = arena_string(&h->arena, c->path);
	h->command.argv = arena_strings(&h->arena, c->argv);
	h->command.environment = arena_strings(&h->arena, c->environment);
	if (h->command.path == NULL || h->command.argv == NULL ||
	    h->command.environment == NULL)
		return (too_large(e));
	send_order(s, ORDER_COMMAND, 0, -1);
	return (0);
}

void
spawn_forget(struct spawn *s)
{
	sandbox_destroy(s->sandbox);
	s->sandbox = NULL;
	if (s->handover != NULL)
		handover_release(s->handover);
	s->handover = NULL;
}

void
spawn_signal(struct spawn *s, int signal)
{
	send_order(s, ORDER_SIGNAL, signal, -1);
}

void
spawn_terminate(struct spawn *s)
{
	send_order(s, ORDER_TERMINATE, 0, -1);
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
	spawn_forget(s);
}
