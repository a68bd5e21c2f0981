#include "server/supervisor/control.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/launch.h"
#include "common/registry.h"
#include "common/sock.h"

enum {
	OUT_MAX = 16 * 1024
}; /* answers are small */

int
control_open(struct control *c, int dirfd, const uint8_t *token,
    const struct control_host *host, void *arg, struct error *e)
{
	unsigned i;

	*c = (struct control){.token = token, .host = host, .arg = arg};
	for (i = 0; i < CONTROL_PEERS_MAX; i++)
		c->peers[i].channel.fd = -1;
	c->listener = sock_listen(dirfd, SESSION_SOCKET, e);
	return (c->listener == -1 ? -1 : 0);
}

void
control_close(struct control *c)
{
	unsigned i;

	for (i = 0; i < CONTROL_PEERS_MAX; i++)
		channel_release(&c->peers[i].channel);
	if (c->listener != -1)
		close(c->listener);
	c->listener = -1;
}

unsigned
control_poll(const struct control *c, struct pollfd *fds)
{
	unsigned i, n = 0, peers = 0;

	for (i = 0; i < CONTROL_PEERS_MAX; i++) {
		if (c->peers[i].channel.fd == -1)
			continue;
		peers++;
		fds[n++] = (struct pollfd){
		    .fd = c->peers[i].channel.fd, .events = POLLIN};
	}
	/* When all places are taken the rest waits in the backlog. */
	if (peers < CONTROL_PEERS_MAX && c->listener != -1)
		fds[n++] = (struct pollfd){.fd = c->listener, .events = POLLIN};
	return (n);
}

static void
take(struct control *c)
{
	int fd = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC);
	unsigned i;

	for (i = 0; fd != -1 && i < CONTROL_PEERS_MAX; i++) {
		if (c->peers[i].channel.fd != -1)
			continue;
		channel_init(&c->peers[i].channel, fd, true, OUT_MAX);
		c->peers[i].deadline_ms = clock_ms() + ANSWER_MS;
		c->peers[i].stopping = false;
		return;
	}
	if (fd != -1)
		close(fd);
}

static int
on_stop(struct control *c, struct control_peer *p, struct message *m)
{
	uint32_t wait_ms = reader_u32(&m->r);
	bool force = reader_u8(&m->r) != 0;

	p->stopping = true;
	c->host->stop(c->arg, wait_ms, force);
	return (0);
}

static int
on_move(struct control *c, struct control_peer *p, struct message *m)
{
	char *runtime = reader_string(&m->r, RUNTIME_MAX);

	if (runtime == NULL || runtime[0] != '/') {
		free(runtime);
		return (-1);
	}
	c->host->move(c->arg, runtime);
	free(runtime);
	buf_u32(channel_begin(&p->channel, MSG_OK), 0);
	channel_end(&p->channel);
	return (0);
}

/* -1: the connection is to be closed. */
static int
handle(struct control *c, struct control_peer *p, struct message *m)
{
	switch (m->type) {
	case MSG_HELLO:
		if (hello_check(&p->channel, m, c->token) != ROLE_OWNER)
			return (-1);
		p->channel.state = PEER_OWNER;
		p->deadline_ms = clock_ms() + ANSWER_MS;
		return (0);
	case MSG_STOP:
		return (on_stop(c, p, m));
	case MSG_RECONNECT:
		return (on_move(c, p, m));
	}
	return (-1);
}

static int
serve(struct control *c, struct control_peer *p)
{
	struct error e = ERROR_INIT;
	enum channel_result got;
	struct message m;
	int result = 0;

	got = channel_read(&p->channel, &e);
	if (got == CHANNEL_CLOSED || got == CHANNEL_BAD)
		return (-1);
	while (result == 0 &&
	    (got = channel_next(&p->channel, &m, &e)) == CHANNEL_DONE)
		result = handle(c, p, &m);
	if (got == CHANNEL_BAD)
		result = -1;
	/* A peer that does not take its answer at once is not waited for. */
	if (channel_flush(&p->channel, &e) != CHANNEL_DONE)
		result = -1;
	return (result);
}

uint64_t
control_deadline(const struct control *c)
{
	const struct control_peer *p;
	uint64_t first = 0;
	unsigned i;

	for (i = 0; i < CONTROL_PEERS_MAX; i++) {
		p = &c->peers[i];
		if (p->channel.fd != -1 && !p->stopping &&
		    (first == 0 || p->deadline_ms < first))
			first = p->deadline_ms;
	}
	return (first);
}

void
control_handle(struct control *c, const struct pollfd *fds, unsigned n)
{
	struct control_peer *p;
	unsigned i, j;

	for (i = 0; i < CONTROL_PEERS_MAX; i++) {
		p = &c->peers[i];
		for (j = 0; j < n; j++) {
			if (p->channel.fd == -1 || fds[j].revents == 0 ||
			    fds[j].fd != p->channel.fd)
				continue;
			if (serve(c, p) == -1)
				channel_release(&p->channel);
		}
		if (p->channel.fd != -1 && !p->stopping &&
		    clock_ms() >= p->deadline_ms)
			channel_release(&p->channel);
	}
	for (j = 0; j < n; j++) {
		if (fds[j].fd == c->listener && fds[j].revents != 0)
			take(c);
	}
}

void
control_stopped(struct control *c, bool forced, enum ending how, uint32_t code)
{
	struct error e = ERROR_INIT;
	struct control_peer *p;
	struct buf *b;
	unsigned i;

	for (i = 0; i < CONTROL_PEERS_MAX; i++) {
		p = &c->peers[i];
		if (p->channel.fd == -1 || !p->stopping)
			continue;
		b = channel_begin(&p->channel, MSG_STOPPED);
		buf_u8(b, forced);
		buf_u8(b, (uint8_t)how);
		buf_u32(b, code);
		channel_end(&p->channel);
		channel_flush(&p->channel, &e);
	}
}
