/* One whole screen of a session, live or ended, for those who do not attach. */
#ifndef CLIENT_SNAPSHOT_H
#define CLIENT_SNAPSHOT_H

#include "client/screen.h"
#include "common/registry.h"

struct context;

/*
 * Fill screen (initialised by screen_init): a live session's from its server,
 * an ended one's from what its supervisor kept.
 */
int snapshot(struct screen *screen, const struct context *c,
    struct registry *registry, const struct entry *entry, struct error *e);

#endif
