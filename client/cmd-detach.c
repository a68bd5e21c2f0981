/* nono detach: send the viewers of a session away. */
#include <stdio.h>

#include "client/commands.h"
#include "client/context.h"
#include "client/live.h"
#include "client/select.h"

static void
put_detach(struct channel *c, const struct entry *entry, void *arg)
{
	buf_string(channel_begin(c, MSG_DETACH), entry->record.id);
	channel_end(c);
}

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	struct selection s;
	struct channel channel;
	struct message m;
	int status = -1;

	if (select_live(&s, c, "detach", argv[0], e) == -1)
		return (-1);
	if (live_request(
		&channel, c, &s.entry, put_detach, NULL, MSG_OK, &m, e) == 0) {
		if (!c->silent)
			printf(reader_u32(&m.r) > 0
				? "Detached session %s.\n"
				: "Session %s is already detached.\n",
			    s.entry.record.id);
		channel_release(&channel);
		status = STATUS_OK;
	}
	select_release(&s);
	return (status);
}

const struct command cmd_detach = {
    .name = "detach",
    .alias = "pause",
    .arguments = "SESSION",
    .summary = "Detach all viewers of a session; it runs on",
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
