#include "client/program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xmalloc.h"

static bool
is_executable(const char *path)
{
	struct stat st;

	return (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    access(path, X_OK) == 0);
}

static char *
fail(struct error *e, const char *name, const char *why)
{
	error_set(e, "Command execution failed: %s: %s", name, why);
	error_status(e, STATUS_EXEC);
	return (NULL);
}

/* The first executable of that name in PATH; *seen: there is one that is not. */
static char *
search(const char *name, bool *seen)
{
	const char *path = getenv("PATH"), *end;
	char *file;

	if (path == NULL)
		path = "/usr/local/bin:/usr/bin:/bin";
	for (;; path = end + 1) {
		end = strchrnul(path, ':');
		if (end == path)
			file = xasprintf("./%s", name);
		else
			file =
			    xasprintf("%.*s/%s", (int)(end - path), path, name);
		if (is_executable(file))
			return (file);
		*seen |= access(file, F_OK) == 0;
		free(file);
		if (*end == '\0')
			return (NULL);
	}
}

static char *
absolute(char *file)
{
	char *cwd, *path;

	if (file[0] == '/')
		return (file);
	cwd = getcwd(NULL, 0);
	path = xasprintf("%s/%s", cwd == NULL ? "" : cwd, file);
	free(cwd);
	free(file);
	return (path);
}

char *
program_find(const char *name, struct error *e)
{
	bool seen = false;
	char *file;

	if (name[0] == '\0')
		return (fail(e, "''", "empty command"));
	if (strchr(name, '/') == NULL) {
		if ((file = search(name, &seen)) == NULL)
			return (fail(e, name,
			    seen ? "not executable" : "not found in PATH"));
		return (absolute(file));
	}
	if (access(name, F_OK) == -1)
		return (fail(e, name, strerror(errno)));
	if (!is_executable(name))
		return (fail(e, name, "not an executable file"));
	return (absolute(xstrdup(name)));
}

static int
check_one(const char *path, const struct policy *policy, const char *what,
    struct error *e)
{
	char *real = realpath(path, NULL), *directory, *slash;
	int result = 0;

	if (real == NULL) {
		error_errno(e, "%s %s", what, path);
		return (error_status(e, STATUS_EXEC));
	}
	if (!policy_covers(policy, real, ACCESS_READ, NULL)) {
		directory = xstrdup(real);
		if ((slash = strrchr(directory, '/')) != NULL &&
		    slash != directory)
			*slash = '\0';
		error_set(e,
		    "%s %s cannot be read inside the sandbox: grant "
		    "it with --read %s",
		    what, real, directory);
		result = error_status(e, STATUS_SANDBOX);
		free(directory);
	}
	free(real);
	return (result);
}

/* The interpreter that a script's first line names; NULL if it has none. */
static char *
interpreter(const char *path)
{
	char line[PATH_MAX], *p, *end;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd == -1)
		return (NULL);
	n = read(fd, line, sizeof line - 1);
	close(fd);
	if (n < 3 || line[0] != '#' || line[1] != '!')
		return (NULL);
	line[n] = '\0';
	p = line + 2 + strspn(line + 2, " \t");
	end = p + strcspn(p, " \t\r\n");
	*end = '\0';
	return (*p == '/' ? xstrdup(p) : NULL);
}

int
program_check(const char *path, const struct policy *policy, struct error *e)
{
	char *script;
	int result = check_one(path, policy, "the command", e);

	if (result == -1 || (script = interpreter(path)) == NULL)
		return (result);
	result = check_one(script, policy, "the interpreter", e);
	free(script);
	return (result);
}
