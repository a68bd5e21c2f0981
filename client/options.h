/*
 * Command lines from tables: each command is a row, each of its options too.
 * Parsing, --help, "did you mean" and the check of the manual use the same
 * rows.
 */
#ifndef CLIENT_OPTIONS_H
#define CLIENT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

struct context;

enum option_type {
	OPT_FLAG, /* bool: set to true */
	OPT_COUNT, /* unsigned: one more each time */
	OPT_STRING, /* const char *: borrowed from argv or the environment */
	OPT_NUMBER, /* long: min to max */
	OPT_CUSTOM, /* set() is called with the value */
};

struct option_row {
	char letter; /* '\0': none */
	const char *name; /* without -- */
	const char *alias; /* another spelling, not shown; NULL: none */
	const char *value; /* what help calls its value; NULL: it takes none */
	const char *variable; /* environment variable that stands for it */
	const char *help; /* one line; NULL: not shown */
	enum option_type type;
	size_t offset; /* of the field in the command's struct */
	long min, max; /* OPT_NUMBER */
	int (*set)(void *field, const struct option_row *row, const char *value,
	    struct error *e); /* OPT_CUSTOM */
	int data; /* for set */
};

struct command {
	const char *name;
	const char *alias; /* another name, not listed; NULL: none */
	const char *arguments; /* for help, after the options */
	const char *summary; /* one line; NULL: not listed */
	const char *description; /* for its own help; may be NULL */
	const struct option_row *options;
	size_t noptions;
	unsigned min_arguments, max_arguments;
	bool passes_rest; /* the first argument ends the options */
	size_t size; /* of the struct the options are put into */
	/* Returns the exit status; errors are printed by the caller. */
	int (*run)(struct context *c, void *options, int argc, char **argv,
	    struct error *e);
};

/*
 * Parse argv (without the command's name) into options, a zeroed struct of
 * command->size bytes, and global options into the context. Environment
 * variables are taken for options that are not given. On return argv[*first] is
 * the first argument. Returns -1 with e->status STATUS_USAGE, else 0; when the
 * context says help or version, nothing more has been looked at.
 */
int options_parse(const struct command *command, void *options,
    struct context *context, int argc, char **argv, int *first,
    struct error *e);

/* Print the help of a command to standard output. */
void options_help(const struct command *command);
/* Print the options that every command takes. */
void options_help_global(void);

/* The commands, ended by NULL. */
extern const struct command *const commands[];

/* The options every command takes; offsets are in struct context. */
extern const struct option_row global_options[];
extern const size_t nglobal_options;

#endif
