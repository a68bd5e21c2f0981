/* What every command has: where things are, how much to say. */
#ifndef CLIENT_CONTEXT_H
#define CLIENT_CONTEXT_H

#include <stdbool.h>

#include "common/error.h"
#include "common/paths.h"

struct context {
	struct paths paths;
	bool silent; /* -s: only results and errors */
	bool help, version; /* asked for instead of running */
};

/*
 * Refuse to go on inside a sandbox: nothing there could reach the sessions
 * anyway, and saying so is better than a missing file.
 */
int context_outside(const char *command, struct error *e);

#endif
