/*
 * UTF-8, the width of characters (one table for all of nono, made of utf8proc's
 * by tools/compile-widths), and showing untrusted text safely.
 */
#ifndef COMMON_UTF8_H
#define COMMON_UTF8_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	UTF8_MAX = 4, /* bytes of one encoded code point */
	UTF8_CODE_POINTS = 0x110000
};

/* The table: the block of each UTF8_BLOCK code points, their properties. */
enum {
	UTF8_BLOCK = 128,
	UTF8_COLUMNS = 3, /* mask */
	UTF8_PICTOGRAPHIC = 1 << 2, /* Extended_Pictographic of UAX 29 */
	UTF8_JOINING = 1 << 3 /* has columns, and may join the one before */
};
extern const uint8_t utf8_blocks[UTF8_CODE_POINTS / UTF8_BLOCK];
extern const uint8_t utf8_properties[][UTF8_BLOCK];

/* Of what is no code point: 0. */
static inline unsigned
utf8_property(uint32_t cp)
{
	if (cp >= UTF8_CODE_POINTS)
		return (0);
	return (utf8_properties[utf8_blocks[cp / UTF8_BLOCK]][cp % UTF8_BLOCK]);
}

/*
 * Decode the code point at s, len > 0 bytes. Returns its length in bytes, 1 to
 * 4, and sets *cp; malformed input (overlong, surrogate, truncated, beyond
 * U+10FFFF) gives U+FFFD and the length of the maximal bad prefix (Unicode 15,
 * section 3.9, table 3-8).
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);

/*
 * Encode cp (a scalar value, else U+FFFD) into out; returns 1 to UTF8_MAX. All
 * of out is written, and without branches: in text of several scripts what length
 * comes next cannot be predicted.
 */
static inline size_t
utf8_put(uint32_t cp, char out[UTF8_MAX])
{
	static const uint32_t marks[] = {
	    0, 0, 0xc0800000, 0xe0808000, 0xf0808080};
	uint32_t word;
	size_t n;

	if (cp > 0x10ffff || cp >> 11 == 0xd800 >> 11)
		cp = 0xfffd;
	n = 1u + (cp >= 0x80) + (cp >= 0x800) + (cp >= 0x10000);
	word = (cp >> 18) << 24 | (cp >> 12 & 0x3f) << 16 |
	    (cp >> 6 & 0x3f) << 8 | (cp & (n == 1 ? 0x7f : 0x3f));
	word = htobe32(word << (8 * (UTF8_MAX - n)) | marks[n]);
	memcpy(out, &word, sizeof word);
	return (n);
}

/*
 * Columns that cp takes on a terminal: 0 for combining marks, the vowels and
 * finals of decomposed Hangul and other characters without width, 1, or 2.
 * Control characters: 0.
 */
static inline int
utf8_width(uint32_t cp)
{
	return ((int)(utf8_property(cp) & UTF8_COLUMNS));
}

/*
 * Whether cp is a pictograph (Extended_Pictographic of UAX 29), the kind of
 * character that a zero width joiner connects.
 */
static inline bool
utf8_pictographic(uint32_t cp)
{
	return ((utf8_property(cp) & UTF8_PICTOGRAPHIC) != 0);
}

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
