/* nono prune: remove what ended sessions left. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "client/commands.h"
#include "client/context.h"
#include "common/registry.h"

struct prune_options {
	bool dry_run;
	bool aged, kept; /* the next two were given */
	long older_than; /* days */
	long keep; /* sessions */
};

static int
set_number(void *field, const struct option_row *row, const char *value,
    struct error *e)
{
	struct prune_options *o = field;
	char *end;
	long n = strtol(value, &end, 10);

	if (end == value || *end != '\0' || n < 0 || n > 1000000)
		return (
		    error_set(e, "--%s: '%s' is not a number from 0 to 1000000",
			row->name, value));
	if (row->data == 'k') {
		o->keep = n;
		o->kept = true;
	} else {
		o->older_than = n;
		o->aged = true;
	}
	return (0);
}

static const struct option_row options[] = {
    {0, "dry-run", NULL, NULL, NULL, "only say what would be removed", OPT_FLAG,
	offsetof(struct prune_options, dry_run), 0, 0, NULL, 0},
    {0, "older-than", NULL, "DAYS", NULL,
	"only sessions that ended at least DAYS ago", OPT_CUSTOM, 0, 0, 0,
	set_number, 'o'},
    {0, "keep", NULL, "N", NULL, "keep the N that ended last", OPT_CUSTOM, 0, 0,
	0, set_number, 'k'},
};

static int
by_end(const void *a, const void *b)
{
	const struct record *x = &((const struct entry *)a)->record;
	const struct record *y = &((const struct entry *)b)->record;

	if (x->ended != y->ended)
		return (x->ended > y->ended ? -1 : 1);
	return (0);
}

/* Put the sessions to be removed first, latest first; returns how many. */
static size_t
choose(struct entries *all, const struct prune_options *o)
{
	time_t before = time(NULL) - o->older_than * 24 * 3600;
	size_t i, n = 0, ended = 0;
	struct entry swap;

	qsort(all->list, all->n, sizeof *all->list, by_end);
	for (i = 0; i < all->n; i++) {
		if (all->list[i].live)
			continue;
		ended++;
		if (o->kept && ended <= (size_t)o->keep)
			continue;
		if (o->aged && all->list[i].record.ended > before)
			continue;
		swap = all->list[n];
		all->list[n++] = all->list[i];
		all->list[i] = swap;
	}
	return (n);
}

static void
say(const struct context *c, const struct prune_options *o,
    const struct record *r)
{
	char when[32] = "?";
	struct tm tm;

	if (c->silent)
		return;
	if (localtime_r(&r->started, &tm) != NULL)
		strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &tm);
	printf("%s: %s (started %s)\n", o->dry_run ? "Would remove" : "Removed",
	    r->id, when);
}

static int
prune(const struct context *c, struct registry *registry,
    const struct prune_options *o, struct error *e)
{
	struct entries all;
	size_t i, n, leftovers = 0;
	int result = 0;

	if (registry_list(registry, true, &all, NULL, e) == -1)
		return (-1);
	n = all.n == 0 ? 0 : choose(&all, o);
	for (i = 0; i < n && result == 0; i++) {
		if (!o->dry_run)
			result =
			    registry_remove(registry, all.list[i].record.id, e);
		if (result == 0)
			say(c, o, &all.list[i].record);
	}
	if (result == 0 && !o->dry_run)
		leftovers = registry_sweep(registry);
	if (result == 0 && !c->silent) {
		if (n + leftovers == 0)
			printf("Nothing to prune.\n");
		else if (!o->dry_run)
			printf("Pruned %zu session(s).\n", n + leftovers);
	}
	entries_release(&all);
	return (result);
}

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	struct registry registry;
	int result;

	if (context_outside("prune", e) == -1 ||
	    registry_open(&registry, &c->paths, e) == -1)
		return (-1);
	result = prune(c, &registry, arg, e);
	registry_release(&registry);
	return (result);
}

const struct command cmd_prune = {
    .name = "prune",
    .summary = "Remove the records of sessions that have ended",
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .size = sizeof(struct prune_options),
    .run = run,
};
