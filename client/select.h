/* Finding the session that a command is about. */
#ifndef CLIENT_SELECT_H
#define CLIENT_SELECT_H

#include "common/registry.h"

struct context;

/* A session and the registry it was found in. */
struct selection {
	struct registry registry;
	struct entry entry;
};

/*
 * Find the session called what, ended ones too with all. A command that only
 * makes sense outside a sandbox says so inside one.
 */
int select_session(struct selection *s, const struct context *c,
    const char *command, const char *what, bool all, struct error *e);
/* The same, and it must be live: "session X has already exited". */
int select_live(struct selection *s, const struct context *c,
    const char *command, const char *what, struct error *e);
void select_release(struct selection *s);

#endif
