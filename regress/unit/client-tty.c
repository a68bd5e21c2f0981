/* The user's terminal: taken, asked, and given back as it was. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/draw.h"
#include "client/rescue.h"
#include "client/tty.h"
#include "common/xmalloc.h"
#include "regress/unit/terminal.h"
#include "regress/unit/test.h"
#include "regress/unit/tmux.h"

enum {
	ALL_MODES = MODE_CURSOR_KEYS | MODE_KEYPAD | MODE_PASTE | MODE_FOCUS |
	    MODE_MOUSE_MOTION | MODE_MOUSE_SGR | MODE_ALT_SCROLL |
	    MODE_REVERSE | MODE_COLOUR_SCHEME
};

static int master, slave;
static struct tty tty;
static struct buf out;

static void
pty_open(void)
{
	struct winsize size = {.ws_col = 70, .ws_row = 20};

	if (openpty(&master, &slave, NULL, NULL, &size) == -1)
		BUG("openpty: %s", strerror(errno));
	buf_init(&out, 1 << 16);
}

static void
pty_close(void)
{
	close(master);
	close(slave);
	buf_release(&out);
}

static const char *
written(void)
{
	buf_u8(&out, '\0');
	out.len--;
	return ((const char *)out.data);
}

/* What has been written to the terminal itself. */
static const char *
sent(void)
{
	static char text[4096];
	struct pollfd p = {.fd = master, .events = POLLIN};
	ssize_t n = 0;

	if (poll(&p, 1, 0) == 1)
		n = read(master, text, sizeof text - 1);
	text[n < 0 ? 0 : n] = '\0';
	return (text);
}

static void
open_tty(const char *term)
{
	struct error e = ERROR_INIT;

	if (!CHECK(tty_open(&tty, slave, term, &e) == 0))
		printf("%s\n", e.text);
}

static void
reply(enum reply_type type, unsigned a, unsigned b)
{
	struct keys_reply r = {.type = type, .a = a, .b = b};

	CHECK(!tty_reply(&tty, &r, &out));
}

static void
termios_comes_back(void)
{
	struct termios before = {0}, raw, after = {0}; /* with padding */
	struct error e = ERROR_INIT;

	pty_open();
	CHECK(tcgetattr(slave, &before) == 0);
	before.c_iflag |= IXANY;
	before.c_lflag &= ~(tcflag_t)ECHOE;
	before.c_cc[VERASE] = 'x';
	CHECK(tcsetattr(slave, TCSANOW, &before) == 0);
	CHECK(tcgetattr(slave, &before) == 0);
	open_tty("xterm-256color");
	CHECK(write(master, "typed\n", 6) == 6);
	CHECK(tty_raw(&tty, &e) == 0);
	CHECK(tcgetattr(slave, &raw) == 0);
	CHECK((raw.c_lflag & (ECHO | ICANON | ISIG | IEXTEN)) == 0);
	CHECK((raw.c_iflag & (IXON | ICRNL | INLCR)) == 0);
	CHECK((raw.c_oflag & OPOST) == 0);
	tty_restore(&tty);
	CHECK(tcgetattr(slave, &after) == 0);
	CHECK(memcmp(&before, &after, sizeof before) == 0);
	/* type-ahead is still there */
	char text[16] = "";
	CHECK(read(slave, text, sizeof text) == 6);
	CHECK_STR(text, "typed\n");
	pty_close();
}

static void
refused(void)
{
	struct error e = ERROR_INIT;
	int pipes[2];

	pty_open();
	CHECK(tty_open(&tty, slave, "dumb", &e) == -1);
	CHECK(pipe(pipes) == 0);
	CHECK(tty_open(&tty, pipes[0], "xterm", &e) == -1);
	CHECK_STR(e.text, "not a terminal");
	close(pipes[0]);
	close(pipes[1]);
	pty_close();
}

static void
sizes(void)
{
	struct winsize size = {.ws_col = 5000, .ws_row = 0};
	unsigned sx, sy;

	pty_open();
	open_tty("xterm-256color");
	tty_size(&tty, &sx, &sy);
	CHECK(sx == 70 && sy == 20);
	CHECK(ioctl(slave, TIOCSWINSZ, &size) == 0);
	tty_size(&tty, &sx, &sy);
	CHECK(sx == SCREEN_MAX && sy == 24);
	pty_close();
}

static void
everything_on(void)
{
	tty_set(&tty, TTY_STYLE, true, &out);
	tty_alternate(&tty, true, &out);
	tty_cursor(&tty, 3, false, &out);
	tty_title(&tty, "title", &out);
	tty_modes(&tty, ALL_MODES, 5, &out);
}

static const char undo[] = "\033[?1006l\033[?1003l\033[?1007l\033[?2031l"
			   "\033[<u\033[?2004l\033[?1004l\033>\033[?1l"
			   "\033[6 q\033[?25h\033[?5l\033[23;2t\033[m"
			   "\033[?1049l";

static void
undone_in_order(void)
{
	static const struct terminal_kind kind = {
	    .alternate = true, .kitty = true, .sync = true};
	struct terminal *t = terminal_create(80, 24, &kind);

	pty_open();
	open_tty("xterm-256color");
	reply(REPLY_KITTY, 0, 0);
	reply(REPLY_SHAPE, 6, 0);
	everything_on();
	terminal_feed(t, out.data, out.len);
	CHECK_STR(terminal_modes(t),
	    "1049 hidden shape:3 title 1 keypad 2004 1004 1007 5 2031 1003 "
	    "1006 kitty:5");
	CHECK_STR(terminal_title(t), "title");
	buf_clear(&out);
	tty_release(&tty, &out);
	CHECK_STR(written(), undo);
	CHECK_INT(tty.on, 0);
	buf_clear(&out);
	tty_release(&tty, &out);
	CHECK_STR(written(), "");
	terminal_feed(t, undo, sizeof undo - 1);
	terminal_feed(t, "\033[4 q", 5); /* what it really was before */
	CHECK_STR(terminal_modes(t), "");
	CHECK_STR(terminal_title(t), "before");
	CHECK(terminal_error(t) == NULL);
	terminal_destroy(t);
	pty_close();
}

/* Only what was turned on is turned off. */
static void
nothing_more(void)
{
	pty_open();
	open_tty("xterm-256color");
	tty_set(&tty, TTY_STYLE, true, &out);
	tty_modes(&tty, MODE_PASTE, 0, &out);
	CHECK_STR(written(), "\033[?2004h");
	tty_modes(&tty, MODE_PASTE, 0, &out);
	CHECK_STR(written(), "\033[?2004h");
	tty_modes(&tty, 0, 0, &out);
	CHECK_STR(written(), "\033[?2004h\033[?2004l");
	buf_clear(&out);
	tty_release(&tty, &out);
	CHECK_STR(written(), "\033[m");
	pty_close();
}

static void
mouse_levels(void)
{
	pty_open();
	open_tty("xterm-256color");
	tty_modes(&tty, MODE_MOUSE_BUTTON, 0, &out);
	tty_modes(&tty, MODE_MOUSE_DRAG | MODE_MOUSE_BUTTON, 0, &out);
	tty_modes(&tty, MODE_MOUSE_X10, 0, &out);
	tty_modes(&tty, 0, 0, &out);
	CHECK_STR(written(),
	    "\033[?1000h\033[?1006h"
	    "\033[?1000l\033[?1002h"
	    "\033[?1002l\033[?1000h"
	    "\033[?1006l\033[?1000l");
	pty_close();
	/* a console has none of this */
	pty_open();
	open_tty("linux");
	everything_on();
	CHECK_STR(written(), "\033[?25l\033[?1h\033=\033[?5h");
	pty_close();
}

static void
keyboards(void)
{
	pty_open();
	open_tty("xterm-256color");
	tty_probe(&tty, &out);
	buf_clear(&out);
	/* not before it is known what the terminal has */
	tty_modes(&tty, 0, 5, &out);
	CHECK_STR(written(), "");
	reply(REPLY_KITTY, 0, 0);
	CHECK_STR(written(), "\033[>5u");
	CHECK(tty.caps.escape_coded);
	tty_modes(&tty, 0, 2, &out);
	CHECK_STR(written(), "\033[>5u\033[=2;1u");
	CHECK(!tty.caps.escape_coded);
	buf_clear(&out);
	tty_alternate(&tty, true, &out);
	CHECK_STR(written(), "\033[<u\033[?1049h\033[>2u");
	tty_alternate(&tty, false, &out);
	tty_modes(&tty, MODE_OTHER_KEYS_2, 0, &out);
	CHECK_STR(written(),
	    "\033[<u\033[?1049h\033[>2u\033[<u\033[?1049l\033[>2u"
	    "\033[<u\033[>4;2m");
	buf_clear(&out);
	tty_modes(&tty, MODE_OTHER_KEYS_1, 0, &out);
	CHECK_STR(written(), "\033[>4m\033[>4;1m");
	pty_close();
	/* a terminal without: DA1 comes, nothing about the keyboard */
	pty_open();
	open_tty("xterm-256color");
	tty_probe(&tty, &out);
	tty_modes(&tty, 0, 1, &out);
	buf_clear(&out);
	reply(REPLY_DEVICE, 62, 0);
	CHECK_STR(written(), "\033[>4;2m");
	/* better late than never */
	reply(REPLY_KITTY, 0, 0);
	CHECK_STR(written(), "\033[>4;2m\033[>1u\033[>4m");
	pty_close();
	/* one that says nothing */
	pty_open();
	open_tty("xterm-256color");
	tty_probe(&tty, &out);
	tty_modes(&tty, 0, 1, &out);
	buf_clear(&out);
	tty_probe_end(&tty, &out);
	CHECK_STR(written(), "\033[>4;2m");
	pty_close();
}

static void
replies(void)
{
	struct keys_reply scheme = {.type = REPLY_COLOUR_SCHEME, .a = 1};

	pty_open();
	open_tty("xterm-256color");
	CHECK(!tty_reply(&tty, &scheme, &out));
	tty_modes(&tty, MODE_COLOUR_SCHEME, 0, &out);
	CHECK(tty_reply(&tty, &scheme, &out));
	reply(REPLY_MODE, 2026, 0);
	CHECK(!tty.caps.sync);
	reply(REPLY_MODE, 2026, 2);
	CHECK(tty.caps.sync);
	tty_probe(&tty, &out);
	reply(REPLY_CURSOR, 7, 1);
	reply(REPLY_CURSOR, 9, 1); /* nobody has asked */
	CHECK_INT(tty.row, 6);
	reply(REPLY_DEVICE, 62, 0);
	/* of two questions the later counts; DA1 tells that none is to come */
	tty_ask_row(&tty, &out);
	tty_ask_row(&tty, &out);
	reply(REPLY_CURSOR, 3, 1);
	CHECK_INT(tty.rows_asked, 1);
	reply(REPLY_DEVICE, 62, 0);
	CHECK_INT(tty.rows_asked, 1);
	reply(REPLY_CURSOR, 4, 1);
	CHECK_INT(tty.rows_asked, 0);
	CHECK_INT(tty.row, 3);
	reply(REPLY_DEVICE, 62, 0);
	tty_ask_row(&tty, &out);
	reply(REPLY_DEVICE, 62, 0);
	CHECK_INT(tty.rows_asked, 0);
	CHECK_INT(tty.row, -1);
	/* on before: not ours to turn off */
	reply(REPLY_MODE, 1007, 1);
	buf_clear(&out);
	tty_modes(&tty, MODE_ALT_SCROLL | MODE_COLOUR_SCHEME, 0, &out);
	CHECK_STR(written(), "");
	pty_close();
}

/* The terminal, or who sits at it, sends this. */
static void
type(const char *text)
{
	CHECK(write(master, text, strlen(text)) == (ssize_t)strlen(text));
}

static void
drained(void)
{
	struct error e = ERROR_INIT;
	struct buf typed;
	char left[16] = "";

	pty_open();
	open_tty("xterm-256color");
	CHECK(tty_raw(&tty, &e) == 0);
	buf_init(&typed, 1024);
	/* nothing outstanding: nothing is read */
	type("a");
	tty_drain(&tty, &typed);
	CHECK_INT(typed.len, 0);
	/* late answers, in between and behind them what was typed */
	tty_probe(&tty, &out);
	type("b\033[1;1R\033[?0u\033[Cc\033[?62;22cd");
	tty_drain(&tty, &typed);
	CHECK_MEM(typed.data, typed.len, "ab\033[Cc", 6);
	CHECK(read(slave, left, sizeof left) > 0);
	CHECK_STR(left, "d");
	/* reports on their way when they are turned off */
	tty_modes(&tty, MODE_MOUSE_MOTION | MODE_FOCUS, 0, &out);
	buf_clear(&out);
	buf_clear(&typed);
	tty_release(&tty, &out);
	CHECK_STR(written(), "\033[?1006l\033[?1003l\033[?1004l\033[c");
	CHECK(
	    write(master, "\033[<35;1;1M\033[Ox\033[97;1:3u\033[?6cy", 30) > 0);
	tty_drain(&tty, &typed);
	CHECK_MEM(typed.data, typed.len, "x", 1);
	memset(left, 0, sizeof left);
	CHECK(read(slave, left, sizeof left) > 0);
	CHECK_STR(left, "y");
	buf_release(&typed);
	pty_close();
}

static void
emergency(void)
{
	struct error e = ERROR_INIT;
	struct termios before = {0}, after = {0};

	pty_open();
	CHECK(tcgetattr(slave, &before) == 0);
	open_tty("xterm-256color");
	CHECK(tty_raw(&tty, &e) == 0);
	reply(REPLY_KITTY, 0, 0);
	reply(REPLY_SHAPE, 6, 0);
	reply(REPLY_MODE, 2026, 2);
	everything_on();
	tty_park(&tty, "\033[3B\r\n", 6);
	tty_emergency(&tty);
	CHECK_STR(sent(),
	    "\033\\\033[?2026l\033[?7h"
	    "\033[?1006l\033[?1003l\033[?1007l\033[?2031l"
	    "\033[<u\033[?2004l\033[?1004l\033>\033[?1l"
	    "\033[6 q\033[?25h\033[?5l\033[23;2t\033[m\033[r"
	    "\033[?1049l\033[3B\r\n");
	CHECK(tcgetattr(slave, &after) == 0);
	CHECK(memcmp(&before, &after, sizeof before) == 0);
	pty_close();
}

/* A real terminal's idea of its modes. */

static const char *const formats[] = {
    "#{alternate_on} #{cursor_flag} #{keypad_flag} #{keypad_cursor_flag} "
    "#{mouse_all_flag} #{mouse_button_flag} #{mouse_standard_flag} "
    "#{mouse_sgr_flag} #{wrap_flag} #{scroll_region_upper} "
    "#{scroll_region_lower} #{pane_title}",
    "#{cursor_x} #{cursor_y}"};

static void
modes_of(char *text, size_t size)
{
	snprintf(text, size, "%s", tmux_run("display -p '%s'", formats[0]));
}

/* Whether a paste comes in brackets. */
static bool
brackets(void)
{
	char text[3];

	tmux_run("set-buffer abc ';' paste-buffer -p");
	tmux_read(text, 3);
	if (text[0] != '\033')
		return (false);
	tmux_read(text, 3);
	tmux_read(text, 3);
	tmux_read(text, 3);
	tmux_read(text, 3);
	return (true);
}

/*
 * Draw a screen with all modes on, then let leave give the terminal back; it
 * must be as it was, with what was on the main screen.
 */
static void
against_tmux(void (*leave)(int fd))
{
	static const char shell[] = "$ one\r\n$ two\r\n";
	char before[256], during[256], after[256];
	struct termios set = {0}, got = {0};
	int fd = tmux_start(60, 10);

	if (fd == -1) {
		tmux_stop();
		test_skip("tmux cannot be run");
		return;
	}
	tmux_write(shell, sizeof shell - 1, NULL);
	modes_of(before, sizeof before);
	CHECK(!brackets());
	tcgetattr(fd, &set);
	leave(fd);
	tcgetattr(fd, &got);
	CHECK(memcmp(&set, &got, sizeof set) == 0);
	tmux_write("", 0, NULL);
	modes_of(after, sizeof after);
	CHECK_STR(after, before);
	CHECK(!brackets());
	CHECK_STR(tmux_run("capture-pane -p -S -"),
	    "$ one\n$ two\nmain\n\n\n\n\n\n\n");
	CHECK_STR(tmux_run("display -p '#{cursor_x} #{cursor_y}'"), "0 3");
	(void)during;
	tmux_stop();
}

static struct screen screen;
static struct draw draw;

static void
frame(const char *main_row, bool alternate)
{
	struct error e = ERROR_INIT;
	struct frame_line line;
	struct buf b;

	buf_init(&b, 4096);
	if (screen.sx == 0) {
		buf_u8(&b, FRAME_SIZE);
		buf_u16(&b, 60);
		buf_u16(&b, 10);
	}
	buf_u8(&b, FRAME_SCREEN);
	buf_u8(&b, alternate);
	buf_u8(&b, FRAME_ROW);
	buf_u16(&b, 0);
	buf_u8(&b, 0);
	frame_line_begin(&line, &b);
	frame_line_ascii(
	    &line, &STYLE_DEFAULT, main_row, (unsigned)strlen(main_row));
	frame_line_end(&line);
	if (alternate) {
		buf_u8(&b, FRAME_MODES);
		buf_u32(&b, ALL_MODES);
		buf_u8(&b, FRAME_KITTY);
		buf_u8(&b, 1);
		buf_u8(&b, FRAME_TITLE);
		buf_string(&b, "the child's");
		buf_u8(&b, FRAME_CURSOR);
		buf_u16(&b, 3);
		buf_u16(&b, 4);
		buf_u8(&b, 5);
		buf_u8(&b, 0);
	}
	CHECK(screen_apply(&screen, b.data, b.len, &e) == 0);
	buf_release(&b);
	draw_update(&draw, &screen, &out);
}

static void
take_over(int fd)
{
	struct error e = ERROR_INIT;
	char modes[256];
	struct buf answers;

	CHECK(tty_open(&tty, fd, "tmux-256color", &e) == 0);
	CHECK(tty_raw(&tty, &e) == 0);
	buf_init(&out, 1 << 16);
	buf_init(&answers, 4096);
	screen_init(&screen);
	draw_init(&draw, &tty, 60, 10);
	tty_probe(&tty, &out);
	frame("main", false);
	frame("alternate", true);
	tmux_write(out.data, out.len, &answers);
	buf_clear(&out);
	modes_of(modes, sizeof modes);
	CHECK_STR(modes, "1 0 1 1 1 0 0 1 1 0 9 the child's");
	CHECK(brackets());
	CHECK_STR(tmux_run("capture-pane -p"), "alternate\n\n\n\n\n\n\n\n\n");
	buf_release(&answers);
}

static void
give_back(int fd)
{
	take_over(fd);
	draw_finish(&draw, &out);
	tty_release(&tty, &out);
	tmux_write(out.data, out.len, NULL);
	tty_restore(&tty);
	screen_release(&screen);
	draw_release(&draw);
	buf_release(&out);
}

static void
release_in_tmux(void)
{
	against_tmux(give_back);
}

static void
on_signal(int number)
{
	tty_emergency(&tty);
	_exit(number);
}

/* A process that is killed by a signal while everything is on. */
static void
die(int fd)
{
	int status;
	pid_t pid;

	if ((pid = fork()) == 0) {
		signal(SIGTERM, on_signal);
		take_over(fd);
		raise(SIGTERM);
		_exit(0);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == SIGTERM);
}

/* A process that dies of a fault of its own; what it dies of stays the same. */
static void
crash(int fd)
{
	static const int faults[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE};
	static unsigned which;
	int status, number = faults[which++ % 4];
	pid_t pid;

	if ((pid = fork()) == 0) {
		signal(number, SIG_DFL);
		take_over(fd);
		rescue_begin(&tty);
		if (number == SIGABRT)
			abort();
		raise(number);
		_exit(0);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == number);
}

static void
crashes_in_tmux(void)
{
	unsigned i;

	for (i = 0; i < 4; i++)
		against_tmux(crash);
}

static void
emergency_in_tmux(void)
{
	against_tmux(die);
}

int
main(int argc, char **argv)
{
	static const struct test tests[] = {
	    {"termios_comes_back", termios_comes_back},
	    {"refused", refused},
	    {"sizes", sizes},
	    {"undone_in_order", undone_in_order},
	    {"nothing_more", nothing_more},
	    {"mouse_levels", mouse_levels},
	    {"keyboards", keyboards},
	    {"replies", replies},
	    {"drained", drained},
	    {"emergency", emergency},
	    {"release_in_tmux", release_in_tmux},
	    {"crashes_in_tmux", crashes_in_tmux},
	    {"emergency_in_tmux", emergency_in_tmux},
	};

	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
