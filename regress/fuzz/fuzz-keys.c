/*
 * What a terminal sends, under any bytes. The first byte chooses what kind of
 * terminal it is; what follows is read from it, but for 0xff and a byte, which
 * is something else that happens to a viewer.
 *
 * Every byte must come out in exactly one event, every event must be one that a
 * server takes, the detach sequence must not lose or turn round any, and
 * whatever the replies were, the terminal can be given back.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "client/detach.h"
#include "client/keys.h"
#include "client/tty.h"
#include "common/buf.h"
#include "common/frame.h"
#include "common/xmalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	OUT_MAX = 1 << 20,
	PUT_MAX = 4000, /* bytes that are read at once */
	EVENTS_MAX = DETACH_HELD_MAX + 2,
};

/* What follows 0xff. */
enum fuzz_op {
	OP_READ, /* nothing: the next bytes come by another read */
	OP_FLUSH, /* nothing came for a while */
	OP_BYTE, /* 0xff itself */
	OP_UTF8_MOUSE,
	OP_MODES, /* and 5 bytes: the child's modes and keyboard flags */
	OP_PROBE,
	OP_PROBE_END,
	OP_ALTERNATE,
	OPS
};

struct fuzz {
	struct reader r;
	struct keys keys;
	struct tty tty;
	struct detach detach;
	struct buf out; /* to the terminal */
	struct buf fed; /* bytes that were read */
	struct buf taken; /* bytes that events were made of */
	bool detached;
	/* Types of events that the detach sequence has, oldest first. */
	uint8_t held[EVENTS_MAX];
	unsigned nheld;
};

static void
let_go(struct fuzz *f, const struct input *in)
{
	if (f->nheld == 0 || f->held[0] != in->type)
		BUG("an event of type %u that was not fed", in->type);
	memmove(f->held, f->held + 1, --f->nheld);
}

static void
feed_detach(struct fuzz *f, const struct input *in)
{
	struct input out;

	if (f->nheld == EVENTS_MAX)
		BUG("more than %u events held", f->nheld);
	f->held[f->nheld++] = (uint8_t)in->type;
	switch (detach_feed(&f->detach, in)) {
	case DETACH_NOW:
		f->nheld = 0;
		f->detached = true;
		break;
	case DETACH_PASS:
		while (detach_next(&f->detach, &out))
			let_go(f, &out);
		break;
	case DETACH_HELD:
		if (in->type == INPUT_KEY && in->code == KEY_ESCAPE &&
		    in->action == KEY_PRESS)
			BUG("Escape is held");
		break;
	}
	if (f->nheld != f->detach.nheld)
		BUG("%u events held, not %u", f->detach.nheld, f->nheld);
}

/* The server takes it, and takes it for the same. */
static void
check_wire(const struct input *in)
{
	struct error e = ERROR_INIT;
	struct buf first, second;
	struct reader r;
	struct input got;

	if (in->type == INPUT_MOUSE &&
	    (in->x >= SCREEN_MAX || in->y >= SCREEN_MAX))
		return; /* no cell of the child's: draw_translate_mouse */
	buf_init(&first, OUT_MAX);
	buf_init(&second, OUT_MAX);
	input_encode(&first, in);
	reader_init(&r, first.data, first.len);
	if (input_decode(&r, &got, &e) == -1)
		BUG("%s", e.text);
	input_encode(&second, &got);
	if (first.len != second.len ||
	    memcmp(first.data, second.data, first.len) != 0)
		BUG("an event of type %u is another one", in->type);
	buf_release(&first);
	buf_release(&second);
}

/* The bytes that began a paste are not told, only how many they were. */
static void
take_begun(struct fuzz *f)
{
	size_t at = f->taken.len;

	if (f->keys.begun > f->fed.len - at)
		BUG("a paste begun with %zu bytes of %zu", f->keys.begun,
		    f->fed.len - at);
	buf_put(&f->taken, f->fed.data + at, f->keys.begun);
	if (f->taken.data[f->taken.len - 1] != '~')
		BUG("a paste begun in the middle");
}

static void
take_events(struct fuzz *f)
{
	struct keys_reply reply;
	enum keys_result what;
	struct input in;
	const uint8_t *raw;
	size_t n;

	while (!f->detached &&
	    (what = keys_next(&f->keys, &in, &reply)) != KEYS_NONE) {
		raw = keys_raw(&f->keys, &n);
		if (what == KEYS_INPUT && in.type == INPUT_PASTE && in.first)
			take_begun(f);
		buf_put(&f->taken, raw, n);
		check_wire(&in);
		if (what == KEYS_INPUT)
			feed_detach(f, &in);
		else
			tty_reply(&f->tty, &reply, &f->out);
	}
}

static void
put_bytes(struct fuzz *f, const uint8_t *p, size_t n)
{
	size_t part;

	for (; n > 0 && !f->detached; p += part, n -= part) {
		part = n < PUT_MAX ? n : PUT_MAX;
		buf_put(&f->fed, p, part);
		keys_put(&f->keys, p, part);
		take_events(f);
		if (f->detached)
			return;
		/* ESC is not held, unless the terminal codes Escape. */
		if (f->keys.len == 1 && p[part - 1] == 0x1b &&
		    f->keys.state == KEYS_GROUND && !f->tty.caps.escape_coded)
			BUG("ESC is held");
		if ((f->keys.len > 0) != (keys_deadline_ms(&f->keys) != -1) &&
		    !f->keys.armed)
			BUG("%zu bytes wait and no time is set", f->keys.len);
	}
}

static void
op_read(struct fuzz *f)
{
}

static void
op_flush(struct fuzz *f)
{
	keys_flush(&f->keys);
	take_events(f);
	if (!f->detached &&
	    (f->keys.len > 0 || keys_deadline_ms(&f->keys) != -1))
		BUG("%zu bytes are left", f->keys.len);
}

static void
op_byte(struct fuzz *f)
{
	put_bytes(f, (const uint8_t *)"\377", 1);
}

static void
op_utf8_mouse(struct fuzz *f)
{
	f->keys.utf8_mouse = !f->keys.utf8_mouse;
}

static void
op_modes(struct fuzz *f)
{
	uint32_t modes = reader_u32(&f->r) & MODE_BITS;

	tty_modes(&f->tty, modes, reader_u8(&f->r) & 31, &f->out);
}

static void
op_probe(struct fuzz *f)
{
	tty_probe(&f->tty, &f->out);
}

static void
op_probe_end(struct fuzz *f)
{
	tty_probe_end(&f->tty, &f->out);
}

static void
op_alternate(struct fuzz *f)
{
	tty_alternate(&f->tty, !tty_is_on(&f->tty, TTY_ALTERNATE), &f->out);
}

static void (*const ops[OPS])(struct fuzz *f) = {
    [OP_READ] = op_read,
    [OP_FLUSH] = op_flush,
    [OP_BYTE] = op_byte,
    [OP_UTF8_MOUSE] = op_utf8_mouse,
    [OP_MODES] = op_modes,
    [OP_PROBE] = op_probe,
    [OP_PROBE_END] = op_probe_end,
    [OP_ALTERNATE] = op_alternate,
};

/* Read up to the next 0xff and do what it says. */
static void
step(struct fuzz *f)
{
	const uint8_t *p = f->r.p, *mark = memchr(p, 0xff, f->r.left);
	size_t n = mark == NULL ? f->r.left : (size_t)(mark - p);

	put_bytes(f, p, n);
	reader_take(&f->r, n);
	if (f->r.left > 0) {
		reader_u8(&f->r);
		ops[reader_u8(&f->r) % OPS](f);
		f->r.bad = false;
	}
	/* It goes out; what was written is not looked at here. */
	if (f->out.full)
		BUG("more than %d bytes for the terminal", OUT_MAX);
	buf_clear(&f->out);
}

static void
begin(struct fuzz *f, uint8_t kind)
{
	static const char *const terms[] = {
	    "xterm-256color", "screen", "linux", "vt100"};
	struct input sequence[2] = {
	    {.type = INPUT_KEY, .code = ']', .mods = KEY_CTRL},
	    {.type = INPUT_KEY, .code = 'd'}};
	struct error e = ERROR_INIT;

	f->tty = (struct tty){.fd = -1, .row = -1, .shape_before = -1};
	if (caps_read(&f->tty.caps, terms[kind % 4], &e) == -1)
		BUG("%s", e.text);
	keys_init(&f->keys, &f->tty.caps);
	detach_init(&f->detach, sequence, 2);
	buf_init(&f->out, OUT_MAX);
	buf_init(&f->fed, OUT_MAX);
	buf_init(&f->taken, OUT_MAX);
}

static void
check_taken(struct fuzz *f)
{
	if (f->keys.state == KEYS_PASTE && f->keys.first)
		take_begun(f);
	if (!f->fed.full && !f->taken.full &&
	    (f->fed.len != f->taken.len ||
		(f->fed.len > 0 &&
		    memcmp(f->fed.data, f->taken.data, f->fed.len) != 0)))
		BUG("%zu bytes came, events were made of %zu", f->fed.len,
		    f->taken.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz *f;

	if (size < 1 || size > OUT_MAX / 2)
		return (0);
	f = xcalloc(1, sizeof *f);
	begin(f, data[0]);
	reader_init(&f->r, data + 1, size - 1);
	while (f->r.left > 0 && !f->detached)
		step(f);
	op_flush(f);
	if (!f->detached)
		check_taken(f);
	tty_release(&f->tty, &f->out);
	if (f->tty.on != 0)
		BUG("left on: %#x", f->tty.on);
	buf_release(&f->out);
	buf_release(&f->fed);
	buf_release(&f->taken);
	free(f);
	return (0);
}
