#include "server/term/mouse-encode.h"

#include "common/utf8.h"
#include "server/term/key-encode.h"
#include "server/term/kitty-encode.h"
#include "server/term/term.h"

enum {
	CODE_SHIFT = 4,
	CODE_ALT = 8,
	CODE_CTRL = 16,
	CODE_MOTION = 32,
	WHEEL_KEYS = 3, /* cursor keys for one turn of the wheel */
	/* The largest coordinates that one byte, and two of UTF-8, can hold. */
	BYTE_MAX = 255 - 32,
	UTF8_TWO_MAX = 2047 - 32,
};

/* The button that a release is of in formats that do not say which. */
static unsigned
code_of(const struct input *in, bool says_release)
{
	unsigned code = in->button;

	if (in->action == MOUSE_RELEASE && !says_release)
		code = MOUSE_NONE;
	if (in->mods & KEY_SHIFT)
		code |= CODE_SHIFT;
	if (in->mods & (KEY_ALT | KEY_META))
		code |= CODE_ALT;
	if (in->mods & KEY_CTRL)
		code |= CODE_CTRL;
	if (in->action == MOUSE_MOTION)
		code |= CODE_MOTION;
	return (code);
}

static bool
is_wheel(const struct input *in)
{
	return (in->button >= MOUSE_WHEEL_UP && in->button < 128);
}

/* Whether the mode that is set asks for this event. */
static bool
is_wanted(const struct term *t, const struct input *in)
{
	if (is_wheel(in) && in->action != MOUSE_PRESS)
		return (false);
	if (in->action != MOUSE_MOTION && in->button == MOUSE_NONE)
		return (false);
	if (has_flag(t, FLAG_MOUSE_X10))
		return (in->action == MOUSE_PRESS && in->button < MOUSE_NONE);
	if (in->action != MOUSE_MOTION)
		return (true);
	if (has_flag(t, FLAG_MOUSE_MOTION))
		return (true);
	return (has_flag(t, FLAG_MOUSE_DRAG) && in->button != MOUSE_NONE);
}

static void
put_sgr(const struct term *t, const struct input *in, struct buf *out)
{
	unsigned x = in->x + 1u, y = in->y + 1u;

	if (has_flag(t, FLAG_MOUSE_PIXELS)) {
		x = in->x * CELL_PIXELS_X + CELL_PIXELS_X / 2;
		y = in->y * CELL_PIXELS_Y + CELL_PIXELS_Y / 2;
	}
	buf_printf(out, "\033[<%u;%u;%u%c", code_of(in, true), x, y,
	    in->action == MOUSE_RELEASE ? 'm' : 'M');
}

static void
put_utf8(struct buf *out, unsigned v)
{
	char text[UTF8_MAX];

	buf_put(out, text, utf8_put(v, text));
}

/* The first format: three characters, each 32 more than what it means. */
static void
put_bytes(const struct term *t, const struct input *in, struct buf *out)
{
	bool utf8 = has_flag(t, FLAG_MOUSE_UTF8);
	unsigned max = utf8 ? UTF8_TWO_MAX : BYTE_MAX, code = in->button;
	unsigned x = in->x + 1u, y = in->y + 1u;

	if (x > max || y > max)
		return;
	if (!has_flag(t, FLAG_MOUSE_X10))
		code = code_of(in, false);
	buf_put(out, "\033[M", 3);
	if (utf8) {
		put_utf8(out, code + 32);
		put_utf8(out, x + 32);
		put_utf8(out, y + 32);
	} else {
		buf_u8(out, (uint8_t)(code + 32));
		buf_u8(out, (uint8_t)(x + 32));
		buf_u8(out, (uint8_t)(y + 32));
	}
}

static void
put_wheel_keys(const struct term *t, const struct input *in, struct buf *out)
{
	struct input key = {.type = INPUT_KEY, .action = KEY_PRESS};
	unsigned i, flags = term_kitty(t);

	if (!is_alternate(t) || !has_flag(t, FLAG_ALT_SCROLL) ||
	    in->action != MOUSE_PRESS || in->button < MOUSE_WHEEL_UP ||
	    in->button > MOUSE_WHEEL_UP + 1)
		return;
	key.code = in->button == MOUSE_WHEEL_UP ? KEY_UP : KEY_DOWN;
	for (i = 0; i < WHEEL_KEYS; i++) {
		if (flags != 0)
			kitty_encode(t, &key, flags, out);
		else
			key_encode(t, &key, out);
	}
}

void
mouse_encode(const struct term *t, const struct input *in, struct buf *out)
{
	if (!(t->flags & FLAGS_MOUSE)) {
		put_wheel_keys(t, in, out);
		return;
	}
	if (!is_wanted(t, in))
		return;
	if (has_flag(t, FLAG_MOUSE_SGR) || has_flag(t, FLAG_MOUSE_PIXELS))
		put_sgr(t, in, out);
	else if (has_flag(t, FLAG_MOUSE_URXVT))
		buf_printf(out, "\033[%u;%u;%uM", code_of(in, false) + 32,
		    in->x + 1u, in->y + 1u);
	else
		put_bytes(t, in, out);
}
