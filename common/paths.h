/*
 * Where nono keeps things, by the XDG base directory rules:
 *
 *	runtime  $XDG_RUNTIME_DIR/nono, else /tmp/nono-UID   socket
 *	state    $XDG_STATE_HOME/nono, else ~/.local/state/nono   sessions, token
 *	config   $XDG_CONFIG_HOME/nono, else ~/.config/nono   config.toml, profiles
 *
 * All three are protected roots: no sandbox is ever granted them.
 */
#ifndef COMMON_PATHS_H
#define COMMON_PATHS_H

#include <stdbool.h>

#include "common/error.h"

struct stat;

struct paths {
	char *home; /* $HOME, else the password file's; owned, as all are */
	char *runtime;
	char *state;
	char *sessions; /* state/sessions */
	char *config;
	char *profiles; /* config/profiles */
};

/*
 * Work them out from the environment. Nothing is created. A variable that is
 * set and not absolute is ignored, as the XDG specification says. Fails if
 * there is no absolute home directory.
 */
int paths_init(struct paths *p, struct error *e);
void paths_release(struct paths *p);

/*
 * Make sure that a private directory is there: made with its parents if it is
 * missing, else it must be a real directory, the caller's own, with mode 0700.
 */
int paths_private(const char *path, struct error *e);

/* Only the second part of it, for what lstat or fstat has said of path. */
int
paths_check_private(const char *path, const struct stat *st, struct error *e);
/*
 * Make what a command keeps its state in, for the user alone: an empty
 * directory, or a file with nothing in it; as JSON, if its name says so, that
 * is {}. Fails if it is there.
 */
int paths_create(const char *path, bool directory, struct error *e);

#endif
