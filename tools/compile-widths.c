/*
 * Runs while nono is built: asks utf8proc for the width of every code point and
 * writes the answers as a table of two steps, in C. Equal blocks are one.
 *
 *	compile-widths >common/utf8-table.c
 */
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "common/utf8.h"

enum {
	BLOCKS = UTF8_CODE_POINTS / UTF8_BLOCK
};

static uint8_t found[256][UTF8_BLOCK];
static unsigned nfound;

static int
columns(uint32_t cp)
{
	if (cp < 0x7f)
		return (cp >= 0x20);
	if (cp < 0xa0)
		return (0);
	/* They are drawn in the cell of the consonant before them. */
	if ((cp >= 0x1160 && cp <= 0x11ff) || (cp >= 0xd7b0 && cp <= 0xd7ff))
		return (0);
	return (utf8proc_charwidth((utf8proc_int32_t)cp));
}

static uint8_t
property(uint32_t cp)
{
	const utf8proc_property_t *p =
	    utf8proc_get_property((utf8proc_int32_t)cp);
	int value = columns(cp);

	if (cp >= 0xa9 &&
	    p->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC)
		value |= UTF8_PICTOGRAPHIC;
	/* Letters of flags, and skin tones. */
	if (p->boundclass == UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR ||
	    (cp >= 0x1f3fb && cp <= 0x1f3ff))
		value |= UTF8_JOINING;
	return ((uint8_t)value);
}

/* The number of a block; nfound if there are too many. */
static unsigned
find(const uint8_t block[UTF8_BLOCK])
{
	unsigned i;

	for (i = 0; i < nfound; i++) {
		if (memcmp(found[i], block, UTF8_BLOCK) == 0)
			return (i);
	}
	if (i < sizeof found / sizeof found[0])
		memcpy(found[nfound++], block, UTF8_BLOCK);
	return (i);
}

static void
print_bytes(const uint8_t *bytes, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		printf("%s%u,", i % 32 == 0 ? "\n\t" : "", bytes[i]);
}

int
main(void)
{
	static uint8_t numbers[BLOCKS], block[UTF8_BLOCK];
	unsigned i, number;
	uint32_t cp;

	for (cp = 0; cp < UTF8_CODE_POINTS; cp++) {
		block[cp % UTF8_BLOCK] = property(cp);
		if ((cp + 1) % UTF8_BLOCK != 0)
			continue;
		number = find(block);
		if (number == sizeof found / sizeof found[0]) {
			fprintf(stderr, "compile-widths: too many blocks\n");
			return (1);
		}
		numbers[cp / UTF8_BLOCK] = (uint8_t)number;
	}
	printf("/* Made by tools/compile-widths.c. */\n"
	       "#include \"common/utf8.h\"\n\n"
	       "const uint8_t utf8_blocks[UTF8_CODE_POINTS / UTF8_BLOCK] = {");
	print_bytes(numbers, BLOCKS);
	printf("\n};\n\nconst uint8_t utf8_properties[][UTF8_BLOCK] = {");
	for (i = 0; i < nfound; i++) {
		printf("\n\t{");
		print_bytes(found[i], UTF8_BLOCK);
		printf("\n\t},");
	}
	printf("\n};\n");
	return (fflush(stdout) != 0 || ferror(stdout));
}
