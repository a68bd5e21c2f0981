/*
 * attempt NAME [argument ...]: try one thing, and say how it went.
 *
 * Prints "open" and exits 0 if it could be done; prints the name of the error
 * and exits 1 if not; exits 2 if called wrongly.
 */
#include "regress/sandbox/attempt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

long
attempt_number(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0') {
		fprintf(stderr, "attempt: not a number: %s\n", text);
		exit(2);
	}
	return (n);
}

int
attempt_closed(int fd)
{
	if (fd == -1)
		return (-1);
	close(fd);
	return (0);
}

static const struct attempt *
find(const char *name)
{
	static const struct attempt *const tables[] = {attempt_files,
	    attempt_kernel, attempt_processes, attempt_sockets,
	    attempt_terminals};
	const struct attempt *a;
	size_t i;

	for (i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		for (a = tables[i]; a->name != NULL; a++) {
			if (strcmp(a->name, name) == 0)
				return (a);
		}
	}
	return (NULL);
}

/* Not by exit: a leak checker cannot start its thread after some attempts. */
static _Noreturn void
finish(const char *word, int status)
{
	printf("%s\n", word);
	fflush(stdout);
	_exit(status);
}

int
main(int argc, char **argv)
{
	const struct attempt *a = argc < 2 ? NULL : find(argv[1]);
	const char *name;

	if (a == NULL || a->nargs != argc - 2) {
		fprintf(stderr, "attempt: no attempt %s with %d arguments\n",
		    argc < 2 ? "" : argv[1], argc - 2);
		return (2);
	}
	errno = 0;
	if (a->run(argv + 2) == 0)
		finish("open", 0);
	name = strerrorname_np(errno);
	finish(name == NULL || errno == 0 ? "unknown" : name, 1);
}
