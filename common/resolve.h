/*
 * Canonical paths, for many paths at once. Every name on the way is looked at
 * (lstat) once and remembered, so that two hundred paths that share their
 * parents cost about two hundred system calls; and so that all answers of one
 * resolver agree with each other, whatever is renamed meanwhile: a name that
 * was a directory once is not followed as a symbolic link later.
 *
 * What has been resolved can change before it is opened. Whoever opens a path
 * from here must refuse to follow symbolic links: openat2 with
 * RESOLVE_NO_SYMLINKS.
 */
#ifndef COMMON_RESOLVE_H
#define COMMON_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct resolver;
struct node; /* a name that was looked at */

struct resolver *resolver_create(void);
void resolver_destroy(struct resolver *r);

/* A symbolic link that was followed. */
struct resolve_link {
	const char *path; /* canonical but for the last name; borrowed */
	const char *target; /* as readlink(2) gives it; borrowed */
};

struct resolved {
	/*
	 * Canonical; if the path does not exist, as far as it does, and the
	 * rest of it behind that, without . and .. names. Owned.
	 */
	char *path;
	mode_t mode; /* of what it names; 0 if that does not exist */
	/*
	 * 0, or why it does not exist or cannot be known to: ENOENT, ENOTDIR,
	 * ELOOP (more than 40 links), EACCES, ENAMETOOLONG ...
	 */
	int error;
	/* What it names, or the last on the way that exists; borrowed. */
	const struct node *node;
	struct resolve_link *links; /* followed, in their order; owned */
	size_t nlinks;
};

/*
 * Resolve an absolute path. The node and the strings of links live as long as
 * the resolver; the rest is freed by resolved_release.
 */
void
resolver_resolve(struct resolver *r, const char *path, struct resolved *out);
void resolved_release(struct resolved *d);

/*
 * Whether inner, or a directory it lies in, is the same file as outer: by
 * device and inode, so that another name for it, as a bind mount gives, counts.
 * What is mounted inside outer is not looked into.
 */
bool resolve_same_within(const struct node *inner, const struct node *outer);

/*
 * The path without empty, . and .. names, by its text alone: where it would
 * lead if no name in it were a symbolic link. The caller frees it.
 */
char *resolve_text(const char *path);

/* Whether path is root, or lies below it; both canonical. */
bool resolve_within(const char *path, const char *root);

/*
 * The length of the parent of the first len bytes of a canonical path; 0 for
 * that of "/". For walking up: for (len = strlen(path); len > 0; len =
 * resolve_parent(path, len)).
 */
size_t resolve_parent(const char *path, size_t len);

/*
 * Find the element whose path is the first len bytes of path, in an array of n
 * elements of size bytes each, sorted by path (strcmp), the first member of
 * each of which is a char *path. NULL if there is none.
 */
const void *resolve_find(
    const void *array, size_t n, size_t size, const char *path, size_t len);

#endif
