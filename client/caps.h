/*
 * What the user's terminal can do: its terminfo entry, corrected by what the
 * environment tells and later by the terminal's own replies. Only terminals
 * that move the cursor as ECMA-48 has it are accepted, so that nothing but the
 * presence of a capability has to be looked at when drawing.
 */
#ifndef CLIENT_CAPS_H
#define CLIENT_CAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

enum {
	CAPS_RGB = 1 << 24, /* colours: 24 bits */
	CAPS_STRING_MAX = 32,
	CAPS_KEYS_MAX = 48,
};

/* A key's string as terminfo has it. */
struct caps_key {
	char text[CAPS_STRING_MAX];
	uint32_t code; /* KEY_* */
	uint8_t mods; /* KEY_* bits */
};

struct caps {
	unsigned sx, sy; /* terminfo's size, 0 if it has none */
	unsigned colours; /* 0, 8, 16, 88, 256 or CAPS_RGB */
	unsigned attrs; /* STYLE_* bits it can show */
	bool underline; /* SGR 4 */
	bool underlines; /* SGR 4:N */
	bool underline_colour; /* SGR 58 */
	bool attr_off; /* SGR 22 to 29, 39 and 49; else only 0 */
	bool bce; /* erasing uses the background colour */
	bool last_column; /* writing there does not move to the next row */
	bool soft_wrap; /* wraps when a character follows the last column */
	bool wrap_off; /* DECAWM */
	bool ech; /* erase characters */
	bool cha; /* column address */
	bool il; /* insert and delete lines */
	bool region; /* DECSTBM, IND and RI */
	bool su; /* SU and SD */
	bool hide; /* DECTCEM */
	bool shape; /* DECSCUSR */
	bool utf8;
	bool xterm; /* xterm's modes and window operations */
	bool queries; /* answers, or at least ignores, DECRQM and DECRQSS */
	bool sync; /* mode 2026, once it has said so */
	bool kitty; /* the kitty keyboard protocol, once it has said so */
	bool escape_coded; /* it has been told to send Escape as CSI 27 u */
	bool alternate; /* has an alternate screen ... */
	bool alternate_kept; /* ... and what was there before comes back */
	char smcup[CAPS_STRING_MAX]; /* "" if there is none */
	char rmcup[CAPS_STRING_MAX];
	bool backspace_bs; /* Backspace sends BS, not DEL */
	struct caps_key keys[CAPS_KEYS_MAX]; /* sorted by text */
	unsigned nkeys;
};

/*
 * Read the capabilities of the terminal type term (the value of TERM, may be
 * NULL) and of the environment (COLORTERM, TMUX, TERM_PROGRAM, the locale's
 * variables). Returns -1 and sets e if terminfo does not know the type or it
 * cannot be drawn on.
 */
int caps_read(struct caps *c, const char *term, struct error *e);

/* Everything, for output that is not for a certain terminal. */
void caps_full(struct caps *c);

/*
 * Take note that the terminal speaks the kitty keyboard protocol: those that do
 * all have underline styles and colours, whatever TERM says.
 */
void caps_set_kitty(struct caps *c);

#endif
