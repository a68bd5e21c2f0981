#include "common/vars.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/suggest.h"
#include "common/xmalloc.h"

enum {
	VAR_HOME,
	VAR_WORKDIR,
	VAR_TMPDIR,
	VAR_UID,
	VAR_XDG_CONFIG_HOME,
	VAR_XDG_DATA_HOME,
	VAR_XDG_STATE_HOME,
	VAR_XDG_CACHE_HOME,
	VAR_XDG_RUNTIME_DIR,
};

enum {
	/* A file's worth of "$HOME" is no more than this. */
	EXPANDED_MAX = 1 << 30
};

static const struct {
	const char *name;
	const char *fallback; /* below $HOME, if the environment has none */
	bool directory;
} table[VARS_MAX] = {
    [VAR_HOME] = {"HOME", NULL, true},
    [VAR_WORKDIR] = {"WORKDIR", NULL, true},
    [VAR_TMPDIR] = {"TMPDIR", NULL, true},
    [VAR_UID] = {"UID", NULL, false},
    [VAR_XDG_CONFIG_HOME] = {"XDG_CONFIG_HOME", ".config", true},
    [VAR_XDG_DATA_HOME] = {"XDG_DATA_HOME", ".local/share", true},
    [VAR_XDG_STATE_HOME] = {"XDG_STATE_HOME", ".local/state", true},
    [VAR_XDG_CACHE_HOME] = {"XDG_CACHE_HOME", ".cache", true},
    [VAR_XDG_RUNTIME_DIR] = {"XDG_RUNTIME_DIR", NULL, true},
};

/* A variable that is set and not absolute is ignored, as the XDG rules say. */
static char *
from_environment(int i)
{
	const char *value = getenv(table[i].name);

	return (value != NULL && value[0] == '/' ? xstrdup(value) : NULL);
}

void
vars_init(struct vars *v, const struct paths *paths, const char *workdir)
{
	unsigned uid = (unsigned)getuid();
	int i;

	*v = (struct vars){.values = {
			       [VAR_HOME] = xstrdup(paths->home),
			       [VAR_WORKDIR] = xstrdup(workdir),
			       [VAR_TMPDIR] = xstrdup("/tmp"),
			       [VAR_UID] = xasprintf("%u", uid),
			   }};
	for (i = VAR_XDG_CONFIG_HOME; i < VARS_MAX; i++) {
		v->values[i] = from_environment(i);
		if (v->values[i] == NULL && table[i].fallback != NULL)
			v->values[i] =
			    xasprintf("%s/%s", paths->home, table[i].fallback);
	}
	if (v->values[VAR_XDG_RUNTIME_DIR] == NULL)
		v->values[VAR_XDG_RUNTIME_DIR] = xasprintf("/run/user/%u", uid);
}

void
vars_release(struct vars *v)
{
	int i;

	for (i = 0; i < VARS_MAX; i++)
		free(v->values[i]);
	*v = (struct vars){0};
}

static size_t
name_length(const char *s)
{
	return (strspn(s,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"));
}

static int
find(const char *name, size_t len)
{
	int i;

	for (i = 0; i < VARS_MAX; i++) {
		if (strlen(table[i].name) == len &&
		    memcmp(table[i].name, name, len) == 0)
			return (i);
	}
	return (-1);
}

static int
unknown(const char *name, size_t len, struct error *e)
{
	char *copy = xstrndup(name, len);
	struct suggest s;
	int i;

	suggest_init(&s, copy);
	for (i = 0; i < VARS_MAX; i++)
		suggest_offer(&s, table[i].name);
	if (s.best != NULL)
		error_set(
		    e, "unknown variable $%s: did you mean $%s?", copy, s.best);
	else
		error_set(e, "unknown variable $%s: see nono-profile(5)", copy);
	free(copy);
	return (-1);
}

/* The variable whose $ is at s; *len covers it. -1 is "$$". */
static int
check_variable(const char *s, int *var, size_t *len, struct error *e)
{
	size_t n = name_length(s + 1);

	*var = -1;
	*len = 2;
	if (s[1] == '$')
		return (0);
	if (s[1] == '{')
		return (error_set(e, "write $NAME, without braces"));
	if (n == 0)
		return (error_set(e, "a lone $: write $$ for a dollar sign"));
	*len = 1 + n;
	if ((*var = find(s + 1, n)) == -1)
		return (unknown(s + 1, n, e));
	return (0);
}

static int
check_path(const char *text, struct error *e)
{
	if (text[0] == '~' && text[1] != '/' && text[1] != '\0')
		return (error_set(e, "only ~ and ~/... are expanded"));
	if (text[0] != '/' && text[0] != '~' && text[0] != '$')
		return (error_set(e,
		    "not an absolute path: begin it with /, ~ or a variable"));
	if (strchr(text, '*') != NULL)
		return (error_set(
		    e, "patterns are not expanded: name a directory"));
	return (0);
}

static int
check_text(const char *text, bool path, struct error *e)
{
	size_t i, n;
	int var;

	if (strlen(text) >= PATH_MAX)
		return (error_set(e, "longer than %d bytes", PATH_MAX - 1));
	if (path && check_path(text, e) == -1)
		return (-1);
	for (i = 0; text[i] != '\0'; i += n) {
		n = 1;
		if (text[i] != '$')
			continue;
		if (check_variable(text + i, &var, &n, e) == -1)
			return (-1);
		if (!path)
			continue;
		if (i == 0 && (var == -1 || !table[var].directory))
			return (error_set(e,
			    "not an absolute path: begin it with /, ~ or a "
			    "variable that is a directory"));
		if (var != -1 && table[var].directory &&
		    (i > 0 || (text[n] != '/' && text[n] != '\0')))
			return (error_set(e,
			    "$%s is a whole path: it can only begin one, with "
			    "a / behind it",
			    table[var].name));
	}
	return (0);
}

int
vars_check(const char *text, bool path, struct error *e)
{
	if (check_text(text, path, e) == -1)
		return (error_context(e, "\"%.200s\"", text));
	return (0);
}

static void
put(struct buf *b, const char *s, size_t n)
{
	buf_put(b, s, n);
	if (b->full)
		BUG("a path or value of more than %zu bytes", b->max);
}

char *
vars_expand(const struct vars *v, const char *text)
{
	struct error e = ERROR_INIT;
	const char *value;
	struct buf b;
	size_t n;
	int var;

	if (text[0] != '~' && strchr(text, '$') == NULL)
		return (xstrdup(text));
	buf_init(&b, EXPANDED_MAX);
	if (text[0] == '~' && (text[1] == '/' || text[1] == '\0')) {
		put(&b, v->values[VAR_HOME], strlen(v->values[VAR_HOME]));
		text++;
	}
	for (; *text != '\0'; text += n) {
		n = strcspn(text, "$");
		put(&b, text, n);
		if (text[n] == '\0')
			continue;
		text += n;
		if (check_variable(text, &var, &n, &e) == -1)
			BUG("expanding \"%s\": %s", text, e.text);
		value = var == -1 ? "$" : v->values[var];
		put(&b, value, strlen(value));
	}
	put(&b, "", 1);
	return ((char *)b.data);
}

bool
vars_is_private(const char *text)
{
	size_t n = strlen(table[VAR_TMPDIR].name);

	return (text[0] == '$' &&
	    strncmp(text + 1, table[VAR_TMPDIR].name, n) == 0 &&
	    (text[n + 1] == '/' || text[n + 1] == '\0'));
}
