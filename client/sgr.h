/*
 * How a cell looks, in SGR (ECMA-48 8.3.117): styles fitted to what a terminal
 * can show, and the shortest change from one to another.
 */
#ifndef CLIENT_SGR_H
#define CLIENT_SGR_H

#include "client/caps.h"
#include "common/buf.h"
#include "common/style.h"

/*
 * Set out to the nearest style that the terminal can show: colours to the
 * nearest it has (xterm's values are taken for the palette), a bright colour
 * on a terminal of 8 to bold, kinds of underlines to a single one.
 */
void sgr_fit(const struct caps *c, const struct style *s, struct style *out);

/*
 * Write what changes the terminal from one fitted style to another; nothing if
 * they are equal.
 */
void sgr_change(const struct caps *c, const struct style *from,
    const struct style *to, struct buf *out);

/*
 * The style that a blank cell in style s is seen to have: of one without lines
 * or reversed colours only the background is seen.
 */
struct style sgr_blank(const struct style *s);

#endif
