/*
 * UTF-8, the width of characters (one table for all of nono: utf8proc's), and
 * showing untrusted text safely.
 */
#ifndef COMMON_UTF8_H
#define COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	UTF8_MAX = 4
}; /* bytes of one encoded code point */

/*
 * Decode the code point at s, len > 0 bytes. Returns its length in bytes, 1 to
 * 4, and sets *cp; malformed input (overlong, surrogate, truncated, beyond
 * U+10FFFF) gives U+FFFD and the length of the maximal bad prefix (Unicode 15,
 * section 3.9, table 3-8).
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);

/* Encode cp (a scalar value, else U+FFFD) into out; returns 1 to UTF8_MAX. */
size_t utf8_put(uint32_t cp, char out[UTF8_MAX]);

/*
 * Columns that cp takes on a terminal: 0 for combining marks, the vowels and
 * finals of decomposed Hangul and other characters without width, 1, or 2.
 * Control characters: 0.
 */
int utf8_width(uint32_t cp);

/*
 * Whether cp is a pictograph (Extended_Pictographic of UAX 29), the kind of
 * character that a zero width joiner connects.
 */
bool utf8_pictographic(uint32_t cp);

/* Columns that the first len bytes of s take; malformed bytes count one. */
size_t utf8_columns(const char *s, size_t len);

/*
 * Copy s to out (size > 0 bytes, always terminated), control characters (C0,
 * DEL, C1 and the bidi controls) and malformed bytes as \ooo. Returns the length
 * the whole would need: a result >= size means that it was cut, at a whole
 * character.
 */
size_t utf8_escape(char *out, size_t size, const char *s);

/* The same into new memory; the caller frees it. */
char *utf8_escaped(const char *s);

#endif
