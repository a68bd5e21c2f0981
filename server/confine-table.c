#include "server/confine-table.h"

#include <config.h>

#include <fcntl.h>
#include <seccomp.h>
#include <sys/ioctl.h>

/*
 * Every system call the server, libevent's epoll back end and the C library's
 * allocator make once it runs. What is not here kills the process: nothing the
 * server does on purpose is missing, so it would be somebody else's purpose.
 */
const int confine_calls[] = {
    /* bytes to and from descriptors it has */
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(recvmsg),
    SCMP_SYS(recvfrom),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(accept4),
    SCMP_SYS(shutdown),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat), /* fstat of newer C libraries */
    SCMP_SYS(getsockopt), /* SO_PEERCRED */
    SCMP_SYS(lseek), /* stdio */
    /* waiting */
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_pwait2),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(timerfd_settime),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(sched_yield),
    /* memory */
    SCMP_SYS(brk),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    /* itself */
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
#ifdef NONO_SANITIZERS
    SCMP_SYS(prctl),
    SCMP_SYS(readlink), /* a report's symbolizer; Landlock still denies */
    SCMP_SYS(openat),
#endif
};

/* ioctls: what is unread at a pty, and its size. Nothing that fakes input. */
const unsigned long confine_ioctls[] = {FIONREAD, TIOCGWINSZ, TIOCSWINSZ};

/* Flags and seals. Not F_SETOWN, which has the kernel send signals for it. */
const unsigned long confine_fcntls[] = {
    F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GET_SEALS};

const int confine_maps[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};

const size_t nconfine_calls = sizeof confine_calls / sizeof confine_calls[0];
const size_t nconfine_ioctls = sizeof confine_ioctls / sizeof confine_ioctls[0];
const size_t nconfine_fcntls = sizeof confine_fcntls / sizeof confine_fcntls[0];
const size_t nconfine_maps = sizeof confine_maps / sizeof confine_maps[0];
