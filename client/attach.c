/*
 * One loop over the terminal, the server and signals. The terminal is written
 * without blocking, through a description of its own where it can be opened
 * again: a shell that shares ours must not find it non-blocking.
 */
#include "client/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "client/context.h"
#include "client/detach.h"
#include "client/draw.h"
#include "client/keys.h"
#include "client/live.h"
#include "client/rescue.h"
#include "client/screen.h"
#include "client/tty.h"
#include "common/clock.h"
#include "common/settings.h"
#include "common/launch.h"
#include "common/token.h"
#include "common/xmalloc.h"
#include "server/frame.h"

enum {
	OUT_MAX = 64 * 1024 * 1024, /* bytes waiting for the terminal */
	OUT_MUCH =
	    256 * 1024, /* from here on no more is taken from the server */
	RECONNECT_MS = 15 * 1000, /* how long a lost server is looked for */
	RETRY_MS = 50,
	RESIZE_MS = 200, /* for the child's screen to take our new size */
	NOTICE_MS = 300, /* after which the user is told of it */
	GOODBYE_MS = 2000, /* how long the terminal may take the last bytes */
};

enum outcome {
	GOING_ON,
	DETACHED, /* by the keys */
	SENT_AWAY, /* by nono detach */
	ENDED, /* the session's command: exit_code */
	GONE, /* the session is not to be reached any more: error */
	HUNG_UP, /* the terminal is gone, or we were told to end: signal */
};

struct viewer {
	const struct context *context;
	struct entry entry; /* what is known of the session */
	uint8_t token[TOKEN_SIZE];
	struct channel channel; /* fd -1 while there is no server */
	bool attached; /* ATTACH has been sent on it */
	uint64_t
	    seen; /* history line the terminal is up to, as ATTACH has it */
	struct screen screen;
	struct tty tty;
	struct draw draw;
	struct keys keys;
	struct detach detach;
	struct settings settings;
	int in; /* the terminal; borrowed */
	int out; /* non-blocking; owned if it is not in's */
	struct buf pending; /* bytes for the terminal */
	bool undrawn; /* a whole frame has come and is to be drawn */
	bool acknowledge; /* once pending is empty */
	uint32_t acknowledged; /* the last frame that was */
	int signals; /* signalfd */
	sigset_t old_signals;
	uint64_t probe_ms; /* when the terminal's answers are not waited for */
	uint64_t row_ms; /* the same for where the cursor is; 0: not asked */
	uint64_t size_ms; /* until when a new size is waited for; 0: is not */
	bool size_seen; /* the frame has come that was on its way */
	uint64_t keys_ms; /* when incomplete input is flushed; 0: none */
	uint64_t lost_ms; /* since when there is no server; 0: there is */
	uint64_t retry_ms;
	uint64_t fetch_ms; /* when to ask the supervisor; 0: it was asked */
	enum outcome outcome;
	int exit_code;
	int signal;
	struct error *error;
};

/* The terminal's side. */

static int
open_again(int fd)
{
	char path[32];
	int again;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	again = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return (again == -1 ? fd : again);
}

static void
flush_terminal(struct viewer *v)
{
	ssize_t n;

	while (v->pending.len > 0) {
		n = write(v->out, v->pending.data, v->pending.len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN)
			return;
		if (n == -1) {
			v->outcome = HUNG_UP;
			v->signal = SIGHUP;
			return;
		}
		buf_drop(&v->pending, (size_t)n);
	}
}

static void
enter_terminal(struct viewer *v)
{
	unsigned sx, sy;

	tty_size(&v->tty, &sx, &sy);
	draw_init(&v->draw, &v->tty, sx, sy);
	tty_ask_colours(&v->tty, &v->pending);
	tty_probe(&v->tty, &v->pending);
	v->probe_ms = clock_ms() + TTY_PROBE_MS;
}

/* Give the terminal back; type-ahead stays in the kernel's queue. */
static void
leave_terminal(struct viewer *v)
{
	uint64_t deadline = clock_ms() + GOODBYE_MS;
	struct pollfd p = {.fd = v->out, .events = POLLOUT};

	if (v->outcome == HUNG_UP) {
		tty_emergency(&v->tty);
		draw_release(&v->draw);
		return;
	}
	draw_finish(&v->draw, &v->pending);
	tty_release(&v->tty, &v->pending);
	while (flush_terminal(v), v->pending.len > 0) {
		if (v->outcome == HUNG_UP || clock_ms() >= deadline)
			break;
		poll(&p, 1, GOODBYE_MS);
	}
	tty_drain(&v->tty, NULL);
	tty_restore(&v->tty);
	draw_release(&v->draw);
}

/* The server's side. */

/* The child may ask what colours it is seen in. */
static void
put_colours(struct viewer *v)
{
	const struct tty *t = &v->tty;
	struct buf *b;

	if (!v->attached || t->text == TTY_NO_COLOUR ||
	    t->background == TTY_NO_COLOUR)
		return;
	b = channel_begin(&v->channel, MSG_VIEW_COLOURS);
	buf_u32(b, t->text);
	buf_u32(b, t->background);
	channel_end(&v->channel);
}

static void
put_attach(struct viewer *v)
{
	struct buf *b = channel_begin(&v->channel, MSG_ATTACH);

	buf_string(b, v->entry.record.id);
	buf_u16(b, (uint16_t)v->draw.sx);
	buf_u16(b, (uint16_t)v->draw.sy);
	buf_u64(b, v->seen);
	channel_end(&v->channel);
	v->acknowledged = 0;
	v->channel.state = PEER_ATTACHED;
	v->attached = true;
	put_colours(v);
}

/*
 * The server has said what no server says. Another look at it would show the
 * same: the user is told, and may try again.
 */
static void
distrust_server(struct viewer *v, const struct error *e)
{
	channel_release(&v->channel);
	error_set(v->error,
	    "the server sent what it should not: %s; the session runs on, try "
	    "nono attach %s",
	    e->text, v->entry.record.id);
	v->outcome = GONE;
}

static void
lose_server(struct viewer *v)
{
	channel_release(&v->channel);
	v->acknowledge = v->undrawn = false;
	v->size_ms = 0;
	v->attached = false;
	v->retry_ms = clock_ms();
	if (v->lost_ms != 0)
		return;
	v->lost_ms = v->retry_ms;
	v->fetch_ms = v->lost_ms + LIVE_FETCH_MS;
}

static void
send_to_server(struct viewer *v)
{
	struct error e = ERROR_INIT;
	enum channel_result result;

	if (v->channel.fd == -1)
		return;
	result = channel_flush(&v->channel, &e);
	/*
	 * What it said before it closed is still to be read: it may have sent
	 * us away. Reading finds the end.
	 */
	if (result == CHANNEL_CLOSED)
		buf_clear(&v->channel.out);
	else if (result == CHANNEL_BAD)
		lose_server(v);
}

/* Whether the session has ended while nobody could tell us. */
static bool
has_ended(struct viewer *v)
{
	struct registry registry;
	struct error e = ERROR_INIT;
	struct entry now;
	bool ended = false;

	if (registry_open(&registry, &v->context->paths, &e) == -1)
		return (false);
	if (registry_find(&registry, v->entry.record.id, true, &now, &e) == 0) {
		ended = !now.live;
		record_release(&v->entry.record);
		v->entry = now;
	}
	registry_release(&registry);
	return (ended);
}

/*
 * Look for the session's next server. Its supervisor starts one, and its record
 * says where.
 */
static void
reconnect(struct viewer *v)
{
	struct error e = ERROR_INIT;

	if (has_ended(v)) {
		v->outcome = ENDED;
		v->exit_code = v->entry.record.exit_code;
		return;
	}
	if (clock_ms() > v->lost_ms + RECONNECT_MS) {
		error_set(v->error,
		    "the server is gone and no other came: the session runs "
		    "on, try nono attach %s",
		    v->entry.record.id);
		v->outcome = GONE;
		return;
	}
	if (clock_ms() > v->lost_ms + NOTICE_MS)
		draw_message(&v->draw, "[nono] reconnecting", &v->pending);
	if (v->fetch_ms != 0 && clock_ms() >= v->fetch_ms) {
		v->fetch_ms = 0;
		live_fetch(v->context, &v->entry, &e);
	}
	if (server_open(&v->channel, v->entry.record.runtime, ROLE_VIEWER,
		v->token, false, &e) == 0) {
		put_attach(v);
		send_to_server(v);
	} else
		v->retry_ms = clock_ms() + RETRY_MS;
}

/*
 * After a resize, what still has the old size is not drawn: it may not fit, and
 * is old at once. It is taken, or the new size would not come; but only one
 * frame of it, since the size may be somebody else's to set.
 */
static bool
waits_for_size(struct viewer *v)
{
	if (v->size_ms == 0)
		return (false);
	if (v->screen.sx == v->draw.sx && v->screen.sy == v->draw.sy) {
		v->size_ms = 0;
		return (false);
	}
	if (v->undrawn && !v->size_seen) {
		v->size_seen = v->acknowledge = true;
		v->undrawn = false;
	}
	return (true);
}

static void
draw_screen(struct viewer *v)
{
	if (waits_for_size(v))
		return;
	draw_update(&v->draw, &v->screen, &v->pending);
	if (draw_waits(&v->draw)) {
		if (v->row_ms == 0)
			v->row_ms = clock_ms() + TTY_ROW_MS;
		return;
	}
	v->row_ms = 0;
	v->seen = v->screen.position;
	if (v->undrawn)
		v->acknowledge = true;
	v->undrawn = false;
}

static void
on_frame(struct viewer *v, struct message *m)
{
	struct error e = ERROR_INIT;

	v->lost_ms = 0;
	if (screen_apply(&v->screen, m->r.p, m->r.left, &e) == -1)
		distrust_server(v, &e);
	else if (screen_ready(&v->screen)) {
		v->undrawn = v->undrawn || v->screen.ended;
		draw_screen(v);
	}
}

static void
on_server_message(struct viewer *v, struct message *m)
{
	enum ending how;

	switch (m->type) {
	case MSG_FRAME:
		on_frame(v, m);
		break;
	case MSG_DETACHED:
		v->outcome = SENT_AWAY;
		break;
	case MSG_EXITED:
		how = (enum ending)reader_u8(&m->r);
		v->exit_code = record_exit_code(how, reader_u32(&m->r));
		v->outcome = ENDED;
		break;
	case MSG_ERROR:
		/* A new server may not have heard of the session yet. */
		lose_server(v);
		v->retry_ms = clock_ms() + RETRY_MS;
		break;
	}
}

/* Handle what has been read. */
static void
take_messages(struct viewer *v)
{
	enum channel_result got = CHANNEL_DONE;
	struct error e = ERROR_INIT;
	struct message m;

	while (got == CHANNEL_DONE && v->outcome == GOING_ON &&
	    v->channel.fd != -1) {
		got = channel_next(&v->channel, &m, &e);
		if (got == CHANNEL_DONE)
			on_server_message(v, &m);
	}
	if (got == CHANNEL_BAD)
		distrust_server(v, &e);
}

static void
on_server(struct viewer *v)
{
	struct error e = ERROR_INIT;

	switch (channel_read(&v->channel, &e)) {
	case CHANNEL_DONE:
		take_messages(v);
		break;
	case CHANNEL_LATER:
		break;
	case CHANNEL_BAD:
	case CHANNEL_CLOSED:
		lose_server(v);
		break;
	}
}

/*
 * Say which frames the terminal took, so that others may come. It can wait until
 * something else is sent, as the server waits only for every other one: so a key
 * and its echo are a message each.
 */
static void
acknowledge(struct viewer *v)
{
	if (!v->acknowledge || v->pending.len > 0 || v->channel.fd == -1 ||
	    (v->channel.out.len == 0 &&
		v->screen.seq - v->acknowledged < FRAMES_AHEAD))
		return;
	v->acknowledge = false;
	v->acknowledged = v->screen.seq;
	buf_u32(channel_begin(&v->channel, MSG_ACK), v->screen.seq);
	channel_end(&v->channel);
}

/* Keys. */

static void
send_input(struct viewer *v, const struct input *in)
{
	if (v->channel.fd == -1 || !v->attached)
		return; /* nobody there to take it */
	input_encode(channel_begin(&v->channel, MSG_INPUT), in);
	if (!channel_end(&v->channel))
		draw_message(&v->draw,
		    "[nono] input dropped: the command "
		    "does not read",
		    &v->pending);
}

static void
on_input(struct viewer *v, struct input *in)
{
	struct input next;
	unsigned x, y;

	if (in->type == INPUT_MOUSE) {
		if (!draw_translate_mouse(&v->draw, in->x, in->y, &x, &y))
			return;
		in->x = (uint16_t)x;
		in->y = (uint16_t)y;
	}
	switch (detach_feed(&v->detach, in)) {
	case DETACH_NOW:
		v->outcome = DETACHED;
		break;
	case DETACH_PASS:
		while (detach_next(&v->detach, &next))
			send_input(v, &next);
		break;
	case DETACH_HELD:
		break;
	}
}

static void
take_keys(struct viewer *v)
{
	struct keys_reply reply;
	enum keys_result got;
	struct input in;
	int wait;

	while (v->outcome == GOING_ON &&
	    (got = keys_next(&v->keys, &in, &reply)) != KEYS_NONE) {
		if (got == KEYS_INPUT)
			on_input(v, &in);
		else if (tty_reply(&v->tty, &reply, &v->pending))
			send_input(v, &in);
		if (got == KEYS_REPLY && reply.type == REPLY_COLOUR)
			put_colours(v);
	}
	if (v->row_ms != 0 && v->outcome == GOING_ON)
		draw_screen(v);
	wait = keys_deadline_ms(&v->keys);
	v->keys_ms = wait == -1 ? 0 : clock_ms() + (uint64_t)wait;
}

static void
on_terminal(struct viewer *v)
{
	char bytes[KEYS_PUT_MAX];
	ssize_t n = read(v->in, bytes, sizeof bytes);

	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		v->outcome = HUNG_UP;
		v->signal = SIGHUP;
		return;
	}
	keys_put(&v->keys, bytes, (size_t)n);
	take_keys(v);
}

/* Signals. */

static void
on_resize(struct viewer *v)
{
	unsigned sx, sy;
	struct buf *b;

	tty_size(&v->tty, &sx, &sy);
	draw_resize(&v->draw, sx, sy);
	if (v->channel.fd == -1 || !v->attached)
		return;
	b = channel_begin(&v->channel, MSG_VIEW_SIZE);
	buf_u16(b, (uint16_t)sx);
	buf_u16(b, (uint16_t)sy);
	channel_end(&v->channel);
	v->size_ms = clock_ms() + RESIZE_MS;
	v->size_seen = false;
	draw_screen(v);
}

/* Suspended from outside: the shell gets a clean terminal meanwhile. */
static void
on_suspend(struct viewer *v)
{
	struct error e = ERROR_INIT;

	leave_terminal(v);
	raise(SIGSTOP);
	if (tty_raw(&v->tty, &e) == -1) {
		v->outcome = HUNG_UP;
		v->signal = SIGHUP;
	}
	enter_terminal(v);
	on_resize(v);
}

static void
on_signal(struct viewer *v)
{
	struct signalfd_siginfo info;

	while (read(v->signals, &info, sizeof info) == sizeof info) {
		switch (info.ssi_signo) {
		case SIGWINCH:
			on_resize(v);
			break;
		case SIGTSTP:
			on_suspend(v);
			break;
		default:
			v->outcome = HUNG_UP;
			v->signal = (int)info.ssi_signo;
			break;
		}
	}
}

static int
watch_signals(struct viewer *v, struct error *e)
{
	/* With what would end us, lest the terminal be left as it is. */
	static const int watched[] = {SIGWINCH, SIGTSTP, SIGHUP, SIGTERM,
	    SIGINT, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM,
	    SIGPROF, SIGIO, SIGPWR, SIGXCPU};
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < sizeof watched / sizeof watched[0]; i++)
		sigaddset(&set, watched[i]);
	if (sigprocmask(SIG_BLOCK, &set, &v->old_signals) == -1 ||
	    (v->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) == -1)
		return (error_errno(e, "cannot watch signals"));
	return (0);
}

/* The loop. */

static void
sooner(int *timeout, uint64_t at_ms)
{
	uint64_t now = clock_ms();
	int left = at_ms > now ? (int)(at_ms - now) : 0;

	if (at_ms != 0 && (*timeout == -1 || left < *timeout))
		*timeout = left;
}

static int
next_timeout(const struct viewer *v)
{
	int timeout = -1;

	sooner(&timeout, v->probe_ms);
	sooner(&timeout, v->row_ms);
	sooner(&timeout, v->size_ms);
	sooner(&timeout, v->keys_ms);
	if (v->channel.fd == -1)
		sooner(&timeout, v->retry_ms);
	return (timeout);
}

static void
on_timeouts(struct viewer *v)
{
	uint64_t now = clock_ms();

	if (v->probe_ms != 0 && now >= v->probe_ms) {
		v->probe_ms = 0;
		tty_probe_end(&v->tty, &v->pending);
	}
	if (v->size_ms != 0 && now >= v->size_ms) {
		v->size_ms = 0;
		draw_screen(v);
	}
	if (v->row_ms != 0 && now >= v->row_ms) {
		draw_wait_end(&v->draw);
		draw_screen(v);
	}
	if (v->keys_ms != 0 && now >= v->keys_ms) {
		keys_flush(&v->keys);
		take_keys(v);
	}
	if (v->channel.fd == -1 && v->outcome == GOING_ON && now >= v->retry_ms)
		reconnect(v);
}

/*
 * The echo of a key comes within some tens of microseconds. To be awake then
 * costs less than to fall asleep and be woken, which takes as long again.
 */
static void
await_echo(const struct viewer *v)
{
	uint64_t end = clock_us() + ECHO_US;
	char first;

	while (v->channel.fd != -1 &&
	    recv(v->channel.fd, &first, 1, MSG_PEEK | MSG_DONTWAIT) == -1 &&
	    errno == EAGAIN && clock_us() < end)
		sched_yield();
}

static void
run_once(struct viewer *v)
{
	short server = POLLIN;
	struct pollfd fds[4];

	if (v->channel.out.len > 0)
		server |= POLLOUT;
	if (v->pending.len > OUT_MUCH)
		server &= ~POLLIN;
	fds[0] = (struct pollfd){.fd = v->in, .events = POLLIN};
	/* A command that does not read stops the typing, not the showing. */
	if (v->channel.out.len > PROTO_LENGTH_MAX)
		fds[0].fd = -1;
	fds[1] = (struct pollfd){.fd = v->channel.fd, .events = server};
	fds[2] = (struct pollfd){.fd = v->signals, .events = POLLIN};
	fds[3] = (struct pollfd){
	    .fd = v->pending.len > 0 ? v->out : -1, .events = POLLOUT};
	if (poll(fds, 4, next_timeout(v)) == -1)
		return;
	if (fds[2].revents != 0)
		on_signal(v);
	if (fds[0].revents != 0 && v->outcome == GOING_ON)
		on_terminal(v);
	if ((fds[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0 &&
	    v->channel.fd == fds[1].fd && v->outcome == GOING_ON)
		on_server(v);
	on_timeouts(v);
	flush_terminal(v);
	acknowledge(v);
	send_to_server(v);
	if (fds[0].revents != 0)
		await_echo(v);
}

/* What can be found wrong before there is a session. */
static int
prepare(const struct context *c, struct settings *settings, struct tty *tty,
    struct error *e)
{
	if (settings_load(settings, &c->paths, e) == -1)
		return (-1);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return (error_set(e,
		    "attach needs a terminal: use nono "
		    "capture to see the screen"));
	return (tty_open(tty, STDIN_FILENO, getenv("TERM"), e));
}

int
attach_check(const struct context *c, struct error *e)
{
	struct settings settings;
	struct tty tty;

	return (prepare(c, &settings, &tty, e));
}

static int
open_viewer(struct viewer *v, struct error *e)
{
	if (prepare(v->context, &v->settings, &v->tty, e) == -1 ||
	    token_get(v->context->paths.state, v->token, e) == -1)
		return (-1);
	v->in = STDIN_FILENO;
	v->out = open_again(STDOUT_FILENO);
	return (live_open(&v->channel, v->context, &v->entry, ROLE_VIEWER, e));
}

static void
say_goodbye(const struct viewer *v)
{
	const char *id = v->entry.record.id;

	if (v->context->silent)
		return;
	if (v->outcome == DETACHED || v->outcome == SENT_AWAY)
		printf("[nono] Session detached.\nResume this session "
		       "with:\n  nono attach %s\n",
		    id);
	else if (v->outcome == ENDED && v->exit_code < 0)
		printf(
		    "[nono] Session %s was killed with its supervisor.\n", id);
	else if (v->outcome == ENDED && v->exit_code > STATUS_SIGNAL &&
	    v->exit_code <= STATUS_SIGNAL + SIGTERM)
		printf("[nono] Session stopped.\n");
}

static int
status_of(const struct viewer *v)
{
	switch (v->outcome) {
	case ENDED:
		return (v->exit_code < 0 ? STATUS_FAILURE : v->exit_code);
	case GONE:
		return (-1);
	case HUNG_UP:
		return (STATUS_SIGNAL + v->signal);
	default:
		return (STATUS_OK);
	}
}

static int
view(struct viewer *v, struct error *e)
{
	if (watch_signals(v, e) == -1 || tty_raw(&v->tty, e) == -1)
		return (-1);
	screen_init(&v->screen);
	keys_init(&v->keys, &v->tty.caps);
	detach_init(
	    &v->detach, v->settings.detach, (unsigned)v->settings.ndetach);
	buf_init(&v->pending, OUT_MAX);
	v->error = e;
	rescue_begin(&v->tty);
	enter_terminal(v);
	put_attach(v);
	take_messages(v); /* it may have said more than WELCOME */
	while (v->outcome == GOING_ON)
		run_once(v);
	leave_terminal(v);
	rescue_end();
	say_goodbye(v);
	buf_release(&v->pending);
	screen_release(&v->screen);
	sigprocmask(SIG_SETMASK, &v->old_signals, NULL);
	return (status_of(v));
}

static void
release(struct viewer *v)
{
	channel_release(&v->channel);
	if (v->signals != -1)
		close(v->signals);
	if (v->out != -1 && v->out != STDOUT_FILENO)
		close(v->out);
	record_release(&v->entry.record);
}

/* entry's record is taken. */
static int
attach(const struct context *c, const struct entry *entry, uint64_t seen,
    struct error *e)
{
	struct viewer *v = xcalloc(1, sizeof *v);
	int status = -1;

	v->context = c;
	v->entry = *entry;
	v->channel.fd = v->signals = v->out = -1;
	v->seen = seen;
	if (open_viewer(v, e) == 0)
		status = view(v, e);
	release(v);
	free(v);
	return (status);
}

static int
find(const struct context *c, const char *id, struct entry *entry,
    struct error *e)
{
	struct registry registry;
	int result;

	if (registry_open(&registry, &c->paths, e) == -1)
		return (-1);
	result = registry_find(&registry, id, true, entry, e);
	registry_release(&registry);
	return (result);
}

int
attach_session(
    const struct context *c, const struct entry *entry, struct error *e)
{
	struct entry own;

	if (find(c, entry->record.id, &own, e) == -1)
		return (-1);
	return (attach(c, &own, FRAME_FRESH, e));
}

int
attach_started(const struct context *c, const char *id, struct error *e)
{
	struct entry entry;

	if (find(c, id, &entry, e) == -1)
		return (-1);
	return (attach(c, &entry, 0, e));
}
