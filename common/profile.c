#include "common/profile.h"

#include <stdlib.h>
#include <string.h>

#include "common/group.h"
#include "common/policy.h"
#include "common/vars.h"
#include "common/xmalloc.h"

/* What the handlers work on: a profile, and the file it is read from. */
struct target {
	struct profile *profile;
	const char *file; /* in profile->files */
};

static const char *const list_keys[PROFILE_LISTS] = {
    [PROFILE_ALLOW] = "allow",
    [PROFILE_READ] = "read",
    [PROFILE_WRITE] = "write",
    [PROFILE_ALLOW_FILE] = "allow_file",
    [PROFILE_READ_FILE] = "read_file",
    [PROFILE_WRITE_FILE] = "write_file",
    [PROFILE_CREATE] = "create",
    [PROFILE_CREATE_FILE] = "create_file",
    [PROFILE_DENY] = "deny",
};

static const struct {
	const char *name;
	int access;
} workdir_access[] = {
    {"none", 0},
    {"read", ACCESS_READ},
    {"write", ACCESS_WRITE},
    {"readwrite", ACCESS_BOTH},
};

void
profile_init(struct profile *p)
{
	*p = (struct profile){.workdir = -1};
}

static void
paths_free(struct profile_paths *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->v[i].text);
	free(l->v);
	*l = (struct profile_paths){0};
}

void
profile_release(struct profile *p)
{
	size_t i;

	free(p->name);
	free(p->description);
	free(p->version);
	free(p->author);
	strlist_release(&p->files);
	paths_free(&p->extends);
	strlist_release(&p->include);
	strlist_release(&p->exclude);
	for (i = 0; i < PROFILE_LISTS; i++)
		paths_free(&p->lists[i]);
	strlist_release(&p->env_allow);
	strlist_release(&p->env_deny);
	for (i = 0; i < p->nenv_set; i++) {
		free(p->env_set[i].name);
		free(p->env_set[i].value);
	}
	free(p->env_set);
	profile_init(p);
}

const char *
profile_list_key(enum profile_list list)
{
	return (list_keys[list]);
}

bool
profile_name_valid(const char *name)
{
	size_t n = strspn(name,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

	return (n > 0 && n <= PROFILE_NAME_MAX && name[n] == '\0');
}

/* Takes text. */
static void
paths_take(struct profile_paths *l, char *text, const char *file, unsigned line)
{
	if ((l->n & (l->n - 1)) == 0)
		l->v =
		    xreallocarray(l->v, l->n == 0 ? 1 : 2 * l->n, sizeof *l->v);
	l->v[l->n++] = (struct profile_path){text, file, line};
}

static bool
paths_contain(const struct profile_paths *l, const char *text)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (strcmp(l->v[i].text, text) == 0)
			return (true);
	}
	return (false);
}

static int
set_extends(void *arg, const struct conf_row *row,
    const struct conf_entry *entry, const struct conf_string *s,
    struct error *e)
{
	struct target *t = arg;

	if (!profile_name_valid(s->s))
		return (error_set(e,
		    "\"%s\" is no profile's name: extends takes names, of "
		    "letters, digits, - and _",
		    s->s));
	if (!paths_contain(&t->profile->extends, s->s))
		paths_take(
		    &t->profile->extends, xstrdup(s->s), t->file, s->line);
	return (0);
}

static int
set_meta(void *arg, const struct conf_row *row, const struct conf_entry *entry,
    const struct conf_string *s, struct error *e)
{
	struct target *t = arg;
	char **field = (char **)((char *)t->profile + row->what);

	free(*field);
	*field = xstrdup(s->s);
	return (0);
}

static int
set_include(void *arg, const struct conf_row *row,
    const struct conf_entry *entry, const struct conf_string *s,
    struct error *e)
{
	struct target *t = arg;

	if (group_find(s->s) == NULL)
		return (group_unknown(s->s, e));
	strlist_add_new(&t->profile->include, s->s);
	return (0);
}

static int
set_exclude(void *arg, const struct conf_row *row,
    const struct conf_entry *entry, const struct conf_string *s,
    struct error *e)
{
	const struct group *g = group_find(s->s);
	struct target *t = arg;

	if (g == NULL)
		return (group_unknown(s->s, e));
	if (g->required)
		return (
		    error_set(e, "Cannot exclude required groups: '%s'", s->s));
	strlist_add_new(&t->profile->exclude, s->s);
	return (0);
}

static int
set_path(void *arg, const struct conf_row *row, const struct conf_entry *entry,
    const struct conf_string *s, struct error *e)
{
	struct target *t = arg;
	struct profile_paths *l = &t->profile->lists[row->what];

	if (vars_check(s->s, true, e) == -1)
		return (-1);
	if (row->what == PROFILE_DENY && vars_is_private(s->s))
		return (error_set(e,
		    "\"%s\" cannot be denied: $TMPDIR is the sandbox's own "
		    "/tmp, with nothing of yours in it",
		    s->s));
	if (!paths_contain(l, s->s))
		paths_take(l, xstrdup(s->s), t->file, s->line);
	return (0);
}

static int
set_block(void *arg, const struct conf_row *row, const struct conf_entry *entry,
    const struct conf_string *s, struct error *e)
{
	struct target *t = arg;

	t->profile->block_net = entry->boolean;
	return (0);
}

static int
set_workdir(void *arg, const struct conf_row *row,
    const struct conf_entry *entry, const struct conf_string *s,
    struct error *e)
{
	struct target *t = arg;
	size_t i;

	for (i = 0; i < sizeof workdir_access / sizeof workdir_access[0]; i++) {
		if (strcmp(workdir_access[i].name, s->s) == 0) {
			t->profile->workdir = workdir_access[i].access;
			return (0);
		}
	}
	return (error_set(e,
	    "unknown access \"%s\": use none, read, write or readwrite", s->s));
}

/* Bytes of the name of an environment variable at s. */
static size_t
variable_length(const char *s)
{
	if (*s >= '0' && *s <= '9')
		return (0);
	return (strspn(s,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"));
}

/* NONO_* is how nono talks to itself, and holds its token. */
static int
check_reserved(const char *name, struct error *e)
{
	if (strncmp(name, "NONO_", 5) == 0)
		return (error_set(e,
		    "\"%s\": the variables NONO_* are nono's "
		    "own",
		    name));
	return (0);
}

static int
set_pattern(void *arg, const struct conf_row *row,
    const struct conf_entry *entry, const struct conf_string *s,
    struct error *e)
{
	struct target *t = arg;
	size_t n = variable_length(s->s);

	if (n == 0 || (s->s[n] != '\0' && strcmp(s->s + n, "*") != 0))
		return (error_set(
		    e, "\"%s\" is no variable: use NAME or PREFIX*", s->s));
	if (check_reserved(s->s, e) == -1)
		return (-1);
	strlist_add_new(
	    (struct strlist *)((char *)t->profile + row->what), s->s);
	return (0);
}

/* Takes both. */
static void
put_var(struct profile *p, char *name, char *value)
{
	size_t i;

	for (i = 0; i < p->nenv_set; i++) {
		if (strcmp(p->env_set[i].name, name) == 0) {
			free(p->env_set[i].value);
			p->env_set[i].value = value;
			free(name);
			return;
		}
	}
	if ((p->nenv_set & (p->nenv_set - 1)) == 0)
		p->env_set = xreallocarray(p->env_set,
		    p->nenv_set == 0 ? 1 : 2 * p->nenv_set, sizeof *p->env_set);
	p->env_set[p->nenv_set++] = (struct profile_var){name, value};
}

static int
set_var(void *arg, const struct conf_row *row, const struct conf_entry *entry,
    const struct conf_string *s, struct error *e)
{
	struct target *t = arg;
	size_t n = variable_length(entry->key);

	if (n == 0 || entry->key[n] != '\0')
		return (error_set(e,
		    "\"%s\" is no variable's name: use letters, digits and _",
		    entry->key));
	if (strcmp(entry->key, "PATH") == 0)
		return (error_set(e,
		    "PATH cannot be set: the caller's is "
		    "kept"));
	if (check_reserved(entry->key, e) == -1 ||
	    vars_check(s->s, false, e) == -1)
		return (-1);
	put_var(t->profile, xstrdup(entry->key), xstrdup(s->s));
	return (0);
}

#define META(field)                                    \
	{                                              \
		"meta", #field, CONF_STRING, set_meta, \
		    offsetof(struct profile, field)    \
	}
#define PATHS(key, list)                                      \
	{                                                     \
		"filesystem", key, CONF_ARRAY, set_path, list \
	}
static const struct conf_row rows[] = {
    {"", "extends", CONF_STRING | CONF_ARRAY, set_extends, 0},
    META(name),
    META(description),
    META(version),
    META(author),
    {"groups", "include", CONF_ARRAY, set_include, 0},
    {"groups", "exclude", CONF_ARRAY, set_exclude, 0},
    PATHS("allow", PROFILE_ALLOW),
    PATHS("read", PROFILE_READ),
    PATHS("write", PROFILE_WRITE),
    PATHS("allow_file", PROFILE_ALLOW_FILE),
    PATHS("read_file", PROFILE_READ_FILE),
    PATHS("write_file", PROFILE_WRITE_FILE),
    PATHS("create", PROFILE_CREATE),
    PATHS("create_file", PROFILE_CREATE_FILE),
    PATHS("deny", PROFILE_DENY),
    {"network", "block", CONF_BOOLEAN, set_block, 0},
    {"environment", "allow_vars", CONF_ARRAY, set_pattern,
	offsetof(struct profile, env_allow)},
    {"environment", "deny_vars", CONF_ARRAY, set_pattern,
	offsetof(struct profile, env_deny)},
    {"environment.set_vars", NULL, CONF_STRING, set_var, 0},
    {"workdir", "access", CONF_STRING, set_workdir, 0},
};

int
profile_apply(struct profile *p, const struct conf *text, struct error *e)
{
	struct target t = {.profile = p};

	strlist_add(&p->files, text->name);
	t.file = p->files.v[p->files.n - 1];
	return (conf_apply(text, rows, sizeof rows / sizeof rows[0], &t, e));
}

static int
merge_paths(struct profile_paths *to, struct profile_paths *from,
    const char *what, struct error *e)
{
	size_t i;

	for (i = 0; i < from->n; i++) {
		if (paths_contain(to, from->v[i].text))
			continue;
		if (to->n == PROFILE_PATHS_MAX)
			return (error_set(e, "%s:%u: more than %d paths in %s",
			    from->v[i].file, from->v[i].line, PROFILE_PATHS_MAX,
			    what));
		paths_take(
		    to, from->v[i].text, from->v[i].file, from->v[i].line);
		from->v[i].text = NULL;
	}
	return (0);
}

/* Replace *to by *from if that is there. */
static void
merge_text(char **to, char **from)
{
	if (*from == NULL)
		return;
	free(*to);
	*to = *from;
	*from = NULL;
}

static void
merge_vars(struct profile *p, struct profile *child)
{
	size_t i;

	for (i = 0; i < child->nenv_set; i++)
		put_var(p, child->env_set[i].name, child->env_set[i].value);
	child->nenv_set = 0;
}

int
profile_merge(struct profile *p, struct profile *child, struct error *e)
{
	size_t i;
	int rc = 0;

	merge_text(&p->name, &child->name);
	merge_text(&p->description, &child->description);
	merge_text(&p->version, &child->version);
	merge_text(&p->author, &child->author);
	for (i = 0; i < PROFILE_LISTS && rc == 0; i++)
		rc = merge_paths(
		    &p->lists[i], &child->lists[i], list_keys[i], e);
	/* Paths borrow the names of the files they come from. */
	for (i = 0; i < child->files.n; i++)
		strlist_take(&p->files, child->files.v[i]);
	child->files.n = 0;
	strlist_merge(&p->include, &child->include);
	strlist_merge(&p->exclude, &child->exclude);
	strlist_merge(&p->env_allow, &child->env_allow);
	strlist_merge(&p->env_deny, &child->env_deny);
	merge_vars(p, child);
	p->block_net = p->block_net || child->block_net;
	if (child->workdir != -1)
		p->workdir = child->workdir;
	profile_release(child);
	return (rc);
}
