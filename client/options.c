#include "client/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client/context.h"
#include "common/suggest.h"

/* Options may come from the command's table or from the global one. */
struct parse {
	const struct command *command;
	char *options; /* the command's struct */
	struct context *context;
	bool given[64]; /* by index in the command's table */
	struct error *e;
};

static int
usage(struct parse *p)
{
	return (error_status(p->e, STATUS_USAGE));
}

static const struct option_row *
find_in(const struct option_row *rows, size_t n, const char *name, size_t len,
    char letter)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (letter != '\0' && rows[i].letter == letter)
			return (&rows[i]);
		if (letter != '\0')
			continue;
		if (strlen(rows[i].name) == len &&
		    strncmp(rows[i].name, name, len) == 0)
			return (&rows[i]);
		if (rows[i].alias != NULL && strlen(rows[i].alias) == len &&
		    strncmp(rows[i].alias, name, len) == 0)
			return (&rows[i]);
	}
	return (NULL);
}

static const struct option_row *
find(const struct parse *p, const char *name, size_t len, char letter)
{
	const struct option_row *row = find_in(
	    p->command->options, p->command->noptions, name, len, letter);

	if (row == NULL)
		row =
		    find_in(global_options, nglobal_options, name, len, letter);
	return (row);
}

/* The field of a row, which is in the command's table or in the global one. */
static void *
field_of(struct parse *p, const struct option_row *row)
{
	const struct command *c = p->command;

	if (c->noptions > 0 && row >= c->options &&
	    row < c->options + c->noptions)
		return (p->options + row->offset);
	return ((char *)p->context + row->offset);
}

static void
offer(struct suggest *near, const struct option_row *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (rows[i].help != NULL)
			suggest_offer(near, rows[i].name);
	}
}

/* The command line up to the options, for "see ... --help". */
static const char *
command_prefix(const struct command *c)
{
	return (c->summary == NULL ? "" : "nono ");
}

static int
unknown(struct parse *p, const char *word, size_t len)
{
	const struct command *c = p->command;
	struct suggest near;
	char name[64];

	snprintf(name, sizeof name, "%.*s", (int)len, word);
	suggest_init(&near, name);
	offer(&near, c->options, c->noptions);
	offer(&near, global_options, nglobal_options);
	if (near.best != NULL)
		error_set(p->e,
		    "unknown option '--%s' for %s: did you mean '--%s'?", name,
		    c->name, near.best);
	else
		error_set(p->e, "unknown option '--%s' for %s: see %s%s --help",
		    name, c->name, command_prefix(c), c->name);
	return (usage(p));
}

static int
set_number(struct parse *p, const struct option_row *row, const char *value)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || n < row->min ||
	    n > row->max) {
		error_set(p->e, "--%s: '%.40s' is not a number from %ld to %ld",
		    row->name, value, row->min, row->max);
		return (usage(p));
	}
	*(long *)field_of(p, row) = n;
	return (0);
}

static int
set(struct parse *p, const struct option_row *row, const char *value)
{
	void *field = field_of(p, row);
	size_t i;

	for (i = 0; i < p->command->noptions && i < sizeof p->given; i++)
		p->given[i] |= row == &p->command->options[i];
	switch (row->type) {
	case OPT_FLAG:
		*(bool *)field = true;
		return (0);
	case OPT_COUNT:
		++*(unsigned *)field;
		return (0);
	case OPT_STRING:
		*(const char **)field = value;
		return (0);
	case OPT_NUMBER:
		return (set_number(p, row, value));
	case OPT_CUSTOM:
		return (row->set(field, row, value, p->e) == -1 ? usage(p) : 0);
	}
	return (0);
}

/* --name, --name=value or --name value; *i is left at its last word. */
static int
parse_long(struct parse *p, int argc, char **argv, int *i)
{
	const char *name = argv[*i] + 2, *equals = strchr(name, '=');
	size_t len = equals == NULL ? strlen(name) : (size_t)(equals - name);
	const struct option_row *row = find(p, name, len, '\0');

	if (row == NULL)
		return (unknown(p, name, len));
	if (row->value == NULL && equals != NULL) {
		error_set(p->e, "--%s takes no value", row->name);
		return (usage(p));
	}
	if (row->value == NULL)
		return (set(p, row, NULL));
	if (equals != NULL)
		return (set(p, row, equals + 1));
	if (*i + 1 >= argc) {
		error_set(
		    p->e, "--%s needs a value: %s", row->name, row->value);
		return (usage(p));
	}
	return (set(p, row, argv[++*i]));
}

/* -x, -xyz, -xVALUE or -x VALUE. */
static int
parse_short(struct parse *p, int argc, char **argv, int *i)
{
	const char *letter;
	const struct option_row *row;

	for (letter = argv[*i] + 1; *letter != '\0'; letter++) {
		row = find(p, NULL, 0, *letter);
		if (row == NULL) {
			error_set(p->e,
			    "unknown option '-%c' for %s: see %s%s --help",
			    *letter, p->command->name,
			    command_prefix(p->command), p->command->name);
			return (usage(p));
		}
		if (row->value == NULL) {
			if (set(p, row, NULL) == -1)
				return (-1);
			continue;
		}
		if (letter[1] != '\0')
			return (set(p, row, letter + 1));
		if (*i + 1 >= argc) {
			error_set(
			    p->e, "-%c needs a value: %s", *letter, row->value);
			return (usage(p));
		}
		return (set(p, row, argv[++*i]));
	}
	return (0);
}

/* Help or the version is asked for, whatever else. */
static bool
asks(const struct parse *p)
{
	return (p->context->help || p->context->version);
}

static int
parse_words(struct parse *p, int argc, char **argv, int *first)
{
	int i, out = 0, result = 0;

	/* Arguments are moved to the front, options are used up. */
	for (i = 0; i < argc && result == 0 && !asks(p); i++) {
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if (strncmp(argv[i], "--", 2) == 0)
			result = parse_long(p, argc, argv, &i);
		else if (argv[i][0] == '-' && argv[i][1] != '\0')
			result = parse_short(p, argc, argv, &i);
		else if (p->command->passes_rest)
			break;
		else
			argv[out++] = argv[i];
	}
	if (result != 0 || asks(p))
		return (result);
	if (p->command->passes_rest) {
		*first = i;
		return (0);
	}
	/* What followed "--" joins the arguments before it. */
	while (out > 0)
		argv[--i] = argv[--out];
	*first = i;
	return (0);
}

static int
take_environment(struct parse *p)
{
	const struct option_row *row;
	const char *value;
	size_t i;

	for (i = 0; i < p->command->noptions; i++) {
		row = &p->command->options[i];
		if (row->variable == NULL || p->given[i] ||
		    (value = getenv(row->variable)) == NULL || *value == '\0')
			continue;
		if (row->type == OPT_FLAG &&
		    (strcmp(value, "0") == 0 || strcasecmp(value, "no") == 0 ||
			strcasecmp(value, "false") == 0 ||
			strcasecmp(value, "off") == 0))
			continue;
		if (set(p, row, value) == -1)
			return (error_context(p->e, "%s", row->variable));
	}
	return (0);
}

static int
check_count(struct parse *p, unsigned n)
{
	const struct command *c = p->command;

	if (n < c->min_arguments)
		error_set(p->e, "%s needs %s: nono %s [OPTIONS] %s", c->name,
		    c->passes_rest              ? "a command"
			: c->min_arguments == 1 ? "an argument"
						: "more arguments",
		    c->name, c->arguments);
	else if (!c->passes_rest && c->max_arguments == 0 && n > 0)
		error_set(p->e, "%s takes no arguments: see nono %s --help",
		    c->name, c->name);
	else if (!c->passes_rest && n > c->max_arguments)
		error_set(p->e,
		    "%s takes at most %u argument%s: see nono %s "
		    "--help",
		    c->name, c->max_arguments, c->max_arguments == 1 ? "" : "s",
		    c->name);
	else
		return (0);
	return (usage(p));
}

int
options_parse(const struct command *command, void *options,
    struct context *context, int argc, char **argv, int *first, struct error *e)
{
	struct parse p = {
	    .command = command, .options = options, .context = context, .e = e};
	int result;

	result = parse_words(&p, argc, argv, first);
	if (asks(&p))
		return (0);
	if (result == 0)
		result = take_environment(&p);
	if (result == 0)
		result = check_count(&p, (unsigned)(argc - *first));
	return (result);
}

enum {
	HELP_INDENT = 33, /* columns before what an option does */
	HELP_WIDTH = 80
};

/* The variable of a row, on a line of its own if there is no room. */
static void
help_variable(const struct option_row *row)
{
	size_t used = HELP_INDENT + strlen(row->help);

	if (used + strlen(row->variable) + 3 > HELP_WIDTH)
		printf("\n%*s", HELP_INDENT - 1, "");
	printf(" [%s]", row->variable);
}

static void
help_rows(const struct option_row *rows, size_t n)
{
	char letter[4], left[80];
	size_t i;

	for (i = 0; i < n; i++) {
		if (rows[i].help == NULL)
			continue;
		snprintf(letter, sizeof letter, "   ");
		if (rows[i].letter != '\0')
			snprintf(letter, sizeof letter, "-%c,", rows[i].letter);
		snprintf(left, sizeof left, "%s --%s%s%s", letter, rows[i].name,
		    rows[i].value ? " " : "",
		    rows[i].value ? rows[i].value : "");
		printf("  %-30s %s", left, rows[i].help);
		if (rows[i].variable != NULL)
			help_variable(&rows[i]);
		putchar('\n');
	}
}

/* What the words in the usage line and in brackets mean. */
static void
help_words(const struct command *c)
{
	size_t i;

	if (c->arguments != NULL && strstr(c->arguments, "SESSION") != NULL)
		printf("\nSESSION is a session's name, its ID or a unique "
		       "beginning of it.\n");
	for (i = 0; i < c->noptions; i++) {
		if (c->options[i].variable == NULL)
			continue;
		printf("\nA variable in [ ] stands for the option if that is "
		       "not given.\n");
		return;
	}
}

void
options_help(const struct command *c)
{
	printf("%s\n\nUsage: nono %s [OPTIONS]%s%s\n", c->summary, c->name,
	    c->arguments == NULL ? "" : " ",
	    c->arguments == NULL ? "" : c->arguments);
	if (c->description != NULL)
		printf("\n%s\n", c->description);
	printf("\nOptions:\n");
	help_rows(c->options, c->noptions);
	help_rows(global_options, nglobal_options);
	help_words(c);
}

void
options_help_global(void)
{
	help_rows(global_options, nglobal_options);
}
