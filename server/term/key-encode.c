#include "server/term/key-encode.h"

#include "common/utf8.h"

static const struct key_sequence sequences[] = {
    [KEY_UP - KEY_BASE] = {1, 'A', false, true},
    [KEY_DOWN - KEY_BASE] = {1, 'B', false, true},
    [KEY_RIGHT - KEY_BASE] = {1, 'C', false, true},
    [KEY_LEFT - KEY_BASE] = {1, 'D', false, true},
    [KEY_HOME - KEY_BASE] = {1, 'H', false, true},
    [KEY_END - KEY_BASE] = {1, 'F', false, true},
    [KEY_INSERT - KEY_BASE] = {2, '~', false, false},
    [KEY_DELETE - KEY_BASE] = {3, '~', false, false},
    [KEY_PAGE_UP - KEY_BASE] = {5, '~', false, false},
    [KEY_PAGE_DOWN - KEY_BASE] = {6, '~', false, false},
    [KEY_F1 - KEY_BASE] = {1, 'P', true, false},
    [KEY_F1 + 1 - KEY_BASE] = {1, 'Q', true, false},
    [KEY_F1 + 2 - KEY_BASE] = {1, 'R', true, false},
    [KEY_F1 + 3 - KEY_BASE] = {1, 'S', true, false},
    [KEY_F1 + 4 - KEY_BASE] = {15, '~', false, false},
    [KEY_F1 + 5 - KEY_BASE] = {17, '~', false, false},
    [KEY_F1 + 6 - KEY_BASE] = {18, '~', false, false},
    [KEY_F1 + 7 - KEY_BASE] = {19, '~', false, false},
    [KEY_F1 + 8 - KEY_BASE] = {20, '~', false, false},
    [KEY_F1 + 9 - KEY_BASE] = {21, '~', false, false},
    [KEY_F1 + 10 - KEY_BASE] = {23, '~', false, false},
    [KEY_F1 + 11 - KEY_BASE] = {24, '~', false, false},
};

/* The keypad: what it sends in application mode, and what is printed on it. */
static const struct {
	char application; /* after SS3 */
	char text;
} keypad[] = {
    [KEY_KP_0 - KEY_KP_0] = {'p', '0'},
    [KEY_KP_0 + 1 - KEY_KP_0] = {'q', '1'},
    [KEY_KP_0 + 2 - KEY_KP_0] = {'r', '2'},
    [KEY_KP_0 + 3 - KEY_KP_0] = {'s', '3'},
    [KEY_KP_0 + 4 - KEY_KP_0] = {'t', '4'},
    [KEY_KP_0 + 5 - KEY_KP_0] = {'u', '5'},
    [KEY_KP_0 + 6 - KEY_KP_0] = {'v', '6'},
    [KEY_KP_0 + 7 - KEY_KP_0] = {'w', '7'},
    [KEY_KP_0 + 8 - KEY_KP_0] = {'x', '8'},
    [KEY_KP_0 + 9 - KEY_KP_0] = {'y', '9'},
    [KEY_KP_DECIMAL - KEY_KP_0] = {'n', '.'},
    [KEY_KP_DIVIDE - KEY_KP_0] = {'o', '/'},
    [KEY_KP_MULTIPLY - KEY_KP_0] = {'j', '*'},
    [KEY_KP_SUBTRACT - KEY_KP_0] = {'m', '-'},
    [KEY_KP_ADD - KEY_KP_0] = {'k', '+'},
    [KEY_KP_ENTER - KEY_KP_0] = {'M', '\r'},
    [KEY_KP_EQUAL - KEY_KP_0] = {'X', '='},
    [KEY_KP_SEPARATOR - KEY_KP_0] = {'l', ','},
};

struct key_sequence
key_sequence_find(uint32_t code)
{
	static const struct key_sequence none, begin = {1, 'E', false, true};

	if (code == KEY_KP_BEGIN)
		return (begin);
	if (code < KEY_BASE ||
	    code - KEY_BASE >= sizeof sequences / sizeof sequences[0])
		return (none);
	return (sequences[code - KEY_BASE]);
}

uint32_t
key_without_keypad(uint32_t code)
{
	static const uint32_t keys[] = {
	    [KEY_KP_LEFT - KEY_KP_LEFT] = KEY_LEFT,
	    [KEY_KP_RIGHT - KEY_KP_LEFT] = KEY_RIGHT,
	    [KEY_KP_UP - KEY_KP_LEFT] = KEY_UP,
	    [KEY_KP_DOWN - KEY_KP_LEFT] = KEY_DOWN,
	    [KEY_KP_PAGE_UP - KEY_KP_LEFT] = KEY_PAGE_UP,
	    [KEY_KP_PAGE_DOWN - KEY_KP_LEFT] = KEY_PAGE_DOWN,
	    [KEY_KP_HOME - KEY_KP_LEFT] = KEY_HOME,
	    [KEY_KP_END - KEY_KP_LEFT] = KEY_END,
	    [KEY_KP_INSERT - KEY_KP_LEFT] = KEY_INSERT,
	    [KEY_KP_DELETE - KEY_KP_LEFT] = KEY_DELETE,
	};

	if (code >= KEY_KP_LEFT && code <= KEY_KP_DELETE)
		return (keys[code - KEY_KP_LEFT]);
	return (code);
}

int
key_control(uint32_t code)
{
	static const char digits[] = "\000\033\034\035\036\037\177";

	if (code >= 'a' && code <= 'z')
		return ((int)(code - 'a' + 1));
	if (code >= '@' && code <= '_')
		return ((int)(code - '@'));
	if (code >= '2' && code <= '8')
		return (digits[code - '2']);
	switch (code) {
	case ' ':
	case '`':
		return (0);
	case '/':
		return (0x1f);
	case '?':
		return (0x7f);
	case '~':
		return (0x1e);
	}
	return (-1);
}

/* Modifiers that the legacy sequences have; Meta is their fourth. */
static unsigned
legacy_mods(const struct input *in)
{
	unsigned mods = in->mods & (KEY_SHIFT | KEY_ALT | KEY_CTRL);

	return (in->mods & KEY_META ? mods | 8 : mods);
}

static void
put_sequence(const struct term *t, const struct key_sequence *k, unsigned mods,
    struct buf *out)
{
	if (mods != 0)
		buf_printf(out, "\033[%u;%u%c", k->number, mods + 1, k->final);
	else if (k->ss3 || (k->cursor && has_flag(t, FLAG_CURSOR_KEYS)))
		buf_printf(out, "\033O%c", k->final);
	else if (k->number == 1)
		buf_printf(out, "\033[%c", k->final);
	else
		buf_printf(out, "\033[%u%c", k->number, k->final);
}

/*
 * terminfo's kf13 to kf63: F1 to F12 with Shift, then Ctrl, Ctrl and Shift.
 */
static bool
high_function_key(uint32_t *code, unsigned *mods)
{
	static const uint8_t added[] = {0, KEY_SHIFT, KEY_CTRL};
	uint32_t n;

	if (*code < KEY_F1 + 12 || *code > KEY_F35)
		return (false);
	n = *code - KEY_F1;
	*code = KEY_F1 + n % 12;
	*mods |= added[n / 12];
	return (true);
}

static void
prefix_alt(unsigned mods, struct buf *out)
{
	if (mods & (KEY_ALT | 8))
		buf_u8(out, '\033');
}

static void
put_code_point(uint32_t cp, struct buf *out)
{
	char text[UTF8_MAX];

	buf_put(out, text, utf8_put(cp, text));
}

/* Text that a terminal may send: no control characters but what Ctrl makes. */
static bool
is_text(const struct input *in)
{
	return (in->len > 0 && in->data[0] >= 0x20 && in->data[0] != 0x7f);
}

/* The character that Shift makes of the key's, as far as it is known. */
static uint32_t
shifted(const struct input *in)
{
	if (!(in->mods & KEY_SHIFT))
		return (in->code);
	if (in->shifted != 0)
		return (in->shifted);
	return (in->code >= 'a' && in->code <= 'z' ? in->code - 32 : in->code);
}

/* The keys that are a control character: Tab, Enter, Escape, Backspace. */
static bool
is_control_key(uint32_t code)
{
	return (code == KEY_TAB || code == KEY_ENTER || code == KEY_ESCAPE ||
	    code == KEY_BACKSPACE);
}

/*
 * Whether modifyOtherKeys makes a sequence of the key. Level 1 leaves alone what
 * has an encoding, level 2 only what Shift alone does to text.
 */
static bool
other_key(const struct term *t, const struct input *in, unsigned mods)
{
	uint32_t code = in->code;

	if (mods == 0 || t->other_keys == 0)
		return (false);
	if (t->other_keys == 2) {
		if (code == KEY_BACKSPACE)
			return (mods != KEY_CTRL && mods != KEY_SHIFT);
		if (mods == KEY_SHIFT)
			return (is_control_key(code) || code == ' ');
		return (true);
	}
	if (code == KEY_BACKSPACE || code == KEY_ESCAPE)
		return (false);
	if (code == KEY_TAB)
		return (mods != KEY_SHIFT && mods != KEY_ALT);
	if (code == KEY_ENTER)
		return (mods != KEY_ALT);
	if (!(mods & KEY_CTRL))
		return (false);
	if (key_control(code) == -1)
		return (true);
	return ((mods & KEY_SHIFT) && code >= 'a' && code <= 'z');
}

static void
put_control_key(const struct term *t, const struct input *in, unsigned mods,
    struct buf *out)
{
	bool swap = has_flag(t, FLAG_BACKARROW);

	if (in->code == KEY_TAB && (mods & KEY_SHIFT)) {
		prefix_alt(mods, out);
		buf_put(out, "\033[Z", 3);
		return;
	}
	prefix_alt(mods, out);
	if (in->code == KEY_BACKSPACE)
		buf_u8(out, swap == ((mods & KEY_CTRL) != 0) ? 0x7f : 0x08);
	else
		buf_u8(out, (uint8_t)in->code);
	if (in->code == KEY_ENTER && has_flag(t, FLAG_NEWLINE))
		buf_u8(out, '\n');
}

static void
put_text_key(const struct input *in, unsigned mods, struct buf *out)
{
	int control = -1;

	prefix_alt(mods, out);
	if (mods & KEY_CTRL) {
		control = key_control(in->code);
		if (control == -1 || (mods & KEY_SHIFT))
			control = key_control(shifted(in)) == -1
			    ? control
			    : key_control(shifted(in));
	}
	if (control != -1)
		buf_u8(out, (uint8_t)control);
	else if (is_text(in))
		buf_put(out, in->data, in->len);
	else
		put_code_point(shifted(in), out);
}

static void
put_keypad(const struct term *t, const struct input *in, unsigned mods,
    struct buf *out)
{
	size_t i = in->code - KEY_KP_0;

	prefix_alt(mods, out);
	if (has_flag(t, FLAG_KEYPAD) && !(in->mods & KEY_NUM_LOCK))
		buf_printf(out, "\033O%c", keypad[i].application);
	else if (is_text(in))
		buf_put(out, in->data, in->len);
	else
		buf_u8(out, (uint8_t)keypad[i].text);
	if (keypad[i].text == '\r' && has_flag(t, FLAG_NEWLINE) &&
	    !has_flag(t, FLAG_KEYPAD))
		buf_u8(out, '\n');
}

/*
 * A key that follows an Escape at once comes as Alt and the key from a terminal
 * that cannot tell the two apart. Whoever asked for other keys to be sequences
 * could not, so it gets the two bytes of the one and the other, as it would from
 * that terminal itself.
 */
static void
put_after_escape(const struct term *t, const struct input *in, struct buf *out)
{
	struct input key = *in;

	buf_u8(out, '\033');
	key.escape = false;
	key.mods &= (uint8_t)~KEY_ALT;
	key_encode(t, &key, out);
}

void
key_encode(const struct term *t, const struct input *in, struct buf *out)
{
	uint32_t code = key_without_keypad(in->code);
	unsigned mods = legacy_mods(in);
	struct key_sequence k;

	if (in->escape && t->other_keys != 0) {
		put_after_escape(t, in, out);
		return;
	}
	high_function_key(&code, &mods);
	k = key_sequence_find(code);
	if (k.final != 0)
		put_sequence(t, &k, mods, out);
	else if (code >= KEY_KP_0 && code <= KEY_KP_SEPARATOR)
		put_keypad(t, in, mods, out);
	else if (code >= KEY_BASE)
		return; /* there is nothing for it */
	else if (other_key(t, in, mods))
		buf_printf(out, "\033[27;%u;%u~", mods + 1, shifted(in));
	else if (is_control_key(code))
		put_control_key(t, in, mods, out);
	else
		put_text_key(in, mods, out);
}
