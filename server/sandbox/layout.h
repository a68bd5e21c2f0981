/*
 * The view's part of a plan: from the grants that are kept to the operations
 * that make the tree. Pure.
 */
#ifndef SERVER_SANDBOX_LAYOUT_H
#define SERVER_SANDBOX_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/policy.h"
#include "server/sandbox/plan.h"

/*
 * Places whose contents a session has of its own, so that a grant there means
 * something else than what the host has there.
 */
enum own_place {
	OWN_NONE,
	OWN_TMP, /* /tmp and below */
	OWN_SHM, /* /dev/shm and below */
	OWN_PTS, /* /dev/pts and below */
	OWN_PROC, /* /proc and below */
	OWN_DEVICE, /* a node or link that every session's /dev has */
};

/* Which of them path is or lies in. */
enum own_place layout_place(const char *path);

/* The device nodes that every session has, readable and writable; NULL last. */
extern const char *const layout_devices[];

/*
 * Append the operations to plan->ops, sorted. The grants are those of the
 * plan's policy that are kept, in any order; host_shm says that one of them is
 * /dev/shm itself; tmp as for plan_build. Fails if the policy contradicts
 * itself (a link where a directory must be).
 */
int layout_build(struct plan *plan, const struct grant *const *grants,
    size_t ngrants, bool host_shm, const char *tmp, struct error *e);

/*
 * Append those of the operations that every plan has unless "/" or "/dev" are
 * granted, sorted as well.
 */
void layout_build_base(struct plan *plan);

#endif
