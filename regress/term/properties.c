/*
 * Properties that hold for any stream, tried with random ones. TERM_SEED sets
 * the first seed and TERM_ROUNDS how many, for longer runs than make check's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/utf8.h"
#include "common/xmalloc.h"
#include "regress/term/lines.h"
#include "regress/term/random.h"
#include "regress/unit/test.h"
#include "server/term/check.h"

enum {
	STREAM_MAX = 1 << 20,
	SAVE_MAX = 16 << 20,
	ROUNDS = 60,
	HISTORY = 40
};

static struct buf replies;

static void
reply_cb(void *arg, const void *data, size_t len)
{
	buf_put(arg, data, len);
}

static const struct term_host host = {.reply = reply_cb};

static uint64_t
first_seed(void)
{
	const char *s = getenv("TERM_SEED");

	return (s == NULL ? 1 : strtoull(s, NULL, 10));
}

static unsigned
rounds(void)
{
	const char *s = getenv("TERM_ROUNDS");

	return (s == NULL ? ROUNDS : (unsigned)strtoul(s, NULL, 10));
}

static struct term *
new_term(struct random *r, struct buf *answers)
{
	static const unsigned sx[] = {1, 2, 5, 10, 20, 80, 133};
	static const unsigned sy[] = {1, 2, 3, 6, 24};

	return (term_create(sx[random_below(r, 7)], sy[random_below(r, 5)],
	    random_below(r, 3) == 0 ? 0 : HISTORY, &host, answers));
}

/* Whether two terminals cannot be told apart by what they say and show. */
static bool
same_rows(const struct term *a, const struct term *b)
{
	static struct line la, lb;
	unsigned y;

	for (y = 0; y < term_sy(a); y++) {
		line_of_row(a, y, &la);
		line_of_row(b, y, &lb);
		if (!line_equal(&la, &lb)) {
			printf("row %u differs\n", y);
			return (false);
		}
	}
	return (true);
}

static bool
same_history(const struct term *a, const struct term *b)
{
	static struct line la, lb;
	uint64_t n;

	if (term_history_start(a) != term_history_start(b) ||
	    term_history_end(a) != term_history_end(b))
		return (false);
	for (n = term_history_start(a); n < term_history_end(a); n++) {
		line_of_history(a, n, &la);
		line_of_history(b, n, &lb);
		if (!line_equal(&la, &lb)) {
			printf("history line %ju differs\n", (uintmax_t)n);
			return (false);
		}
	}
	return (true);
}

static bool
same_state(const struct term *a, const struct term *b)
{
	struct term_cursor ca, cb;

	memset(&ca, 0, sizeof ca);
	memset(&cb, 0, sizeof cb);
	term_cursor(a, &ca);
	term_cursor(b, &cb);
	return (term_sx(a) == term_sx(b) && term_sy(a) == term_sy(b) &&
	    term_alternate(a) == term_alternate(b) &&
	    term_synchronized(a) == term_synchronized(b) &&
	    term_modes(a) == term_modes(b) && term_kitty(a) == term_kitty(b) &&
	    strcmp(term_title(a), term_title(b)) == 0 &&
	    memcmp(&ca, &cb, sizeof ca) == 0);
}

/* Their saved states are the same bytes, which is everything but history. */
static bool
same_saved(const struct term *a, const struct term *b)
{
	struct buf sa, sb;
	bool same;

	buf_init(&sa, SAVE_MAX);
	buf_init(&sb, SAVE_MAX);
	term_save(a, &sa);
	term_save(b, &sb);
	same = sa.len == sb.len && memcmp(sa.data, sb.data, sa.len) == 0;
	buf_release(&sa);
	buf_release(&sb);
	return (same);
}

/* Any split of a stream gives the same. */
static void
chunking(void)
{
	struct buf stream, one_replies, split_replies;
	struct term *one, *split;
	struct random r;
	uint64_t seed = first_seed();
	unsigned i, n;
	size_t at;

	buf_init(&stream, STREAM_MAX);
	buf_init(&one_replies, STREAM_MAX);
	buf_init(&split_replies, STREAM_MAX);
	for (i = 0; i < rounds(); i++, seed++) {
		buf_clear(&stream);
		buf_clear(&one_replies);
		buf_clear(&split_replies);
		random_init(&r, seed);
		one = new_term(&r, &one_replies);
		split = term_create(
		    term_sx(one), term_sy(one), HISTORY, &host, &split_replies);
		term_destroy(one);
		one = term_create(term_sx(split), term_sy(split), HISTORY,
		    &host, &one_replies);
		random_stream(&r, 400, &stream);
		term_input(one, stream.data, stream.len);
		for (at = 0; at < stream.len; at += n) {
			n = 1 + random_below(&r, random_below(&r, 2) ? 3 : 50);
			if (n > stream.len - at)
				n = (unsigned)(stream.len - at);
			term_input(split, stream.data + at, n);
		}
		check_term(one);
		check_term(split);
		if (!CHECK(same_rows(one, split)) ||
		    !CHECK(same_state(one, split)) ||
		    !CHECK(same_history(one, split)) ||
		    !CHECK(same_saved(one, split)) ||
		    !CHECK_MEM(one_replies.data, one_replies.len,
			split_replies.data, split_replies.len))
			printf("seed %ju\n", (uintmax_t)seed);
		term_destroy(one);
		term_destroy(split);
	}
	buf_release(&stream);
	buf_release(&one_replies);
	buf_release(&split_replies);
}

/* A terminal that is saved and loaded goes on as the one that was not. */
static void
save_and_load(void)
{
	struct buf stream, saved;
	struct term *a, *b;
	struct error e = ERROR_INIT;
	struct reader reader;
	struct random r;
	uint64_t seed = first_seed();
	unsigned i;

	buf_init(&stream, STREAM_MAX);
	buf_init(&saved, SAVE_MAX);
	for (i = 0; i < rounds(); i++, seed++) {
		buf_clear(&stream);
		buf_clear(&saved);
		random_init(&r, seed);
		a = new_term(&r, &replies);
		random_stream(&r, 200, &stream);
		/* Somewhere, also within a sequence. */
		term_input(a, stream.data,
		    stream.len - random_below(&r, (unsigned)stream.len));
		term_save(a, &saved);
		CHECK(!saved.full);
		b = term_create(7, 7, HISTORY, &host, &replies);
		reader_init(&reader, saved.data, saved.len);
		CHECK_INT(term_load(b, &reader, &e), 0);
		CHECK_INT(reader.left, 0);
		check_term(b);
		CHECK(same_rows(a, b));
		CHECK(same_state(a, b));
		CHECK(same_saved(a, b));
		CHECK_INT(term_history_start(b), term_history_end(a));
		CHECK_INT(term_history_end(b), term_history_end(a));
		buf_clear(&stream);
		random_stream(&r, 100, &stream);
		term_input(a, stream.data, stream.len);
		term_input(b, stream.data, stream.len);
		check_term(b);
		if (!CHECK(same_rows(a, b)) || !CHECK(same_state(a, b)) ||
		    !CHECK(same_saved(a, b)))
			printf("seed %ju\n", (uintmax_t)seed);
		buf_clear(&replies);
		term_destroy(a);
		term_destroy(b);
	}
	buf_release(&stream);
	buf_release(&saved);
}

/* Damaged saves are refused or give a valid terminal. */
static void
damaged_saves(void)
{
	struct buf stream, saved;
	struct error e = ERROR_INIT;
	struct reader reader;
	struct random r;
	struct term *t;
	uint64_t seed = first_seed();
	unsigned i, k, refused = 0;

	buf_init(&stream, STREAM_MAX);
	buf_init(&saved, SAVE_MAX);
	for (i = 0; i < rounds() * 20; i++, seed++) {
		buf_clear(&stream);
		buf_clear(&saved);
		random_init(&r, seed);
		t = new_term(&r, &replies);
		random_stream(&r, 30, &stream);
		term_input(t, stream.data, stream.len);
		term_save(t, &saved);
		term_destroy(t);
		for (k = 1 + random_below(&r, 4); k > 0; k--)
			saved.data[random_below(&r, (unsigned)saved.len)] =
			    (uint8_t)random_below(&r, 256);
		if (random_below(&r, 3) == 0)
			saved.len = random_below(&r, (unsigned)saved.len);
		t = term_create(7, 7, HISTORY, &host, &replies);
		reader_init(&reader, saved.data, saved.len);
		if (term_load(t, &reader, &e) == -1) {
			refused++;
		} else {
			check_term(t);
			term_input(t, stream.data, stream.len);
			term_resize(t, 11, 3);
			check_term(t);
		}
		buf_clear(&replies);
		term_destroy(t);
	}
	CHECK(refused > 0);
	buf_release(&stream);
	buf_release(&saved);
}

/* A save that does not fit is smaller, and can be loaded. */
static void
save_limit(void)
{
	struct error e = ERROR_INIT;
	struct term *a, *b;
	struct reader reader;
	struct buf stream, saved, all;
	unsigned i;

	buf_init(&stream, STREAM_MAX);
	for (i = 0; i < 80 * 24; i++)
		buf_printf(
		    &stream, "\033[38;2;%u;%u;%umx", i / 256, i % 256, i % 7);
	a = term_create(80, 24, 10, &host, &replies);
	term_input(a, stream.data, stream.len);
	buf_init(&all, SAVE_MAX);
	term_save(a, &all);
	CHECK(!all.full);
	for (i = 0; i < 3; i++) {
		buf_init(&saved, i == 0 ? all.len : i == 1 ? all.len - 1 : 900);
		buf_u8(&saved, 'x');
		buf_drop(&saved, 1);
		term_save(a, &saved);
		CHECK(!saved.full);
		b = term_create(1, 1, 10, &host, &replies);
		reader_init(&reader, saved.data, saved.len);
		CHECK_INT(term_load(b, &reader, &e), 0);
		check_term(b);
		CHECK(same_state(a, b));
		if (i == 0)
			CHECK(same_rows(a, b));
		term_destroy(b);
		buf_release(&saved);
	}
	term_destroy(a);
	buf_release(&all);
	buf_release(&stream);
}

/* Random sizes keep every invariant. */
static void
resize_walk(void)
{
	struct random r;
	struct buf stream;
	struct term *t;
	uint64_t seed = first_seed();
	unsigned i, k;

	buf_init(&stream, STREAM_MAX);
	for (i = 0; i < rounds(); i++, seed++) {
		random_init(&r, seed);
		t = new_term(&r, &replies);
		for (k = 0; k < 30; k++) {
			buf_clear(&stream);
			random_stream(&r, 30, &stream);
			term_input(t, stream.data, stream.len);
			term_resize(t, 1 + random_below(&r, 40),
			    1 + random_below(&r, 15));
			check_term(t);
		}
		term_resize(t, 1000, 1);
		check_term(t);
		term_resize(t, 1, 1000);
		check_term(t);
		buf_clear(&replies);
		term_destroy(t);
	}
	buf_release(&stream);
}

/* The text of a terminal's logical lines, history and screen. */
static void
all_text(const struct term *t, struct buf *out)
{
	static struct line l;
	uint64_t n;
	unsigned y;

	buf_clear(out);
	for (n = term_history_start(t); n < term_history_end(t); n++) {
		line_of_history(t, n, &l);
		line_text(&l, false, out);
		if (!l.wrapped)
			buf_u8(out, '\n');
	}
	for (y = 0; y < term_sy(t); y++) {
		line_of_row(t, y, &l);
		line_text(&l, false, out);
		if (!l.wrapped)
			buf_u8(out, '\n');
	}
	while (out->len > 0 && out->data[out->len - 1] == '\n')
		out->len--;
}

/* Reflow loses no text and comes back to where it was. */
static void
reflow_keeps_text(void)
{
	struct random r;
	struct buf before, after;
	struct term *t;
	uint64_t seed = first_seed();
	unsigned i, k, n;

	buf_init(&before, STREAM_MAX);
	buf_init(&after, STREAM_MAX);
	for (i = 0; i < rounds(); i++, seed++) {
		random_init(&r, seed);
		t = term_create(20, 6, 10000, &host, &replies);
		for (k = 0; k < 40; k++) {
			for (n = random_below(&r, 70); n > 0; n--) {
				if (random_below(&r, 6) != 0)
					term_input(t, (const uint8_t *)"x", 1);
				else
					term_input(t,
					    (const uint8_t *)"\xe4\xb8\xad", 3);
			}
			term_input(t, (const uint8_t *)"\r\n", 2);
		}
		all_text(t, &before);
		for (k = 0; k < 10; k++) {
			term_resize(t, 2 + random_below(&r, 60),
			    1 + random_below(&r, 12));
			check_term(t);
			all_text(t, &after);
			if (!CHECK_MEM(
				after.data, after.len, before.data, before.len))
				printf("seed %ju\n", (uintmax_t)seed);
		}
		term_destroy(t);
	}
	buf_release(&before);
	buf_release(&after);
}

/* What a viewer holds, and how frames change it (common/frame.h). */
struct model {
	uint64_t generation, history;
	bool alternate;
	unsigned sx, sy;
	struct line *rows;
};

static void
model_scroll(struct model *m, uint64_t n)
{
	unsigned y;

	for (; n > 0 && m->sy > 0; n--) {
		memmove(m->rows, m->rows + 1, (m->sy - 1) * sizeof *m->rows);
		m->rows[m->sy - 1].n = 0;
		m->rows[m->sy - 1].wrapped = false;
		/* More than there are rows of is the same as all. */
		if (n > m->sy) {
			for (y = 0; y < m->sy; y++)
				m->rows[y].n = 0;
			n = 1;
		}
	}
}

static void
model_update(struct model *m, const struct term *t)
{
	unsigned y;

	if (m->sx != term_sx(t) || m->sy != term_sy(t)) {
		free(m->rows);
		m->sx = term_sx(t);
		m->sy = term_sy(t);
		m->rows = xcalloc(m->sy, sizeof *m->rows);
		m->generation = 0;
		m->history = term_history_end(t);
	}
	if (m->alternate != term_alternate(t)) {
		m->alternate = term_alternate(t);
		for (y = 0; y < m->sy; y++)
			m->rows[y].n = 0;
	} else if (!m->alternate) {
		model_scroll(m, term_history_end(t) - m->history);
	}
	m->history = term_history_end(t);
	for (y = 0; y < m->sy; y++) {
		if (term_row_generation(t, y) > m->generation)
			line_of_row(t, y, &m->rows[y]);
	}
	m->generation = term_generation(t);
}

static bool
model_equals(const struct model *m, const struct term *t)
{
	static struct line l;
	unsigned y;

	for (y = 0; y < m->sy; y++) {
		line_of_row(t, y, &l);
		if (!line_equal(&l, &m->rows[y])) {
			printf("row %u differs\n", y);
			return (false);
		}
	}
	return (true);
}

/* History since h and rows newer than g are all that a viewer needs. */
static void
generations(void)
{
	struct model m = {0};
	struct random r;
	struct buf stream;
	struct term *t;
	uint64_t seed = first_seed();
	unsigned i, k;

	buf_init(&stream, STREAM_MAX);
	for (i = 0; i < rounds(); i++, seed++) {
		random_init(&r, seed);
		t = new_term(&r, &replies);
		m.sx = m.sy = 0;
		m.alternate = false;
		for (k = 0; k < 60; k++) {
			buf_clear(&stream);
			random_stream(&r, 1 + random_below(&r, 25), &stream);
			term_input(t, stream.data, stream.len);
			if (random_below(&r, 20) == 0)
				term_resize(t, 1 + random_below(&r, 30),
				    1 + random_below(&r, 10));
			if (random_below(&r, 3) == 0)
				continue;
			model_update(&m, t);
			if (!CHECK(model_equals(&m, t)))
				printf("seed %ju\n", (uintmax_t)seed);
		}
		buf_clear(&replies);
		term_destroy(t);
	}
	free(m.rows);
	buf_release(&stream);
}

static void
input(struct term *t, const char *s)
{
	term_input(t, (const uint8_t *)s, strlen(s));
}

/* Rows that scroll into history keep their generation, others do not. */
static void
generation_rules(void)
{
	struct term *t = term_create(10, 4, 10, &host, &replies);
	uint64_t g;

	input(t, "1\r\n2\r\n3\r\n4");
	g = term_generation(t);
	input(t, "\033[m\a");
	CHECK_INT(term_generation(t), g);
	input(t, "\r\n");
	CHECK(term_generation(t) > g);
	CHECK(term_row_generation(t, 0) <= g);
	CHECK(term_row_generation(t, 2) <= g);
	CHECK(term_row_generation(t, 3) > g);
	g = term_generation(t);
	input(t, "\033[2;1H");
	CHECK(term_generation(t) > g);
	CHECK(term_row_generation(t, 1) <= g);
	g = term_generation(t);
	input(t, "\033[2;3r\033[3;1H\n");
	CHECK(term_row_generation(t, 0) <= g);
	CHECK(term_row_generation(t, 1) > g);
	CHECK(term_row_generation(t, 2) > g);
	CHECK(term_row_generation(t, 3) <= g);
	g = term_generation(t);
	input(t, "\033[1;3r\033[3;1H\n");
	CHECK(term_row_generation(t, 3) > g);
	g = term_generation(t);
	input(t, "\033[?2004h");
	CHECK(term_generation(t) > g);
	g = term_generation(t);
	input(t, "\033]2;x\a");
	CHECK(term_generation(t) > g);
	g = term_generation(t);
	term_end_synchronized(t);
	CHECK_INT(term_generation(t), g);
	input(t, "\033[?1049h");
	CHECK(term_row_generation(t, 0) > g);
	CHECK(term_row_generation(t, 3) > g);
	g = term_generation(t);
	input(t, "\n\n\n\n\n");
	CHECK(term_row_generation(t, 0) > g);
	term_destroy(t);
}

/* Styles and clusters beyond what can be held degrade, and come back. */
static void
full_tables(void)
{
	struct term *t = term_create(300, 300, 0, &host, &replies);
	struct buf b;
	unsigned i;

	buf_init(&b, 64 << 20);
	for (i = 0; i < 90000; i++)
		buf_printf(&b, "\033[38;2;%u;%u;%um%c\xcc%c\xcd%c", i >> 16,
		    i >> 8 & 255, i & 255, 'a' + i % 26, 0x80 + i % 64,
		    0x80 + i / 64 % 48);
	term_input(t, b.data, b.len);
	check_term(t);
	input(t, "\033[m\033[2J\033[H");
	for (i = 0; i < 10000; i++)
		input(t, "\033[38;2;1;2;3mx\033[38;5;4;9my\033[m\r");
	check_term(t);
	buf_clear(&b);
	for (i = 0; i < 400000; i++)
		buf_printf(&b, "\033[48;2;%u;%u;%umx\r", i & 255, i >> 8 & 255,
		    i >> 16);
	term_input(t, b.data, b.len);
	check_term(t);
	buf_release(&b);
	term_destroy(t);
}

static void
expect_history_line(const struct term *t, uint64_t n, const char *want)
{
	static struct line l;
	struct buf b;

	line_of_history(t, n, &l);
	buf_init(&b, 4096);
	line_text(&l, false, &b);
	CHECK_MEM(b.data, b.len, want, strlen(want));
	buf_release(&b);
}

/* Many lines: the newest are there, in their order, the oldest are not. */
static void
long_history(void)
{
	struct term *t = term_create(200, 2, 5000, &host, &replies);
	char text[128];
	uint64_t n;
	unsigned i;

	for (i = 0; i < 20000; i++) {
		snprintf(
		    text, sizeof text, "line %u of many in this test\r\n", i);
		input(t, text);
	}
	CHECK_INT(term_history_end(t), 19999);
	CHECK_INT(term_history_start(t), 14999);
	for (n = term_history_start(t); n < term_history_end(t); n += 7) {
		snprintf(text, sizeof text, "line %ju of many in this test",
		    (uintmax_t)n);
		expect_history_line(t, n, text);
	}
	check_term(t);
	term_resize(t, 10, 4);
	check_term(t);
	term_resize(t, 200, 2);
	CHECK(term_history_end(t) >= 19999);
	expect_history_line(
	    t, term_history_end(t) - 1, "line 19998 of many in this test");
	check_term(t);
	term_destroy(t);
}

/* Lines that need many bytes: fewer are kept, and any may be the first. */
static void
costly_history(void)
{
	struct term *t = term_create(1000, 2, 100, &host, &replies);
	char text[64];
	unsigned i, k;

	for (k = 0; k < 40; k++) {
		for (i = 0; i < 1000; i++) {
			snprintf(text, sizeof text,
			    "\033[38;2;%u;%u;1;48;2;1;%u;%um\xc3\xa9", i % 256,
			    k, i / 256, i % 199);
			input(t, text);
		}
		input(t, "\r\n");
		if (k < 3)
			check_term(t);
	}
	CHECK_INT(term_history_end(t), 39);
	CHECK(term_history_start(t) > 30);
	CHECK(term_history_start(t) < term_history_end(t));
	check_term(t);
	term_resize(t, 999, 2);
	check_term(t);
	term_destroy(t);
}

/* The table of widths has all of utf8proc's, with the exceptions that it says. */
static void
widths(void)
{
	uint32_t cp;

	for (cp = 0xa0; cp < UTF8_CODE_POINTS; cp++) {
		if ((cp >= 0x1160 && cp <= 0x11ff) ||
		    (cp >= 0xd7b0 && cp <= 0xd7ff))
			CHECK_INT(utf8_width(cp), 0);
		else if (utf8_width(cp) !=
		    utf8proc_charwidth((utf8proc_int32_t)cp))
			CHECK_INT(utf8_width(cp), (int)cp);
	}
	CHECK_INT(utf8_width(UTF8_CODE_POINTS), 0);
	CHECK_INT(utf8_width(UINT32_MAX), 0);
	CHECK_INT(utf8_width(0x1160), 0);
	CHECK_INT(utf8_width(0x11ff), 0);
	CHECK_INT(utf8_width(0x1100), 2);
	CHECK(utf8_pictographic(0x1f600));
	CHECK(utf8_pictographic(0x2764));
	CHECK(utf8_property(0x1f1e6) & UTF8_JOINING);
	CHECK(utf8_property(0x1f3fb) & UTF8_JOINING);
	CHECK(!(utf8_property(0x1f600) & UTF8_JOINING));
	CHECK(!utf8_pictographic('a'));
	CHECK(!utf8_pictographic(0x4e2d));
}

static const struct test tests[] = {
    {"chunking", chunking},
    {"save_and_load", save_and_load},
    {"damaged_saves", damaged_saves},
    {"save_limit", save_limit},
    {"resize_walk", resize_walk},
    {"reflow_keeps_text", reflow_keeps_text},
    {"generations", generations},
    {"generation_rules", generation_rules},
    {"full_tables", full_tables},
    {"long_history", long_history},
    {"costly_history", costly_history},
    {"widths", widths},
};

int
main(int argc, char **argv)
{
	int status;

	buf_init(&replies, STREAM_MAX);
	printf("seeds from %ju\n", (uintmax_t)first_seed());
	status = test_main(tests, sizeof tests / sizeof tests[0], argc, argv);
	buf_release(&replies);
	return (status);
}
