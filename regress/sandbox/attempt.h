/*
 * Things that a sandboxed process should not be able to do, one function each:
 * it returns 0 if it could, -1 with errno if not. Arguments are strings, as
 * many as the row says. Nothing lasting is done to anything but the fixtures.
 */
#ifndef REGRESS_SANDBOX_ATTEMPT_H
#define REGRESS_SANDBOX_ATTEMPT_H

#include <stddef.h>

struct attempt {
	const char *name;
	int nargs;
	int (*run)(char *const *args);
};

/* The rows of each file; they end with a NULL name. */
extern const struct attempt attempt_files[];
extern const struct attempt attempt_kernel[];
extern const struct attempt attempt_processes[];
extern const struct attempt attempt_sockets[];
extern const struct attempt attempt_terminals[];

/* Parse a number that must be one. */
long attempt_number(const char *text);

/* Close unless it failed; returns 0 or -1 with errno kept. */
int attempt_closed(int fd);

#endif
