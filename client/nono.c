#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/context.h"
#include "client/options.h"
#include "common/suggest.h"
#include "common/xmalloc.h"
#include "compat/setproctitle.h"
#include "server/server.h"

const struct option_row global_options[] = {
    {'s', "silent", NULL, NULL, NULL,
	"print no messages, only results and errors", OPT_FLAG,
	offsetof(struct context, silent), 0, 0, NULL, 0},
    {'h', "help", NULL, NULL, NULL, "show this help", OPT_FLAG,
	offsetof(struct context, help), 0, 0, NULL, 0},
    {'V', "version", NULL, NULL, NULL, "show the version", OPT_FLAG,
	offsetof(struct context, version), 0, 0, NULL, 0},
};
const size_t nglobal_options = sizeof global_options / sizeof global_options[0];

int
context_outside(const char *command, struct error *e)
{
	if (getenv("NONO_SESSION_ID") == NULL)
		return (0);
	return (error_set(
	    e, "`nono %s` cannot be used inside a sandbox.", command));
}

static void
help(void)
{
	const struct command *const *c;

	printf("nono %s: sandboxed terminal sessions\n\n"
	       "Usage: nono [OPTIONS] COMMAND ...\n\nCommands:\n",
	    PACKAGE_VERSION);
	for (c = commands; *c != NULL; c++) {
		if ((*c)->summary != NULL)
			printf("  %-10s %s\n", (*c)->name, (*c)->summary);
	}
	printf("\nOptions, before or after COMMAND:\n");
	options_help_global();
	printf("\nnono COMMAND --help shows a command's options; the manual is "
	       "nono(1).\nTo begin: nono run --allow-cwd -- bash\n");
}

static void
version(void)
{
	printf("nono %s\n", PACKAGE_VERSION);
}

static const struct command *
find(const char *name)
{
	const struct command *const *c;

	for (c = commands; *c != NULL; c++) {
		if (strcmp((*c)->name, name) == 0 ||
		    ((*c)->alias != NULL && strcmp((*c)->alias, name) == 0))
			return (*c);
	}
	return (NULL);
}

static int
unknown_command(const char *name, struct error *e)
{
	const struct command *const *c;
	struct suggest near;

	suggest_init(&near, name);
	for (c = commands; *c != NULL; c++) {
		if ((*c)->summary != NULL)
			suggest_offer(&near, (*c)->name);
	}
	if (near.best != NULL)
		error_set(e, "unknown command '%s': did you mean '%s'?", name,
		    near.best);
	else
		error_set(e, "unknown command '%s': see nono --help", name);
	return (error_status(e, STATUS_USAGE));
}

/* Parse and run; the error, if there is one, is the caller's to print. */
static int
dispatch(const struct command *command, struct context *c, int argc,
    char **argv, struct error *e)
{
	void *options = xcalloc(1, command->size + 1);
	int first = 0, status = -1;

	if (options_parse(command, options, c, argc, argv, &first, e) == 0) {
		if (c->help || c->version) {
			if (c->version)
				version();
			else
				options_help(command);
			status = STATUS_OK;
		} else if (paths_init(&c->paths, e) == 0)
			status = command->run(
			    c, options, argc - first, argv + first, e);
	}
	free(options);
	paths_release(&c->paths);
	return (status);
}

static int
run(struct context *c, int argc, char **argv, struct error *e)
{
	static const struct command nono = {
	    .name = "nono", .arguments = "COMMAND", .passes_rest = true};
	const struct command *command;
	int first = 0;

	if (options_parse(&nono, NULL, c, argc - 1, argv + 1, &first, e) == -1)
		return (-1);
	if (c->help || c->version || first == argc - 1) {
		if (c->version)
			version();
		else
			help();
		return (c->help || c->version ? STATUS_OK : STATUS_USAGE);
	}
	argv += 1 + first;
	argc -= 1 + first;
	if ((command = find(argv[0])) == NULL)
		return (unknown_command(argv[0], e));
	return (dispatch(command, c, argc - 1, argv + 1, e));
}

/*
 * Descriptors 0 to 2 that are closed would be given to whatever is opened next,
 * which then gets our messages. They become what cannot be used either.
 */
static void
open_standard_streams(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) == -1 &&
		    open("/dev/null", modes[fd]) != fd)
			_exit(STATUS_FAILURE);
	}
}

/* What was printed may not have arrived; that is an error like any other. */
static int
check_output(int status)
{
	errno = 0;
	if ((fflush(stdout) != EOF && !ferror(stdout)) || status != STATUS_OK)
		return (status);
	fprintf(stderr, "nono: cannot write to standard output: %s\n",
	    strerror(errno == 0 ? EIO : errno));
	return (STATUS_FAILURE);
}

int
main(int argc, char **argv)
{
	struct error e = ERROR_INIT;
	struct context c = {0};
	int status;

	proctitle_init(argc, argv);
	if (argc == 2 && strcmp(argv[0], "nono: server") == 0)
		return (server_main());
	open_standard_streams();
	status = run(&c, argc, argv, &e);
	if (e.text[0] != '\0')
		fprintf(stderr, "nono: %s\n", e.text);
	if (status == -1)
		status = e.status;
	return (check_output(status));
}
