/*
 * What this kernel can enforce, found by doing it: a forked child makes the
 * namespaces, mounts in them, applies a ruleset and a filter, and has an open
 * denied. A kernel that says yes and enforces nothing is found out.
 */
#ifndef SERVER_SANDBOX_PROBE_H
#define SERVER_SANDBOX_PROBE_H

#include "common/buf.h"
#include "server/sandbox/plan.h"

/*
 * The cheap part, for every start: the Landlock ABI and whether seccomp answers.
 * Namespaces are assumed: making them is its own probe, and says what failed.
 * NONO_TEST_ABI in the environment lowers the ABI.
 */
void probe_quick(struct kernel *k);

/* Everything, by trying it; takes tens of milliseconds. */
void probe_full(struct kernel *k);

/* Write the report of setup --check-only: a line a feature, yes or no and why. */
void probe_print(const struct kernel *k, struct buf *out);

#endif
