/*
 * The system calls that a session is refused: a const table, compiled to BPF when
 * nono is built (seccomp-compile.h). Everything not in the table is allowed, as
 * far as this build knows it: calls that came later than the last one known
 * answer ENOSYS, as on an older kernel. A call of another architecture ends the
 * process.
 */
#ifndef SERVER_SANDBOX_SECCOMP_TABLE_H
#define SERVER_SANDBOX_SECCOMP_TABLE_H

#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	SECCOMP_ROW_ARGS = 2
};

enum seccomp_when {
	SECCOMP_ALWAYS,
	SECCOMP_OPEN, /* the network is not blocked; else a wider row refuses */
	SECCOMP_BLOCKED /* the network is blocked */
};

struct seccomp_row {
	int nr; /* negative: this architecture does not have it */
	const char *name;
	int error; /* errno that the call returns */
	enum seccomp_when when;
	const char *why;
	unsigned nargs; /* all must match for the call to be refused */
	struct scmp_arg_cmp args[SECCOMP_ROW_ARGS];
};

/* The table, sorted by nothing in particular; borrowed for ever. */
const struct seccomp_row *seccomp_filter_rows(size_t *n);

/* Whether a row is part of the filter that blocks the network, or does not. */
bool seccomp_row_applies(const struct seccomp_row *row, bool block_net);

/* The number of the last system call known; later ones do not exist inside. */
int seccomp_filter_last(void);

#endif
