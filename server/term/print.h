/* Text onto the screen: wrapping, insertion, wide and combining characters. */
#ifndef SERVER_TERM_PRINT_H
#define SERVER_TERM_PRINT_H

#include <stddef.h>
#include <stdint.h>

#include "server/term/state.h"

/* n bytes 0x20 to 0x7e, in the character set in GL. */
void print_ascii(struct term *t, const uint8_t *text, size_t n);

/* n code points from U+00A0 on, and 0x20 to 0x7e between them. */
void print_text(struct term *t, const uint32_t *cp, size_t n);

/* The last graphic character n more times (REP). */
void print_repeat(struct term *t, unsigned n);

#endif
