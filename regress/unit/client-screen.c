/* The screen model, what is printed of it, styles, capabilities, scrolls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/caps.h"
#include "client/render.h"
#include "client/screen.h"
#include "client/sgr.h"
#include "client/shift.h"
#include "common/utf8.h"
#include "regress/unit/test.h"

static struct screen screen;
static struct buf frame;

static void
begin(unsigned sx, unsigned sy)
{
	screen_init(&screen);
	buf_init(&frame, 1 << 24);
	if (sx == 0)
		return;
	buf_u8(&frame, FRAME_SIZE);
	buf_u16(&frame, (uint16_t)sx);
	buf_u16(&frame, (uint16_t)sy);
}

static void
end(void)
{
	screen_release(&screen);
	buf_release(&frame);
}

static void
put_text(const char *text, const struct style *s)
{
	struct frame_line line;

	frame_line_begin(&line, &frame);
	frame_line_ascii(&line, s, text, (unsigned)strlen(text));
	frame_line_end(&line);
}

static void
put_row(unsigned y, bool wrapped, const char *text)
{
	buf_u8(&frame, FRAME_ROW);
	buf_u16(&frame, (uint16_t)y);
	buf_u8(&frame, wrapped);
	put_text(text, &STYLE_DEFAULT);
}

static void
put_history(const char *text)
{
	buf_u8(&frame, FRAME_HISTORY);
	buf_u8(&frame, false);
	put_text(text, &STYLE_DEFAULT);
}

static void
put_cursor(unsigned x, unsigned y)
{
	buf_u8(&frame, FRAME_CURSOR);
	buf_u16(&frame, (uint16_t)x);
	buf_u16(&frame, (uint16_t)y);
	buf_u8(&frame, 3);
	buf_u8(&frame, true);
}

static int
apply(void)
{
	struct error e = ERROR_INIT;
	int result = screen_apply(&screen, frame.data, frame.len, &e);

	CHECK((result == -1) == (e.text[0] != '\0'));
	buf_clear(&frame);
	return (result);
}

static const char *
rendered(enum render_format format, bool history)
{
	static struct buf out;

	if (out.max == 0)
		buf_init(&out, 1 << 24);
	buf_clear(&out);
	render(&screen, format, history, &out);
	buf_u8(&out, '\0');
	return ((const char *)out.data);
}

static void
rows_and_history(void)
{
	begin(10, 3);
	put_row(0, false, "one");
	put_row(1, true, "two   ");
	put_row(2, false, "three");
	put_cursor(9, 2);
	CHECK(apply() == 0);
	CHECK_STR(rendered(RENDER_TEXT, false), "one\ntwo\nthree\n");
	CHECK_INT(screen.cx, 9);
	CHECK_INT(screen.shape, 3);
	CHECK_INT(screen.rows[1].used, 3);
	CHECK(screen.rows[1].wrapped);
	CHECK(!screen_ready(&screen));
	put_history("one");
	put_row(2, false, "four");
	buf_u8(&frame, FRAME_END);
	buf_u32(&frame, 7);
	CHECK(apply() == 0);
	CHECK(screen.ended && screen.seq == 7 && screen_ready(&screen));
	CHECK_STR(rendered(RENDER_TEXT, true), "one\ntwo\nthree\nfour\n");
	buf_u8(&frame, FRAME_SKIPPED);
	buf_u64(&frame, 2);
	CHECK(apply() == 0);
	CHECK(!screen.ended);
	CHECK_STR(rendered(RENDER_TEXT, true),
	    "one\n[nono: 2 lines not shown]\nfour\n");
	screen_drop_history(&screen);
	CHECK_STR(rendered(RENDER_TEXT, true), "four\n");
	/* more lines than the screen has rows */
	buf_u8(&frame, FRAME_SKIPPED);
	buf_u64(&frame, UINT64_MAX);
	CHECK(apply() == 0);
	CHECK_INT(screen_used(&screen), 0);
	end();
}

/* Lines are counted as the server counts them, or it sends some twice. */
static void
positions(void)
{
	begin(10, 3);
	buf_u8(&frame, FRAME_POSITION);
	buf_u64(&frame, 7);
	put_history("seven");
	put_history("eight");
	CHECK(apply() == 0);
	CHECK_INT(screen.position, 9);
	buf_u8(&frame, FRAME_SKIPPED);
	buf_u64(&frame, 100);
	put_history("109");
	CHECK(apply() == 0);
	CHECK_INT(screen.position, 110);
	/* also while it is not shown where they come from */
	buf_u8(&frame, FRAME_SCREEN);
	buf_u8(&frame, true);
	put_history("110");
	CHECK(apply() == 0);
	CHECK_INT(screen.position, 111);
	/* what was not taken is not counted */
	put_row(9, false, "no such row");
	put_history("111");
	CHECK(apply() == -1);
	CHECK_INT(screen.position, 111);
	screen_clear(&screen);
	CHECK_INT(screen.position, 0);
	end();
}

static void
screens_and_sizes(void)
{
	begin(10, 3);
	put_row(0, false, "main");
	buf_u8(&frame, FRAME_MODES);
	buf_u32(&frame, MODE_PASTE);
	CHECK(apply() == 0);
	buf_u8(&frame, FRAME_SCREEN);
	buf_u8(&frame, true);
	put_row(1, false, "alternate");
	CHECK(apply() == 0);
	CHECK(screen.alternate);
	CHECK_STR(rendered(RENDER_TEXT, false), "\nalternate\n");
	/* history does not move the alternate screen */
	put_history("line");
	CHECK(apply() == 0);
	CHECK_STR(rendered(RENDER_TEXT, false), "\nalternate\n");
	CHECK(screen.pending.len > 0);
	/* saying it again changes nothing */
	buf_u8(&frame, FRAME_SCREEN);
	buf_u8(&frame, true);
	CHECK(apply() == 0);
	CHECK_STR(rendered(RENDER_TEXT, false), "\nalternate\n");
	buf_u8(&frame, FRAME_SIZE);
	buf_u16(&frame, 20);
	buf_u16(&frame, 2);
	CHECK(apply() == 0);
	CHECK(screen.alternate && screen.modes == MODE_PASTE);
	CHECK_STR(rendered(RENDER_TEXT, false), "");
	screen_clear(&screen);
	CHECK(!screen.alternate && screen.modes == 0 && screen.sx == 0);
	end();
}

static void
hostile_items(void)
{
	struct frame_line line;
	unsigned i;

	begin(0, 0);
	put_row(0, false, "x");
	CHECK(apply() == -1); /* no size */
	put_history("x");
	CHECK(apply() == -1);
	put_cursor(0, 0);
	CHECK(apply() == -1);
	end();
	begin(4, 2);
	put_row(2, false, "x");
	CHECK(apply() == -1);
	put_row(1, false, "12345");
	CHECK(apply() == -1);
	put_cursor(4, 0);
	CHECK(apply() == -1);
	put_cursor(0, 2);
	CHECK(apply() == -1);
	/* a wide cell in the last column */
	buf_u8(&frame, FRAME_ROW);
	buf_u16(&frame, 0);
	buf_u8(&frame, 0);
	frame_line_begin(&line, &frame);
	frame_line_ascii(&line, &STYLE_DEFAULT, "abc", 3);
	frame_line_cell(&line, &STYLE_DEFAULT, "\344\270\255", 3, 2);
	frame_line_end(&line);
	CHECK(apply() == -1);
	/* three bytes of four */
	buf_u8(&frame, FRAME_ROW);
	buf_u16(&frame, 0);
	buf_u8(&frame, 0);
	frame_line_begin(&line, &frame);
	frame_line_cell(&line, &STYLE_DEFAULT, "\360\237\221", 3, 1);
	frame_line_end(&line);
	CHECK(apply() == -1);
	/* what is good before the bad is there */
	put_row(0, false, "ok");
	put_row(9, false, "x");
	put_row(1, false, "no");
	CHECK(apply() == -1);
	CHECK_STR(rendered(RENDER_TEXT, false), "ok\n");
	/* endless history */
	for (i = 0; i < 400; i++) {
		struct style s = {.fg = COLOUR_RGB | i};
		unsigned k;

		for (k = 0; k < 2000; k++) {
			buf_u8(&frame, FRAME_HISTORY);
			buf_u8(&frame, 0);
			put_text("x", &s);
		}
		if (apply() == -1)
			break;
	}
	CHECK(i < 400);
	CHECK(screen.pending.len <= SCREEN_PENDING_MAX);
	CHECK(screen_ready(&screen));
	rendered(RENDER_TEXT, true);
	screen_drop_history(&screen);
	CHECK_INT(screen.pending.len, 0);
	end();
}

/* A screen with everything that is to be rendered. */
static void
styled_screen(void)
{
	struct style red = {.fg = COLOUR_PALETTE | 1, .attrs = STYLE_BOLD};
	struct style both = {.fg = COLOUR_PALETTE | 1,
	    .bg = COLOUR_RGB | 0x102030,
	    .attrs = STYLE_BOLD};
	struct style curly = {
	    .us = COLOUR_PALETTE | 200, .underline = UNDERLINE_CURLY};
	struct style hidden = {.fg = COLOUR_PALETTE | 3};
	struct frame_line line;

	begin(12, 4);
	buf_u8(&frame, FRAME_ROW);
	buf_u16(&frame, 0);
	buf_u8(&frame, true);
	frame_line_begin(&line, &frame);
	frame_line_ascii(&line, &red, "ab", 2);
	frame_line_ascii(&line, &both, "cd", 2);
	frame_line_blank(&line, &hidden, 1);
	frame_line_cell(&line, &curly, "\344\270\255", 3, 2);
	frame_line_blank(&line, &hidden, 2);
	frame_line_end(&line);
	buf_u8(&frame, FRAME_ROW);
	buf_u16(&frame, 2);
	buf_u8(&frame, false);
	frame_line_begin(&line, &frame);
	frame_line_cell(&line, &STYLE_DEFAULT, "e\314\201", 3, 1);
	frame_line_blank(&line, &(struct style){.bg = COLOUR_PALETTE | 4}, 3);
	frame_line_end(&line);
	put_cursor(3, 2);
	buf_u8(&frame, FRAME_MODES);
	buf_u32(&frame, MODE_PASTE | MODE_MOUSE_DRAG | MODE_MOUSE_SGR);
	buf_u8(&frame, FRAME_KITTY);
	buf_u8(&frame, 5);
	buf_u8(&frame, FRAME_TITLE);
	buf_string(&frame, "a \"title\"");
	CHECK(apply() == 0);
}

static void
render_formats(void)
{
	enum render_format format;
	struct error e = ERROR_INIT;

	styled_screen();
	CHECK_STR(
	    rendered(RENDER_TEXT, false), "abcd \344\270\255\n\ne\314\201\n");
	CHECK_STR(rendered(RENDER_ANSI, false),
	    "\033[1;31mab\033[48;2;16;32;48mcd\033[m "
	    "\033[4:3;58:5:200m\344\270\255\033[m\n"
	    "\n"
	    "e\314\201\033[44m   \033[m\n");
	CHECK_STR(rendered(RENDER_JSON, false),
	    "{\"size\":[12,4],\"alternate\":false,\"title\":\"a "
	    "\\\"title\\\"\",\"cursor\":{\"x\":3,\"y\":2,\"shape\":3,"
	    "\"visible\":true},\"modes\":[\"paste\",\"mouse-drag\","
	    "\"mouse-sgr\"],\"kitty\":5,\"rows\":[[{\"text\":\"ab\",\"fg\":1,"
	    "\"bold\":true},{\"text\":\"cd\",\"fg\":1,\"bg\":\"#102030\","
	    "\"bold\":true},{\"text\":\" \"},{\"text\":\"\344\270\255\","
	    "\"columns\":2,\"us\":200,\"underline\":\"curly\"}],[],[{\"text\":"
	    "\"e\314\201\",\"columns\":1},{\"text\":\"   \",\"bg\":4}],[]],"
	    "\"wrapped\":[0]}\n");
	put_history("gone");
	buf_u8(&frame, FRAME_SKIPPED);
	buf_u64(&frame, 1);
	CHECK(apply() == 0);
	CHECK_STR(rendered(RENDER_ANSI, true),
	    "gone\n[nono: 1 line not shown]\ne\314\201\033[44m   \033[m\n");
	CHECK(
	    strstr(rendered(RENDER_JSON, true),
		"\"history\":[[{\"text\":\"gone\"}],{\"skipped\":1}]") != NULL);
	end();
	/* before the first frame */
	begin(0, 0);
	CHECK_STR(rendered(RENDER_TEXT, true), "");
	CHECK_STR(rendered(RENDER_ANSI, true), "");
	CHECK(strstr(rendered(RENDER_JSON, true), "\"size\":[0,0]") != NULL);
	end();
	CHECK(render_parse("json", &format, &e) == 0 && format == RENDER_JSON);
	CHECK(render_parse("html", &format, &e) == -1);
	CHECK_STR(e.text, "unknown format \"html\": use text, ansi or json");
}

/* Styles. */

static const char *
change(const struct caps *c, struct style from, struct style to)
{
	static struct buf out;
	struct style a, b;

	if (out.max == 0)
		buf_init(&out, 1024);
	buf_clear(&out);
	sgr_fit(c, &from, &a);
	sgr_fit(c, &to, &b);
	sgr_change(c, &a, &b, &out);
	buf_u8(&out, '\0');
	return ((const char *)out.data);
}

#define STYLE(...) ((struct style){__VA_ARGS__})

static void
sgr_changes(void)
{
	const struct style plain = STYLE_DEFAULT;
	const struct style bold = STYLE(.attrs = STYLE_BOLD);
	const struct style rgb = STYLE(.fg = COLOUR_RGB | 0x010203);
	const struct style bold_rgb =
	    STYLE(.fg = COLOUR_RGB | 0x010203, .attrs = STYLE_BOLD);
	const struct style red = STYLE(.fg = COLOUR_PALETTE | 1);
	const struct style both =
	    STYLE(.fg = COLOUR_PALETTE | 1, .bg = COLOUR_PALETTE | 2);
	struct caps c;

	caps_full(&c);
	CHECK_STR(change(&c, plain, plain), "");
	CHECK_STR(change(&c, plain, bold), "\033[1m");
	CHECK_STR(change(&c, bold, plain), "\033[m");
	CHECK_STR(change(&c, STYLE(.attrs = STYLE_BOLD | STYLE_ITALIC), bold),
	    "\033[23m");
	CHECK_STR(change(&c, STYLE(.attrs = STYLE_BOLD | STYLE_DIM), bold),
	    "\033[0;1m");
	CHECK_STR(change(&c, bold_rgb, rgb), "\033[22m");
	CHECK_STR(
	    change(&c, plain, STYLE(.fg = COLOUR_PALETTE | 9)), "\033[91m");
	CHECK_STR(
	    change(&c, plain, STYLE(.bg = COLOUR_PALETTE | 9)), "\033[101m");
	CHECK_STR(change(&c, plain, STYLE(.bg = COLOUR_PALETTE | 99)),
	    "\033[48;5;99m");
	CHECK_STR(change(&c, plain, STYLE(.underline = UNDERLINE_DOUBLE)),
	    "\033[4:2m");
	CHECK_STR(change(&c, both, red), "\033[49m");
	CHECK_STR(change(&c, red, plain), "\033[m");
	/* a terminal that knows only 0 */
	c.attr_off = false;
	CHECK_STR(change(&c, STYLE(.attrs = STYLE_BOLD | STYLE_REVERSE), bold),
	    "\033[0;1m");
}

static void
sgr_fits(void)
{
	struct style s = {.fg = COLOUR_RGB | 0xff8700,
	    .bg = COLOUR_PALETTE | 196,
	    .us = COLOUR_PALETTE | 1,
	    .attrs = STYLE_DIM | STYLE_ITALIC,
	    .underline = UNDERLINE_CURLY};
	struct style bright = {
	    .fg = COLOUR_PALETTE | 12, .bg = COLOUR_PALETTE | 12};
	struct caps c;

	caps_full(&c);
	c.colours = 256;
	CHECK_STR(change(&c, STYLE_DEFAULT, s),
	    "\033[2;3;4:3;38;5;208;48;5;196;58:5:1m");
	c.underlines = c.underline_colour = false;
	CHECK_STR(
	    change(&c, STYLE_DEFAULT, s), "\033[2;3;4;38;5;208;48;5;196m");
	c.attrs = STYLE_BOLD;
	c.colours = 88;
	CHECK_STR(change(&c, STYLE_DEFAULT, s), "\033[4;38;5;68;48;5;64m");
	c.colours = 16;
	CHECK_STR(change(&c, STYLE_DEFAULT, s), "\033[4;33;101m");
	CHECK_STR(change(&c, STYLE_DEFAULT, bright), "\033[94;104m");
	c.colours = 8;
	CHECK_STR(change(&c, STYLE_DEFAULT, bright), "\033[1;34;44m");
	c.colours = 0;
	c.underline = false;
	CHECK_STR(change(&c, STYLE_DEFAULT, s), "");
	/* greys and the cube's corners are met exactly */
	caps_full(&c);
	c.colours = 256;
	CHECK_STR(change(&c, STYLE_DEFAULT, STYLE(.fg = COLOUR_RGB | 0x080808)),
	    "\033[38;5;232m");
	CHECK_STR(change(&c, STYLE_DEFAULT, STYLE(.fg = COLOUR_RGB | 0xeeeeee)),
	    "\033[38;5;255m");
	CHECK_STR(change(&c, STYLE_DEFAULT, STYLE(.fg = COLOUR_RGB)),
	    "\033[38;5;16m");
	CHECK_STR(change(&c, STYLE_DEFAULT, STYLE(.fg = COLOUR_RGB | 0xffffff)),
	    "\033[38;5;231m");
}

/* Capabilities. */

static const struct {
	const char *term;
	unsigned colours;
	bool alternate, kept, xterm, queries, utf8, bce, su, region, il, hide;
} terminals[] = {
    {"xterm-256color", 256, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
    {"xterm", 8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
    {"tmux-256color", 256, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1},
    {"screen", 8, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1},
    {"linux", 8, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1},
    {"vt100", 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0},
    {"rxvt-unicode-256color", 256, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
};

static void
caps_terminals(void)
{
	static const char *const variables[] = {
	    "COLORTERM", "TMUX", "TERM_PROGRAM", "LC_ALL", "LC_CTYPE", "LANG"};
	struct error e = ERROR_INIT;
	struct caps c;
	size_t i;

	for (i = 0; i < sizeof variables / sizeof variables[0]; i++)
		unsetenv(variables[i]);
	for (i = 0; i < sizeof terminals / sizeof terminals[0]; i++) {
		if (!CHECK(caps_read(&c, terminals[i].term, &e) == 0))
			continue;
		printf("%s\n", terminals[i].term);
		CHECK_INT(c.colours, terminals[i].colours);
		CHECK_INT(c.alternate, terminals[i].alternate);
		CHECK_INT(c.alternate_kept, terminals[i].kept);
		CHECK_INT(c.xterm, terminals[i].xterm);
		CHECK_INT(c.queries, terminals[i].queries);
		CHECK_INT(c.utf8, terminals[i].utf8);
		CHECK_INT(c.bce, terminals[i].bce);
		CHECK_INT(c.su, terminals[i].su);
		CHECK_INT(c.region, terminals[i].region);
		CHECK_INT(c.il, terminals[i].il);
		CHECK_INT(c.hide, terminals[i].hide);
		CHECK(c.soft_wrap && c.last_column);
	}
	setenv("COLORTERM", "truecolor", 1);
	CHECK(caps_read(&c, "xterm-256color", &e) == 0);
	CHECK_INT(c.colours, CAPS_RGB);
	CHECK_STR(c.smcup, "\033[?1049h");
	CHECK_STR(c.rmcup, "\033[?1049l");
	CHECK(caps_read(&c, "screen", &e) == 0);
	CHECK_INT(c.colours, 8);
	setenv("TMUX", "x", 1);
	CHECK(caps_read(&c, "screen", &e) == 0);
	CHECK(c.queries && c.alternate_kept && c.utf8);
	setenv("LANG", "de_DE.ISO-8859-1", 1);
	CHECK(caps_read(&c, "xterm", &e) == 0);
	CHECK(!c.utf8);
	setenv("LC_ALL", "C.UTF-8", 1);
	CHECK(caps_read(&c, "vt100", &e) == 0);
	CHECK(c.utf8);
}

static void
caps_refused(void)
{
	struct error e = ERROR_INIT;
	struct caps c;

	CHECK(caps_read(&c, NULL, &e) == -1);
	CHECK_STR(e.text,
	    "TERM is not set: set it to this terminal's type, for example "
	    "xterm-256color");
	CHECK(caps_read(&c, "dumb", &e) == -1);
	CHECK_STR(e.text,
	    "terminal type \"dumb\" cannot be drawn on: it has no ANSI cursor "
	    "movement");
	CHECK(caps_read(&c, "unknown", &e) == -1);
	CHECK(caps_read(&c, "no-such\033terminal", &e) == -1);
	CHECK_STR(e.text,
	    "terminal type \"no-such\\033terminal\" is not known here: install "
	    "its terminfo entry or set TERM, for example to xterm-256color");
	CHECK(caps_read(&c, "../etc/passwd", &e) == -1);
}

/* Scrolls. Each letter of a string is a row. */

static bool
find(const char *have, const char *want, struct shift *out)
{
	struct shift_row w[64], h[64];
	unsigned n = (unsigned)strlen(want), i;

	for (i = 0; i < n; i++) {
		w[i] = (struct shift_row){
		    (uint64_t)want[i], want[i] == ' ' ? 0 : 40};
		h[i] = (struct shift_row){(uint64_t)have[i], 40};
	}
	*out = (struct shift){0};
	return (shift_find(w, h, n, out));
}

static void
shifts(void)
{
	struct shift s;

	CHECK(!find("abcdef", "abcdef", &s));
	CHECK(!find("abcdef", "abcxef", &s));
	CHECK(!find("a", "b", &s));
	CHECK(find("abcdefgh", "bcdefghi", &s));
	CHECK(s.top == 0 && s.bottom == 7 && s.n == 1);
	CHECK(find("abcdefgh", "xyabcdef", &s));
	CHECK(s.top == 0 && s.bottom == 7 && s.n == -2);
	/* a header and a footer stay */
	CHECK(find("Habcdef12", "Hcdefxy12", &s));
	CHECK(s.top == 1 && s.bottom == 6 && s.n == 2);
	/* a row that would be lost costs more than it brings */
	CHECK(!find("ab123456", "b3123456", &s) || s.n != 1 || s.bottom < 3);
	/* blank rows do not count as found */
	CHECK(!find("abc     ", "    xyz ", &s));
}

int
main(int argc, char **argv)
{
	static const struct test tests[] = {
	    {"rows_and_history", rows_and_history},
	    {"positions", positions},
	    {"screens_and_sizes", screens_and_sizes},
	    {"hostile_items", hostile_items},
	    {"render_formats", render_formats},
	    {"sgr_changes", sgr_changes},
	    {"sgr_fits", sgr_fits},
	    {"caps_terminals", caps_terminals},
	    {"caps_refused", caps_refused},
	    {"shifts", shifts},
	};

	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
