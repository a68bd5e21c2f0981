/*
 * The two processes of a session inside its namespaces: the init, pid 1 there,
 * which builds the view, makes the pty, reaps and dies with the supervisor; and
 * the child, which confines itself and executes the command.
 *
 *	supervisor --fork--> init --fork--> child --exec--> command
 *
 * The init reports over a socket; the child's failures before exec come over a
 * pipe that exec closes.
 */
#ifndef SERVER_SUPERVISOR_SPAWN_H
#define SERVER_SUPERVISOR_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"

struct sandbox;

/* What to start; everything borrowed for the call. */
struct spawn_request {
	struct sandbox *sandbox;
	const char *path; /* of the executable, absolute */
	char *const *argv;
	char *const *environment;
	bool terminal; /* a pty of its own; else our standard descriptors */
	unsigned sx, sy; /* the pty's size */
	const char *id; /* of the session, for the init's title */
};

struct spawn {
	pid_t init; /* our child; 0 once it is reaped */
	pid_t child; /* the command's pid, as we see it; 0 until known */
	int control; /* socket to the init; owned */
	int failure; /* pipe from the child, closed by its exec; owned, or -1 */
	int master; /* the pty, -1 without one; owned */
	int slave;
	int status; /* wait status of the command, -1 until it ended */
	bool executed; /* exec has succeeded */
	bool paused; /* a signal has stopped it */
};

/* Fork the init. The rest goes on in it while the caller does other things. */
int
spawn_start(struct spawn *s, const struct spawn_request *req, struct error *e);

/* The init may go on: the directory of the plan's private /tmp is there. */
void spawn_have_tmp(struct spawn *s);
/* And it may fork the child: sandbox_rules has been done. */
void spawn_have_rules(struct spawn *s);

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
