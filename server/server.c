#include "server/server.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/error.h"
#include "common/launch.h"
#include "common/log.h"
#include "common/ring.h"
#include "common/xmalloc.h"
#include "compat/setproctitle.h"
#include "server/confine.h"
#include "server/peer.h"
#include "server/session.h"

enum {
	FIRST_PEER_S = 10, /* how long a fresh server waits for a connection */
	/* How long none is taken when there is no descriptor for it. */
	SHORTAGE_MS = 200,
	ACCEPT_MAX = PEERS_NEW_MAX / 4, /* connections in one loop turn */
};

void
server_check_idle(struct server *s)
{
	if (s->used && s->npeers == 0 && s->nsessions == 0)
		event_base_loopbreak(s->base);
}

void
server_listen(struct server *s)
{
	event_del(s->shortage);
	event_add(s->listener, NULL);
}

static void
shortage_cb(evutil_socket_t fd, short what, void *arg)
{
	server_listen(arg);
}

static void
accept_cb(evutil_socket_t listener, short what, void *arg)
{
	struct timeval shortage = {.tv_usec = SHORTAGE_MS * 1000};
	struct server *s = arg;
	int fd, n;

	/* Who has spoken is heard before more are let in. */
	for (n = 0; s->npeers < PEERS_MAX; n++) {
		if (n == ACCEPT_MAX)
			return;
		fd =
		    accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd == -1 && (errno == EAGAIN || errno == EINTR))
			return;
		if (fd == -1) {
			/* It stays readable, and would be asked on and on. */
			log_warn("no connection: %s", strerror(errno));
			event_add(s->shortage, &shortage);
			break;
		}
		peer_create(s, fd);
	}
	/*
	 * Too many: the others wait in the backlog until a peer closes. All are
	 * the user's own, or have five seconds to show the token.
	 */
	event_del(s->listener);
}

/* Free closed peers, now that nothing on the stack uses them. */
static void
reap_cb(evutil_socket_t fd, short what, void *arg)
{
	struct server *s = arg;
	struct peer *p;

	while ((p = TAILQ_FIRST(&s->dead)) != NULL) {
		TAILQ_REMOVE(&s->dead, p, entry);
		free(p);
	}
}

static void
first_peer_cb(evutil_socket_t fd, short what, void *arg)
{
	struct server *s = arg;

	s->used = true;
	server_check_idle(s);
}

static void
terminate_cb(evutil_socket_t fd, short what, void *arg)
{
	struct server *s = arg;

	event_base_loopbreak(s->base);
}

static int
read_token(struct server *s, struct error *e)
{
	ssize_t n = read(STDIN_FILENO, s->token, TOKEN_SIZE);

	close(STDIN_FILENO);
	if (n != TOKEN_SIZE)
		return (error_set(
		    e, "the server is started by nono itself, not by hand"));
	return (0);
}

/* A session takes four descriptors, a viewer one. */
static void
raise_limit(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
}

static struct event *
add_event(struct server *s, int fd, short what, event_callback_fn cb)
{
	struct event *ev = event_new(s->base, fd, what, cb, s);

	if (ev == NULL)
		BUG("out of memory: events");
	return (ev);
}

static int
setup(struct server *s, struct error *e)
{
	struct timeval first = {.tv_sec = FIRST_PEER_S};

	TAILQ_INIT(&s->peers);
	TAILQ_INIT(&s->dead);
	TAILQ_INIT(&s->sessions);
	buf_init(&s->scratch, SLOT_SIZE);
	buf_init(&s->bytes, SESSION_INPUT_MAX);
	if (read_token(s, e) == -1)
		return (-1);
	raise_limit();
	if ((s->base = event_base_new()) == NULL)
		return (error_set(e, "cannot make an event loop"));
	s->listener =
	    add_event(s, SERVER_LISTEN_FD, EV_READ | EV_PERSIST, accept_cb);
	s->reaper = add_event(s, -1, 0, reap_cb);
	s->shortage = add_event(s, -1, 0, shortage_cb);
	event_add(s->listener, NULL);
	event_add(
	    add_event(s, SIGTERM, EV_SIGNAL | EV_PERSIST, terminate_cb), NULL);
	event_add(add_event(s, -1, 0, first_peer_cb), &first);
	return (server_confine(e));
}

/*
 * The echo of a key comes within some tens of microseconds; to be woken for it
 * takes as long again. So for that time all that comes is looked for.
 */
static void
loop(struct server *s)
{
	while (!event_base_got_break(s->base)) {
		if (clock_us() >= s->awake_until) {
			event_base_loop(s->base, EVLOOP_ONCE);
			continue;
		}
		event_base_loop(s->base, EVLOOP_NONBLOCK);
		sched_yield();
	}
}

int
server_main(void)
{
	struct server s = {0};
	struct error e = ERROR_INIT;

	proctitle_set("nono: server", "nono: server");
	log_open(STDERR_FILENO, LOG_LEVEL_WARN, "nono: server");
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (setup(&s, &e) == -1) {
		log_warn("%s", e.text);
		return (STATUS_FAILURE);
	}
	loop(&s);
	return (STATUS_OK);
}
