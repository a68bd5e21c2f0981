/*
 * A parser that looks at the whole buffer from the first byte not yet taken and
 * either takes one event from it or finds it incomplete. As what is incomplete
 * is short, nothing is remembered between calls but the state.
 */
#include "client/keys.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/utf8.h"
#include "common/xmalloc.h"

enum {
	ESC = 0x1b,
	PARAMS_MAX = 8,
	SUBS_MAX = 3,
	KITTY_FIRST = 57344, /* code points of keys without text */
	KITTY_LAST = KITTY_FIRST + 255,
};

/* What a look at the buffer found. */
enum found {
	FOUND_NOTHING, /* incomplete */
	FOUND_INPUT,
	FOUND_REPLY,
	FOUND_OTHER /* not what it was taken for */
};

struct look {
	struct keys *k;
	const uint8_t *p; /* the bytes */
	size_t n;
	size_t used; /* bytes of what was found */
	bool slow; /* incomplete: can only be a reply, give it time */
	struct input *in;
	struct keys_reply *reply;
};

/* Keys by number: ESC [ n ~ and its rxvt variants. */
static const struct {
	uint8_t number;
	uint32_t code;
} numbered[] = {
    {1, KEY_HOME},
    {2, KEY_INSERT},
    {3, KEY_DELETE},
    {4, KEY_END},
    {5, KEY_PAGE_UP},
    {6, KEY_PAGE_DOWN},
    {7, KEY_HOME},
    {8, KEY_END},
    {11, KEY_F1},
    {12, KEY_F1 + 1},
    {13, KEY_F1 + 2},
    {14, KEY_F1 + 3},
    {15, KEY_F1 + 4},
    {17, KEY_F1 + 5},
    {18, KEY_F1 + 6},
    {19, KEY_F1 + 7},
    {20, KEY_F1 + 8},
    {21, KEY_F1 + 9},
    {23, KEY_F1 + 10},
    {24, KEY_F1 + 11},
    {25, KEY_F1 + 12},
    {26, KEY_F1 + 13},
    {28, KEY_F1 + 14},
    {29, KEY_F1 + 15},
    {31, KEY_F1 + 16},
    {32, KEY_F1 + 17},
    {33, KEY_F1 + 18},
    {34, KEY_F1 + 19},
};

/* Keys by their last byte: ESC [ X, ESC [ 1 ; m X and ESC O X. */
static const struct {
	char final;
	bool csi, ss3;
	uint32_t code;
	uint8_t mods;
} lettered[] = {
    {'A', true, true, KEY_UP, 0},
    {'B', true, true, KEY_DOWN, 0},
    {'C', true, true, KEY_RIGHT, 0},
    {'D', true, true, KEY_LEFT, 0},
    {'E', true, true, KEY_KP_BEGIN, 0},
    {'F', true, true, KEY_END, 0},
    {'H', true, true, KEY_HOME, 0},
    {'P', true, true, KEY_F1, 0},
    {'Q', true, true, KEY_F1 + 1, 0},
    {'R', true, true, KEY_F1 + 2, 0},
    {'S', true, true, KEY_F1 + 3, 0},
    {'Z', true, false, KEY_TAB, KEY_SHIFT},
    {'a', true, false, KEY_UP, KEY_SHIFT}, /* rxvt */
    {'b', true, false, KEY_DOWN, KEY_SHIFT},
    {'c', true, false, KEY_RIGHT, KEY_SHIFT},
    {'d', true, false, KEY_LEFT, KEY_SHIFT},
    {'a', false, true, KEY_UP, KEY_CTRL},
    {'b', false, true, KEY_DOWN, KEY_CTRL},
    {'c', false, true, KEY_RIGHT, KEY_CTRL},
    {'d', false, true, KEY_LEFT, KEY_CTRL},
    {' ', false, true, ' ', 0}, /* the keypad */
    {'I', false, true, KEY_TAB, 0},
    {'M', false, true, KEY_KP_ENTER, 0},
    {'X', false, true, KEY_KP_EQUAL, 0},
    {'j', false, true, KEY_KP_MULTIPLY, 0},
    {'k', false, true, KEY_KP_ADD, 0},
    {'l', false, true, KEY_KP_SEPARATOR, 0},
    {'m', false, true, KEY_KP_SUBTRACT, 0},
    {'n', false, true, KEY_KP_DECIMAL, 0},
    {'o', false, true, KEY_KP_DIVIDE, 0},
    {'p', false, true, KEY_KP_0, 0},
    {'q', false, true, KEY_KP_0 + 1, 0},
    {'r', false, true, KEY_KP_0 + 2, 0},
    {'s', false, true, KEY_KP_0 + 3, 0},
    {'t', false, true, KEY_KP_0 + 4, 0},
    {'u', false, true, KEY_KP_0 + 5, 0},
    {'v', false, true, KEY_KP_0 + 6, 0},
    {'w', false, true, KEY_KP_0 + 7, 0},
    {'x', false, true, KEY_KP_0 + 8, 0},
    {'y', false, true, KEY_KP_0 + 9, 0},
};

static const char paste_end[] = "\033[201~";
enum {
	PASTE_END_LEN = sizeof paste_end - 1
};

void
keys_init(struct keys *k, const struct caps *caps)
{
	memset(k, 0, offsetof(struct keys, buf));
	k->start = 1;
	k->button = MOUSE_NONE;
	k->caps = caps;
}

void
keys_put(struct keys *k, const void *data, size_t n)
{
	if (n > KEYS_PUT_MAX || k->len > KEYS_STRING_MAX + 64)
		BUG("%zu bytes of input with %zu not taken", n, k->len);
	if (k->len > 0)
		memmove(k->buf + 1, k->buf + k->start, k->len);
	k->start = 1;
	memcpy(k->buf + 1 + k->len, data, n);
	k->len += n;
	k->flush = false;
}

const uint8_t *
keys_raw(const struct keys *k, size_t *len)
{
	*len = k->raw_len;
	return (k->raw);
}

/* Making events. */

static enum found
found_raw(struct look *l, size_t used)
{
	*l->in = (struct input){
	    .type = INPUT_RAW, .data = l->p, .len = (uint32_t)used};
	l->used = used;
	return (FOUND_INPUT);
}

static enum found
found_reply(
    struct look *l, size_t used, enum reply_type type, unsigned a, unsigned b)
{
	found_raw(l, used);
	*l->reply = (struct keys_reply){.type = type, .a = a, .b = b};
	return (FOUND_REPLY);
}

static enum found
found_key(struct look *l, size_t used, uint32_t code, unsigned mods)
{
	*l->in = (struct input){
	    .type = INPUT_KEY,
	    .code = code,
	    .mods = (uint8_t)mods,
	    .action = KEY_PRESS,
	    .data = l->k->text,
	};
	l->used = used;
	return (FOUND_INPUT);
}

static bool
is_printable(uint32_t cp)
{
	return (cp >= 0x20 && cp != 0x7f && (cp < 0x80 || cp >= 0xa0) &&
	    cp <= 0x10ffff && (cp < 0xd800 || cp > 0xdfff));
}

static void
add_text(struct look *l, uint32_t cp)
{
	char text[UTF8_MAX];
	size_t n;

	if (!is_printable(cp))
		return;
	n = utf8_put(cp, text);
	if (n > INPUT_TEXT_MAX - l->in->len)
		return;
	memcpy(l->k->text + l->in->len, text, n);
	l->in->len += (uint32_t)n;
}

/* An upper case letter's lower case; cp itself if it has none. */
static uint32_t
lower_of(uint32_t cp)
{
	uint32_t lower = (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);

	if ((uint32_t)utf8proc_toupper((utf8proc_int32_t)lower) != cp)
		return (cp);
	return (lower);
}

/* A key that sent the text cp: for an upper case letter, Shift is implied. */
static enum found
found_text(struct look *l, size_t used, uint32_t cp, unsigned mods)
{
	uint32_t lower = lower_of(cp);

	if (lower != cp)
		mods |= KEY_SHIFT;
	found_key(l, used, lower, mods);
	if (lower != cp)
		l->in->shifted = cp;
	if ((mods & KEY_ALT) == 0)
		add_text(l, cp);
	return (FOUND_INPUT);
}

/* The text of a key of which only the code and the modifiers were sent. */
static void
derive_text(struct look *l)
{
	const unsigned silent =
	    KEY_ALT | KEY_CTRL | KEY_SUPER | KEY_HYPER | KEY_META;
	struct input *in = l->in;
	bool shift = (in->mods & KEY_SHIFT) != 0;
	bool letter = in->code >= 'a' && in->code <= 'z';

	if ((in->mods & silent) != 0 || in->action == KEY_RELEASE)
		return;
	if (letter && (in->mods & KEY_CAPS_LOCK) != 0)
		shift = !shift;
	if (!shift)
		add_text(l, in->code);
	else if (in->shifted != 0)
		add_text(l, in->shifted);
	else if (letter)
		add_text(l, in->code - 'a' + 'A');
}

/* C0 and DEL. */
static enum found
look_control(struct look *l, size_t used, uint8_t c, unsigned mods)
{
	if (c == KEY_TAB || c == KEY_ENTER || c == KEY_ESCAPE ||
	    c == KEY_BACKSPACE)
		return (found_key(l, used, c, mods));
	if (c == '\b' && l->k->caps != NULL && l->k->caps->backspace_bs)
		return (found_key(l, used, KEY_BACKSPACE, mods));
	if (c == 0)
		return (found_key(l, used, ' ', mods | KEY_CTRL));
	return (found_key(
	    l, used, c + (c <= 26 ? 'a' - 1u : '@' + 0u), mods | KEY_CTRL));
}

/* UTF-8 at offset at of the look. */
static enum found
look_text(struct look *l, size_t at, unsigned mods)
{
	uint32_t cp;
	size_t n = utf8_decode((const char *)l->p + at, l->n - at, &cp);

	if (cp == 0xfffd && (n != 3 || l->p[at] != 0xef)) {
		/* bad bytes, or the first of a character */
		if (at + n == l->n && l->p[at] >= 0xc2 && l->p[at] <= 0xf4)
			return (FOUND_NOTHING);
		return (at == 0 ? found_raw(l, n) : FOUND_OTHER);
	}
	if (!is_printable(cp))
		return (at == 0 ? found_raw(l, n) : FOUND_OTHER);
	return (found_text(l, at + n, cp, mods));
}

static int
compare_known(const void *a, const void *b)
{
	const struct caps_key *one = a, *other = b;

	return (strcmp(one->text, other->text));
}

/* A string of the terminal's own entry. */
static enum found
look_known(struct look *l, size_t used)
{
	const struct caps *caps = l->k->caps;
	struct caps_key *k, key = {.code = 0};

	if (caps == NULL || used >= sizeof key.text)
		return (found_raw(l, used));
	memcpy(key.text, l->p, used);
	key.text[used] = '\0';
	k = bsearch(&key, caps->keys, caps->nkeys, sizeof key, compare_known);
	if (k == NULL)
		return (found_raw(l, used));
	return (found_key(l, used, k->code, k->mods));
}

/* Control sequences. */

struct csi {
	uint8_t private; /* < = > ?, 0 if none */
	uint8_t inter; /* the intermediate byte, 0 if none */
	uint8_t final;
	unsigned n; /* parameters, at most PARAMS_MAX */
	uint32_t param[PARAMS_MAX][SUBS_MAX]; /* 0 if left out */
	const uint8_t
	    *third; /* where the third begins, NULL if there is none */
	size_t len;
};

static const uint8_t *
parse_number(const uint8_t *p, uint32_t *value)
{
	for (*value = 0; *p >= '0' && *p <= '9'; p++) {
		if (*value < 100000000)
			*value = *value * 10 + (*p - '0');
	}
	return (p);
}

static void
parse_params(struct csi *c, const uint8_t *p)
{
	unsigned sub = 0;
	uint32_t value;

	for (c->n = 1;; p++) {
		p = parse_number(p, &value);
		if (c->n <= PARAMS_MAX && sub < SUBS_MAX)
			c->param[c->n - 1][sub] = value;
		if (*p == ':')
			sub++;
		else if (*p == ';') {
			sub = 0;
			if (++c->n == 3)
				c->third = p + 1;
		} else
			break;
	}
	if (c->n > PARAMS_MAX)
		c->n = PARAMS_MAX;
}

/*
 * Find the end of the control sequence at p and its parts. FOUND_OTHER: broken
 * off by a byte that cannot be in one, at c->len.
 */
static enum found
scan_csi(const struct look *l, struct csi *c)
{
	size_t i = 2, params;
	bool simple;

	*c = (struct csi){0};
	if (i < l->n && l->p[i] >= '<' && l->p[i] <= '?')
		c->private = l->p[i++];
	for (params = i; i < l->n && l->p[i] >= '0' && l->p[i] <= '?'; i++)
		;
	/* rxvt: ESC [ n $ is all there is. */
	simple = c->private == 0 && i > params &&
	    memchr(l->p + params, ';', i - params) == NULL;
	for (; i < l->n && l->p[i] >= ' ' && l->p[i] <= '/'; i++) {
		c->inter = l->p[i];
		if (simple && c->inter == '$')
			break;
	}
	c->len = i;
	if (i == l->n)
		return (i > KEYS_CSI_MAX ? FOUND_OTHER : FOUND_NOTHING);
	if (c->inter == 0 || !simple || c->inter != '$') {
		if (l->p[i] < '@' || l->p[i] > '~')
			return (FOUND_OTHER);
	}
	c->final = l->p[i];
	c->len = i + 1;
	parse_params(c, l->p + params);
	return (FOUND_INPUT);
}

/* Set the modifiers and the action that a parameter gives; false if bad. */
static bool
set_mods(struct input *in, const uint32_t param[SUBS_MAX])
{
	if (param[0] > KEY_MODS + 1 || param[1] > KEY_RELEASE)
		return (false);
	if (param[0] > 0)
		in->mods |= (uint8_t)(param[0] - 1);
	if (param[1] > 0)
		in->action = (uint8_t)param[1];
	return (true);
}

static enum found
found_with_mods(struct look *l, const struct csi *c, uint32_t code, unsigned m)
{
	found_key(l, c->len, code, m);
	return (
	    set_mods(l->in, c->param[1]) ? FOUND_INPUT : found_raw(l, c->len));
}

/* A code as the kitty protocol numbers keys; KEY_LAST + 1 if out of range. */
static uint32_t
kitty_code(uint32_t cp)
{
	if (cp >= KITTY_FIRST + 32 && cp <= KITTY_FIRST + 54)
		return (KEY_F1 + 12 + cp - (KITTY_FIRST + 32));
	if (cp >= KITTY_FIRST + 55 && cp <= KITTY_FIRST + 83)
		return (KEY_KP_0 + cp - (KITTY_FIRST + 55));
	if (cp >= KITTY_FIRST && cp <= KITTY_LAST)
		return (KEY_FUNCTIONAL + cp - KITTY_FIRST);
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return (KEY_LAST + 1);
	return (cp);
}

/* A key given by its code point: kitty and xterm, whose is the shifted one. */
static enum found
found_coded(struct look *l, const struct csi *c, const uint32_t code[SUBS_MAX],
    const uint32_t mods[SUBS_MAX])
{
	uint32_t k = kitty_code(code[0]);
	uint32_t lower = k < KEY_BASE ? lower_of(k) : k;

	if (k > KEY_LAST || !is_printable(code[1] == 0 ? ' ' : code[1]) ||
	    !is_printable(code[2] == 0 ? ' ' : code[2]))
		return (found_raw(l, c->len));
	found_key(l, c->len, lower, 0);
	l->in->shifted = lower != k ? k : code[1];
	l->in->base = code[2];
	if (!set_mods(l->in, mods))
		return (found_raw(l, c->len));
	return (FOUND_INPUT);
}

static enum found
csi_u(struct look *l, const struct csi *c)
{
	static const uint32_t none[SUBS_MAX] = {0};
	const uint8_t *p = c->third;
	enum found found =
	    found_coded(l, c, c->param[0], c->n > 1 ? c->param[1] : none);
	uint32_t cp;

	if (l->in->type != INPUT_KEY)
		return (found);
	if (p == NULL)
		derive_text(l);
	else {
		for (;; p++) {
			p = parse_number(p, &cp);
			add_text(l, cp);
			if (*p != ':')
				break;
		}
	}
	return (found);
}

static uint32_t
numbered_code(uint32_t number)
{
	size_t i;

	for (i = 0; i < sizeof numbered / sizeof numbered[0]; i++) {
		if (numbered[i].number == number)
			return (numbered[i].code);
	}
	return (0);
}

/* modifyOtherKeys, which has the character that Shift makes of the key. */
static enum found
csi_other_key(struct look *l, const struct csi *c)
{
	enum found found = found_coded(l, c, c->param[2], c->param[1]);

	if (l->in->type != INPUT_KEY)
		return (found);
	if ((l->in->mods & KEY_SHIFT) != 0 && l->in->shifted == 0 &&
	    is_printable(l->in->code))
		l->in->shifted = l->in->code;
	derive_text(l);
	return (found);
}

static enum found
csi_number(struct look *l, const struct csi *c)
{
	uint32_t code = numbered_code(c->param[0][0]);
	unsigned mods = 0;

	if (c->final == '~' && c->param[0][0] == 27 && c->n == 3)
		return (csi_other_key(l, c));
	if (c->final == '~' && c->param[0][0] == 200 && c->n == 1) {
		l->used = c->len;
		l->k->state = KEYS_PASTE;
		l->k->first = true;
		return (FOUND_NOTHING);
	}
	if (code == 0 || c->n > 2)
		return (look_known(l, c->len));
	if (c->final == '$' || c->final == '@')
		mods |= KEY_SHIFT;
	if (c->final == '^' || c->final == '@')
		mods |= KEY_CTRL;
	return (found_with_mods(l, c, code, mods));
}

/* bits as in X10, SGR and urxvt mouse reports; x and y from 1. */
static enum found
found_mouse(struct look *l, size_t used, uint32_t bits, uint32_t x, uint32_t y,
    bool release)
{
	const uint32_t shift = 4, alt = 8, ctrl = 16, motion = 32;
	uint32_t button = bits & ~(shift | alt | ctrl | motion);
	struct input *in = l->in;

	if (button > MOUSE_BUTTON_MAX)
		return (found_raw(l, used));
	*in = (struct input){.type = INPUT_MOUSE, .button = (uint8_t)button};
	in->x = (uint16_t)(x < 1 ? 0 : x > UINT16_MAX ? UINT16_MAX : x - 1);
	in->y = (uint16_t)(y < 1 ? 0 : y > UINT16_MAX ? UINT16_MAX : y - 1);
	in->mods = (uint8_t)(((bits & shift) != 0 ? KEY_SHIFT : 0) |
	    ((bits & alt) != 0 ? KEY_ALT : 0) |
	    ((bits & ctrl) != 0 ? KEY_CTRL : 0));
	in->action = release       ? MOUSE_RELEASE
	    : (bits & motion) != 0 ? MOUSE_MOTION
				   : MOUSE_PRESS;
	if (in->action == MOUSE_PRESS && button < MOUSE_WHEEL_UP)
		l->k->button = in->button;
	l->used = used;
	return (FOUND_INPUT);
}

/* X10 and urxvt reports do not say which button was released. */
static enum found
found_old_mouse(
    struct look *l, size_t used, uint32_t bits, uint32_t x, uint32_t y)
{
	bool release = (bits & (3 | 32 | 64 | 128)) == MOUSE_NONE;

	if (release)
		bits = (bits & ~3u) | l->k->button;
	return (found_mouse(l, used, bits, x, y, release));
}

/* One value of an X10 report: its bytes, 0 if they have not come yet. */
static size_t
x10_value(const struct look *l, size_t at, uint32_t *value)
{
	if (at >= l->n)
		return (0);
	*value = l->p[at];
	if (!l->k->utf8_mouse || *value < 0xc2 || *value > 0xdf)
		return (1);
	if (at + 1 == l->n)
		return (0);
	return (utf8_decode((const char *)l->p + at, l->n - at, value));
}

static enum found
look_x10_mouse(struct look *l)
{
	uint32_t value[3];
	size_t at = 3, i, n;

	for (i = 0; i < 3; i++, at += n) {
		if ((n = x10_value(l, at, &value[i])) == 0)
			return (FOUND_NOTHING);
		if (value[i] < ' ')
			return (found_raw(l, 3));
		value[i] -= ' ';
	}
	return (found_old_mouse(l, at, value[0], value[1], value[2]));
}

static enum found
csi_private(struct look *l, const struct csi *c)
{
	const uint32_t a = c->param[0][0], b = c->param[1][0];
	enum reply_type type = REPLY_OTHER;

	if (c->private == '<') {
		if ((c->final == 'M' || c->final == 'm') && c->inter == 0 &&
		    c->n == 3)
			return (found_mouse(
			    l, c->len, a, b, c->param[2][0], c->final == 'm'));
		return (look_known(l, c->len));
	}
	if (c->private == '?' && c->inter == '$' && c->final == 'y')
		type = REPLY_MODE;
	else if (c->private == '?' && c->inter == 0) {
		if (c->final == 'c')
			type = REPLY_DEVICE;
		else if (c->final == 'u')
			type = REPLY_KITTY;
		else if (c->final == 'R')
			type = REPLY_CURSOR;
		else if (c->final == 'n' && a == 997)
			return (
			    found_reply(l, c->len, REPLY_COLOUR_SCHEME, b, 0));
	}
	return (found_reply(l, c->len, type, a, b));
}

static enum found
csi_letter(struct look *l, const struct csi *c)
{
	bool plain = c->n <= 2 && c->param[0][0] <= 1;
	size_t i;

	for (i = 0; plain && i < sizeof lettered / sizeof lettered[0]; i++) {
		if (lettered[i].csi && lettered[i].final == (char)c->final)
			return (found_with_mods(
			    l, c, lettered[i].code, lettered[i].mods));
	}
	return (look_known(l, c->len));
}

static enum found
csi_plain(struct look *l, const struct csi *c)
{
	const uint32_t a = c->param[0][0], b = c->param[1][0];

	switch (c->final) {
	case '~':
	case '^':
	case '@':
	case '$':
		return (csi_number(l, c));
	case 'u':
		return (csi_u(l, c));
	case 'I':
	case 'O':
		if (c->len != 3)
			break;
		*l->in = (struct input){
		    .type = INPUT_FOCUS, .focused = c->final == 'I'};
		l->used = c->len;
		return (FOUND_INPUT);
	case 'M':
		if (c->n == 3 && a >= ' ')
			return (found_old_mouse(
			    l, c->len, a - ' ', b, c->param[2][0]));
		break;
	case 'R':
		if (c->n == 2 && (a != 1 || b < 2 || b > 16))
			return (found_reply(l, c->len, REPLY_CURSOR, a, b));
		break;
	case 'c':
	case 'n':
	case 't':
	case 'x':
		return (c->len > 3 ? found_reply(l, c->len, REPLY_OTHER, 0, 0)
				   : csi_letter(l, c));
	}
	return (csi_letter(l, c));
}

static enum found
look_csi(struct look *l)
{
	struct csi c;
	enum found found;

	if (l->n > 2 && l->p[2] == 'M')
		return (look_x10_mouse(l));
	if (l->n > 2 && l->p[2] == '[') {
		/* The Linux console's F1 to F5. */
		if (l->n == 3)
			return (FOUND_NOTHING);
		if (l->p[3] < 'A' || l->p[3] > 'E')
			return (FOUND_OTHER);
		return (found_key(l, 4, KEY_F1 + l->p[3] - 'A', 0));
	}
	found = scan_csi(l, &c);
	if (found == FOUND_NOTHING) {
		l->slow = c.private != 0 && c.private != '<';
		return (FOUND_NOTHING);
	}
	if (found == FOUND_OTHER)
		return (c.len > 2 ? found_raw(l, c.len) : FOUND_OTHER);
	if (c.private != 0)
		return (csi_private(l, &c));
	if (c.inter != 0 && c.final == 'y')
		return (found_reply(l, c.len, REPLY_OTHER, 0, 0));
	if (c.inter != 0 && c.final != '$')
		return (look_known(l, c.len));
	return (csi_plain(l, &c));
}

/* ESC O [n [; m]] X */
static enum found
look_ss3(struct look *l)
{
	struct csi c = {.len = 2};
	size_t i = 2;

	while (
	    i < l->n && ((l->p[i] >= '0' && l->p[i] <= '9') || l->p[i] == ';'))
		i++;
	if (i == l->n)
		return (i > KEYS_CSI_MAX ? found_raw(l, i) : FOUND_NOTHING);
	if (l->p[i] < ' ' || l->p[i] > '~')
		return (i > 2 ? found_raw(l, i) : FOUND_OTHER);
	parse_params(&c, l->p + 2);
	c.final = l->p[i];
	c.len = i + 1;
	if (c.n == 1) /* ESC O m X */
		c.param[1][0] = c.param[0][0];
	for (i = 0; i < sizeof lettered / sizeof lettered[0]; i++) {
		if (lettered[i].ss3 && lettered[i].final == (char)c.final)
			return (found_with_mods(
			    l, &c, lettered[i].code, lettered[i].mods));
	}
	return (look_known(l, c.len));
}

/* Strings: OSC, DCS and APC, all of them replies. */

static bool
begins_string(uint8_t introducer, uint8_t next)
{
	switch (introducer) {
	case ']':
		return (
		    (next >= '0' && next <= '9') || next == 'l' || next == 'L');
	case 'P':
		return ((next >= '0' && next <= '9') ||
		    (next != '\0' && strchr(">!?$+|=", next) != NULL));
	default:
		return (next == 'G'); /* APC: kitty graphics */
	}
}

/*
 * The offset behind the end of a string whose text begins at at; 0 if it has
 * not come yet, 1 if it is broken off by another control.
 */
static size_t
string_end(const struct look *l, size_t at)
{
	for (; at < l->n; at++) {
		if (l->p[at] == '\a')
			return (at + 1);
		if (l->p[at] == ESC) {
			if (at + 1 == l->n)
				return (0);
			return (l->p[at + 1] == '\\' ? at + 2 : 1);
		}
		if (l->p[at] < ' ')
			return (1);
	}
	return (0);
}

/* A cursor style: DCS 1 $ r n SP q ST. */
static bool
is_shape(const struct look *l, size_t len)
{
	return (len >= 9 && memcmp(l->p, "\033P1$r", 5) == 0 &&
	    l->p[5] >= '0' && l->p[5] <= '6' && memcmp(l->p + 6, " q", 2) == 0);
}

/* The value of a hexadecimal digit, 16 if it is none. */
static unsigned
hex_value(uint8_t c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return (at == NULL ? 16 : (unsigned)(at - digits) % 16);
}

/*
 * A colour: OSC 10 or 11, ";rgb:R/G/B", one to four digits each, of which one
 * digit is repeated and the first two of more are taken. Returns the number, 0 if
 * it is none.
 */
static unsigned
colour_of(const struct look *l, size_t len, unsigned *rgb)
{
	size_t at = sizeof "\033]10;rgb:" - 1, n;
	unsigned i, v;

	if (len < at || memcmp(l->p, "\033]1", 3) != 0 ||
	    (l->p[3] != '0' && l->p[3] != '1') ||
	    memcmp(l->p + 4, ";rgb:", 5) != 0)
		return (0);
	for (*rgb = 0, i = 0; i < 3; i++, at++) {
		for (n = 0, v = 0; hex_value(l->p[at]) < 16; n++, at++) {
			if (n < 2)
				v = v << 4 | hex_value(l->p[at]);
		}
		/* The string's end, which is in the buffer, is no digit. */
		if (n == 0 || n > 4 || (i < 2 && l->p[at] != '/'))
			return (0);
		*rgb = *rgb << 8 | (n == 1 ? v * 0x11 : v);
	}
	return (l->p[3] == '0' ? 10 : 11);
}

static enum found
look_string(struct look *l)
{
	unsigned number, rgb;
	size_t end;

	if (l->n == 2)
		return (FOUND_NOTHING);
	if (!begins_string(l->p[1], l->p[2]))
		return (FOUND_OTHER);
	end = string_end(l, 2);
	if (end == 1)
		return (FOUND_OTHER);
	if (end == 0 && l->n <= KEYS_STRING_MAX) {
		l->slow = true;
		return (FOUND_NOTHING);
	}
	if (end == 0) {
		/* keep back an ESC that may be half of the end */
		end = l->n - (l->p[l->n - 1] == ESC);
		l->k->state = KEYS_STRING;
	} else if (is_shape(l, end))
		return (found_reply(
		    l, end, REPLY_SHAPE, l->p[5] - (unsigned)'0', 0));
	else if ((number = colour_of(l, end, &rgb)) != 0)
		return (found_reply(l, end, REPLY_COLOUR, number, rgb));
	return (found_reply(l, end, REPLY_OTHER, 0, 0));
}

/* More of a string that is too long to be kept. */
static enum found
look_rest(struct look *l)
{
	size_t end = string_end(l, 0), i;

	if (end == 0) {
		end = l->n - (l->p[l->n - 1] == ESC);
		if (l->k->flush)
			end = l->n;
		l->slow = true;
		if (end == 0)
			return (FOUND_NOTHING);
		if (l->k->flush)
			l->k->state = KEYS_GROUND;
		return (found_reply(l, end, REPLY_OTHER, 0, 0));
	}
	l->k->state = KEYS_GROUND;
	if (end > 1 || l->p[0] == '\a')
		return (found_reply(l, end, REPLY_OTHER, 0, 0));
	for (i = 0; l->p[i] >= ' '; i++)
		;
	return (i == 0 ? FOUND_OTHER : found_reply(l, i, REPLY_OTHER, 0, 0));
}

/* Escape. */

static enum found
look_sequence(struct look *l)
{
	switch (l->p[1]) {
	case '[':
		return (look_csi(l));
	case 'O':
		return (look_ss3(l));
	case ']':
	case 'P':
	case '_':
		return (look_string(l));
	}
	return (FOUND_OTHER);
}

/* ESC in front of a whole key's sequence: Alt. */
static enum found
look_escape_escape(struct look *l)
{
	struct look rest = *l;
	enum found found;

	if (l->n == 2 || (l->p[2] != '[' && l->p[2] != 'O'))
		return (FOUND_OTHER);
	rest.p++;
	rest.n--;
	found = look_sequence(&rest);
	if (found == FOUND_NOTHING && rest.used == 0)
		return (FOUND_NOTHING);
	if (found != FOUND_INPUT || l->in->type != INPUT_KEY) {
		l->k->state = KEYS_GROUND;
		return (FOUND_OTHER);
	}
	l->in->mods |= KEY_ALT;
	l->in->len = 0;
	l->used = rest.used + 1;
	return (FOUND_INPUT);
}

static enum found
look_alt(struct look *l)
{
	enum found found;

	if (l->p[1] < 0x20 || l->p[1] == 0x7f)
		found = look_control(l, 2, l->p[1], KEY_ALT);
	else
		found = look_text(l, 1, KEY_ALT);
	if (found == FOUND_INPUT)
		l->in->escape = true;
	return (found);
}

static enum found
look_escape(struct look *l)
{
	enum found found;

	if (l->n == 1 && l->k->caps != NULL && l->k->caps->escape_coded)
		return (FOUND_NOTHING);
	if (l->n == 1)
		return (found_key(l, 1, KEY_ESCAPE, 0));
	if (l->p[1] == ESC)
		found = look_escape_escape(l);
	else
		found = look_sequence(l);
	if (found == FOUND_OTHER && l->p[1] != ESC)
		found = look_alt(l);
	if (found == FOUND_OTHER)
		found = found_key(l, 1, KEY_ESCAPE, 0);
	return (found);
}

/* Whether what follows a cut ESC may become something that is not a key. */
static bool
may_be_no_key(const struct look *l)
{
	return (l->n == 1 ? memchr("[]P_", l->p[0], 4) != NULL
			  : l->p[0] != '[' ||
		    (l->p[1] >= '0' && l->p[1] <= '?') || l->p[1] == 'M');
}

/*
 * The Escape before these bytes has been given out. If they go on with something
 * that is not a key, take it; as keys, the bytes are just what they look like.
 */
static enum found
look_armed(struct look *l)
{
	struct look whole = *l;
	enum found found;

	l->k->buf[l->k->start - 1] = ESC;
	whole.p--;
	whole.n++;
	found = look_sequence(&whole);
	if (found == FOUND_REPLY ||
	    (found == FOUND_INPUT && l->in->type != INPUT_KEY &&
		l->in->type != INPUT_RAW) ||
	    (found == FOUND_NOTHING && whole.used > 0)) {
		if (found == FOUND_REPLY) {
			l->in->data++;
			l->in->len--;
		}
		l->used = whole.used - 1;
		return (found);
	}
	l->slow = whole.slow;
	if (found == FOUND_NOTHING && !l->k->flush && may_be_no_key(l))
		return (FOUND_NOTHING);
	return (FOUND_OTHER);
}

static enum found
look_ground(struct look *l)
{
	enum found found;

	if (l->k->armed) {
		found = look_armed(l);
		if (found != FOUND_OTHER)
			return (found);
		l->k->armed = false;
	}
	if (l->p[0] == ESC)
		return (look_escape(l));
	if (l->p[0] < 0x20 || l->p[0] == 0x7f)
		return (look_control(l, 1, l->p[0], 0));
	return (look_text(l, 0, 0));
}

static enum found
look_paste(struct look *l)
{
	const uint8_t *end = memmem(l->p, l->n, paste_end, PASTE_END_LEN);
	size_t n = end == NULL ? l->n : (size_t)(end - l->p), keep = 0;
	bool last = end != NULL;

	if (end == NULL && !l->k->flush) {
		keep = n < PASTE_END_LEN - 1 ? n : PASTE_END_LEN - 1;
		while (memcmp(l->p + n - keep, paste_end, keep) != 0)
			keep--;
		n -= keep;
	}
	if (n > INPUT_BYTES_MAX) {
		n = INPUT_BYTES_MAX;
		last = false;
	}
	if (n == 0 && !last)
		return (FOUND_NOTHING);
	*l->in = (struct input){.type = INPUT_PASTE,
	    .first = l->k->first,
	    .last = last,
	    .data = l->p,
	    .len = (uint32_t)n};
	l->used = n + (last ? PASTE_END_LEN : 0);
	l->k->first = false;
	if (last)
		l->k->state = KEYS_GROUND;
	return (FOUND_INPUT);
}

static enum found
look(struct look *l)
{
	enum found found = FOUND_OTHER;

	if (l->k->state == KEYS_PASTE)
		return (look_paste(l));
	if (l->k->state == KEYS_STRING)
		found = look_rest(l);
	if (found == FOUND_OTHER)
		found = look_ground(l);
	return (found);
}

/* What is given out of an incomplete sequence when its time is over. */
static enum found
look_flushed(struct look *l)
{
	if (l->n == 1 && l->p[0] == ESC)
		return (found_key(l, 1, KEY_ESCAPE, 0));
	if (l->n == 2 && l->p[0] == ESC)
		return (look_alt(l) == FOUND_INPUT ? FOUND_INPUT
						   : found_raw(l, l->n));
	return (found_raw(l, l->n));
}

/* Take used bytes; an Escape at the end of them may begin a reply. */
static void
take(struct keys *k, size_t used, bool escape)
{
	k->raw = k->buf + k->start;
	k->raw_len = used;
	k->start += used;
	k->len -= used;
	k->armed = escape && k->len == 0;
}

enum keys_result
keys_next(struct keys *k, struct input *in, struct keys_reply *reply)
{
	enum found found;
	struct look l;

	while (k->len > 0) {
		l = (struct look){.k = k,
		    .p = k->buf + k->start,
		    .n = k->len,
		    .in = in,
		    .reply = reply};
		found = look(&l);
		if (found == FOUND_NOTHING && l.used > 0) {
			take(k, l.used, false); /* a paste begins */
			k->begun = l.used;
			continue;
		}
		k->slow = l.slow;
		if (found == FOUND_NOTHING && !k->flush)
			return (KEYS_NONE);
		if (found == FOUND_NOTHING)
			found = look_flushed(&l);
		take(k, l.used,
		    l.n == 1 && in->type == INPUT_KEY &&
			in->code == KEY_ESCAPE);
		return (found == FOUND_REPLY ? KEYS_REPLY : KEYS_INPUT);
	}
	if (k->flush)
		k->armed = false;
	k->flush = false;
	return (KEYS_NONE);
}

int
keys_deadline_ms(const struct keys *k)
{
	if (k->len == 0)
		return (k->armed ? KEYS_WAIT_MS : -1);
	return (k->slow ? KEYS_REPLY_WAIT_MS : KEYS_WAIT_MS);
}

void
keys_flush(struct keys *k)
{
	k->flush = true;
	if (k->len == 0) {
		k->armed = false;
		k->flush = false;
	}
}
