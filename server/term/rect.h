/* Rectangular areas: the handlers of their sequences. */
#ifndef SERVER_TERM_RECT_H
#define SERVER_TERM_RECT_H

#include "server/term/state.h"

void rect_fill(struct term *t, const struct parser *p); /* DECFRA */
void rect_erase(struct term *t, const struct parser *p); /* DECERA */
void rect_erase_selective(struct term *t, const struct parser *p); /* DECSERA */
void rect_copy(struct term *t, const struct parser *p); /* DECCRA */
void rect_change(struct term *t, const struct parser *p); /* DECCARA */
void rect_reverse(struct term *t, const struct parser *p); /* DECRARA */
void rect_extent(struct term *t, const struct parser *p); /* DECSACE */
void rect_checksum(struct term *t, const struct parser *p); /* DECRQCRA */

#endif
