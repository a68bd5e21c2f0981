/*
 * Making a plan's view and entering it: the part of applying a plan that only
 * mounts. What every view has can be made before the plan is known.
 */
#ifndef SERVER_SANDBOX_VIEW_H
#define SERVER_SANDBOX_VIEW_H

#include "common/error.h"
#include "server/sandbox/plan.h"

struct view; /* opaque */

struct view *view_create(enum plan_kind kind);
/* In a process that entered it, this takes a while: what was mounted is open. */
void view_destroy(struct view *v);

/*
 * Do the operations of plan_build_base. The calling process is in a mount
 * namespace of its own and has all capabilities there; the beginning of the view
 * is its working directory then.
 */
int view_begin(struct view *v, struct error *e);

/*
 * Open a file by its name in one of the file systems that view_begin has made
 * (at path, as in "/dev/pts"). As open(2).
 */
int
view_open(const struct view *v, const char *path, const char *name, int flags);

/* Say what the view is to be; plan is borrowed for the view's life. */
void view_plan(struct view *v, const struct plan *plan);

/*
 * In a process that has begun: do the rest of the plan's operations and make the
 * result the root; add the plan's rules to the ruleset on the way, through the
 * descriptors that are mounted, but for view_add_host_rules'. Fails at the first
 * thing that is not as the plan has it, naming it.
 */
int view_enter(struct view *v, int ruleset, struct error *e);

/*
 * Add the rules for what lies in the host's directories that the view shows.
 * It is the same there and here, so this is for a process that sees the host
 * as it is, and can be done while another one enters the view.
 */
int view_add_host_rules(struct view *v, int ruleset, struct error *e);

/*
 * Before the private /tmp is mounted, have tmp(arg, e) tell which directory it
 * is: it returns a path, canonical and borrowed for the call, or NULL with e set.
 * Without this it is the operation's target.
 */
void view_await_tmp(
    struct view *v, const char *(*tmp)(void *arg, struct error *e), void *arg);

#endif
