/*
 * The user's settings, $XDG_CONFIG_HOME/nono/config.toml: see nono.conf(5).
 */
#ifndef COMMON_SETTINGS_H
#define COMMON_SETTINGS_H

#include <stddef.h>

#include "common/conf.h"
#include "common/error.h"
#include "common/keys.h"
#include "common/paths.h"

enum {
	SETTINGS_DETACH_MIN =
	    2, /* keys: one alone would be typed by accident */
	SETTINGS_DETACH_MAX = 8,
};

struct settings {
	/* [ui] detach_sequence: the keys that detach, INPUT_KEY, no data. */
	struct input detach[SETTINGS_DETACH_MAX];
	size_t ndetach; /* SETTINGS_DETACH_MIN to SETTINGS_DETACH_MAX */
};

/* Set what holds without a file. */
void settings_default(struct settings *c);

/*
 * Read the user's file over the defaults; none is not an error. Returns -1 and
 * sets e if it cannot be read or anything in it is wrong; c is then untouched.
 */
int
settings_load(struct settings *c, const struct paths *paths, struct error *e);

/* The same from a text that is read already. */
int
settings_apply(struct settings *c, const struct conf *text, struct error *e);

#endif
