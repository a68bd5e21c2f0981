/*
 * What is said on standard error after a command that failed: how it ended, what
 * its sandbox allowed, and how to allow more. Nothing is known of what was
 * denied, so nothing is said of that.
 */
#ifndef CLIENT_FOOTER_H
#define CLIENT_FOOTER_H

#include "common/policy.h"

/*
 * What the footer says of the sandbox; made before the session takes the policy.
 * The caller frees.
 */
char *footer_prepare(const struct policy *policy);

/* Print it. status: the command's exit code, 128 + N for a signal; not 0. */
void footer_print(int status, const char *allowed);

#endif
