/*
 * The order is that of who waits for whom. The init has been forked before the
 * policy was known, or is now; while it builds the view, which takes longest, the
 * session's directory is made, which the view needs late, and all the rest. The
 * pty comes and is registered, the child confines itself and executes, and the
 * session is shown to others.
 */
#include "server/supervisor/start.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/strl.h"
#include "common/clock.h"
#include "common/policy-json.h"
#include "common/redact.h"
#include "common/ring.h"
#include "common/token.h"
#include "common/xmalloc.h"
#include "server/sandbox/apply.h"
#include "server/sandbox/plan.h"

/* What a session's terminal says it is; the server understands xterm's. */
#define TERMINAL "xterm-256color"

/* Take the init that there is, or fork one. */
static int
start_init(struct supervisor *s, struct error *e)
{
	const struct spawn_request req = {
	    .terminal = s->req->terminal,
	    .sx = s->req->sx,
	    .sy = s->req->sy,
	};

	if (s->spawn.init > 0)
		return (0);
	if (spawn_start(&s->spawn, &req, e) == -1)
		return (-1);
	return (spawn_plan(&s->spawn, s->plan, e));
}

static int
make_directory(struct supervisor *s, struct error *e)
{
	char *tmp;
	int rc;

	if (registry_open(&s->registry, s->req->paths, e) == -1 ||
	    registry_new_id(s->record.id, e) == -1)
		return (-1);
	s->dir = registry_create(&s->registry, s->record.id, e);
	if (s->dir == -1 ||
	    (tmp = registry_new_tmp(&s->registry, s->record.id, e)) == NULL)
		return (-1);
	rc = spawn_tmp(&s->spawn, tmp, e);
	free(tmp);
	return (rc);
}

static int
give_command(struct supervisor *s, struct error *e)
{
	struct spawn_command c = {.path = s->req->path, .argv = s->req->argv};
	char **environment = sandbox_environment(s->plan, s->req->environment,
	    s->record.id, s->req->terminal ? TERMINAL : NULL);
	int rc;

	c.environment = environment;
	strlcpy(c.id, s->record.id, sizeof c.id);
	rc = sandbox_rules(s->spawn.sandbox, e);
	if (rc == 0)
		rc = spawn_execute(&s->spawn, &c, e);
	free(environment);
	return (rc);
}

static size_t
count(char *const *words)
{
	size_t n = 0;

	while (words[n] != NULL)
		n++;
	return (n);
}

static void
fill_record(struct supervisor *s)
{
	const struct session_request *req = s->req;

	s->record.supervisor = getpid();
	s->record.started = time(NULL);
	s->record.command = redact_command(count(req->argv), req->argv);
	s->record.profile = xstrdup(s->policy->profile);
	s->record.workdir = xstrdup(s->policy->workdir);
	s->record.block_net = s->policy->block_net;
	s->record.terminal = req->terminal;
	s->record.runtime = xstrdup(req->paths->runtime);
}

/* For inspect; a session runs without it as well. */
static void
write_policy(const struct supervisor *s)
{
	json_t *json = policy_json(s->policy);
	char *text = json_dumps(json, JSON_COMPACT);
	int fd = openat(s->dir, SESSION_POLICY ".new",
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd != -1 && text != NULL &&
	    write(fd, text, strlen(text)) == (ssize_t)strlen(text))
		renameat(s->dir, SESSION_POLICY ".new", s->dir, SESSION_POLICY);
	else
		unlinkat(s->dir, SESSION_POLICY ".new", 0);
	if (fd != -1)
		close(fd);
	free(text);
	json_decref(json);
}

/* All that can be done while the init works. */
static int
make_rest(
    struct supervisor *s, const struct control_host *host, struct error *e)
{
	if (token_get(s->req->paths->state, s->token, e) == -1)
		return (-1);
	s->record.name =
	    registry_take_name(&s->registry, s->req->name, s->record.id, e);
	if (s->record.name == NULL ||
	    control_open(&s->control, s->dir, s->token, host, s, e) == -1)
		return (-1);
	if (s->req->terminal) {
		link_init(&s->link, s->req->paths->runtime, s->token);
		if ((s->ring = ring_create(e)) == -1 ||
		    link_open(&s->link, e) == -1)
			return (-1);
	}
	fill_record(s);
	return (0);
}

struct link_session
start_link_session(const struct supervisor *s)
{
	return ((struct link_session){
	    .id = s->record.id,
	    .master = s->spawn.master,
	    .slave = s->spawn.slave,
	    .ring = s->ring,
	    .sx = s->req->sx,
	    .sy = s->req->sy,
	    .history = s->req->history,
	    .expect_viewer = s->req->expect_viewer && !s->published,
	});
}

static int
register_pty(struct supervisor *s, struct error *e)
{
	struct link_session session;

	if (spawn_wait_pty(&s->spawn, e) == -1)
		return (-1);
	session = start_link_session(s);
	return (link_register(&s->link, &session, e));
}

int
start_command(struct supervisor *s, struct error *e)
{
	if (start_init(s, e) == -1 || make_directory(s, e) == -1)
		return (-1);
	return (give_command(s, e));
}

int
start_session(
    struct supervisor *s, const struct control_host *host, struct error *e)
{
	if (make_rest(s, host, e) == -1 ||
	    (s->req->terminal && register_pty(s, e) == -1) ||
	    spawn_wait_child(&s->spawn, e) == -1)
		return (-1);
	s->record.child = s->spawn.child;
	if (record_write(&s->record, s->dir, false, e) == -1 ||
	    spawn_wait_exec(&s->spawn, e) == -1 ||
	    registry_publish(&s->registry, s->record.id, e) == -1)
		return (-1);
	s->published = true;
	if (s->req->startup_timeout_s > 0)
		s->startup_ms =
		    clock_ms() + s->req->startup_timeout_s * (uint64_t)1000;
	return (0);
}

void
start_forget(struct supervisor *s)
{
	/* Forgotten again at the end, or there was never a session. */
	if (s->policy != NULL && s->published) {
		write_policy(s);
		registry_spare(&s->registry);
	}
	spawn_forget(&s->spawn);
	plan_destroy(s->plan);
	policy_destroy(s->policy);
	s->plan = NULL;
	s->policy = NULL;
	malloc_trim(0);
}

void
start_abandon(struct supervisor *s)
{
	spawn_release(&s->spawn);
	/* Removing takes descriptors, and a lack of them may be why. */
	control_close(&s->control);
	link_release(&s->link);
	if (s->ring != -1)
		close(s->ring);
	if (s->dir != -1)
		close(s->dir);
	s->ring = s->dir = -1;
	if (s->record.name != NULL)
		registry_drop_name(&s->registry, s->record.name, s->record.id);
	if (s->record.id[0] != '\0')
		registry_abandon(&s->registry, s->record.id);
}
