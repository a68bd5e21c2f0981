#include "regress/unit/tmux.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/xmalloc.h"

enum {
	ANSWER_MS = 20000 /* a server that takes longer is broken */
};

static const char marker[] = "\033[6n";
static int pane = -1;
static char folder[64];

const char *
tmux_run(const char *fmt, ...)
{
	static struct buf out;
	char args[512], *command, chunk[4096];
	va_list ap;
	FILE *f;
	size_t n;

	if (out.max == 0)
		buf_init(&out, 1 << 24);
	va_start(ap, fmt);
	vsnprintf(args, sizeof args, fmt, ap);
	va_end(ap);
	command = xasprintf(
	    "tmux -S %s/socket -f /dev/null %s 2>/dev/null", folder, args);
	buf_clear(&out);
	if ((f = popen(command, "r")) == NULL)
		BUG("popen");
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_put(&out, chunk, n);
	pclose(f);
	free(command);
	if (out.len > 0 && out.data[out.len - 1] == '\n')
		out.len--;
	buf_u8(&out, '\0');
	return ((const char *)out.data);
}

int
tmux_start(unsigned sx, unsigned sy)
{
	struct termios raw;

	snprintf(folder, sizeof folder, "/tmp/nono-test-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return (-1);
	unsetenv("TMUX");
	tmux_run("new-session -d -x %u -y %u 'exec tail -f /dev/null' ';' "
		 "set -g status off ';' set -g remain-on-exit off",
	    sx, sy);
	/* without a status line, a row more */
	tmux_run("resize-window -x %u -y %u", sx, sy);
	pane = open(tmux_run("display -p '#{pane_tty}'"),
	    O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pane == -1 || tcgetattr(pane, &raw) == -1)
		return (-1);
	cfmakeraw(&raw);
	tcsetattr(pane, TCSANOW, &raw);
	return (pane);
}

void
tmux_stop(void)
{
	char path[80];

	tmux_run("kill-server");
	snprintf(path, sizeof path, "%s/socket", folder);
	unlink(path);
	rmdir(folder);
	if (pane != -1)
		close(pane);
	pane = -1;
}

void
tmux_read(char *out, size_t n)
{
	struct pollfd p = {.fd = pane, .events = POLLIN};
	ssize_t got;

	for (; n > 0; n -= (size_t)got, out += got) {
		if (poll(&p, 1, ANSWER_MS) != 1)
			BUG("no answer from tmux");
		if ((got = read(pane, out, n)) <= 0)
			BUG("tmux has gone");
	}
}

static void
write_all(const char *data, size_t len)
{
	ssize_t n;

	for (; len > 0; data += n, len -= (size_t)n) {
		if ((n = write(pane, data, len)) <= 0)
			BUG("cannot write to tmux");
	}
}

/* How many cursor positions were asked for in these bytes. */
static unsigned
count_markers(const char *data, size_t len)
{
	const char *p;
	unsigned n = 0;

	while ((p = memmem(data, len, marker, sizeof marker - 1)) != NULL) {
		n++;
		len -= (size_t)(p + 1 - data);
		data = p + 1;
	}
	return (n);
}

void
tmux_write(const void *data, size_t len, struct buf *answers)
{
	unsigned left = count_markers(data, len) + 1;
	struct buf got;
	size_t from = 0;

	write_all(data, len);
	write_all(marker, sizeof marker - 1);
	buf_init(&got, 1 << 16);
	while (left > 0) {
		char c;

		tmux_read(&c, 1);
		if (c == '\033')
			from = got.len;
		buf_u8(&got, (uint8_t)c);
		if (c == 'R')
			left--;
	}
	if (answers != NULL)
		buf_put(answers, got.data, from);
	buf_release(&got);
}
