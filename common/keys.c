#include "common/keys.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "compat/strl.h"
#include "common/frame.h"
#include "common/utf8.h"

enum {
	FLAG_FOCUSED = 1 << 0,
	FLAG_FIRST = 1 << 1,
	FLAG_LAST = 1 << 2,
	FLAG_ESCAPE = 1 << 3,
	FLAGS = 15,
};

/* The most bytes an event of each type may carry. */
static const uint32_t data_max[INPUT_TYPES] = {
    [INPUT_KEY] = INPUT_TEXT_MAX,
    [INPUT_PASTE] = INPUT_BYTES_MAX,
    [INPUT_RAW] = INPUT_BYTES_MAX,
};

void
input_encode(struct buf *b, const struct input *in)
{
	unsigned flags = 0;

	if (in->focused)
		flags |= FLAG_FOCUSED;
	if (in->first)
		flags |= FLAG_FIRST;
	if (in->last)
		flags |= FLAG_LAST;
	if (in->escape)
		flags |= FLAG_ESCAPE;
	buf_u8(b, (uint8_t)in->type);
	buf_u8(b, in->mods);
	buf_u8(b, in->action);
	buf_u8(b, in->button);
	buf_u8(b, (uint8_t)flags);
	buf_u16(b, in->x);
	buf_u16(b, in->y);
	buf_u32(b, in->code);
	buf_u32(b, in->shifted);
	buf_u32(b, in->base);
	buf_bytes(b, in->data, in->len);
}

static bool
in_range(const struct input *in)
{
	if (in->len > data_max[in->type] || in->code > KEY_LAST ||
	    in->shifted > 0x10ffff || in->base > 0x10ffff)
		return (false);
	if (in->type == INPUT_KEY)
		return (in->action >= KEY_PRESS && in->action <= KEY_RELEASE);
	if (in->type == INPUT_MOUSE)
		return (in->action <= MOUSE_MOTION &&
		    in->button <= MOUSE_BUTTON_MAX && in->x < SCREEN_MAX &&
		    in->y < SCREEN_MAX);
	return (true);
}

int
input_decode(struct reader *r, struct input *in, struct error *e)
{
	unsigned type, flags;

	*in = (struct input){0};
	type = reader_u8(r);
	in->mods = reader_u8(r);
	in->action = reader_u8(r);
	in->button = reader_u8(r);
	flags = reader_u8(r);
	in->x = reader_u16(r);
	in->y = reader_u16(r);
	in->code = reader_u32(r);
	in->shifted = reader_u32(r);
	in->base = reader_u32(r);
	in->len = reader_u32(r);
	in->data = reader_take(r, in->len);
	if (r->bad)
		return (error_set(e, "input: cut short"));
	if (type >= INPUT_TYPES)
		return (error_set(e, "input: unknown type %u", type));
	in->type = (enum input_type)type;
	if ((flags & ~FLAGS) != 0 || !in_range(in))
		return (error_set(e, "input: out of range"));
	in->focused = (flags & FLAG_FOCUSED) != 0;
	in->first = (flags & FLAG_FIRST) != 0;
	in->last = (flags & FLAG_LAST) != 0;
	in->escape = (flags & FLAG_ESCAPE) != 0;
	return (0);
}

static const struct {
	const char *name;
	uint32_t code;
} names[] = {
    /* The first name of a code is its canonical one. */
    {"esc", KEY_ESCAPE},
    {"escape", KEY_ESCAPE},
    {"tab", KEY_TAB},
    {"enter", KEY_ENTER},
    {"return", KEY_ENTER},
    {"space", ' '},
};

int
key_parse(const char *name, struct input *in, struct error *e)
{
	size_t i, len = strlen(name);
	uint32_t cp;

	*in = (struct input){.type = INPUT_KEY, .action = KEY_PRESS};
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcasecmp(name, names[i].name) == 0) {
			in->code = names[i].code;
			return (0);
		}
	}
	if (len == 6 && strncasecmp(name, "ctrl-", 5) == 0 &&
	    ((name[5] >= '@' && name[5] <= '_') ||
		(name[5] >= 'a' && name[5] <= 'z'))) {
		in->mods = KEY_CTRL;
		in->code = (uint8_t)name[5];
		if (in->code >= 'A' && in->code <= 'Z')
			in->code += 'a' - 'A';
		return (0);
	}
	if (len > 0 && utf8_decode(name, len, &cp) == len && cp > ' ' &&
	    (cp < 0x7f || cp >= 0xa0) && cp != 0xfffd) {
		in->code = cp;
		return (0);
	}
	return (error_set(e,
	    "unknown key \"%s\": use a single character, esc, tab, enter, "
	    "space or ctrl-X",
	    name));
}

void
key_name(const struct input *in, char *out, size_t size)
{
	char text[UTF8_MAX + 1];
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (in->mods == 0 && names[i].code == in->code) {
			strlcpy(out, names[i].name, size);
			return;
		}
	}
	text[utf8_put(in->code, text)] = '\0';
	snprintf(out, size, "%s%s", in->mods == KEY_CTRL ? "ctrl-" : "", text);
}

bool
key_equal(const struct input *a, const struct input *b)
{
	const unsigned locks = KEY_CAPS_LOCK | KEY_NUM_LOCK;

	return (a->type == INPUT_KEY && b->type == INPUT_KEY &&
	    a->code == b->code && (a->mods & ~locks) == (b->mods & ~locks));
}
