/*
 * The display server: one process a user. It is started with a listening socket
 * on descriptor 3 and the token on standard input, gives up every other power
 * (confine.h), and then only moves bytes between the descriptors it is handed:
 * pty masters from supervisors, sockets to viewers. It ends when the last
 * session and the last connection are gone.
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/proto.h"
#include "compat/queue.h"

enum {
	PEERS_MAX = 1000, /* connections at once */
	PEERS_NEW_MAX = 64, /* that have not said HELLO; more drop the oldest */
};

TAILQ_HEAD(peers, peer);
TAILQ_HEAD(sessions, session);

/* All that the server's parts share. */
struct server {
	struct event_base *base;
	struct event *listener; /* readable: somebody connects */
	struct event *shortage; /* until it is listened to again */
	uint8_t token[TOKEN_SIZE];
	struct peers peers;
	unsigned npeers;
	unsigned nnew; /* peers that have not said HELLO */
	struct sessions sessions;
	unsigned nsessions;
	struct peers dead; /* closed peers, freed a loop turn later */
	struct event *reaper;
	struct buf scratch; /* for checkpoints, one at a time */
	struct buf bytes; /* for encoded input, one event at a time */
	uint64_t awake_until; /* clock_us() until which not to fall asleep */
	bool used; /* a supervisor has come, or had the time to */
};

/* Run until there is nothing left to serve. Returns the exit status. */
int server_main(void);

/* Take connections again: there is room for one. */
void server_listen(struct server *s);

/* End the loop if there is nothing left to serve. */
void server_check_idle(struct server *s);

#endif
