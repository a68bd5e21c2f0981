/* The Landlock part of a plan: from the grants that are kept to rules. Pure. */
#ifndef SERVER_SANDBOX_RULES_H
#define SERVER_SANDBOX_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/policy.h"
#include "server/sandbox/plan.h"

/*
 * Set the plan's rules, sorted, and what its ruleset handles. Needs its policy,
 * landlock_abi, block_net and private_tmp; host_shm as for layout_build. A rule
 * that would add nothing to one above it is left out.
 */
void rules_build(struct plan *plan, const struct grant *const *grants,
    size_t ngrants, bool host_shm);

#endif
