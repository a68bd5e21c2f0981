#include "server/sandbox/limits.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char oom_path[] = "/proc/self/oom_score_adj";

int
limits_oom(void)
{
	char text[16];
	ssize_t n = -1;
	int fd = open(oom_path, O_RDONLY | O_CLOEXEC);

	if (fd != -1) {
		n = read(fd, text, sizeof text - 1);
		close(fd);
	}
	if (n < 1)
		return (0);
	text[n] = '\0';
	return ((int)strtol(text, NULL, 10));
}

int
limits_apply(int oom, struct error *e)
{
	const struct rlimit none = {0, 0};
	char text[16];
	ssize_t n;
	int fd;

	if (setrlimit(RLIMIT_CORE, &none) == -1)
		return (error_errno(e, "cannot turn core files off"));
	snprintf(text, sizeof text, "%d", oom);
	if ((fd = open(oom_path, O_WRONLY | O_CLOEXEC)) == -1)
		return (error_errno(e, "cannot open %s", oom_path));
	n = write(fd, text, strlen(text));
	if (n == -1)
		error_errno(e, "cannot write %s to %s", text, oom_path);
	close(fd);
	return (n == -1 ? -1 : 0);
}
