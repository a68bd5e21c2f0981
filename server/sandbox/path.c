#include "server/sandbox/path.h"

#include <string.h>

bool
path_covers(const char *dir, const char *path)
{
	size_t len = strlen(dir);

	if (len == 1)
		return (path[0] == '/');
	return (strncmp(dir, path, len) == 0 &&
	    (path[len] == '/' || path[len] == '\0'));
}

bool
path_inside(const char *dir, const char *path)
{
	return (path_covers(dir, path) && strcmp(dir, path) != 0);
}

static int
rank(char c)
{
	if (c == '\0')
		return (-2);
	return (c == '/' ? -1 : (unsigned char)c);
}

int
path_compare(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return (rank(*a) - rank(*b));
}
