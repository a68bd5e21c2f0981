/*
 * What the server has given up, tried in a process that has entered its
 * confinement: each call of the table must end it, or fail.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/error.h"
#include "common/ring.h"
#include "regress/unit/test.h"
#include "server/confine.h"

enum {
	NOBODY = 65534,
	WORKED = 77, /* exit status: the call did what it should not */
};

/* A call by its number, with the arguments it takes to work elsewhere. */
static const struct attempt {
	const char *name;
	long nr;
	long args[6];
} attempts[] = {
#define STRING(s) ((long)(uintptr_t)(s))
    {"open", SYS_open, {STRING("/"), O_RDONLY}},
    {"openat2", SYS_openat2, {AT_FDCWD, STRING("/"), 0, 24}},
    {"creat", SYS_creat, {STRING("/tmp/nono-confine"), 0600}},
    {"open_by_handle_at", SYS_open_by_handle_at, {0}},
    {"memfd_create", SYS_memfd_create, {STRING("x"), 0}},
    {"execve", SYS_execve, {STRING("/bin/true"), 0, 0}},
    {"execveat", SYS_execveat, {AT_FDCWD, STRING("/bin/true"), 0, 0, 0}},
    {"fork", SYS_fork, {0}},
    {"vfork", SYS_vfork, {0}},
    {"clone", SYS_clone, {SIGCHLD}},
    {"clone3", SYS_clone3, {0, 0}},
    {"socket", SYS_socket, {AF_UNIX, SOCK_STREAM, 0}},
    {"socket inet", SYS_socket, {AF_INET, SOCK_STREAM, 0}},
    {"socketpair", SYS_socketpair, {AF_UNIX, SOCK_STREAM, 0, 0}},
    {"connect", SYS_connect, {0, 0, 0}},
    {"bind", SYS_bind, {0, 0, 0}},
    {"listen", SYS_listen, {0, 1}},
    {"ptrace", SYS_ptrace, {PTRACE_TRACEME}},
    {"process_vm_readv", SYS_process_vm_readv, {1}},
    {"process_vm_writev", SYS_process_vm_writev, {1}},
    {"kill", SYS_kill, {1, 0}},
    {"tkill", SYS_tkill, {1, 0}},
    {"tgkill", SYS_tgkill, {1, 1, 0}},
    {"rt_sigqueueinfo", SYS_rt_sigqueueinfo, {1, SIGTERM, 0}},
    {"pidfd_open", SYS_pidfd_open, {1, 0}},
    {"pidfd_getfd", SYS_pidfd_getfd, {0, 0, 0}},
    {"pidfd_send_signal", SYS_pidfd_send_signal, {0, 0, 0, 0}},
    {"unlink", SYS_unlink, {STRING("/tmp/nono-confine")}},
    {"rename", SYS_rename, {STRING("/tmp/a"), STRING("/tmp/b")}},
    {"link", SYS_link, {STRING("/tmp/a"), STRING("/tmp/b")}},
    {"symlink", SYS_symlink, {STRING("/tmp/a"), STRING("/tmp/b")}},
    {"mkdir", SYS_mkdir, {STRING("/tmp/nono-confine"), 0700}},
    {"rmdir", SYS_rmdir, {STRING("/tmp/nono-confine")}},
    {"mknod", SYS_mknod, {STRING("/tmp/nono-confine"), S_IFIFO | 0600}},
    {"chmod", SYS_chmod, {STRING("/tmp"), 01777}},
    {"chown", SYS_chown, {STRING("/tmp"), -1, -1}},
    {"truncate", SYS_truncate, {STRING("/tmp/nono-confine"), 0}},
    {"access", SYS_access, {STRING("/"), R_OK}},
    {"statx", SYS_statx, {AT_FDCWD, STRING("/"), 0, 0, 0}},
    {"getdents64", SYS_getdents64, {0, 0, 0}},
    {"chdir", SYS_chdir, {STRING("/")}},
    {"chroot", SYS_chroot, {STRING("/")}},
    {"mount", SYS_mount, {STRING("x"), STRING("/"), STRING("tmpfs"), 0, 0}},
    {"umount2", SYS_umount2, {STRING("/proc"), 0}},
    {"unshare", SYS_unshare, {CLONE_NEWUSER}},
    {"setns", SYS_setns, {0, 0}},
    {"setuid", SYS_setuid, {0}},
    {"setrlimit", SYS_setrlimit, {0, 0}},
    {"prlimit64", SYS_prlimit64, {0, 0, 0, 0}},
    {"seccomp", SYS_seccomp, {0, 0, 0}},
    {"personality", SYS_personality, {-1}},
    {"shmget", SYS_shmget, {0, 4096, 0600}},
    {"msgget", SYS_msgget, {0, 0600}},
    {"add_key", SYS_add_key, {0}},
    {"keyctl", SYS_keyctl, {0}},
    {"bpf", SYS_bpf, {0, 0, 0}},
    {"perf_event_open", SYS_perf_event_open, {0}},
    {"userfaultfd", SYS_userfaultfd, {0}},
    {"io_uring_setup", SYS_io_uring_setup, {1, 0}},
    {"inotify_init1", SYS_inotify_init1, {0}},
    {"fanotify_init", SYS_fanotify_init, {0, 0}},
    {"epoll_create1", SYS_epoll_create1, {0}},
    {"pipe2", SYS_pipe2, {0, 0}},
    {"dup", SYS_dup, {0}},
    {"splice", SYS_splice, {0}},
    {"sendfile", SYS_sendfile, {0, 0, 0, 0}},
    {"reboot", SYS_reboot, {0}},
    {"ioctl TIOCSTI", SYS_ioctl, {0, TIOCSTI, STRING("x")}},
    {"ioctl TIOCSCTTY", SYS_ioctl, {0, TIOCSCTTY, 0}},
    {"ioctl TIOCGPTPEER", SYS_ioctl, {0, TIOCGPTPEER, O_RDWR}},
    {"ioctl TIOCSTI and more", SYS_ioctl, {0, TIOCSTI | 1L << 32, 0}},
    {"fcntl F_SETOWN", SYS_fcntl, {0, F_SETOWN, 1}},
    {"fcntl F_SETSIG", SYS_fcntl, {0, F_SETSIG, SIGKILL}},
    {"fcntl F_DUPFD", SYS_fcntl, {0, F_DUPFD, 10}},
    {"mmap to execute", SYS_mmap,
	{0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0}},
    {"mprotect to execute", SYS_mprotect, {0, 0, PROT_EXEC}},
    {"number past the last", 4000, {0}},
    {"x32", 0x40000000 | SYS_getpid, {0}},
#ifndef NONO_SANITIZERS /* whose reports need these */
    {"openat", SYS_openat, {AT_FDCWD, STRING("/dev/null"), O_RDWR}},
    {"readlink", SYS_readlink, {STRING("/proc/self/exe"), 0, 0}},
    {"prctl", SYS_prctl, {PR_SET_DUMPABLE, 1}},
#endif
};

/* In a child: confined, or gone with a status that says it is not. */
static void
confine(void)
{
	struct error e = ERROR_INIT;

	if (server_confine(&e) == 0)
		return;
	printf("%s\n", e.text);
	fflush(stdout);
	_exit(1);
}

/* Run something in a child that is confined; returns its wait status. */
static int
in_confinement(void (*run)(const void *), const void *arg)
{
	pid_t pid;
	int status;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		confine();
		run(arg);
		_exit(0);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		return (-1);
	return (status);
}

static void
run_attempt(const void *arg)
{
	const struct attempt *a = arg;

	syscall(a->nr, a->args[0], a->args[1], a->args[2], a->args[3],
	    a->args[4], a->args[5]);
	_exit(WORKED);
}

static void
test_calls(void)
{
	size_t i;
	int status;

	for (i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
		status = in_confinement(run_attempt, &attempts[i]);
		if (!CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS))
			printf("%s: wait status %#x\n", attempts[i].name,
			    (unsigned)status);
	}
}

#ifdef __x86_64__
/* The 32-bit door: number 20 is getpid there, writev here. */
static void
run_int80(const void *arg)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");
	_exit(WORKED);
}
#endif

static void
test_other_abi(void)
{
#ifdef __x86_64__
	int status = in_confinement(run_int80, NULL);

	CHECK(WIFSIGNALED(status));
#else
	test_skip("only known for x86-64");
#endif
}

/* What it lives by; made before, as the server has it made. */
struct tools {
	int pair[2], listener, epoll, timer, ring;
};

static void
need(bool ok, const char *what)
{
	if (ok)
		return;
	printf("cannot %s: %s\n", what, strerror(errno));
	fflush(stdout);
	_exit(WORKED);
}

static void
run_work(const void *arg)
{
	const struct tools *t = arg;
	struct itimerspec soon = {.it_value = {.tv_nsec = 1000000}};
	struct epoll_event ev = {.events = EPOLLIN};
	struct error e = ERROR_INIT;
	const uint8_t *data;
	struct ring *ring;
	char byte = 'x';

	need(write(t->pair[0], &byte, 1) == 1, "write");
	need(recv(t->pair[1], &byte, 1, 0) == 1, "receive");
	need(fcntl(t->pair[0], F_SETFL, O_RDWR | O_NONBLOCK) == 0, "fcntl");
	need(timerfd_settime(t->timer, 0, &soon, NULL) == 0, "set a timer");
	need(epoll_ctl(t->epoll, EPOLL_CTL_ADD, t->timer, &ev) == 0, "watch");
	need(epoll_wait(t->epoll, &ev, 1, 5000) == 1, "wait");
	need(accept4(t->listener, NULL, NULL, SOCK_CLOEXEC) >= 0, "accept");
	ring = ring_map(t->ring, &e);
	need(ring != NULL, "map a ring");
	need(ring_read(ring, t->pair[1], &data) == -1 && errno == EAGAIN,
	    "read into it");
	free(malloc(64 * 1024 * 1024));
}

static void
make_tools(struct tools *t)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	socklen_t len = sizeof sa;
	struct error e = ERROR_INIT;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		  t->pair) == 0);
	t->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	t->epoll = epoll_create1(EPOLL_CLOEXEC);
	t->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	t->ring = ring_create(&e);
	/* An abstract name of the kernel's choice. */
	CHECK(bind(t->listener, (struct sockaddr *)&sa, sizeof(sa_family_t)) ==
	    0);
	CHECK(listen(t->listener, 1) == 0);
	CHECK(getsockname(t->listener, (struct sockaddr *)&sa, &len) == 0);
	CHECK(connect(fd, (struct sockaddr *)&sa, len) == 0);
}

static void
test_work(void)
{
	struct tools t;
	int status;

	make_tools(&t);
	status = in_confinement(run_work, &t);
	if (!CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0))
		printf("wait status %#x\n", (unsigned)status);
}

static void
close_both(const int *fds)
{
	close(fds[0]);
	close(fds[1]);
}

/* A process of an ordinary user, confined or not, that waits to be killed. */
static pid_t
waiting_process(bool confined)
{
	int pipes[2], never[2];
	pid_t pid;
	char byte;

	if (pipe2(pipes, O_CLOEXEC) == -1 || pipe2(never, O_CLOEXEC) == -1 ||
	    (pid = fork()) == -1)
		return (-1);
	if (pid == 0) {
		if (geteuid() == 0 &&
		    (setgid(NOBODY) == -1 || setuid(NOBODY) == -1))
			_exit(1);
		/* A change of user has made it so already. */
		prctl(PR_SET_DUMPABLE, 1);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (confined)
			confine();
		if (write(pipes[1], "x", 1) == 1)
			while (read(never[0], &byte, 1) == 1)
				continue;
		_exit(1);
	}
	close(pipes[1]);
	close_both(never);
	CHECK(read(pipes[0], &byte, 1) == 1);
	close(pipes[0]);
	return (pid);
}

/* As the same ordinary user: 0, or the error that stopped it. */
static int
look_at(pid_t pid)
{
	char path[40];
	int status, fd;
	pid_t child = fork();

	if (child == 0) {
		if (geteuid() == 0 &&
		    (setgid(NOBODY) == -1 || setuid(NOBODY) == -1))
			_exit(1);
		snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
		if ((fd = open(path, O_RDWR | O_CLOEXEC)) == -1)
			_exit(errno);
		_exit(ptrace(PTRACE_ATTACH, pid, 0, 0) == -1 ? errno : 0);
	}
	if (child == -1 || waitpid(child, &status, 0) == -1 ||
	    !WIFEXITED(status))
		return (-1);
	return (WEXITSTATUS(status));
}

static void
end_process(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void
test_looked_at(void)
{
	pid_t open_one = waiting_process(false), one = waiting_process(true);

	/* The first shows that it is not something else that forbids it. */
	if (look_at(open_one) != 0)
		test_skip("this system lets nobody look at processes");
	CHECK_INT(look_at(one), EACCES);
	end_process(open_one);
	end_process(one);
}

/* A field of /proc/PID/status. */
static void
check_field(pid_t pid, const char *field, const char *want)
{
	char path[40], line[256];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		if (strncmp(line, field, strlen(field)) != 0)
			continue;
		found = true;
		line[strcspn(line, "\n")] = '\0';
		CHECK_STR(line + strlen(field), want);
	}
	CHECK(found);
	if (f != NULL)
		fclose(f);
}

static void
test_status(void)
{
	pid_t pid = waiting_process(true);

	check_field(pid, "NoNewPrivs:\t", "1");
	check_field(pid, "Seccomp:\t", "2");
	check_field(pid, "CapEff:\t", "0000000000000000");
	check_field(pid, "CapPrm:\t", "0000000000000000");
	check_field(pid, "CapInh:\t", "0000000000000000");
	check_field(pid, "CapAmb:\t", "0000000000000000");
	end_process(pid);
}

static const struct test tests[] = {
    {"calls", test_calls},
    {"other_abi", test_other_abi},
    {"work", test_work},
    {"looked_at", test_looked_at},
    {"status", test_status},
};

int
main(int argc, char **argv)
{
	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
