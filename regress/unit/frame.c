/* common/frame, common/keys: what is written is read; what is bad is refused. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/frame.h"
#include "common/keys.h"
#include "regress/unit/test.h"

/* What a sink was given, as text. */
static char seen[8192];

static void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void
note(const char *fmt, ...)
{
	size_t used = strlen(seen);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(seen + used, sizeof seen - used, fmt, ap);
	va_end(ap);
}

static void
note_line(const struct frame_cell *cells, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		if (cells[i].columns == 0)
			note(">");
		else
			note("%s%s", cells[i].len == 0 ? "_" : cells[i].text,
			    cells[i].style.fg != 0 ? "!" : "");
	}
	note(" ");
}

static void
on_size(void *arg, unsigned sx, unsigned sy)
{
	note("size%ux%u ", sx, sy);
}

static void
on_screen(void *arg, bool alternate)
{
	note("screen%d ", alternate);
}

static void
on_skipped(void *arg, uint64_t n)
{
	note("skipped%d ", (int)n);
}

static void
on_history(void *arg, bool wrapped, const struct frame_cell *cells, unsigned n)
{
	note("history%d:", wrapped);
	note_line(cells, n);
}

static void
on_row(void *arg, unsigned y, bool wrapped, const struct frame_cell *cells,
    unsigned n)
{
	note("row%u,%d:", y, wrapped);
	note_line(cells, n);
}

static void
on_cursor(void *arg, unsigned x, unsigned y, unsigned shape, bool visible)
{
	note("cursor%u,%u,%u,%d ", x, y, shape, visible);
}

static void
on_title(void *arg, const char *title)
{
	note("title:%s ", title);
}

static void
on_end(void *arg, uint32_t seq)
{
	note("end%u", seq);
}

static const struct frame_sink sink = {
    .size = on_size,
    .screen = on_screen,
    .skipped = on_skipped,
    .history = on_history,
    .row = on_row,
    .cursor = on_cursor,
    .title = on_title,
    .end = on_end,
};

static const struct style red = {.fg = COLOUR_PALETTE | 1};

static void
put_line(struct buf *b)
{
	struct frame_line l;

	frame_line_begin(&l, b);
	frame_line_blank(&l, &STYLE_DEFAULT, 2);
	frame_line_ascii(&l, &red, "ab", 2);
	frame_line_cell(&l, &STYLE_DEFAULT, "\xe4\xb8\xad", 3, 2);
	frame_line_cell(&l, &STYLE_DEFAULT, "e\xcc\x81", 3, 1);
	frame_line_blank(&l, &red, 1);
	frame_line_blank(&l, &STYLE_DEFAULT, 5);
	frame_line_end(&l);
}

static void
put_frame(struct buf *b)
{
	buf_u8(b, FRAME_SIZE);
	buf_u16(b, 20);
	buf_u16(b, 3);
	buf_u8(b, FRAME_SCREEN);
	buf_u8(b, 1);
	buf_u8(b, FRAME_SKIPPED);
	buf_u64(b, 7);
	buf_u8(b, FRAME_HISTORY);
	buf_u8(b, 1);
	put_line(b);
	buf_u8(b, FRAME_ROW);
	buf_u16(b, 2);
	buf_u8(b, 0);
	put_line(b);
	buf_u8(b, FRAME_CURSOR);
	buf_u16(b, 4);
	buf_u16(b, 2);
	buf_u8(b, 6);
	buf_u8(b, 1);
	buf_u8(b, FRAME_TITLE);
	buf_string(b, "hello");
	buf_u8(b, FRAME_END);
	buf_u32(b, 9);
}

static void
frame_round_trip(void)
{
	struct error e = ERROR_INIT;
	struct buf b;

	buf_init(&b, 4096);
	put_frame(&b);
	seen[0] = '\0';
	CHECK_INT(frame_decode(b.data, b.len, &sink, NULL, &e), 0);
	CHECK_STR(seen,
	    "size20x3 screen1 skipped7 "
	    "history1:__a!b!\xe4\xb8\xad>e\xcc\x81_! "
	    "row2,0:__a!b!\xe4\xb8\xad>e\xcc\x81_! "
	    "cursor4,2,6,1 title:hello end9");
	buf_release(&b);
}

/* Cut anywhere, or with any byte changed: an error or a frame, never a crash. */
static void
frame_damaged(void)
{
	struct error e = ERROR_INIT;
	unsigned refused = 0;
	struct buf b;
	uint8_t old;
	size_t i;
	int bit;

	buf_init(&b, 4096);
	put_frame(&b);
	for (i = 1; i < b.len; i++) {
		seen[0] = '\0';
		if (frame_decode(b.data, i, &sink, NULL, &e) == -1)
			refused++;
	}
	CHECK(refused > b.len / 2);
	for (i = 0; i < b.len; i++) {
		for (bit = 0; bit < 8; bit++) {
			old = b.data[i];
			b.data[i] = (uint8_t)(old ^ 1 << bit);
			seen[0] = '\0';
			frame_decode(b.data, b.len, &sink, NULL, &e);
			b.data[i] = old;
		}
	}
	buf_release(&b);
}

struct bad_frame {
	const char *bytes;
	size_t len;
	const char *error;
};

#define BAD(bytes, error)                      \
	{                                      \
		bytes, sizeof bytes - 1, error \
	}

static void
frame_refusals(void)
{
	static const struct bad_frame bad[] = {
	    BAD("\x00", "frame: unknown item 0"),
	    BAD("\xff", "frame: unknown item 255"),
	    BAD("\x01\x00\x00\x05\x00", "frame: bad size 0x5"),
	    BAD("\x01\xe9\x03\x05\x00", "frame: bad size 1001x5"),
	    BAD("\x02\x02", "frame: bad screen 2"),
	    BAD("\x03\x01", "frame: cut short"),
	    BAD("\x06\xe8\x03\x00\x00\x00", "frame: bad row 1000"),
	    /* a row of one run: kind 9 */
	    BAD("\x06\x00\x00\x00\x01\x00\x09\x01\x00"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
		"frame: unknown run 9"),
	    /* an ASCII run with an escape character */
	    BAD("\x06\x00\x00\x00\x01\x00\x01\x01\x00"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x1b",
		"frame: control byte"),
	    /* a cell with a C1 control in UTF-8 */
	    BAD("\x06\x00\x00\x00\x01\x00\x02\x01\x00"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\xc2\x9b",
		"frame: bad text in a cell"),
	    /* three bytes of four */
	    BAD("\x06\x00\x00\x00\x01\x00\x02\x01\x00"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\xf0\x9f\x91",
		"frame: bad text in a cell"),
	    /* a letter of two columns */
	    BAD("\x06\x00\x00\x00\x01\x00\x02\x01\x00"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x81\x61",
		"frame: bad text in a cell"),
	    /* a blank run longer than any line */
	    BAD("\x06\x00\x00\x00\x01\x00\x00\xff\xff"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
		"frame: line too long"),
	    /* a colour of no kind */
	    BAD("\x06\x00\x00\x00\x01\x00\x00\x01\x00"
		"\0\0\0\x07\0\0\0\0\0\0\0\0\0\0\0\0",
		"frame: bad style"),
	    BAD("\x07\x00\x00\x00\x00\x07\x01", "frame: bad cursor"),
	    BAD("\x08\xff\xff\xff\xff", "frame: unknown modes 0xffffffff"),
	    BAD("\x09\x20", "frame: bad kitty flags 32"),
	    BAD("\x0a\x02\x00\x00\x00\x1b[",
		"frame: control byte in the title"),
	    BAD("\x0c\x01\x00\x00\x00\x0b", "frame: more after its end"),
	};
	struct error e = ERROR_INIT;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		CHECK_INT(frame_decode((const uint8_t *)bad[i].bytes,
			      bad[i].len, &sink, NULL, &e),
		    -1);
		CHECK_STR(e.text, bad[i].error);
	}
}

static void
input_round_trip(void)
{
	struct input in = {.type = INPUT_KEY,
	    .code = KEY_UP,
	    .shifted = 'A',
	    .base = 'b',
	    .mods = KEY_CTRL | KEY_ALT,
	    .action = KEY_REPEAT,
	    .data = (const uint8_t *)"xyz",
	    .len = 3};
	struct error e = ERROR_INIT;
	struct input out;
	struct reader r;
	struct buf b;
	size_t i;

	buf_init(&b, 1024);
	input_encode(&b, &in);
	reader_init(&r, b.data, b.len);
	CHECK_INT(input_decode(&r, &out, &e), 0);
	CHECK_INT(out.type, INPUT_KEY);
	CHECK_INT(out.code, KEY_UP);
	CHECK_INT(out.mods, KEY_CTRL | KEY_ALT);
	CHECK_INT(out.action, KEY_REPEAT);
	CHECK_MEM(out.data, out.len, "xyz", 3);
	for (i = 0; i < b.len; i++) {
		reader_init(&r, b.data, i);
		CHECK_INT(input_decode(&r, &out, &e), -1);
	}
	b.data[0] = INPUT_TYPES;
	reader_init(&r, b.data, b.len);
	CHECK_INT(input_decode(&r, &out, &e), -1);
	buf_release(&b);
}

struct key_case {
	const char *name;
	uint32_t code;
	unsigned mods;
	const char *canonical; /* NULL: refused */
};

static void
key_names(void)
{
	static const struct key_case cases[] = {
	    {"d", 'd', 0, "d"},
	    {"D", 'D', 0, "D"},
	    {"ctrl-]", ']', KEY_CTRL, "ctrl-]"},
	    {"ctrl-A", 'a', KEY_CTRL, "ctrl-a"},
	    {"CTRL-a", 'a', KEY_CTRL, "ctrl-a"},
	    {"ctrl-\\", '\\', KEY_CTRL, "ctrl-\\"},
	    {"esc", KEY_ESCAPE, 0, "esc"},
	    {"Escape", KEY_ESCAPE, 0, "esc"},
	    {"tab", KEY_TAB, 0, "tab"},
	    {"return", KEY_ENTER, 0, "enter"},
	    {"space", ' ', 0, "space"},
	    {"\xc3\xa9", 0xe9, 0, "\xc3\xa9"},
	    {"", 0, 0, NULL},
	    {"ab", 0, 0, NULL},
	    {"ctrl-", 0, 0, NULL},
	    {"ctrl-1", 0, 0, NULL},
	    {"\x01", 0, 0, NULL},
	    {"\xff", 0, 0, NULL},
	};
	struct error e = ERROR_INIT;
	struct input in;
	char name[32];
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (cases[i].canonical == NULL) {
			CHECK_INT(key_parse(cases[i].name, &in, &e), -1);
			continue;
		}
		CHECK_INT(key_parse(cases[i].name, &in, &e), 0);
		CHECK_INT(in.code, cases[i].code);
		CHECK_INT(in.mods, cases[i].mods);
		key_name(&in, name, sizeof name);
		CHECK_STR(name, cases[i].canonical);
	}
}

static const struct test tests[] = {
    {"frame-round-trip", frame_round_trip},
    {"frame-damaged", frame_damaged},
    {"frame-refusals", frame_refusals},
    {"input-round-trip", input_round_trip},
    {"key-names", key_names},
};

int
main(int argc, char **argv)
{
	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
