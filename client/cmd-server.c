/* nono server: the display server that runs now. */
#include <errno.h>
#include <stdio.h>

#include "client/commands.h"
#include "client/context.h"
#include "client/live.h"
#include "common/launch.h"
#include "common/token.h"

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	uint8_t token[TOKEN_SIZE];
	struct channel channel;
	struct message m;
	uint32_t n;

	if (token_get(c->paths.state, token, e) == -1)
		return (-1);
	if (server_open(&channel, c->paths.runtime, ROLE_OWNER, token, false,
		e) == -1) {
		if (errno == ENOENT || errno == ECONNREFUSED)
			error_set(e,
			    "no server: it starts with the first "
			    "session");
		return (-1);
	}
	channel_empty(&channel, MSG_LIST);
	if (channel_wait(&channel, &m, ANSWER_MS, e) == -1 ||
	    live_expect(&m, MSG_SESSIONS, e) == -1) {
		channel_release(&channel);
		return (-1);
	}
	n = reader_u32(&m.r);
	printf("pid %u, %u session%s, in %s\n", channel.pid, n,
	    n == 1 ? "" : "s", c->paths.runtime);
	channel_release(&channel);
	return (STATUS_OK);
}

const struct command cmd_server = {
    .name = "server",
    .summary = "Show the display server that runs now",
    .run = run,
};
