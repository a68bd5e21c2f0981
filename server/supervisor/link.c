#include "server/supervisor/link.h"

#include <errno.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/launch.h"
#include "common/xmalloc.h"

enum {
	RETRY_MS = 200
};

void
link_init(struct link *l, const char *runtime, const uint8_t *token)
{
	*l = (struct link){.token = token};
	l->channel.fd = -1;
	l->runtime = xstrdup(runtime);
}

void
link_release(struct link *l)
{
	channel_release(&l->channel);
	free(l->runtime);
	l->runtime = NULL;
}

bool
link_up(const struct link *l)
{
	return (l->channel.fd != -1);
}

void
link_lost(struct link *l)
{
	channel_release(&l->channel);
	l->retry_ms = clock_ms();
}

void
link_move(struct link *l, const char *runtime)
{
	free(l->runtime);
	l->runtime = xstrdup(runtime);
	link_lost(l);
}

static int
do_register(struct link *l, const struct link_session *session, struct error *e)
{
	int fds[3] = {session->master, session->slave, session->ring};
	struct channel *c = &l->channel;
	struct message m;
	struct buf *b;

	b = channel_begin(c, MSG_REGISTER);
	buf_string(b, session->id);
	buf_u16(b, (uint16_t)session->sx);
	buf_u16(b, (uint16_t)session->sy);
	buf_u32(b, session->history);
	buf_u32(b, session->expect_viewer ? REGISTER_EXPECT_VIEWER : 0);
	channel_end(c);
	c->state = PEER_REGISTERED;
	if (channel_send_fds(c, fds, 3, ANSWER_MS, e) == -1 ||
	    channel_wait(c, &m, ANSWER_MS, e) == -1)
		return (error_context(e, "cannot register with the server"));
	if (m.type != MSG_REGISTERED)
		return (error_set(e, "the server did not register us"));
	return (0);
}

/* What failed is given up, and tried again later. */
static int
give_up(struct link *l)
{
	channel_release(&l->channel);
	l->retry_ms = clock_ms() + RETRY_MS;
	return (-1);
}

int
link_open(struct link *l, struct error *e)
{
	if (server_open(&l->channel, l->runtime, ROLE_SUPERVISOR, l->token,
		true, e) == -1)
		return (give_up(l));
	return (0);
}

int
link_register(
    struct link *l, const struct link_session *session, struct error *e)
{
	if (do_register(l, session, e) == -1)
		return (give_up(l));
	return (0);
}
