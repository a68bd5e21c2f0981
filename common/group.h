/*
 * Groups: named lists of paths that profiles include. All are part of the
 * program: profiles/groups.toml, turned into tables when it is built.
 */
#ifndef COMMON_GROUP_H
#define COMMON_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

enum group_list {
	GROUP_READ,
	GROUP_WRITE,
	GROUP_READWRITE,
	GROUP_DENY,
	GROUP_LISTS
};

struct group {
	const char *name;
	const char *description; /* one line */
	bool required; /* cannot be excluded */
	bool foreign; /* of another system: its lists are empty */
	/* Paths, variables not expanded, NULL at the end; NULL if empty. */
	const char *const *lists[GROUP_LISTS];
};

/* The group of that name, NULL if there is none. */
const struct group *group_find(const char *name);
/* The n-th group in the file's order, NULL behind the last. */
const struct group *group_at(size_t n);

/* Set e to "unknown group", with the nearest name there is. Returns -1. */
int group_unknown(const char *name, struct error *e);

#endif
