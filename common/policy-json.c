#include "common/policy-json.h"

#include <stdlib.h>

#include "common/redact.h"
#include "common/utf8.h"
#include "common/xmalloc.h"

static const char *const access_names[] = {
    [ACCESS_READ] = "read",
    [ACCESS_WRITE] = "write",
    [ACCESS_BOTH] = "read+write",
};

static const char *const source_names[] = {
    [SOURCE_USER] = "user",
    [SOURCE_CWD] = "cwd",
    [SOURCE_PROFILE] = "profile",
    [SOURCE_GROUP] = "group",
};

static json_t *
text(const char *s)
{
	json_t *j = json_string(s);
	char *escaped;

	if (j == NULL) {
		escaped = utf8_escaped(s);
		j = json_string(escaped);
		free(escaped);
	}
	if (j == NULL)
		BUG("out of memory");
	return (j);
}

static void
put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) == -1)
		BUG("out of memory");
}

static void
append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) == -1)
		BUG("out of memory");
}

static json_t *
strings(char *const *v, size_t n)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		append(array, text(v[i]));
	return (array);
}

static json_t *
grants(const struct policy *p)
{
	json_t *array = json_array(), *o;
	const struct grant *g;
	size_t i;

	for (i = 0; i < p->ngrants; i++) {
		g = &p->grants[i];
		o = json_object();
		put(o, "path", text(g->path));
		put(o, "given", text(g->given));
		put(o, "access",
		    json_string(access_names[g->access & ACCESS_BOTH]));
		put(o, "type", json_string(g->directory ? "dir" : "file"));
		put(o, "source", json_string(source_names[g->source]));
		if (g->group != NULL)
			put(o, "group", text(g->group));
		append(array, o);
	}
	return (array);
}

static json_t *
denies(const struct policy *p)
{
	json_t *array = json_array(), *o;
	size_t i;

	for (i = 0; i < p->ndenies; i++) {
		o = json_object();
		put(o, "path", text(p->denies[i].path));
		put(o, "source",
		    json_string(
			p->denies[i].group == NULL ? "profile" : "group"));
		if (p->denies[i].group != NULL)
			put(o, "group", text(p->denies[i].group));
		append(array, o);
	}
	return (array);
}

static json_t *
links(const struct policy *p)
{
	json_t *array = json_array(), *o;
	size_t i;

	for (i = 0; i < p->nlinks; i++) {
		o = json_object();
		put(o, "path", text(p->links[i].path));
		put(o, "target", text(p->links[i].target));
		append(array, o);
	}
	return (array);
}

static json_t *
environment(const struct policy *p)
{
	json_t *o = json_object(), *set = json_object();
	const struct env_set *v;
	size_t i;

	for (i = 0; i < p->nenv_set; i++) {
		v = &p->env_set[i];
		put(set, v->name,
		    text(redact_is_secret(v->name) ? REDACTED : v->value));
	}
	put(o, "allow", strings(p->env_allow, p->nenv_allow));
	put(o, "deny", strings(p->env_deny, p->nenv_deny));
	put(o, "set", set);
	return (o);
}

json_t *
policy_json(const struct policy *p)
{
	json_t *o = json_object();

	put(o, "profile", text(p->profile));
	put(o, "workdir", text(p->workdir));
	put(o, "cwd", text(p->cwd));
	put(o, "network", json_string(policy_network(p)));
	put(o, "grants", grants(p));
	put(o, "denies", denies(p));
	put(o, "links", links(p));
	put(o, "missing", strings(p->missing, p->nmissing));
	put(o, "protected", strings(p->protected, p->nprotected));
	put(o, "environment", environment(p));
	return (o);
}
