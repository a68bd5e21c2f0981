/*
 * termcat: what a terminal shows after the bytes of a file.
 *
 *	termcat [-cHrs] [-h lines] COLSxROWS [FILE]
 *
 * -c prints the cursor's column and row first, -H history before the screen, -s
 * styles as SGR, -r the answers (ESC as ^[) last; -h sets the history limit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "regress/term/lines.h"

enum {
	CHUNK = 65536,
	OUT_MAX = 256 * 1024
};

static bool styles;
static struct buf answers;

static void
usage(void)
{
	fprintf(stderr, "usage: termcat [-cHrs] [-h lines] COLSxROWS [FILE]\n");
	exit(2);
}

static void
reply_cb(void *arg, const void *data, size_t len)
{
	buf_put(&answers, data, len);
}

static void
print_line(const struct line *l)
{
	struct buf b;

	buf_init(&b, OUT_MAX);
	line_text(l, styles, &b);
	buf_u8(&b, '\n');
	fwrite(b.data, 1, b.len, stdout);
	buf_release(&b);
}

static void
print_history(const struct term *t)
{
	static struct line l;
	uint64_t n;

	for (n = term_history_start(t); n < term_history_end(t); n++) {
		line_of_history(t, n, &l);
		print_line(&l);
	}
}

static void
print_screen(const struct term *t)
{
	static struct line l;
	unsigned y;

	for (y = 0; y < term_sy(t); y++) {
		line_of_row(t, y, &l);
		print_line(&l);
	}
}

static void
print_answers(void)
{
	size_t i;

	for (i = 0; i < answers.len; i++) {
		if (answers.data[i] < 0x20)
			printf("^%c", answers.data[i] + '@');
		else
			putchar(answers.data[i]);
	}
	putchar('\n');
}

static void
feed(struct term *t, FILE *f)
{
	static uint8_t data[CHUNK];
	size_t n;

	while ((n = fread(data, 1, sizeof data, f)) > 0)
		term_input(t, data, n);
}

int
main(int argc, char **argv)
{
	static const struct term_host host = {.reply = reply_cb};
	bool cursor = false, history = false, replies = false;
	unsigned sx, sy, limit = 10000;
	struct term_cursor c;
	struct term *t;
	FILE *f = stdin;
	int opt;

	while ((opt = getopt(argc, argv, "cHh:rs")) != -1) {
		if (opt == 'c')
			cursor = true;
		else if (opt == 'H')
			history = true;
		else if (opt == 'h')
			limit = (unsigned)atoi(optarg);
		else if (opt == 'r')
			replies = true;
		else if (opt == 's')
			styles = true;
		else
			usage();
	}
	if (optind == argc || sscanf(argv[optind], "%ux%u", &sx, &sy) != 2)
		usage();
	if (optind + 1 < argc && (f = fopen(argv[optind + 1], "rb")) == NULL) {
		perror(argv[optind + 1]);
		return (1);
	}
	buf_init(&answers, 1 << 20);
	t = term_create(sx, sy, limit, &host, NULL);
	feed(t, f);
	term_cursor(t, &c);
	if (cursor)
		printf("%u %u\n", c.x, c.y);
	if (history)
		print_history(t);
	print_screen(t);
	if (replies)
		print_answers();
	term_destroy(t);
	buf_release(&answers);
	return (0);
}
