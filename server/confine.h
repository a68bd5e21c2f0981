/*
 * The server gives up its authority: it keeps the descriptors it has and is
 * handed, and can never again open, create, execute, connect, signal or look at
 * another process. A bug in what parses terminal output reaches no further than
 * the terminals.
 */
#ifndef SERVER_CONFINE_H
#define SERVER_CONFINE_H

#include "common/error.h"
#include "server/sandbox/seccomp.h"

/* What confine-table.c allows; in the generated confine-code.c. */
extern const struct seccomp_program seccomp_server;

/*
 * Make the process non-dumpable, without capabilities and new privileges, under
 * a Landlock ruleset that grants nothing (where the kernel has Landlock) and a
 * seccomp filter that lists what is allowed. Cannot be undone. -1: the server
 * must not run.
 */
int server_confine(struct error *e);

#endif
