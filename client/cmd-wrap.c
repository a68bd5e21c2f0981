/*
 * nono wrap: apply the sandbox to this process and become the command. No
 * session, no supervisor, no server; and no PID namespace, which an exec cannot
 * enter.
 */
#include <stdlib.h>
#include <unistd.h>

#include "client/commands.h"
#include "client/context.h"
#include "client/program.h"
#include "client/sandbox-options.h"
#include "server/sandbox/apply.h"

static const struct option_row options[] = {
    SANDBOX_OPTION_ROWS,
};

/* Returns only on failure. */
static int
become(const struct plan *plan, const char *path, char **argv, struct error *e)
{
	struct sandbox *sandbox = sandbox_create(PLAN_WRAP);
	char **environment = sandbox_environment(plan, environ, NULL, NULL);

	if (sandbox_plan(sandbox, plan, e) == 0 &&
	    sandbox_rules(sandbox, e) == 0 &&
	    sandbox_unshare(sandbox, e) == 0 &&
	    sandbox_begin(sandbox, e) == 0 &&
	    sandbox_view_begin(sandbox, e) == 0 &&
	    sandbox_view(sandbox, e) == 0 && sandbox_confine(sandbox, e) == 0) {
		execve(path, argv, environment);
		error_errno(e, "cannot execute %s", path);
		error_status(e, STATUS_EXEC);
	}
	free(environment);
	sandbox_destroy(sandbox);
	return (-1);
}

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	struct sandbox_options *o = arg;
	struct sandbox_setup setup;
	char *path = NULL;
	int status = -1;

	if (sandbox_resolve(&setup, o, PLAN_WRAP, c, false, e) == -1)
		return (-1);
	sandbox_show(&setup, o, c);
	if (o->dry_run)
		status = sandbox_dry_run(o, &setup, argv);
	else if ((path = program_find(argv[0], e)) != NULL &&
	    program_check(path, setup.policy, e) == 0)
		status = become(setup.plan, path, argv, e);
	free(path);
	sandbox_release(&setup);
	sandbox_options_release(o);
	return (status);
}

const struct command cmd_wrap = {
    .name = "wrap",
    .arguments = "[--] COMMAND [ARGUMENT ...]",
    .summary = "Apply the sandbox and execute a command, without a session",
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .passes_rest = true,
    .size = sizeof(struct sandbox_options),
    .run = run,
};
