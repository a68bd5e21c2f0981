#include "bench/bench.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/xmalloc.h"

/* In the home, where people work: a session has another /tmp. */
static char *dir;
static char *nono_path, *self_path, *self_dir, *tmux_socket;
static unsigned worse;

static void
set(const char *name, const char *sub)
{
	char *path = xasprintf("%s.private/%s", dir, sub);

	mkdir(path, 0700);
	setenv(name, path, 1);
	free(path);
}

void
bench_init(const char *nono, const char *self)
{
	const char *home = getenv("HOME");
	char *private, *slash;

	dir = xasprintf("%s/nono-bench.XXXXXX", home == NULL ? "/tmp" : home);
	if (mkdtemp(dir) == NULL) {
		perror(dir);
		exit(1);
	}
	/* Beside the directory that is granted, never in it. */
	private = xasprintf("%s.private", dir);
	mkdir(private, 0700);
	free(private);
	set("HOME", "home");
	set("XDG_RUNTIME_DIR", "run");
	set("XDG_STATE_HOME", "state");
	set("XDG_CONFIG_HOME", "config");
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("SHELL", "/bin/sh", 1);
	unsetenv("TMUX");
	nono_path = realpath(nono, NULL);
	self_path = realpath(self, NULL);
	if (nono_path == NULL || self_path == NULL) {
		perror(nono);
		exit(1);
	}
	self_dir = xstrdup(self_path);
	if ((slash = strrchr(self_dir, '/')) != NULL)
		*slash = '\0';
	if (chdir(dir) == -1) {
		perror(dir);
		exit(1);
	}
	tmux_socket = xasprintf("%s.private/tmux", dir);
	signal(SIGPIPE, SIG_IGN);
}

void
bench_end(void)
{
	char *command = xasprintf("rm -rf %s %s.private", dir, dir);
	unsigned i;

	for (i = 0; i < PEERS; i++)
		peers[i].stop_all();
	if (system(command) != 0)
		fprintf(stderr, "cannot remove %s\n", dir);
	free(command);
}

const char *
bench_dir(void)
{
	return (dir);
}

const char *
bench_self(void)
{
	return (self_path);
}

uint64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec);
}

void
sleep_ms(long ms)
{
	struct timespec ts = {ms / 1000, ms % 1000 * 1000000};

	while (nanosleep(&ts, &ts) == -1 && errno == EINTR)
		continue;
}

static pid_t
spawn(char *const *argv, int out)
{
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
	if (out == -1)
		posix_spawn_file_actions_adddup2(&actions, 0, 1);
	else
		posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_adddup2(&actions, 0, 2);
	if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0) {
		perror(argv[0]);
		exit(1);
	}
	posix_spawn_file_actions_destroy(&actions);
	return (pid);
}

int
run(char *const *argv, uint64_t *ns)
{
	uint64_t start = now_ns();
	pid_t pid = spawn(argv, -1);
	int status;

	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		continue;
	*ns = now_ns() - start;
	return (status);
}

int
run_output(char *const *argv, char *out, size_t size)
{
	int pipes[2], status;
	size_t used = 0;
	ssize_t n;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) == -1)
		return (-1);
	pid = spawn(argv, pipes[1]);
	close(pipes[1]);
	while ((n = read(pipes[0], out + used, size - 1 - used)) > 0)
		used += (size_t)n;
	out[used] = '\0';
	close(pipes[0]);
	waitpid(pid, &status, 0);
	return (status);
}

pid_t
run_on_pty(char *const *argv, unsigned columns, unsigned rows, int *master)
{
	struct winsize size = {
	    .ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
	pid_t pid = forkpty(master, NULL, NULL, &size);

	if (pid == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
	return (pid);
}

/* The peers. */

static void
put(char **argv, unsigned *n, const char *word)
{
	argv[(*n)++] = (char *)(uintptr_t)word;
	argv[*n] = NULL;
}

static void
put_all(char **argv, unsigned *n, char *const *words)
{
	for (; *words != NULL; words++)
		put(argv, n, *words);
}

static void
nono_start(
    char **argv, const char *session, const char *size, char *const *command)
{
	unsigned n = 0;

	put(argv, &n, nono_path);
	put(argv, &n, "run");
	put(argv, &n, "--detached");
	put(argv, &n, "--name");
	put(argv, &n, session);
	put(argv, &n, "--size");
	put(argv, &n, size);
	put(argv, &n, "--read");
	put(argv, &n, self_dir);
	put(argv, &n, "--allow");
	put(argv, &n, dir);
	put(argv, &n, "--");
	put_all(argv, &n, command);
}

static void
nono_attach(char **argv, const char *session)
{
	unsigned n = 0;

	put(argv, &n, nono_path);
	put(argv, &n, "attach");
	put(argv, &n, session);
}

static void
nono_list(char **argv)
{
	unsigned n = 0;

	put(argv, &n, nono_path);
	put(argv, &n, "ps");
}

static void
nono_stop_all(void)
{
	char *command =
	    xasprintf("for id in $(%s ps --json 2>/dev/null | "
		      "sed -n 's/.*\"session_id\": \"\\(.*\\)\".*/\\1/p');"
		      " do %s -s stop --force $id & done; wait;"
		      " while %s server >/dev/null 2>&1; do :; done;"
		      " %s -s prune",
		nono_path, nono_path, nono_path, nono_path);

	if (system(command) != 0)
		errno = 0; /* nothing was there */
	free(command);
}

static void
put_tmux(char **argv, unsigned *n)
{
	put(argv, n, "tmux");
	put(argv, n, "-S");
	put(argv, n, tmux_socket);
	put(argv, n, "-f");
	put(argv, n, "/dev/null");
}

static void
tmux_start(
    char **argv, const char *session, const char *size, char *const *command)
{
	static char columns[16], rows[16];
	unsigned n = 0;

	sscanf(size, "%15[0-9]x%15[0-9]", columns, rows);
	put_tmux(argv, &n);
	put(argv, &n, "new-session");
	put(argv, &n, "-d");
	put(argv, &n, "-x");
	put(argv, &n, columns);
	put(argv, &n, "-y");
	put(argv, &n, rows);
	put(argv, &n, "-s");
	put(argv, &n, session);
	put_all(argv, &n, command);
}

static void
tmux_attach(char **argv, const char *session)
{
	unsigned n = 0;

	put_tmux(argv, &n);
	put(argv, &n, "attach-session");
	put(argv, &n, "-t");
	put(argv, &n, session);
}

static void
tmux_list(char **argv)
{
	unsigned n = 0;

	put_tmux(argv, &n);
	put(argv, &n, "list-sessions");
}

static void
tmux_stop_all(void)
{
	char *argv[ARGS_MAX];
	unsigned n = 0;
	uint64_t ns;

	put_tmux(argv, &n);
	put(argv, &n, "kill-server");
	run(argv, &ns);
	unlink(tmux_socket);
}

const struct peer peers[PEERS] = {
    {"nono", nono_start, nono_attach, nono_list, nono_stop_all},
    {"tmux", tmux_start, tmux_attach, tmux_list, tmux_stop_all},
};

/* Numbers. */

void
samples_add(struct samples *s, double v)
{
	if (s->n == s->size) {
		s->size = s->size == 0 ? 64 : 2 * s->size;
		s->v = xreallocarray(s->v, s->size, sizeof *s->v);
	}
	s->v[s->n++] = v;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y ? -1 : x > y);
}

double
samples_at(struct samples *s, double quantile)
{
	size_t i;

	if (s->n == 0)
		return (0);
	qsort(s->v, s->n, sizeof *s->v, compare);
	i = (size_t)(quantile * (double)s->n);
	return (s->v[i < s->n ? i : s->n - 1]);
}

void
samples_free(struct samples *s)
{
	free(s->v);
	*s = (struct samples){0};
}

void
report(const char *what, const char *unit, struct samples *ours,
    struct samples *theirs, double quantile, const char *limit_name,
    struct samples *limit)
{
	double a = samples_at(ours, quantile), b = samples_at(theirs, quantile);

	printf("%-38s %9.2f %9.2f %-4s %6.2f", what, a, b, unit,
	    b > 0 ? a / b : 0);
	if (limit != NULL)
		printf("   %s %.2f", limit_name, samples_at(limit, quantile));
	putchar('\n');
	fflush(stdout);
	if (a > b)
		worse++;
}

unsigned
report_worse(void)
{
	return (worse);
}
