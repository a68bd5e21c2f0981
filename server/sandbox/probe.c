#include "server/sandbox/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/landlock.h"
#include "compat/strl.h"
#include "compat/syscall.h"
#include "common/policy.h"
#include "server/sandbox/apply.h"
#include "server/sandbox/landlock.h"
#include "server/sandbox/seccomp.h"

enum {
	PIDFD_WAIT_MS = 5000
};

static int
tested_abi(int abi)
{
	const char *text = getenv("NONO_TEST_ABI");
	char *end;
	long n;

	if (text == NULL || *text == '\0')
		return (abi);
	n = strtol(text, &end, 10);
	return (*end == '\0' && n >= 0 && n < abi ? (int)n : abi);
}

static bool
without_userns(void)
{
	const char *text = getenv("NONO_TEST_NO_USERNS");

	return (text != NULL && strcmp(text, "1") == 0);
}

static void
why_not(struct kernel *k, const char *text)
{
	if (k->why_not[0] == '\0')
		strlcpy(k->why_not, text, sizeof k->why_not);
}

void
probe_quick(struct kernel *k)
{
	uint32_t action = SECCOMP_RET_ERRNO;

	*k = (struct kernel){.landlock_abi = tested_abi(landlock_abi())};
	k->seccomp = sys_seccomp(SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
	k->userns = k->pidns = !without_userns();
	if (!k->userns)
		why_not(k, "turned off by NONO_TEST_NO_USERNS");
}

/*
 * What a forked child is to find out. Returns 0 if the thing works; its error
 * is passed to the parent.
 */
typedef int (*attempt_fn)(void *arg, struct error *e);

static int
report(int fd, const struct error *e)
{
	ssize_t n = write(fd, e->text, strlen(e->text));

	return (n == -1 ? 2 : 1);
}

/* The parent's half: the text, if any, and whether the child said yes. */
static int
result(pid_t pid, int fd, struct error *e)
{
	char text[ERROR_TEXT_MAX];
	ssize_t n = read(fd, text, sizeof text - 1);
	int status;

	while (waitpid(pid, &status, 0) == -1) {
		if (errno != EINTR)
			return (error_errno(e, "cannot wait for a probe"));
	}
	if (n > 0) {
		text[n] = '\0';
		return (error_set(e, "%s", text));
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return (error_set(
		    e, "the probe ended with status %#x", (unsigned)status));
	return (0);
}

/* Run an attempt in a child, in the sandbox's namespaces unless s is NULL. */
static int
in_child(
    attempt_fn attempt, void *arg, const struct sandbox *s, struct error *e)
{
	int rc, fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) == -1)
		return (error_errno(e, "cannot make a pipe"));
	pid = s == NULL ? fork() : sandbox_fork(s, e);
	if (pid == 0) {
		struct error child = ERROR_INIT;

		rc = attempt(arg, &child) == 0 ? 0 : report(fds[1], &child);
		_exit(rc);
	}
	close(fds[1]);
	if (pid == -1)
		rc = s == NULL ? error_errno(e, "cannot fork") : -1;
	else
		rc = result(pid, fds[0], e);
	close(fds[0]);
	return (rc);
}

/* Opening the root, which is allowed but for Landlock. */
static int
expect_no_open(struct error *e)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd != -1) {
		close(fd);
		return (error_set(e, "Landlock let an open pass"));
	}
	if (errno != EACCES)
		return (error_errno(e, "Landlock: open of /"));
	return (0);
}

/* A refused ioctl, on no descriptor: EBADF unless the filter is first. */
static int
expect_no_ioctl(struct error *e)
{
	if (ioctl(-1, TIOCSTI, "x") == -1 && errno == EPERM)
		return (0);
	return (error_set(e, "the system call filter let a call pass"));
}

static int
try_landlock(void *arg, struct error *e)
{
	const struct plan plan = {.handled_fs = LANDLOCK_ACCESS_FS_READ_DIR};
	int fd;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return (error_errno(e, "cannot set no_new_privs"));
	if ((fd = landlock_create(&plan, e)) == -1 ||
	    landlock_enter(fd, e) == -1)
		return (-1);
	return (expect_no_open(e));
}

static int
try_seccomp(void *arg, struct error *e)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return (error_errno(e, "cannot set no_new_privs"));
	if (seccomp_enter(&seccomp_session, e) == -1)
		return (-1);
	return (expect_no_ioctl(e));
}

static int
check_terminals(struct error *e)
{
	int fd, unlock = 0, pts;

	fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd == -1)
		return (error_errno(e, "cannot open /dev/ptmx in a view"));
	if (ioctl(fd, TIOCSPTLCK, &unlock) == -1 ||
	    (pts = ioctl(fd, TIOCGPTPEER, O_RDWR | O_NOCTTY)) == -1) {
		error_errno(e, "cannot open a terminal in a view");
		close(fd);
		return (-1);
	}
	close(pts);
	close(fd);
	return (0);
}

static int
check_view(const struct plan *plan, struct error *e)
{
	char self[16];
	ssize_t n;

	n = readlink("/proc/self", self, sizeof self);
	if (n == -1)
		return (error_errno(e, "cannot read /proc in a view"));
	if (plan->pidns && (n != 1 || self[0] != '1'))
		return (error_set(e, "/proc is not the PID namespace's"));
	if (mkdir("/probe", 0700) == 0)
		return (error_set(e, "the view's root can be written to"));
	if (errno != EROFS)
		return (error_errno(e, "cannot make the view read-only"));
	return (check_terminals(e));
}

struct view_attempt {
	const struct plan *plan;
	struct sandbox *sandbox;
	bool unshare;
};

/* A whole sandbox with nothing granted, and whether it holds. */
static int
try_view(void *arg, struct error *e)
{
	struct view_attempt *a = arg;

	if (a->unshare && sandbox_unshare(a->sandbox, e) == -1)
		return (-1);
	if (sandbox_begin(a->sandbox, e) == -1 ||
	    sandbox_view_begin(a->sandbox, e) == -1 ||
	    sandbox_view(a->sandbox, e) == -1 || check_view(a->plan, e) == -1 ||
	    sandbox_confine(a->sandbox, e) == -1 || expect_no_open(e) == -1)
		return (-1);
	return (expect_no_ioctl(e));
}

static int
probe_view(const struct kernel *k, enum plan_kind kind, struct error *e)
{
	char cwd[] = "/";
	const struct policy policy = {.cwd = cwd};
	struct view_attempt a = {.unshare = kind == PLAN_WRAP};
	struct plan *plan;
	int rc;

	if (plan_build(&plan, &policy, k, kind, NULL, e) == -1)
		return (-1);
	a.plan = plan;
	a.sandbox = sandbox_create(kind);
	rc = sandbox_plan(a.sandbox, plan, e);
	if (rc == 0)
		rc = sandbox_rules(a.sandbox, e);
	if (rc == 0)
		rc = in_child(try_view, &a, a.unshare ? NULL : a.sandbox, e);
	sandbox_destroy(a.sandbox);
	plan_destroy(plan);
	return (rc);
}

static void
probe_spaces(struct kernel *k)
{
	struct error e = ERROR_INIT;

	if (!k->userns)
		return;
	if (k->landlock_abi == 0 || !k->seccomp) {
		k->userns = k->pidns = false;
		return; /* not tried; the reason is there */
	}
	if (probe_view(k, PLAN_SESSION, &e) == 0)
		return;
	why_not(k, e.text);
	k->pidns = false;
	k->userns = probe_view(k, PLAN_WRAP, &e) == 0;
}

/* Waiting for a child by descriptor. */
static bool
probe_pidfd(void)
{
	struct pollfd p = {.events = POLLIN};
	siginfo_t info;
	bool ok = false;
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	if (pid == -1)
		return (false);
	if ((p.fd = pidfd_open(pid, 0)) != -1) {
		ok = poll(&p, 1, PIDFD_WAIT_MS) == 1 &&
		    waitid(P_PIDFD, (id_t)p.fd, &info, WEXITED | WNOWAIT) == 0;
		close(p.fd);
	}
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		;
	return (ok);
}

void
probe_full(struct kernel *k)
{
	struct error e = ERROR_INIT;

	probe_quick(k);
	if (k->landlock_abi > 0 &&
	    in_child(try_landlock, NULL, NULL, &e) == -1) {
		k->landlock_abi = 0;
		why_not(k, e.text);
	}
	if (k->seccomp && in_child(try_seccomp, NULL, NULL, &e) == -1) {
		k->seccomp = false;
		why_not(k, e.text);
	}
	probe_spaces(k);
	k->pidfd = probe_pidfd();
}

static void
print_feature(struct buf *out, const char *name, bool yes, const char *meaning)
{
	buf_printf(out, "%-24s %-3s  %s\n", name, yes ? "yes" : "no", meaning);
}

/* What depends on the Landlock ABI alone. */
static const struct abi_feature {
	int abi;
	const char *name, *with, *without;
} abi_features[] = {
    {2, "moves between folders", "files can be moved within what is granted",
	"a move to another folder is always a copy (needs ABI 2)"},
    {3, "truncation", "files can only be cut where writing is granted",
	"kept to what is granted by the view alone (needs ABI 3)"},
    {4, "TCP", "blocked twice if the network is blocked",
	"blocked by the system call filter alone (needs ABI 4)"},
    {5, "device ioctl", "only on devices granted for writing",
	"also on devices granted for reading (needs ABI 5)"},
    {6, "abstract unix sockets", "those of other programs are out of reach",
	"those of other programs can be connected to (needs ABI 6)"},
    {6, "signals", "only to processes of the session, wrap included",
	"wrap: to all processes of the user (needs ABI 6)"},
    {9, "unix sockets by path", "only where writing is granted",
	"all in what is granted, also for reading (needs ABI 9)"},
    {10, "UDP", "blocked twice if the network is blocked",
	"blocked by the system call filter alone (needs ABI 10)"},
};

void
probe_print(const struct kernel *k, struct buf *out)
{
	const struct abi_feature *f;
	char abi[64];
	size_t i;

	snprintf(abi, sizeof abi, "ABI %d; this build knows up to %d",
	    k->landlock_abi, LANDLOCK_ABI_KNOWN);
	print_feature(out, "Landlock", k->landlock_abi > 0,
	    k->landlock_abi > 0 ? abi : "required: nothing can be run");
	print_feature(out, "seccomp filters", k->seccomp,
	    k->seccomp ? "dangerous system calls are refused"
		       : "required: nothing can be run");
	print_feature(out, "user namespaces", k->userns,
	    k->userns ? "only what is granted can be seen"
		      : "required: nothing can be run");
	print_feature(out, "PID namespace", k->pidns,
	    k->pidns ? "other processes cannot be seen; a session ends whole"
		     : "required: only wrap can be run");
	print_feature(out, "process descriptors", k->pidfd,
	    k->pidfd ? "sessions are watched without races"
		     : "sessions are watched by process id");
	for (i = 0; i < sizeof abi_features / sizeof abi_features[0]; i++) {
		f = &abi_features[i];
		print_feature(out, f->name, k->landlock_abi >= f->abi,
		    k->landlock_abi >= f->abi ? f->with : f->without);
	}
	if (k->why_not[0] != '\0')
		buf_printf(out, "what failed: %s\n", k->why_not);
}
