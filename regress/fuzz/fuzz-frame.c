/*
 * Frames from a hostile server, drawn. The first bytes are the terminal's kind
 * and size; what follows are messages, each with its length, and other things
 * that happen to a viewer.
 *
 * The terminal takes nothing but what a viewer may send, and has two columns at
 * least, so that there is room for a wide character. After each frame it must
 * show the rows as the screen has them, a second update must have nothing to
 * write, and in the end everything is given back.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "client/draw.h"
#include "client/screen.h"
#include "client/sgr.h"
#include "client/tty.h"
#include "common/buf.h"
#include "common/utf8.h"
#include "common/xmalloc.h"
#include "regress/unit/terminal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	OUT_MAX = 64 << 20,
	CELLS_MAX = 40000, /* of a child's screen that is drawn: time */
	HISTORY_MAX = 3000, /* lines of one input: time */
};

enum fuzz_op {
	OP_FRAME, /* and u16 length, then that many bytes */
	OP_RESIZE, /* and u8 sx, u8 sy */
	OP_MESSAGE, /* and u8 length, then that many bytes */
	OP_RESTART, /* finish, then begin again below */
	OP_RECONNECT, /* the server is another one */
	OP_ANSWERS, /* those of the terminal come */
	OP_ROW, /* and u8 y, u8 n, style, n bytes: a well-formed row */
	OP_END, /* u16 x, u16 y: a well-formed end of a frame */
	OPS
};

struct fuzz {
	struct reader r;
	struct screen screen;
	struct tty tty;
	struct draw draw;
	struct keys keys;
	struct buf out;
	struct buf frame; /* one that is made here */
	struct terminal *t;
	unsigned sx, sy;
	uint64_t lines; /* history drawn */
	bool over; /* it would take too long */
};

static void
feed(struct fuzz *f)
{
	if (f->out.full)
		BUG("more than %d bytes for the terminal", OUT_MAX);
	terminal_feed(f->t, f->out.data, f->out.len);
	buf_clear(&f->out);
	if (terminal_error(f->t) != NULL)
		BUG("the terminal was sent: %s", terminal_error(f->t));
}

/*
 * Whether all terminals take the cell's text for as wide as the server does,
 * and what it shows is not a stand-in.
 */
static bool
is_clear(const struct fuzz *f, const struct frame_cell *c)
{
	uint32_t cp;

	if (c->len == 0)
		return (c->columns == 1);
	if (c->len > 1 && !f->tty.caps.utf8)
		return (false);
	return (utf8_decode(c->text, c->len, &cp) == c->len &&
	    (unsigned)utf8_width(cp) == c->columns);
}

static struct frame_cell
canonical(const struct fuzz *f, const struct frame_cell *c)
{
	struct frame_cell out = {.columns = 1};

	sgr_fit(&f->tty.caps, &c->style, &out.style);
	if (c->len > 1 || (c->len == 1 && c->text[0] != ' ')) {
		out.len = c->len;
		out.columns = c->columns;
		memcpy(out.text, c->text, c->len);
	} else
		out.style = sgr_blank(&out.style);
	return (out);
}

static void
check_row(struct fuzz *f, unsigned row, unsigned y)
{
	static const struct frame_cell blank = {.columns = 1};
	const struct screen_row *r = &f->screen.rows[y];
	struct frame_cell got, want;
	const struct frame_cell *c;
	unsigned x, wx = f->draw.wx;

	for (x = 0; x < f->sx && wx + x < f->screen.sx; x++) {
		c = wx + x < r->used ? &r->cells[wx + x] : &blank;
		if (!is_clear(f, c) || (c->columns == 2 && x + 1 == f->sx))
			continue;
		got = canonical(f, terminal_cell(f->t, x, row));
		want = canonical(f, c);
		if (!screen_same(&got, &want))
			BUG("column %u of row %u is \"%s\", want \"%s\"", x, y,
			    got.text, want.text);
	}
}

/* What is seen of the screen is what it is. */
static void
check_picture(struct fuzz *f)
{
	bool whole = f->draw.shown_alternate || f->draw.window;
	struct screen *s = &f->screen;
	unsigned x, y, cy;
	int row;

	terminal_cursor(f->t, &x, &cy);
	if (s->cx < f->draw.wx || x != s->cx - f->draw.wx)
		BUG("cursor in column %u, want %u - %u", x, s->cx, f->draw.wx);
	for (y = 0; y < s->sy; y++) {
		row = whole ? (int)y - (int)f->draw.wy
			    : (int)cy + (int)y - (int)s->cy;
		if (row >= 0 && row < (int)f->sy)
			check_row(f, (unsigned)row, y);
	}
}

static void
op_answers(struct fuzz *f)
{
	const char *text = terminal_answers(f->t);
	struct keys_reply reply;
	enum keys_result what;
	struct input in;

	keys_put(&f->keys, text, strlen(text));
	while ((what = keys_next(&f->keys, &in, &reply)) != KEYS_NONE) {
		if (what == KEYS_REPLY)
			tty_reply(&f->tty, &reply, &f->out);
	}
	feed(f);
}

static void
count_line(void *arg, bool wrapped, const struct frame_cell *cells, unsigned n)
{
	struct fuzz *f = arg;

	f->lines += 1 + n / f->sx;
}

static void
count_skipped(void *arg, uint64_t n)
{
	struct fuzz *f = arg;

	f->lines++;
}

static void
update(struct fuzz *f)
{
	static const struct screen_history count = {count_line, count_skipped};

	screen_history(&f->screen, &count, f);
	if (f->lines > HISTORY_MAX || f->screen.sx * f->screen.sy > CELLS_MAX) {
		f->over = true;
		return;
	}
	draw_update(&f->draw, &f->screen, &f->out);
	feed(f);
	if (draw_waits(&f->draw)) {
		if (reader_u8(&f->r) % 2 == 0)
			op_answers(f);
		else
			draw_wait_end(&f->draw);
		draw_update(&f->draw, &f->screen, &f->out);
		feed(f);
	}
	if (f->screen.sx == 0)
		return;
	check_picture(f);
	draw_update(&f->draw, &f->screen, &f->out);
	if (f->out.len > 0)
		BUG("%zu bytes to draw nothing", f->out.len);
}

static void
apply(struct fuzz *f, const uint8_t *p, size_t n)
{
	struct error e = ERROR_INIT;

	if (screen_apply(&f->screen, p, n, &e) == -1) {
		if (e.text[0] == '\0')
			BUG("an error without a text");
		screen_clear(&f->screen);
	} else if (screen_ready(&f->screen))
		update(f);
}

static void
op_frame(struct fuzz *f)
{
	size_t n = reader_u16(&f->r);

	if (n > f->r.left)
		n = f->r.left;
	apply(f, f->r.p, n);
	reader_take(&f->r, n);
}

static void
op_resize(struct fuzz *f)
{
	f->sx = reader_u8(&f->r) % 100 + 2;
	f->sy = reader_u8(&f->r) % 40 + 1;
	terminal_resize(f->t, f->sx, f->sy);
	draw_resize(&f->draw, f->sx, f->sy);
	update(f);
}

static void
op_message(struct fuzz *f)
{
	size_t n = reader_u8(&f->r);
	char *text;

	if (n > f->r.left)
		n = f->r.left;
	text = xstrndup((const char *)f->r.p, n);
	reader_take(&f->r, n);
	if (f->draw.started || f->draw.shown_alternate) {
		draw_message(&f->draw, text, &f->out);
		feed(f);
	}
	free(text);
}

static void
op_restart(struct fuzz *f)
{
	draw_finish(&f->draw, &f->out);
	feed(f);
	draw_restart(&f->draw);
}

static void
op_reconnect(struct fuzz *f)
{
	screen_clear(&f->screen);
}

static void
op_row(struct fuzz *f)
{
	struct style style = STYLE_DEFAULT;
	unsigned y = reader_u8(&f->r), n = reader_u8(&f->r), i;
	struct frame_line line;
	char c;

	style.fg = COLOUR_PALETTE | reader_u8(&f->r);
	style.bg = reader_u8(&f->r);
	if (style.bg != 0)
		style.bg |= COLOUR_PALETTE;
	style.attrs = reader_u8(&f->r) & STYLE_ATTRS;
	buf_clear(&f->frame);
	buf_u8(&f->frame, FRAME_ROW);
	buf_u16(&f->frame, (uint16_t)(f->screen.sy > 0 ? y % f->screen.sy : y));
	buf_u8(&f->frame, n & 1);
	frame_line_begin(&line, &f->frame);
	for (i = 0; i < n && i < f->screen.sx; i++) {
		c = (char)(reader_u8(&f->r) & 0x7f);
		if (c < ' ' || c == 0x7f)
			frame_line_blank(&line, &style, 1);
		else
			frame_line_ascii(&line, &style, &c, 1);
	}
	frame_line_end(&line);
	apply(f, f->frame.data, f->frame.len);
}

static void
op_end(struct fuzz *f)
{
	unsigned x = reader_u16(&f->r), y = reader_u16(&f->r);

	buf_clear(&f->frame);
	if (f->screen.sx == 0) {
		buf_u8(&f->frame, FRAME_SIZE);
		buf_u16(&f->frame, (uint16_t)(x % 120 + 1));
		buf_u16(&f->frame, (uint16_t)(y % 50 + 1));
	} else {
		buf_u8(&f->frame, FRAME_CURSOR);
		buf_u16(&f->frame, (uint16_t)(x % f->screen.sx));
		buf_u16(&f->frame, (uint16_t)(y % f->screen.sy));
		buf_u8(&f->frame, x % 7);
		buf_u8(&f->frame, y & 1);
	}
	buf_u8(&f->frame, FRAME_END);
	buf_u32(&f->frame, 1);
	apply(f, f->frame.data, f->frame.len);
}

static void (*const ops[OPS])(struct fuzz *f) = {
    [OP_FRAME] = op_frame,
    [OP_RESIZE] = op_resize,
    [OP_MESSAGE] = op_message,
    [OP_RESTART] = op_restart,
    [OP_RECONNECT] = op_reconnect,
    [OP_ANSWERS] = op_answers,
    [OP_ROW] = op_row,
    [OP_END] = op_end,
};

/* Terminals of all kinds; those that follow the locale are told of none. */
static void
read_caps(struct fuzz *f, uint8_t kind)
{
	static const char *const terms[] = {"xterm-256color", "tmux-256color",
	    "screen", "linux", "vt100", "xterm"};
	struct error e = ERROR_INIT;

	unsetenv("LANG");
	unsetenv("LC_ALL");
	unsetenv("LC_CTYPE");
	unsetenv("TMUX");
	f->tty = (struct tty){.fd = -1, .row = -1, .shape_before = -1};
	if (caps_read(&f->tty.caps, terms[kind % 6], &e) == -1)
		BUG("%s", e.text);
}

static void
begin(struct fuzz *f)
{
	uint8_t kind = reader_u8(&f->r);
	struct terminal_kind is = {.naive = true};

	read_caps(f, kind);
	is.bce = f->tty.caps.bce;
	is.alternate = f->tty.caps.alternate;
	is.sync = kind / 6 % 2 == 0;
	is.kitty = kind / 12 % 2 == 0;
	f->sx = reader_u8(&f->r) % 100 + 2;
	f->sy = reader_u8(&f->r) % 40 + 1;
	f->t = terminal_create(f->sx, f->sy, &is);
	screen_init(&f->screen);
	draw_init(&f->draw, &f->tty, f->sx, f->sy);
	keys_init(&f->keys, &f->tty.caps);
	buf_init(&f->out, OUT_MAX);
	buf_init(&f->frame, FRAME_MESSAGE_MAX);
	tty_probe(&f->tty, &f->out);
	feed(f);
}

static void
finish(struct fuzz *f)
{
	if (!f->over) {
		draw_finish(&f->draw, &f->out);
		tty_release(&f->tty, &f->out);
		feed(f);
		if (terminal_modes(f->t)[0] != '\0')
			BUG("left on: %s", terminal_modes(f->t));
		if (strcmp(terminal_title(f->t), "before") != 0)
			BUG("the title is \"%s\"", terminal_title(f->t));
	}
	terminal_destroy(f->t);
	screen_release(&f->screen);
	draw_release(&f->draw);
	buf_release(&f->out);
	buf_release(&f->frame);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz *f;

	if (size < 3)
		return (0);
	f = xcalloc(1, sizeof *f);
	reader_init(&f->r, data, size);
	begin(f);
	while (f->r.left > 0 && !f->over) {
		ops[reader_u8(&f->r) % OPS](f);
		f->r.bad = false;
	}
	finish(f);
	free(f);
	return (0);
}
