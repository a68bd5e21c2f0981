/* Giving up capabilities. */
#ifndef SERVER_SANDBOX_CAPS_H
#define SERVER_SANDBOX_CAPS_H

#include "common/error.h"

/*
 * Empty the bounding set of the calling process, which takes a capability: with
 * it empty, exec gives none back, to uid 0 either.
 */
int caps_drop_bounding(struct error *e);
/* Empty the ambient, inheritable, permitted and effective sets. */
int caps_drop(struct error *e);

/*
 * Both for a process that need not be in a user namespace of its own. An
 * ordinary user's may not touch its bounding set; under no_new_privs, which must
 * be set, nothing comes of that set.
 */
int caps_drop_held(struct error *e);

#endif
