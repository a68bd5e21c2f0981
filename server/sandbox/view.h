/*
 * Making a plan's view and entering it: the part of applying a plan that only
 * mounts. Everything that needs memory is done by view_create; view_enter only
 * makes system calls.
 */
#ifndef SERVER_SANDBOX_VIEW_H
#define SERVER_SANDBOX_VIEW_H

#include "common/error.h"
#include "server/sandbox/plan.h"

struct view; /* opaque */

/* plan is borrowed for the view's life. */
struct view *view_create(const struct plan *plan);
/* In a process that entered it, this takes a while: what was mounted is open. */
void view_destroy(struct view *v);

/*
 * Do the plan's operations and make the result the root of the calling process,
 * which is in a mount namespace of its own and has all capabilities there; add
 * the plan's rules to the ruleset on the way, through the descriptors that are
 * mounted, but for view_add_host_rules'. Fails at the first thing that is not as
 * the plan has it, naming it.
 */
int view_enter(struct view *v, int ruleset, struct error *e);

/*
 * Add the rules for what lies in the host's directories that the view shows.
 * It is the same there and here, so this is for a process that sees the host
 * as it is, and can be done while another one enters the view.
 */
int view_add_host_rules(struct view *v, int ruleset, struct error *e);

/*
 * Before the private /tmp is mounted, wait until its directory is there:
 * ready(arg, e) returns 0 then, -1 with e set if it will never be.
 */
void view_await_tmp(
    struct view *v, int (*ready)(void *arg, struct error *e), void *arg);

#endif
