#include "common/settings.h"

#include <stdlib.h>
#include <string.h>

#include "common/xmalloc.h"

static int
parse_sequence(struct settings *c, const char *keys, struct error *e)
{
	char *copy = xstrdup(keys), *save = NULL, *name;
	size_t n = 0;
	int rc = 0;

	for (name = strtok_r(copy, " ", &save); name != NULL && rc == 0;
	     name = strtok_r(NULL, " ", &save)) {
		if (n == SETTINGS_DETACH_MAX)
			rc = error_set(
			    e, "more than %d keys", SETTINGS_DETACH_MAX);
		else
			rc = key_parse(name, &c->detach[n++], e);
	}
	if (rc == 0 && n < SETTINGS_DETACH_MIN)
		rc = error_set(e,
		    "needs at least %d keys, separated by spaces, as in "
		    "\"ctrl-] d\"",
		    SETTINGS_DETACH_MIN);
	c->ndetach = n;
	free(copy);
	return (rc);
}

static int
set_detach_sequence(void *arg, const struct conf_row *row,
    const struct conf_entry *entry, const struct conf_string *s,
    struct error *e)
{
	if (parse_sequence(arg, s->s, e) == -1)
		return (error_context(e, "%s", entry->key));
	return (0);
}

static const struct conf_row rows[] = {
    {"ui", "detach_sequence", CONF_STRING, set_detach_sequence, 0},
};

void
settings_default(struct settings *c)
{
	struct error e = ERROR_INIT;

	*c = (struct settings){0};
	if (parse_sequence(c, "ctrl-] d", &e) == -1)
		BUG("default detach sequence: %s", e.text);
}

int
settings_apply(struct settings *c, const struct conf *text, struct error *e)
{
	struct settings new;

	settings_default(&new);
	if (conf_apply(text, rows, sizeof rows / sizeof rows[0], &new, e) == -1)
		return (-1);
	*c = new;
	return (0);
}

int
settings_load(struct settings *c, const struct paths *paths, struct error *e)
{
	char *path = xasprintf("%s/config.toml", paths->config);
	struct conf *text = NULL;
	int rc;

	rc = conf_load(&text, path, e);
	free(path);
	if (rc == 0) {
		rc = settings_apply(c, text, e);
		conf_destroy(text);
	} else if (rc == 1) {
		settings_default(c);
		rc = 0;
	}
	return (rc);
}
