/* nono stop: end a session, by its supervisor. */
#include <stddef.h>
#include <stdio.h>

#include "client/commands.h"
#include "client/context.h"
#include "client/live.h"
#include "client/select.h"
#include "common/launch.h"

struct stop_options {
	bool force;
	long timeout; /* seconds; 0: the default */
};

enum {
	TIMEOUT_S = 10,
	TIMEOUT_MAX_S = 3600,
	/* What the supervisor needs after the last process is gone. */
	AFTERWARDS_MS = 15 * 1000,
};

static const struct option_row options[] = {
    {0, "force", NULL, NULL, NULL, "KILL at once, without TERM", OPT_FLAG,
	offsetof(struct stop_options, force), 0, 0, NULL, 0},
    {0, "timeout", NULL, "SECS", NULL,
	"wait SECS after TERM before KILL (default 10)", OPT_NUMBER,
	offsetof(struct stop_options, timeout), 1, TIMEOUT_MAX_S, NULL, 0},
};

static int
stop(struct channel *channel, const struct stop_options *o, bool *forced,
    struct error *e)
{
	long seconds = o->timeout > 0 ? o->timeout : TIMEOUT_S;
	struct message m;
	struct buf *b;

	b = channel_begin(channel, MSG_STOP);
	buf_u32(b, (uint32_t)seconds * 1000);
	buf_u8(b, o->force);
	channel_end(channel);
	if (channel_wait(channel, &m, (int)seconds * 1000 + AFTERWARDS_MS, e) ==
	    -1)
		return (-1);
	*forced = reader_u8(&m.r) != 0;
	return (live_expect(&m, MSG_STOPPED, e));
}

/* If it has ended just as we came, say that instead of how we noticed. */
static void
explain(const struct context *c, const char *id, struct error *e)
{
	struct error why = ERROR_INIT;
	struct selection s;

	if (select_live(&s, c, "stop", id, &why) == 0)
		select_release(&s);
	else
		*e = why;
}

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	const struct stop_options *o = arg;
	struct channel channel;
	struct selection s;
	bool forced = false;
	int status = -1;

	if (select_live(&s, c, "stop", argv[0], e) == -1)
		return (-1);
	live_wake(&s.entry);
	if (live_open_supervisor(&channel, c, &s.registry, &s.entry, e) == 0) {
		if (stop(&channel, o, &forced, e) == 0)
			status = STATUS_OK;
		else
			error_context(e, "session %s", s.entry.record.id);
		channel_release(&channel);
	}
	if (status == STATUS_OK && !c->silent)
		printf("Stopped session %s%s.\n", s.entry.record.id,
		    forced ? " (forced)" : "");
	if (status == -1)
		explain(c, s.entry.record.id, e);
	select_release(&s);
	return (status);
}

const struct command cmd_stop = {
    .name = "stop",
    .arguments = "SESSION",
    .summary = "End a session: TERM to all its processes, then KILL",
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .max_arguments = 1,
    .size = sizeof(struct stop_options),
    .run = run,
};
