/*
 * The profiles and groups that are part of the program: profiles as the text of
 * their files, groups as tables. builtin.c is made from those by embed.sh.
 */
#ifndef PROFILES_BUILTIN_H
#define PROFILES_BUILTIN_H

#include <stddef.h>

#include "common/group.h"

struct builtin {
	const char *name;
	const char *text; /* the whole file */
	size_t len;
};

extern const struct builtin builtin_profiles[];
extern const size_t builtin_nprofiles;

extern const struct group builtin_groups[];
extern const size_t builtin_ngroups;

#endif
