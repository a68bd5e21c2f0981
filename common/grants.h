/*
 * The grants of a policy while it is being made: added in any order, then
 * merged, sorted and thinned out.
 */
#ifndef COMMON_GRANTS_H
#define COMMON_GRANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/policy.h"
#include "common/resolve.h"

/* A grant, what its path names, and the links followed to it. */
struct candidate {
	struct grant grant; /* owned; first, for grants_find */
	mode_t mode;
	struct resolve_link *links; /* owned; their strings are borrowed */
	size_t nlinks;
};

struct grants {
	struct candidate *v; /* owned */
	size_t n;
};

/* Add one, which is taken with all it owns. */
void grants_take(struct grants *s, const struct candidate *c);
void grants_release(struct grants *s);

/* Whether those added so far give all bits of access on a directory. */
bool grants_cover(const struct grants *s, const char *path, int access);

/*
 * Sort by path and make one of those with the same path: the union of their
 * access, the rest from the strongest source, the links of all.
 */
void grants_merge(struct grants *s);

/*
 * The one, after merging, whose path is the first len bytes of path; NULL if
 * there is none.
 */
const struct candidate *
grants_find(const struct grants *s, const char *path, size_t len);

/* Remove the i-th. */
void grants_remove(struct grants *s, size_t i);

/*
 * After merging, remove what lies in a directory that gives as much, from the
 * same or a stronger source. Devices, fifos and sockets stay: what may be done
 * with them can depend on their own grant.
 */
void grants_thin(struct grants *s);

#endif
