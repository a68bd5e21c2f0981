/*
 * Property tests of screen and draw: random children, on random terminals, seen
 * through frames. After each frame the terminal must show what the child's
 * screen is, and its scrollback the lines that have left it, once and in order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/draw.h"
#include "client/sgr.h"
#include "common/utf8.h"
#include "common/xmalloc.h"
#include "regress/unit/child.h"
#include "regress/unit/terminal.h"
#include "regress/unit/test.h"
#include "regress/unit/tmux.h"

enum {
	FRAMES = 24, /* of one case */
	CASES = 3000,
	OLD_CASES = 200, /* of each kind of terminal */
	TMUX_CASES = 12,
};

static unsigned kept; /* times that rows above the child's stayed */

static const struct frame_cell blank = {.columns = 1};

/* As it is seen: a blank is the same whether written or erased. */
static struct frame_cell
canonical(const struct frame_cell *c)
{
	struct frame_cell out = {
	    .style = c->style, .len = c->len, .columns = c->columns};

	memcpy(out.text, c->text, c->len);
	if (c->columns == 1 && (c->len == 0 || c->text[0] == ' ')) {
		out.len = 0;
		out.text[0] = '\0';
		out.style = sgr_blank(&c->style);
	}
	return (out);
}

/* What the terminal is to have. */

struct world {
	struct child child;
	struct screen screen;
	struct tty tty;
	struct keys keys;
	struct draw draw;
	struct buf out;
	struct terminal *terminal;
	struct terminal_kind kind;
	unsigned sx, sy;
	/* wrapped: as the terminal should have it; not dirty: or not */
	struct row *above;
	unsigned nabove;
	/* What a resize left above the child's rows; row -1: not known. */
	struct row *kept;
	int nkept;
};

static void
add_above(
    struct world *w, const struct frame_cell *cells, unsigned n, bool wrapped)
{
	struct row r = child_row(n > 0 ? n : 1);

	r.n = n;
	if (n > 0)
		memcpy(r.cells, cells, n * sizeof *cells);
	r.wrapped = wrapped;
	w->above = xreallocarray(w->above, w->nabove + 1, sizeof *w->above);
	w->above[w->nabove++] = r;
}

static void
clear_above(struct world *w)
{
	unsigned i;

	for (i = 0; i < w->nabove; i++)
		free(w->above[i].cells);
	free(w->above);
	w->above = NULL;
	w->nabove = 0;
}

static void
clear_kept(struct world *w)
{
	int i;

	for (i = 0; i < w->nkept; i++)
		free(w->kept[i].cells);
	free(w->kept);
	w->kept = NULL;
	w->nkept = -1;
}

/* Of the terminal's rows, the first n are to stay. */
static void
keep_rows(struct world *w, int n)
{
	unsigned x, y;

	clear_kept(w);
	w->nkept = n < 0 ? 0 : n;
	w->kept = xcalloc((size_t)w->nkept + 1, sizeof *w->kept);
	for (y = 0; (int)y < w->nkept; y++) {
		w->kept[y] = child_row(w->sx);
		for (x = 0; x < w->sx; x++)
			w->kept[y].cells[x] = *terminal_cell(w->terminal, x, y);
	}
}

static void
expect_kept(struct world *w)
{
	int i;

	for (i = 0; i < w->nkept; i++) {
		add_above(w, w->kept[i].cells, w->kept[i].n, false);
		w->above[w->nabove - 1].dirty = false;
	}
}

/* What the terminal has is taken for right. */
static void
take_above(struct world *w)
{
	const struct frame_cell *cells;
	unsigned n;
	bool wrapped;
	size_t i;

	clear_above(w);
	for (i = 0; i < terminal_history(w->terminal); i++) {
		cells = terminal_history_line(w->terminal, i, &n, &wrapped);
		add_above(w, cells, n, wrapped);
	}
}

static void
expect_marker(struct world *w, unsigned n)
{
	struct frame_cell cells[64];
	char text[64];
	unsigned i, len;

	len = (unsigned)snprintf(text, sizeof text,
	    "[nono: %u line%s not shown]", n, n == 1 ? "" : "s");
	if (len > w->sx)
		len = w->sx;
	for (i = 0; i < len; i++)
		cells[i] = (struct frame_cell){.style = {.attrs = STYLE_DIM},
		    .text = {text[i]},
		    .len = 1,
		    .columns = 1};
	add_above(w, cells, len, false);
}

/* Half a wide cell is not shown. */
static const struct frame_cell *
one_column(const struct world *w, const struct frame_cell *cells)
{
	return (w->sx == 1 && cells[0].columns != 1 ? &blank : cells);
}

/* A line of history, on as many of the terminal's rows as it takes. */
static void
expect_line(struct world *w, const struct row *r)
{
	unsigned n = r->n, from = 0, len;

	while (n > 0 && r->cells[n - 1].columns == 1) {
		struct frame_cell c = canonical(&r->cells[n - 1]);

		if (!screen_same(&c, &blank))
			break;
		n--;
	}
	for (; n - from > w->sx; from += len) {
		len = w->sx;
		if (len > 1 && r->cells[from + len].columns == 0)
			len--;
		add_above(w, one_column(w, r->cells + from), len,
		    w->tty.caps.soft_wrap);
	}
	add_above(w, one_column(w, r->cells + from), n - from,
	    r->wrapped && w->tty.caps.soft_wrap && w->child.sx == w->sx);
}

static void
expect_history(struct world *w)
{
	struct child *c = &w->child;
	unsigned i = 0;

	if (c->nhistory > CHILD_HISTORY_MAX) {
		i = c->nhistory - CHILD_HISTORY_MAX;
		expect_marker(w, i);
	}
	for (; i < c->nhistory; i++)
		expect_line(w, &c->history[i]);
	child_drop_history(c);
}

static bool
same_cell(const struct world *w, const struct frame_cell *got,
    const struct frame_cell *want)
{
	struct frame_cell a = canonical(got), b = *want;

	sgr_fit(&w->tty.caps, &want->style, &b.style);
	b = canonical(&b);
	return (screen_same(&a, &b));
}

static void
describe(const char *what, const struct frame_cell *c)
{
	printf(
	    "  %s \"%.*s\" columns %u fg %#x bg %#x us %#x attrs %#x ul %u\n",
	    what, c->len, c->text, c->columns, c->style.fg, c->style.bg,
	    c->style.us, c->style.attrs, c->style.underline);
}

/* got has gn cells, want wn; the rest of both is blank. */
static bool
same_line(const struct world *w, const struct frame_cell *got, unsigned gn,
    const struct frame_cell *want, unsigned wn, const char *where, unsigned y)
{
	const struct frame_cell *a, *b;
	unsigned x;

	for (x = 0; x < gn || x < wn; x++) {
		a = x < gn ? &got[x] : &blank;
		b = x < wn ? &want[x] : &blank;
		if (w->kind.naive &&
		    (child_doubtful(b) ||
			(b->columns == 0 && child_doubtful(&want[x - 1]))))
			continue;
		/* what stands for it is no part of what is promised */
		if (w->kind.ascii && (b->columns != 1 || b->len > 1))
			continue;
		if (x + 1 == w->sx && b->columns == 2 && x + 1 == wn)
			b = &blank; /* cut by a window */
		if (!same_cell(w, a, b)) {
			printf("%s %u column %u\n", where, y, x);
			describe("got ", a);
			describe("want", b);
			return (false);
		}
	}
	return (true);
}

static bool
same_wrap(const struct world *w, bool got, const struct row *want, unsigned sx)
{
	if (!want->dirty || (want->wrapped && terminal_is_tmux(w->terminal)))
		return (true);
	if (want->n == sx && sx > 0) {
		const struct frame_cell *c = &want->cells[sx - 1];

		if (c->columns == 0)
			c--;
		if (child_doubtful(c))
			return (true);
	}
	return (got == want->wrapped);
}

static bool
check_window(struct world *w)
{
	struct child *c = &w->child;
	struct grid *g = child_grid(c);
	unsigned wx = w->draw.wx, wy = w->draw.wy, x, y, n, cx, cy;
	struct frame_cell *want = xcalloc(w->sx, sizeof *want), *got;
	bool ok = true;

	got = xcalloc(w->sx, sizeof *got);
	for (y = 0; y < w->sy && ok; y++) {
		n = y + wy < c->sy && c->sx > wx ? c->sx - wx : 0;
		if (n > w->sx)
			n = w->sx;
		for (x = 0; x < n; x++)
			want[x] = g->rows[wy + y].cells[wx + x];
		if (n > 0 && want[0].columns == 0) {
			want[0] = blank;
			want[0].style = g->rows[wy + y].cells[wx].style;
		}
		if (n > 0 && want[n - 1].columns == 2) {
			struct style style = want[n - 1].style;

			want[n - 1] = blank;
			want[n - 1].style = style;
		}
		for (x = 0; x < w->sx; x++)
			got[x] = *terminal_cell(w->terminal, x, y);
		ok = same_line(w, got, w->sx, want, n, "row", y);
	}
	terminal_cursor(w->terminal, &cx, &cy);
	x = g->cx < c->sx ? g->cx : c->sx - 1;
	if (ok && (cx + wx != x || cy + wy != g->cy)) {
		printf("cursor at %u,%u + %u,%u, want %u,%u\n", cx, cy, wx, wy,
		    x, g->cy);
		ok = false;
	}
	free(want);
	free(got);
	return (ok);
}

static bool
check_above(struct world *w, unsigned n)
{
	const struct frame_cell *cells;
	unsigned i, len;
	bool wrapped;

	for (i = 0; i < n; i++) {
		cells = terminal_history_line(w->terminal, i, &len, &wrapped);
		if (!same_line(w, cells, len, w->above[i].cells, w->above[i].n,
			"scrollback line", i))
			return (false);
		if (!same_wrap(w, wrapped, &w->above[i], w->sx)) {
			printf("scrollback line %u: wrapped %d, want %d\n", i,
			    wrapped, w->above[i].wrapped);
			return (false);
		}
	}
	return (true);
}

/* Scrollback and screen together must be the lines above and the child's rows. */
static bool
check_inline(struct world *w)
{
	struct child *c = &w->child;
	struct grid *g = &c->main;
	unsigned history = (unsigned)terminal_history(w->terminal), y, i, cx,
		 cy;
	struct frame_cell *got;
	struct row want;
	bool ok;

	if (history > w->nabove) {
		printf("%u lines of scrollback, want at most %u\n", history,
		    w->nabove);
		return (false);
	}
	ok = check_above(w, history);
	got = xcalloc(w->sx, sizeof *got);
	for (y = 0; y < w->sy && ok; y++) {
		i = history + y;
		want = child_row(1);
		free(want.cells);
		want.cells = (struct frame_cell *)(uintptr_t)&blank;
		want.n = 1;
		if (i < w->nabove)
			want = w->above[i];
		else if (i - w->nabove < c->sy) {
			want = g->rows[i - w->nabove];
			want.dirty = true;
			want.wrapped = want.wrapped && w->tty.caps.soft_wrap &&
			    c->sx == w->sx;
		}
		for (unsigned x = 0; x < w->sx; x++)
			got[x] = *terminal_cell(w->terminal, x, y);
		ok = same_line(
		    w, got, w->sx, want.cells, want.n, "document row", i);
		/* a row that goes on in one that is not there cannot */
		if (ok && i + 1 < history + w->sy &&
		    i + 1 < w->nabove + c->sy &&
		    terminal_wrapped(w->terminal, y) && !want.wrapped &&
		    !same_wrap(w, true, &want, w->sx)) {
			printf("document row %u is wrapped\n", i);
			ok = false;
		}
	}
	terminal_cursor(w->terminal, &cx, &cy);
	i = g->cx < c->sx ? g->cx : c->sx - 1;
	if (ok && (cx != i || history + cy != w->nabove + g->cy)) {
		printf("cursor at %u,%u, want %u,%d\n", cx, cy, i,
		    (int)(w->nabove + g->cy) - (int)history);
		ok = false;
	}
	free(got);
	return (ok);
}

static bool
check_mouse(struct world *w)
{
	struct child *c = &w->child;
	bool absolute = c->is_alternate || w->draw.window, want;
	unsigned x = child_rnd(w->sx), y = child_rnd(w->sy), got_x, got_y;
	int want_y = (int)y;

	if (absolute)
		want_y += (int)w->draw.wy;
	else
		want_y += (int)terminal_history(w->terminal) - (int)w->nabove;
	want = want_y >= 0 && want_y < (int)c->sy && x + w->draw.wx < c->sx &&
	    (absolute || w->draw.home || w->tty.row != -1);
	if (draw_translate_mouse(&w->draw, x, y, &got_x, &got_y) != want ||
	    (want && (got_x != x + w->draw.wx || (int)got_y != want_y))) {
		printf("mouse at %u,%u: want %d %u,%d\n", x, y, want,
		    x + w->draw.wx, want_y);
		return (false);
	}
	return (true);
}

static bool
check(struct world *w)
{
	struct child *c = &w->child;

	/* It can go on in the child's first row only where that is below it. */
	if (w->nabove > 0 && (c->is_alternate || w->draw.window))
		w->above[w->nabove - 1].dirty = false;
	if (terminal_error(w->terminal) != NULL) {
		printf("terminal: %s\n", terminal_error(w->terminal));
		return (false);
	}
	if (c->is_alternate)
		return (check_window(w));
	if (c->sx > w->sx || c->sy > w->sy) {
		if (terminal_history(w->terminal) != w->nabove) {
			printf("%zu lines of scrollback, want %u\n",
			    terminal_history(w->terminal), w->nabove);
			return (false);
		}
		return (check_above(w, w->nabove) && check_window(w));
	}
	return (check_inline(w));
}

static void
feed(struct world *w)
{
	CHECK(!w->out.full);
	if (getenv("NONO_TRACE") != NULL) {
		char *text;

		buf_u8(&w->out, 0);
		text = utf8_escaped((const char *)w->out.data);
		printf("-> %s\n", text);
		free(text);
		w->out.len--;
	}
	terminal_feed(w->terminal, w->out.data, w->out.len);
	buf_clear(&w->out);
}

/* Cases. */

static void
read_caps(struct world *w, const char *term)
{
	struct error e = ERROR_INIT;

	w->tty = (struct tty){.fd = -1, .row = -1, .shape_before = -1};
	unsetenv("LC_ALL");
	unsetenv("LC_CTYPE");
	unsetenv("LANG");
	unsetenv("TMUX");
	if (caps_read(&w->tty.caps, term, &e) == -1)
		BUG("%s", e.text);
}

static void
random_caps(struct world *w)
{
	struct caps *c = &w->tty.caps;

	setenv("COLORTERM", "truecolor", 1);
	read_caps(w, "xterm-256color");
	c->underlines = c->underline_colour = true;
	w->kind = (struct terminal_kind){.bce = child_one_in(2),
	    .alternate = !child_one_in(4),
	    .kitty = child_one_in(2),
	    .sync = child_one_in(2),
	    .naive = child_one_in(4),
	    .keeps_wrap = child_one_in(2)};
	c->bce = w->kind.bce;
	c->alternate = c->alternate_kept = w->kind.alternate;
	if (w->kind.alternate && child_one_in(4))
		c->alternate_kept = false;
	c->ech = child_one_in(2);
	c->cha = child_one_in(2);
	c->il = child_one_in(2);
	c->region = child_one_in(2);
	c->su = child_one_in(2);
	c->attr_off = child_one_in(2);
	c->soft_wrap = !child_one_in(4);
	c->hide = !child_one_in(4);
}

/* What the user had there before. */
static void
user_lines(struct world *w)
{
	struct frame_cell user[3];
	unsigned i, n;
	size_t k;

	for (k = 0; k < 3; k++)
		user[k] = (struct frame_cell){
		    .text = {"usr"[k]}, .len = 1, .columns = 1};
	n = w->sx >= 3 ? child_rnd(2 * w->sy) : 0;
	for (i = 0; i < n; i++) {
		terminal_feed(w->terminal, "usr\r\n", 5);
		add_above(w, user, 3, false);
	}
}

static void
world_start(struct world *w)
{
	w->nkept = -1;
	user_lines(w);
	if (child_one_in(2))
		child_init(&w->child, w->sx, w->sy);
	else
		child_init(&w->child, 1 + child_rnd(30), 1 + child_rnd(12));
	screen_init(&w->screen);
	draw_init(&w->draw, &w->tty, w->sx, w->sy);
	keys_init(&w->keys, &w->tty.caps);
	buf_init(&w->out, 1 << 20);
	tty_probe(&w->tty, &w->out);
	feed(w);
}

static void
world_init(struct world *w)
{
	size_t k;

	*w = (struct world){.sx = 1 + child_rnd(child_one_in(3) ? 4 : 24),
	    .sy = 1 + child_rnd(8)};
	/* large enough for scrolling to pay */
	if (child_one_in(6)) {
		w->sx = 40 + child_rnd(40);
		w->sy = 8 + child_rnd(16);
	}
	random_caps(w);
	w->terminal = terminal_create(w->sx, w->sy, &w->kind);
	for (k = 0; k < CHILD_TEXTS; k++) {
		if (child_texts[k].known)
			terminal_know(w->terminal, child_texts[k].text,
			    child_texts[k].columns);
	}
	world_start(w);
}

/* Terminals that lack much, and take it ill when they are sent it. */
static const struct {
	const char *term;
	struct terminal_kind kind;
} old[] = {
    {"vt100",
	{.lacks = "GLMSTXnpqtu",
	    .modes = " 1 5 7 ",
	    .colours = 1,
	    .ascii = true,
	    .naive = true}},
    {"linux",
	{.bce = true,
	    .lacks = "STnpqtu",
	    .modes = " 1 5 7 25 ",
	    .colours = 8,
	    .naive = true}},
    {"screen",
	{.alternate = true,
	    .lacks = "Xnpqtu",
	    .colours = 8,
	    .ascii = true,
	    .naive = true}},
    {"xterm", {.bce = true, .alternate = true, .colours = 8}},
};

static unsigned which_old;

static void
world_init_old(struct world *w)
{
	size_t k;

	*w = (struct world){.sx = 2 + child_rnd(60), .sy = 1 + child_rnd(16)};
	w->kind = old[which_old].kind;
	unsetenv("COLORTERM");
	read_caps(w, old[which_old].term);
	w->terminal = terminal_create(w->sx, w->sy, &w->kind);
	for (k = 0; k < CHILD_TEXTS; k++) {
		if (child_texts[k].known)
			terminal_know(w->terminal, child_texts[k].text,
			    child_texts[k].columns);
	}
	world_start(w);
}

static void
world_init_tmux(struct world *w)
{
	*w = (struct world){.sx = 10 + child_rnd(20), .sy = 3 + child_rnd(8)};
	w->kind = (struct terminal_kind){.naive = true, .alternate = true};
	setenv("COLORTERM", "truecolor", 1);
	read_caps(w, "tmux-256color");
	w->tty.caps.underline_colour = true;
	/* an empty screen and no history, whatever was there */
	tmux_run("resize-window -x %u -y %u", w->sx, w->sy);
	tmux_write("\033[?1049l\033c", 10, NULL);
	tmux_run("clear-history");
	w->terminal = terminal_create_tmux(w->sx, w->sy);
	world_start(w);
}

static void
world_release(struct world *w)
{
	clear_above(w);
	clear_kept(w);
	child_release(&w->child);
	screen_release(&w->screen);
	draw_release(&w->draw);
	buf_release(&w->out);
	terminal_destroy(w->terminal);
}

/* The terminal's answers to what it was asked arrive. */
static void
take_answers(struct world *w)
{
	const char *text = terminal_answers(w->terminal);
	struct keys_reply reply;
	struct input in;
	enum keys_result what;

	keys_put(&w->keys, text, strlen(text));
	while ((what = keys_next(&w->keys, &in, &reply)) != KEYS_NONE) {
		if (CHECK(what == KEYS_REPLY))
			tty_reply(&w->tty, &reply, &w->out);
	}
	feed(w);
}

static void
resize_terminal(struct world *w)
{
	unsigned sx = w->sx, sy = w->sy;

	if (child_one_in(2))
		w->sx = terminal_is_tmux(w->terminal) ? 10 + child_rnd(20)
						      : 1 + child_rnd(24);
	w->sy =
	    terminal_is_tmux(w->terminal) ? 3 + child_rnd(8) : 1 + child_rnd(8);
	if (w->sx == sx && w->sy == sy)
		return;
	if (getenv("NONO_TRACE") != NULL)
		printf("== terminal %ux%u\n", w->sx, w->sy);
	terminal_resize(w->terminal, w->sx, w->sy);
	draw_resize(&w->draw, w->sx, w->sy);
	take_above(w);
	clear_kept(w);
}

/*
 * How many rows of the terminal stay: the child's cursor is in the line that the
 * terminal's is in, but what was not drawn for it is not its own.
 */
static int
rows_to_keep(struct world *w)
{
	struct child *c = &w->child;
	unsigned x, y;
	int before, row;

	terminal_cursor(w->terminal, &x, &y);
	row = before = (int)y - (int)w->draw.offset;
	if (!c->is_alternate && c->nhistory == 0)
		row = (int)y - (int)c->main.cy;
	if (row < before - (int)w->draw.above)
		row = before - (int)w->draw.above;
	return (row);
}

/* Draw; where that needs an answer of the terminal, let it come or not. */
static void
update(struct world *w)
{
	draw_update(&w->draw, &w->screen, &w->out);
	feed(w);
	if (draw_waits(&w->draw)) {
		draw_update(&w->draw, &w->screen, &w->out);
		CHECK_INT(w->out.len, 0);
		if (!child_one_in(4)) {
			keep_rows(w, rows_to_keep(w));
			expect_kept(w);
			take_answers(w);
			CHECK(!draw_waits(&w->draw));
			kept++;
		} else
			draw_wait_end(&w->draw);
		draw_update(&w->draw, &w->screen, &w->out);
		feed(w);
	}
	clear_kept(w);
	expect_history(w);
}

/* A message of nono's own: the cursor stays in the child's cell. */
static bool
show_message(struct world *w)
{
	size_t lines = terminal_history(w->terminal);
	unsigned x, y, new_x, new_y;

	terminal_cursor(w->terminal, &x, &y);
	draw_message(&w->draw, "[nono] hello \001\344\270\255", &w->out);
	feed(w);
	if (w->draw.clear_main || w->draw.window || w->draw.shown_alternate)
		return (true);
	lines = terminal_history(w->terminal) - lines;
	terminal_cursor(w->terminal, &new_x, &new_y);
	if (new_x == x && new_y + lines == y)
		return (true);
	printf("cursor at %u,%u with a message, was at %u,%u\n", new_x, new_y,
	    x, y);
	return (false);
}

static bool
step(struct world *w)
{
	struct child *c = &w->child;
	unsigned i;

	/* tmux resizes the main screen when it is shown again */
	if (w->draw.started && child_one_in(12) &&
	    !(terminal_is_tmux(w->terminal) && w->draw.shown_alternate)) {
		resize_terminal(w);
		if (child_one_in(2))
			child_resize(c, w->sx, w->sy);
	} else if (child_one_in(12))
		child_resize(c, 1 + child_rnd(30), 1 + child_rnd(12));
	else {
		for (i = child_rnd(6); i > 0; i--)
			child_step(c);
		child_state(c);
	}
	if (child_one_in(10) && w->draw.started && !w->draw.clear_main &&
	    !show_message(w))
		return (false);
	if (child_one_in(4))
		take_answers(w);
	child_send(c, &w->screen);
	update(w);
	return (check(w) && check_mouse(w));
}

/* Leaving: everything stays, the cursor is below it, all modes are off. */
static bool
leave(struct world *w)
{
	struct grid *g = &w->child.main;
	bool started = w->draw.started, known = !w->draw.clear_main, last;
	unsigned x, y, n;

	if (w->draw.shown_alternate && !w->tty.caps.alternate_kept)
		known = false;
	draw_finish(&w->draw, &w->out);
	tty_release(&w->tty, &w->out);
	feed(w);
	if (terminal_error(w->terminal) != NULL)
		printf("terminal: %s\n", terminal_error(w->terminal));
	if (terminal_modes(w->terminal)[0] != '\0')
		printf("left on: %s\n", terminal_modes(w->terminal));
	terminal_cursor(w->terminal, &x, &y);
	last = y == w->sy - 1;
	if (started && known && !w->draw.window && !w->child.is_alternate) {
		for (n = w->child.sy; n > 0; n--) {
			struct row *r = &g->rows[n - 1];
			unsigned i;

			for (i = 0; i < r->n; i++) {
				if (!same_cell(w, &r->cells[i], &blank))
					break;
			}
			if (i < r->n)
				break;
		}
		last = w->nabove + n == terminal_history(w->terminal) + y;
		if (!last || x != 0)
			printf("cursor left at %u,%u\n", x, y);
	} else
		last = true;
	return (terminal_error(w->terminal) == NULL &&
	    terminal_modes(w->terminal)[0] == '\0' && last &&
	    strcmp(terminal_title(w->terminal), "before") == 0);
}

static void
run_case(uint64_t first, void (*init)(struct world *))
{
	struct world w;
	unsigned i;

	child_seed(first * 0x9e3779b97f4a7c15u + 1);
	init(&w);
	for (i = 0; i < FRAMES; i++) {
		if (!step(&w)) {
			printf("case %llu frame %u: terminal %ux%u, child "
			       "%ux%u%s\n",
			    (unsigned long long)first, i, w.sx, w.sy,
			    w.child.sx, w.child.sy,
			    w.child.is_alternate ? " alternate" : "");
			CHECK(!"the terminal shows the child's screen");
			break;
		}
	}
	if (i == FRAMES && !CHECK(leave(&w)))
		printf("case %llu\n", (unsigned long long)first);
	world_release(&w);
}

static void
run_cases(void (*init)(struct world *), uint64_t n)
{
	const char *only = getenv("NONO_CASE"), *count = getenv("NONO_CASES");
	uint64_t i;

	if (only != NULL) {
		run_case(strtoull(only, NULL, 10), init);
		return;
	}
	if (count != NULL)
		n = strtoull(count, NULL, 10);
	for (i = 0; i < n; i++)
		run_case(i, init);
}

static void
random_cases(void)
{
	kept = 0;
	run_cases(world_init, CASES);
	CHECK(kept > 0 || getenv("NONO_CASE") != NULL);
}

static void
random_old(void)
{
	for (which_old = 0; which_old < sizeof old / sizeof old[0]; which_old++)
		run_cases(world_init_old, OLD_CASES);
}

static void
random_tmux(void)
{
	if (tmux_start(80, 24) == -1) {
		tmux_stop();
		test_skip("tmux cannot be run");
		return;
	}
	child_use_texts(CHILD_TMUX_TEXTS);
	run_cases(world_init_tmux, TMUX_CASES);
	tmux_stop();
}

int
main(int argc, char **argv)
{
	static const struct test tests[] = {
	    {"random_cases", random_cases},
	    {"random_old", random_old},
	    {"random_tmux", random_tmux},
	};

	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
