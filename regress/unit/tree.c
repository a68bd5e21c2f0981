#include "regress/unit/tree.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xmalloc.h"

static char root[PATH_MAX];

const char *
tree_path(void)
{
	return (root);
}

char *
tree_in(const char *name)
{
	return (xasprintf("%s/%s", root, name));
}

void
tree_create(void)
{
	char template[] = "/tmp/nono-regress-XXXXXX", *home, *run;

	if (mkdtemp(template) == NULL || realpath(template, root) == NULL)
		err(1, "cannot make a temporary tree");
	/* So that tests that become another user can look at it. */
	if (chmod(root, 0755) == -1)
		err(1, "%s", root);
	tree_dir("home");
	tree_dir("run");
	home = tree_in("home");
	run = tree_in("run");
	setenv("HOME", home, 1);
	setenv("XDG_RUNTIME_DIR", run, 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_STATE_HOME");
	unsetenv("XDG_CACHE_HOME");
	free(home);
	free(run);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	if (remove(path) == -1)
		warn("%s", path);
	return (0);
}

void
tree_remove(void)
{
	if (root[0] != '\0')
		nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	root[0] = '\0';
}

void
tree_dir(const char *name)
{
	char *path = tree_in(name), *slash;

	for (slash = path + strlen(root); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0755) == -1 && errno != EEXIST)
			err(1, "%s", path);
		*slash = '/';
	}
	if (mkdir(path, 0755) == -1 && errno != EEXIST)
		err(1, "%s", path);
	free(path);
}

static void
make_parent(const char *name)
{
	const char *slash = strrchr(name, '/');
	char *parent;

	if (slash == NULL)
		return;
	parent = xstrndup(name, (size_t)(slash - name));
	tree_dir(parent);
	free(parent);
}

void
tree_file(const char *name, const char *text)
{
	char *path = tree_in(name);
	size_t len = strlen(text);
	int fd;

	make_parent(name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd == -1 || write(fd, text, len) != (ssize_t)len)
		err(1, "%s", path);
	close(fd);
	free(path);
}

void
tree_link(const char *name, const char *target)
{
	char *path = tree_in(name);

	make_parent(name);
	if (symlink(target, path) == -1)
		err(1, "%s", path);
	free(path);
}

void
tree_swap(const char *name, const char *target)
{
	char *path = tree_in(name), *new = xasprintf("%s.new", path);

	if (symlink(target, new) == -1 || rename(new, path) == -1)
		err(1, "%s", path);
	free(new);
	free(path);
}

void
tree_fifo(const char *name)
{
	char *path = tree_in(name);

	make_parent(name);
	if (mkfifo(path, 0644) == -1)
		err(1, "%s", path);
	free(path);
}

/* All of from in text replaced by to. */
static char *
replace(const char *text, const char *from, const char *to)
{
	size_t size, n = strlen(from);
	const char *p;
	char *out;
	FILE *f = open_memstream(&out, &size);

	if (f == NULL)
		err(1, "open_memstream");
	while ((p = strstr(text, from)) != NULL) {
		fwrite(text, 1, (size_t)(p - text), f);
		fputs(to, f);
		text = p + n;
	}
	fputs(text, f);
	fclose(f);
	return (out);
}

char *
tree_hide(const char *text)
{
	return (replace(text, root, "$T"));
}

char *
tree_show(const char *text)
{
	return (replace(text, "$T", root));
}
