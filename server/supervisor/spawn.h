/*
 * The two processes of a session inside its namespaces: the init, pid 1 there,
 * which reaps and dies with the supervisor; and the child, which makes the pty,
 * builds the view, confines itself and executes the command.
 *
 *	supervisor --fork--> init --fork--> child --exec--> command
 *
 * The init reports over a socket; what fails before exec comes over a pipe that
 * exec closes.
 */
#ifndef SERVER_SUPERVISOR_SPAWN_H
#define SERVER_SUPERVISOR_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/arena.h"
#include "common/error.h"
#include "common/record.h"

struct plan;
struct sandbox;

/* What is known when the init is forked. */
struct spawn_request {
	bool terminal; /* a pty of its own; else our standard descriptors */
	unsigned sx, sy; /* the pty's size */
};

/* What is to be executed. */
struct spawn_command {
	const char *path; /* of the executable, absolute */
	char *const *argv;
	char *const *environment;
	char id[ID_LENGTH + 1]; /* of the session, for the init's title */
};

/*
 * Memory that supervisor and init share at the same address, by which the init
 * gets what is decided while it is at work.
 */
struct handover {
	struct arena arena; /* the rest of it */
	const struct plan *plan;
	const char *tmp; /* the directory that becomes the private /tmp */
	struct spawn_command command;
};

void handover_release(struct handover *h);

struct spawn {
	struct sandbox *sandbox; /* owned, as the next, until spawn_forget */
	struct handover *handover;
	pid_t init; /* our child; 0 once it is reaped */
	pid_t child; /* the command's pid, as we see it; 0 until known */
	int control; /* socket to the init; owned */
	int failure; /* pipe for what fails, closed by exec; owned, or -1 */
	int master; /* the pty, -1 without one; owned */
	int slave;
	int status; /* wait status of the command, -1 until it ended */
	bool executed; /* exec has succeeded */
	bool paused; /* a signal has stopped it */
};

/* As if spawn_start had failed: spawn_release may follow. */
void spawn_init(struct spawn *s);

/*
 * Fork the init. It and its child make what every session has while the caller
 * does other things, and then wait for the plan.
 */
int
spawn_start(struct spawn *s, const struct spawn_request *req, struct error *e);

/*
 * What the init needs, in this order; each lets it go on. The plan, which is
 * borrowed until spawn_forget;
 */
int spawn_plan(struct spawn *s, const struct plan *plan, struct error *e);
/* the directory that becomes the private /tmp, a canonical path; */
int spawn_tmp(struct spawn *s, const char *path, struct error *e);
/* and, after sandbox_rules has been done, the command, which is copied. */
int
spawn_execute(struct spawn *s, const struct spawn_command *c, struct error *e);

/* Free what only the start needs. */
void spawn_forget(struct spawn *s);

/* Wait for the pty. -1: the init failed; its error is e's. */
int spawn_wait_pty(struct spawn *s, struct error *e);

/* Wait until the child has been forked: its pid is known then. */
int spawn_wait_child(struct spawn *s, struct error *e);

/*
 * Wait until the command is executed. -1: it could not be: e->status says
 * whether the sandbox (126) or exec (127) failed.
 */
int spawn_wait_exec(struct spawn *s, struct error *e);

/* Read the init's next report; call when control is readable. */
void spawn_read(struct spawn *s);

/* Send a signal to the command's process group. */
void spawn_signal(struct spawn *s, int signal);
/* Ask every process of the session to end; their init outlives the command. */
void spawn_terminate(struct spawn *s);
/* Kill them all at once, by killing the init. */
void spawn_kill(struct spawn *s);

/* Kill what is left, reap the init, close everything. */
void spawn_release(struct spawn *s);

#endif
