/* Unit tests of common/: buf, error, utf8. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/error.h"
#include "common/utf8.h"
#include "regress/unit/test.h"

static void
buf_round_trip(void)
{
	struct reader r;
	struct buf b;
	char *s;

	buf_init(&b, 1024);
	buf_u8(&b, 0xfe);
	buf_u16(&b, 0xfedc);
	buf_u32(&b, 0xfedcba98);
	buf_u64(&b, 0xfedcba9876543210);
	buf_string(&b, "text");
	CHECK(!b.full);
	reader_init(&r, b.data, b.len);
	CHECK_INT(reader_u8(&r), 0xfe);
	CHECK_INT(reader_u16(&r), 0xfedc);
	CHECK_INT(reader_u32(&r), 0xfedcba98);
	CHECK(reader_u64(&r) == 0xfedcba9876543210);
	s = reader_string(&r, 4);
	CHECK_STR(s, "text");
	free(s);
	CHECK(!r.bad);
	CHECK_INT(r.left, 0);
	CHECK_INT(reader_u8(&r), 0);
	CHECK(r.bad);
	buf_release(&b);
}

static void
arena_takes(void)
{
	_Alignas(16) char memory[100];
	static char one[] = "one", empty[] = "";
	char *const strings[] = {one, empty, NULL};
	struct arena a;
	char **copy, *s;

	memset(memory, 'x', sizeof memory);
	arena_init(&a, memory + 1, sizeof memory - 1);
	s = arena_take(&a, 3);
	CHECK(s == memory + 16 && s[0] == '\0' && s[2] == '\0');
	s = arena_string(&a, "text");
	CHECK(s == memory + 32);
	CHECK_STR(s, "text");
	/* Pointers and the first string fit, the second just not. */
	a.end = memory + 48 + 3 * sizeof *copy + 8 + 4;
	CHECK(arena_strings(&a, strings) == NULL);
	arena_init(&a, memory, sizeof memory);
	copy = arena_strings(&a, strings);
	CHECK_STR(copy[0], "one");
	CHECK_STR(copy[1], "");
	CHECK(copy[2] == NULL);
	CHECK(arena_take(&a, sizeof memory) == NULL);
	CHECK(arena_take(&a, SIZE_MAX) == NULL);
	CHECK(arena_copy(&a, NULL, 0) != NULL);
}

static void
buf_limit(void)
{
	struct buf b;

	buf_init(&b, 300);
	CHECK(buf_reserve(&b, 300) != NULL);
	CHECK(!b.full);
	CHECK(buf_reserve(&b, 301) == NULL);
	CHECK(b.full);
	buf_put(&b, "x", 1);
	CHECK_INT(b.len, 0);
	buf_clear(&b);
	buf_put(&b, "xy", 2);
	buf_drop(&b, 1);
	CHECK_MEM(b.data, b.len, "y", 1);
	buf_release(&b);
}

static void
reader_refuses(void)
{
	static const uint8_t too_long[] = {5, 0, 0, 0, 'a', 'b'};
	static const uint8_t with_nul[] = {2, 0, 0, 0, 'a', 0};
	struct reader r;

	reader_init(&r, too_long, sizeof too_long);
	CHECK(reader_string(&r, 100) == NULL);
	CHECK(r.bad);
	reader_init(&r, too_long, sizeof too_long);
	CHECK(reader_string(&r, 4) == NULL);
	CHECK(r.bad);
	reader_init(&r, with_nul, sizeof with_nul);
	CHECK(reader_string(&r, 100) == NULL);
	CHECK(r.bad);
}

static void
error_lines(void)
{
	struct error e = ERROR_INIT;
	char big[3000];

	CHECK_INT(error_set(&e, "bad %s", "a\033[2J\nb"), -1);
	CHECK_STR(e.text, "bad a\\033[2J\\012b");
	error_context(&e, "file %d", 7);
	CHECK_STR(e.text, "file 7: bad a\\033[2J\\012b");
	errno = ENOENT;
	error_errno(&e, "open x");
	CHECK_STR(e.text, "open x: No such file or directory");
	CHECK_INT(errno, ENOENT);
	CHECK_INT(e.status, STATUS_FAILURE);
	error_status(&e, STATUS_USAGE);
	CHECK_INT(e.status, STATUS_USAGE);
	memset(big, 'x', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	error_set(&e, "%s", big);
	CHECK_INT(strlen(e.text), ERROR_TEXT_MAX - 1);
	CHECK_STR(e.text + ERROR_TEXT_MAX - 4, "...");
}

struct decode_case {
	const char *in;
	size_t len, used;
	uint32_t cp;
};

static void
utf8_decoding(void)
{
	static const struct decode_case cases[] = {
	    {"a", 1, 1, 'a'},
	    {"\xc3\xa9", 2, 2, 0xe9},
	    {"\xe2\x82\xac", 3, 3, 0x20ac},
	    {"\xf0\x9f\x98\x80", 4, 4, 0x1f600},
	    {"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
	    {"\xf4\x90\x80\x80", 4, 1, 0xfffd}, /* beyond */
	    {"\xc0\x80", 2, 1, 0xfffd}, /* overlong */
	    {"\xe0\x80\x80", 3, 1, 0xfffd},
	    {"\xed\xa0\x80", 3, 1, 0xfffd}, /* surrogate */
	    {"\xe2\x82", 2, 2, 0xfffd}, /* cut */
	    {"\xf0\x9f\x98x", 4, 3, 0xfffd},
	    {"\x80", 1, 1, 0xfffd},
	    {"\xff", 1, 1, 0xfffd},
	};
	char out[UTF8_MAX];
	uint32_t cp;
	size_t i, n;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		n = utf8_decode(cases[i].in, cases[i].len, &cp);
		CHECK_INT(n, cases[i].used);
		CHECK_INT(cp, cases[i].cp);
		if (cp == 0xfffd)
			continue;
		CHECK_INT(utf8_put(cp, out), n);
		CHECK_MEM(out, n, cases[i].in, n);
	}
}

static void
utf8_widths(void)
{
	CHECK_INT(utf8_width('a'), 1);
	CHECK_INT(utf8_width('\t'), 0);
	CHECK_INT(utf8_width(0x7f), 0);
	CHECK_INT(utf8_width(0x85), 0);
	CHECK_INT(utf8_width(0xe9), 1);
	CHECK_INT(utf8_width(0x301), 0);
	CHECK_INT(utf8_width(0x4e2d), 2);
	CHECK_INT(utf8_width(0x1f600), 2);
	CHECK_INT(utf8_columns("a\xe4\xb8\xad", 4), 3);
}

static void
utf8_escaping(void)
{
	char out[8];

	CHECK_INT(utf8_escape(out, sizeof out, "a\xc3\xa9"), 3);
	CHECK_STR(out, "a\xc3\xa9");
	CHECK_INT(utf8_escape(out, sizeof out, "ab\033c\xff"), 11);
	CHECK_STR(out, "ab\\033c");
	CHECK_INT(utf8_escape(out, sizeof out, "\xc2\x9bx"), 9);
	CHECK_STR(out, "");
}

static const struct test tests[] = {
    {"buf-round-trip", buf_round_trip},
    {"buf-limit", buf_limit},
    {"arena-takes", arena_takes},
    {"reader-refuses", reader_refuses},
    {"error-lines", error_lines},
    {"utf8-decoding", utf8_decoding},
    {"utf8-widths", utf8_widths},
    {"utf8-escaping", utf8_escaping},
};

int
main(int argc, char **argv)
{
	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
