#include "regress/sandbox/attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t
process(char *const *args)
{
	return ((pid_t)attempt_number(args[0]));
}

static int
try_signal(char *const *args)
{
	return (kill(process(args), 0));
}

/* By descriptor instead of by number. */
static int
try_pidfd_signal(char *const *args)
{
	int rc, fd = pidfd_open(process(args), 0);

	if (fd == -1)
		return (-1);
	rc = pidfd_send_signal(fd, 0, NULL, 0);
	close(fd);
	return (rc);
}

static int
try_ptrace(char *const *args)
{
	if (ptrace(PTRACE_SEIZE, process(args), NULL, NULL) == -1)
		return (-1);
	return (0); /* which ends with us */
}

/* A debugger's own child is its to trace. */
static int
try_ptrace_child(char *const *args)
{
	int status, saved;
	long rc;
	pid_t pid = fork();

	if (pid == 0) {
		pause();
		_exit(0);
	}
	if (pid == -1)
		return (-1);
	rc = ptrace(PTRACE_SEIZE, pid, NULL, NULL);
	saved = errno;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	errno = saved;
	return (rc == -1 ? -1 : 0);
}

static int
try_prlimit(char *const *args)
{
	struct rlimit limit;

	return (prlimit(process(args), RLIMIT_NOFILE, NULL, &limit));
}

static int
try_affinity(char *const *args)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof set, &set) == -1)
		return (-1);
	return (sched_setaffinity(process(args), sizeof set, &set));
}

static int
try_priority(char *const *args)
{
	return (setpriority(PRIO_PROCESS, (id_t)process(args), 19));
}

static int
try_io_priority(char *const *args)
{
	const int who_process = 1, best_effort = 2 << 13;

	return ((int)syscall(
	    SYS_ioprio_set, who_process, process(args), best_effort | 7));
}

static int
try_read_memory(char *const *args)
{
	char byte;
	struct iovec to = {&byte, 1};
	struct iovec from = {(void *)attempt_number(args[1]), 1};

	return (
	    process_vm_readv(process(args), &to, 1, &from, 1, 0) == 1 ? 0 : -1);
}

static int
open_proc(char *const *args, const char *what, int flags)
{
	char path[PATH_MAX], byte;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/%s", (int)process(args), what);
	if ((fd = open(path, flags | O_CLOEXEC)) == -1)
		return (-1);
	n = flags == O_RDONLY ? read(fd, &byte, 1) : 1;
	close(fd);
	return (n == 1 ? 0 : -1);
}

static int
try_arguments(char *const *args)
{
	return (open_proc(args, "cmdline", O_RDONLY));
}

static int
try_environment(char *const *args)
{
	return (open_proc(args, "environ", O_RDONLY));
}

static int
try_maps(char *const *args)
{
	return (open_proc(args, "maps", O_RDONLY));
}

static int
try_oom(char *const *args)
{
	return (open_proc(args, "oom_score_adj", O_WRONLY));
}

/* Into another process's root: PID PATH. */
static int
try_root(char *const *args)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "root%s", args[1]);
	return (open_proc(args, path, O_RDONLY));
}

static int
try_working_directory(char *const *args)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "/proc/%d/cwd", (int)process(args));
	return (chdir(path));
}

/* Take a descriptor out of another process: PID FD. */
static int
try_take_descriptor(char *const *args)
{
	int fd, pid = pidfd_open(process(args), 0);

	if (pid == -1)
		return (-1);
	fd = pidfd_getfd(pid, (int)attempt_number(args[1]), 0);
	close(pid);
	return (attempt_closed(fd));
}

static int
try_enter(char *const *args)
{
	char path[64];
	int rc, fd;

	snprintf(path, sizeof path, "/proc/%d/ns/user", (int)process(args));
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return (-1);
	rc = setns(fd, CLONE_NEWUSER);
	close(fd);
	return (rc);
}

/* The init of the session, whose parent has the user's authority. */
static int
try_init(char *const *args)
{
	char one[] = "1", path[] = "/etc/passwd";
	char *const init[] = {one, path, NULL};

	if (try_root(init) == 0 || open_proc(init, "mem", O_RDWR) == 0 ||
	    open_proc(init, "environ", O_RDONLY) == 0 ||
	    ptrace(PTRACE_SEIZE, 1, NULL, NULL) == 0)
		return (0);
	return (-1);
}

static int
try_shared_memory(char *const *args)
{
	return (shmget((key_t)attempt_number(args[0]), 1, 0) == -1 ? -1 : 0);
}

static int
try_semaphore(char *const *args)
{
	return (semget((key_t)attempt_number(args[0]), 1, 0) == -1 ? -1 : 0);
}

static int
try_message_queue(char *const *args)
{
	return (msgget((key_t)attempt_number(args[0]), 0) == -1 ? -1 : 0);
}

/* Whether the process is as a confined one must be; 0 if anything is not. */
static int
try_privileges(char *const *args)
{
	static const char *const wanted[] = {"CapInh:\t0000000000000000\n",
	    "CapPrm:\t0000000000000000\n", "CapEff:\t0000000000000000\n",
	    "CapBnd:\t0000000000000000\n", "CapAmb:\t0000000000000000\n",
	    "NoNewPrivs:\t1\n", "Seccomp:\t2\n", "Seccomp_filters:\t1\n"};
	char text[8192];
	struct rlimit core;
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	ssize_t n;
	size_t i;

	if (fd == -1)
		return (0);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n < 1)
		return (0);
	text[n] = '\0';
	for (i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		if (strstr(text, wanted[i]) == NULL) {
			printf("not %s", wanted[i]);
			return (0);
		}
	}
	if (prctl(PR_GET_DUMPABLE) != 1 ||
	    getrlimit(RLIMIT_CORE, &core) == -1 || core.rlim_max != 0)
		return (0);
	errno = EPERM;
	return (-1);
}

/* Whether any descriptor past the standard ones is open. */
static int
try_any_descriptor(char *const *args)
{
	int fd, max = (int)sysconf(_SC_OPEN_MAX);

	for (fd = 3; fd < max && fd < 65536; fd++) {
		if (fcntl(fd, F_GETFD) != -1)
			return (0);
	}
	errno = EBADF;
	return (-1);
}

/* Raise a limit that has been set. */
static int
try_core_limit(char *const *args)
{
	const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

	return (setrlimit(RLIMIT_CORE, &limit));
}

const struct attempt attempt_processes[] = {
    {"signal", 1, try_signal},
    {"pidfd-signal", 1, try_pidfd_signal},
    {"ptrace", 1, try_ptrace},
    {"ptrace-child", 0, try_ptrace_child},
    {"prlimit", 1, try_prlimit},
    {"affinity", 1, try_affinity},
    {"priority", 1, try_priority},
    {"io-priority", 1, try_io_priority},
    {"read-memory", 2, try_read_memory},
    {"arguments", 1, try_arguments},
    {"environment", 1, try_environment},
    {"maps", 1, try_maps},
    {"oom", 1, try_oom},
    {"root", 2, try_root},
    {"working-directory", 1, try_working_directory},
    {"take-descriptor", 2, try_take_descriptor},
    {"enter", 1, try_enter},
    {"init", 0, try_init},
    {"shared-memory", 1, try_shared_memory},
    {"semaphore", 1, try_semaphore},
    {"message-queue", 1, try_message_queue},
    {"privileges", 0, try_privileges},
    {"any-descriptor", 0, try_any_descriptor},
    {"core-limit", 0, try_core_limit},
    {NULL, 0, NULL},
};
