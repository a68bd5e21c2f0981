#include "common/utf8.h"

#include <stdio.h>
#include <string.h>

#include "common/xmalloc.h"

enum {
	REPLACEMENT = 0xfffd
};

/* Smallest and largest second byte that may follow a lead byte. */
static void
second_range(uint8_t lead, uint8_t *low, uint8_t *high)
{
	*low = 0x80;
	*high = 0xbf;
	switch (lead) {
	case 0xe0:
		*low = 0xa0;
		break;
	case 0xed:
		*high = 0x9f;
		break;
	case 0xf0:
		*low = 0x90;
		break;
	case 0xf4:
		*high = 0x8f;
		break;
	}
}

static size_t
sequence_length(uint8_t lead)
{
	if (lead >= 0xc2 && lead <= 0xdf)
		return (2);
	if (lead >= 0xe0 && lead <= 0xef)
		return (3);
	if (lead >= 0xf0 && lead <= 0xf4)
		return (4);
	return (1);
}

size_t
utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	const uint8_t *p = (const uint8_t *)s;
	size_t need = sequence_length(p[0]), i;
	uint8_t low, high;
	uint32_t value;

	if (p[0] < 0x80) {
		*cp = p[0];
		return (1);
	}
	*cp = REPLACEMENT;
	if (need == 1)
		return (1);
	value = p[0] & (0xffu >> (need + 1));
	second_range(p[0], &low, &high);
	for (i = 1; i < need; i++) {
		if (i >= len || p[i] < low || p[i] > high)
			return (i);
		value = value << 6 | (p[i] & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	*cp = value;
	return (need);
}

size_t
utf8_columns(const char *s, size_t len)
{
	size_t i, n, columns = 0;
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = utf8_decode(s + i, len - i, &cp);
		columns += (size_t)utf8_width(cp);
	}
	return (columns);
}

/* Characters that would act on a terminal, or reorder the text around them. */
static bool
is_active(uint32_t cp)
{
	return (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x061c ||
	    cp == 0x200e || cp == 0x200f || cp == 0x2028 || cp == 0x2029 ||
	    (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069));
}

size_t
utf8_escape(char *out, size_t size, const char *s)
{
	size_t len = strlen(s), i, j, n, need, used = 0, total = 0;
	char piece[4 * UTF8_MAX + 1];
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = utf8_decode(s + i, len - i, &cp);
		/* U+FFFD is EF BF BD if it is not what bad bytes give. */
		if (is_active(cp) ||
		    (cp == REPLACEMENT && (n != 3 || (uint8_t)s[i] != 0xef))) {
			for (need = 0, j = 0; j < n; j++)
				need += (size_t)snprintf(piece + need,
				    sizeof piece - need, "\\%03o",
				    (uint8_t)s[i + j]);
		} else {
			memcpy(piece, s + i, n);
			need = n;
		}
		if (used == total && used + need < size) {
			memcpy(out + used, piece, need);
			used += need;
		}
		total += need;
	}
	out[used] = '\0';
	return (total);
}

char *
utf8_escaped(const char *s)
{
	size_t size = 4 * strlen(s) + 1;
	char *out = xmalloc(size);

	utf8_escape(out, size, s);
	return (out);
}
