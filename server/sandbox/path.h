/* Canonical absolute paths as places in a tree. Nothing here looks at files. */
#ifndef SERVER_SANDBOX_PATH_H
#define SERVER_SANDBOX_PATH_H

#include <stdbool.h>

/* Whether path is dir or lies below it. */
bool path_covers(const char *dir, const char *path);

/* Whether path lies below dir and is not dir itself. */
bool path_inside(const char *dir, const char *path);

/*
 * Order as strcmp(3), but a directory is followed by all that lies below it
 * before anything else: "/" sorts before every other byte.
 */
int path_compare(const char *a, const char *b);

#endif
