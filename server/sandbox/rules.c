#include "server/sandbox/rules.h"

#include <stdlib.h>
#include <string.h>

#include "compat/landlock.h"
#include "common/xmalloc.h"
#include "server/sandbox/landlock.h"
#include "server/sandbox/layout.h"
#include "server/sandbox/path.h"

enum {
	OWN_MAX = 16
};

struct wanted {
	const char *path; /* borrowed */
	uint64_t rights;
};

struct collection {
	struct wanted *rules;
	size_t n;
	int abi;
};

static void
want(struct collection *c, const char *path, uint64_t rights)
{
	c->rules[c->n++] = (struct wanted){
	    .path = path, .rights = rights & landlock_known_fs(c->abi)};
}

/* Terminals cannot be used without ioctl; for devices it tells ENOTTY. */
static uint64_t
device_rights(const struct collection *c, int access, bool directory)
{
	uint64_t rights = landlock_rights(access, directory, c->abi);

	if ((access & ACCESS_WRITE) != 0)
		rights |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
	return (rights);
}

static void
want_own(struct collection *c, const struct plan *plan, bool host_shm)
{
	size_t i;

	for (i = 0; layout_devices[i] != NULL; i++)
		want(
		    c, layout_devices[i], device_rights(c, ACCESS_BOTH, false));
	want(c, "/dev/pts", device_rights(c, ACCESS_BOTH, true));
	if (!host_shm)
		want(c, "/dev/shm", landlock_rights(ACCESS_BOTH, true, c->abi));
	/*
	 * Never writable: uid 0 without a capability may still write most of
	 * /proc/sys. Not /proc/self alone: that is one process, not each.
	 */
	want(c, "/proc",
	    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
	if (plan->private_tmp)
		want(c, "/tmp", landlock_rights(ACCESS_BOTH, true, c->abi));
}

static void
want_grant(struct collection *c, const struct grant *g)
{
	if (strcmp(g->path, "/dev") == 0)
		want(c, "/dev/ptmx", device_rights(c, ACCESS_BOTH, false));
	if (path_covers("/dev", g->path) && layout_place(g->path) == OWN_NONE)
		want(c, g->path, device_rights(c, g->access, g->directory));
	else
		want(c, g->path,
		    landlock_rights(g->access, g->directory, c->abi));
}

static int
compare(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return (path_compare(x->path, y->path));
}

/* Rights add up from the root to an object; keep the rules that add some. */
static void
keep(struct plan *plan, const struct wanted *w, size_t n)
{
	const struct wanted **above = xcalloc(n, sizeof *above);
	struct wanted *sums = xcalloc(n, sizeof *sums);
	size_t i, depth = 0;
	uint64_t inherited;

	for (i = 0; i < n; i++) {
		while (depth > 0 &&
		    !path_covers(above[depth - 1]->path, w[i].path))
			depth--;
		inherited = depth == 0 ? 0 : above[depth - 1]->rights;
		if ((w[i].rights & ~inherited) == 0)
			continue;
		sums[i] = (struct wanted){
		    .path = w[i].path, .rights = w[i].rights | inherited};
		above[depth++] = &sums[i];
		plan->rules[plan->nrules++] = (struct plan_rule){
		    .path = xstrdup(w[i].path), .rights = w[i].rights};
	}
	free(sums);
	free(above);
}

void
rules_build(struct plan *plan, const struct grant *const *grants,
    size_t ngrants, bool host_shm)
{
	struct collection c = {.abi = plan->landlock_abi};
	size_t i;

	plan->handled_fs = landlock_known_fs(c.abi);
	plan->handled_net = plan->block_net ? landlock_known_net(c.abi) : 0;
	plan->scoped = landlock_known_scopes(c.abi);
	c.rules = xcalloc(2 * ngrants + OWN_MAX, sizeof *c.rules);
	want_own(&c, plan, host_shm);
	for (i = 0; i < ngrants; i++)
		want_grant(&c, grants[i]);
	qsort(c.rules, c.n, sizeof *c.rules, compare);
	plan->rules = xcalloc(c.n, sizeof *plan->rules);
	keep(plan, c.rules, c.n);
	free(c.rules);
}
