/*
 * Applying a plan to processes. Four parts, in three places:
 *
 *	sandbox_prepare   the supervisor, before it forks: allocates everything,
 *	                  so that the rest only makes system calls
 *	sandbox_rules     the supervisor, while the init is at work
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

/*
 * Where the host's files are seen, once, and before sandbox_confine in the
 * child: let the ruleset, which all processes share, grant those of the plan.
 */
int sandbox_rules(struct sandbox *s, struct error *e);

/*
 * In every process that has one. The init calls it after it forked the child,
 * as closing what the view was made with takes a while.
 */
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
 * operations, make the view the root, and add the rest of the Landlock rules.
 * What was mounted stays open, marked to be closed by exec.
 */
int sandbox_view(struct sandbox *s, struct error *e);

/*
 * Let sandbox_view wait for the directory of the private /tmp, which may be made
 * while it works on the rest: see view_await_tmp.
 */
void sandbox_await_tmp(
    struct sandbox *s, int (*ready)(void *arg, struct error *e), void *arg);

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
 * TMPDIR, PWD, unless session is NULL NONO_SESSION_ID, and unless term is NULL
 * TERM and COLORTERM. The result is one allocation; the caller frees it.
 */
char **sandbox_environment(const struct plan *plan, char *const *environment,
    const char *session, const char *term);

#endif
