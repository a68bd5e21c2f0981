/*
 * One connection to the server: who it is, its channel, and what it may ask.
 * Closing is safe at any time, also from within one of its own handlers: the
 * peer is unlinked at once and freed when the loop turns.
 */
#ifndef SERVER_PEER_H
#define SERVER_PEER_H

#include <event2/event.h>
#include <stdbool.h>

#include "common/channel.h"
#include "compat/queue.h"

struct server;
struct session;
struct viewer;

struct peer {
	TAILQ_ENTRY(peer) entry;
	struct server *server;
	struct channel channel;
	struct event *readable;
	struct event *writable;
	struct event *timeout; /* to say HELLO, or to take the last message */
	struct viewer *viewer; /* owned; NULL unless attached */
	struct session *session; /* of a registered supervisor */
	bool paused; /* reading is off: its input has nowhere to go */
	bool closing; /* close once everything is sent */
	bool closed;
};

/* Take a new connection: the descriptor is the server's now. */
void peer_create(struct server *s, int fd);

/*
 * Send what is in the channel's output, now or when the socket takes it. May
 * close the peer.
 */
void peer_flush(struct peer *p);
/* Flush, then close: the last message has been put into the output. */
void peer_finish(struct peer *p);
void peer_close(struct peer *p);
/* Stop or go on handling what the peer sends. */
void peer_pause(struct peer *p, bool pause);

/* Answer a request. */
void peer_ok(struct peer *p, uint32_t value);
void peer_error(struct peer *p, const char *text);

#endif
