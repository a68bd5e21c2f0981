#include "client/select.h"

#include <stdlib.h>

#include "client/context.h"

int
select_session(struct selection *s, const struct context *c,
    const char *command, const char *what, bool all, struct error *e)
{
	if (context_outside(command, e) == -1 ||
	    registry_open(&s->registry, &c->paths, e) == -1)
		return (-1);
	if (registry_find(&s->registry, what, all, &s->entry, e) == -1) {
		registry_release(&s->registry);
		return (-1);
	}
	return (0);
}

int
select_live(struct selection *s, const struct context *c, const char *command,
    const char *what, struct error *e)
{
	char *ending;

	if (select_session(s, c, command, what, true, e) == -1)
		return (-1);
	if (s->entry.live)
		return (0);
	ending = record_ending(&s->entry.record);
	error_set(e, "session %s %s", s->entry.record.id, ending);
	free(ending);
	select_release(s);
	return (-1);
}

void
select_release(struct selection *s)
{
	record_release(&s->entry.record);
	registry_release(&s->registry);
}
