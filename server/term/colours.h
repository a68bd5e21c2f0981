/*
 * The palette and the dynamic colours (OSC 4, 10 to 19, 104, 110 to 119): what
 * the child sets is remembered, so that it is told so when it asks. Nobody is
 * shown other colours for it.
 */
#ifndef SERVER_TERM_COLOURS_H
#define SERVER_TERM_COLOURS_H

#include "server/term/state.h"

/* As long as nobody has said what the viewer's are: light grey on black. */
void colours_init(struct term *t);
void colours_reset(struct term *t);
/* Whether what has no colour of its own is on a light background. */
bool colours_light(const struct term *t);

/* What follows the number of the OSC: "1;#102030;2;?". */
void colours_palette(struct term *t, const struct parser *p, const char *args);
/* number is 10 to 19; further colours are of the numbers that follow. */
void colours_dynamic(
    struct term *t, const struct parser *p, unsigned number, const char *args);
/* OSC 104: the indices in args, or all; OSC 110 to 119. */
void colours_reset_palette(struct term *t, const char *args);
void colours_reset_dynamic(struct term *t, unsigned number);

/*
 * Parse a colour as XParseColor: #RGB with 1 to 4 digits each, or rgb:R/G/B.
 * Returns false if it is none.
 */
bool colours_parse(const char *text, uint32_t *rgb);

#endif
