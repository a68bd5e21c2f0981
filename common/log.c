#include "common/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/strl.h"
#include "common/utf8.h"

static int log_fd = -1;
static enum log_level log_level = LOG_LEVEL_QUIET;
static char log_who[64];

void
log_open(int fd, enum log_level level, const char *who)
{
	log_fd = fd;
	log_level = fd == -1 ? LOG_LEVEL_QUIET : level;
	strlcpy(log_who, who, sizeof log_who);
}

enum log_level
log_get_level(void)
{
	return (log_level);
}

void
log_write(enum log_level level, const char *fmt, ...)
{
	char text[1024], line[1024 + sizeof log_who + 4];
	int saved = errno;
	va_list ap;
	size_t n;

	if (level > log_level)
		return;
	va_start(ap, fmt);
	if (vsnprintf(text, sizeof text, fmt, ap) < 0)
		text[0] = '\0';
	va_end(ap);
	n = (size_t)snprintf(line, sizeof line, "%s: ", log_who);
	utf8_escape(line + n, sizeof line - n - 1, text);
	n = strlen(line);
	line[n++] = '\n';
	if (write(log_fd, line, n) == -1)
		errno = saved; /* nowhere left to say so */
	errno = saved;
}
