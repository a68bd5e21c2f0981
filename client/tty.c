#include "client/tty.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "compat/strl.h"
#include "client/seq.h"
#include "common/xmalloc.h"

/* The rest, whose bytes depend on the terminal, is in set_item and undo_item. */
static const struct {
	const char *on, *off;
} items[TTY_ITEMS] = {
    [TTY_SYNC] = {"\033[?2026h", "\033[?2026l"},
    [TTY_MOUSE_SGR] = {"\033[?1006h", "\033[?1006l"},
    [TTY_MOUSE_MOTION] = {"\033[?1003h", "\033[?1003l"},
    [TTY_MOUSE_DRAG] = {"\033[?1002h", "\033[?1002l"},
    [TTY_MOUSE_BUTTON] = {"\033[?1000h", "\033[?1000l"},
    [TTY_ALT_SCROLL] = {"\033[?1007h", "\033[?1007l"},
    [TTY_COLOUR_SCHEME] = {"\033[?2031h", "\033[?2031l"},
    [TTY_KITTY] = {"", "\033[<u"},
    [TTY_OTHER_KEYS_2] = {"\033[>4;2m", "\033[>4m"},
    [TTY_OTHER_KEYS_1] = {"\033[>4;1m", "\033[>4m"},
    [TTY_PASTE] = {"\033[?2004h", "\033[?2004l"},
    [TTY_FOCUS] = {"\033[?1004h", "\033[?1004l"},
    [TTY_KEYPAD] = {"\033=", "\033>"},
    [TTY_CURSOR_KEYS] = {"\033[?1h", "\033[?1l"},
    [TTY_SHAPE] = {"", NULL},
    [TTY_HIDDEN] = {"\033[?25l", "\033[?25h"},
    [TTY_REVERSE] = {"\033[?5h", "\033[?5l"},
    [TTY_TITLE] = {"\033[22;2t", "\033[23;2t"},
    [TTY_STYLE] = {"", "\033[m"},
    [TTY_ALTERNATE] = {NULL, NULL},
};

/* What a mode of the child's needs; mouse and keyboard protocols apart. */
static const struct {
	uint32_t mode;
	enum tty_item item;
} mode_items[] = {
    {MODE_CURSOR_KEYS, TTY_CURSOR_KEYS},
    {MODE_KEYPAD, TTY_KEYPAD},
    {MODE_PASTE, TTY_PASTE},
    {MODE_FOCUS, TTY_FOCUS},
    {MODE_ALT_SCROLL, TTY_ALT_SCROLL},
    {MODE_REVERSE, TTY_REVERSE},
    {MODE_COLOUR_SCHEME, TTY_COLOUR_SCHEME},
};

enum {
	XTERM_ITEMS = 1 << TTY_MOUSE_SGR | 1 << TTY_MOUSE_MOTION |
	    1 << TTY_MOUSE_DRAG | 1 << TTY_MOUSE_BUTTON | 1 << TTY_ALT_SCROLL |
	    1 << TTY_COLOUR_SCHEME | 1 << TTY_OTHER_KEYS_2 |
	    1 << TTY_OTHER_KEYS_1 | 1 << TTY_PASTE | 1 << TTY_FOCUS |
	    1 << TTY_TITLE,
	/* What makes the terminal send bytes that nobody typed. */
	REPORTING_ITEMS = 1 << TTY_MOUSE_MOTION | 1 << TTY_MOUSE_DRAG |
	    1 << TTY_MOUSE_BUTTON | 1 << TTY_FOCUS | 1 << TTY_COLOUR_SCHEME |
	    1 << TTY_KITTY,
	KITTY_DISAMBIGUATE = 1, /* of the keyboard flags */
};

/* Opening, raw mode, size. */

int
tty_open(struct tty *t, int fd, const char *term, struct error *e)
{
	*t = (struct tty){
	    .fd = fd,
	    .shape_before = -1,
	    .text = TTY_NO_COLOUR,
	    .background = TTY_NO_COLOUR,
	    .row = -1,
	};
	if (tcgetattr(fd, &t->saved) == -1)
		return (errno == ENOTTY ? error_set(e, "not a terminal")
					: error_errno(e, "terminal"));
	return (caps_read(&t->caps, term, e));
}

int
tty_raw(struct tty *t, struct error *e)
{
	struct termios raw = t->saved;

	cfmakeraw(&raw);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	while (tcsetattr(t->fd, TCSANOW, &raw) == -1) {
		if (errno != EINTR)
			return (error_errno(e, "terminal"));
	}
	t->raw = true;
	return (0);
}

void
tty_restore(struct tty *t)
{
	if (!t->raw)
		return;
	while (tcsetattr(t->fd, TCSANOW, &t->saved) == -1 && errno == EINTR)
		;
	t->raw = false;
}

static unsigned
clamp_size(unsigned n, unsigned other, unsigned otherwise)
{
	if (n == 0)
		n = other;
	if (n == 0)
		n = otherwise;
	return (n > SCREEN_MAX ? SCREEN_MAX : n);
}

void
tty_size(const struct tty *t, unsigned *sx, unsigned *sy)
{
	struct winsize w = {0};

	if (ioctl(t->fd, TIOCGWINSZ, &w) == -1)
		w = (struct winsize){0};
	*sx = clamp_size(w.ws_col, t->caps.sx, 80);
	*sy = clamp_size(w.ws_row, t->caps.sy, 24);
}

/* Items. */

static const char *
undo_item(const struct tty *t, enum tty_item item)
{
	static const char *const shapes[] = {"\033[0 q", "\033[1 q", "\033[2 q",
	    "\033[3 q", "\033[4 q", "\033[5 q", "\033[6 q"};

	if (item == TTY_ALTERNATE)
		return (t->caps.rmcup);
	if (item == TTY_SHAPE)
		return (shapes[t->shape_before == -1 ? 0 : t->shape_before]);
	return (items[item].off);
}

static void
add_undo(char *text, size_t *len, const char *part)
{
	size_t n = strlen(part);

	if (n > TTY_UNDO_MAX - *len)
		BUG("more than %d bytes undo the terminal's modes",
		    TTY_UNDO_MAX);
	memcpy(text + *len, part, n);
	*len += n;
}

/*
 * Prepare the emergency exit. It may happen inside any sequence, so it begins
 * with ST, which ends all of them, and undoes what drawing turns on for a
 * moment.
 */
static void
prepare(struct tty *t)
{
	int next = !t->current;
	char *text = t->emergency[next].text;
	size_t *len = &t->emergency[next].len;
	unsigned i;

	*len = 0;
	add_undo(text, len, "\033\\");
	if (t->caps.sync && !tty_is_on(t, TTY_SYNC))
		add_undo(text, len, items[TTY_SYNC].off);
	if (t->caps.wrap_off)
		add_undo(text, len, "\033[?7h");
	if (t->caps.hide && !tty_is_on(t, TTY_HIDDEN))
		add_undo(text, len, items[TTY_HIDDEN].off);
	for (i = 0; i < TTY_ITEMS; i++) {
		if (i == TTY_ALTERNATE && tty_is_on(t, TTY_ALTERNATE) &&
		    t->caps.region)
			add_undo(text, len, "\033[r");
		if ((t->on & 1u << i) != 0)
			add_undo(text, len, undo_item(t, (enum tty_item)i));
	}
	add_undo(text, len, t->park);
	t->current = next;
}

static void
note(struct tty *t, enum tty_item item, bool on)
{
	if (on)
		t->on |= 1u << item;
	else
		t->on &= ~(1u << item);
	prepare(t);
}

bool
tty_is_on(const struct tty *t, enum tty_item item)
{
	return ((t->on & 1u << item) != 0);
}

static void
put(struct buf *out, const char *text)
{
	buf_put(out, text, strlen(text));
}

void
tty_set(struct tty *t, enum tty_item item, bool on, struct buf *out)
{
	if (on && (1u << item & XTERM_ITEMS) != 0 && !t->caps.xterm)
		return;
	if (on == tty_is_on(t, item))
		return;
	if (on) {
		/* Noted first: who is interrupted in between undoes too much. */
		note(t, item, true);
		put(out, items[item].on);
	} else {
		put(out, undo_item(t, item));
		note(t, item, false);
	}
}

/* Keyboard protocols. */

static void
put_kitty(
    struct buf *out, const char *before, unsigned flags, const char *after)
{
	struct seq q = {.len = 0};

	seq_text(&q, before);
	seq_number(&q, flags);
	seq_text(&q, after);
	seq_put(&q, out);
}

static void
set_kitty(struct tty *t, unsigned flags, bool changed, struct buf *out)
{
	bool on = tty_is_on(t, TTY_KITTY);

	if (flags == 0)
		tty_set(t, TTY_KITTY, false, out);
	else if (!on) {
		note(t, TTY_KITTY, true);
		put_kitty(out, "\033[>", flags, "u");
	} else if (changed)
		put_kitty(out, "\033[=", flags, ";1u");
	t->caps.escape_coded = t->draining || (flags & KITTY_DISAMBIGUATE) != 0;
}

/*
 * The child's keyboard modes, in what the terminal has: a terminal without the
 * kitty protocol at least tells most keys apart with modifyOtherKeys.
 */
static void
set_keyboard(struct tty *t, uint32_t modes, unsigned kitty, bool changed,
    struct buf *out)
{
	bool level2 = (modes & MODE_OTHER_KEYS_2) != 0;

	set_kitty(t, t->caps.kitty ? kitty : 0, changed, out);
	if (kitty != 0)
		level2 = !t->caps.kitty && !t->probing && t->caps.queries;
	/* Either is turned off with the same bytes, so off comes first. */
	if (!level2)
		tty_set(t, TTY_OTHER_KEYS_2, false, out);
	tty_set(t, TTY_OTHER_KEYS_1,
	    !level2 && kitty == 0 && (modes & MODE_OTHER_KEYS_1) != 0, out);
	tty_set(t, TTY_OTHER_KEYS_2, level2, out);
}

/* Modes. */

static void
set_mouse(struct tty *t, uint32_t modes, struct buf *out)
{
	enum tty_item want = TTY_ITEMS, i;

	if ((modes & MODE_MOUSE_MOTION) != 0)
		want = TTY_MOUSE_MOTION;
	else if ((modes & MODE_MOUSE_DRAG) != 0)
		want = TTY_MOUSE_DRAG;
	else if ((modes & MODE_MOUSE_ANY) != 0)
		want = TTY_MOUSE_BUTTON;
	if (want == TTY_ITEMS)
		tty_set(t, TTY_MOUSE_SGR, false, out);
	/* Turning any of them off turns all off, so off comes first. */
	for (i = TTY_MOUSE_MOTION; i <= TTY_MOUSE_BUTTON; i++) {
		if (i != want)
			tty_set(t, i, false, out);
	}
	if (want != TTY_ITEMS) {
		tty_set(t, want, true, out);
		tty_set(t, TTY_MOUSE_SGR, true, out);
	}
}

void
tty_modes(struct tty *t, uint32_t modes, unsigned kitty, struct buf *out)
{
	bool changed = t->kitty != kitty;
	size_t i;

	if (t->modes == modes && !changed)
		return;
	t->modes = modes;
	t->kitty = kitty;
	for (i = 0; i < sizeof mode_items / sizeof mode_items[0]; i++) {
		/* Where it was on before, it is not ours to turn off. */
		if (mode_items[i].item == TTY_ALT_SCROLL &&
		    t->alt_scroll_before)
			continue;
		tty_set(t, mode_items[i].item,
		    (modes & mode_items[i].mode) != 0, out);
	}
	set_mouse(t, modes, out);
	set_keyboard(t, modes, kitty, changed, out);
}

void
tty_cursor(struct tty *t, unsigned shape, bool visible, struct buf *out)
{
	struct seq q = {.len = 0};

	if (t->caps.hide)
		tty_set(t, TTY_HIDDEN, !visible, out);
	if (!t->caps.shape || shape == t->shape)
		return;
	t->shape = shape;
	if (shape == 0) {
		tty_set(t, TTY_SHAPE, false, out);
		return;
	}
	tty_set(t, TTY_SHAPE, true, out);
	seq_text(&q, "\033[");
	seq_number(&q, shape);
	seq_text(&q, " q");
	seq_put(&q, out);
}

static bool
is_ascii(const char *s)
{
	for (; *s != '\0'; s++) {
		if ((uint8_t)*s >= 0x80)
			return (false);
	}
	return (true);
}

/* Only where the old one comes back: GNU screen has no stack of titles. */
void
tty_title(struct tty *t, const char *title, struct buf *out)
{
	if (strcmp(title, t->title) == 0 || !t->caps.queries ||
	    (!t->caps.utf8 && !is_ascii(title)))
		return;
	strlcpy(t->title, title, sizeof t->title);
	if (title[0] == '\0') {
		tty_set(t, TTY_TITLE, false, out);
		return;
	}
	tty_set(t, TTY_TITLE, true, out);
	put(out, "\033]2;");
	put(out, title);
	put(out, "\033\\");
}

/* The kitty protocol has a stack of flags for each screen. */
void
tty_alternate(struct tty *t, bool on, struct buf *out)
{
	bool kitty = tty_is_on(t, TTY_KITTY);

	if (!t->caps.alternate || on == tty_is_on(t, TTY_ALTERNATE))
		return;
	if (kitty)
		tty_set(t, TTY_KITTY, false, out);
	if (on) {
		note(t, TTY_ALTERNATE, true);
		put(out, t->caps.smcup);
	} else
		tty_set(t, TTY_ALTERNATE, false, out);
	if (kitty)
		set_kitty(t, t->kitty, false, out);
}

void
tty_park(struct tty *t, const char *text, size_t len)
{
	if (len >= sizeof t->park)
		BUG("%zu bytes to park the cursor", len);
	if (strncmp(t->park, text, len) == 0 && t->park[len] == '\0')
		return;
	memcpy(t->park, text, len);
	t->park[len] = '\0';
	prepare(t);
}

/* Queries and their answers. */

/*
 * Cursor position, so that mouse reports can be placed; kitty flags; modes 2026
 * and 1007; cursor shape; and DA1, which every terminal answers, so that a
 * missing answer is known to be missing. Should a terminal show part of it, it
 * is erased.
 */
static const char queries[] = "\r\033[6n\033[?u\033[?2026$p\033[?1007$p"
			      "\033P$q q\033\\\033[c\r\033[K";

void
tty_ask_colours(struct tty *t, struct buf *out)
{
	if (t->caps.queries)
		put(out, "\033]10;?\033\\\033]11;?\033\\");
}

void
tty_probe(struct tty *t, struct buf *out)
{
	if (!t->caps.queries)
		return;
	put(out, queries);
	t->probing = true;
	t->fences++;
	t->rows_asked++;
	t->row = -1;
}

void
tty_ask_row(struct tty *t, struct buf *out)
{
	put(out, "\r\033[6n\033[c");
	t->fences++;
	t->rows_asked++;
	t->row = -1;
}

void
tty_probe_end(struct tty *t, struct buf *out)
{
	if (!t->probing)
		return;
	t->probing = false;
	set_keyboard(t, t->modes, t->kitty, false, out);
}

static void
mode_reply(struct tty *t, unsigned mode, unsigned value)
{
	if (mode == 2026) {
		t->caps.sync = value >= 1 && value <= 3;
		prepare(t);
	} else if (mode == 1007 && !tty_is_on(t, TTY_ALT_SCROLL))
		t->alt_scroll_before = value == 1 || value == 3;
}

bool
tty_reply(struct tty *t, const struct keys_reply *r, struct buf *out)
{
	switch (r->type) {
	case REPLY_DEVICE:
		t->answers = true;
		if (t->fences > 0)
			t->fences--;
		if (t->fences == 0)
			t->rows_asked = 0;
		tty_probe_end(t, out);
		break;
	case REPLY_CURSOR:
		if (t->rows_asked == 0 || r->a == 0 || r->a > SCREEN_MAX)
			break;
		t->rows_asked--;
		t->row = (int)r->a - 1;
		break;
	case REPLY_KITTY:
		if (!t->caps.kitty) {
			caps_set_kitty(&t->caps);
			set_keyboard(t, t->modes, t->kitty, false, out);
		}
		break;
	case REPLY_MODE:
		mode_reply(t, r->a, r->b);
		break;
	case REPLY_SHAPE:
		if (!tty_is_on(t, TTY_SHAPE))
			t->shape_before = (int)r->a;
		break;
	case REPLY_COLOUR:
		*(r->a == 10 ? &t->text : &t->background) = r->b;
		break;
	case REPLY_COLOUR_SCHEME:
		/* It has other colours now: they are asked for again. */
		tty_ask_colours(t, out);
		return (tty_is_on(t, TTY_COLOUR_SCHEME));
	case REPLY_OTHER:
		break;
	}
	return (false);
}

/* The end. */

void
tty_modes_off(struct tty *t, struct buf *out)
{
	unsigned i;

	t->reports = t->reports || (t->on & REPORTING_ITEMS) != 0;
	for (i = 0; i <= TTY_TITLE; i++)
		tty_set(t, (enum tty_item)i, false, out);
	t->caps.escape_coded = false;
	t->modes = t->kitty = t->shape = 0;
	t->title[0] = '\0';
}

void
tty_release(struct tty *t, struct buf *out)
{
	tty_park(t, "", 0);
	tty_modes_off(t, out);
	tty_set(t, TTY_STYLE, false, out);
	tty_set(t, TTY_ALTERNATE, false, out);
	if (t->reports && t->answers) {
		put(out, "\033[c");
		t->fences++;
	}
	t->reports = false;
}

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
}

/*
 * Read one byte, so that not one is taken that comes behind the last answer.
 * Returns false if none comes in time.
 */
static bool
read_byte(int fd, int64_t end, uint8_t *byte)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int64_t left;
	ssize_t n;

	while ((left = end - now_ms()) > 0) {
		if (poll(&p, 1, (int)left) == -1 && errno != EINTR)
			return (false);
		if (p.revents == 0)
			continue;
		n = read(fd, byte, 1);
		if (n == 1)
			return (true);
		if (n == 0 || (errno != EINTR && errno != EAGAIN))
			return (false);
	}
	return (false);
}

/* Take the events there are; what is neither a reply nor a report was typed. */
static void
drain_events(struct tty *t, struct keys *k, struct buf *typed)
{
	struct buf none;
	struct keys_reply reply;
	struct input in;
	enum keys_result what;
	const uint8_t *raw;
	size_t len;

	buf_init(&none, 1);
	while ((what = keys_next(k, &in, &reply)) != KEYS_NONE) {
		if (what == KEYS_REPLY) {
			tty_reply(t, &reply, &none);
			continue;
		}
		raw = keys_raw(k, &len);
		if (typed != NULL && in.type != INPUT_MOUSE &&
		    in.type != INPUT_FOCUS && in.action != KEY_RELEASE)
			buf_put(typed, raw, len);
	}
	buf_release(&none);
}

void
tty_drain(struct tty *t, struct buf *typed)
{
	int64_t end = now_ms() + TTY_DRAIN_MS;
	struct keys *k;
	uint8_t byte;

	if (t->fences == 0)
		return;
	k = xmalloc(sizeof *k);
	keys_init(k, &t->caps);
	/* Bytes come one by one: ESC can wait. */
	t->draining = t->caps.escape_coded = true;
	while (t->fences > 0 && read_byte(t->fd, end, &byte)) {
		keys_put(k, &byte, 1);
		drain_events(t, k, typed);
	}
	t->fences = 0;
	keys_flush(k);
	drain_events(t, k, typed);
	t->draining = t->caps.escape_coded = false;
	free(k);
}

void
tty_emergency(struct tty *t)
{
	struct pollfd p = {.fd = t->fd, .events = POLLOUT};
	const char *text = t->emergency[t->current].text;
	size_t len = t->emergency[t->current].len;
	int saved = errno, tries;
	ssize_t n;

	for (tries = 0; len > 0 && tries < 10; tries++) {
		if (poll(&p, 1, 100) != 1)
			continue;
		n = write(t->fd, text, len);
		if (n == -1 && errno != EINTR && errno != EAGAIN)
			break;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	tcsetattr(t->fd, TCSANOW, &t->saved);
	errno = saved;
}
