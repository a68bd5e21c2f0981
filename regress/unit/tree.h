/* A temporary tree of files, with a home in it that the environment names. */
#ifndef REGRESS_UNIT_TREE_H
#define REGRESS_UNIT_TREE_H

#include <sys/types.h>

/*
 * Make the tree and point HOME at its home/ and XDG_RUNTIME_DIR at its run/;
 * no other XDG variable is set. There is one at a time. Exits on failure, as
 * all of these do.
 */
void tree_create(void);
/* Remove it with everything in it. */
void tree_remove(void);

/* Its path, canonical; it lies in /tmp. */
const char *tree_path(void);
/* The path of a name in it; the caller frees it. */
char *tree_in(const char *name);

/* Make a directory with its parents, a file with its text, a link, a fifo. */
void tree_dir(const char *name);
void tree_file(const char *name, const char *text);
void tree_link(const char *name, const char *target);
void tree_fifo(const char *name);
/* Replace what is there by a link, in one step. */
void tree_swap(const char *name, const char *target);

/* A copy of text in which the tree's path is "$T"; the caller frees it. */
char *tree_hide(const char *text);
/* The reverse. */
char *tree_show(const char *text);

#endif
