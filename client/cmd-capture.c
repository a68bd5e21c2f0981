/* nono capture: the visible screen of a session, without attaching. */
#include <stddef.h>
#include <stdio.h>

#include "client/commands.h"
#include "client/render.h"
#include "client/select.h"
#include "client/snapshot.h"

struct capture_options {
	enum render_format format;
};

enum {
	SCREEN_TEXT_MAX = 256 * 1024 * 1024
};

static int
set_format(void *field, const struct option_row *row, const char *value,
    struct error *e)
{
	struct capture_options *o = field;

	return (render_parse(value, &o->format, e));
}

static const struct option_row options[] = {
    {0, "format", NULL, "text|ansi|json", NULL,
	"plain (default), with colours, or all details", OPT_CUSTOM, 0, 0, 0,
	set_format, 0},
};

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	const struct capture_options *o = arg;
	struct selection s;
	struct screen screen;
	struct buf b;
	int status = -1;

	if (select_session(&s, c, "capture", argv[0], true, e) == -1)
		return (-1);
	screen_init(&screen);
	if (snapshot(&screen, c, &s.registry, &s.entry, e) == 0) {
		buf_init(&b, SCREEN_TEXT_MAX);
		render(&screen, o->format, false, &b);
		fwrite(b.data, 1, b.len, stdout);
		buf_release(&b);
		status = STATUS_OK;
	}
	screen_release(&screen);
	select_release(&s);
	return (status);
}

const struct command cmd_capture = {
    .name = "capture",
    .arguments = "SESSION",
    .summary = "Print what a session's screen shows",
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .max_arguments = 1,
    .size = sizeof(struct capture_options),
    .run = run,
};
