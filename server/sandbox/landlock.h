/*
 * Landlock: which rights an ABI knows, what a grant is in rights, and making
 * and entering a ruleset. The first part is pure.
 */
#ifndef SERVER_SANDBOX_LANDLOCK_H
#define SERVER_SANDBOX_LANDLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "server/sandbox/plan.h"

/* All rights that an ABI can take away; 0 for an ABI without any. */
uint64_t landlock_known_fs(int abi);
uint64_t landlock_known_net(int abi);
uint64_t landlock_known_scopes(int abi);

/*
 * The rights that ACCESS_* bits stand for, on a directory and all below it or
 * on a file, as far as the ABI knows them. MAKE_CHAR and MAKE_BLOCK are never
 * among them.
 */
uint64_t landlock_rights(int access, bool directory, int abi);

/* Write rights as "read write ioctl", or by name where they are no such set. */
void landlock_rights_print(uint64_t rights, struct buf *out);

/* The running kernel's ABI, 0 if there is none. */
int landlock_abi(void);

/* Make the plan's ruleset, without rules. Returns its descriptor, or -1. */
int landlock_create(const struct plan *plan, struct error *e);

/* Add a rule for what the (O_PATH) descriptor is open on. */
int landlock_add(
    int ruleset, int fd, const struct plan_rule *rule, struct error *e);

/* Enter it, for good; no_new_privs must be set. */
int landlock_enter(int ruleset, struct error *e);

#endif
