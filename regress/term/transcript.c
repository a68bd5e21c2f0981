/*
 * Runs transcripts: what is sent to a terminal, and what it must then show or
 * answer: those in regress/term unless files or folders are named.
 *
 * A line is a command and its arguments: words, or strings in double quotes with
 * \e \r \n \t \b \a \0 \\ \" \xHH \u{HEX}, where a string may be followed by *N to
 * repeat it. # begins a comment.
 *
 *	test NAME			a new terminal of 20x5, history 100
 *	size CxR [HISTORY]		another instead
 *	push STRING...			bytes from the child
 *	resize CxR
 *	looked-at-in TEXT BACKGROUND	colours of the viewer's terminal, RRGGBB
 *	screen				the lines after it that begin with | are
 *					the rows from the top; the others are blank
 *	row Y STRING			its text, without blanks at the end
 *	sgr Y STRING			the same with its styles
 *	cell X Y STRING COLUMNS STYLE	STYLE as SGR parameters, "0" the default
 *	wrapped Y yes|no
 *	cursor X Y
 *	pen STYLE
 *	reply STRING			everything answered since the last
 *	title STRING
 *	modes NAME...			the modes that are set, none others
 *	is WORD VALUE			alternate, visible, shape, sync, kitty, bells
 *	history N			lines held
 *	line N STRING			history line N, negative from the newest
 *	numbers START END		of history lines
 *	key NAME[+MOD...] [FIELD=STRING...] STRING	what a key sends
 *	mouse press|release|motion BUTTON[+MOD...] X Y STRING
 *	paste STRING STRING		first=no and last=no may come before
 *	focus in|out STRING
 *	raw STRING STRING
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/keys.h"
#include "common/utf8.h"
#include "common/xmalloc.h"
#include "regress/term/lines.h"
#include "server/term/check.h"
#include "server/term/sgr.h"

enum {
	ARGS_MAX = 32,
	TEXT_MAX = 256 * 1024,
	LINE_BYTES = 4096
};

struct arg {
	char *s; /* NUL after len bytes */
	size_t len;
	char *key; /* of key=value, else NULL */
};

static struct {
	const char *file;
	unsigned line;
	char name[256]; /* of the test that runs, "" before the first */
	unsigned failures; /* of it */
	unsigned passed, failed;
	struct term *t;
	struct buf replies;
	unsigned bells;
	unsigned row; /* next row of a screen */
	bool in_screen;
	struct arg args[ARGS_MAX];
	unsigned nargs;
} run;

static void fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void
fail(const char *fmt, ...)
{
	va_list ap;

	run.failures++;
	printf("%s:%u: %s: failed: ", run.file, run.line, run.name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

/* Strings. */

/* Printable form, in static memory. */
static const char *
show(const void *data, size_t len)
{
	static char text[2][4 * LINE_BYTES];
	static unsigned which;
	const uint8_t *p = data;
	char *out = text[which++ % 2];
	size_t used = 0, i;

	for (i = 0; i < len && used + 8 < sizeof text[0]; i++) {
		if (p[i] == 0x1b)
			used += (size_t)sprintf(out + used, "\\e");
		else if (p[i] < 0x20 || p[i] == 0x7f)
			used += (size_t)sprintf(out + used, "\\x%02x", p[i]);
		else
			out[used++] = (char)p[i];
	}
	out[used] = '\0';
	return (out);
}

static void
expect_bytes(const char *what, const void *got, size_t glen, const void *want,
    size_t wlen)
{
	if (glen == wlen && (glen == 0 || memcmp(got, want, glen) == 0))
		return;
	fail("%s is \"%s\", want \"%s\"", what, show(got, glen),
	    show(want, wlen));
}

static void
expect_int(const char *what, long long got, long long want)
{
	if (got != want)
		fail("%s is %lld, want %lld", what, got, want);
}

/* One escape after its backslash; returns what follows. */
static const char *
unescape(const char *s, struct buf *out)
{
	static const char from[] = "ernatb0", to[] = "\033\r\n\a\t\b";
	const char *at = strchr(from, *s);
	char text[UTF8_MAX], *end;

	if (*s == 'x' && isxdigit((uint8_t)s[1]) && isxdigit((uint8_t)s[2])) {
		memcpy(text, s + 1, 2);
		text[2] = '\0';
		buf_u8(out, (uint8_t)strtoul(text, NULL, 16));
		return (s + 3);
	}
	if (*s == 'u' && s[1] == '{') {
		buf_put(out, text,
		    utf8_put((uint32_t)strtoul(s + 2, &end, 16), text));
		return (*end == '}' ? end + 1 : end);
	}
	buf_u8(out,
	    *s != '\0' && at != NULL ? (uint8_t)to[at - from] : (uint8_t)*s);
	return (s + 1);
}

static const char *
parse_string(const char *s, struct buf *out)
{
	size_t start = out->len, n;
	char *end;
	unsigned long times;

	for (s++; *s != '"' && *s != '\0';) {
		if (*s == '\\')
			s = unescape(s + 1, out);
		else
			buf_u8(out, (uint8_t)*s++);
	}
	if (*s == '"')
		s++;
	if (*s == '*') {
		n = out->len - start;
		times = strtoul(s + 1, &end, 10);
		for (; times > 1; times--) {
			buf_reserve(out, n);
			buf_put(out, out->data + start, n);
		}
		s = end;
	}
	return (s);
}

/* Split a line into run.args. */
static void
split(const char *s)
{
	struct buf b;
	const char *equals;
	struct arg *a;

	run.nargs = 0;
	for (;;) {
		s += strspn(s, " \t\n");
		if (*s == '\0' || *s == '#' || run.nargs == ARGS_MAX)
			return;
		a = &run.args[run.nargs++];
		a->key = NULL;
		buf_init(&b, TEXT_MAX);
		equals = s + strcspn(s, "= \t\n\"");
		if (*equals == '=' && equals[1] == '"') {
			a->key = xstrndup(s, (size_t)(equals - s));
			s = equals + 1;
		}
		if (*s == '"') {
			s = parse_string(s, &b);
		} else {
			buf_put(&b, s, strcspn(s, " \t\n"));
			s += strcspn(s, " \t\n");
		}
		a->len = b.len;
		buf_u8(&b, 0);
		a->s = (char *)b.data;
	}
}

static void
free_args(void)
{
	for (; run.nargs > 0; run.nargs--) {
		free(run.args[run.nargs - 1].s);
		free(run.args[run.nargs - 1].key);
	}
}

static const struct arg *
arg(unsigned i)
{
	static char empty[] = "";
	static const struct arg none = {empty, 0, NULL};

	if (i < run.nargs)
		return (&run.args[i]);
	fail("argument %u is missing", i);
	return (&none);
}

static long long
number(unsigned i)
{
	char *end;
	long long n = strtoll(arg(i)->s, &end, 0);

	if (*end != '\0')
		fail("\"%s\" is no number", arg(i)->s);
	return (n);
}

static bool
yes(unsigned i)
{
	return (strcmp(arg(i)->s, "yes") == 0);
}

/* The terminal. */

static void
reply_cb(void *unused, const void *data, size_t len)
{
	buf_put(&run.replies, data, len);
}

static void
bell_cb(void *unused)
{
	run.bells++;
}

static void
new_terminal(unsigned sx, unsigned sy, size_t history)
{
	static const struct term_host host = {reply_cb, bell_cb};

	term_destroy(run.t);
	run.t = term_create(sx, sy, history, &host, NULL);
	buf_clear(&run.replies);
	run.bells = 0;
}

static void
end_test(void)
{
	if (run.name[0] == '\0')
		return;
	if (run.failures > 0)
		run.failed++;
	else
		run.passed++;
}

static void
do_test(void)
{
	unsigned i;

	end_test();
	run.failures = 0;
	run.name[0] = '\0';
	for (i = 1; i < run.nargs; i++) {
		if (i > 1)
			strncat(run.name, " ",
			    sizeof run.name - strlen(run.name) - 1);
		strncat(run.name, run.args[i].s,
		    sizeof run.name - strlen(run.name) - 1);
	}
	new_terminal(20, 5, 100);
}

static bool
get_size(unsigned i, unsigned *sx, unsigned *sy)
{
	if (sscanf(arg(i)->s, "%ux%u", sx, sy) == 2)
		return (true);
	fail("\"%s\" is no size", arg(i)->s);
	return (false);
}

static void
do_size(void)
{
	unsigned sx, sy;

	if (get_size(1, &sx, &sy))
		new_terminal(
		    sx, sy, run.nargs > 2 ? (size_t)number(2) : (size_t)100);
}

static void
do_resize(void)
{
	unsigned sx, sy;

	if (get_size(1, &sx, &sy))
		term_resize(run.t, sx, sy);
}

static void
do_looked_at_in(void)
{
	if (run.nargs == 3)
		term_set_colours(run.t,
		    (uint32_t)strtoul(run.args[1].s, NULL, 16),
		    (uint32_t)strtoul(run.args[2].s, NULL, 16));
	else
		fail("two colours");
}

static void
do_push(void)
{
	unsigned i;

	for (i = 1; i < run.nargs; i++)
		term_input(run.t, (uint8_t *)run.args[i].s, run.args[i].len);
}

/* What it shows. */

static void
expect_row(unsigned y, bool sgr, const char *want, size_t len)
{
	static struct line l;
	struct buf b;
	char what[32];

	if (y >= term_sy(run.t)) {
		fail("there is no row %u", y);
		return;
	}
	line_of_row(run.t, y, &l);
	buf_init(&b, TEXT_MAX);
	line_text(&l, sgr, &b);
	snprintf(what, sizeof what, "row %u", y);
	expect_bytes(what, b.data, b.len, want, len);
	buf_release(&b);
}

static void
end_screen(void)
{
	if (run.in_screen) {
		for (; run.row < term_sy(run.t); run.row++)
			expect_row(run.row, false, "", 0);
	}
	run.in_screen = false;
}

static void
screen_row(const char *s)
{
	size_t len = strcspn(s, "\n");

	while (len > 0 && s[len - 1] == ' ')
		len--;
	expect_row(run.row++, false, s, len);
}

static void
do_screen(void)
{
	run.in_screen = true;
	run.row = 0;
}

static void
do_row(void)
{
	expect_row((unsigned)number(1), false, arg(2)->s, arg(2)->len);
}

static void
do_sgr(void)
{
	expect_row((unsigned)number(1), true, arg(2)->s, arg(2)->len);
}

static void
expect_style(const char *what, const struct style *s, const char *want)
{
	struct buf b;

	buf_init(&b, LINE_BYTES);
	sgr_format(s, &b);
	expect_bytes(what, b.data, b.len, want, strlen(want));
	buf_release(&b);
}

static void
do_cell(void)
{
	static const struct frame_cell blank = {.columns = 1};
	static struct line l;
	const struct frame_cell *c = &blank;
	unsigned x = (unsigned)number(1), y = (unsigned)number(2);

	if (y >= term_sy(run.t)) {
		fail("there is no row %u", y);
		return;
	}
	line_of_row(run.t, y, &l);
	if (x < l.n)
		c = &l.cells[x];
	expect_bytes("cell", c->text, c->len, arg(3)->s, arg(3)->len);
	expect_int("columns", c->columns, number(4));
	expect_style("style", &c->style, arg(5)->s);
}

static void
do_wrapped(void)
{
	static struct line l;

	line_of_row(run.t, (unsigned)number(1), &l);
	expect_int("wrapped", l.wrapped, yes(2));
}

static void
do_cursor(void)
{
	struct term_cursor c;

	term_cursor(run.t, &c);
	if (c.x != number(1) || c.y != number(2))
		fail("cursor is %u %u, want %s %s", c.x, c.y, arg(1)->s,
		    arg(2)->s);
}

static void
do_pen(void)
{
	struct term_cursor c;

	term_cursor(run.t, &c);
	expect_style("pen", &c.style, arg(1)->s);
}

static void
do_reply(void)
{
	expect_bytes(
	    "reply", run.replies.data, run.replies.len, arg(1)->s, arg(1)->len);
	buf_clear(&run.replies);
}

static void
do_title(void)
{
	const char *title = term_title(run.t);

	expect_bytes("title", title, strlen(title), arg(1)->s, arg(1)->len);
}

static const struct {
	const char *name;
	uint32_t mode;
} mode_names[] = {
    {"cursor-keys", MODE_CURSOR_KEYS},
    {"keypad", MODE_KEYPAD},
    {"paste", MODE_PASTE},
    {"focus", MODE_FOCUS},
    {"mouse-x10", MODE_MOUSE_X10},
    {"mouse-button", MODE_MOUSE_BUTTON},
    {"mouse-drag", MODE_MOUSE_DRAG},
    {"mouse-motion", MODE_MOUSE_MOTION},
    {"mouse-utf8", MODE_MOUSE_UTF8},
    {"mouse-sgr", MODE_MOUSE_SGR},
    {"mouse-urxvt", MODE_MOUSE_URXVT},
    {"mouse-pixels", MODE_MOUSE_PIXELS},
    {"alt-scroll", MODE_ALT_SCROLL},
    {"reverse", MODE_REVERSE},
    {"other-keys-1", MODE_OTHER_KEYS_1},
    {"other-keys-2", MODE_OTHER_KEYS_2},
    {"colour-scheme", MODE_COLOUR_SCHEME},
};

static uint32_t
mode_bit(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof mode_names / sizeof mode_names[0]; i++) {
		if (strcmp(mode_names[i].name, name) == 0)
			return (mode_names[i].mode);
	}
	fail("unknown mode %s", name);
	return (0);
}

static void
do_modes(void)
{
	uint32_t want = 0, got = term_modes(run.t);
	unsigned i;

	for (i = 1; i < run.nargs; i++)
		want |= mode_bit(run.args[i].s);
	if (got != want)
		fail("modes are %#x, want %#x", got, want);
}

static void
do_is(void)
{
	struct term_cursor c;
	const char *what = arg(1)->s;

	term_cursor(run.t, &c);
	if (strcmp(what, "alternate") == 0)
		expect_int(what, term_alternate(run.t), yes(2));
	else if (strcmp(what, "visible") == 0)
		expect_int(what, c.visible, yes(2));
	else if (strcmp(what, "sync") == 0)
		expect_int(what, term_synchronized(run.t), yes(2));
	else if (strcmp(what, "shape") == 0)
		expect_int(what, c.shape, number(2));
	else if (strcmp(what, "kitty") == 0)
		expect_int(what, term_kitty(run.t), number(2));
	else if (strcmp(what, "bells") == 0)
		expect_int(what, run.bells, number(2));
	else
		fail("is %s?", what);
}

static void
do_history(void)
{
	expect_int("history",
	    (long long)(term_history_end(run.t) - term_history_start(run.t)),
	    number(1));
}

static void
do_line(void)
{
	static struct line l;
	long long n = number(1);
	struct buf b;

	n += (long long)(n < 0 ? term_history_end(run.t)
			       : term_history_start(run.t));
	if (n < (long long)term_history_start(run.t) ||
	    n >= (long long)term_history_end(run.t)) {
		fail("there is no history line %lld", n);
		return;
	}
	line_of_history(run.t, (uint64_t)n, &l);
	buf_init(&b, TEXT_MAX);
	line_text(&l, false, &b);
	expect_bytes("line", b.data, b.len, arg(2)->s, arg(2)->len);
	buf_release(&b);
}

static void
do_numbers(void)
{
	expect_int("start", (long long)term_history_start(run.t), number(1));
	expect_int("end", (long long)term_history_end(run.t), number(2));
}

/* What keys send. */

static const struct {
	const char *name;
	uint32_t code;
} key_names[] = {
    {"up", KEY_UP},
    {"down", KEY_DOWN},
    {"right", KEY_RIGHT},
    {"left", KEY_LEFT},
    {"home", KEY_HOME},
    {"end", KEY_END},
    {"insert", KEY_INSERT},
    {"delete", KEY_DELETE},
    {"page-up", KEY_PAGE_UP},
    {"page-down", KEY_PAGE_DOWN},
    {"tab", KEY_TAB},
    {"enter", KEY_ENTER},
    {"escape", KEY_ESCAPE},
    {"backspace", KEY_BACKSPACE},
    {"space", ' '},
    {"kp-decimal", KEY_KP_DECIMAL},
    {"kp-divide", KEY_KP_DIVIDE},
    {"kp-multiply", KEY_KP_MULTIPLY},
    {"kp-subtract", KEY_KP_SUBTRACT},
    {"kp-add", KEY_KP_ADD},
    {"kp-enter", KEY_KP_ENTER},
    {"kp-equal", KEY_KP_EQUAL},
    {"kp-separator", KEY_KP_SEPARATOR},
    {"kp-left", KEY_KP_LEFT},
    {"kp-right", KEY_KP_RIGHT},
    {"kp-up", KEY_KP_UP},
    {"kp-down", KEY_KP_DOWN},
    {"kp-page-up", KEY_KP_PAGE_UP},
    {"kp-page-down", KEY_KP_PAGE_DOWN},
    {"kp-home", KEY_KP_HOME},
    {"kp-end", KEY_KP_END},
    {"kp-insert", KEY_KP_INSERT},
    {"kp-delete", KEY_KP_DELETE},
    {"kp-begin", KEY_KP_BEGIN},
    {"caps-lock-key", KEY_FUNCTIONAL + 57358 - 57344},
    {"menu", KEY_FUNCTIONAL + 57363 - 57344},
    {"left-shift", KEY_FUNCTIONAL + 57441 - 57344},
};

static uint32_t
key_code(const char *name)
{
	unsigned n;
	uint32_t cp;
	size_t i;

	for (i = 0; i < sizeof key_names / sizeof key_names[0]; i++) {
		if (strcmp(key_names[i].name, name) == 0)
			return (key_names[i].code);
	}
	if (sscanf(name, "kp-%u", &n) == 1)
		return (KEY_KP_0 + n);
	if (name[1] != '\0' && sscanf(name, "f%u", &n) == 1)
		return (KEY_F1 + n - 1);
	if (utf8_decode(name, strlen(name), &cp) != strlen(name))
		fail("unknown key %s", name);
	return (cp);
}

static const struct {
	const char *name;
	uint8_t mod;
} mod_names[] = {
    {"shift", KEY_SHIFT},
    {"alt", KEY_ALT},
    {"ctrl", KEY_CTRL},
    {"super", KEY_SUPER},
    {"hyper", KEY_HYPER},
    {"meta", KEY_META},
    {"caps", KEY_CAPS_LOCK},
    {"num", KEY_NUM_LOCK},
};

/* NAME+MOD+MOD: cut off the modifiers and return them. */
static uint8_t
cut_mods(char *s)
{
	char *plus, *mod;
	uint8_t mods = 0;
	size_t i;

	if (*s == '\0' || (plus = strchr(s + 1, '+')) == NULL)
		return (0);
	*plus = '\0';
	for (mod = strtok(plus + 1, "+"); mod != NULL;
	     mod = strtok(NULL, "+")) {
		for (i = 0; i < sizeof mod_names / sizeof mod_names[0]; i++) {
			if (strcmp(mod_names[i].name, mod) == 0)
				mods |= mod_names[i].mod;
		}
	}
	return (mods);
}

static const struct arg *
field(const char *key)
{
	unsigned i;

	for (i = 1; i < run.nargs; i++) {
		if (run.args[i].key != NULL &&
		    strcmp(run.args[i].key, key) == 0)
			return (&run.args[i]);
	}
	return (NULL);
}

static void
expect_encoded(const struct input *in)
{
	const struct arg *want = arg(run.nargs - 1);
	struct buf b;

	buf_init(&b, TEXT_MAX);
	term_encode(run.t, in, &b);
	expect_bytes("encoded", b.data, b.len, want->s, want->len);
	buf_release(&b);
}

static void
do_key(void)
{
	struct input in = {.type = INPUT_KEY, .action = KEY_PRESS};
	const struct arg *a;

	arg(2);
	in.mods = cut_mods(arg(1)->s);
	in.code = key_code(arg(1)->s);
	if ((a = field("text")) != NULL) {
		in.data = (const uint8_t *)a->s;
		in.len = (uint32_t)a->len;
	}
	if ((a = field("event")) != NULL)
		in.action =
		    *a->s == 'r' && a->s[2] == 'p' ? KEY_REPEAT : KEY_RELEASE;
	if ((a = field("shifted")) != NULL)
		in.shifted = key_code(a->s);
	if ((a = field("base")) != NULL)
		in.base = key_code(a->s);
	if ((a = field("by")) != NULL)
		in.escape = strcmp(a->s, "escape") == 0;
	expect_encoded(&in);
}

static void
do_mouse(void)
{
	struct input in = {.type = INPUT_MOUSE};
	const char *what = arg(1)->s;

	in.action = MOUSE_PRESS;
	if (strcmp(what, "release") == 0)
		in.action = MOUSE_RELEASE;
	else if (strcmp(what, "motion") == 0)
		in.action = MOUSE_MOTION;
	in.mods = cut_mods(arg(2)->s);
	in.button = (uint8_t)number(2);
	in.x = (uint16_t)number(3);
	in.y = (uint16_t)number(4);
	arg(5);
	expect_encoded(&in);
}

static void
do_paste(void)
{
	struct input in = {.type = INPUT_PASTE};
	const struct arg *text = arg(run.nargs - 2);

	in.first = field("first") == NULL;
	in.last = field("last") == NULL;
	in.data = (const uint8_t *)text->s;
	in.len = (uint32_t)text->len;
	expect_encoded(&in);
}

static void
do_focus(void)
{
	struct input in = {.type = INPUT_FOCUS};

	in.focused = strcmp(arg(1)->s, "in") == 0;
	expect_encoded(&in);
}

static void
do_raw(void)
{
	struct input in = {.type = INPUT_RAW};

	in.data = (const uint8_t *)arg(1)->s;
	in.len = (uint32_t)arg(1)->len;
	expect_encoded(&in);
}

/* Files. */

static const struct {
	const char *name;
	void (*run)(void);
} commands[] = {
    {"test", do_test},
    {"size", do_size},
    {"resize", do_resize},
    {"looked-at-in", do_looked_at_in},
    {"push", do_push},
    {"screen", do_screen},
    {"row", do_row},
    {"sgr", do_sgr},
    {"cell", do_cell},
    {"wrapped", do_wrapped},
    {"cursor", do_cursor},
    {"pen", do_pen},
    {"reply", do_reply},
    {"title", do_title},
    {"modes", do_modes},
    {"is", do_is},
    {"history", do_history},
    {"line", do_line},
    {"numbers", do_numbers},
    {"key", do_key},
    {"mouse", do_mouse},
    {"paste", do_paste},
    {"focus", do_focus},
    {"raw", do_raw},
};

static void
command(const char *line)
{
	size_t i;

	if (run.in_screen && *line == '|') {
		screen_row(line + 1);
		return;
	}
	end_screen();
	split(line);
	if (run.nargs == 0)
		return;
	for (i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (strcmp(commands[i].name, run.args[0].s) != 0)
			continue;
		if (run.t == NULL)
			new_terminal(20, 5, 100);
		commands[i].run();
		check_term(run.t);
		free_args();
		return;
	}
	fail("unknown command %s", run.args[0].s);
	free_args();
}

static void
run_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;

	run.file = path;
	run.line = 0;
	run.name[0] = '\0';
	if (f == NULL) {
		printf("%s: failed: %s\n", path, strerror(errno));
		run.failed++;
		return;
	}
	while (getline(&line, &size, f) != -1) {
		run.line++;
		command(line);
	}
	end_screen();
	end_test();
	free(line);
	fclose(f);
}

static int
only_transcripts(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return (len > 2 && strcmp(d->d_name + len - 2, ".t") == 0);
}

static void
run_path(const char *path)
{
	struct dirent **list;
	struct stat sb;
	char *name;
	int i, n;

	if (stat(path, &sb) == -1 || !S_ISDIR(sb.st_mode)) {
		run_file(path);
		return;
	}
	if ((n = scandir(path, &list, only_transcripts, alphasort)) == -1)
		n = 0;
	for (i = 0; i < n; i++) {
		name = xasprintf("%s/%s", path, list[i]->d_name);
		run_file(name);
		free(name);
		free(list[i]);
	}
	if (n > 0)
		free(list);
}

int
main(int argc, char **argv)
{
	const char *src = getenv("SRC");
	char *path;
	int i;

	buf_init(&run.replies, TEXT_MAX);
	for (i = 1; i < argc; i++)
		run_path(argv[i]);
	if (argc == 1) {
		path = xasprintf("%s/regress/term", src == NULL ? "." : src);
		run_path(path);
		free(path);
	}
	if (run.passed + run.failed == 0)
		run.failed++;
	term_destroy(run.t);
	buf_release(&run.replies);
	printf("%u passed, %u failed, 0 skipped\n", run.passed, run.failed);
	return (run.failed > 0);
}
