/*
 * Bytes to control functions: Paul Williams' state machine for the VT500
 * (https://vt100.net/emu/dec_ansi_parser), with these departures:
 *
 * - Text is UTF-8. Malformed bytes become U+FFFD, one for each maximal part of a
 *   sequence. C1 controls are not honoured, neither as bytes 0x80 to 0x9f, which
 *   are malformed text, nor as U+0080 to U+009F, which are dropped.
 * - A byte from 0x80 on in an escape or control sequence cancels it and is text.
 * - A colon separates subparameters (ISO 8613-6) instead of spoiling the
 *   sequence.
 * - BEL ends an OSC string, as ST does.
 * - SUB and CAN discard the string that they cancel.
 * - APC, PM and SOS strings are swallowed.
 * - There are at most PARAM_MAX parameters, of at most PARAM_VALUE_MAX; the rest
 *   is ignored. More than two intermediates make a sequence unknown.
 * - An OSC or DCS string of more than STRING_MAX bytes is swallowed whole.
 */
#ifndef SERVER_TERM_PARSE_H
#define SERVER_TERM_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PARAM_MAX = 64,
	PARAM_VALUE_MAX = 65535,
	STRING_MAX = 4096, /* bytes */
	TEXT_BATCH = 128, /* code points given at once */
};

/* A sequence as it has been read so far, or as it is dispatched. */
struct parser {
	uint8_t state; /* enum parse_state */
	uint8_t prefix; /* '<' to '?' at the start of the parameters, or 0 */
	uint8_t inter[2]; /* intermediates, 0 where there is none */
	uint8_t final;
	uint8_t bell; /* the string was ended by BEL */
	uint8_t inters; /* intermediates seen; may be more than 2 */
	uint8_t nparams; /* at most PARAM_MAX */
	uint8_t params_full; /* further ones are ignored */
	uint8_t string_full; /* the string is longer than STRING_MAX */
	uint16_t param[PARAM_MAX];
	uint64_t given; /* bit i: parameter i has digits */
	uint64_t sub; /* bit i: it follows a colon */
	uint16_t len; /* bytes of string */
	uint8_t string[STRING_MAX + 1]; /* OSC or DCS; ends in NUL if given */
	/* A UTF-8 sequence that is not complete. */
	uint8_t need; /* bytes that it lacks; 0 if there is none */
	uint8_t low, high; /* the range of the next */
	uint32_t cp; /* the bits so far */
};

/* What the parser calls; p is borrowed for the call. */
struct parser_ops {
	/* n bytes 0x20 to 0x7e. */
	void (*ascii)(void *arg, const uint8_t *text, size_t n);
	/* n code points from U+00A0 on, and 0x20 to 0x7e between them. */
	void (*text)(void *arg, const uint32_t *cp, size_t n);
	/* A C0 control other than ESC, CAN and SUB. */
	void (*control)(void *arg, uint8_t byte);
	/* inter, final */
	void (*escape)(void *arg, const struct parser *p);
	/* prefix, parameters, inter, final */
	void (*csi)(void *arg, const struct parser *p);
	/* string, len, bell */
	void (*osc)(void *arg, const struct parser *p);
	/* prefix, parameters, inter, final, string, len */
	void (*dcs)(void *arg, const struct parser *p);
};

/* In ground state, with nothing begun. */
void parser_init(struct parser *p);

void parser_feed(struct parser *p, const struct parser_ops *ops, void *arg,
    const uint8_t *data, size_t len);

/* Whether the values are such as the parser itself makes them. */
bool parser_valid(const struct parser *p);

/* Whether a sequence is not complete, so that what was read of it matters. */
bool parser_in_sequence(const struct parser *p);
/* Whether a string is being collected, so that string and len matter. */
bool parser_in_string(const struct parser *p);

/* Parameter i, or value if it is not there or empty. */
static inline unsigned
param_get(const struct parser *p, unsigned i, unsigned value)
{
	if (i >= p->nparams || !(p->given >> i & 1))
		return (value);
	return (p->param[i]);
}

/* The same for a count, where 0 means 1. */
static inline unsigned
param_count(const struct parser *p, unsigned i)
{
	unsigned n = param_get(p, i, 1);

	return (n == 0 ? 1 : n);
}

/* Whether parameter i is a subparameter of those before it. */
static inline bool
param_is_sub(const struct parser *p, unsigned i)
{
	return (i < p->nparams && (p->sub >> i & 1));
}

#endif
