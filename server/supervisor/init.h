/*
 * The init of a session's PID namespace, and what it says to its supervisor.
 */
#ifndef SERVER_SUPERVISOR_INIT_H
#define SERVER_SUPERVISOR_INIT_H

#include "common/error.h"
#include "server/supervisor/spawn.h"

/* From the init, one packet each. */
enum report_type {
	REPORT_PTY = 1, /* descriptors: pty master and slave */
	REPORT_FORKED, /* sent by the child: the kernel adds its pid */
	REPORT_PAUSED, /* status: 1 the command was stopped, 0 it goes on */
	REPORT_ENDED, /* status: the command's wait status */
};

struct report {
	enum report_type type;
	int status;
};

/* To the init, one packet each. */
enum order_type {
	ORDER_PLAN = 1, /* it is in the handover; descriptor: the ruleset */
	ORDER_TMP, /* so is the directory of the private /tmp */
	ORDER_COMMAND, /* so is the command; the ruleset lacks only our part */
	ORDER_SIGNAL, /* the command's process group */
	ORDER_TERMINATE, /* every process; then wait for all of them */
};

struct order {
	enum order_type type;
	int signal;
};

/* What the init or the child could not do, written to the failure pipe. */
struct failure {
	int status; /* STATUS_SANDBOX or STATUS_EXEC */
	char text[ERROR_TEXT_MAX];
};

/*
 * Be the init: runs in the process that sandbox_fork made, with the sandbox and
 * handover of s, and the ends of control and failure that are its own. Never
 * returns.
 */
void init_main(const struct spawn_request *req, struct spawn *s, int control,
    int failure) __attribute__((noreturn));

#endif
