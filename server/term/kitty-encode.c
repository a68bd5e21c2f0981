#include "server/term/kitty-encode.h"

#include "common/utf8.h"
#include "server/term/key-encode.h"

/* The protocol's progressive enhancements. */
enum kitty_flag {
	DISAMBIGUATE = 1 << 0,
	EVENT_TYPES = 1 << 1,
	ALTERNATE_KEYS = 1 << 2,
	ALL_AS_ESCAPES = 1 << 3,
	ASSOCIATED_TEXT = 1 << 4
};

enum {
	LOCKS = KEY_CAPS_LOCK | KEY_NUM_LOCK,
	PRIVATE_USE = 57344, /* of KEY_FUNCTIONAL */
	PRIVATE_F13 = 57376,
	PRIVATE_KP_0 = 57399,
	/* Lock keys, then (57441 on) the modifiers. */
	CAPS_LOCK = 57358,
	NUM_LOCK = 57360,
	LEFT_SHIFT = 57441,
	LAST_MODIFIER = 57454,
};

/* What is put into one sequence. */
struct fields {
	uint32_t key, shifted, base; /* shifted, base: 0 if left out */
	unsigned mods, event; /* event 1 is left out */
	const uint8_t *text; /* len 0: left out */
	size_t len;
	char final;
};

/* The protocol's number of a key, and the final byte that goes with it. */
static uint32_t
key_number(uint32_t code, char *final)
{
	struct key_sequence k = key_sequence_find(code);

	*final = 'u';
	if (code == KEY_F1 + 2) {
		/* CSI R would be a cursor position report. */
		*final = '~';
		return (13);
	}
	if (k.final != 0 && code != KEY_KP_BEGIN) {
		*final = k.final;
		return (k.number);
	}
	if (code >= KEY_F1 + 12 && code <= KEY_F35)
		return (PRIVATE_F13 + code - (KEY_F1 + 12));
	if (code >= KEY_KP_0 && code <= KEY_KP_BEGIN)
		return (PRIVATE_KP_0 + code - KEY_KP_0);
	if (code >= KEY_FUNCTIONAL)
		return (PRIVATE_USE + code - KEY_FUNCTIONAL);
	return (code);
}

static bool
is_modifier(uint32_t number)
{
	return ((number >= CAPS_LOCK && number <= NUM_LOCK) ||
	    (number >= LEFT_SHIFT && number <= LAST_MODIFIER));
}

static bool
has_text(const struct input *in)
{
	return (in->len > 0 && in->data[0] >= 0x20 && in->data[0] != 0x7f);
}

static void
put_text_field(const struct fields *f, struct buf *out)
{
	size_t i, n;
	uint32_t cp;

	for (i = 0; i < f->len; i += n) {
		n = utf8_decode((const char *)f->text + i, f->len - i, &cp);
		if (cp >= 0x20 && (cp < 0x7f || cp >= 0xa0))
			buf_printf(out, "%c%u", i == 0 ? ';' : ':', cp);
	}
}

static void
put_fields(const struct fields *f, struct buf *out)
{
	bool second = f->mods != 0 || f->event != KEY_PRESS;

	buf_put(out, "\033[", 2);
	if (f->key != 1 || second || f->len > 0)
		buf_printf(out, "%u", f->key);
	if (f->shifted != 0 || f->base != 0)
		buf_u8(out, ':');
	if (f->shifted != 0)
		buf_printf(out, "%u", f->shifted);
	if (f->base != 0)
		buf_printf(out, ":%u", f->base);
	if (second)
		buf_printf(out, ";%u", f->mods + 1);
	else if (f->len > 0)
		buf_u8(out, ';');
	if (f->event != KEY_PRESS)
		buf_printf(out, ":%u", f->event);
	put_text_field(f, out);
	buf_u8(out, (uint8_t)f->final);
}

/*
 * Whether the key is sent as it always was: text with no more than Shift, and
 * the three keys that one must be able to type "reset" with.
 */
static bool
is_plain(const struct input *in, unsigned flags)
{
	unsigned mods = in->mods & ~(unsigned)LOCKS;

	if (flags & ALL_AS_ESCAPES)
		return (false);
	if (in->code == KEY_ENTER || in->code == KEY_TAB ||
	    in->code == KEY_BACKSPACE)
		return (mods == 0);
	if (in->code >= KEY_BASE && !has_text(in))
		return (false);
	return ((mods & ~(unsigned)KEY_SHIFT) == 0 && in->code != KEY_ESCAPE);
}

/* Without the first flag, keys with modifiers are as they always were. */
static bool
is_legacy(const struct input *in, unsigned flags)
{
	return (!(flags & (DISAMBIGUATE | ALL_AS_ESCAPES)) &&
	    in->code < KEY_BASE && in->action != KEY_RELEASE &&
	    (in->action == KEY_PRESS || !(flags & EVENT_TYPES)));
}

static void
put_plain(const struct term *t, const struct input *in, struct buf *out)
{
	if (in->action == KEY_RELEASE)
		return;
	if (has_text(in))
		buf_put(out, in->data, in->len);
	else
		key_encode(t, in, out);
}

void
kitty_encode(const struct term *t, const struct input *in, unsigned flags,
    struct buf *out)
{
	struct fields f = {.event = KEY_PRESS};

	if (in->action == KEY_RELEASE && !(flags & EVENT_TYPES))
		return;
	if (is_plain(in, flags)) {
		put_plain(t, in, out);
		return;
	}
	if (is_legacy(in, flags)) {
		key_encode(t, in, out);
		return;
	}
	f.key = key_number(in->code, &f.final);
	if (is_modifier(f.key) && !(flags & ALL_AS_ESCAPES))
		return;
	f.mods = in->mods;
	if (in->code < KEY_BASE && !(flags & ALL_AS_ESCAPES))
		f.mods &= ~(unsigned)LOCKS;
	if (flags & EVENT_TYPES)
		f.event = in->action;
	if (flags & ALTERNATE_KEYS) {
		if (in->mods & KEY_SHIFT && in->shifted != in->code)
			f.shifted = in->shifted;
		if (in->base != in->code)
			f.base = in->base;
	}
	if (flags & ASSOCIATED_TEXT && flags & ALL_AS_ESCAPES &&
	    in->action != KEY_RELEASE && has_text(in)) {
		f.text = in->data;
		f.len = in->len;
	}
	put_fields(&f, out);
}
