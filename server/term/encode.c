/* term_encode: input events to bytes for the child. */
#include "common/keys.h"
#include "server/term/key-encode.h"
#include "server/term/kitty-encode.h"
#include "server/term/mouse-encode.h"
#include "server/term/term.h"

/* KAM is not heeded: whoever watches must be able to interrupt the child. */
static void
encode_key(const struct term *t, const struct input *in, struct buf *out)
{
	unsigned flags = term_kitty(t);

	if (flags != 0)
		kitty_encode(t, in, flags, out);
	else if (in->action != KEY_RELEASE)
		key_encode(t, in, out);
}

/*
 * Whether a byte of a bracketed paste is left out: ESC, which could begin the
 * sequence that ends it, and the other controls, some of which are signals to
 * the child's tty and so end it as well.
 */
static bool
ends_paste(uint8_t byte)
{
	return ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') ||
	    byte == 0x7f);
}

static void
put_clean(const uint8_t *data, size_t len, struct buf *out)
{
	size_t i, start = 0;

	for (i = 0; i < len; i++) {
		if (ends_paste(data[i])) {
			buf_put(out, data + start, i - start);
			start = i + 1;
		} else if (data[i] == 0xc2 && i + 1 < len &&
		    data[i + 1] >= 0x80 && data[i + 1] < 0xa0) {
			/* A C1 control, which may be CSI. */
			buf_put(out, data + start, i - start);
			start = i + 2;
			i++;
		}
	}
	buf_put(out, data + start, len - start);
}

static void
encode_paste(const struct term *t, const struct input *in, struct buf *out)
{
	if (!has_flag(t, FLAG_PASTE)) {
		buf_put(out, in->data, in->len);
		return;
	}
	if (in->first)
		buf_put(out, "\033[200~", 6);
	if (in->len > 0)
		put_clean(in->data, in->len, out);
	if (in->last)
		buf_put(out, "\033[201~", 6);
}

void
term_encode(const struct term *t, const struct input *in, struct buf *out)
{
	switch (in->type) {
	case INPUT_KEY:
		encode_key(t, in, out);
		break;
	case INPUT_PASTE:
		encode_paste(t, in, out);
		break;
	case INPUT_MOUSE:
		mouse_encode(t, in, out);
		break;
	case INPUT_FOCUS:
		if (has_flag(t, FLAG_FOCUS))
			buf_put(out, in->focused ? "\033[I" : "\033[O", 3);
		break;
	case INPUT_RAW:
		buf_put(out, in->data, in->len);
		break;
	case INPUT_TYPES:
		break;
	}
}
