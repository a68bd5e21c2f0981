/*
 * Compiling filters with libseccomp. That takes a third of a millisecond and a
 * hundred kilobytes, which every start of a session would pay for the same
 * result; so it is done once, when nono is built, and nono itself carries the
 * programs (seccomp.h).
 */
#ifndef SERVER_SANDBOX_SECCOMP_COMPILE_H
#define SERVER_SANDBOX_SECCOMP_COMPILE_H

#include <linux/filter.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

enum {
	SECCOMP_FILTER_MAX = 1024 /* instructions; twice what there is */
};

/*
 * Compile the table into code, which has room for SECCOMP_FILTER_MAX
 * instructions. Returns how many there are, or -1.
 */
int
seccomp_filter_build(struct sock_filter *code, bool block_net, struct error *e);

/*
 * Export a libseccomp filter into code, which has room for max instructions.
 * Returns how many there are, or -1.
 */
int seccomp_filter_export(
    scmp_filter_ctx ctx, struct sock_filter *code, size_t max, struct error *e);

#endif
