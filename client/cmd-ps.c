/* nono ps: the sessions in a table. */
#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "client/commands.h"
#include "client/context.h"
#include "client/live.h"
#include "common/buf.h"
#include "common/registry.h"
#include "common/utf8.h"
#include "common/xmalloc.h"

struct ps_options {
	bool all;
	bool json;
};

static const struct option_row options[] = {
    {0, "all", NULL, NULL, NULL, "show sessions that have ended too", OPT_FLAG,
	offsetof(struct ps_options, all), 0, 0, NULL, 0},
    {0, "json", NULL, NULL, NULL, "print JSON", OPT_FLAG,
	offsetof(struct ps_options, json), 0, 0, NULL, 0},
};

enum column {
	SESSION,
	NAME,
	STATUS,
	ATTACH,
	PID,
	UPTIME,
	PROFILE,
	COMMAND,
	COLUMNS
};

/* Bytes a column may take; the last gets what is left of the line. */
static const struct {
	const char *title;
	size_t max;
} columns[COLUMNS] = {
    [SESSION] = {"SESSION", ID_LENGTH},
    [NAME] = {"NAME", 24},
    [STATUS] = {"STATUS", 16},
    [ATTACH] = {"ATTACH", 8},
    [PID] = {"PID", 10},
    [UPTIME] = {"UPTIME", 8},
    [PROFILE] = {"PROFILE", 16},
    [COMMAND] = {"COMMAND", SIZE_MAX},
};

struct row {
	char *cells[COLUMNS];
};

/* Cut text to max columns, with a mark; frees what it was. */
static char *
cut(char *text, size_t max)
{
	size_t i, n, columns_used = 0, len = strlen(text);
	uint32_t cp;

	if (utf8_columns(text, len) <= max)
		return (text);
	for (i = 0; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &cp);
		columns_used += (size_t)utf8_width(cp);
		if (columns_used > max - 1)
			break;
	}
	text[i] = '\0';
	text = xreallocarray(text, i + 4, 1);
	memcpy(text + i, "\xe2\x80\xa6", 4);
	return (text);
}

static char *
uptime(const struct record *r)
{
	time_t end = r->exited ? r->ended : time(NULL);
	long s = (long)(end > r->started ? end - r->started : 0);

	if (s >= 24 * 3600)
		return (xasprintf("%ldd", s / (24 * 3600)));
	if (s >= 3600)
		return (xasprintf("%ldh", s / 3600));
	if (s >= 60)
		return (xasprintf("%ldm", s / 60));
	return (xasprintf("%lds", s));
}

static char *
command_line(const struct record *r)
{
	char *text, *escaped;
	struct buf b;
	char **word;

	buf_init(&b, 64 * 1024);
	for (word = r->command; *word != NULL; word++)
		buf_printf(&b, "%s%s", word == r->command ? "" : " ", *word);
	text = xstrndup(b.len == 0 ? "" : (char *)b.data, b.len);
	buf_release(&b);
	escaped = utf8_escaped(text);
	free(text);
	return (escaped);
}

static void
fill(struct row *row, const struct entry *entry, const struct live *live)
{
	const struct record *r = &entry->record;
	enum column i;

	row->cells[SESSION] = xstrdup(r->id);
	row->cells[NAME] = xstrdup(r->name);
	row->cells[STATUS] = live_status(entry);
	row->cells[ATTACH] = xstrdup(live_attachment(live, entry));
	row->cells[PID] =
	    r->child > 0 ? xasprintf("%d", (int)r->child) : xstrdup("-");
	row->cells[UPTIME] = uptime(r);
	row->cells[PROFILE] = utf8_escaped(r->profile);
	row->cells[COMMAND] = command_line(r);
	for (i = 0; i < COLUMNS; i++)
		row->cells[i] = cut(row->cells[i], columns[i].max);
}

/* Columns of the terminal, or what a pipe gets. */
static size_t
line_width(void)
{
	const char *variable = getenv("COLUMNS");
	long n = variable == NULL ? 0 : strtol(variable, NULL, 10);
	struct winsize size;

	if (n > 0 && n < 10000)
		return ((size_t)n);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return (size.ws_col);
	return (120);
}

static void
print_cell(const char *text, size_t width, const char *colour)
{
	size_t used = utf8_columns(text, strlen(text));

	printf("%s%s%s%*s", colour, text, colour[0] == '\0' ? "" : "\033[m",
	    (int)(width > used ? width - used : 0), "");
}

static const char *
status_colour(const char *status)
{
	if (!isatty(STDOUT_FILENO) || getenv("NO_COLOR") != NULL)
		return ("");
	if (strcmp(status, "running") == 0)
		return ("\033[32m");
	return (strcmp(status, "paused") == 0 ? "\033[33m" : "\033[31m");
}

static void
print_table(struct row *rows, size_t n)
{
	size_t widths[COLUMNS], i, used, width = line_width();
	enum column c;

	for (c = 0; c < COLUMNS; c++) {
		widths[c] = strlen(columns[c].title);
		for (i = 0; i < n; i++) {
			used = utf8_columns(
			    rows[i].cells[c], strlen(rows[i].cells[c]));
			if (used > widths[c])
				widths[c] = used;
		}
	}
	for (used = 0, c = 0; c < COMMAND; c++)
		used += widths[c] + 1;
	widths[COMMAND] = width > used + 20 ? width - used : 20;
	for (c = 0; c < COMMAND; c++)
		printf("%-*s ", (int)widths[c], columns[c].title);
	printf("%s\n", columns[COMMAND].title);
	for (i = 0; i < n; i++) {
		rows[i].cells[COMMAND] =
		    cut(rows[i].cells[COMMAND], widths[COMMAND]);
		for (c = 0; c < COMMAND; c++) {
			print_cell(rows[i].cells[c], widths[c],
			    c == STATUS ? status_colour(rows[i].cells[c]) : "");
			putchar(' ');
		}
		printf("%s\n", rows[i].cells[COMMAND]);
	}
}

static void
print_entries(const struct entries *entries, const struct live *live)
{
	struct row *rows = xcalloc(entries->n, sizeof *rows);
	enum column c;
	size_t i;

	for (i = 0; i < entries->n; i++)
		fill(&rows[i], &entries->list[i], live);
	print_table(rows, entries->n);
	for (i = 0; i < entries->n; i++) {
		for (c = 0; c < COLUMNS; c++)
			free(rows[i].cells[c]);
	}
	free(rows);
}

static void
print_json(const struct entries *entries, const struct live *live)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < entries->n; i++)
		json_array_append_new(
		    array, live_json(live, &entries->list[i]));
	json_dumpf(array, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(array);
}

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	const struct ps_options *o = arg;
	struct registry registry;
	struct entries entries;
	struct live live;
	size_t damaged;

	if (registry_open(&registry, &c->paths, e) == -1)
		return (-1);
	if (registry_list(&registry, o->all, &entries, &damaged, e) == -1) {
		registry_release(&registry);
		return (-1);
	}
	live_query(&live, c);
	if (o->json)
		print_json(&entries, &live);
	else if (entries.n > 0)
		print_entries(&entries, &live);
	else if (!c->silent)
		fprintf(stderr,
		    o->all ? "No sessions.\n"
			   : "No running or detached sessions. Use --all to "
			     "include exited sessions.\n");
	if (damaged > 0)
		fprintf(stderr,
		    "nono: %zu damaged record%s in %s left out: nono prune "
		    "removes them\n",
		    damaged, damaged == 1 ? "" : "s", c->paths.state);
	live_release(&live);
	entries_release(&entries);
	registry_release(&registry);
	return (STATUS_OK);
}

const struct command cmd_ps = {
    .name = "ps",
    .summary = "List the sessions",
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .size = sizeof(struct ps_options),
    .run = run,
};
