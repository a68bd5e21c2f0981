/* The options that run, shell and wrap share: what the sandbox grants. */
#ifndef CLIENT_SANDBOX_OPTIONS_H
#define CLIENT_SANDBOX_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/options.h"
#include "common/policy.h"
#include "server/sandbox/plan.h"

struct context;

struct sandbox_options {
	struct grant_request *grants; /* owned; paths borrowed or in texts */
	size_t ngrants;
	char **texts; /* copies that grants point into; owned */
	size_t ntexts;
	const char *profile;
	const char *workdir;
	bool allow_cwd;
	bool block_net;
	bool dry_run;
	bool no_diagnostics;
	bool launch_services; /* macOS only */
	unsigned verbose;
};

/*
 * The rows, for a command whose options struct has a struct sandbox_options as
 * its first member.
 */
#define SANDBOX_ROW(letter, name, alias, value, variable, help, type, field) \
	{                                                                    \
		letter, name, alias, value, variable, help, type,            \
		    offsetof(struct sandbox_options, field), 0, 0, NULL, 0   \
	}
#define SANDBOX_GRANT(letter, name, value, variable, help, data)             \
	{                                                                    \
		letter, name, NULL, value, variable, help, OPT_CUSTOM, 0, 0, \
		    0, sandbox_set_grant, data                               \
	}

enum {
	GRANT_FILE_BIT = 1 << 8
}; /* data: ACCESS_* bits, and this for files */

int sandbox_set_grant(void *field, const struct option_row *row,
    const char *value, struct error *e);

/* clang-format off */
#define SANDBOX_OPTION_ROWS \
	SANDBOX_GRANT('a', "allow", "DIR", "NONO_ALLOW", \
	    "grant reading and writing below DIR", ACCESS_BOTH), \
	SANDBOX_GRANT('r', "read", "DIR", NULL, \
	    "grant reading and executing below DIR", ACCESS_READ), \
	SANDBOX_GRANT('w', "write", "DIR", NULL, \
	    "grant writing below DIR", ACCESS_WRITE), \
	SANDBOX_GRANT(0, "allow-file", "FILE", NULL, \
	    "grant reading and writing one file", ACCESS_BOTH | GRANT_FILE_BIT), \
	SANDBOX_GRANT(0, "read-file", "FILE", NULL, \
	    "grant reading one file", ACCESS_READ | GRANT_FILE_BIT), \
	SANDBOX_GRANT(0, "write-file", "FILE", NULL, \
	    "grant writing one file", ACCESS_WRITE | GRANT_FILE_BIT), \
	SANDBOX_ROW(0, "allow-cwd", NULL, NULL, NULL, \
	    "grant the work tree: the current directory", OPT_FLAG, allow_cwd), \
	SANDBOX_ROW(0, "workdir", NULL, "DIR", NULL, \
	    "make DIR the work tree", OPT_STRING, workdir), \
	SANDBOX_ROW(0, "block-net", "net-block", NULL, "NONO_BLOCK_NET", \
	    "no network but unix sockets", OPT_FLAG, block_net), \
	SANDBOX_ROW('p', "profile", NULL, "NAME", "NONO_PROFILE", \
	    "a profile: built in, your own, or a file", OPT_STRING, profile), \
	SANDBOX_ROW(0, "dry-run", NULL, NULL, NULL, \
	    "show what would be granted, run nothing", OPT_FLAG, dry_run), \
	SANDBOX_ROW(0, "no-diagnostics", NULL, NULL, NULL, \
	    "does nothing: there are no diagnostics to omit", OPT_FLAG, no_diagnostics), \
	SANDBOX_ROW(0, "allow-launch-services", NULL, NULL, NULL, \
	    NULL, OPT_FLAG, launch_services), \
	SANDBOX_ROW('v', "verbose", NULL, NULL, NULL, \
	    "show every grant; -vv --dry-run: the plan", OPT_COUNT, verbose)
/* clang-format on */

/* What a command is to run under: a policy and its plan. */
struct sandbox_setup {
	struct policy *policy;
	struct plan *plan;
};

/*
 * Resolve the options to a policy, asking about the work tree where that is
 * needed, and make its plan: what this kernel cannot enforce is refused before
 * anything is started. detached: nobody is asked. The caller frees with
 * sandbox_release.
 */
int sandbox_resolve(struct sandbox_setup *setup,
    const struct sandbox_options *o, enum plan_kind kind,
    const struct context *c, bool detached, struct error *e);
void sandbox_release(struct sandbox_setup *setup);

/* Print the capability block and warnings to standard error, unless silenced. */
void sandbox_show(const struct sandbox_setup *setup,
    const struct sandbox_options *o, const struct context *c);

/* What --dry-run prints after that: the command, with -vv the plan. */
int sandbox_dry_run(const struct sandbox_options *o,
    const struct sandbox_setup *setup, char **argv);

void sandbox_options_release(struct sandbox_options *o);

#endif
