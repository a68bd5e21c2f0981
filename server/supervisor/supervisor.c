#include "server/supervisor/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/setproctitle.h"
#include "compat/strl.h"
#include "common/clock.h"
#include "common/launch.h"
#include "common/xmalloc.h"
#include "server/supervisor/start.h"
#include "server/supervisor/state.h"

static void
init(struct supervisor *s, const struct session_request *req)
{
	*s = (struct supervisor){.req = req,
	    .policy = req->policy,
	    .plan = req->plan,
	    .registry = {.live = -1, .ended = -1, .names = -1},
	    .dir = -1,
	    .ring = -1,
	    .signals = -1};
	if (req->spawn != NULL)
		s->spawn = *req->spawn;
	else
		spawn_init(&s->spawn);
	s->control.listener = -1;
	s->link.channel.fd = -1;
	last_screen_init(&s->screen);
}

static void
release(struct supervisor *s)
{
	spawn_release(&s->spawn);
	control_close(&s->control);
	link_release(&s->link);
	last_screen_release(&s->screen);
	if (s->ring != -1)
		close(s->ring);
	if (s->dir != -1)
		close(s->dir);
	if (s->signals != -1)
		close(s->signals);
	registry_release(&s->registry);
	record_release(&s->record);
	start_forget(s);
}

/* Ending. */

static void
host_stop(void *arg, uint32_t wait_ms, bool force)
{
	struct supervisor *s = arg;

	if (s->phase != PHASE_RUNNING)
		return;
	if (force) {
		s->forced = true;
		spawn_kill(&s->spawn);
		return;
	}
	if (!s->stopping)
		spawn_terminate(&s->spawn);
	s->stopping = true;
	s->kill_ms = clock_ms() + wait_ms;
}

static void
set_ending(struct supervisor *s)
{
	int status = s->spawn.status;

	if (status != -1 && WIFEXITED(status)) {
		s->how = ENDED_EXIT;
		s->code = (uint32_t)WEXITSTATUS(status);
	} else if (status != -1 && WIFSIGNALED(status)) {
		s->how = ENDED_SIGNAL;
		s->code = (uint32_t)WTERMSIG(status);
	} else {
		/* The init was killed, and all with it. */
		s->how = ENDED_SIGNAL;
		s->code = SIGKILL;
	}
}

static void
tell_server(struct supervisor *s)
{
	struct error e = ERROR_INIT;
	struct buf *b;

	if (!link_up(&s->link))
		return;
	b = channel_begin(&s->link.channel, MSG_ENDED);
	buf_u8(b, (uint8_t)s->how);
	buf_u32(b, s->code);
	channel_end(&s->link.channel);
	if (channel_flush(&s->link.channel, &e) != CHANNEL_DONE)
		link_lost(&s->link);
}

/*
 * Every process of the session is gone. The record says so before any viewer
 * hears of it, and the name is free; then the server reads the rest.
 */
static void
on_init_gone(struct supervisor *s)
{
	struct error e = ERROR_INIT;

	s->spawn.init = 0;
	spawn_read(&s->spawn);
	set_ending(s);
	s->record.exited = true;
	s->record.ended = time(NULL);
	s->record.exit_code = record_exit_code(s->how, s->code);
	record_write(&s->record, s->dir, false, &e);
	registry_drop_name(&s->registry, s->record.name, s->record.id);
	if (!s->req->terminal) {
		s->phase = PHASE_DONE;
		return;
	}
	s->phase = PHASE_DRAINING;
	s->drain_ms = clock_ms() + LAST_SCREEN_MS;
	close(s->spawn.slave);
	s->spawn.slave = -1;
	tell_server(s);
}

/* Write what remains of the session, where it is found from now on. */
static void
finish(struct supervisor *s)
{
	struct error e = ERROR_INIT;

	if (s->req->terminal)
		last_screen_write(&s->screen, s->dir, &e);
	record_write(&s->record, s->dir, true, &e);
	registry_end(&s->registry, s->record.id, &e);
	control_stopped(&s->control, s->forced, s->how, s->code);
	/* It may be large, so nobody waits for this. */
	registry_drop_tmp(s->dir, &e);
}

/* The server. */

static void
reconnect(struct supervisor *s)
{
	struct link_session session;
	struct error e = ERROR_INIT;

	/* An ended session's pty is opened again, so that its end can be read. */
	if (s->spawn.slave == -1)
		s->spawn.slave = ioctl(s->spawn.master, TIOCGPTPEER,
		    O_RDWR | O_NOCTTY | O_CLOEXEC);
	session = start_link_session(s);
	if (link_open(&s->link, &e) == -1 ||
	    link_register(&s->link, &session, &e) == -1)
		return;
	if (strcmp(s->record.runtime, s->link.runtime) != 0) {
		free(s->record.runtime);
		s->record.runtime = xstrdup(s->link.runtime);
		record_write(&s->record, s->dir, false, &e);
	}
	if (s->phase == PHASE_DRAINING) {
		close(s->spawn.slave);
		s->spawn.slave = -1;
		last_screen_clear(&s->screen);
		tell_server(s);
	}
}

static void
host_move(void *arg, const char *runtime)
{
	struct supervisor *s = arg;

	if (!s->req->terminal)
		return;
	link_move(&s->link, runtime);
	reconnect(s);
}

static void
on_server_message(struct supervisor *s, struct message *m)
{
	if (m->type == MSG_ACTIVE)
		s->active = true;
	if (m->type == MSG_LAST_SCREEN && s->phase == PHASE_DRAINING &&
	    last_screen_add(&s->screen, m))
		s->phase = PHASE_DONE;
}

/* What has been read already: some of it may have come with REGISTERED. */
static void
take_messages(struct supervisor *s)
{
	struct error e = ERROR_INIT;
	enum channel_result got;
	struct message m;

	if (!link_up(&s->link))
		return;
	while ((got = channel_next(&s->link.channel, &m, &e)) == CHANNEL_DONE)
		on_server_message(s, &m);
	if (got == CHANNEL_BAD)
		link_lost(&s->link);
}

static void
on_server(struct supervisor *s)
{
	struct error e = ERROR_INIT;
	enum channel_result got;

	got = channel_read(&s->link.channel, &e);
	if (got == CHANNEL_CLOSED || got == CHANNEL_BAD)
		link_lost(&s->link);
	else
		take_messages(s);
}

/* Signals. */

static int
watch_signals(struct supervisor *s, struct error *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGCONT);
	signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == -1 ||
	    (s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) == -1)
		return (error_errno(e, "cannot watch signals"));
	return (0);
}

/*
 * Without a terminal of its own the session shares ours: what the terminal or
 * another process sends us is meant for the command.
 */
static void
forward(struct supervisor *s, int signal)
{
	switch (signal) {
	case SIGTSTP:
		spawn_signal(&s->spawn, SIGSTOP);
		raise(SIGSTOP);
		break;
	default:
		spawn_signal(&s->spawn, signal);
		break;
	}
}

static void
on_signal(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof info) == sizeof info) {
		if (info.ssi_signo == SIGCHLD) {
			if (s->spawn.init > 0 &&
			    waitpid(s->spawn.init, NULL, WNOHANG) ==
				s->spawn.init)
				on_init_gone(s);
		} else if (!s->req->terminal)
			forward(s, (int)info.ssi_signo);
		else if (info.ssi_signo == SIGTERM)
			host_stop(s, ANSWER_MS, false);
	}
}

/* The loop. */

enum {
	FOREVER = -1
};

static void
sooner(int *timeout, uint64_t at_ms)
{
	uint64_t now = clock_ms();
	uint64_t left = at_ms > now ? at_ms - now : 0;

	if (left > 60 * 1000)
		left = 60 * 1000;
	if (*timeout == FOREVER || (int)left < *timeout)
		*timeout = (int)left;
}

static int
next_timeout(const struct supervisor *s)
{
	uint64_t control = control_deadline(&s->control);
	int timeout = FOREVER;

	if (control != 0)
		sooner(&timeout, control);
	if (s->stopping && s->phase == PHASE_RUNNING)
		sooner(&timeout, s->kill_ms);
	if (s->startup_ms != 0 && !s->active)
		sooner(&timeout, s->startup_ms);
	if (s->phase == PHASE_DRAINING)
		sooner(&timeout, s->drain_ms);
	if (s->req->terminal && !link_up(&s->link))
		sooner(&timeout, s->link.retry_ms);
	return (timeout);
}

static void
on_timeouts(struct supervisor *s)
{
	uint64_t now = clock_ms();

	if (s->phase == PHASE_RUNNING && s->stopping && now >= s->kill_ms) {
		s->forced = true;
		spawn_kill(&s->spawn);
		s->kill_ms = now + LAST_SCREEN_MS;
	}
	if (s->startup_ms != 0 && !s->active && now >= s->startup_ms) {
		s->startup_ms = 0;
		spawn_kill(&s->spawn);
	}
	if (s->phase == PHASE_DRAINING && now >= s->drain_ms)
		s->phase = PHASE_DONE;
	if (s->phase != PHASE_DONE && s->req->terminal && !link_up(&s->link) &&
	    now >= s->link.retry_ms)
		reconnect(s);
}

static void
note_paused(struct supervisor *s)
{
	struct error e = ERROR_INIT;

	if (s->phase != PHASE_RUNNING || s->record.paused == s->spawn.paused)
		return;
	s->record.paused = s->spawn.paused;
	record_write(&s->record, s->dir, false, &e);
}

static void
run_once(struct supervisor *s)
{
	struct pollfd fds[4 + CONTROL_PEERS_MAX] = {
	    {.fd = s->signals, .events = POLLIN},
	    {.fd = s->spawn.control, .events = POLLIN},
	    {.fd = s->link.channel.fd, .events = POLLIN},
	};
	unsigned n = control_poll(&s->control, fds + 3);

	if (poll(fds, 3 + n, next_timeout(s)) == -1)
		return;
	if (fds[1].revents != 0)
		spawn_read(&s->spawn);
	note_paused(s);
	if (fds[0].revents != 0)
		on_signal(s);
	if (fds[2].revents != 0 && fds[2].fd == s->link.channel.fd)
		on_server(s);
	control_handle(&s->control, fds + 3, n);
	on_timeouts(s);
	take_messages(s); /* on_timeouts may have registered */
}

static void
loop(struct supervisor *s)
{
	take_messages(s);
	while (s->phase != PHASE_DONE)
		run_once(s);
	finish(s);
}

static const struct control_host control_host = {
    .stop = host_stop,
    .move = host_move,
};

/* What started us is told once how it went. */

static void
tell(int fd, const struct outcome *o)
{
	/* Nobody may be there any more. */
	if (write(fd, o, sizeof *o) == -1)
		errno = 0;
	close(fd);
}

static bool
is_gone(int pipe)
{
	struct pollfd p = {.fd = pipe};

	return (poll(&p, 1, 0) == 1 && (p.revents & (POLLERR | POLLHUP)) != 0);
}

int
supervisor_failed(int ready, const struct error *e)
{
	struct outcome o = {.kind = OUTCOME_FAILED, .status = e->status};

	strlcpy(o.text, e->text, sizeof o.text);
	tell(ready, &o);
	return (STATUS_FAILURE);
}

static void
tell_ready(struct supervisor *s, int ready)
{
	struct outcome o = {.kind = OUTCOME_READY};

	spawn_read(&s->spawn);
	if (s->spawn.status != -1) {
		set_ending(s);
		o.kind = OUTCOME_ENDED;
		o.status = record_exit_code(s->how, s->code);
	}
	strlcpy(o.id, s->record.id, sizeof o.id);
	strlcpy(o.name, s->record.name, sizeof o.name);
	tell(ready, &o);
}

/* Nothing of the terminal that started us may keep us, or be kept by us. */
static void
leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	if (null != -1) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		if (null > STDERR_FILENO)
			close(null);
	}
	if (chdir("/") == -1)
		errno = 0; /* stays where it is */
}

static int
start_detached(struct supervisor *s, struct error *e)
{
	if (watch_signals(s, e) == -1 || start_command(s, e) == -1)
		return (-1);
	leave_terminal();
	return (start_session(s, &control_host, e));
}

int
supervisor_detached(const struct session_request *req, int ready)
{
	struct error e = ERROR_INIT;
	struct supervisor s;

	init(&s, req);
	if (start_detached(&s, &e) == -1 || is_gone(ready)) {
		start_abandon(&s);
		release(&s);
		return (supervisor_failed(ready, &e));
	}
	proctitle_set("nono: superv", "nono: supervisor %s", s.record.id);
	prctl(PR_SET_DUMPABLE, 0);
	tell_ready(&s, ready);
	start_forget(&s);
	loop(&s);
	release(&s);
	return (STATUS_OK);
}

int
supervisor_attached(const struct session_request *req, struct error *e)
{
	struct supervisor s;
	int status;

	init(&s, req);
	if (watch_signals(&s, e) == -1 || start_command(&s, e) == -1 ||
	    start_session(&s, &control_host, e) == -1) {
		start_abandon(&s);
		release(&s);
		return (e->status);
	}
	prctl(PR_SET_DUMPABLE, 0);
	start_forget(&s);
	loop(&s);
	status = s.record.exit_code;
	release(&s);
	return (status);
}
