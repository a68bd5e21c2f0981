/*
 * System calls for which glibc 2.36 has no function; sys_ so that a glibc that
 * has one does not collide.
 */
#ifndef COMPAT_SYSCALL_H
#define COMPAT_SYSCALL_H

#include <linux/openat2.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static inline int
sys_openat2(
    int dirfd, const char *path, const struct open_how *how, size_t size)
{
	return ((int)syscall(SYS_openat2, dirfd, path, how, size));
}

static inline int
sys_pivot_root(const char *new_root, const char *put_old)
{
	return ((int)syscall(SYS_pivot_root, new_root, put_old));
}

static inline int
sys_seccomp(unsigned operation, unsigned flags, void *args)
{
	return ((int)syscall(SYS_seccomp, operation, flags, args));
}

/*
 * clone(2) as fork(2) does it, on a copy of the caller's stack; flags may only
 * be CLONE_NEW* and the signal. glibc's fork handlers do not run.
 */
static inline pid_t
sys_clone_fork(unsigned long flags)
{
#if defined(__s390__) || defined(__CRIS__)
	return ((pid_t)syscall(SYS_clone, 0UL, flags, 0UL, 0UL, 0UL));
#else
	return ((pid_t)syscall(SYS_clone, flags, 0UL, 0UL, 0UL, 0UL));
#endif
}

#endif
