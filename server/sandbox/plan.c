#include "server/sandbox/plan.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xmalloc.h"
#include "server/sandbox/landlock.h"
#include "server/sandbox/layout.h"
#include "server/sandbox/path.h"
#include "server/sandbox/rules.h"

/* What is being decided about the grants of a policy. */
struct selection {
	const struct grant **grants; /* those that are kept */
	size_t n;
	bool host_tmp; /* /tmp itself was asked for */
	bool host_shm; /* /dev/shm itself was asked for */
};

static int
check_kernel(const struct kernel *k, enum plan_kind kind, struct error *e)
{
	const char *why = k->why_not[0] != '\0' ? k->why_not : "not available";

	if (k->landlock_abi < 1)
		return (error_set(e,
		    "this kernel has no Landlock: it needs Linux 5.13 or newer "
		    "with landlock in the lsm= boot parameter"));
	if (!k->seccomp)
		return (error_set(e,
		    "this kernel has no seccomp filters: it needs "
		    "CONFIG_SECCOMP_FILTER"));
	if (!k->userns)
		return (error_set(e,
		    "no user namespace can be made here (%s): allow them with "
		    "sysctl user.max_user_namespaces, "
		    "kernel.unprivileged_userns_clone=1 or "
		    "kernel.apparmor_restrict_unprivileged_userns=0",
		    why));
	if (kind == PLAN_SESSION && !k->pidns)
		return (error_set(e,
		    "no PID namespace with its own /proc can be made here "
		    "(%s): in a container, start it with /proc unmasked",
		    why));
	return (0);
}

/* Asked for by the user for this run, not by something general. */
static bool
is_explicit(const struct grant *g)
{
	return (g->source == SOURCE_USER || g->source == SOURCE_CWD);
}

/*
 * A grant in a place that the session has for itself. Groups and profiles mean
 * the place as such, and have it; a user who names it means the host's.
 */
static int
select_own(struct selection *s, const struct grant *g, enum own_place place,
    bool *kept, struct error *e)
{
	*kept = false;
	switch (place) {
	case OWN_TMP:
	case OWN_SHM:
		if (strcmp(g->path, "/tmp") == 0)
			*kept = s->host_tmp = is_explicit(g);
		else if (strcmp(g->path, "/dev/shm") == 0)
			*kept = s->host_shm = is_explicit(g);
		else
			*kept = g->source != SOURCE_GROUP;
		return (0);
	case OWN_PROC:
		if (g->source == SOURCE_USER && (g->access & ACCESS_WRITE) != 0)
			return (error_set(e,
			    "%s cannot be granted for writing: a session has a "
			    "/proc of its own and may only read it",
			    g->path));
		return (0);
	case OWN_PTS:
		if (g->source == SOURCE_USER &&
		    strcmp(g->path, "/dev/pts") != 0)
			return (error_set(e,
			    "%s cannot be granted: a session has terminals of "
			    "its own in /dev/pts, and no others",
			    g->path));
		return (0);
	default:
		return (0);
	}
}

static int
select_grants(struct selection *s, const struct policy *policy, struct error *e)
{
	enum own_place place;
	bool kept;
	size_t i;

	s->grants = xcalloc(policy->ngrants + 1, sizeof *s->grants);
	for (i = 0; i < policy->ngrants; i++) {
		place = layout_place(policy->grants[i].path);
		kept = true;
		if (place != OWN_NONE &&
		    select_own(s, &policy->grants[i], place, &kept, e) == -1)
			return (-1);
		if (kept)
			s->grants[s->n++] = &policy->grants[i];
	}
	return (0);
}

/* Whether what is there at path is the session's own and not the grant's. */
static bool
hidden_by_own(const struct selection *s, const char *path)
{
	switch (layout_place(path)) {
	case OWN_TMP:
		return (!s->host_tmp);
	case OWN_SHM:
		return (!s->host_shm);
	case OWN_PROC:
	case OWN_PTS:
	case OWN_DEVICE:
		return (true);
	default:
		return (false);
	}
}

/*
 * Something that is to be closed must not be granted itself, nor lie inside a
 * writable grant: it could be moved aside, or made anew.
 */
static int
check_closed(const struct selection *s, const char *path, bool protected,
    struct error *e)
{
	const char *what = protected ? "is nono's own" : "is denied";
	const struct grant *g;
	size_t i;

	for (i = 0; i < s->n; i++) {
		g = s->grants[i];
		if (strcmp(g->path, path) == 0)
			return (error_set(e,
			    "%s is granted and %s: take one back", path, what));
		if (protected && path_inside(path, g->path))
			return (error_set(e,
			    "%s cannot be granted: it lies in %s, which %s",
			    g->path, path, what));
		if ((g->access & ACCESS_WRITE) != 0 &&
		    path_inside(g->path, path) &&
		    (strcmp(g->path, "/") != 0 || !hidden_by_own(s, path)))
			return (error_set(e,
			    "%s %s, but lies in %s, which is granted for "
			    "writing: grant less than %s, or only for reading",
			    path, what, g->path, g->path));
	}
	return (0);
}

static int
check_policy(
    const struct selection *s, const struct policy *policy, struct error *e)
{
	size_t i;

	for (i = 0; i < policy->ndenies; i++) {
		if (check_closed(s, policy->denies[i].path, false, e) == -1)
			return (-1);
	}
	for (i = 0; i < policy->nprotected; i++) {
		if (check_closed(s, policy->protected[i], true, e) == -1)
			return (-1);
	}
	return (0);
}

/* Where the child starts: where the policy says if that is in the view. */
static const char *
start(const struct selection *s, const char *cwd)
{
	size_t i;

	if (!hidden_by_own(s, cwd))
		return (cwd);
	for (i = 0; i < s->n; i++) {
		if (strcmp(s->grants[i]->path, "/") != 0 &&
		    path_covers(s->grants[i]->path, cwd))
			return (cwd);
	}
	return (strcmp(cwd, "/tmp") == 0 ? cwd : "/");
}

/* Whether a place that could be the session's own can be written to. */
static bool
is_writable(const struct selection *s, const char *path, bool host)
{
	size_t i;

	for (i = 0; host && i < s->n; i++) {
		if (strcmp(s->grants[i]->path, path) == 0)
			return (s->grants[i]->access == ACCESS_BOTH);
	}
	return (true);
}

/* A place for temporary files. */
static const char *
temporary(const struct selection *s)
{
	if (!is_writable(s, "/tmp", s->host_tmp) &&
	    is_writable(s, "/dev/shm", s->host_shm))
		return ("/dev/shm");
	return ("/tmp");
}

int
plan_build(struct plan **plan, const struct policy *policy,
    const struct kernel *kernel, enum plan_kind kind, const char *tmp,
    struct error *e)
{
	struct selection s = {0};
	struct plan *p = NULL;
	int rc = -1;

	if (check_kernel(kernel, kind, e) == -1 ||
	    select_grants(&s, policy, e) == -1 ||
	    check_policy(&s, policy, e) == -1)
		goto out;
	p = xcalloc(1, sizeof *p);
	*p = (struct plan){
	    .policy = policy,
	    .pidns = kind == PLAN_SESSION,
	    .block_net = policy->block_net,
	    .private_tmp = !s.host_tmp,
	    .landlock_abi = kernel->landlock_abi,
	    .cwd = xstrdup(start(&s, policy->cwd)),
	    .tmpdir = xstrdup(temporary(&s)),
	};
	rules_build(p, s.grants, s.n, s.host_shm);
	if (layout_build(p, s.grants, s.n, s.host_shm, tmp, e) == -1)
		goto out;
	*plan = p;
	p = NULL;
	rc = 0;
out:
	plan_destroy(p);
	free(s.grants);
	return (rc == 0 ? 0 : error_status(e, STATUS_SANDBOX));
}

struct plan *
plan_build_base(void)
{
	struct plan *p = xcalloc(1, sizeof *p);

	layout_build_base(p);
	return (p);
}

static int
copy_ops(struct plan *to, const struct plan *from, struct arena *a)
{
	struct plan_op *op;
	size_t i;

	to->ops = arena_copy(a, from->ops, from->nops * sizeof *from->ops);
	if (to->ops == NULL)
		return (-1);
	for (i = 0; i < to->nops; i++) {
		op = &to->ops[i];
		if ((op->path = arena_string(a, op->path)) == NULL ||
		    (op->target != NULL &&
			(op->target = arena_string(a, op->target)) == NULL))
			return (-1);
	}
	return (0);
}

static int
copy_rules(struct plan *to, const struct plan *from, struct arena *a)
{
	size_t i;

	to->rules =
	    arena_copy(a, from->rules, from->nrules * sizeof *from->rules);
	if (to->rules == NULL)
		return (-1);
	for (i = 0; i < to->nrules; i++) {
		to->rules[i].path = arena_string(a, to->rules[i].path);
		if (to->rules[i].path == NULL)
			return (-1);
	}
	return (0);
}

struct plan *
plan_copy(const struct plan *plan, struct arena *a)
{
	struct plan *copy = arena_copy(a, plan, sizeof *plan);

	if (copy == NULL || copy_ops(copy, plan, a) == -1 ||
	    copy_rules(copy, plan, a) == -1 ||
	    (copy->cwd = arena_string(a, plan->cwd)) == NULL ||
	    (copy->tmpdir = arena_string(a, plan->tmpdir)) == NULL)
		return (NULL);
	copy->policy = NULL;
	return (copy);
}

void
plan_destroy(struct plan *plan)
{
	size_t i;

	if (plan == NULL)
		return;
	for (i = 0; i < plan->nops; i++) {
		free(plan->ops[i].path);
		free(plan->ops[i].target);
	}
	for (i = 0; i < plan->nrules; i++)
		free(plan->rules[i].path);
	free(plan->ops);
	free(plan->rules);
	free(plan->cwd);
	free(plan->tmpdir);
	free(plan);
}

static void
print_path(struct buf *out, const char *path)
{
	char *text = utf8_escaped(path);

	buf_printf(out, " %s", text);
	free(text);
}

static const char *
access_word(int access)
{
	return ((access & ACCESS_WRITE) != 0 ? "read-write" : "read-only");
}

static void
print_op(const struct plan_op *op, struct buf *out)
{
	static const char *const words[PLAN_OPS] = {
	    [PLAN_DIR] = "dir",
	    [PLAN_LINK] = "link",
	    [PLAN_BIND] = "bind",
	    [PLAN_TMPFS] = "tmpfs",
	    [PLAN_TMP] = "tmp",
	    [PLAN_DEVPTS] = "devpts",
	    [PLAN_PROC] = "proc",
	    [PLAN_MASK] = "mask",
	};

	buf_printf(out, "%-6s", words[op->type]);
	print_path(out, op->path);
	switch (op->type) {
	case PLAN_DIR:
		buf_printf(out, " %04o", op->mode);
		break;
	case PLAN_TMPFS:
		buf_printf(out, " %04o %s", op->mode, access_word(op->access));
		break;
	case PLAN_BIND:
		buf_printf(out, " %s%s", access_word(op->access),
		    op->directory ? "" : " file");
		break;
	case PLAN_LINK:
		buf_printf(out, " ->");
		print_path(out, op->target);
		break;
	case PLAN_TMP:
		buf_printf(out, " from");
		print_path(out, op->target);
		break;
	default:
		break;
	}
	buf_printf(out, "\n");
}

void
plan_print(const struct plan *plan, struct buf *out)
{
	size_t i;

	buf_printf(out, "spaces user mount ipc%s\n", plan->pidns ? " pid" : "");
	for (i = 0; i < plan->nops; i++)
		print_op(&plan->ops[i], out);
	for (i = 0; i < plan->nrules; i++) {
		buf_printf(out, "allow ");
		print_path(out, plan->rules[i].path);
		buf_printf(out, " ");
		landlock_rights_print(plan->rules[i].rights, out);
		buf_printf(out, "\n");
	}
	buf_printf(out, "landlock abi %d fs %#jx net %#jx scoped %#jx\n",
	    plan->landlock_abi, (uintmax_t)plan->handled_fs,
	    (uintmax_t)plan->handled_net, (uintmax_t)plan->scoped);
	buf_printf(out, "network %s\n", plan->block_net ? "blocked" : "open");
	buf_printf(out, "cwd   ");
	print_path(out, plan->cwd);
	buf_printf(out, "\ntmpdir");
	print_path(out, plan->tmpdir);
	buf_printf(out, "\n");
}

/* Whether a device is granted that may not be written to. */
static bool
has_read_device(const struct plan *plan)
{
	const struct grant *g;
	size_t i;

	for (i = 0; i < plan->policy->ngrants; i++) {
		g = &plan->policy->grants[i];
		if (path_covers("/dev", g->path) && g->access == ACCESS_READ &&
		    layout_place(g->path) == OWN_NONE)
			return (true);
	}
	return (false);
}

void
plan_weaknesses(const struct plan *plan, bool all, struct buf *out)
{
	int abi = plan->landlock_abi;

	if (abi < 5 && has_read_device(plan))
		buf_printf(out,
		    "ioctl on devices granted for reading: not restricted "
		    "(Landlock ABI %d, needs 5)\n",
		    abi);
	if (abi < 6)
		buf_printf(out,
		    "abstract unix sockets: not restricted (Landlock ABI %d, "
		    "needs 6)\n",
		    abi);
	if (abi < 6 && !plan->pidns)
		buf_printf(out,
		    "signals to other processes of the user: not restricted "
		    "(Landlock ABI %d, needs 6)\n",
		    abi);
	if (all && abi < 9)
		buf_printf(out,
		    "unix sockets in what is granted for reading: can be "
		    "connected to (Landlock ABI %d, needs 9)\n",
		    abi);
	if (all && !plan->pidns)
		buf_printf(out,
		    "other processes of the user: their arguments can be read "
		    "and their priorities changed (no PID namespace)\n");
}
