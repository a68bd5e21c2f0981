#include "common/xmalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *
xmalloc(size_t size)
{
	void *p;

	if (size == 0)
		BUG("allocation of 0 bytes");
	if ((p = malloc(size)) == NULL)
		BUG("out of memory: %zu bytes", size);
	return (p);
}

void *
xcalloc(size_t n, size_t size)
{
	void *p;

	if (n == 0 || size == 0)
		BUG("allocation of 0 bytes");
	if ((p = calloc(n, size)) == NULL)
		BUG("out of memory: %zu times %zu bytes", n, size);
	return (p);
}

void *
xreallocarray(void *old, size_t n, size_t size)
{
	void *p;

	if (n == 0 || size == 0)
		BUG("allocation of 0 bytes");
	if ((p = reallocarray(old, n, size)) == NULL)
		BUG("out of memory: %zu times %zu bytes", n, size);
	return (p);
}

char *
xstrdup(const char *s)
{
	return (xstrndup(s, strlen(s)));
}

char *
xstrndup(const char *s, size_t max)
{
	char *p = strndup(s, max);

	if (p == NULL)
		BUG("out of memory: a string of %zu bytes", max);
	return (p);
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&p, fmt, ap);
	va_end(ap);
	if (n == -1)
		BUG("out of memory: formatting \"%s\"", fmt);
	return (p);
}

void
bug_at(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "nono: bug at %s:%d: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}
