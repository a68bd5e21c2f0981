#include "common/profile-load.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/suggest.h"
#include "common/xmalloc.h"
#include "profiles/builtin.h"

enum {
	NEAR_MAX = 3 /* names that an error suggests */
};

/* Where a profile was found. */
struct source {
	struct conf *text; /* owned */
	const struct builtin *builtin; /* NULL: a file */
	char *prefix; /* of its siblings' paths; NULL if it has none; owned */
};

/* A profile that is being, or has been, loaded. */
struct seen {
	char *label; /* the name it was asked for by; owned */
	const struct builtin *builtin;
	dev_t dev; /* of a file */
	ino_t ino;
	size_t parent; /* the one that extends it; the first is its own */
	bool done;
};

struct loader {
	const struct paths *paths;
	struct profile *profile; /* what is loaded so far */
	struct seen seen[PROFILE_FILES_MAX];
	size_t nseen;
	struct error *e;
};

static const struct builtin *
find_builtin(const char *name)
{
	size_t i;

	for (i = 0; i < builtin_nprofiles; i++) {
		if (strcmp(builtin_profiles[i].name, name) == 0)
			return (&builtin_profiles[i]);
	}
	return (NULL);
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return (n >= m && strcmp(s + n - m, end) == 0);
}

static bool
is_file(const char *name)
{
	return (strchr(name, '/') != NULL || ends_with(name, ".toml"));
}

void
profile_list_builtin(struct strlist *names)
{
	size_t i;

	for (i = 0; i < builtin_nprofiles; i++)
		strlist_add_new(names, builtin_profiles[i].name);
}

void
profile_list_user(const struct paths *paths, struct strlist *names)
{
	DIR *dir = opendir(paths->profiles);
	struct dirent *d;
	char *name;

	if (dir == NULL)
		return;
	while ((d = readdir(dir)) != NULL) {
		if (!ends_with(d->d_name, ".toml"))
			continue;
		name = xstrndup(d->d_name, strlen(d->d_name) - 5);
		if (profile_name_valid(name))
			strlist_add_new(names, name);
		free(name);
	}
	closedir(dir);
	strlist_sort(names);
}

/* Whether the user has that profile as JSON, as for an earlier nono. */
static bool
is_json(const struct loader *l, const char *name)
{
	char *path = xasprintf("%s/%s.json", l->paths->profiles, name);
	bool yes = access(path, F_OK) == 0;

	free(path);
	path = xasprintf("%s/%s.jsonc", l->paths->profiles, name);
	yes = yes || access(path, F_OK) == 0;
	free(path);
	return (yes);
}

/* Names joined as in: "a", "b" or "c". */
static char *
join(const struct strlist *names)
{
	char *all = xstrdup(""), *next;
	size_t i;

	for (i = 0; i < names->n; i++) {
		next = xasprintf("%s%s\"%s\"", all,
		    i == 0                 ? ""
			: i + 1 < names->n ? ", "
					   : " or ",
		    names->v[i]);
		free(all);
		all = next;
	}
	return (all);
}

static int
not_found(struct loader *l, const char *name)
{
	struct strlist all = {0}, near = {0};
	struct suggest s;
	char *list;
	size_t i;

	profile_list_user(l->paths, &all);
	profile_list_builtin(&all);
	for (i = 0; i < all.n && near.n < NEAR_MAX; i++) {
		suggest_init(&s, name);
		suggest_offer(&s, all.v[i]);
		if (s.best != NULL)
			strlist_add(&near, s.best);
	}
	list = join(near.n > 0 ? &near : &all);
	if (is_json(l, name))
		error_set(l->e,
		    "profile \"%s\" is JSON, which is not read: write it as "
		    "TOML (nono-profile(5))",
		    name);
	else if (near.n > 0)
		error_set(
		    l->e, "no profile \"%s\": did you mean %s?", name, list);
	else
		error_set(l->e, "no profile \"%s\": there is %s", name, list);
	free(list);
	strlist_release(&all);
	strlist_release(&near);
	return (-1);
}

/* conf_load, which must find something in the file. */
static int
load_file(struct loader *l, const char *path, struct source *s)
{
	int rc = conf_load(&s->text, path, l->e);

	if (rc == 0 && s->text->nentries == 0) {
		conf_destroy(s->text);
		s->text = NULL;
		return (error_set(l->e,
		    "profile %s says nothing: is it only half written?", path));
	}
	return (rc);
}

static int
open_in(
    struct loader *l, const char *prefix, const char *name, struct source *s)
{
	char *path = xasprintf("%s%s.toml", prefix, name);
	int rc = load_file(l, path, s);

	free(path);
	return (rc);
}

static int
open_builtin(struct loader *l, const struct builtin *b, struct source *s)
{
	char *name = xasprintf("built-in %s.toml", b->name);

	if (conf_parse(&s->text, b->text, b->len, name, 1, l->e) == -1)
		BUG("%s", l->e->text);
	s->builtin = b;
	free(name);
	return (0);
}

/* A name, looked for first among the siblings of a file (prefix not NULL). */
static int
open_name(
    struct loader *l, const char *name, const char *prefix, struct source *s)
{
	const struct builtin *b;
	char *user;
	int rc = 1;

	if (prefix != NULL) {
		rc = open_in(l, prefix, name, s);
		if (rc == 0)
			s->prefix = xstrdup(prefix);
	}
	if (rc == 1) {
		user = xasprintf("%s/", l->paths->profiles);
		rc = open_in(l, user, name, s);
		free(user);
	}
	if (rc == 1 && (b = find_builtin(name)) != NULL)
		rc = open_builtin(l, b, s);
	return (rc == 1 ? not_found(l, name) : rc);
}

/* What --profile names. */
static int
open_first(struct loader *l, const char *name, struct source *s)
{
	const char *slash = strrchr(name, '/');
	int rc;

	if (ends_with(name, ".json") || ends_with(name, ".jsonc"))
		return (error_set(l->e,
		    "profile %s: JSON is not read: write it as TOML "
		    "(nono-profile(5))",
		    name));
	if (is_file(name)) {
		rc = load_file(l, name, s);
		if (rc == 1)
			return (error_set(l->e, "no profile file %s", name));
		s->prefix = xstrndup(
		    name, slash == NULL ? 0 : (size_t)(slash - name) + 1);
		return (rc);
	}
	if (!profile_name_valid(name))
		return (error_set(l->e,
		    "\"%s\" is no profile's name: use at most %d letters, "
		    "digits, - and _, or a path with a /",
		    name, PROFILE_NAME_MAX));
	return (open_name(l, name, NULL, s));
}

static bool
same_profile(const struct seen *a, const struct source *b)
{
	if (a->builtin != NULL || b->builtin != NULL)
		return (a->builtin == b->builtin);
	return (a->dev == b->text->dev && a->ino == b->text->ino);
}

/* "a extends b extends a", from the one closed upon to the last. */
static int
circle(struct loader *l, size_t to, size_t from, const char *label)
{
	char *text = xstrdup(label), *next;

	for (;; from = l->seen[from].parent) {
		next = xasprintf("%s extends %s", l->seen[from].label, text);
		free(text);
		text = next;
		if (from == to)
			break;
	}
	error_set(l->e, "extends goes in a circle: %s", text);
	free(text);
	return (-1);
}

/*
 * Note that the profile is being loaded. Returns its index, -1 if it must not
 * be, -2 if it has been.
 */
static int
enter(struct loader *l, const struct source *s, const char *label,
    size_t parent, unsigned depth)
{
	size_t i;

	for (i = 0; i < l->nseen; i++) {
		if (!same_profile(&l->seen[i], s))
			continue;
		return (l->seen[i].done ? -2 : circle(l, i, parent, label));
	}
	if (depth > PROFILE_DEPTH_MAX)
		return (error_set(
		    l->e, "extends goes more than %d deep", PROFILE_DEPTH_MAX));
	if (l->nseen == PROFILE_FILES_MAX)
		return (error_set(l->e, "extends more than %d profiles",
		    PROFILE_FILES_MAX - 1));
	l->seen[l->nseen] = (struct seen){.label = xstrdup(label),
	    .builtin = s->builtin,
	    .dev = s->text->dev,
	    .ino = s->text->ino,
	    .parent = parent};
	return ((int)l->nseen++);
}

/* Load what one profile extends, then merge it over that. */
static int
load_source(struct loader *l, struct source *s, size_t self, unsigned depth)
{
	struct source parent;
	struct profile child;
	const struct profile_path *x;
	int rc, index;
	size_t i;

	profile_init(&child);
	rc = profile_apply(&child, s->text, l->e);
	for (i = 0; rc == 0 && i < child.extends.n; i++) {
		x = &child.extends.v[i];
		parent = (struct source){0};
		index = -1;
		rc = open_name(l, x->text, s->prefix, &parent);
		if (rc == 0)
			rc = index =
			    enter(l, &parent, x->text, self, depth + 1);
		if (rc == -1)
			error_context(l->e, "%s:%u", x->file, x->line);
		if (rc >= 0)
			rc = load_source(l, &parent, (size_t)index, depth + 1);
		else if (rc == -2)
			rc = 0;
		conf_destroy(parent.text);
		free(parent.prefix);
	}
	if (rc == 0)
		rc = profile_merge(l->profile, &child, l->e);
	profile_release(&child);
	l->seen[self].done = true;
	return (rc);
}

/* Put the groups of the built-in default profile in front of p's. */
static void
add_default_groups(struct loader *l, struct profile *p)
{
	const struct builtin *b = find_builtin("default");
	struct source s = {0};
	struct profile first;
	size_t i;

	for (i = 0; i < l->nseen; i++) {
		if (l->seen[i].builtin == b)
			return;
	}
	profile_init(&first);
	open_builtin(l, b, &s);
	if (profile_apply(&first, s.text, l->e) == -1)
		BUG("%s", l->e->text);
	strlist_merge(&first.include, &p->include);
	strlist_release(&p->include);
	p->include = first.include;
	first.include = (struct strlist){0};
	profile_release(&first);
	conf_destroy(s.text);
}

/* exclude wins over include, wherever either was said. */
static void
exclude_groups(struct profile *p)
{
	struct strlist kept = {0};
	size_t i;

	for (i = 0; i < p->include.n; i++) {
		if (!strlist_contains(&p->exclude, p->include.v[i]))
			strlist_add(&kept, p->include.v[i]);
	}
	strlist_release(&p->include);
	p->include = kept;
}

int
profile_load(struct profile *p, const char *name, const struct paths *paths,
    struct error *e)
{
	struct loader l = {.paths = paths, .profile = p, .e = e};
	struct source s = {0};
	size_t i;
	int rc;

	profile_init(p);
	rc = open_first(&l, name, &s);
	if (rc == 0) {
		enter(&l, &s, name, 0, 0);
		rc = load_source(&l, &s, 0, 0);
	}
	if (rc == 0) {
		add_default_groups(&l, p);
		exclude_groups(p);
	}
	for (i = 0; i < l.nseen; i++)
		free(l.seen[i].label);
	conf_destroy(s.text);
	free(s.prefix);
	if (rc == -1)
		profile_release(p);
	return (rc);
}
