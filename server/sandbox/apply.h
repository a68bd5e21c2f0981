/*
 * Applying a plan to processes. Three parts, in three places:
 *
 *	sandbox_prepare   the supervisor, before it forks: compiles the filter,
 *	                  allocates everything, so that the rest only makes
 *	                  system calls
 *	sandbox_view      the init (or wrap itself), in new namespaces and with
 *	                  all capabilities there: builds the view and enters it
 *	sandbox_confine   the child, last thing before exec: gives up everything
 *
 * All parts report the step that failed in the error; none prints or exits.
 */
#ifndef SERVER_SANDBOX_APPLY_H
#define SERVER_SANDBOX_APPLY_H

#include <sys/types.h>

#include "common/error.h"
#include "server/sandbox/plan.h"

struct sandbox; /* opaque: a plan ready to be applied */

int
sandbox_prepare(struct sandbox **s, const struct plan *plan, struct error *e);
void sandbox_destroy(struct sandbox *s);

/*
 * Fork into the plan's namespaces (user, mount, IPC and, for a session, PID).
 * Returns as fork(2) does; the child is single-threaded, its dumpable flag is
 * set, its ids are mapped to themselves once sandbox_view has run. -1 sets e.
 */
pid_t sandbox_fork(const struct sandbox *s, struct error *e);

/* For wrap: move the calling process itself into them. */
int sandbox_unshare(const struct sandbox *s, struct error *e);

/*
 * In a process that is in the namespaces: map its ids, do the plan's
 * operations, make the view the root, and make the Landlock ruleset.
 */
int sandbox_view(struct sandbox *s, struct error *e);

/*
 * After the view, in the init, which itself does not exec: drop all
 * capabilities for good and become non-dumpable.
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
 * TMPDIR, PWD and, unless term is NULL, TERM and COLORTERM. The result is one
 * allocation; the caller frees it.
 */
char **sandbox_environment(
    const struct plan *plan, char *const *environment, const char *term);

#endif
