/*
 * The character sets that can be put into G0 to G3, as Unicode. In UTF-8 they
 * only concern bytes 0x20 to 0x7e.
 */
#ifndef SERVER_TERM_CHARSET_H
#define SERVER_TERM_CHARSET_H

#include <stdint.h>

enum charset {
	CHARSET_ASCII,
	CHARSET_GRAPHICS, /* DEC special graphics: lines and the like */
	CHARSET_UK, /* # is a pound sign */
	CHARSETS
};

/* The set that a designating sequence's final byte names; ASCII if unknown. */
enum charset charset_find(uint8_t final);

/* The code point of a byte 0x20 to 0x7e in a set. */
uint32_t charset_map(enum charset set, uint8_t byte);

#endif
