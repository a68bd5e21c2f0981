#include "common/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xmalloc.h"

static const char *
absolute_variable(const char *name)
{
	const char *value = getenv(name);

	return (value != NULL && value[0] == '/' ? value : NULL);
}

/* As /etc/passwd has it; other user databases would have to be loaded. */
static char *
listed_home(void)
{
	FILE *f = fopen("/etc/passwd", "re");
	struct passwd *pw;
	char *home = NULL;

	while (f != NULL && home == NULL && (pw = fgetpwent(f)) != NULL) {
		if (pw->pw_uid == getuid() && pw->pw_dir[0] == '/')
			home = xstrdup(pw->pw_dir);
	}
	if (f != NULL)
		fclose(f);
	return (home);
}

static char *
home_directory(struct error *e)
{
	const char *home = absolute_variable("HOME");
	char *listed;

	if (home != NULL)
		return (xstrdup(home));
	if ((listed = listed_home()) == NULL)
		error_set(e, "no home directory: set HOME");
	return (listed);
}

static char *
xdg_directory(const char *variable, const char *home, const char *fallback)
{
	const char *base = absolute_variable(variable);

	if (base != NULL)
		return (xasprintf("%s/nono", base));
	return (xasprintf("%s/%s/nono", home, fallback));
}

/* The runtime directory is ours only if its parent really is. */
static char *
runtime_directory(void)
{
	const char *base = absolute_variable("XDG_RUNTIME_DIR");
	struct stat st;

	if (base != NULL && stat(base, &st) == 0 && S_ISDIR(st.st_mode) &&
	    st.st_uid == getuid())
		return (xasprintf("%s/nono", base));
	return (xasprintf("/tmp/nono-%u", (unsigned)getuid()));
}

int
paths_init(struct paths *p, struct error *e)
{
	*p = (struct paths){0};
	if ((p->home = home_directory(e)) == NULL)
		return (-1);
	p->runtime = runtime_directory();
	p->state = xdg_directory("XDG_STATE_HOME", p->home, ".local/state");
	p->sessions = xasprintf("%s/sessions", p->state);
	p->config = xdg_directory("XDG_CONFIG_HOME", p->home, ".config");
	p->profiles = xasprintf("%s/profiles", p->config);
	return (0);
}

void
paths_release(struct paths *p)
{
	free(p->home);
	free(p->runtime);
	free(p->state);
	free(p->sessions);
	free(p->config);
	free(p->profiles);
	*p = (struct paths){0};
}

static int
make_parents(const char *path, struct error *e)
{
	char *copy = xstrdup(path), *slash;

	for (slash = strchr(copy + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0755) == -1 && errno != EEXIST) {
			error_errno(e, "cannot make directory %s", copy);
			free(copy);
			return (-1);
		}
		*slash = '/';
	}
	free(copy);
	return (0);
}

int
paths_check_private(const char *path, const struct stat *st, struct error *e)
{
	if (!S_ISDIR(st->st_mode))
		return (error_set(e, "%s is not a directory", path));
	if (st->st_uid != geteuid())
		return (error_set(e, "%s belongs to uid %u: remove it", path,
		    (unsigned)st->st_uid));
	if ((st->st_mode & 077) != 0)
		return (error_set(e,
		    "%s has mode %03o, others can reach it: chmod 700 it", path,
		    st->st_mode & 0777));
	return (0);
}

int
paths_private(const char *path, struct error *e)
{
	struct stat st;

	if (mkdir(path, 0700) == -1 && errno == ENOENT) {
		if (make_parents(path, e) == -1)
			return (-1);
		mkdir(path, 0700);
	}
	if (lstat(path, &st) == -1)
		return (error_errno(e, "cannot make directory %s", path));
	return (paths_check_private(path, &st, e));
}

static int
create_file(const char *path)
{
	static const char json[] = "{}\n";
	size_t n = strlen(path), len = 0;
	int fd, rc = 0;

	if (n > 5 && strcmp(path + n - 5, ".json") == 0)
		len = sizeof json - 1;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1)
		return (-1);
	if (write(fd, json, len) != (ssize_t)len)
		rc = -1;
	if (close(fd) == -1)
		rc = -1;
	return (rc);
}

int
paths_create(const char *path, bool directory, struct error *e)
{
	if (make_parents(path, e) == -1)
		return (-1);
	if ((directory ? mkdir(path, 0700) : create_file(path)) == -1)
		return (error_errno(e, "cannot create %s", path));
	return (0);
}
