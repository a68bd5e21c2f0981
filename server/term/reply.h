/*
 * Answers to the child. Nothing that the child has sent is ever part of one but
 * numbers: an answer comes back as if it had been typed.
 */
#ifndef SERVER_TERM_REPLY_H
#define SERVER_TERM_REPLY_H

#include "server/term/state.h"

/* Send an answer, cut at 1 kB. */
void reply(const struct term *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether the colours are dark (1) or light (2). */
void reply_colour_scheme(const struct term *t);

/* The handlers of the sequences that ask (a table of dispatch-csi.c). */
void reply_da1(struct term *t, const struct parser *p);
void reply_da2(struct term *t, const struct parser *p);
void reply_da3(struct term *t, const struct parser *p);
void reply_dsr(struct term *t, const struct parser *p);
void reply_private_dsr(struct term *t, const struct parser *p);
void reply_parameters(struct term *t, const struct parser *p);
void reply_version(struct term *t, const struct parser *p);
void reply_kitty(struct term *t, const struct parser *p);
void reply_key_modifiers(struct term *t, const struct parser *p);
void reply_presentation(struct term *t, const struct parser *p);

/* DCS $ q: the value of a setting, which the string names (DECRQSS). */
void reply_setting(struct term *t, const struct parser *p);
/* DCS + q: terminfo capabilities, their names in hexadecimal (XTGETTCAP). */
void reply_capability(struct term *t, const struct parser *p);

/* XTWINOPS that report a size: 14, 15, 16, 18, 19. */
void reply_size(const struct term *t, unsigned what);

#endif
