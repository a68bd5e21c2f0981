/*
 * Order matters here. The ids must be mapped before anything is mounted; rules
 * for what is mounted are added with it, whose descriptors they need; the
 * bounding set needs a capability to be emptied; limits need /proc, which Landlock
 * makes read-only; Landlock and seccomp need no_new_privs; and the filter comes last,
 * so that nothing of ours has to pass it but exec.
 */
#include "server/sandbox/apply.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "compat/syscall.h"
#include "common/xmalloc.h"
#include "server/sandbox/caps.h"
#include "server/sandbox/landlock.h"
#include "server/sandbox/limits.h"
#include "server/sandbox/seccomp.h"
#include "server/sandbox/view.h"

struct sandbox {
	enum plan_kind kind;
	struct view *view;
	const struct plan *plan; /* borrowed; NULL until it is known */
	int ruleset; /* -1 until then */
	int oom; /* oom_score_adj of the child */
	char uid_map[40], gid_map[40];
};

static int
failed(struct error *e)
{
	return (error_status(e, STATUS_SANDBOX));
}

struct sandbox *
sandbox_create(enum plan_kind kind)
{
	unsigned uid = geteuid(), gid = getegid();
	struct sandbox *s = xcalloc(1, sizeof *s);

	s->kind = kind;
	s->view = view_create(kind);
	s->ruleset = -1;
	snprintf(s->uid_map, sizeof s->uid_map, "%u %u 1", uid, uid);
	snprintf(s->gid_map, sizeof s->gid_map, "%u %u 1", gid, gid);
	return (s);
}

void
sandbox_destroy(struct sandbox *s)
{
	if (s == NULL)
		return;
	if (s->ruleset != -1)
		close(s->ruleset);
	view_destroy(s->view);
	free(s);
}

void
sandbox_take_plan(struct sandbox *s, const struct plan *plan, int ruleset)
{
	s->plan = plan;
	s->ruleset = ruleset;
	view_plan(s->view, plan);
}

int
sandbox_plan(struct sandbox *s, const struct plan *plan, struct error *e)
{
	int ruleset = landlock_create(plan, e);

	if (ruleset == -1)
		return (failed(e));
	sandbox_take_plan(s, plan, ruleset);
	return (0);
}

int
sandbox_ruleset(const struct sandbox *s)
{
	return (s->ruleset);
}

int
sandbox_rules(struct sandbox *s, struct error *e)
{
	if (view_add_host_rules(s->view, s->ruleset, e) == -1)
		return (failed(e));
	return (0);
}

static int
spaces_error(struct error *e)
{
	switch (errno) {
	case EPERM:
	case EACCES:
		error_errno(e,
		    "cannot make namespaces; user namespaces are turned off "
		    "here, or something that confines nono forbids them, as "
		    "AppArmor does with sysctl "
		    "kernel.apparmor_restrict_unprivileged_userns");
		break;
	case ENOSPC:
	case EUSERS:
		error_errno(e,
		    "cannot make namespaces; sysctl user.max_user_namespaces "
		    "allows no more");
		break;
	default:
		error_errno(e, "cannot make namespaces");
	}
	return (failed(e));
}

/* Own the files below /proc/self, which are needed for mapping ids. */
static void
become_dumpable(void)
{
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

/*
 * The namespaces that a process must be made in, or entered first. The others
 * take longer to make, and are left to the process in them.
 */
static int
outer_spaces(const struct sandbox *s)
{
	return (s->kind == PLAN_SESSION ? CLONE_NEWUSER | CLONE_NEWPID
					: CLONE_NEWUSER);
}

pid_t
sandbox_fork(const struct sandbox *s, struct error *e)
{
	pid_t pid = sys_clone_fork((unsigned long)outer_spaces(s) | SIGCHLD);

	if (pid == -1)
		return (spaces_error(e));
	if (pid == 0)
		become_dumpable();
	return (pid);
}

int
sandbox_unshare(const struct sandbox *s, struct error *e)
{
	become_dumpable();
	if (unshare(outer_spaces(s)) == -1)
		return (spaces_error(e));
	return (0);
}

static int
write_map(const char *path, const char *text, struct error *e)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd == -1)
		return (error_errno(e, "cannot map ids: open %s", path));
	n = write(fd, text, strlen(text));
	if (n == -1)
		error_errno(
		    e, "cannot map ids: write \"%s\" to %s", text, path);
	close(fd);
	return (n == -1 ? -1 : 0);
}

static int
map_ids(const struct sandbox *s, struct error *e)
{
	if (write_map("/proc/self/setgroups", "deny", e) == -1 ||
	    write_map("/proc/self/uid_map", s->uid_map, e) == -1 ||
	    write_map("/proc/self/gid_map", s->gid_map, e) == -1)
		return (-1);
	return (0);
}

int
sandbox_begin(struct sandbox *s, struct error *e)
{
	int oom = limits_oom() + LIMITS_OOM_RAISE;

	s->oom = oom > LIMITS_OOM_MAX ? LIMITS_OOM_MAX : oom;
	if (map_ids(s, e) == -1)
		return (failed(e));
	if (unshare(CLONE_NEWNS | CLONE_NEWIPC) == -1)
		return (spaces_error(e));
	return (caps_drop_bounding(e) == -1 ? failed(e) : 0);
}

int
sandbox_view_begin(struct sandbox *s, struct error *e)
{
	return (view_begin(s->view, e) == -1 ? failed(e) : 0);
}

int
sandbox_open_ptmx(const struct sandbox *s)
{
	return (view_open(
	    s->view, "/dev/pts", "ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC));
}

int
sandbox_view(struct sandbox *s, struct error *e)
{
	if (view_enter(s->view, s->ruleset, e) == -1)
		return (failed(e));
	return (0);
}

void
sandbox_await_tmp(struct sandbox *s,
    const char *(*tmp)(void *arg, struct error *e), void *arg)
{
	view_await_tmp(s->view, tmp, arg);
}

static int
set_no_new_privs(struct error *e)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return (error_errno(e, "cannot set no_new_privs"));
	return (0);
}

int
sandbox_drop(struct error *e)
{
	if (caps_drop(e) == -1 || set_no_new_privs(e) == -1)
		return (failed(e));
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1) {
		error_errno(e, "cannot become non-dumpable");
		return (failed(e));
	}
	return (0);
}

static int
go_to(const char *cwd, struct error *e)
{
	if (chdir(cwd) == -1)
		return (error_errno(e, "cannot change directory to %s", cwd));
	return (0);
}

static int
close_at_exec(struct error *e)
{
	if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == -1)
		return (error_errno(e, "cannot mark descriptors for closing"));
	return (0);
}

static const struct seccomp_program *
filter_of(const struct plan *plan)
{
	return (
	    plan->block_net ? &seccomp_session_block_net : &seccomp_session);
}

int
sandbox_confine(const struct sandbox *s, struct error *e)
{
	/* Own the files below /proc/self again: one of them is written. */
	become_dumpable();
	if (limits_apply(s->oom, e) == -1 || caps_drop(e) == -1 ||
	    go_to(s->plan->cwd, e) == -1 || set_no_new_privs(e) == -1 ||
	    landlock_enter(s->ruleset, e) == -1 || close_at_exec(e) == -1 ||
	    seccomp_enter(filter_of(s->plan), e) == -1)
		return (failed(e));
	return (0);
}
