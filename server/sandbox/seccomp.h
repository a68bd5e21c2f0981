/*
 * The system call filters of sessions, as compiled from seccomp-table.c when
 * nono was built, and loading one.
 */
#ifndef SERVER_SANDBOX_SECCOMP_H
#define SERVER_SANDBOX_SECCOMP_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

/* A BPF program. */
struct seccomp_program {
	const struct sock_filter *code;
	unsigned short n; /* instructions */
};

/* In the generated seccomp-code.c. */
extern const struct seccomp_program seccomp_session; /* network open */
extern const struct seccomp_program seccomp_session_block_net;

/*
 * Load a program into the calling process, for good; no_new_privs must be set.
 * Makes no other call than seccomp(2).
 */
int seccomp_enter(const struct seccomp_program *program, struct error *e);

#endif
