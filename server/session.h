/*
 * One session in the server: the pty, the terminal behind it, the ring it
 * shares with its supervisor, and its viewers.
 */
#ifndef SERVER_SESSION_H
#define SERVER_SESSION_H

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/proto.h"
#include "compat/queue.h"

struct message;
struct peer;
struct ring;
struct server;
struct term;
struct viewer;

TAILQ_HEAD(viewers, viewer);

enum {
	SESSION_INPUT_MAX =
	    256 * 1024, /* bytes waiting for the child to read */
	SESSION_TURN_MAX =
	    256 * 1024, /* bytes of output taken in one loop turn */
	HISTORY_LINES_MAX = 1000 * 1000,
	LAST_SCREEN_MAX =
	    64 * 1024 * 1024, /* bytes: SCREEN_MAX squared, styled */
};

struct session {
	TAILQ_ENTRY(session) entry;
	struct server *server;
	char id[ID_LENGTH + 1];
	struct term *term;
	struct ring *ring;
	int master; /* non-blocking; owned */
	int slave; /* kept so that reading never sees a hangup; -1 when over */
	struct event *readable;
	struct event *writable;
	struct event *sync; /* time-out of synchronized output */
	struct event *done; /* when it is over: is anybody still to be told? */
	struct buf
	    input; /* to the child; a viewer is paused while it is full */
	struct viewers viewers;
	unsigned nviewers;
	struct viewer *driver; /* the viewer whose size the session follows */
	struct peer *supervisor; /* NULL once it is gone */
	uint64_t last_output_ms; /* clock_ms */
	unsigned bells; /* counted, so that each viewer hears each once */
	bool replaying; /* replies have been sent by a server before us */
	bool busy; /* output is coming faster than it is shown */
	bool active; /* the child has shown something */
	bool expected; /* a viewer is on its way: its start waits for it */
	bool over; /* the child is gone and its output read to the end */
	bool ending; /* ENDED has come */
	enum ending how;
	uint32_t code;
};

/*
 * Make a session from a REGISTER message; takes its descriptors. The screen
 * comes back from the ring if there is anything in it.
 */
int session_create(struct server *s, struct peer *supervisor, struct message *m,
    struct error *e);
/* Close everything of it, its viewers included. */
void session_destroy(struct session *ss);

/* Its supervisor's connection is gone. */
void session_orphan(struct session *ss);
/*
 * Tell the supervisor, once, that the child shows something: it waits for this
 * with --startup-timeout.
 */
void session_note_active(struct session *ss);
/* A viewer has gone. */
void session_viewer_gone(struct session *ss);

/* The session with this id, NULL if there is none. */
struct session *session_find(struct server *s, const char *id);

/* Bytes for the child. What does not fit in SESSION_INPUT_MAX is dropped. */
void session_input(struct session *ss, const uint8_t *data, size_t len);
/* Whether the child does not read what it is sent. */
bool session_input_full(const struct session *ss);

/* A size for the child's screen; a checkpoint goes with each change. */
void session_resize(struct session *ss, unsigned sx, unsigned sy);

/* The child is gone: read the rest of its output, then tell everybody. */
void session_end(struct session *ss, enum ending how, uint32_t code);

#endif
