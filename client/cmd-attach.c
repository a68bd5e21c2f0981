/* nono attach: see and drive a session from this terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/attach.h"
#include "client/commands.h"
#include "client/context.h"
#include "client/render.h"
#include "client/select.h"
#include "client/snapshot.h"
#include "common/xmalloc.h"

enum {
	SCREEN_TEXT_MAX = 64 * 1024 * 1024
};

/* An ended session: its last screen, and how it ended. */
static int
show_ended(const struct context *c, struct selection *s, struct error *e)
{
	struct error why = ERROR_INIT;
	struct screen screen;
	struct buf b;
	char *ending;

	screen_init(&screen);
	if (snapshot(&screen, c, &s->registry, &s->entry, &why) == 0) {
		buf_init(&b, SCREEN_TEXT_MAX);
		render(&screen,
		    isatty(STDOUT_FILENO) ? RENDER_ANSI : RENDER_TEXT, false,
		    &b);
		fwrite(b.data, 1, b.len, stdout);
		buf_release(&b);
	} else
		fprintf(stderr, "nono: %s\n", why.text);
	screen_release(&screen);
	fflush(stdout);
	ending = record_ending(&s->entry.record);
	fprintf(stderr, "[nono] Session %s %s.\n", s->entry.record.id, ending);
	free(ending);
	return (STATUS_FAILURE);
}

static int
attach_to(const struct context *c, const char *what, struct error *e)
{
	struct selection s;
	int status;

	if (select_session(&s, c, "attach", what, true, e) == -1)
		return (-1);
	if (s.entry.live)
		status = attach_session(c, &s.entry, e);
	else
		status = show_ended(c, &s, e);
	select_release(&s);
	return (status);
}

/* Without a name: the only live session there is. */
static char *
only_session(const struct context *c, struct error *e)
{
	struct registry registry;
	struct entries all;
	char *id = NULL;
	size_t i;

	if (registry_open(&registry, &c->paths, e) == -1)
		return (NULL);
	if (registry_list(&registry, false, &all, NULL, e) == 0) {
		if (all.n == 1)
			id = xstrdup(all.list[0].record.id);
		else if (all.n == 0)
			error_set(e,
			    "no running sessions: start one with "
			    "nono run");
		else {
			for (i = 0; i < all.n; i++)
				fprintf(stderr, "%s  %s\n",
				    all.list[i].record.id,
				    all.list[i].record.name);
			error_set(e,
			    "%zu sessions are running: name one of "
			    "them",
			    all.n);
		}
		entries_release(&all);
	}
	registry_release(&registry);
	return (id);
}

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	char *id;
	int status;

	if (argc > 0)
		return (attach_to(c, argv[0], e));
	if (context_outside("attach", e) == -1 ||
	    (id = only_session(c, e)) == NULL)
		return (-1);
	status = attach_to(c, id, e);
	free(id);
	return (status);
}

const struct command cmd_attach = {
    .name = "attach",
    .alias = "resume",
    .arguments = "[SESSION]",
    .summary = "Attach to a session; Ctrl-] d detaches",
    .description =
	"Without SESSION, the only one that runs. Exits with the command's exit "
	"code if\nit ends meanwhile, with 0 after a detach. Of a session that "
	"has ended, the last\nscreen is shown and the status is 1.",
    .max_arguments = 1,
    .run = run,
};
