/*
 * nono run and nono shell. With a terminal, "run" is "run --detached" and then
 * "attach"; without one, this process is the supervisor and the command has our
 * standard streams.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/attach.h"
#include "client/commands.h"
#include "client/context.h"
#include "client/footer.h"
#include "client/program.h"
#include "client/sandbox-options.h"
#include "client/size.h"
#include "common/cpu.h"
#include "common/frame.h"
#include "common/registry.h"
#include "server/session.h"
#include "server/supervisor/spawn.h"
#include "server/supervisor/supervisor.h"

struct run_options {
	struct sandbox_options sandbox; /* first, for SANDBOX_OPTION_ROWS */
	bool detached;
	long detach_timeout; /* seconds; 0: the default */
	const char *name;
	struct size size; /* columns 0: not given */
	long history; /* lines; 0: the default */
	long startup_timeout; /* seconds; 0: none */
	const char *shell;
};

enum {
	DETACH_TIMEOUT_S = 30,
	TIMEOUT_MAX_S = 3600,
	HISTORY_LINES = 10000,
	COLUMNS = 80,
	ROWS = 24,
};

static int
set_size(void *field, const struct option_row *row, const char *value,
    struct error *e)
{
	struct run_options *o = field;

	return (size_parse(value, &o->size, e));
}

static const struct option_row run_options[] = {
    {0, "detached", NULL, NULL, NULL,
	"start it in the background, do not attach", OPT_FLAG,
	offsetof(struct run_options, detached), 0, 0, NULL, 0},
    {0, "detach-timeout", NULL, "SECS", "NONO_DETACH_STARTUP_TIMEOUT",
	"limit of a detached start (default 30)", OPT_NUMBER,
	offsetof(struct run_options, detach_timeout), 1, TIMEOUT_MAX_S, NULL,
	0},
    {0, "name", NULL, "NAME", NULL, "a name for the session", OPT_STRING,
	offsetof(struct run_options, name), 0, 0, NULL, 0},
    {0, "size", NULL, "COLSxROWS", NULL,
	"screen of a detached session (default 80x24)", OPT_CUSTOM, 0, 0, 0,
	set_size, 0},
    {0, "history", NULL, "LINES", NULL,
	"lines kept above the screen (default 10000)", OPT_NUMBER,
	offsetof(struct run_options, history), 1, HISTORY_LINES_MAX, NULL, 0},
    {0, "startup-timeout", NULL, "SECS", "NONO_STARTUP_TIMEOUT",
	"kill a command that shows nothing for SECS", OPT_NUMBER,
	offsetof(struct run_options, startup_timeout), 0, TIMEOUT_MAX_S, NULL,
	0},
    SANDBOX_OPTION_ROWS,
};

static const struct option_row shell_options[] = {
    {0, "shell", NULL, "PATH", NULL, "the shell (default $SHELL)", OPT_STRING,
	offsetof(struct run_options, shell), 0, 0, NULL, 0},
    {0, "name", NULL, "NAME", NULL, "a name for the session", OPT_STRING,
	offsetof(struct run_options, name), 0, 0, NULL, 0},
    {0, "startup-timeout", NULL, "SECS", "NONO_STARTUP_TIMEOUT",
	"kill a shell that shows nothing for SECS", OPT_NUMBER,
	offsetof(struct run_options, startup_timeout), 0, TIMEOUT_MAX_S, NULL,
	0},
    SANDBOX_OPTION_ROWS,
};

static bool
have_terminal(void)
{
	return (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
	    isatty(STDERR_FILENO));
}

/* The supervisor's pid and the pipe it tells the outcome by. */
struct launch {
	pid_t pid;
	int ready;
};

/* Fork as fork(2) does; the child gets the end of the pipe to tell by. */
static pid_t
launch(struct launch *l, int *tell, struct error *e)
{
	struct cpu_here cpu;
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC) == -1)
		return (error_errno(e, "cannot make a pipe"));
	fflush(stdout);
	/* We are about to wait. */
	cpu_stay(&cpu);
	l->pid = fork();
	cpu_leave(&cpu);
	if (l->pid == -1) {
		close(pipes[0]);
		close(pipes[1]);
		return (error_errno(e, "cannot fork"));
	}
	l->ready = pipes[0];
	*tell = pipes[1];
	close(pipes[l->pid == 0 ? 0 : 1]);
	return (l->pid);
}

/* Wait for the outcome; a supervisor that takes too long is killed. */
static int
wait_outcome(
    struct launch *l, int timeout_ms, struct outcome *o, struct error *e)
{
	struct pollfd p = {.fd = l->ready, .events = POLLIN};
	ssize_t n = 0;
	int got;

	do
		got = poll(&p, 1, timeout_ms);
	while (got == -1 && errno == EINTR);
	if (got == 1)
		n = read(l->ready, o, sizeof *o);
	close(l->ready);
	if (n == sizeof *o)
		return (0);
	kill(l->pid, SIGKILL);
	waitpid(l->pid, NULL, 0);
	return (error_set(e,
	    got == 1
		? "the session's supervisor died while it started"
		: "the session did not start in time: see --detach-timeout"));
}

/* How a session in the background has started. */
static int
wait_started(const struct run_options *o, struct launch *l,
    struct outcome *outcome, struct error *e)
{
	long seconds =
	    o->detach_timeout > 0 ? o->detach_timeout : DETACH_TIMEOUT_S;

	if (wait_outcome(l, (int)seconds * 1000, outcome, e) == -1)
		return (-1);
	if (outcome->kind == OUTCOME_FAILED) {
		waitpid(l->pid, NULL, 0);
		error_set(e, "%s", outcome->text);
		return (error_status(e, (enum exit_status)outcome->status));
	}
	return (0);
}

static int
start(const struct run_options *o, const struct session_request *req,
    struct outcome *outcome, struct error *e)
{
	struct launch l;
	pid_t pid;
	int tell;

	if ((pid = launch(&l, &tell, e)) == -1)
		return (-1);
	if (pid == 0)
		_exit(supervisor_detached(req, tell));
	return (wait_started(o, &l, outcome, e));
}

static int
say_started(const struct context *c, const struct outcome *outcome)
{
	if (outcome->kind == OUTCOME_ENDED) {
		fprintf(stderr,
		    "[nono] Session %s has already exited (exit code %d). See "
		    "what it printed with: nono attach %s\n",
		    outcome->id, outcome->status, outcome->id);
		return (outcome->status);
	}
	if (!c->silent)
		printf("Started detached session %s.\nName: %s\n"
		       "Attach with: nono attach %s\n",
		    outcome->id, outcome->name, outcome->id);
	return (STATUS_OK);
}

/* Whether a session that we have attached to has ended meanwhile. */
static bool
has_ended(const struct context *c, const char *id)
{
	struct error e = ERROR_INIT;
	struct registry registry;
	struct entry entry;
	bool ended = false;

	if (registry_open(&registry, &c->paths, &e) == -1)
		return (false);
	if (registry_find(&registry, id, true, &entry, &e) == 0) {
		ended = !entry.live;
		record_release(&entry.record);
	}
	registry_release(&registry);
	return (ended);
}

static bool
wants_footer(const struct context *c, const struct run_options *o)
{
	return (!c->silent && !o->sandbox.no_diagnostics && o->shell == NULL);
}

static int
run_attached(const struct context *c, const struct run_options *o,
    struct session_request *req, struct error *e)
{
	struct outcome outcome = {0};
	struct winsize size;
	char *allowed;
	int status;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
	    size.ws_row > 0) {
		req->sx = size.ws_col < SCREEN_MAX ? size.ws_col : SCREEN_MAX;
		req->sy = size.ws_row < SCREEN_MAX ? size.ws_row : SCREEN_MAX;
	}
	req->expect_viewer = true;
	if (attach_check(c, e) == -1 || start(o, req, &outcome, e) == -1)
		return (-1);
	allowed = footer_prepare(req->policy);
	status = attach_started(c, outcome.id, e);
	if (status > 0 && wants_footer(c, o) && has_ended(c, outcome.id))
		footer_print(status, allowed);
	free(allowed);
	return (status);
}

/* On our own standard streams; takes the policy and the plan. */
static int
run_here(const struct context *c, const struct run_options *o,
    struct session_request *req, struct error *e)
{
	char *allowed = footer_prepare(req->policy);
	int status;

	req->terminal = false;
	status = supervisor_attached(req, e);
	if (status > 0 && e->text[0] == '\0' && wants_footer(c, o))
		footer_print(status, allowed);
	free(allowed);
	return (status);
}

static struct size
screen_size(const struct run_options *o)
{
	const struct size size = {COLUMNS, ROWS};

	return (o->size.columns > 0 ? o->size : size);
}

/* The request, for a session with a terminal; path is the caller's to free. */
static int
make_request(struct session_request *req, const struct context *c,
    const struct run_options *o, const struct sandbox_setup *setup, char **argv,
    struct error *e)
{
	struct size size = screen_size(o);
	char *path = program_find(argv[0], e);

	if (path == NULL)
		return (-1);
	if (program_check(path, setup->policy, e) == -1) {
		free(path);
		return (-1);
	}
	*req = (struct session_request){
	    .paths = &c->paths,
	    .policy = setup->policy,
	    .plan = setup->plan,
	    .name = o->name,
	    .path = path,
	    .argv = argv,
	    .environment = environ,
	    .terminal = true,
	    .sx = size.columns,
	    .sy = size.rows,
	    .history = (uint32_t)(o->history > 0 ? o->history : HISTORY_LINES),
	    .startup_timeout_s = (unsigned)o->startup_timeout,
	};
	return (0);
}

static int
run_session(const struct context *c, const struct run_options *o,
    struct sandbox_setup *setup, char **argv, struct error *e)
{
	struct session_request req;
	int status;

	if (make_request(&req, c, o, setup, argv, e) == -1)
		return (-1);
	if (have_terminal())
		status = run_attached(c, o, &req, e);
	else {
		*setup = (struct sandbox_setup){0};
		status = run_here(c, o, &req, e);
	}
	free((char *)(uintptr_t)req.path);
	return (status);
}

static int
run_command(
    struct context *c, struct run_options *o, char **argv, struct error *e)
{
	struct sandbox_setup setup;
	int status;

	if (sandbox_resolve(
		&setup, &o->sandbox, PLAN_SESSION, c, o->detached, e) == -1)
		return (-1);
	sandbox_show(&setup, &o->sandbox, c);
	if (o->sandbox.dry_run)
		status = sandbox_dry_run(&o->sandbox, &setup, argv);
	else
		status = run_session(c, o, &setup, argv, e);
	sandbox_release(&setup);
	return (status);
}

/* Fork the init, and work out what it is to do while it begins. */
static int
prepare(struct context *c, struct run_options *o, char **argv,
    struct session_request *req, struct spawn *spawn, struct error *e)
{
	struct size size = screen_size(o);
	const struct spawn_request init = {
	    .terminal = true,
	    .sx = size.columns,
	    .sy = size.rows,
	};
	struct error refused = ERROR_INIT;
	struct sandbox_setup setup;
	int begun = spawn_start(spawn, &init, &refused);

	/* What is wrong with the policy is said first. */
	if (sandbox_resolve(&setup, &o->sandbox, PLAN_SESSION, c, true, e) ==
	    -1)
		return (-1);
	if (begun == -1) {
		*e = refused;
		return (-1);
	}
	if (spawn_plan(spawn, setup.plan, e) == -1)
		return (-1);
	sandbox_show(&setup, &o->sandbox, c);
	if (make_request(req, c, o, &setup, argv, e) == -1)
		return (-1);
	req->spawn = spawn;
	return (0);
}

/* In the process that will be the supervisor. */
static int
supervise(struct context *c, struct run_options *o, char **argv, int tell)
{
	struct error e = ERROR_INIT;
	struct session_request req;
	struct spawn spawn;

	if (prepare(c, o, argv, &req, &spawn, &e) == -1) {
		spawn_release(&spawn);
		return (supervisor_failed(tell, &e));
	}
	return (supervisor_detached(&req, tell));
}

/*
 * Nothing is asked here, so the supervisor can work out its policy itself. It is
 * forked before there is much to copy.
 */
static int
run_detached(
    struct context *c, struct run_options *o, char **argv, struct error *e)
{
	struct outcome outcome = {0};
	struct launch l;
	pid_t pid;
	int tell;

	if ((pid = launch(&l, &tell, e)) == -1)
		return (-1);
	if (pid == 0)
		_exit(supervise(c, o, argv, tell));
	if (wait_started(o, &l, &outcome, e) == -1)
		return (-1);
	return (say_started(c, &outcome));
}

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	struct run_options *o = arg;
	int status = -1;

	if (o->detach_timeout > 0 && !o->detached &&
	    getenv("NONO_DETACH_STARTUP_TIMEOUT") == NULL) {
		error_set(e, "--detach-timeout needs --detached");
		error_status(e, STATUS_USAGE);
	} else if (o->detached && !o->sandbox.dry_run)
		status = run_detached(c, o, argv, e);
	else
		status = run_command(c, o, argv, e);
	sandbox_options_release(&o->sandbox);
	return (status);
}

static int
run_shell(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	struct run_options *o = arg;
	const char *shell = o->shell != NULL ? o->shell : getenv("SHELL");
	char *command[2] = {NULL, NULL};
	int status;

	if (shell == NULL || shell[0] == '\0')
		shell = "/bin/sh";
	command[0] = (char *)(uintptr_t)shell;
	o->shell = shell; /* what is typed there may fail as it likes */
	if (!c->silent)
		fprintf(stderr, "Exit the shell with Ctrl-D or 'exit'.\n");
	status = run_command(c, o, command, e);
	sandbox_options_release(&o->sandbox);
	return (status);
}

const struct command cmd_run = {
    .name = "run",
    .arguments = "[--] COMMAND [ARGUMENT ...]",
    .summary = "Run a command in a sandboxed session",
    .description =
	"In a terminal the session is attached: Ctrl-] d leaves it running. "
	"Without one\nthe command has nono's own standard streams.",
    .options = run_options,
    .noptions = sizeof run_options / sizeof run_options[0],
    .min_arguments = 1,
    .passes_rest = true,
    .size = sizeof(struct run_options),
    .run = run,
};

const struct command cmd_shell = {
    .name = "shell",
    .summary = "Run your shell in a sandboxed session",
    .description = "The same as nono run with the shell for a command.",
    .options = shell_options,
    .noptions = sizeof shell_options / sizeof shell_options[0],
    .size = sizeof(struct run_options),
    .run = run_shell,
};
