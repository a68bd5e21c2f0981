#include "server/sandbox/seccomp.h"

#include <linux/seccomp.h>
#include <stdint.h>

#include "compat/syscall.h"

int
seccomp_enter(const struct seccomp_program *program, struct error *e)
{
	struct sock_fprog p = {.len = program->n,
	    .filter = (struct sock_filter *)(uintptr_t)program->code};

	if (sys_seccomp(SECCOMP_SET_MODE_FILTER, 0, &p) == -1)
		return (error_errno(e, "cannot load the system call filter"));
	return (0);
}
