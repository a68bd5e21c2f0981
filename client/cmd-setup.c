/* nono setup: what this machine can enforce. */
#include <stddef.h>
#include <stdio.h>
#include <sys/utsname.h>

#include <config.h>

#include "client/commands.h"
#include "client/context.h"
#include "common/buf.h"
#include "server/sandbox/probe.h"

struct setup_options {
	bool check_only;
	unsigned verbose;
};

static const struct option_row options[] = {
    {0, "check-only", NULL, NULL, NULL,
	"check and report; there is nothing to install", OPT_FLAG,
	offsetof(struct setup_options, check_only), 0, 0, NULL, 0},
    /* Taken, not shown: all there is to say is said anyway. */
    {'v', "verbose", NULL, NULL, NULL, NULL, OPT_COUNT,
	offsetof(struct setup_options, verbose), 0, 0, NULL, 0},
};

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	const struct setup_options *o = arg;
	struct kernel kernel;
	struct utsname system;
	struct buf b;

	if (!o->check_only) {
		error_set(e, "nothing to set up: use nono setup --check-only");
		return (error_status(e, STATUS_USAGE));
	}
	printf("Platform: Linux (namespaces, Landlock and seccomp)\n"
	       "Version: nono %s\n",
	    PACKAGE_VERSION);
	if (uname(&system) == 0)
		printf("Kernel version: %s\n", system.release);
	printf("State: %s\nRuntime: %s\nConfiguration: %s\n\n", c->paths.state,
	    c->paths.runtime, c->paths.config);
	probe_full(&kernel);
	buf_init(&b, 64 * 1024);
	probe_print(&kernel, &b);
	fwrite(b.data, 1, b.len, stdout);
	buf_release(&b);
	return (kernel.landlock_abi > 0 && kernel.seccomp && kernel.pidns
		? STATUS_OK
		: STATUS_FAILURE);
}

const struct command cmd_setup = {
    .name = "setup",
    .summary = "Check what this machine can enforce",
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .size = sizeof(struct setup_options),
    .run = run,
};
