/*
 * corral LIMIT GRACE COMMAND [ARGUMENT ...]
 *
 * Run a command and see that it leaves no process behind. Whatever it starts,
 * daemons too, becomes our child when its parent ends. What is still there
 * GRACE seconds after the command is named, killed, and makes the status 99;
 * otherwise the status is the command's. A command that takes longer than
 * LIMIT seconds is sent TERM, and KILL if that does not help.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	LEFT_BEHIND = 99,
	STEP_MS = 10,
	PATIENCE_S = 15,
};

static void
pause_step(void)
{
	struct timespec ts = {.tv_nsec = STEP_MS * 1000 * 1000};

	nanosleep(&ts, NULL);
}

static pid_t command;
static volatile sig_atomic_t late;

static void
too_long(int signal)
{
	static const char text[] = "failed: it took too long\n";

	if (write(STDOUT_FILENO, text, sizeof text - 1) == -1)
		errno = 0;
	kill(command, late ? SIGKILL : SIGTERM);
	late = 1;
	alarm(PATIENCE_S);
}

/* The parent of a process; 0 if it is gone or was never one. */
static pid_t
parent_of(const char *pid)
{
	char path[280], text[512], *after;
	int parent = 0;
	size_t n;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%s/stat", pid);
	if ((f = fopen(path, "re")) == NULL)
		return (0);
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	fclose(f);
	/* The name may contain anything. */
	if ((after = strrchr(text, ')')) == NULL ||
	    sscanf(after, ") %*c %d", &parent) != 1)
		return (0);
	return (parent);
}

static void
name(const char *pid)
{
	char path[280], text[200];
	size_t n, i;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%s/cmdline", pid);
	if ((f = fopen(path, "re")) == NULL)
		return;
	n = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	for (i = 0; i < n; i++) {
		if (text[i] == '\0')
			text[i] = ' ';
	}
	text[n] = '\0';
	printf("failed: left behind: %s %s\n", pid, text);
}

/* Kill our children; their children become ours. */
static void
kill_children(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;

	if (dir == NULL)
		return;
	while ((d = readdir(dir)) != NULL) {
		if (d->d_name[0] < '1' || d->d_name[0] > '9' ||
		    parent_of(d->d_name) != getpid())
			continue;
		name(d->d_name);
		kill((pid_t)strtol(d->d_name, NULL, 10), SIGKILL);
	}
	closedir(dir);
	fflush(stdout);
}

/* Reap until the command has ended. Returns its status. */
static int
wait_for(void)
{
	int status;
	pid_t pid;

	do
		pid = waitpid(-1, &status, 0);
	while (pid != command && (pid > 0 || errno == EINTR));
	if (pid != command)
		return (1);
	return (
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/* Whether all the others go by themselves. */
static int
all_go(long seconds)
{
	long steps = seconds * 1000 / STEP_MS;
	pid_t pid;

	while (steps-- > 0) {
		while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
			continue;
		if (pid == -1)
			return (1);
		pause_step();
	}
	return (0);
}

int
main(int argc, char **argv)
{
	int status;

	if (argc < 4 || prctl(PR_SET_CHILD_SUBREAPER, 1) == -1)
		return (2);
	if ((command = fork()) == 0) {
		execvp(argv[3], argv + 3);
		perror(argv[3]);
		_exit(127);
	}
	signal(SIGALRM, too_long);
	alarm((unsigned)strtoul(argv[1], NULL, 10));
	status = wait_for();
	if (all_go(strtol(argv[2], NULL, 10)))
		return (status);
	do
		kill_children();
	while (!all_go(1));
	return (status == 0 ? LEFT_BEHIND : status);
}
