/* Limits of the sandboxed process. */
#ifndef SERVER_SANDBOX_LIMITS_H
#define SERVER_SANDBOX_LIMITS_H

#include "common/error.h"

/* How much sooner than its parent the kernel ends it when memory runs out. */
enum {
	LIMITS_OOM_RAISE = 200,
	LIMITS_OOM_MAX = 1000
};

/* The calling process's own oom_score_adj; 0 if it cannot be read. */
int limits_oom(void);

/*
 * No core files, which would be written where the sandbox may not write; and
 * the given oom_score_adj. Needs /proc and a dumpable process.
 */
int limits_apply(int oom, struct error *e);

#endif
