/*
 * Linux shows as command line whatever lies in the memory that held argv at
 * exec, on into environ's when argv's last byte is not NUL (fs/proc/base.c,
 * get_mm_cmdline). So the title is written over both.
 */
#include "compat/setproctitle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static char *title; /* start of argv's memory */
static size_t title_size; /* bytes up to the end of environ's */

void
proctitle_init(int argc, char **argv)
{
	char *end, **env;
	size_t n = 0;
	int i;

	if (argc < 1 || argv[0] == NULL)
		return;
	end = argv[0];
	for (i = 0; i < argc && argv[i] == end; i++)
		end = argv[i] + strlen(argv[i]) + 1;
	if (i < argc)
		return;
	while (environ[n] != NULL)
		n++;
	if ((env = calloc(n + 1, sizeof *env)) == NULL)
		return;
	for (n = 0; environ[n] != NULL; n++) {
		if (environ[n] == end)
			end = environ[n] + strlen(environ[n]) + 1;
		if ((env[n] = strdup(environ[n])) == NULL)
			break;
	}
	if (environ[n] != NULL) {
		while (n > 0)
			free(env[--n]);
		free(env);
		return;
	}
	environ = env;
	title = argv[0];
	title_size = (size_t)(end - argv[0]);
}

void
proctitle_set(const char *comm, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (comm != NULL)
		prctl(PR_SET_NAME, comm);
	if (title == NULL)
		return;
	va_start(ap, fmt);
	n = vsnprintf(title, title_size, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < title_size)
		memset(title + n, 0, title_size - (size_t)n);
}
