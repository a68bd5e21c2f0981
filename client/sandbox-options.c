#include "client/sandbox-options.h"

#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/context.h"
#include "common/paths.h"
#include "common/redact.h"
#include "common/utf8.h"
#include "common/xmalloc.h"
#include "server/sandbox/plan.h"
#include "server/sandbox/probe.h"

enum {
	TEXT_MAX = 1024 * 1024
}; /* bytes of what is printed at once */

static void
add_grant(struct sandbox_options *o, const char *path, int data)
{
	o->grants = xreallocarray(o->grants, o->ngrants + 1, sizeof *o->grants);
	o->grants[o->ngrants++] = (struct grant_request){
	    .path = path,
	    .access = data & ACCESS_BOTH,
	    .directory = (data & GRANT_FILE_BIT) == 0,
	};
}

int
sandbox_set_grant(void *field, const struct option_row *row, const char *value,
    struct error *e)
{
	struct sandbox_options *o = field;
	const char *variable =
	    row->variable == NULL ? NULL : getenv(row->variable);
	char *copy, *path, *save;

	if (value[0] == '\0')
		return (error_set(e, "--%s: empty path", row->name));
	/* On the command line a comma is part of the path. */
	if (value != variable) {
		add_grant(o, value, row->data);
		return (0);
	}
	copy = xstrdup(value);
	o->texts = xreallocarray(o->texts, o->ntexts + 1, sizeof *o->texts);
	o->texts[o->ntexts++] = copy;
	for (path = strtok_r(copy, ",", &save); path != NULL;
	     path = strtok_r(NULL, ",", &save))
		add_grant(o, path, row->data);
	return (0);
}

void
sandbox_options_release(struct sandbox_options *o)
{
	size_t i;

	for (i = 0; i < o->ntexts; i++)
		free(o->texts[i]);
	free(o->texts);
	free(o->grants);
}

static const char *
access_name(int access)
{
	static const char *const names[] = {
	    [ACCESS_READ] = "read",
	    [ACCESS_WRITE] = "write",
	    [ACCESS_BOTH] = "read and write",
	};

	return (names[access & ACCESS_BOTH]);
}

/* What create has to know. */
struct creating {
	bool dry_run, silent;
};

static int
ask_cwd(const char *cwd, int access, void *arg)
{
	char *shown, answer[16];

	if (!isatty(STDIN_FILENO)) {
		fprintf(stderr,
		    "Skipping CWD prompt (non-interactive). Use --allow-cwd "
		    "to include the working directory.\n");
		return (0);
	}
	shown = utf8_escaped(cwd);
	fprintf(stderr,
	    "Share %s with %s access? use --allow-cwd to skip this prompt "
	    "[y/N] ",
	    shown, access_name(access));
	free(shown);
	if (fgets(answer, sizeof answer, stdin) == NULL)
		return (0);
	return (answer[0] == 'y' || answer[0] == 'Y');
}

/* What a profile wants created. Without it, a session forgets what it stores. */
static void
create(const char *path, bool directory, void *arg)
{
	const struct creating *c = arg;
	struct error e = ERROR_INIT;
	char *shown;

	if (!c->dry_run && paths_create(path, directory, &e) == -1) {
		fprintf(stderr, "warning: %s\n", e.text);
		return;
	}
	if (c->silent)
		return;
	shown = utf8_escaped(path);
	fprintf(stderr, "%s %s for the profile\n",
	    c->dry_run ? "would create" : "created", shown);
	free(shown);
}

static void
print_missing(const struct policy *p)
{
	char *shown;
	size_t i;

	if (p->nmissing == 0)
		return;
	fprintf(stderr,
	    "warning: some requested sandbox grants were skipped "
	    "because the path does not exist:\n");
	for (i = 0; i < p->nmissing; i++) {
		shown = utf8_escaped(p->missing[i]);
		fprintf(stderr, "  %s\n", shown);
		free(shown);
	}
}

static void
print_policy(const struct sandbox_options *o, const struct policy *p)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	policy_print(p, o->verbose > 0, &b);
	fprintf(stderr, "nono v%s\n", PACKAGE_VERSION);
	fwrite(b.data, 1, b.len, stderr);
	buf_release(&b);
}

/* Lines of text, each with a prefix. */
static void
print_warnings(const struct buf *b)
{
	const char *p = (const char *)b->data, *end;
	size_t left = b->len;

	for (; left > 0; left -= (size_t)(end - p), p = end) {
		end = memchr(p, '\n', left);
		end = end == NULL ? p + left : end + 1;
		fprintf(stderr, "warning: %.*s", (int)(end - p), p);
	}
}

static void
print_weaknesses(const struct sandbox_options *o, const struct plan *plan)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	plan_weaknesses(plan, o->verbose > 0, &b);
	print_warnings(&b);
	buf_release(&b);
}

static int
make_plan(struct sandbox_setup *setup, enum plan_kind kind, struct error *e)
{
	struct kernel kernel;

	probe_quick(&kernel);
	return (plan_build(&setup->plan, setup->policy, &kernel, kind,
	    kind == PLAN_SESSION ? "" : NULL, e));
}

int
sandbox_resolve(struct sandbox_setup *setup, const struct sandbox_options *o,
    enum plan_kind kind, const struct context *c, bool detached,
    struct error *e)
{
	struct creating creating = {
	    .dry_run = o->dry_run,
	    .silent = c->silent,
	};
	struct policy_request req = {
	    .profile = o->profile,
	    .workdir = o->workdir,
	    .grants = o->grants,
	    .ngrants = o->ngrants,
	    .allow_cwd = o->allow_cwd,
	    .block_net = o->block_net,
	    .no_prompt = c->silent || detached,
	    .ask_cwd = ask_cwd,
	    .create = create,
	    .create_arg = &creating,
	};

	*setup = (struct sandbox_setup){0};
	if (o->launch_services)
		return (error_set(e,
		    "--allow-launch-services is for macOS; "
		    "there is nothing like it on Linux"));
	if (policy_resolve(&setup->policy, &req, e) == -1)
		return (-1);
	if (make_plan(setup, kind, e) == -1) {
		sandbox_release(setup);
		return (-1);
	}
	return (0);
}

void
sandbox_show(const struct sandbox_setup *setup, const struct sandbox_options *o,
    const struct context *c)
{
	if (c->silent)
		return;
	print_policy(o, setup->policy);
	print_missing(setup->policy);
	print_weaknesses(o, setup->plan);
}

void
sandbox_release(struct sandbox_setup *setup)
{
	plan_destroy(setup->plan);
	policy_destroy(setup->policy);
	*setup = (struct sandbox_setup){0};
}

static void
print_plan(const struct plan *plan)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	plan_print(plan, &b);
	fwrite(b.data, 1, b.len, stderr);
	buf_release(&b);
}

int
sandbox_dry_run(const struct sandbox_options *o,
    const struct sandbox_setup *setup, char **argv)
{
	size_t n = 0, i;
	char **words, *shown;

	if (o->verbose > 1)
		print_plan(setup->plan);
	while (argv[n] != NULL)
		n++;
	words = redact_command(n, argv);
	fprintf(stderr,
	    "dry-run sandbox would be applied with above capabilities\n$");
	for (i = 0; i < n; i++) {
		shown = utf8_escaped(words[i]);
		fprintf(stderr, " %s", shown);
		free(shown);
		free(words[i]);
	}
	fputc('\n', stderr);
	free(words);
	return (STATUS_OK);
}
