#include "server/term/charset.h"

/* 0x5f to 0x7e: VT100 User Guide, table 3-9. */
static const uint16_t graphics[] = {
    0x00a0, 0x25c6, 0x2592, 0x2409, 0x240c, 0x240d, 0x240a, 0x00b0, /* _ to f */
    0x00b1, 0x2424, 0x240b, 0x2518, 0x2510, 0x250c, 0x2514, 0x253c, /* g to n */
    0x23ba, 0x23bb, 0x2500, 0x23bc, 0x23bd, 0x251c, 0x2524, 0x2534, /* o to v */
    0x252c, 0x2502, 0x2264, 0x2265, 0x03c0, 0x2260, 0x00a3, 0x00b7, /* w to ~ */
};

enum charset
charset_find(uint8_t final)
{
	switch (final) {
	case '0':
		return (CHARSET_GRAPHICS);
	case 'A':
		return (CHARSET_UK);
	}
	return (CHARSET_ASCII);
}

uint32_t
charset_map(enum charset set, uint8_t byte)
{
	if (set == CHARSET_GRAPHICS && byte >= 0x5f && byte <= 0x7e)
		return (graphics[byte - 0x5f]);
	if (set == CHARSET_UK && byte == '#')
		return (0xa3);
	return (byte);
}
