#include "common/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/utf8.h"

static void
set_text(struct error *e, const char *text)
{
	size_t n = utf8_escape(e->text, sizeof e->text, text);

	if (n >= sizeof e->text)
		memcpy(e->text + sizeof e->text - 4, "...", 4);
}

static void format(char *out, size_t size, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void
format(char *out, size_t size, const char *fmt, va_list ap)
{
	if (vsnprintf(out, size, fmt, ap) < 0)
		out[0] = '\0';
}

int
error_set(struct error *e, const char *fmt, ...)
{
	char text[2 * ERROR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	format(text, sizeof text, fmt, ap);
	va_end(ap);
	set_text(e, text);
	return (-1);
}

int
error_errno(struct error *e, const char *fmt, ...)
{
	char text[ERROR_TEXT_MAX], all[2 * ERROR_TEXT_MAX];
	int saved = errno;
	va_list ap;

	va_start(ap, fmt);
	format(text, sizeof text, fmt, ap);
	va_end(ap);
	snprintf(all, sizeof all, "%s: %s", text, strerror(saved));
	set_text(e, all);
	errno = saved;
	return (-1);
}

int
error_context(struct error *e, const char *fmt, ...)
{
	char text[ERROR_TEXT_MAX], all[2 * ERROR_TEXT_MAX + 2];
	va_list ap;

	va_start(ap, fmt);
	format(text, sizeof text, fmt, ap);
	va_end(ap);
	snprintf(all, sizeof all, "%s: %s", text, e->text);
	set_text(e, all);
	return (-1);
}

int
error_status(struct error *e, enum exit_status status)
{
	e->status = status;
	return (-1);
}
