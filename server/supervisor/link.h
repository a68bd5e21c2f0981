/*
 * A supervisor's connection to the server: registering with it, and again with
 * the next one when it dies.
 */
#ifndef SERVER_SUPERVISOR_LINK_H
#define SERVER_SUPERVISOR_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/channel.h"

/* What is registered; everything borrowed for the link's life. */
struct link_session {
	const char *id;
	int master, slave; /* slave -1: the session is over */
	int ring; /* memfd of common/ring.h */
	unsigned sx, sy;
	uint32_t history;
	bool expect_viewer;
};

struct link {
	struct channel channel; /* fd -1: not connected */
	const uint8_t *token; /* TOKEN_SIZE bytes; borrowed */
	char *runtime; /* directory of the server; owned */
	uint64_t retry_ms; /* clock_ms at which to try again */
};

/* Prepare; nothing is connected. */
void link_init(struct link *l, const char *runtime, const uint8_t *token);
void link_release(struct link *l);

/*
 * Find or start the server and greet it; then register. On failure the link is
 * not connected, and retry_ms is set.
 */
int link_open(struct link *l, struct error *e);
int link_register(
    struct link *l, const struct link_session *session, struct error *e);

/* Use the server of another runtime directory from now on. */
void link_move(struct link *l, const char *runtime);
bool link_up(const struct link *l);
/* The connection is of no use any more: close it, to be made again. */
void link_lost(struct link *l);

#endif
