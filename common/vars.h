/*
 * The variables in the paths and values of a profile: $HOME and a leading ~,
 * $WORKDIR, $TMPDIR, $UID and the XDG directories. $$ is a dollar sign.
 *
 * $TMPDIR is /tmp: not the caller's, but the private one of every sandbox.
 */
#ifndef COMMON_VARS_H
#define COMMON_VARS_H

#include <stdbool.h>

#include "common/error.h"
#include "common/paths.h"

enum {
	VARS_MAX = 9
};

struct vars {
	char *values[VARS_MAX]; /* owned; vars.c knows their order */
};

/* Take the values from the environment, the XDG defaults where it is silent. */
void vars_init(struct vars *v, const struct paths *paths, const char *workdir);
void vars_release(struct vars *v);

/*
 * Whether text can be expanded, whatever the values: shorter than PATH_MAX, no
 * unknown variable, no lone dollar sign. As a path it must also begin with / or
 * ~ or a variable that is a directory, have such a variable nowhere else, and
 * no *, since patterns are not expanded. Returns -1 and sets e if not.
 */
int vars_check(const char *text, bool path, struct error *e);

/* Expand a text that vars_check passed; the caller frees it. */
char *vars_expand(const struct vars *v, const char *text);

/* Whether a path is $TMPDIR or below it: in the private /tmp. */
bool vars_is_private(const char *text);

#endif
