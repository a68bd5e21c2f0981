/*
 * Applying a plan to processes, in this order:
 *
 *	sandbox_create      the supervisor, before it forks the init and before
 *	                    there is a plan
 *	sandbox_begin       the init, in new namespaces and with all capabilities
 *	                    there
 *	sandbox_view_begin  the child that will exec: what every view has
 *	sandbox_plan        the supervisor and the child, when there is a plan
 *	sandbox_rules       the supervisor: the Landlock rules for the host's files
 *	sandbox_view        the child, meanwhile: builds the view and enters it
 *	sandbox_confine     the child, last thing before exec: gives up everything
 *
 * wrap is all of them in one process.
 *
 * All parts report the step that failed in the error; none prints or exits.
 */
#ifndef SERVER_SANDBOX_APPLY_H
#define SERVER_SANDBOX_APPLY_H

#include <sys/types.h>

#include "common/error.h"
#include "server/sandbox/plan.h"

struct sandbox; /* opaque */

struct sandbox *sandbox_create(enum plan_kind kind);
/* Closing what a view was made with takes a while. */
void sandbox_destroy(struct sandbox *s);

/*
 * Fork into new namespaces (user and, for a session, PID). Returns as fork(2)
 * does; the child is single-threaded, its dumpable flag is set, its ids are
 * mapped to themselves by sandbox_begin. -1 sets e.
 */
pid_t sandbox_fork(const struct sandbox *s, struct error *e);

/* For wrap: move the calling process itself into them. */
int sandbox_unshare(const struct sandbox *s, struct error *e);

/*
 * In a process that is in the namespaces: map its ids, make the other namespaces
 * (mount, IPC), empty the bounding set.
 */
int sandbox_begin(struct sandbox *s, struct error *e);

/* Make what every view has. */
int sandbox_view_begin(struct sandbox *s, struct error *e);

/* Open a new pty's master after that, as open(2) does. */
int sandbox_open_ptmx(const struct sandbox *s);

/* Say what is to be done. The plan is borrowed for the sandbox's life. */
int sandbox_plan(struct sandbox *s, const struct plan *plan, struct error *e);
/*
 * The same in another process of the session, with the ruleset of the one that
 * was told first. The descriptor is taken.
 */
void sandbox_take_plan(struct sandbox *s, const struct plan *plan, int ruleset);
/* The ruleset's descriptor, borrowed. */
int sandbox_ruleset(const struct sandbox *s);

/*
 * Where the host's files are seen, once, and before sandbox_confine in the
 * child: let the ruleset grant those of the plan.
 */
int sandbox_rules(struct sandbox *s, struct error *e);

/*
 * In a process that has begun: do the plan's operations, make the view the root,
 * and add the rest of the Landlock rules. What was mounted stays open, marked to
 * be closed by exec.
 */
int sandbox_view(struct sandbox *s, struct error *e);

/*
 * Have sandbox_view ask for the directory of the private /tmp, which may be made
 * while it works on the rest: see view_await_tmp.
 */
void sandbox_await_tmp(struct sandbox *s,
    const char *(*tmp)(void *arg, struct error *e), void *arg);

/*
 * In the init, which itself does not exec: drop all capabilities for good and
 * become non-dumpable.
 */
int sandbox_drop(struct error *e);

/*
 * In the process that will exec: limits, no capabilities, no_new_privs,
 * Landlock, descriptors from 3 on closed at exec, seccomp. Changes to the
 * plan's cwd. The environment is sandbox_environment's.
 */
int sandbox_confine(const struct sandbox *s, struct error *e);

/*
 * The child's environment from ours: cleaned, then the policy's variables,
 * TMPDIR, PWD, unless session is NULL NONO_SESSION_ID, and unless term is NULL
 * TERM and COLORTERM. The result is one allocation; the caller frees it.
 */
char **sandbox_environment(const struct plan *plan, char *const *environment,
    const char *session, const char *term);

#endif
