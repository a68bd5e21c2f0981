/*
 * What is written for what a child does, to the byte, and without allocating.
 */
#include <stdlib.h>
#include <string.h>

#include "client/draw.h"
#include "regress/unit/terminal.h"
#include "regress/unit/test.h"

static struct {
	struct screen screen;
	struct tty tty;
	struct draw draw;
	struct buf frame, out;
} typed;

static void
typed_begin(const char *term, unsigned sx, unsigned sy)
{
	struct error e = ERROR_INIT;

	memset(&typed, 0, sizeof typed);
	screen_init(&typed.screen);
	unsetenv("COLORTERM");
	CHECK(caps_read(&typed.tty.caps, term, &e) == 0);
	draw_init(&typed.draw, &typed.tty, sx, sy);
	buf_init(&typed.frame, 1 << 16);
	buf_init(&typed.out, 1 << 20);
	buf_u8(&typed.frame, FRAME_SIZE);
	buf_u16(&typed.frame, (uint16_t)sx);
	buf_u16(&typed.frame, (uint16_t)sy);
}

static void
typed_end(void)
{
	screen_release(&typed.screen);
	draw_release(&typed.draw);
	buf_release(&typed.frame);
	buf_release(&typed.out);
}

static void
typed_line(const char *text, unsigned n)
{
	struct frame_line line;

	frame_line_begin(&line, &typed.frame);
	if (n > 0)
		frame_line_ascii(&line, &STYLE_DEFAULT, text, n);
	frame_line_end(&line);
}

static void
typed_row(unsigned y, const char *text, unsigned n)
{
	buf_u8(&typed.frame, FRAME_ROW);
	buf_u16(&typed.frame, (uint16_t)y);
	buf_u8(&typed.frame, 0);
	typed_line(text, n);
}

/* End the frame with the cursor there, and draw it. */
static void
typed_draw(unsigned x, unsigned y)
{
	struct error e = ERROR_INIT;

	buf_u8(&typed.frame, FRAME_CURSOR);
	buf_u16(&typed.frame, (uint16_t)x);
	buf_u16(&typed.frame, (uint16_t)y);
	buf_u8(&typed.frame, 0);
	buf_u8(&typed.frame, 1);
	buf_u8(&typed.frame, FRAME_END);
	buf_u32(&typed.frame, 1);
	CHECK(screen_apply(
		  &typed.screen, typed.frame.data, typed.frame.len, &e) == 0);
	buf_clear(&typed.frame);
	buf_clear(&typed.out);
	draw_update(&typed.draw, &typed.screen, &typed.out);
}

static void
check_typed(unsigned x, unsigned y, const char *want)
{
	typed_draw(x, y);
	buf_u8(&typed.out, '\0');
	CHECK_STR((const char *)typed.out.data, want);
}

static void
bytes_written(void)
{
	typed_begin("xterm-256color", 20, 4);
	typed_row(0, "$ ", 2);
	check_typed(2, 0, "\033[m\r\033[J$ ");
	typed_row(0, "$ l", 3);
	check_typed(3, 0, "l");
	check_typed(3, 0, "");
	typed_row(0, "$ ", 2);
	check_typed(2, 0, "\b \b");
	check_typed(0, 1, "\r\n");
	typed_row(1, "one", 3);
	check_typed(0, 2, "one\r\n");
	typed_row(2, "two", 3);
	typed_row(3, "three", 5);
	check_typed(5, 3, "two\r\nthree");
	/* a line leaves at the top: the rest is as it was */
	buf_u8(&typed.frame, FRAME_HISTORY);
	buf_u8(&typed.frame, 0);
	typed_line("$ ", 2);
	typed_row(3, "four", 4);
	check_typed(4, 3, "\r\nfour");
	/* the row above, by its end */
	typed_row(2, "three!", 6);
	check_typed(4, 3, "\033[A\033[C!\n\b\b");
	/* a whole row */
	typed_row(3, "", 0);
	check_typed(0, 3, "\r\033[K");
	/* of three rows none is seen without the others */
	typed.tty.caps.sync = true;
	typed_row(1, "1", 1);
	typed_row(2, "2", 1);
	check_typed(0, 3, "\033[2A1  \n\r2\033[K\n\r");
	typed_row(1, "3", 1);
	typed_row(2, "4", 1);
	typed_row(3, "5", 1);
	check_typed(0, 3, "\033[?2026h\033[2A3\n\r4\n\r5\r\033[?2026l");
	typed_end();
}

/* Rows that move down inline must not push the last one below the picture. */
static void
scrolled_inline(void)
{
	static const struct terminal_kind kind = {.bce = true};
	struct terminal *t = terminal_create(20, 10, &kind);
	char line[15];
	unsigned y;

	typed_begin("xterm-256color", 20, 6);
	draw_resize(&typed.draw, 20, 10);
	for (y = 0; y < 6; y++) {
		memset(line, (int)('a' + y), sizeof line);
		typed_row(y, line, sizeof line);
	}
	typed_draw(0, 0);
	terminal_feed(t, typed.out.data, typed.out.len);
	typed_row(0, "", 0);
	for (y = 1; y < 6; y++) {
		memset(line, (int)('a' + y - 1), sizeof line);
		typed_row(y, line, sizeof line);
	}
	typed_draw(0, 0);
	CHECK(typed.out.len < 40); /* it was scrolled */
	terminal_feed(t, typed.out.data, typed.out.len);
	CHECK(terminal_error(t) == NULL);
	for (y = 0; y < 10; y++) {
		const char *want = y >= 1 && y <= 5 ? &"abcde"[y - 1] : "";
		const struct frame_cell *c = terminal_cell(t, 14, y);

		CHECK_MEM(c->text, c->len, want, want[0] != '\0');
	}
	terminal_destroy(t);
	typed_end();
}

/* Functions that would allocate are counted; see the linker's --wrap. */
static unsigned allocations;

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void *__real_reallocarray(void *, size_t, size_t);
char *__real_strndup(const char *, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
void *__wrap_reallocarray(void *, size_t, size_t);
char *__wrap_strndup(const char *, size_t);

void *
__wrap_malloc(size_t n)
{
	allocations++;
	return (__real_malloc(n));
}

void *
__wrap_calloc(size_t n, size_t size)
{
	allocations++;
	return (__real_calloc(n, size));
}

void *
__wrap_realloc(void *p, size_t n)
{
	allocations++;
	return (__real_realloc(p, n));
}

void *
__wrap_reallocarray(void *p, size_t n, size_t size)
{
	allocations++;
	return (__real_reallocarray(p, n, size));
}

char *
__wrap_strndup(const char *s, size_t n)
{
	allocations++;
	return (__real_strndup(s, n));
}

/* A key's echo is one byte and no allocation; neither is a scroll's. */
static void
steady_state(void)
{
	char line[80];
	unsigned i, n, before;

	memset(line, 'x', sizeof line);
	typed_begin("xterm-256color", 80, 24);
	for (i = 0; i < 24; i++)
		typed_row(i, line, 10);
	typed_draw(0, 23);
	for (n = 0; n < 2; n++) {
		before = allocations;
		for (i = 1; i < 80; i++) {
			typed_row(23, line, i);
			typed_draw(i, 23);
			CHECK(typed.out.len <= 4);
		}
		typed_row(23, line, 10);
		typed_draw(0, 23);
		for (i = 0; i < 100; i++) {
			buf_u8(&typed.frame, FRAME_HISTORY);
			buf_u8(&typed.frame, 0);
			typed_line(line, 10);
			typed_row(23, line, 10);
			typed_draw(0, 23);
			CHECK_INT(typed.out.len, 12);
		}
	}
	CHECK_INT(allocations, before);
	typed_end();
}

int
main(int argc, char **argv)
{
	static const struct test tests[] = {
	    {"bytes_written", bytes_written},
	    {"scrolled_inline", scrolled_inline},
	    {"steady_state", steady_state},
	};

	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
