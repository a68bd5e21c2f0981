#include "common/cpu.h"

void
cpu_stay(struct cpu_here *c)
{
	int here = sched_getcpu();
	cpu_set_t one;

	CPU_ZERO(&one);
	/* A machine with more processors than there is room for: as it comes. */
	c->changed = here >= 0 && here < CPU_SETSIZE &&
	    sched_getaffinity(0, sizeof c->all, &c->all) == 0;
	if (!c->changed)
		return;
	CPU_SET(here, &one);
	sched_setaffinity(0, sizeof one, &one);
}

void
cpu_leave(const struct cpu_here *c)
{
	if (c->changed)
		sched_setaffinity(0, sizeof c->all, &c->all);
}
