/*
 * A key, paste or mouse event between a viewer's terminal and the child: the
 * client decodes it from what that terminal sends, the server encodes it as the
 * child has asked for. Also the names of keys in the configuration.
 */
#ifndef COMMON_KEYS_H
#define COMMON_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"

enum key_mod {
	KEY_SHIFT = 1 << 0,
	KEY_ALT = 1 << 1,
	KEY_CTRL = 1 << 2,
	KEY_SUPER = 1 << 3,
	KEY_HYPER = 1 << 4,
	KEY_META = 1 << 5,
	KEY_CAPS_LOCK = 1 << 6,
	KEY_NUM_LOCK = 1 << 7,
	KEY_MODS = 0xff, /* all: the kitty protocol's bits, less one */
};

/*
 * Codes of keys that send no text, in a private range above Unicode. A key
 * that sends text has its unshifted code point. Tab, Enter, Escape, Backspace
 * and Space are 9, 13, 27, 127 and 32.
 */
enum key_code {
	KEY_TAB = 9,
	KEY_ENTER = 13,
	KEY_ESCAPE = 27,
	KEY_BACKSPACE = 127,
	KEY_BASE = 0x110000,
	KEY_UP = KEY_BASE,
	KEY_DOWN,
	KEY_RIGHT,
	KEY_LEFT,
	KEY_HOME,
	KEY_END,
	KEY_INSERT,
	KEY_DELETE,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_F1,
	KEY_F35 = KEY_F1 + 34,
	KEY_KP_0, /* the keypad */
	KEY_KP_9 = KEY_KP_0 + 9,
	KEY_KP_DECIMAL,
	KEY_KP_DIVIDE,
	KEY_KP_MULTIPLY,
	KEY_KP_SUBTRACT,
	KEY_KP_ADD,
	KEY_KP_ENTER,
	KEY_KP_EQUAL,
	KEY_KP_SEPARATOR,
	KEY_KP_LEFT,
	KEY_KP_RIGHT,
	KEY_KP_UP,
	KEY_KP_DOWN,
	KEY_KP_PAGE_UP,
	KEY_KP_PAGE_DOWN,
	KEY_KP_HOME,
	KEY_KP_END,
	KEY_KP_INSERT,
	KEY_KP_DELETE,
	KEY_KP_BEGIN,
	KEY_FUNCTIONAL, /* + n: the kitty protocol's private-use code 57344 + n */
	KEY_LAST = KEY_FUNCTIONAL + 255,
};

enum input_type {
	INPUT_KEY, /* code, mods, action, text */
	INPUT_PASTE, /* bytes: a bracketed paste, or a part of one */
	INPUT_MOUSE, /* button, mods, x, y, action */
	INPUT_FOCUS, /* focused */
	INPUT_RAW, /* bytes: a sequence the client does not know */
	INPUT_TYPES,
};

enum key_action {
	KEY_PRESS = 1,
	KEY_REPEAT,
	KEY_RELEASE
};
enum mouse_action {
	MOUSE_PRESS,
	MOUSE_RELEASE,
	MOUSE_MOTION
};

enum {
	/* Buttons as in xterm's SGR reports, without modifiers and motion. */
	MOUSE_NONE = 3, /* motion with no button held */
	MOUSE_WHEEL_UP = 64,
	MOUSE_BUTTON_MAX = 131,
	INPUT_TEXT_MAX = 32, /* bytes of text of one key */
	INPUT_BYTES_MAX = 16384, /* bytes of one paste or raw event */
};

struct input {
	enum input_type type;
	uint32_t code; /* KEY: code point or KEY_*, at most KEY_LAST */
	uint32_t shifted; /* KEY: code point with Shift, 0 if not known */
	uint32_t base; /* KEY: code point on a US layout, 0 if not known */
	uint8_t mods; /* KEY, MOUSE: KEY_* bits */
	uint8_t action; /* KEY: key_action; MOUSE: mouse_action */
	uint8_t button; /* MOUSE */
	uint16_t x, y; /* MOUSE: cell, 0-based, on the child's screen */
	/*
	 * KEY: Alt (which is among the mods) was an ESC in front of the key, and
	 * may have been an Escape just before it.
	 */
	bool escape;
	bool focused; /* FOCUS */
	bool first, last; /* PASTE: this part begins, ends the paste */
	/*
	 * KEY: the text it produces, UTF-8 ("" if none); PASTE, RAW: the bytes.
	 * Borrowed: by the decoder's caller until its next call.
	 */
	const uint8_t *data;
	uint32_t len;
};

/* Write one event as the INPUT message carries it. */
void input_encode(struct buf *b, const struct input *in);
/*
 * Read one event; data is borrowed from the reader. Returns -1 and sets e if
 * anything is out of range.
 */
int input_decode(struct reader *r, struct input *in, struct error *e);

/*
 * Parse the name of a key as the configuration has it: a single character,
 * esc, escape, tab, enter, return, space, or ctrl-X with X one of @ A-Z [ \ ]
 * ^ _ (either case). Sets code and mods of in (type INPUT_KEY).
 */
int key_parse(const char *name, struct input *in, struct error *e);

/* Write the canonical name of a key ("ctrl-]", "esc", "d") to out. */
void key_name(const struct input *in, char *out, size_t size);

/* Whether two key events are the same key with the same modifiers. */
bool key_equal(const struct input *a, const struct input *b);

#endif
