/*
 * Run a command in a sandbox made from the command line, for tests of the
 * sandbox alone: what a supervisor does, without a terminal server.
 *
 *	boxed [-aCdDnNpPrStTvwW ...] command [argument ...]
 *
 * Paths are made canonical; a path that does not exist ends the program.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/policy.h"
#include "common/xmalloc.h"
#include "server/sandbox/apply.h"
#include "server/sandbox/plan.h"
#include "server/sandbox/probe.h"

enum {
	ITEMS_MAX = 256,
	TEXT_MAX = 1 << 20
};

static struct grant grants[ITEMS_MAX];
static struct deny denies[ITEMS_MAX];
static struct view_link links[ITEMS_MAX];
static char *protected[ITEMS_MAX];
static char cwd_root[] = "/";
static struct policy policy = {.grants = grants,
    .denies = denies,
    .links = links,
    .protected = protected,
    .cwd = cwd_root};

static struct {
	bool wrap; /* -W: no init, no PID namespace */
	bool pty; /* -p: on a terminal of the session's own */
	bool system; /* not -S: /usr and /etc for reading */
	bool print; /* -v: the plan and its weaknesses, nothing run */
	bool time; /* -T: when each step was done */
	bool drop_first; /* -D: the init drops before it forks */
	bool clean; /* -e: with the environment of a session */
	bool hold; /* -H: print the init's pid and die when told to */
	const char *tmp; /* -t */
	const char *meanwhile; /* -x: run after planning */
} options = {.system = true};

static struct timespec started;

static void
lap(const char *what)
{
	struct timespec now;

	if (!options.time)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	fprintf(stderr, "%8.3f ms %s\n",
	    (double)(now.tv_sec - started.tv_sec) * 1e3 +
		(double)(now.tv_nsec - started.tv_nsec) / 1e6,
	    what);
}

static char *
canonical(const char *path)
{
	char *real = realpath(path, NULL);

	if (real == NULL)
		err(2, "%s", path);
	return (real);
}

static void
grant(const char *path, int access, enum grant_source source)
{
	char *real = canonical(path);
	struct stat st;
	size_t i;

	for (i = 0; i < policy.ngrants; i++) {
		if (strcmp(grants[i].path, real) == 0) {
			grants[i].access |= access;
			free(real);
			return;
		}
	}
	if (i == ITEMS_MAX)
		errx(2, "too many grants");
	if (stat(real, &st) == -1)
		err(2, "%s", real);
	grants[policy.ngrants++] = (struct grant){.path = real,
	    .given = real,
	    .source = source,
	    .access = access,
	    .directory = S_ISDIR(st.st_mode)};
}

static void
grant_system(void)
{
	static const char *const names[] = {
	    "/usr", "/etc", "/bin", "/sbin", "/lib", "/lib32", "/lib64"};
	char target[PATH_MAX];
	struct stat st;
	ssize_t n;
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (lstat(names[i], &st) == -1)
			continue;
		if (!S_ISLNK(st.st_mode)) {
			if (options.system)
				grant(names[i], ACCESS_READ, SOURCE_GROUP);
			continue;
		}
		if ((n = readlink(names[i], target, sizeof target)) == -1)
			err(2, "%s", names[i]);
		links[policy.nlinks++] =
		    (struct view_link){.path = xstrdup(names[i]),
			.target = xstrndup(target, (size_t)n)};
	}
}

static void
parse(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "+a:C:d:DeHnNpP:r:St:Tvw:Wx:")) != -1) {
		switch (c) {
		case 'a':
			grant(optarg, ACCESS_BOTH, SOURCE_USER);
			break;
		case 'C':
			policy.cwd = optarg;
			break;
		case 'd':
			denies[policy.ndenies++].path = optarg;
			break;
		case 'D':
			options.drop_first = true;
			break;
		case 'e':
			options.clean = true;
			break;
		case 'H':
			options.hold = true;
			break;
		case 'n':
			policy.block_net = true;
			break;
		case 'N':
			prctl(PR_SET_DUMPABLE, 0);
			break;
		case 'p':
			options.pty = true;
			break;
		case 'P':
			protected
			[policy.nprotected++] = optarg;
			break;
		case 'r':
			grant(optarg, ACCESS_READ, SOURCE_USER);
			break;
		case 'S':
			options.system = false;
			break;
		case 't':
			options.tmp = optarg;
			break;
		case 'T':
			options.time = true;
			break;
		case 'v':
			options.print = true;
			break;
		case 'w':
			grant(optarg, ACCESS_WRITE, SOURCE_USER);
			break;
		case 'W':
			options.wrap = true;
			break;
		case 'x':
			options.meanwhile = optarg;
			break;
		default:
			exit(2);
		}
	}
	grant_system();
}

/* What went wrong in a child, for the parent to print. */
static void
fail(int fd, const struct error *e)
{
	if (write(fd, e, sizeof *e) == -1)
		_exit(STATUS_FAILURE);
	_exit(e->status);
}

static _Noreturn void
die(const struct error *e)
{
	fprintf(stderr, "boxed: %s\n", e->text);
	exit(e->status);
}

static void
run_child(const struct sandbox *s, const struct plan *plan, int terminal,
    int errors, char **argv, char **environment)
{
	struct error e = ERROR_INIT;

	if (terminal != -1) {
		setsid();
		ioctl(terminal, TIOCSCTTY, 0);
		dup2(terminal, 0);
		dup2(terminal, 1);
		dup2(terminal, 2);
	}
	if (sandbox_confine(s, &e) == -1)
		fail(errors, &e);
	execvpe(argv[0], argv, environment);
	error_errno(&e, "%s", argv[0]);
	error_status(&e, STATUS_EXEC);
	fail(errors, &e);
}

static void
send_descriptor(int sock, int fd)
{
	union {
		char space[CMSG_SPACE(sizeof(int))];
		struct cmsghdr header;
	} u = {.space = {0}};
	char byte = 0;
	struct iovec iov = {&byte, 1};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = u.space,
	    .msg_controllen = sizeof u.space};

	u.header.cmsg_level = SOL_SOCKET;
	u.header.cmsg_type = SCM_RIGHTS;
	u.header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&u.header), &fd, sizeof fd);
	if (sendmsg(sock, &m, 0) == -1)
		_exit(STATUS_FAILURE);
}

static int
receive_descriptor(int sock)
{
	union {
		char space[CMSG_SPACE(sizeof(int))];
		struct cmsghdr header;
	} u;
	char byte;
	struct iovec iov = {&byte, 1};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = u.space,
	    .msg_controllen = sizeof u.space};
	int fd = -1;

	if (recvmsg(sock, &m, MSG_CMSG_CLOEXEC) == 1 &&
	    m.msg_controllen == sizeof u.space)
		memcpy(&fd, CMSG_DATA(&u.header), sizeof fd);
	return (fd);
}

static int
open_terminal(int sock)
{
	int master, terminal, unlock = 0;

	master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (master == -1 || ioctl(master, TIOCSPTLCK, &unlock) == -1)
		_exit(STATUS_FAILURE);
	terminal = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal == -1)
		_exit(STATUS_FAILURE);
	send_descriptor(sock, master);
	close(master);
	return (terminal);
}

/* Reap until the command has ended; its status is ours. */
static _Noreturn void
reap(pid_t child)
{
	int status;
	pid_t pid;

	for (;;) {
		pid = wait(&status);
		if (pid == -1 && errno == ECHILD)
			_exit(STATUS_FAILURE);
		if (pid != child)
			continue;
		if (WIFSIGNALED(status))
			_exit(STATUS_SIGNAL + WTERMSIG(status));
		_exit(WEXITSTATUS(status));
	}
}

static _Noreturn void
run_init(struct sandbox *s, const struct plan *plan, int sock, int errors,
    char **argv, char **environment)
{
	struct error e = ERROR_INIT;
	int terminal = -1;
	pid_t child;

	lap("init");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (sandbox_begin(s, &e) == -1 || sandbox_view_begin(s, &e) == -1 ||
	    sandbox_view(s, &e) == -1)
		fail(errors, &e);
	lap("view");
	if (options.pty)
		terminal = open_terminal(sock);
	if (options.drop_first && sandbox_drop(&e) == -1)
		fail(errors, &e);
	if ((child = fork()) == 0) {
		lap("forked");
		run_child(s, plan, terminal, errors, argv, environment);
	}
	if (child == -1)
		_exit(STATUS_FAILURE);
	if (terminal != -1)
		close(terminal);
	if (sandbox_drop(&e) == -1)
		fail(errors, &e);
	lap("dropped");
	close(errors);
	close(sock);
	sandbox_destroy(s);
	reap(child);
}

static void
relay(int master)
{
	char buf[4096];
	ssize_t n;

	while ((n = read(master, buf, sizeof buf)) > 0) {
		if (write(STDOUT_FILENO, buf, (size_t)n) != n)
			break;
	}
	close(master);
}

/* Read the error, if there is one, until the command runs or all are gone. */
static void
check(int errors)
{
	struct error e;

	if (read(errors, &e, sizeof e) == sizeof e)
		die(&e);
	close(errors);
}

static int
supervise(
    struct sandbox *s, const struct plan *plan, char **argv, char **environment)
{
	struct error e = ERROR_INIT;
	int errors[2], socks[2], status, master;
	pid_t init;

	if (pipe2(errors, O_CLOEXEC) == -1 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks) == -1)
		err(1, "descriptors");
	if ((init = sandbox_fork(s, &e)) == -1)
		die(&e);
	if (init == 0)
		run_init(s, plan, socks[1], errors[1], argv, environment);
	close(errors[1]);
	close(socks[1]);
	lap("cloned and compiled");
	master = options.pty ? receive_descriptor(socks[0]) : -1;
	check(errors[0]);
	lap("running");
	if (options.hold)
		printf("%d\n", (int)init);
	if (options.hold && fflush(stdout) == 0)
		pause();
	if (master != -1)
		relay(master);
	if (waitpid(init, &status, 0) == -1)
		err(1, "waitpid");
	if (WIFSIGNALED(status))
		return (STATUS_SIGNAL + WTERMSIG(status));
	return (WEXITSTATUS(status));
}

static _Noreturn void
wrap(
    struct sandbox *s, const struct plan *plan, char **argv, char **environment)
{
	struct error e = ERROR_INIT;

	if (sandbox_unshare(s, &e) == -1 || sandbox_begin(s, &e) == -1 ||
	    sandbox_view_begin(s, &e) == -1 || sandbox_view(s, &e) == -1 ||
	    sandbox_confine(s, &e) == -1)
		die(&e);
	lap("confined");
	execvpe(argv[0], argv, environment);
	err(STATUS_EXEC, "%s", argv[0]);
}

static void
print(const struct plan *plan)
{
	struct buf out;

	buf_init(&out, TEXT_MAX);
	plan_print(plan, &out);
	plan_weaknesses(plan, true, &out);
	fwrite(out.data, 1, out.len, stdout);
	buf_release(&out);
}

static _Noreturn void
print_probe(void)
{
	struct kernel k;
	struct buf out;

	probe_full(&k);
	buf_init(&out, TEXT_MAX);
	probe_print(&k, &out);
	fwrite(out.data, 1, out.len, stdout);
	buf_release(&out);
	exit(0);
}

int
main(int argc, char **argv)
{
	struct error e = ERROR_INIT;
	char **environment = environ;
	struct sandbox *s;
	struct plan *plan;
	struct kernel k;
	int rc;

	parse(argc, argv);
	clock_gettime(CLOCK_MONOTONIC, &started);
	if (optind == argc)
		print_probe();
	probe_quick(&k);
	lap("probed");
	if (plan_build(&plan, &policy, &k,
		options.wrap ? PLAN_WRAP : PLAN_SESSION, options.tmp, &e) == -1)
		die(&e);
	lap("planned");
	if (options.print)
		print(plan);
	if (options.print)
		return (0);
	if (options.clean)
		environment = sandbox_environment(plan, environ, NULL, NULL);
	lap("environment");
	if (options.meanwhile != NULL && system(options.meanwhile) != 0)
		errx(2, "%s failed", options.meanwhile);
	s = sandbox_create(options.wrap ? PLAN_WRAP : PLAN_SESSION);
	if (sandbox_plan(s, plan, &e) == -1 || sandbox_rules(s, &e) == -1)
		die(&e);
	lap("prepared");
	if (options.wrap)
		wrap(s, plan, argv + optind, environment);
	rc = supervise(s, plan, argv + optind, environment);
	lap("ended");
	if (options.clean)
		free(environment);
	sandbox_destroy(s);
	plan_destroy(plan);
	return (rc);
}
