/*
 * A supervisor's own socket, in its session's directory: what commands ask of
 * the session itself (stop, register elsewhere) comes here, never through the
 * server. Every peer shows the token first.
 */
#ifndef SERVER_SUPERVISOR_CONTROL_H
#define SERVER_SUPERVISOR_CONTROL_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/channel.h"

enum {
	CONTROL_PEERS_MAX = 8
};

/* What the supervisor does when asked. */
struct control_host {
	/* Stop: TERM, after wait_ms KILL; force: KILL at once. */
	void (*stop)(void *arg, uint32_t wait_ms, bool force);
	/* Register with the server of another runtime directory. */
	void (*move)(void *arg, const char *runtime);
};

struct control_peer {
	struct channel channel; /* fd -1: free */
	uint64_t deadline_ms; /* to say HELLO, then what it wants */
	bool stopping; /* it waits for STOPPED, as long as that takes */
};

struct control {
	int listener; /* owned; -1 none */
	const uint8_t *token; /* borrowed */
	const struct control_host *host; /* borrowed */
	void *arg;
	struct control_peer peers[CONTROL_PEERS_MAX];
};

/* Listen in the session's directory. */
int control_open(struct control *c, int dirfd, const uint8_t *token,
    const struct control_host *host, void *arg, struct error *e);
void control_close(struct control *c);

/*
 * Fill what is to be polled: at most 1 + CONTROL_PEERS_MAX entries; returns how
 * many. Afterwards control_handle is given the same entries.
 */
unsigned control_poll(const struct control *c, struct pollfd *fds);
/* When to call control_handle at the latest (clock_ms); 0: when it is polled. */
uint64_t control_deadline(const struct control *c);
void control_handle(struct control *c, const struct pollfd *fds, unsigned n);

/* Tell everybody who asked for it that the session has been stopped. */
void
control_stopped(struct control *c, bool forced, enum ending how, uint32_t code);

#endif
