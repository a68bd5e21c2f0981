/*
 * What shall be mounted or linked where is collected as nodes, which are sorted
 * so that a directory is followed by everything below it. Walking them with a
 * stack of the places that enclose the current one tells for each whether it
 * lies in an empty file system of ours, where its parents and its mount point
 * must be made, or in something of the host's, where all is there already.
 */
#include "server/sandbox/layout.h"

#include <stdlib.h>
#include <string.h>

#include "common/xmalloc.h"
#include "server/sandbox/path.h"

const char *const layout_devices[] = {
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/tty",
    NULL,
};

/* The links of every session's /dev. */
static const struct {
	const char *path, *target;
} device_links[] = {
    {"/dev/fd", "/proc/self/fd"},
    {"/dev/ptmx", "pts/ptmx"},
    {"/dev/stderr", "/proc/self/fd/2"},
    {"/dev/stdin", "/proc/self/fd/0"},
    {"/dev/stdout", "/proc/self/fd/1"},
};

/*
 * Directories of the system from which groups grant many single files. They are
 * shown whole, read-only, which is one mount instead of one a file; which files
 * can be opened is Landlock's to say, as everywhere. No sockets live there.
 */
static const char *const shown_whole[] = {
    "/etc",
};

enum {
	NSHOWN = sizeof shown_whole / sizeof shown_whole[0],
	NLINKS = sizeof device_links / sizeof device_links[0],
	OWN_MAX = 32, /* nodes of a session's own */
	MODE_DIR = 0755,
	MODE_SHARED = 01777,
	MODE_HOLES = 0111, /* a masked directory with a grant inside */
};

enum inside {
	EMPTY, /* a file system of ours: make what is needed */
	HOST, /* what is needed exists */
	CLOSED, /* a mask */
	LINK, /* nothing can lie in there */
};

struct node {
	enum plan_op_type type; /* BIND, TMPFS, TMP, DEVPTS, PROC, MASK, LINK */
	const char *path; /* borrowed, as target is */
	const char *target;
	int access;
	bool directory;
	unsigned mode;
};

/* What encloses the node that is being placed. */
struct place {
	const char *path; /* borrowed from an operation or a node */
	enum inside inside;
	bool writable; /* HOST: mounted so */
	bool devices; /* HOST: devices can be opened there */
	unsigned mode; /* EMPTY: of directories made in it */
};

struct layout {
	struct plan *plan;
	struct node *nodes;
	size_t nnodes;
	struct place *places; /* innermost last; the first is the root */
	size_t nplaces;
	struct error *e;
};

enum own_place
layout_place(const char *path)
{
	size_t i;

	if (path_covers("/tmp", path))
		return (OWN_TMP);
	if (path_covers("/proc", path))
		return (OWN_PROC);
	if (!path_covers("/dev", path))
		return (OWN_NONE);
	if (path_covers("/dev/shm", path))
		return (OWN_SHM);
	if (path_covers("/dev/pts", path))
		return (OWN_PTS);
	for (i = 0; layout_devices[i] != NULL; i++) {
		if (strcmp(path, layout_devices[i]) == 0)
			return (OWN_DEVICE);
	}
	for (i = 0; i < NLINKS; i++) {
		if (strcmp(path, device_links[i].path) == 0)
			return (OWN_DEVICE);
	}
	return (OWN_NONE);
}

static struct node *
add(struct layout *l, enum plan_op_type type, const char *path)
{
	struct node *n = &l->nodes[l->nnodes++];

	*n = (struct node){.type = type, .path = path};
	return (n);
}

static void
add_tmpfs(struct layout *l, const char *path, unsigned mode, int access)
{
	struct node *n = add(l, PLAN_TMPFS, path);

	n->mode = mode;
	n->access = access;
}

static void
add_bind(struct layout *l, const char *path, int access, bool directory)
{
	struct node *n = add(l, PLAN_BIND, path);

	n->access = access;
	n->directory = directory;
}

static const struct grant *
find(const struct grant *const *grants, size_t n, const char *path)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (strcmp(grants[i]->path, path) == 0)
			return (grants[i]);
	}
	return (NULL);
}

static void
add_devices(struct layout *l)
{
	size_t i;

	for (i = 0; layout_devices[i] != NULL; i++)
		add_bind(l, layout_devices[i], ACCESS_BOTH, false);
	for (i = 0; i < NLINKS; i++)
		add(l, PLAN_LINK, device_links[i].path)->target =
		    device_links[i].target;
}

/* The root and everything that a session has of its own. */
static void
add_own(struct layout *l, const struct grant *const *grants, size_t ngrants,
    bool host_shm, const char *tmp)
{
	bool host_root = find(grants, ngrants, "/") != NULL;
	bool host_dev = find(grants, ngrants, "/dev") != NULL;

	if (!host_root)
		add_tmpfs(l, "/", MODE_DIR, ACCESS_READ);
	else if (!host_dev)
		add_tmpfs(l, "/dev", MODE_DIR, ACCESS_READ);
	if (!host_dev)
		add_devices(l);
	add(l, PLAN_DEVPTS, "/dev/pts");
	if (!host_shm)
		add_tmpfs(l, "/dev/shm", MODE_SHARED, ACCESS_BOTH);
	add(l, PLAN_PROC, "/proc");
	if (!l->plan->private_tmp)
		return;
	if (tmp == NULL)
		add_tmpfs(l, "/tmp", MODE_SHARED, ACCESS_BOTH);
	else
		add(l, PLAN_TMP, "/tmp")->target = tmp;
}

static void
add_shown_whole(
    struct layout *l, const struct grant *const *grants, size_t ngrants)
{
	size_t i, j;

	for (i = 0; i < NSHOWN; i++) {
		for (j = 0; j < ngrants; j++) {
			if (path_inside(shown_whole[i], grants[j]->path)) {
				add_bind(l, shown_whole[i], ACCESS_READ, true);
				break;
			}
		}
	}
}

/* A deny is a mask; with grants inside it is an empty file system for them. */
static void
add_closed(struct layout *l, const char *path,
    const struct grant *const *grants, size_t ngrants)
{
	size_t i;

	for (i = 0; i < ngrants; i++) {
		if (path_inside(path, grants[i]->path)) {
			add_tmpfs(l, path, MODE_HOLES, 0);
			return;
		}
	}
	add(l, PLAN_MASK, path);
}

/* The order of nodes at the same path: what the session has comes first. */
static int
precedence(const struct node *n)
{
	if (n->type == PLAN_LINK)
		return (2);
	return (n->type == PLAN_MASK || n->mode == MODE_HOLES);
}

static int
compare(const void *a, const void *b)
{
	const struct node *x = a, *y = b;
	int c = path_compare(x->path, y->path);

	return (c != 0 ? c : precedence(x) - precedence(y));
}

static struct plan_op *
emit(struct plan *plan, enum plan_op_type type, const char *path)
{
	struct plan_op *op;

	if ((plan->nops & (plan->nops - 1)) == 0)
		plan->ops = xreallocarray(plan->ops,
		    plan->nops == 0 ? 1 : 2 * plan->nops, sizeof *plan->ops);
	op = &plan->ops[plan->nops++];
	*op = (struct plan_op){.type = type, .path = xstrdup(path)};
	return (op);
}

static void
push(struct layout *l, struct place place)
{
	l->places = xreallocarray(l->places, l->nplaces + 1, sizeof *l->places);
	l->places[l->nplaces++] = place;
}

static const struct place *
top(const struct layout *l)
{
	return (&l->places[l->nplaces - 1]);
}

/* Make the directories that lead to path and are not there. */
static void
make_parents(struct layout *l, const char *path)
{
	size_t from = strlen(top(l)->path);
	struct plan_op *op;
	const char *slash;
	unsigned mode;
	char *dir;

	if (from == 1)
		from = 0;
	for (slash = strchr(path + from + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		dir = xstrndup(path, (size_t)(slash - path));
		mode = top(l)->mode;
		op = emit(l->plan, PLAN_DIR, dir);
		op->mode = mode;
		push(l,
		    (struct place){
			.path = op->path, .inside = EMPTY, .mode = mode});
		free(dir);
	}
}

/* What lies below a node. */
static struct place
place_of(const struct node *n)
{
	struct place p = {.path = n->path, .mode = MODE_DIR};

	switch (n->type) {
	case PLAN_TMPFS:
		p.mode = n->mode == MODE_HOLES ? MODE_HOLES : MODE_DIR;
		p.inside = EMPTY;
		break;
	case PLAN_TMP:
		p.inside = EMPTY;
		break;
	case PLAN_MASK:
		p.inside = CLOSED;
		break;
	case PLAN_LINK:
		p.inside = LINK;
		break;
	default:
		p.inside = HOST;
		p.writable = (n->access & ACCESS_WRITE) != 0;
		p.devices = path_covers("/dev", n->path);
	}
	return (p);
}

/*
 * Whether a node would change nothing: the link or the directory is there, a
 * bind gives no more than the one around it, there is nothing to be masked.
 */
static bool
redundant(const struct layout *l, const struct node *n)
{
	const struct place *p = top(l);

	switch (n->type) {
	case PLAN_BIND:
		return (p->inside == HOST &&
		    (p->writable || (n->access & ACCESS_WRITE) == 0) &&
		    (p->devices || !path_covers("/dev", n->path)));
	case PLAN_MASK:
		return (p->inside != HOST);
	case PLAN_LINK:
		return (p->inside != EMPTY || strcmp(p->path, n->path) == 0);
	case PLAN_TMPFS:
		return (n->mode == MODE_HOLES && p->inside != HOST);
	default:
		return (false);
	}
}

static int
place(struct layout *l, const struct node *n)
{
	struct plan_op *op;

	while (l->nplaces > 0 && !path_covers(top(l)->path, n->path))
		l->nplaces--;
	if (l->nplaces > 0) {
		if (redundant(l, n))
			return (0);
		if (top(l)->inside == LINK)
			return (error_set(l->e,
			    "cannot plan %s: %s is both a symbolic link and a "
			    "directory; it was changed meanwhile",
			    n->path, top(l)->path));
		if (top(l)->inside == CLOSED)
			BUG("%s inside mask %s", n->path, top(l)->path);
		if (top(l)->inside == EMPTY)
			make_parents(l, n->path);
	}
	op = emit(l->plan, n->type, n->path);
	op->make =
	    l->nplaces > 0 && top(l)->inside == EMPTY && n->type != PLAN_LINK;
	op->target = n->target == NULL ? NULL : xstrdup(n->target);
	op->access = n->access;
	op->directory = n->directory;
	op->mode = n->mode;
	push(l, place_of(n));
	return (0);
}

/* From the collected nodes to the operations; the layout is done with. */
static int
place_all(struct layout *l)
{
	size_t i;
	int rc = 0;

	qsort(l->nodes, l->nnodes, sizeof *l->nodes, compare);
	for (i = 0; i < l->nnodes && rc == 0; i++)
		rc = place(l, &l->nodes[i]);
	free(l->places);
	free(l->nodes);
	return (rc);
}

int
layout_build(struct plan *plan, const struct grant *const *grants,
    size_t ngrants, bool host_shm, const char *tmp, struct error *e)
{
	const struct policy *policy = plan->policy;
	struct layout l = {.plan = plan, .e = e};
	size_t i;

	l.nodes = xcalloc(ngrants + policy->ndenies + policy->nprotected +
		policy->nlinks + OWN_MAX,
	    sizeof *l.nodes);
	add_own(&l, grants, ngrants, host_shm, tmp);
	add_shown_whole(&l, grants, ngrants);
	for (i = 0; i < ngrants; i++)
		add_bind(&l, grants[i]->path, grants[i]->access,
		    grants[i]->directory);
	for (i = 0; i < policy->ndenies; i++)
		add_closed(&l, policy->denies[i].path, grants, ngrants);
	for (i = 0; i < policy->nprotected; i++)
		add(&l, PLAN_MASK, policy->protected[i]);
	for (i = 0; i < policy->nlinks; i++)
		add(&l, PLAN_LINK, policy->links[i].path)->target =
		    policy->links[i].target;
	return (place_all(&l));
}

void
layout_build_base(struct plan *plan)
{
	struct error e = ERROR_INIT;
	struct layout l = {.plan = plan, .e = &e};

	l.nodes = xcalloc(OWN_MAX, sizeof *l.nodes);
	add_tmpfs(&l, "/", MODE_DIR, ACCESS_READ);
	add_devices(&l);
	add(&l, PLAN_DEVPTS, "/dev/pts");
	add(&l, PLAN_PROC, "/proc");
	if (place_all(&l) == -1)
		BUG("%s", e.text);
}
