#include "regress/sandbox/attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <linux/userfaultfd.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* System calls that came after the newest this program may rely on. */
enum {
	NR_LISTNS = 470,
	I386_GETPID = 20
};

/* What needs a capability is tried in a user namespace too, if one is left. */
static void
in_namespaces(void)
{
	int saved = errno;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == -1)
		errno = saved;
}

static int
try_user_namespace(char *const *args)
{
	return (unshare(CLONE_NEWUSER));
}

static int
try_namespace(char *const *args)
{
	/* A user namespace first, without which the others need root. */
	if (unshare(CLONE_NEWUSER) == -1 && errno != EPERM)
		return (-1);
	return (unshare((int)attempt_number(args[0])));
}

static int
reap(pid_t pid)
{
	if (pid == 0)
		_exit(0);
	if (pid == -1)
		return (-1);
	return (waitpid(pid, NULL, 0) == -1 ? -1 : 0);
}

static int
try_clone_user(char *const *args)
{
	return (reap((pid_t)syscall(
	    SYS_clone, (unsigned long)CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)));
}

/* The flags in memory; with none, it has to fail as if it did not exist. */
static int
try_clone3(char *const *args)
{
	struct clone_args clone = {
	    .flags = (uint64_t)attempt_number(args[0]), .exit_signal = SIGCHLD};

	return (reap((pid_t)syscall(SYS_clone3, &clone, sizeof clone)));
}

static int
try_mount(char *const *args)
{
	in_namespaces();
	return (mount("x", args[0], "tmpfs", 0, NULL));
}

static int
try_bind(char *const *args)
{
	in_namespaces();
	return (mount(args[0], args[1], NULL, MS_BIND, NULL));
}

/* Make something writable that is mounted read-only. */
static int
try_remount(char *const *args)
{
	in_namespaces();
	return (mount(NULL, args[0], NULL, MS_REMOUNT | MS_BIND, NULL));
}

static int
try_umount(char *const *args)
{
	in_namespaces();
	return (umount2(args[0], MNT_DETACH));
}

static int
try_chroot(char *const *args)
{
	in_namespaces();
	return (chroot(args[0]));
}

static int
try_pivot(char *const *args)
{
	in_namespaces();
	if (mount("x", args[0], "tmpfs", 0, NULL) == -1 || chdir(args[0]) == -1)
		return (-1);
	return ((int)syscall(SYS_pivot_root, ".", "."));
}

static int
try_fsopen(char *const *args)
{
	in_namespaces();
	return (attempt_closed(fsopen("tmpfs", FSOPEN_CLOEXEC)));
}

static int
try_open_tree(char *const *args)
{
	in_namespaces();
	return (attempt_closed(
	    open_tree(AT_FDCWD, args[0], OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)));
}

static int
try_mount_setattr(char *const *args)
{
	struct mount_attr attr = {.attr_clr = MOUNT_ATTR_NOEXEC};

	in_namespaces();
	return (mount_setattr(AT_FDCWD, args[0], 0, &attr, sizeof attr));
}

static int
try_io_uring(char *const *args)
{
	struct io_uring_params params = {.flags = 0};

	return (attempt_closed((int)syscall(SYS_io_uring_setup, 1, &params)));
}

static int
try_bpf(char *const *args)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY,
	    .key_size = 4,
	    .value_size = 4,
	    .max_entries = 1};

	return (attempt_closed(
	    (int)syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof attr)));
}

static int
try_perf(char *const *args)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE,
	    .size = sizeof attr,
	    .config = PERF_COUNT_SW_TASK_CLOCK,
	    .exclude_kernel = 1,
	    .exclude_hv = 1};

	return (attempt_closed(
	    (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0UL)));
}

static int
try_userfaultfd(char *const *args)
{
	return (attempt_closed(
	    (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY)));
}

static int
try_fanotify(char *const *args)
{
	return (attempt_closed(fanotify_init(
	    FAN_CLASS_NOTIF | FAN_REPORT_FID | FAN_CLOEXEC, O_RDONLY)));
}

/* The key of this name in the user's keyring. */
static int
try_key(char *const *args)
{
	return (syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING,
		    "user", args[0], 0) == -1
		? -1
		: 0);
}

static int
try_add_key(char *const *args)
{
	return (syscall(SYS_add_key, "user", "nono-test", "x", 1,
		    KEY_SPEC_PROCESS_KEYRING) == -1
		? -1
		: 0);
}

static int
try_kernel_log(char *const *args)
{
	const int size_buffer = 10;

	return (syscall(SYS_syslog, size_buffer, NULL, 0) == -1 ? -1 : 0);
}

static int
try_hostname(char *const *args)
{
	/* A space of its own, so that nothing is really renamed. */
	if (unshare(CLONE_NEWUTS) == -1 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWUTS) == -1)
		return (-1);
	return (sethostname("nono-test", 9));
}

/* A system call that a filter written before it could not know. */
static int
try_newer_call(char *const *args)
{
	/* On a kernel without it the answer is the same; that is the point. */
	return (syscall(NR_LISTNS, NULL, NULL, 0, 0) == -1 ? -1 : 0);
}

/* A system call by the 32-bit entry, where numbers mean something else. */
static int
try_i386(char *const *args)
{
#ifdef __x86_64__
	long pid;
	int status;
	pid_t child = fork();

	if (child == 0) {
		__asm__ volatile("int $0x80"
				 : "=a"(pid)
				 : "a"(I386_GETPID)
				 : "memory", "r8", "r9", "r10", "r11");
		_exit(pid == getpid() ? 0 : 1);
	}
	if (child == -1 || waitpid(child, &status, 0) == -1)
		return (-1);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) {
		errno = EACCES;
		return (-1);
	}
	errno = ENOSYS;
	return (WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1);
#else
	errno = ENOSYS;
	return (-1);
#endif
}

const struct attempt attempt_kernel[] = {
    {"user-namespace", 0, try_user_namespace},
    {"namespace", 1, try_namespace},
    {"clone-user", 0, try_clone_user},
    {"clone3", 1, try_clone3},
    {"mount", 1, try_mount},
    {"bind", 2, try_bind},
    {"remount", 1, try_remount},
    {"umount", 1, try_umount},
    {"chroot", 1, try_chroot},
    {"pivot", 1, try_pivot},
    {"fsopen", 0, try_fsopen},
    {"open-tree", 1, try_open_tree},
    {"mount-setattr", 1, try_mount_setattr},
    {"io-uring", 0, try_io_uring},
    {"bpf", 0, try_bpf},
    {"perf", 0, try_perf},
    {"userfaultfd", 0, try_userfaultfd},
    {"fanotify", 0, try_fanotify},
    {"key", 1, try_key},
    {"add-key", 0, try_add_key},
    {"kernel-log", 0, try_kernel_log},
    {"hostname", 0, try_hostname},
    {"newer-call", 0, try_newer_call},
    {"i386", 0, try_i386},
    {NULL, 0, NULL},
};
