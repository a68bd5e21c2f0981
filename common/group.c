#include "common/group.h"

#include <string.h>

#include "common/suggest.h"
#include "profiles/builtin.h"

const struct group *
group_at(size_t n)
{
	return (n < builtin_ngroups ? &builtin_groups[n] : NULL);
}

const struct group *
group_find(const char *name)
{
	size_t i;

	for (i = 0; i < builtin_ngroups; i++) {
		if (strcmp(builtin_groups[i].name, name) == 0)
			return (&builtin_groups[i]);
	}
	return (NULL);
}

int
group_unknown(const char *name, struct error *e)
{
	struct suggest s;
	size_t i;

	suggest_init(&s, name);
	for (i = 0; i < builtin_ngroups; i++)
		suggest_offer(&s, builtin_groups[i].name);
	if (s.best != NULL)
		return (
		    error_set(e, "unknown group \"%s\": did you mean \"%s\"?",
			name, s.best));
	return (error_set(
	    e, "unknown group \"%s\": nono-profile(5) lists them", name));
}
