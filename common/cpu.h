/*
 * Where a new process starts. The kernel puts it on another processor, even if
 * that is busy or asleep and ours is about to be free, as that of a process that
 * forks and then waits is. Both then have to be waited for.
 */
#ifndef COMMON_CPU_H
#define COMMON_CPU_H

#include <sched.h>

/* The processors that a process may use; nothing in it is for others. */
struct cpu_here {
	cpu_set_t all;
	int changed;
};

/* Use only the processor that we are on, as will what is forked from here on. */
void cpu_stay(struct cpu_here *c);
/* Use all again: for each of the processes. */
void cpu_leave(const struct cpu_here *c);

#endif
