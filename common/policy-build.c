#include "common/policy-build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/group.h"
#include "common/xmalloc.h"

/* A path in its two forms: by its text, and as it is on this machine. */
struct place {
	char *text; /* owned */
	struct resolved real;
};

/* How flags and profiles call a grant. */
static const struct {
	int access;
	const char *dir_flag, *file_flag;
	enum profile_list dir_list, file_list;
} spellings[] = {
    {ACCESS_BOTH, "--allow", "--allow-file", PROFILE_ALLOW, PROFILE_ALLOW_FILE},
    {ACCESS_READ, "--read", "--read-file", PROFILE_READ, PROFILE_READ_FILE},
    {ACCESS_WRITE, "--write", "--write-file", PROFILE_WRITE,
	PROFILE_WRITE_FILE},
};

/* What cannot be granted as a whole, and why. */
static const struct {
	const char *path;
	bool below; /* nor anything in it */
	const char *why;
} ungrantable[] = {
    {"/", false, "grant the directories that are needed"},
    {"/proc", true, "every sandbox has a /proc of its own"},
    {"/dev", false, "it holds every terminal: grant the devices needed"},
    {"/dev/pts", true, "every sandbox has terminals of its own"},
    {"/dev/shm", false, "every sandbox has one of its own"},
};

static void
place_init(struct place *p, struct resolver *r, const char *path)
{
	p->text = resolve_text(path);
	resolver_resolve(r, path, &p->real);
}

static void
place_release(struct place *p)
{
	free(p->text);
	resolved_release(&p->real);
}

static void
init_root(struct builder *b, struct root *r, const char *path)
{
	struct place p;

	place_init(&p, b->resolver, path);
	*r = (struct root){.text = p.text,
	    .real = p.real.path,
	    .node = p.real.node,
	    .exists = p.real.error == 0,
	    .linked = strcmp(p.text, p.real.path) != 0};
	p.text = p.real.path = NULL;
	place_release(&p);
}

int
builder_init(struct builder *b, struct policy *policy,
    const struct paths *paths, struct error *e)
{
	const char *const roots[BUILDER_ROOTS] = {
	    paths->runtime, paths->state, paths->config};
	struct strlist protected = {0};
	size_t i;

	*b = (struct builder){.policy = policy};
	if ((b->cwd = getcwd(NULL, 0)) == NULL)
		return (error_errno(e, "cannot find the current directory"));
	b->resolver = resolver_create();
	for (i = 0; i < BUILDER_ROOTS; i++) {
		init_root(b, &b->roots[i], roots[i]);
		strlist_add_new(&protected, b->roots[i].real);
	}
	strlist_sort(&protected);
	policy->protected = protected.v;
	policy->nprotected = protected.n;
	return (0);
}

void
builder_release(struct builder *b)
{
	size_t i;

	for (i = 0; i < BUILDER_ROOTS; i++) {
		free(b->roots[i].text);
		free(b->roots[i].real);
	}
	resolver_destroy(b->resolver);
	grants_release(&b->grants);
	strlist_release(&b->missing);
	free(b->cwd);
	*b = (struct builder){0};
}

char *
builder_absolute(const struct builder *b, const char *path)
{
	return (
	    path[0] == '/' ? xstrdup(path) : xasprintf("%s/%s", b->cwd, path));
}

/* Who asks for a grant, as errors have it: the kind, and its name. */
static const char *const source_kinds[] = {
    [SOURCE_USER] = "user",
    [SOURCE_CWD] = "cwd",
    [SOURCE_PROFILE] = "profile ",
    [SOURCE_GROUP] = "group ",
};

static const char *
source_name(
    const struct builder *b, enum grant_source source, const char *group)
{
	return (source == SOURCE_GROUP     ? group
		: source == SOURCE_PROFILE ? b->policy->profile
					   : "");
}

#define REFUSING "Refusing to grant '%.300s' (source: %s%.100s)"
#define REFUSED(b, path, source, group) \
	(path), source_kinds[source], source_name((b), (source), (group))

/* On or inside the root, or around it and to be written. */
static bool
overlaps(const struct wish *w, const char *path, const char *root)
{
	return (resolve_within(path, root) ||
	    ((w->access & ACCESS_WRITE) != 0 && resolve_within(root, path)));
}

/* The same by what the names stand for. */
static bool
overlaps_node(
    const struct wish *w, const struct node *node, const struct root *r)
{
	return ((r->exists && resolve_same_within(node, r->node)) ||
	    ((w->access & ACCESS_WRITE) != 0 &&
		resolve_same_within(r->node, node)));
}

/*
 * By its text too, as it may lead elsewhere tomorrow, and whether it exists or
 * not; and by what it is, since a bind mount is another name for a directory.
 */
static int
check_protected(const struct builder *b, const struct wish *w,
    const struct place *p, struct error *e)
{
	bool linked = strcmp(p->text, p->real.path) != 0;
	const struct root *r;
	const char *hit;
	size_t i;

	for (i = 0; i < BUILDER_ROOTS; i++) {
		r = &b->roots[i];
		if (overlaps(w, p->real.path, r->text) ||
		    (linked && overlaps(w, p->text, r->text)))
			hit = r->text;
		else if ((r->linked && overlaps(w, p->real.path, r->real)) ||
		    (r->linked && linked && overlaps(w, p->text, r->real)) ||
		    (p->real.error == 0 && overlaps_node(w, p->real.node, r)))
			hit = r->real;
		else
			continue;
		return (error_set(e,
		    REFUSING " because it overlaps protected nono state root "
			     "'%.300s'.",
		    REFUSED(b, w->path, w->source, w->group), hit));
	}
	return (0);
}

/* By its text and as it is. */
static int
check_grantable(const struct builder *b, const struct wish *w,
    const struct place *p, struct error *e)
{
	const char *const paths[] = {p->real.path, p->text};
	size_t i, j, n = strcmp(p->text, p->real.path) == 0 ? 1 : 2;
	const char *why = NULL;

	for (j = 0; j < n; j++) {
		for (i = 0; i < sizeof ungrantable / sizeof ungrantable[0];
		     i++) {
			if (ungrantable[i].below
				? resolve_within(paths[j], ungrantable[i].path)
				: strcmp(paths[j], ungrantable[i].path) == 0)
				why = ungrantable[i].why;
		}
		if (w->source == SOURCE_GROUP && strcmp(paths[j], "/tmp") == 0)
			why = "it leads to the host's /tmp";
	}
	if (why != NULL)
		return (error_set(e, REFUSING ": %s",
		    REFUSED(b, w->path, w->source, w->group), why));
	return (check_protected(b, w, p, e));
}

/* What is not a directory and there in every sandbox: no grant is needed. */
static bool
is_base_device(const char *path)
{
	return (strncmp(path, "/dev/", 5) == 0 && policy_is_private(path) &&
	    !resolve_within(path, "/dev/shm") &&
	    !resolve_within(path, "/dev/pts") &&
	    strncmp(path, "/dev/fd/", 8) != 0);
}

/* A directory asked for as a file, or the reverse. */
static int
wrong_kind(const struct wish *w, struct error *e)
{
	bool file = w->kind == WISH_FILE;
	const char *is = file ? "a directory" : "not a directory";
	size_t i = 0;

	if (w->source == SOURCE_CWD)
		return (error_set(e, "'%.300s' is %s", w->path, is));
	while (spellings[i].access != w->access)
		i++;
	if (w->source == SOURCE_USER)
		return (error_set(e, "'%.300s' is %s: use %s instead of %s",
		    w->path, is,
		    file ? spellings[i].dir_flag : spellings[i].file_flag,
		    file ? spellings[i].file_flag : spellings[i].dir_flag));
	return (error_set(e, "%s:%u: '%.300s' is %s: list it in %s, not in %s",
	    w->at->file, w->at->line, w->path, is,
	    profile_list_key(
		file ? spellings[i].dir_list : spellings[i].file_list),
	    profile_list_key(
		file ? spellings[i].file_list : spellings[i].dir_list)));
}

/*
 * A path that is not there. Profiles and groups list what may be there; of what
 * the user asks for, only absence is no error.
 */
static int
not_there(struct builder *b, const struct wish *w, int error, struct error *e)
{
	if (w->source == SOURCE_PROFILE || w->source == SOURCE_GROUP)
		return (0);
	if (error == ENOENT || error == ENOTDIR) {
		strlist_add_new(&b->missing, w->path);
		return (0);
	}
	errno = error;
	return (error_errno(e, "cannot grant '%.300s'", w->path));
}

/* Takes place's links and its canonical path. */
static void
take(struct builder *b, const struct wish *w, struct place *place)
{
	struct candidate c = {
	    .grant =
		{
		    .path = place->real.path,
		    .given = xstrdup(w->path),
		    .group = w->group == NULL ? NULL : xstrdup(w->group),
		    .source = w->source,
		    .access = w->access,
		    .directory = S_ISDIR(place->real.mode),
		},
	    .mode = place->real.mode,
	    .links = place->real.links,
	    .nlinks = place->real.nlinks,
	};

	grants_take(&b->grants, &c);
	place->real = (struct resolved){0};
}

static int
grant_place(struct builder *b, const struct wish *w, struct place *place,
    struct error *e)
{
	bool directory;

	if (is_base_device(place->text) || is_base_device(place->real.path))
		return (0);
	if (check_grantable(b, w, place, e) == -1)
		return (-1);
	if (place->real.error != 0)
		return (not_there(b, w, place->real.error, e));
	directory = S_ISDIR(place->real.mode);
	if ((w->kind == WISH_FILE && directory) ||
	    (w->kind == WISH_DIRECTORY && !directory))
		return (wrong_kind(w, e));
	take(b, w, place);
	return (0);
}

int
builder_grant(struct builder *b, const struct wish *w, struct error *e)
{
	char *absolute = builder_absolute(b, w->path);
	struct place place;
	int rc;

	place_init(&place, b->resolver, absolute);
	rc = grant_place(b, w, &place, e);
	place_release(&place);
	free(absolute);
	return (rc);
}

int
builder_deny(
    struct builder *b, const char *path, const char *group, struct error *e)
{
	struct policy *p = b->policy;
	struct place place;

	place_init(&place, b->resolver, path);
	/* As in ~/.bash_history -> /dev/null: there is nothing to hide. */
	if (is_base_device(place.real.path)) {
		place_release(&place);
		return (0);
	}
	if (strcmp(place.real.path, "/") == 0) {
		error_set(
		    e, "Refusing to deny '%.300s': it is all there is", path);
		place_release(&place);
		return (-1);
	}
	if ((p->ndenies & (p->ndenies - 1)) == 0)
		p->denies = xreallocarray(p->denies,
		    p->ndenies == 0 ? 1 : 2 * p->ndenies, sizeof *p->denies);
	p->denies[p->ndenies++] = (struct deny){
	    .path = place.real.path,
	    .group = group == NULL ? NULL : xstrdup(group),
	};
	place.real.path = NULL;
	place_release(&place);
	return (0);
}

/* By path; with the same path the profile's own first. */
static int
compare_denies(const void *a, const void *b)
{
	const struct deny *x = a, *y = b;
	int rc = strcmp(x->path, y->path);

	if (rc == 0)
		rc = (x->group != NULL) - (y->group != NULL);
	return (rc);
}

static void
merge_denies(struct policy *p)
{
	size_t i, n = 0;

	if (p->ndenies > 1)
		qsort(p->denies, p->ndenies, sizeof *p->denies, compare_denies);
	for (i = 0; i < p->ndenies; i++) {
		if (n > 0 &&
		    strcmp(p->denies[n - 1].path, p->denies[i].path) == 0) {
			free(p->denies[i].path);
			free(p->denies[i].group);
		} else {
			p->denies[n++] = p->denies[i];
		}
	}
	p->ndenies = n;
}

static const struct deny *
find_deny_above(const struct policy *p, const char *path)
{
	const struct deny *d = NULL;
	size_t len;

	for (len = strlen(path); len > 0 && d == NULL;
	     len = resolve_parent(path, len))
		d = resolve_find(p->denies, p->ndenies, sizeof *d, path, len);
	return (d);
}

/* How the deny that refuses a grant is got rid of, if it can be. */
static const char *
deny_remedy(const struct deny *d)
{
	const struct group *g = d->group == NULL ? NULL : group_find(d->group);

	if (g == NULL)
		return ("take it out of the profile's deny list");
	if (g->required)
		return ("that group is required, so copy what is needed to "
			"another place");
	return ("exclude that group in a profile");
}

/* No grant on or inside a deny; those of groups give way. */
static int
check_inside_denies(struct builder *b, struct error *e)
{
	const struct policy *p = b->policy;
	const struct deny *d;
	const struct grant *g;
	size_t i;

	for (i = 0; i < b->grants.n; i++) {
		g = &b->grants.v[i].grant;
		if ((d = find_deny_above(p, g->path)) == NULL)
			continue;
		if (g->source != SOURCE_GROUP)
			return (error_set(e,
			    REFUSING ": '%.300s' is denied by %s%.100s: %s",
			    REFUSED(b, g->given, g->source, g->group), d->path,
			    d->group == NULL ? "profile " : "group ",
			    d->group == NULL ? p->profile : d->group,
			    deny_remedy(d)));
		grants_remove(&b->grants, i--);
	}
	return (0);
}

/* No deny inside a grant that can be written: it cannot be enforced yet. */
static int
check_denies_inside(const struct builder *b, struct error *e)
{
	const struct policy *p = b->policy;
	const struct candidate *c;
	const struct deny *d;
	size_t i, len;

	for (i = 0; i < p->ndenies; i++) {
		d = &p->denies[i];
		for (len = resolve_parent(d->path, strlen(d->path)); len > 0;
		     len = resolve_parent(d->path, len)) {
			c = grants_find(&b->grants, d->path, len);
			if (c == NULL || !c->grant.directory ||
			    (c->grant.access & ACCESS_WRITE) == 0)
				continue;
			return (error_set(e,
			    REFUSING
			    " for writing: '%.300s' inside it is denied "
			    "by %s%.100s, and a deny inside a writable "
			    "grant cannot be enforced yet: grant it "
			    "read-only, or what is beside the denied",
			    REFUSED(b, c->grant.given, c->grant.source,
				c->grant.group),
			    d->path, d->group == NULL ? "profile " : "group ",
			    d->group == NULL ? p->profile : d->group));
		}
	}
	return (0);
}

/* Inside a directory that is granted, on which all that is in it is seen. */
static bool
is_seen(const struct grants *s, const char *path)
{
	const struct candidate *c;
	size_t len;

	for (len = resolve_parent(path, strlen(path)); len > 0;
	     len = resolve_parent(path, len)) {
		c = grants_find(s, path, len);
		if (c != NULL && c->grant.directory)
			return (true);
	}
	return (false);
}

static int
compare_links(const void *a, const void *b)
{
	const struct view_link *x = a, *y = b;

	return (strcmp(x->path, y->path));
}

/* One resolver gives one answer for a path, so duplicates are equal. */
static void
collect_links(struct builder *b)
{
	struct policy *p = b->policy;
	const struct candidate *c;
	size_t i, j, n = 0;

	for (i = 0; i < b->grants.n; i++)
		n += b->grants.v[i].nlinks;
	if (n == 0)
		return;
	p->links = xcalloc(n, sizeof *p->links);
	for (i = 0; i < b->grants.n; i++) {
		c = &b->grants.v[i];
		for (j = 0; j < c->nlinks; j++) {
			if (is_seen(&b->grants, c->links[j].path) ||
			    policy_is_protected(p, c->links[j].path) ||
			    resolve_within(c->links[j].path, "/proc"))
				continue;
			p->links[p->nlinks].path = xstrdup(c->links[j].path);
			p->links[p->nlinks++].target =
			    xstrdup(c->links[j].target);
		}
	}
	if (p->nlinks > 1)
		qsort(p->links, p->nlinks, sizeof *p->links, compare_links);
	for (i = n = 0; i < p->nlinks; i++) {
		if (n > 0 &&
		    compare_links(&p->links[n - 1], &p->links[i]) == 0) {
			free(p->links[i].path);
			free(p->links[i].target);
		} else {
			p->links[n++] = p->links[i];
		}
	}
	p->nlinks = n;
}

int
builder_finish(struct builder *b, struct error *e)
{
	struct policy *p = b->policy;
	size_t i;

	grants_merge(&b->grants);
	merge_denies(p);
	if (check_inside_denies(b, e) == -1 || check_denies_inside(b, e) == -1)
		return (-1);
	collect_links(b);
	grants_thin(&b->grants);
	if (b->grants.n > 0)
		p->grants = xcalloc(b->grants.n, sizeof *p->grants);
	for (i = 0; i < b->grants.n; i++) {
		p->grants[i] = b->grants.v[i].grant;
		b->grants.v[i].grant = (struct grant){0};
	}
	p->ngrants = b->grants.n;
	p->missing = b->missing.v;
	p->nmissing = b->missing.n;
	b->missing = (struct strlist){0};
	return (0);
}
