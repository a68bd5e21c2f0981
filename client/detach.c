/*
 * held has the events since the first key of a sequence begun. When an event
 * breaks it, the oldest ones are let go until what is left begins a sequence
 * again (or nothing is left).
 */
#include "client/detach.h"

#include <string.h>

#include "common/utf8.h"
#include "common/xmalloc.h"

void
detach_init(struct detach *d, const struct input *keys, unsigned n)
{
	if (n < DETACH_KEYS_MIN || n > DETACH_KEYS_MAX)
		BUG("a detach sequence of %u keys", n);
	*d = (struct detach){.nkeys = n};
	memcpy(d->keys, keys, n * sizeof *keys);
}

/* Other keys that send the same control byte, and so are the same key. */
static const struct {
	uint32_t control; /* with Ctrl */
	uint32_t code;
	uint8_t mods;
} aliases[] = {
    {'@', ' ', KEY_CTRL},
    {'@', '2', KEY_CTRL | KEY_SHIFT},
    {'[', KEY_ESCAPE, 0},
    {'^', '6', KEY_CTRL | KEY_SHIFT},
    {'_', '-', KEY_CTRL | KEY_SHIFT},
    {'_', '/', KEY_CTRL},
    {'i', KEY_TAB, 0},
    {'m', KEY_ENTER, 0},
    {'h', KEY_BACKSPACE, KEY_CTRL},
};

static bool
matches_control(uint32_t code, const struct input *in, unsigned mods)
{
	bool letter = code >= 'a' && code <= 'z';
	size_t i;

	for (i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
		if (aliases[i].control == code && aliases[i].code == in->code &&
		    aliases[i].mods == mods)
			return (true);
	}
	if (mods == (KEY_CTRL | KEY_SHIFT))
		return (!letter && in->shifted == code);
	if (mods != KEY_CTRL)
		return (false);
	/* On a layout without the key, the one in its place. */
	return (in->code == code || (in->code >= 0x80 && in->base == code));
}

static bool
matches_plain(uint32_t code, const struct input *in, unsigned mods)
{
	char text[UTF8_MAX];
	size_t len;

	if ((mods & ~(unsigned)KEY_SHIFT) != 0)
		return (false);
	if (mods == 0 &&
	    (in->code == code || (in->code >= 0x80 && in->base == code)))
		return (true);
	if (code < ' ' || code == KEY_BACKSPACE)
		return (false);
	len = utf8_put(code, text);
	return ((mods == KEY_SHIFT && in->shifted == code) ||
	    (in->len == len && memcmp(in->data, text, len) == 0));
}

static bool
matches(const struct input *key, const struct input *in)
{
	unsigned mods = in->mods & ~(KEY_CAPS_LOCK | KEY_NUM_LOCK);

	if (key->mods == KEY_CTRL)
		return (matches_control(key->code, in, mods));
	return (matches_plain(key->code, in, mods));
}

/* Whether an event may come between two keys of the sequence. */
static bool
is_neutral(const struct input *in)
{
	/* The kitty protocol's Caps Lock to Num Lock, and Shift to Level 5. */
	const uint32_t caps_lock = KEY_FUNCTIONAL + 14,
		       num_lock = caps_lock + 2;
	const uint32_t shift = KEY_FUNCTIONAL + 97, level5 = shift + 13;

	switch (in->type) {
	case INPUT_KEY:
		return (in->action == KEY_RELEASE ||
		    (in->code >= caps_lock && in->code <= num_lock) ||
		    (in->code >= shift && in->code <= level5));
	case INPUT_MOUSE:
		return (in->action == MOUSE_MOTION);
	case INPUT_FOCUS:
		return (true);
	default:
		return (false);
	}
}

/* Whether the held keys from event first on are the sequence's first ones. */
static bool
is_prefix(const struct detach *d, unsigned first, unsigned *n)
{
	unsigned i;

	*n = 0;
	for (i = first; i < d->nheld; i++) {
		if (!d->held[i].key)
			continue;
		if (*n == d->nkeys || !matches(&d->keys[*n], &d->held[i].in))
			return (false);
		(*n)++;
	}
	return (*n > 0);
}

static void
hold(struct detach *d, const struct input *in)
{
	struct detach_event *e = &d->held[d->nheld++];

	e->in = *in;
	e->key = !is_neutral(in);
	if (in->len > sizeof e->text)
		BUG("a key with %u bytes of text", in->len);
	if (in->len > 0)
		memcpy(e->text, in->data, in->len);
	e->in.data = e->text;
}

/* Forget the events that have been let go. */
static void
drop(struct detach *d)
{
	unsigned i;

	d->nheld -= d->out;
	for (i = 0; i < d->nheld; i++) {
		d->held[i] = d->held[i + d->out];
		d->held[i].in.data = d->held[i].text;
	}
	d->out = d->taken = 0;
}

/* Let the oldest events go until the rest begins a sequence. */
static enum detach_result
settle(struct detach *d)
{
	unsigned n = 0;

	for (d->out = 0; d->out < d->nheld; d->out++) {
		if (d->held[d->out].key && is_prefix(d, d->out, &n))
			break;
	}
	if (d->out < d->nheld && n == d->nkeys) {
		/* nothing was let go: what is left had fewer keys */
		d->nheld = 0;
		return (DETACH_NOW);
	}
	return (d->out > 0 ? DETACH_PASS : DETACH_HELD);
}

enum detach_result
detach_feed(struct detach *d, const struct input *in)
{
	bool key = in->type == INPUT_KEY && !is_neutral(in);

	drop(d);
	d->now = NULL;
	if (d->nheld == 0 && (!key || !matches(&d->keys[0], in))) {
		d->now = in;
		return (DETACH_PASS);
	}
	if ((!key && !is_neutral(in)) || d->nheld == DETACH_HELD_MAX) {
		d->out = d->nheld;
		d->now = in;
		return (DETACH_PASS);
	}
	hold(d, in);
	return (settle(d));
}

bool
detach_next(struct detach *d, struct input *out)
{
	if (d->taken < d->out) {
		*out = d->held[d->taken++].in;
		return (true);
	}
	if (d->now != NULL) {
		*out = *d->now;
		d->now = NULL;
		return (true);
	}
	drop(d);
	return (false);
}

void
detach_flush(struct detach *d)
{
	d->out = d->nheld;
	d->taken = 0;
	d->now = NULL;
}
