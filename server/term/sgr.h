/* Select Graphic Rendition, in and out, and its stack. */
#ifndef SERVER_TERM_SGR_H
#define SERVER_TERM_SGR_H

#include "common/buf.h"
#include "server/term/state.h"

/* Apply the parameters of p from i on to a style. */
void sgr_apply(const struct parser *p, unsigned i, struct style *s);

/* The parameters that give this style from any: "0", "0;1;31". */
void sgr_format(const struct style *s, struct buf *out);

/* XTPUSHSGR (the attributes in the parameters, or all) and XTPOPSGR. */
void sgr_push(struct term *t, const struct parser *p);
void sgr_pop(struct term *t);

#endif
