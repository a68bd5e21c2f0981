/* The command to run: found before the sandbox hides where it may be. */
#ifndef CLIENT_PROGRAM_H
#define CLIENT_PROGRAM_H

#include "common/error.h"
#include "common/policy.h"

/*
 * Find an executable as execvp(3) would. Returns its absolute path; the caller
 * frees it. NULL: e says why, status 127.
 */
char *program_find(const char *name, struct error *e);

/*
 * Whether the sandbox lets it be executed: the file, where links lead, and the
 * interpreter of a script. -1: e names what is not granted and the option that
 * grants it, status 126.
 */
int
program_check(const char *path, const struct policy *policy, struct error *e);

#endif
