/*
 * What a profile says: see nono-profile(5). First one file (profile_apply),
 * then, merged over what it extends and with the groups of the default profile,
 * the whole (profile_load in common/profile-load.h).
 */
#ifndef COMMON_PROFILE_H
#define COMMON_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/conf.h"
#include "common/error.h"
#include "common/strlist.h"

enum {
	PROFILE_NAME_MAX = 64, /* bytes of a name */
	PROFILE_PATHS_MAX = 4096, /* paths in one list, after merging */
};

enum profile_list {
	PROFILE_ALLOW, /* directories, read and write */
	PROFILE_READ,
	PROFILE_WRITE,
	PROFILE_ALLOW_FILE,
	PROFILE_READ_FILE,
	PROFILE_WRITE_FILE,
	PROFILE_CREATE, /* directories, read and write, made if missing */
	PROFILE_CREATE_FILE,
	PROFILE_DENY,
	PROFILE_LISTS
};

/* A path, or a name in extends, and where it was written. */
struct profile_path {
	char *text; /* variables not expanded; owned */
	const char *file; /* borrowed from the profile's files */
	unsigned line;
};

struct profile_paths {
	struct profile_path *v; /* owned */
	size_t n;
};

struct profile_var {
	char *name, *value; /* variables in value not expanded; owned */
};

struct profile {
	char *name, *description, *version, *author; /* [meta]; may be NULL */
	struct strlist files; /* what it was read from; parents first */
	struct profile_paths extends; /* of the last file alone */
	struct strlist include, exclude; /* groups */
	struct profile_paths lists[PROFILE_LISTS];
	bool block_net;
	int workdir; /* ACCESS_* bits; -1 if not said */
	struct strlist env_allow, env_deny; /* NAME or PREFIX* */
	struct profile_var *env_set; /* owned */
	size_t nenv_set;
};

void profile_init(struct profile *p);
void profile_release(struct profile *p);

/*
 * Read one file's text into an initialised profile. Opens nothing: extends is
 * only noted. Returns -1 and sets e, with file and line, if anything in it is
 * wrong: an unknown key, group or variable, a path that is not absolute, a
 * required group excluded, an environment variable that is nono's.
 */
int profile_apply(struct profile *p, const struct conf *text, struct error *e);

/*
 * Put child, which is emptied, over p: lists are appended without repetition,
 * what is single is replaced if the child says it, block_net is either's.
 * Returns -1 and sets e if a list gets too long.
 */
int profile_merge(struct profile *p, struct profile *child, struct error *e);

/* Whether name may be a profile's: 1 to 64 of A-Z a-z 0-9 _ -. */
bool profile_name_valid(const char *name);

/* The key of a list, as in [filesystem]: "read_file". */
const char *profile_list_key(enum profile_list list);

#endif
