/*
 * Finding profiles by name and putting them together with what they extend.
 *
 * A name with a slash, or that ends in .toml, is a file. Any other is looked
 * for in the user's profile directory, then among the built-in ones; never in
 * the current directory, where whoever wrote the project put what is there.
 * What a file extends is looked for beside it first.
 */
#ifndef COMMON_PROFILE_LOAD_H
#define COMMON_PROFILE_LOAD_H

#include "common/error.h"
#include "common/paths.h"
#include "common/profile.h"
#include "common/strlist.h"

enum {
	PROFILE_DEPTH_MAX = 10, /* profiles one extends another through */
	PROFILE_FILES_MAX = 32, /* profiles one is made of */
};

/*
 * Load a profile into p, which is initialised here: everything it extends, each
 * once, parents before children and in the order written, and the groups of the
 * built-in default profile. p->include is then the list of groups, less those
 * excluded. Returns -1 and sets e if there is no such profile (naming those
 * like it), if any file of it cannot be read or is wrong, or if they extend
 * each other in a circle.
 */
int profile_load(struct profile *p, const char *name, const struct paths *paths,
    struct error *e);

/* Add the names of the profiles in the user's directory, of those built in. */
void profile_list_user(const struct paths *paths, struct strlist *names);
void profile_list_builtin(struct strlist *names);

#endif
