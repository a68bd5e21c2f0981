#include "common/policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/group.h"
#include "common/paths.h"
#include "common/policy-build.h"
#include "common/profile.h"
#include "common/profile-load.h"
#include "common/resolve.h"
#include "common/strlist.h"
#include "common/utf8.h"
#include "common/vars.h"
#include "common/xmalloc.h"

/* What every sandbox has of its own: the path itself, or all below it too. */
static const struct {
	const char *path;
	bool below;
} private_paths[] = {
    {"/proc", true},
    {"/tmp", true},
    {"/dev/pts", true},
    {"/dev/shm", true},
    {"/dev/null", false},
    {"/dev/zero", false},
    {"/dev/full", false},
    {"/dev/random", false},
    {"/dev/urandom", false},
    {"/dev/tty", false},
    {"/dev/ptmx", false},
    {"/dev/fd", true},
    {"/dev/stdin", false},
    {"/dev/stdout", false},
    {"/dev/stderr", false},
};

static void
free_strings(char **v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(v[i]);
	free(v);
}

static void
free_grants(struct grant *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		free(v[i].path);
		free(v[i].given);
		free(v[i].group);
	}
	free(v);
}

void
policy_destroy(struct policy *p)
{
	size_t i;

	if (p == NULL)
		return;
	free(p->profile);
	free(p->workdir);
	free(p->cwd);
	free_grants(p->grants, p->ngrants);
	for (i = 0; i < p->ndenies; i++) {
		free(p->denies[i].path);
		free(p->denies[i].group);
	}
	free(p->denies);
	for (i = 0; i < p->nlinks; i++) {
		free(p->links[i].path);
		free(p->links[i].target);
	}
	free(p->links);
	free_strings(p->missing, p->nmissing);
	free_strings(p->protected, p->nprotected);
	free_strings(p->env_allow, p->nenv_allow);
	free_strings(p->env_deny, p->nenv_deny);
	for (i = 0; i < p->nenv_set; i++) {
		free(p->env_set[i].name);
		free(p->env_set[i].value);
	}
	free(p->env_set);
	free(p);
}

bool
policy_is_private(const char *path)
{
	size_t i;

	for (i = 0; i < sizeof private_paths / sizeof private_paths[0]; i++) {
		if (private_paths[i].below
			? resolve_within(path, private_paths[i].path)
			: strcmp(path, private_paths[i].path) == 0)
			return (true);
	}
	return (false);
}

const struct deny *
policy_find_deny(const struct policy *p, const char *path)
{
	size_t i;

	for (i = 0; i < p->ndenies; i++) {
		if (resolve_within(path, p->denies[i].path))
			return (&p->denies[i]);
	}
	return (NULL);
}

bool
policy_is_protected(const struct policy *p, const char *path)
{
	size_t i;

	for (i = 0; i < p->nprotected; i++) {
		if (resolve_within(path, p->protected[i]))
			return (true);
	}
	return (false);
}

bool
policy_covers(const struct policy *p, const char *path, int access,
    const struct grant **by)
{
	const struct grant *g, *gives = NULL, *nearest = NULL;
	size_t whole = strlen(path), len;
	int have = 0;

	for (len = whole; len > 0; len = resolve_parent(path, len)) {
		g = resolve_find(p->grants, p->ngrants, sizeof *g, path, len);
		if (g == NULL || (len < whole && !g->directory))
			continue;
		have |= g->access;
		if (nearest == NULL)
			nearest = g;
		if (gives == NULL && (g->access & access) != 0)
			gives = g;
	}
	if (by != NULL)
		*by = gives != NULL ? gives : nearest;
	return ((have & access) == access && nearest != NULL &&
	    policy_find_deny(p, path) == NULL && !policy_is_protected(p, path));
}

const char *
policy_network(const struct policy *p)
{
	return (p->block_net ? "blocked" : "allowed");
}

/* The badge of each combination of ACCESS_* bits, in a column of its own. */
static const char *const badges[] = {"", "  r ", "  w ", " r+w"};

static void
print_grant(const struct policy *p, const struct grant *g, bool verbose,
    struct buf *out)
{
	static const char *const sources[] = {
	    [SOURCE_USER] = "user",
	    [SOURCE_CWD] = "cwd",
	    [SOURCE_PROFILE] = "profile ",
	    [SOURCE_GROUP] = "group ",
	};
	char *path = utf8_escaped(g->path), *profile;

	buf_printf(out, "  %s  %s (%s)", badges[g->access & ACCESS_BOTH], path,
	    g->directory ? "dir" : "file");
	if (verbose) {
		profile = utf8_escaped(p->profile);
		buf_printf(out, " [%s%s]", sources[g->source],
		    g->source == SOURCE_GROUP         ? g->group
			: g->source == SOURCE_PROFILE ? profile
						      : "");
		free(profile);
	}
	buf_put(out, "\n", 1);
	free(path);
}

void
policy_print(const struct policy *p, bool verbose, struct buf *out)
{
	size_t i, hidden = 0;

	buf_printf(out, "Capabilities:\n");
	for (i = 0; i < p->ngrants; i++) {
		if (verbose || p->grants[i].source != SOURCE_GROUP)
			print_grant(p, &p->grants[i], verbose, out);
		else
			hidden++;
	}
	if (hidden > 0)
		buf_printf(out,
		    "       + %zu system/group paths (-v to "
		    "show)\n",
		    hidden);
	buf_printf(out, "   net  outbound %s\n", policy_network(p));
}

/* What the parts of policy_resolve work with. */
struct making {
	const struct policy_request *req;
	struct policy *policy;
	struct paths paths;
	struct profile profile;
	struct vars vars;
	struct builder builder;
	char *workdir_given; /* as typed, made absolute; owned */
};

/* The work tree: where the profile's $WORKDIR is, and the child may start. */
static int
find_workdir(struct making *m, struct error *e)
{
	const char *given =
	    m->req->workdir != NULL ? m->req->workdir : m->builder.cwd;
	struct resolved d;
	int error;

	m->workdir_given = builder_absolute(&m->builder, given);
	resolver_resolve(m->builder.resolver, m->workdir_given, &d);
	error = d.error != 0 ? d.error : S_ISDIR(d.mode) ? 0 : ENOTDIR;
	m->policy->workdir = d.path;
	d.path = NULL;
	resolved_release(&d);
	if (error == 0)
		return (0);
	errno = error;
	return (error_errno(e, "cannot work in '%.300s'", given));
}

static int
add_user_grants(struct making *m, struct error *e)
{
	const struct grant_request *g;
	struct wish w;
	size_t i;

	for (i = 0; i < m->req->ngrants; i++) {
		g = &m->req->grants[i];
		if (g->path[0] == '\0')
			return (error_set(e,
			    "cannot grant an empty path: name a %s",
			    g->directory ? "directory" : "file"));
		w = (struct wish){
		    .path = g->path,
		    .kind = g->directory ? WISH_DIRECTORY : WISH_FILE,
		    .access = g->access,
		    .source = SOURCE_USER,
		};
		if (builder_grant(&m->builder, &w, e) == -1)
			return (-1);
	}
	return (0);
}

static const struct {
	int access;
	enum wish_kind kind;
} profile_lists[PROFILE_LISTS] = {
    [PROFILE_ALLOW] = {ACCESS_BOTH, WISH_DIRECTORY},
    [PROFILE_READ] = {ACCESS_READ, WISH_DIRECTORY},
    [PROFILE_WRITE] = {ACCESS_WRITE, WISH_DIRECTORY},
    [PROFILE_ALLOW_FILE] = {ACCESS_BOTH, WISH_FILE},
    [PROFILE_READ_FILE] = {ACCESS_READ, WISH_FILE},
    [PROFILE_WRITE_FILE] = {ACCESS_WRITE, WISH_FILE},
    [PROFILE_CREATE] = {ACCESS_BOTH, WISH_DIRECTORY},
    [PROFILE_CREATE_FILE] = {ACCESS_BOTH, WISH_FILE},
    [PROFILE_DENY] = {0, WISH_ANY},
};

/* Which wait until nothing else can fail, to leave nothing half done. */
static bool
is_created(size_t list)
{
	return (list == PROFILE_CREATE || list == PROFILE_CREATE_FILE);
}

static void
create(struct making *m, const char *path, bool directory)
{
	struct stat st;

	if (m->req->create == NULL || lstat(path, &st) == 0 || errno != ENOENT)
		return;
	/* What would be refused is not left lying there either. */
	if (policy_find_deny(m->policy, path) == NULL &&
	    !policy_is_protected(m->policy, path))
		m->req->create(path, directory, m->req->create_arg);
}

static int
add_profile_path(struct making *m, enum profile_list list,
    const struct profile_path *at, struct error *e)
{
	char *path;
	int rc;

	if (vars_is_private(at->text))
		return (0);
	path = vars_expand(&m->vars, at->text);
	if (is_created(list))
		create(m, path, list == PROFILE_CREATE);
	if (list == PROFILE_DENY) {
		rc = builder_deny(&m->builder, path, NULL, e);
	} else {
		rc = builder_grant(&m->builder,
		    &(struct wish){
			.path = path,
			.kind = profile_lists[list].kind,
			.access = profile_lists[list].access,
			.source = SOURCE_PROFILE,
			.at = at,
		    },
		    e);
	}
	free(path);
	return (rc);
}

/* Those of the profile's paths that are created, or all others. */
static int
add_profile(struct making *m, bool created, struct error *e)
{
	const struct profile_paths *l;
	size_t i, j;

	for (i = 0; i < PROFILE_LISTS; i++) {
		if (is_created(i) != created)
			continue;
		l = &m->profile.lists[i];
		for (j = 0; j < l->n; j++) {
			if (add_profile_path(
				m, (enum profile_list)i, &l->v[j], e) == -1)
				return (-1);
		}
	}
	return (0);
}

static const int group_access[GROUP_LISTS] = {
    [GROUP_READ] = ACCESS_READ,
    [GROUP_WRITE] = ACCESS_WRITE,
    [GROUP_READWRITE] = ACCESS_BOTH,
    [GROUP_DENY] = 0,
};

static int
add_group_path(struct making *m, const char *group, int access,
    const char *text, struct error *e)
{
	char *path = vars_expand(&m->vars, text);
	int rc;

	if (access == 0) {
		rc = builder_deny(&m->builder, path, group, e);
	} else {
		rc = builder_grant(&m->builder,
		    &(struct wish){
			.path = path,
			.kind = WISH_ANY,
			.access = access,
			.source = SOURCE_GROUP,
			.group = group,
		    },
		    e);
	}
	free(path);
	return (rc);
}

static int
add_group(struct making *m, const char *name, struct error *e)
{
	const struct group *g = group_find(name);
	const char *const *path;
	size_t i;

	if (g == NULL)
		return (group_unknown(name, e));
	for (i = 0; i < GROUP_LISTS; i++) {
		for (path = g->lists[i]; path != NULL && *path != NULL;
		     path++) {
			if (add_group_path(
				m, name, group_access[i], *path, e) == -1)
				return (-1);
		}
	}
	return (0);
}

static int
add_groups(struct making *m, struct error *e)
{
	size_t i;

	for (i = 0; i < m->profile.include.n; i++) {
		if (add_group(m, m->profile.include.v[i], e) == -1)
			return (-1);
	}
	return (0);
}

/*
 * What of the work tree is to be granted, as ACCESS_* bits. Without any profile
 * reading it is offered: a command is seldom of use where it cannot see what it
 * was started on.
 */
static int
workdir_access(const struct making *m)
{
	if (m->req->allow_cwd)
		return (ACCESS_BOTH);
	if (m->profile.workdir != -1)
		return (m->profile.workdir);
	return (m->req->profile == NULL ? ACCESS_READ : 0);
}

static int
add_workdir(struct making *m, struct error *e)
{
	const struct policy_request *req = m->req;
	const char *workdir = m->policy->workdir;
	int access = workdir_access(m);

	if (grants_cover(&m->builder.grants, workdir, access))
		return (0);
	if (!req->allow_cwd) {
		if (req->no_prompt || req->ask_cwd == NULL)
			return (error_set(e,
			    "CWD access requires --allow-cwd in "
			    "non-interactive mode"));
		if (req->ask_cwd(workdir, access, req->ask_arg) != 1)
			return (0);
	}
	return (builder_grant(&m->builder,
	    &(struct wish){
		.path = m->workdir_given,
		.kind = WISH_DIRECTORY,
		.access = access,
		.source = SOURCE_CWD,
	    },
	    e));
}

/* The strings of a list, which gives them up. */
static char **
give(struct strlist *l, size_t *n)
{
	char **v = l->v;

	*n = l->n;
	*l = (struct strlist){0};
	return (v);
}

static void
set_environment(struct making *m)
{
	struct policy *p = m->policy;
	size_t i;

	p->env_allow = give(&m->profile.env_allow, &p->nenv_allow);
	p->env_deny = give(&m->profile.env_deny, &p->nenv_deny);
	if (m->profile.nenv_set > 0)
		p->env_set = xcalloc(m->profile.nenv_set, sizeof *p->env_set);
	for (i = 0; i < m->profile.nenv_set; i++) {
		p->env_set[i].name = xstrdup(m->profile.env_set[i].name);
		p->env_set[i].value =
		    vars_expand(&m->vars, m->profile.env_set[i].value);
	}
	p->nenv_set = m->profile.nenv_set;
}

static void
set_cwd(struct policy *p)
{
	bool covered = policy_covers(p, p->workdir, ACCESS_READ, NULL) ||
	    policy_covers(p, p->workdir, ACCESS_WRITE, NULL);

	p->cwd = xstrdup(covered ? p->workdir : "/");
}

/* Everything that can fail, in the order in which errors are of most use. */
static int
make(struct making *m, struct error *e)
{
	struct policy *p = m->policy;

	if (builder_init(&m->builder, p, &m->paths, e) == -1 ||
	    find_workdir(m, e) == -1 ||
	    profile_load(&m->profile, p->profile, &m->paths, e) == -1)
		return (-1);
	vars_init(&m->vars, &m->paths, p->workdir);
	if (add_user_grants(m, e) == -1 || add_profile(m, false, e) == -1 ||
	    add_groups(m, e) == -1 || add_workdir(m, e) == -1 ||
	    add_profile(m, true, e) == -1 ||
	    builder_finish(&m->builder, e) == -1)
		return (-1);
	p->block_net = m->req->block_net || m->profile.block_net;
	set_environment(m);
	set_cwd(p);
	return (0);
}

int
policy_resolve(
    struct policy **p, const struct policy_request *req, struct error *e)
{
	const char *name = req->profile != NULL ? req->profile : "default";
	struct making m = {.req = req};
	int rc;

	if (paths_init(&m.paths, e) == -1)
		return (-1);
	m.policy = xcalloc(1, sizeof *m.policy);
	m.policy->profile = xstrdup(name);
	profile_init(&m.profile);
	rc = make(&m, e);
	builder_release(&m.builder);
	vars_release(&m.vars);
	profile_release(&m.profile);
	paths_release(&m.paths);
	free(m.workdir_given);
	if (rc == -1)
		policy_destroy(m.policy);
	else
		*p = m.policy;
	return (rc);
}
