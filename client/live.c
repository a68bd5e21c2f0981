#include "client/live.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/context.h"
#include "common/clock.h"
#include "common/launch.h"
#include "common/sock.h"
#include "common/token.h"
#include "common/xmalloc.h"

enum {
	LIST_MAX = 10000, /* sessions believed of a server */
	SERVER_MS = 2000, /* how long a new server may take to be there */
	RETRY_MS = 20,
};

static void
parse_list(struct live *live, struct reader *r)
{
	uint32_t n = reader_u32(r), i;
	struct live_session *s;
	char *id;

	if (n == 0 || n > LIST_MAX)
		return;
	live->sessions = xcalloc(n, sizeof *live->sessions);
	for (i = 0; i < n; i++) {
		s = &live->sessions[live->n];
		if ((id = reader_string(r, ID_LENGTH)) == NULL)
			return;
		snprintf(s->id, sizeof s->id, "%s", id);
		free(id);
		s->viewers = reader_u32(r);
		s->sx = reader_u16(r);
		s->sy = reader_u16(r);
		s->output = reader_u64(r);
		s->idle_ms = reader_u64(r);
		if (r->bad)
			return;
		live->n++;
	}
}

void
live_query(struct live *live, const struct context *c)
{
	uint8_t token[TOKEN_SIZE];
	struct error e = ERROR_INIT;
	struct channel channel;
	struct message m;

	*live = (struct live){0};
	if (token_get(c->paths.state, token, &e) == -1 ||
	    server_open(
		&channel, c->paths.runtime, ROLE_OWNER, token, false, &e) == -1)
		return;
	channel_empty(&channel, MSG_LIST);
	if (channel_wait(&channel, &m, ANSWER_MS, &e) == 0 &&
	    m.type == MSG_SESSIONS)
		parse_list(live, &m.r);
	channel_release(&channel);
}

void
live_release(struct live *live)
{
	free(live->sessions);
	*live = (struct live){0};
}

const struct live_session *
live_find(const struct live *live, const char *id)
{
	size_t i;

	for (i = 0; i < live->n; i++) {
		if (strcmp(live->sessions[i].id, id) == 0)
			return (&live->sessions[i]);
	}
	return (NULL);
}

const char *
live_attachment(const struct live *live, const struct entry *entry)
{
	const struct live_session *s = live_find(live, entry->record.id);

	if (!entry->live || !entry->record.terminal || s == NULL)
		return ("-");
	return (s->viewers > 0 ? "attached" : "detached");
}

/* The state letter of /proc/PID/stat is T: it was stopped by a signal. */
static bool
is_stopped(pid_t pid)
{
	char path[40], text[512], *after;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	if (pid <= 0 || (fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return (false);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	/* The name before it may contain anything, brackets too. */
	after = strrchr(text, ')');
	return (after != NULL && after[1] == ' ' && after[2] == 'T');
}

void
live_wake(const struct entry *entry)
{
	/* It holds its lock, so the pid is its own. */
	if (entry->live && is_stopped(entry->record.supervisor))
		kill(entry->record.supervisor, SIGCONT);
}

/* A supervisor on the user's terminal may itself be stopped: then ask /proc. */
static bool
is_paused(const struct entry *entry)
{
	return (entry->record.paused ||
	    (!entry->record.terminal && is_stopped(entry->record.child)));
}

char *
live_status(const struct entry *entry)
{
	if (!entry->live)
		return (xasprintf("exited(%d)", entry->record.exit_code));
	return (xstrdup(is_paused(entry) ? "paused" : "running"));
}

json_t *
live_json(const struct live *live, const struct entry *entry)
{
	const struct live_session *s = live_find(live, entry->record.id);
	json_t *json = record_json(&entry->record);

	if (entry->live && is_paused(entry))
		json_object_set_new(json, "status", json_string("paused"));
	json_object_set_new(
	    json, "attachment", json_string(live_attachment(live, entry)));
	if (entry->live && s != NULL) {
		json_object_set_new(
		    json, "viewers", json_integer((json_int_t)s->viewers));
		json_object_set_new(
		    json, "size", json_sprintf("%ux%u", s->sx, s->sy));
		json_object_set_new(
		    json, "output_bytes", json_integer((json_int_t)s->output));
		json_object_set_new(
		    json, "idle_ms", json_integer((json_int_t)s->idle_ms));
	}
	return (json);
}

int
live_open_supervisor(struct channel *c, const struct context *context,
    struct registry *registry, const struct entry *entry, struct error *e)
{
	uint8_t token[TOKEN_SIZE];
	int dir, fd;

	if (token_get(context->paths.state, token, e) == -1 ||
	    (dir = registry_dir(registry, entry, e)) == -1)
		return (-1);
	fd = sock_connect(dir, SESSION_SOCKET, e);
	close(dir);
	if (fd == -1)
		return (error_context(e, "session %s", entry->record.id));
	channel_init(c, fd, false, PROTO_LENGTH_MAX);
	hello_put(c, ROLE_OWNER, token);
	if (hello_wait(c, PEER_OWNER, e) == -1) {
		channel_release(c);
		return (error_context(
		    e, "supervisor of session %s", entry->record.id));
	}
	return (0);
}

int
live_fetch(
    const struct context *context, const struct entry *entry, struct error *e)
{
	struct registry registry;
	struct channel c;
	struct message m;
	int result;

	if (registry_open(&registry, &context->paths, e) == -1)
		return (-1);
	result = live_open_supervisor(&c, context, &registry, entry, e);
	registry_release(&registry);
	if (result == -1)
		return (-1);
	buf_string(channel_begin(&c, MSG_RECONNECT), context->paths.runtime);
	channel_end(&c);
	result = channel_wait(&c, &m, ANSWER_MS, e);
	if (result == 0)
		result = live_expect(&m, MSG_OK, e);
	channel_release(&c);
	return (result);
}

static int
open_once(struct channel *c, const struct context *context,
    const struct entry *entry, enum role role, const uint8_t *token,
    struct error *e)
{
	const char *theirs = entry->record.runtime, *ours;

	ours = context->paths.runtime;
	if (server_open(c, theirs, role, token, false, e) == 0)
		return (0);
	if (errno != ENOENT && errno != ECONNREFUSED)
		return (-1);
	if (strcmp(theirs, ours) == 0) {
		errno = EAGAIN; /* a server that died; the next is on its way */
		return (-1);
	}
	if (live_fetch(context, entry, e) == -1)
		return (-1);
	return (server_open(c, ours, role, token, false, e));
}

/* Wait a little for what another process is about to do. */
static void
pause_ms(long ms)
{
	struct timespec ts = {.tv_nsec = ms * 1000 * 1000};

	nanosleep(&ts, NULL);
}

/*
 * The session's server did not die, but cannot be found: somebody has removed
 * the runtime directory, as logind does when the user logs out.
 */
static void
fetch_once(
    uint64_t *when_ms, const struct context *context, const struct entry *entry)
{
	struct error e = ERROR_INIT;

	if (*when_ms == 0 || clock_ms() < *when_ms)
		return;
	*when_ms = 0;
	live_fetch(context, entry, &e);
}

int
live_open(struct channel *c, const struct context *context,
    const struct entry *entry, enum role role, struct error *e)
{
	uint64_t deadline = clock_ms() + SERVER_MS;
	uint64_t fetch_ms = clock_ms() + LIVE_FETCH_MS;
	uint8_t token[TOKEN_SIZE];

	if (!entry->record.terminal)
		return (error_set(e,
		    "session %s has no terminal: it runs on the standard "
		    "streams of the nono run that started it",
		    entry->record.id));
	if (token_get(context->paths.state, token, e) == -1)
		return (-1);
	while (open_once(c, context, entry, role, token, e) == -1) {
		if (errno != EAGAIN || clock_ms() >= deadline)
			return (-1);
		fetch_once(&fetch_ms, context, entry);
		pause_ms(RETRY_MS);
	}
	return (0);
}

int
live_expect(const struct message *m, enum message_type want, struct error *e)
{
	if (m->type == want)
		return (0);
	return (error_set(e, "an answer that is none: %s, not %s",
	    proto_row(m->type)->name, proto_row(want)->name));
}

int
live_request(struct channel *c, const struct context *context,
    const struct entry *entry,
    void (*put)(struct channel *c, const struct entry *entry, void *arg),
    void *arg, enum message_type want, struct message *m, struct error *e)
{
	uint64_t deadline = clock_ms() + SERVER_MS;
	uint64_t fetch_ms = clock_ms() + LIVE_FETCH_MS;
	char *text;

	for (;;) {
		if (live_open(c, context, entry, ROLE_OWNER, e) == -1)
			return (-1);
		put(c, entry, arg);
		if (channel_wait(c, m, ANSWER_MS, e) == -1)
			break;
		if (m->type != MSG_ERROR) {
			if (live_expect(m, want, e) == 0)
				return (0);
			break;
		}
		if (clock_ms() >= deadline) {
			text = reader_string(&m->r, ERROR_TEXT_MAX);
			error_set(e, "%s", text == NULL ? "refused" : text);
			free(text);
			break;
		}
		/* A new server may not have heard of the session yet. */
		channel_release(c);
		fetch_once(&fetch_ms, context, entry);
		pause_ms(RETRY_MS);
	}
	channel_release(c);
	return (error_context(e, "session %s", entry->record.id));
}
