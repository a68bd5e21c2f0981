/*
 * What the servers know of live sessions: who watches them, and their size. The
 * records say all else.
 */
#ifndef CLIENT_LIVE_H
#define CLIENT_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/channel.h"
#include "common/registry.h"

struct context;
struct json_t;

struct live_session {
	char id[ID_LENGTH + 1];
	uint32_t viewers;
	uint16_t sx, sy;
	uint64_t output; /* bytes */
	uint64_t idle_ms; /* since the last output */
};

struct live {
	struct live_session *sessions; /* owned */
	size_t n;
};

/* Ask the server; if there is none, nothing is known. */
void live_query(struct live *live, const struct context *c);
void live_release(struct live *live);

/* What is known of a session, NULL if nothing. */
const struct live_session *live_find(const struct live *live, const char *id);

/* "attached", "detached" or "-". */
const char *live_attachment(const struct live *live, const struct entry *entry);
/*
 * Let a session's supervisor go on if it is stopped: one without a terminal is
 * a job of the user's shell, where ^Z stops it.
 */
void live_wake(const struct entry *entry);

/* "running", "paused" or "exited(N)"; the caller frees it. */
char *live_status(const struct entry *entry);
/* The record with what is known added; json_decref by the caller. */
struct json_t *live_json(const struct live *live, const struct entry *entry);

/*
 * Open a channel to the server that has a session, moving the session to a
 * server of ours if its own is gone (a logout takes the runtime directory of a
 * session that goes on). role as for server_open.
 */
int live_open(struct channel *c, const struct context *context,
    const struct entry *entry, enum role role, struct error *e);

/* Whether an answer is of the type it has to be. -1: it is another. */
int
live_expect(const struct message *m, enum message_type want, struct error *e);

/*
 * Ask the server something about a live session: put writes the request. On
 * success the channel, open, and its first answer, which is of type want.
 */
int live_request(struct channel *c, const struct context *context,
    const struct entry *entry,
    void (*put)(struct channel *c, const struct entry *entry, void *arg),
    void *arg, enum message_type want, struct message *m, struct error *e);

/* How long a session's server is looked for before its supervisor is asked. */
enum {
	LIVE_FETCH_MS = 500
};

/*
 * Have the session register with the server of our runtime directory, started
 * if need be. Asked of its supervisor.
 */
int live_fetch(
    const struct context *context, const struct entry *entry, struct error *e);

/* Open a channel to a session's supervisor. */
int live_open_supervisor(struct channel *c, const struct context *context,
    struct registry *registry, const struct entry *entry, struct error *e);

#endif
