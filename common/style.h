/* How a cell looks: colours and attributes. The same in grid, frame and draw. */
#ifndef COMMON_STYLE_H
#define COMMON_STYLE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* A colour: the default (0), one of 256 of the palette, or 24 bits. */
#define COLOUR_DEFAULT 0u
#define COLOUR_PALETTE 0x01000000u /* | index, 0 to 255 */
#define COLOUR_RGB     0x02000000u /* | red << 16 | green << 8 | blue */
#define COLOUR_KIND(c) ((c)&0xff000000u)

enum style_attr {
	STYLE_BOLD = 1 << 0,
	STYLE_DIM = 1 << 1,
	STYLE_ITALIC = 1 << 2,
	STYLE_BLINK = 1 << 3,
	STYLE_REVERSE = 1 << 4,
	STYLE_HIDDEN = 1 << 5,
	STYLE_STRIKE = 1 << 6,
	STYLE_OVERLINE = 1 << 7,
	STYLE_ATTRS = 0xff, /* all of the above */
};

/* SGR 4:N. */
enum style_underline {
	UNDERLINE_NONE,
	UNDERLINE_SINGLE,
	UNDERLINE_DOUBLE,
	UNDERLINE_CURLY,
	UNDERLINE_DOTTED,
	UNDERLINE_DASHED,
	UNDERLINE_COUNT,
};

struct style {
	uint32_t fg; /* COLOUR_* */
	uint32_t bg;
	uint32_t us; /* of the underline; default: as fg */
	uint16_t attrs; /* STYLE_* bits */
	uint16_t underline; /* enum style_underline */
};

_Static_assert(sizeof(struct style) == 16, "struct style has no padding");

#define STYLE_DEFAULT ((struct style){0})

static inline bool
style_equal(const struct style *a, const struct style *b)
{
	return (memcmp(a, b, sizeof *a) == 0);
}

#endif
