/*
 * The supervisor of one session: parent of the sandboxed child, owner of its
 * record, and the only one who can end it. It never looks at what the child
 * prints: the server reads the pty, the supervisor only keeps it open.
 */
#ifndef SERVER_SUPERVISOR_SUPERVISOR_H
#define SERVER_SUPERVISOR_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "common/paths.h"
#include "common/policy.h"
#include "common/record.h"
#include "server/sandbox/plan.h"

struct spawn;

/* A session to be started; everything borrowed but what is taken. */
struct session_request {
	const struct paths *paths;
	struct policy *policy; /* taken: freed when it has been applied */
	struct plan *plan; /* of the policy; taken */
	/* An init that was forked for it and has the plan; taken. NULL: none */
	struct spawn *spawn;
	const char *name; /* NULL: a generated one */
	const char *path; /* of the executable, absolute */
	char **argv;
	char *const *environment; /* the user's */
	bool terminal; /* a pty; else our standard descriptors */
	unsigned sx, sy; /* of the pty */
	uint32_t history; /* lines */
	bool expect_viewer; /* the starting process is about to attach */
	unsigned startup_timeout_s; /* 0: none */
};

enum outcome_kind {
	OUTCOME_READY = 1, /* it runs and can be attached to */
	OUTCOME_ENDED, /* it ran, and ended before that: status */
	OUTCOME_FAILED, /* it never ran: text, status */
};

/* What a supervisor tells the process that started it, in one write. */
struct outcome {
	enum outcome_kind kind;
	int status; /* exit status for the command line */
	char id[ID_LENGTH + 1];
	char name[NAME_MAX_LENGTH + 1];
	char text[ERROR_TEXT_MAX];
};

/*
 * Run a session with a terminal in the calling process, which must have been
 * forked for it. Writes one struct outcome to the pipe ready and closes it. If
 * the other end is closed before that, the session is abandoned. Returns when
 * everything is over, with the process's exit status.
 */
int supervisor_detached(const struct session_request *req, int ready);
/* Say instead that there will be no session. Returns the exit status. */
int supervisor_failed(int ready, const struct error *e);

/*
 * Run a session on our own standard descriptors, forwarding INT, TERM, HUP and
 * QUIT. Returns the exit status to end with; 1, 126 or 127 with e set if the
 * command did not run.
 */
int supervisor_attached(const struct session_request *req, struct error *e);

#endif
