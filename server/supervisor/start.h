/* Bringing a session up. */
#ifndef SERVER_SUPERVISOR_START_H
#define SERVER_SUPERVISOR_START_H

#include "server/supervisor/state.h"

/*
 * The first part: make the session's directory, and give the init all that it
 * needs to start the command. On failure, as for the second, start_abandon is to
 * follow.
 */
int start_command(struct supervisor *s, struct error *e);
/*
 * The second: make socket and record, and register the session. On success the
 * command has been executed and others can see the session.
 */
int start_session(
    struct supervisor *s, const struct control_host *host, struct error *e);

/* What is to be registered with a server. */
struct link_session start_link_session(const struct supervisor *s);

/*
 * Write the policy beside the record, and free what was needed to start the
 * command and is of no use while it runs.
 */
void start_forget(struct supervisor *s);

/* The session never was: leave nothing of it. */
void start_abandon(struct supervisor *s);

#endif
