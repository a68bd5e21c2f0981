/*
 * Being a viewer: the user's terminal shows a session and types into it, until
 * the detach keys, the end of the session, or the loss of the terminal. The
 * terminal is then as it was.
 */
#ifndef CLIENT_ATTACH_H
#define CLIENT_ATTACH_H

#include "common/error.h"
#include "common/registry.h"

struct context;

/*
 * Attach to a live session. Returns 0 after a detach, the command's exit code if
 * it ended meanwhile, -1 with e set if it could not be attached to.
 */
int attach_session(
    const struct context *c, const struct entry *entry, struct error *e);

/*
 * The same for a session that this process has just started: everything it has
 * printed is shown, also what has left its screen.
 */
int attach_started(const struct context *c, const char *id, struct error *e);

/*
 * Whether this terminal and the user's settings are fit for attaching: asked
 * before a session is started for it.
 */
int attach_check(const struct context *c, struct error *e);

#endif
