#include "regress/sandbox/attempt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static int
try_read(char *const *args)
{
	char byte;
	int fd = open(args[0], O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd == -1)
		return (-1);
	n = read(fd, &byte, 1);
	close(fd);
	return (n == -1 ? -1 : 0);
}

static int
try_write(char *const *args)
{
	return (attempt_closed(open(args[0], O_WRONLY | O_CLOEXEC)));
}

static int
try_create(char *const *args)
{
	return (attempt_closed(
	    open(args[0], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)));
}

static int
try_unlink(char *const *args)
{
	return (unlink(args[0]));
}

static int
try_rename(char *const *args)
{
	return (rename(args[0], args[1]));
}

static int
try_link(char *const *args)
{
	return (link(args[0], args[1]));
}

static int
try_symlink(char *const *args)
{
	return (symlink(args[0], args[1]));
}

static int
try_truncate(char *const *args)
{
	return (truncate(args[0], 0));
}

/* Cutting a file without asking to write to it. */
static int
try_open_truncate(char *const *args)
{
	return (attempt_closed(open(args[0], O_RDONLY | O_TRUNC | O_CLOEXEC)));
}

static int
try_mkdir(char *const *args)
{
	return (mkdir(args[0], 0700));
}

static int
try_rmdir(char *const *args)
{
	return (rmdir(args[0]));
}

static int
try_chmod(char *const *args)
{
	return (chmod(args[0], 0640));
}

static int
try_utimes(char *const *args)
{
	const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};

	return (utimensat(AT_FDCWD, args[0], times, 0));
}

static int
try_setxattr(char *const *args)
{
	return (setxattr(args[0], "user.nono-test", "x", 1, 0));
}

static int
try_list(char *const *args)
{
	DIR *dir = opendir(args[0]);

	if (dir == NULL)
		return (-1);
	closedir(dir);
	return (0);
}

static int
try_stat(char *const *args)
{
	struct stat st;

	return (stat(args[0], &st));
}

static int
try_chdir(char *const *args)
{
	return (chdir(args[0]));
}

static int
try_watch(char *const *args)
{
	int rc, fd = inotify_init1(IN_CLOEXEC);

	if (fd == -1)
		return (-1);
	rc = inotify_add_watch(fd, args[0], IN_ALL_EVENTS);
	close(fd);
	return (rc == -1 ? -1 : 0);
}

static int
try_execute(char *const *args)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execl(args[0], args[0], "stat", "/", (char *)NULL);
		_exit(errno == 0 ? 1 : errno);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		return (-1);
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	return (errno == 0 ? 0 : -1);
}

static int
try_mknod(char *const *args)
{
	return (mknod(args[0], S_IFCHR | 0600, makedev(1, 5)));
}

static int
try_mkfifo(char *const *args)
{
	return (mkfifo(args[0], 0600));
}

/* Open a file that has been found by its handle, not by a path to it. */
static int
try_handle(char *const *args)
{
	union {
		struct file_handle h;
		char space[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} u = {.h = {.handle_bytes = MAX_HANDLE_SZ}};
	int mount, mount_fd, fd;

	if (name_to_handle_at(AT_FDCWD, args[0], &u.h, &mount, 0) == -1)
		return (-1);
	mount_fd = open(args[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (mount_fd == -1)
		return (-1);
	fd = open_by_handle_at(mount_fd, &u.h, O_RDONLY | O_CLOEXEC);
	close(mount_fd);
	return (attempt_closed(fd));
}

/* Read from a descriptor that was there when the program started. */
static int
try_inherited(char *const *args)
{
	char byte;

	return (pread((int)attempt_number(args[0]), &byte, 1, 0) == 1 ? 0 : -1);
}

/* Leave a directory's tree by a descriptor and "..". */
static int
try_above(char *const *args)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/../../../../../../../../../..%s",
	    args[0], args[1]);
	return (attempt_closed(open(path, O_RDONLY | O_CLOEXEC)));
}

/* Make a link where writing is allowed, and open what it points to. */
static int
try_through_link(char *const *args)
{
	int fd;

	unlink(args[0]);
	if (symlink(args[1], args[0]) == -1)
		return (-1);
	fd = open(args[0], O_RDONLY | O_CLOEXEC);
	unlink(args[0]);
	return (attempt_closed(fd));
}

/* Move a directory aside and make it anew. */
static int
try_replace(char *const *args)
{
	if (rename(args[0], args[1]) == -1)
		return (-1);
	return (mkdir(args[0], 0700));
}

/* Run a program that is in memory only. */
static int
try_memory_program(char *const *args)
{
	char buf[65536],
	    *const argv[] = {args[0], (char *)"stat", (char *)"/", NULL};
	int in, out, status;
	ssize_t n;
	pid_t pid;

	in = open(args[0], O_RDONLY | O_CLOEXEC);
	out = memfd_create("program", MFD_CLOEXEC);
	if (in == -1 || out == -1)
		return (-1);
	while ((n = read(in, buf, sizeof buf)) > 0) {
		if (write(out, buf, (size_t)n) != n)
			return (-1);
	}
	if ((pid = fork()) == 0) {
		fexecve(out, argv, environ);
		_exit(errno == 0 ? 1 : errno);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		return (-1);
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	return (errno == 0 ? 0 : -1);
}

/* Save as editors do: a new file beside it, moved over it. */
static int
try_save(char *const *args)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof path, "%s.new", args[0]);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (attempt_closed(fd) == -1)
		return (-1);
	return (rename(path, args[0]));
}

const struct attempt attempt_files[] = {
    {"read", 1, try_read},
    {"write", 1, try_write},
    {"create", 1, try_create},
    {"unlink", 1, try_unlink},
    {"rename", 2, try_rename},
    {"link", 2, try_link},
    {"symlink", 2, try_symlink},
    {"truncate", 1, try_truncate},
    {"open-truncate", 1, try_open_truncate},
    {"mkdir", 1, try_mkdir},
    {"rmdir", 1, try_rmdir},
    {"chmod", 1, try_chmod},
    {"utimes", 1, try_utimes},
    {"setxattr", 1, try_setxattr},
    {"list", 1, try_list},
    {"stat", 1, try_stat},
    {"chdir", 1, try_chdir},
    {"watch", 1, try_watch},
    {"execute", 1, try_execute},
    {"mknod", 1, try_mknod},
    {"mkfifo", 1, try_mkfifo},
    {"handle", 2, try_handle},
    {"inherited", 1, try_inherited},
    {"above", 2, try_above},
    {"through-link", 2, try_through_link},
    {"replace", 2, try_replace},
    {"memory-program", 1, try_memory_program},
    {"save", 1, try_save},
    {NULL, 0, NULL},
};
