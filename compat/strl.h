/* strlcpy and strlcat, which glibc has only since 2.38. */
#ifndef COMPAT_STRL_H
#define COMPAT_STRL_H

#include <config.h>

#include <stddef.h>
#include <string.h>

#ifndef HAVE_STRLCPY
/*
 * Copy src into dst, which holds size bytes; always terminated when size > 0.
 * Returns strlen(src): a result >= size means that it was cut.
 */
size_t strlcpy(char *dst, const char *src, size_t size);
#endif

#ifndef HAVE_STRLCAT
/* Append src to dst, which holds size bytes; returns as strlcpy does. */
size_t strlcat(char *dst, const char *src, size_t size);
#endif

#endif
