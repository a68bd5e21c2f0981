/*
 * The new root is mounted on top of the old one and becomes the working
 * directory. Absolute paths still start below it, in the old root, so they name
 * the host's files; relative ones start in the view. At the end pivot_root
 * swaps the two and the old one is detached.
 *
 * What the host has is opened without following any symbolic link: paths in a
 * plan are canonical, so a link on the way was put there since. Mount points in
 * an empty file system of ours are made by name, nobody else can reach it; all
 * others are opened as carefully as the sources.
 */
#include "server/sandbox/view.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/syscall.h"
#include "common/xmalloc.h"
#include "server/sandbox/landlock.h"
#include "server/sandbox/path.h"

enum {
	MODE_POINT = 0755, /* of mount points; never seen */
	KEPT_MAX = 256 /* descriptors up to this number are kept open */
};

/* What is known of an operation beforehand and while it is done. */
struct step {
	const struct plan_op *op;
	const struct plan_rule *rule; /* for what it mounts, or NULL */
	bool shared; /* it happens where others can write */
	/*
	 * What it mounted, -1 if that is not open. Closing the descriptor of a
	 * tree costs more than making and mounting the tree, so none that need
	 * not be is closed while somebody waits for the session.
	 */
	int tree;
	bool done; /* before the plan was known */
};

struct steps {
	struct step *v; /* owned */
	size_t n;
};

struct view {
	enum plan_kind kind;
	struct plan *base; /* owned; NULL until it is begun */
	struct steps begun; /* its operations */
	const struct plan *plan; /* NULL until it is known */
	struct steps steps;
	/* Rules not for something mounted: for the host's files, for ours. */
	const struct plan_rule **host_rules, **own_rules;
	size_t nhost_rules, nown_rules;
	const char *(*tmp)(void *arg, struct error *e); /* or NULL */
	void *tmp_arg;
};

/* Parameters of a new file system, and the flags of its mount. */
struct filesystem {
	const char *type;
	unsigned flags; /* MOUNT_ATTR_* */
	const char *mode; /* NULL: no such parameter */
	const char *ptmxmode; /* likewise */
};

static bool
mounts(const struct plan_op *op)
{
	return (op->type != PLAN_DIR && op->type != PLAN_LINK &&
	    op->type != PLAN_MASK);
}

/* Whether what lies below an operation's path is the host's. */
static bool
is_shared(const struct plan_op *op)
{
	return (op->type == PLAN_BIND || op->type == PLAN_TMP);
}

/*
 * Which operations happen inside something of the host's: they follow it, as
 * operations are sorted.
 */
static void
find_shared(struct view *v)
{
	const char *host = NULL;
	struct step *step;
	size_t i;

	for (i = 0; i < v->steps.n; i++) {
		step = &v->steps.v[i];
		if (host != NULL && !path_inside(host, step->op->path))
			host = NULL;
		step->shared = host != NULL;
		if (host == NULL && is_shared(step->op))
			host = step->op->path;
	}
}

/*
 * Give each rule to the operation that mounts at its path, if there is one. The
 * last operation that is passed and encloses the path says whose the file is.
 */
static void
find_rules(struct view *v)
{
	const struct plan_rule *rule = v->plan->rules;
	const struct plan_rule *end = rule + v->plan->nrules;
	const struct plan_op *last = NULL;
	struct step *steps = v->steps.v;
	int order = -1;
	size_t i = 0;

	for (; rule < end; rule++) {
		for (; i < v->steps.n; i++) {
			order = path_compare(steps[i].op->path, rule->path);
			if (order > 0 || (order == 0 && mounts(steps[i].op)))
				break;
			last = steps[i].op;
		}
		if (i < v->steps.n && order == 0) {
			last = steps[i].op;
			steps[i++].rule = rule;
		} else if (last != NULL && last->type == PLAN_BIND &&
		    path_inside(last->path, rule->path)) {
			v->host_rules[v->nhost_rules++] = rule;
		} else {
			v->own_rules[v->nown_rules++] = rule;
		}
	}
}

static struct steps
steps_of(const struct plan *plan)
{
	struct steps s = {xcalloc(plan->nops, sizeof *s.v), plan->nops};
	size_t i;

	for (i = 0; i < s.n; i++)
		s.v[i] = (struct step){.op = &plan->ops[i], .tree = -1};
	return (s);
}

struct view *
view_create(enum plan_kind kind)
{
	struct view *v = xcalloc(1, sizeof *v);

	v->kind = kind;
	return (v);
}

void
view_plan(struct view *v, const struct plan *plan)
{
	v->plan = plan;
	v->steps = steps_of(plan);
	v->host_rules = xcalloc(plan->nrules, sizeof *v->host_rules);
	v->own_rules = xcalloc(plan->nrules, sizeof *v->own_rules);
	find_shared(v);
	find_rules(v);
}

void
view_await_tmp(
    struct view *v, const char *(*tmp)(void *arg, struct error *e), void *arg)
{
	v->tmp = tmp;
	v->tmp_arg = arg;
}

static void
steps_release(struct steps *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->v[i].tree != -1)
			close(s->v[i].tree);
	}
	free(s->v);
}

void
view_destroy(struct view *v)
{
	if (v == NULL)
		return;
	steps_release(&v->begun);
	steps_release(&v->steps);
	plan_destroy(v->base);
	free(v->host_rules);
	free(v->own_rules);
	free(v);
}

/* The path of something in the view, from its root. */
static const char *
relative(const char *path)
{
	return (path[1] == '\0' ? "." : path + 1);
}

static int
open_exactly(int dir, const char *path, unsigned flags)
{
	struct open_how how = {
	    .flags = O_PATH | O_CLOEXEC | flags,
	    .resolve = RESOLVE_NO_SYMLINKS,
	};

	return (sys_openat2(dir, path, &how, sizeof how));
}

static int
path_error(const char *doing, const char *path, struct error *e)
{
	if (errno == ELOOP)
		return (error_set(e,
		    "cannot %s %s: a symbolic link is on the way now; the path "
		    "was changed meanwhile",
		    doing, path));
	return (error_errno(e, "cannot %s %s", doing, path));
}

/* Clone what is at path outside, with all that is mounted below it. */
static int
clone_tree(const char *path, bool directory, unsigned flags, struct error *e)
{
	struct mount_attr attr = {.attr_set = flags};
	int fd, tree;

	fd = open_exactly(AT_FDCWD, path, directory ? O_DIRECTORY : 0);
	if (fd == -1)
		return (path_error("open", path, e));
	tree = open_tree(fd, "",
	    AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (tree == -1)
		error_errno(e, "cannot clone the mount of %s", path);
	close(fd);
	if (tree == -1)
		return (-1);
	if (mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr,
		sizeof attr) == -1) {
		error_errno(e, "cannot set the mount flags of %s", path);
		close(tree);
		return (-1);
	}
	return (tree);
}

/* The session's private /tmp, which somebody else may have to make first. */
static int
clone_tmp(const struct view *v, const struct plan_op *op, struct error *e)
{
	const char *path = op->target;

	if (v->tmp != NULL && (path = v->tmp(v->tmp_arg, e)) == NULL)
		return (-1);
	return (
	    clone_tree(path, true, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, e));
}

static int
set_parameters(int fs, const struct filesystem *p)
{
	if (p->mode != NULL &&
	    fsconfig(fs, FSCONFIG_SET_STRING, "mode", p->mode, 0) == -1)
		return (-1);
	if (p->ptmxmode != NULL &&
	    fsconfig(fs, FSCONFIG_SET_STRING, "ptmxmode", p->ptmxmode, 0) == -1)
		return (-1);
	return (fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
}

static int
new_filesystem(const struct filesystem *p, struct error *e)
{
	int fs, tree = -1;

	if ((fs = fsopen(p->type, FSOPEN_CLOEXEC)) == -1)
		return (error_errno(e, "cannot open file system %s", p->type));
	if (set_parameters(fs, p) == -1)
		error_errno(e, "cannot make a %s", p->type);
	else if ((tree = fsmount(fs, FSMOUNT_CLOEXEC, p->flags)) == -1)
		error_errno(e, "cannot mount a %s", p->type);
	close(fs);
	return (tree);
}

static int
new_tmpfs(const struct plan_op *op, struct error *e)
{
	static const struct {
		unsigned mode;
		char text[6];
	} modes[] = {{0111, "0111"}, {0755, "0755"}, {01777, "01777"}};
	struct filesystem p = {
	    .type = "tmpfs", .flags = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
	size_t i;

	for (i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		if (modes[i].mode == op->mode)
			p.mode = modes[i].text;
	}
	if (p.mode == NULL)
		BUG("tmpfs %s with mode %o", op->path, op->mode);
	return (new_filesystem(&p, e));
}

static unsigned
bind_flags(const struct plan_op *op)
{
	unsigned flags = MOUNT_ATTR_NOSUID;

	if ((op->access & ACCESS_WRITE) == 0)
		flags |= MOUNT_ATTR_RDONLY;
	if (!path_covers("/dev", op->path))
		flags |= MOUNT_ATTR_NODEV;
	return (flags);
}

/* The tree that an operation mounts, detached. */
static int
make_tree(const struct view *v, const struct plan_op *op, struct error *e)
{
	static const struct filesystem devpts = {
	    .type = "devpts",
	    .flags = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
	    .mode = "0620",
	    .ptmxmode = "0666",
	};
	static const struct filesystem proc = {
	    .type = "proc",
	    .flags = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC,
	};
	int tree;

	switch (op->type) {
	case PLAN_BIND:
		return (clone_tree(op->path, op->directory, bind_flags(op), e));
	case PLAN_TMP:
		return (clone_tmp(v, op, e));
	case PLAN_TMPFS:
		return (new_tmpfs(op, e));
	case PLAN_DEVPTS:
		return (new_filesystem(&devpts, e));
	case PLAN_PROC:
		if (v->kind != PLAN_SESSION)
			return (clone_tree("/proc", true, proc.flags, e));
		tree = new_filesystem(&proc, e);
		if (tree == -1)
			error_context(e,
			    "/proc of a PID namespace, for which all of the "
			    "outer /proc must be visible");
		return (tree);
	default:
		BUG("operation %d mounts nothing", op->type);
	}
}

/*
 * Where an operation's path is to be made: a directory, AT_FDCWD or to be
 * closed, and the name in there. Where others can write, nothing on the way may
 * be a link.
 */
static int
open_parent(const struct step *step, const char **name)
{
	const char *path = step->op->path, *slash = strrchr(path, '/');
	size_t len = (size_t)(slash - path);
	char parent[PATH_MAX];

	if (!step->shared) {
		*name = relative(path);
		return (AT_FDCWD);
	}
	if (len >= sizeof parent) {
		errno = ENAMETOOLONG;
		return (-1);
	}
	memcpy(parent, path, len);
	parent[len] = '\0';
	*name = slash + 1;
	return (open_exactly(
	    AT_FDCWD, len == 0 ? "." : relative(parent), O_DIRECTORY));
}

static void
close_parent(int dir)
{
	if (dir != AT_FDCWD)
		close(dir);
}

/* Make a directory, or an empty file, unless it is there. */
static int
make_entry(
    const struct step *step, bool directory, unsigned mode, struct error *e)
{
	const char *name;
	int rc, dir = open_parent(step, &name);

	if (dir == -1)
		return (path_error("reach the place of", step->op->path, e));
	rc = directory ? mkdirat(dir, name, mode)
		       : mknodat(dir, name, S_IFREG | mode, 0);
	if (rc == -1 && errno == EEXIST)
		rc = 0;
	if (rc == -1)
		error_errno(e, "cannot make %s", step->op->path);
	close_parent(dir);
	return (rc);
}

/* Mount a detached tree at an operation's path. */
static int
attach(const struct step *step, int tree, struct error *e)
{
	const struct plan_op *op = step->op;
	bool directory = op->type != PLAN_BIND || op->directory;
	int point, rc;

	if (op->make && make_entry(step, directory, MODE_POINT, e) == -1)
		return (-1);
	if (op->make && !step->shared) {
		rc = move_mount(tree, "", AT_FDCWD, relative(op->path),
		    MOVE_MOUNT_F_EMPTY_PATH);
	} else {
		point = open_exactly(AT_FDCWD, relative(op->path), 0);
		if (point == -1)
			return (path_error("reach", op->path, e));
		rc = move_mount(tree, "", point, "",
		    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
		close(point);
	}
	if (rc == -1)
		return (error_errno(e, "cannot mount on %s", op->path));
	return (0);
}

/* Mount the root and step into it. */
static int
attach_root(int tree, struct error *e)
{
	if (move_mount(tree, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) == -1)
		return (error_errno(e, "cannot mount the new root"));
	if (fchdir(tree) == -1)
		return (error_errno(e, "cannot enter the new root"));
	return (0);
}

static int
do_mount(struct view *v, struct step *step, int ruleset, struct error *e)
{
	int rc;

	step->tree = make_tree(v, step->op, e);
	if (step->tree == -1)
		return (-1);
	if (strcmp(step->op->path, "/") == 0)
		rc = attach_root(step->tree, e);
	else
		rc = attach(step, step->tree, e);
	if (rc == 0 && step->rule != NULL)
		rc = landlock_add(ruleset, step->tree, step->rule, e);
	/* What has been begun waits for its rule. */
	if (v->plan != NULL && step->tree > KEPT_MAX &&
	    step->op->type != PLAN_TMPFS) {
		close(step->tree);
		step->tree = -1;
	}
	return (rc);
}

/* Whether there is a link with this text already, of an earlier session. */
static bool
has_link(int dir, const char *name, const char *target)
{
	char there[PATH_MAX];
	ssize_t n = readlinkat(dir, name, there, sizeof there);

	return (n == (ssize_t)strlen(target) &&
	    memcmp(there, target, (size_t)n) == 0);
}

static int
do_link(const struct step *step, struct error *e)
{
	const struct plan_op *op = step->op;
	const char *name;
	int rc, dir = open_parent(step, &name);

	if (dir == -1)
		return (path_error("reach the place of", op->path, e));
	rc = symlinkat(op->target, dir, name);
	if (rc == -1 && errno == EEXIST && has_link(dir, name, op->target))
		rc = 0;
	if (rc == -1)
		error_errno(e, "cannot make link %s", op->path);
	close_parent(dir);
	return (rc);
}

/*
 * Something that cannot be read by anybody, not even its owner: an empty
 * directory of mode 0 that cannot be changed, or a device where devices are
 * not to be opened.
 */
static int
cover(bool directory, struct error *e)
{
	static const struct filesystem nothing = {
	    .type = "tmpfs",
	    .flags = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
		MOUNT_ATTR_NOEXEC,
	    .mode = "0000",
	};

	if (directory)
		return (new_filesystem(&nothing, e));
	return (clone_tree("/dev/null", false, nothing.flags, e));
}

/*
 * What is not there cannot be covered. If it is made later, outside, it can be
 * seen; the same if a covered file is replaced by another of its name.
 */
static int
do_mask(const struct step *step, struct error *e)
{
	const char *path = step->op->path;
	int rc = -1, point, tree;
	struct stat st;

	point = open_exactly(AT_FDCWD, relative(path), 0);
	if (point == -1 && (errno == ENOENT || errno == ENOTDIR))
		return (0);
	if (point == -1)
		return (path_error("reach", path, e));
	if (fstat(point, &st) == -1) {
		error_errno(e, "cannot look at %s", path);
	} else if ((tree = cover(S_ISDIR(st.st_mode), e)) != -1) {
		rc = move_mount(tree, "", point, "",
		    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
		if (rc == -1)
			error_errno(e, "cannot mount on %s", path);
		close(tree);
	}
	close(point);
	return (rc);
}

static int
do_step(struct view *v, struct step *step, int ruleset, struct error *e)
{
	switch (step->op->type) {
	case PLAN_DIR:
		return (make_entry(step, true, step->op->mode, e));
	case PLAN_LINK:
		return (do_link(step, e));
	case PLAN_MASK:
		return (do_mask(step, e));
	default:
		return (do_mount(v, step, ruleset, e));
	}
}

/* What was made for mount points only is complete: nothing else gets in. */
static int
seal(const struct view *v, struct error *e)
{
	struct mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY};
	const struct step *step;
	size_t i;

	for (i = 0; i < v->steps.n; i++) {
		step = &v->steps.v[i];
		if (step->op->type == PLAN_TMPFS &&
		    (step->op->access & ACCESS_WRITE) == 0 &&
		    mount_setattr(step->tree, "", AT_EMPTY_PATH, &attr,
			sizeof attr) == -1)
			return (error_errno(
			    e, "cannot make %s read-only", step->op->path));
	}
	return (0);
}

static int
swap_roots(struct error *e)
{
	if (sys_pivot_root(".", ".") == -1)
		return (error_errno(e, "cannot make the view the root"));
	if (umount2(".", MNT_DETACH) == -1)
		return (error_errno(e, "cannot detach the old root"));
	if (chdir("/") == -1)
		return (error_errno(e, "cannot enter the new root"));
	return (0);
}

static int
add_rules(
    const struct plan_rule **rules, size_t n, int ruleset, struct error *e)
{
	int fd, rc = 0;
	size_t i;

	for (i = 0; i < n && rc == 0; i++) {
		fd = open_exactly(AT_FDCWD, rules[i]->path, 0);
		if (fd == -1)
			return (path_error("open", rules[i]->path, e));
		rc = landlock_add(ruleset, fd, rules[i], e);
		close(fd);
	}
	return (rc);
}

int
view_add_host_rules(struct view *v, int ruleset, struct error *e)
{
	return (add_rules(v->host_rules, v->nhost_rules, ruleset, e));
}

static int
do_steps(struct view *v, size_t from, size_t to, int ruleset, struct error *e)
{
	struct step *step;
	size_t i;
	int rc = 0;

	for (i = from; i < to && rc == 0; i++) {
		step = &v->steps.v[i];
		if (!step->done)
			rc = do_step(v, step, ruleset, e);
		else if (step->rule != NULL)
			rc = landlock_add(ruleset, step->tree, step->rule, e);
	}
	return (rc);
}

static bool
same_op(const struct plan_op *a, const struct plan_op *b)
{
	return (a->type == b->type && strcmp(a->path, b->path) == 0 &&
	    (a->target == NULL) == (b->target == NULL) &&
	    (a->target == NULL || strcmp(a->target, b->target) == 0) &&
	    a->access == b->access && a->directory == b->directory &&
	    a->make == b->make && a->mode == b->mode);
}

/*
 * What has been begun is part of the plan, or, where the plan has another root,
 * of no use. Both are sorted.
 */
static int
take_begun(struct view *v, struct error *e)
{
	struct step *begun = v->begun.v, *end = begun + v->begun.n;
	size_t i;

	for (i = 0; i < v->steps.n && begun < end; i++) {
		if (!same_op(v->steps.v[i].op, begun->op))
			continue;
		v->steps.v[i].done = true;
		v->steps.v[i].tree = begun->tree;
		begun++->tree = -1;
	}
	if (begun == end)
		return (0);
	for (i = 0; i < v->steps.n; i++)
		v->steps.v[i].done = false;
	if (umount2(".", MNT_DETACH) == -1 || chdir("/") == -1)
		return (error_errno(e, "cannot begin the view again"));
	return (0);
}

/*
 * All operations, the private /tmp and what lies in it last: its directory may
 * still be in the making.
 */
static int
do_all(struct view *v, int ruleset, struct error *e)
{
	const struct step *steps = v->steps.v;
	size_t tmp = 0, end;

	while (tmp < v->steps.n && steps[tmp].op->type != PLAN_TMP)
		tmp++;
	for (end = tmp; end < v->steps.n; end++) {
		if (!path_covers(steps[tmp].op->path, steps[end].op->path))
			break;
	}
	if (do_steps(v, 0, tmp, ruleset, e) == -1 ||
	    do_steps(v, end, v->steps.n, ruleset, e) == -1)
		return (-1);
	return (do_steps(v, tmp, end, ruleset, e));
}

int
view_begin(struct view *v, struct error *e)
{
	size_t i;

	/* Nothing that is mounted here shows outside. */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == -1) {
		error_errno(e, "cannot change mounts in a user namespace");
		if (errno == EACCES || errno == EPERM)
			error_context(e,
			    "AppArmor may forbid it (sysctl "
			    "kernel.apparmor_restrict_unprivileged_userns)");
		return (-1);
	}
	v->base = plan_build_base();
	v->begun = steps_of(v->base);
	for (i = 0; i < v->begun.n; i++) {
		if (do_step(v, &v->begun.v[i], -1, e) == -1)
			return (-1);
	}
	return (0);
}

int
view_open(const struct view *v, const char *path, const char *name, int flags)
{
	size_t i;

	for (i = 0; i < v->begun.n; i++) {
		if (strcmp(v->begun.v[i].op->path, path) == 0)
			return (openat(v->begun.v[i].tree, name, flags));
	}
	BUG("%s is not in every view", path);
}

int
view_enter(struct view *v, int ruleset, struct error *e)
{
	if (take_begun(v, e) == -1 || do_all(v, ruleset, e) == -1 ||
	    seal(v, e) == -1 || swap_roots(e) == -1)
		return (-1);
	return (add_rules(v->own_rules, v->nown_rules, ruleset, e));
}
