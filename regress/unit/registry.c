/* common/registry, common/record, common/paths: sessions on disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/registry.h"
#include "common/xmalloc.h"
#include "regress/unit/test.h"

static char top[] = "/tmp/nono-registry.XXXXXX";

static void
open_registry(struct registry *g)
{
	struct error e = ERROR_INIT;
	struct paths paths;

	setenv("HOME", top, 1);
	unsetenv("XDG_STATE_HOME");
	CHECK_INT(paths_init(&paths, &e), 0);
	if (!CHECK(registry_open(g, &paths, &e) == 0)) {
		printf("%s\n", e.text);
		exit(1);
	}
	paths_release(&paths);
}

/* A session of this id and name; returns its locked directory. */
static int
make_session(struct registry *g, const char *id, const char *name)
{
	char *words[] = {xstrdup("sh"), xstrdup("-c"), xstrdup("exit"), NULL};
	struct error e = ERROR_INIT;
	struct record r = {
	    .supervisor = getpid(),
	    .child = 123,
	    .started = 1000000,
	    .command = words,
	    .profile = xstrdup("default"),
	    .workdir = xstrdup("/work"),
	    .runtime = xstrdup("/run/user/0/nono"),
	    .terminal = true,
	};
	int dir = registry_create(g, id, &e);

	CHECK(dir != -1);
	memcpy(r.id, id, sizeof r.id);
	r.name = registry_take_name(g, name, id, &e);
	CHECK_STR(r.name, name);
	CHECK_INT(record_write(&r, dir, false, &e), 0);
	CHECK_INT(registry_publish(g, id, &e), 0);
	free(words[0]);
	free(words[1]);
	free(words[2]);
	r.command = NULL;
	record_release(&r);
	return (dir);
}

static bool
exists(const struct registry *g, const char *name)
{
	return (faccessat(g->live, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
}

/* There is one, it is used up by one session, and is whole or made so. */
static void
spare_directory(void)
{
	struct error e = ERROR_INIT;
	struct registry g;
	struct stat st, used;
	int dir;

	open_registry(&g);
	registry_spare(&g);
	registry_spare(&g);
	CHECK(exists(&g, ".spare/tmp"));
	CHECK_INT(fstatat(g.live, ".spare", &st, 0), 0);
	dir = registry_create(&g, "0123456789abcdef", &e);
	CHECK(dir != -1 && !exists(&g, ".spare"));
	CHECK(fstat(dir, &used) == 0 && used.st_ino == st.st_ino);
	close(dir);
	dir = registry_create(&g, "1123456789abcdef", &e);
	CHECK(dir != -1 && exists(&g, ".new-1123456789abcdef/tmp"));
	close(dir);
	registry_spare(&g);
	CHECK_INT(unlinkat(g.live, ".spare/tmp", AT_REMOVEDIR), 0);
	dir = registry_create(&g, "2123456789abcdef", &e);
	CHECK(dir != -1 && exists(&g, ".new-2123456789abcdef/tmp"));
	close(dir);
	registry_abandon(&g, "0123456789abcdef");
	registry_abandon(&g, "1123456789abcdef");
	registry_abandon(&g, "2123456789abcdef");
	registry_release(&g);
}

static void
one_life(void)
{
	struct error e = ERROR_INIT;
	struct registry g;
	struct entries all;
	struct entry found;
	int dir;

	open_registry(&g);
	dir = make_session(&g, "00000000000000a1", "first");
	CHECK_INT(registry_find(&g, "00000000000000a1", false, &found, &e), 0);
	CHECK(found.live);
	CHECK_STR(found.record.name, "first");
	CHECK_STR(found.record.command[2], "exit");
	CHECK_INT(found.record.started, 1000000);
	record_release(&found.record);
	CHECK_INT(registry_find(&g, "first", false, &found, &e), 0);
	record_release(&found.record);
	CHECK_INT(registry_find(&g, "00", false, &found, &e), 0);
	record_release(&found.record);
	/* The supervisor dies: the lock goes with its descriptor. */
	close(dir);
	CHECK_INT(registry_find(&g, "first", false, &found, &e), -1);
	CHECK_STR(e.text, "no session 'first': see nono ps");
	CHECK_INT(registry_list(&g, true, &all, NULL, &e), 0);
	CHECK_INT(all.n, 1);
	CHECK(!all.list[0].live);
	CHECK(all.list[0].record.exited);
	CHECK_INT(all.list[0].record.exit_code, -1);
	entries_release(&all);
	CHECK_INT(registry_remove(&g, "00000000000000a1", &e), 0);
	CHECK_INT(registry_list(&g, true, &all, NULL, &e), 0);
	CHECK_INT(all.n, 0);
	entries_release(&all);
	registry_release(&g);
}

/* Over by its record, and not moved yet: removing it waits for that. */
static void
removed_while_it_ends(void)
{
	static const char id[] = "00000000000000e1";
	struct error e = ERROR_INIT;
	struct registry g;
	struct entry found;
	int dir, status = -1;
	pid_t child;

	open_registry(&g);
	dir = make_session(&g, id, "ending");
	CHECK_INT(registry_find(&g, id, false, &found, &e), 0);
	found.record.exited = true;
	CHECK_INT(record_write(&found.record, dir, false, &e), 0);
	record_release(&found.record);
	/* The lock is the child's alone. */
	if ((child = fork()) == 0)
		_exit(registry_end(&g, id, &e) != 0);
	close(dir);
	if (!CHECK_INT(registry_remove(&g, id, &e), 0))
		printf("%s\n", e.text);
	CHECK_INT(waitpid(child, &status, 0), child);
	CHECK_INT(status, 0);
	CHECK_INT(registry_find(&g, id, true, &found, &e), -1);
	registry_release(&g);
}

static void
ambiguity(void)
{
	struct error e = ERROR_INIT;
	struct registry g;
	struct entry found;
	int a, b;

	open_registry(&g);
	a = make_session(&g, "ab00000000000001", "one");
	b = make_session(&g, "ab00000000000002", "two");
	CHECK_INT(registry_find(&g, "ab", false, &found, &e), -1);
	CHECK_STR(e.text,
	    "'ab' is ambiguous: ab00000000000001 (one), ab00000000000002 "
	    "(two)");
	CHECK_INT(registry_find(&g, "", false, &found, &e), -1);
	CHECK_INT(registry_find(&g, "two", false, &found, &e), 0);
	CHECK_STR(found.record.id, "ab00000000000002");
	record_release(&found.record);
	close(a);
	close(b);
	registry_release(&g);
}

static void
names_are_unique(void)
{
	struct error e = ERROR_INIT;
	struct registry g;
	char *name;
	int a, i;

	open_registry(&g);
	a = make_session(&g, "cd00000000000001", "taken");
	CHECK(registry_take_name(&g, "taken", "cd00000000000002", &e) == NULL);
	CHECK_STR(e.text,
	    "the name 'taken' is taken by session cd00000000000001: choose "
	    "another --name, or end that one with nono stop taken");
	CHECK(registry_take_name(&g, "-bad", "cd00000000000002", &e) == NULL);
	CHECK(registry_take_name(&g, "b/d", "cd00000000000002", &e) == NULL);
	/* More names than there are pairs of words. */
	for (i = 0; i < 100; i++) {
		name = registry_take_name(&g, NULL, "cd00000000000001", &e);
		CHECK(name != NULL && record_is_name(name));
		free(name);
	}
	/* Not given back by another session, and free after death. */
	registry_drop_name(&g, "taken", "cd00000000000009");
	CHECK(registry_take_name(&g, "taken", "cd00000000000002", &e) == NULL);
	close(a);
	name = registry_take_name(&g, "taken", "cd00000000000002", &e);
	CHECK_STR(name, "taken");
	free(name);
	registry_release(&g);
}

static void
damaged_records(void)
{
	static const char *const bad[] = {"", "{", "[]", "null",
	    "{\"session_id\": \"ef00000000000001\"}",
	    "{\"session_id\": 1, \"name\": {}}"};
	struct error e = ERROR_INIT;
	struct registry g;
	struct entries all;
	struct entry found;
	size_t i, damaged;
	int dir, fd;

	open_registry(&g);
	dir = make_session(&g, "ef00000000000001", "hurt");
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		fd = openat(dir, "session.json", O_WRONLY | O_TRUNC);
		CHECK(write(fd, bad[i], strlen(bad[i])) != -1);
		close(fd);
		CHECK_INT(
		    registry_find(&g, "ef00000000000001", false, &found, &e),
		    -1);
		CHECK_STR(e.text,
		    "the record of session ef00000000000001 is damaged");
		CHECK_INT(registry_list(&g, false, &all, &damaged, &e), 0);
		CHECK_INT(damaged, 1);
		entries_release(&all);
	}
	/* A locked one is somebody's; an orphan is swept away. */
	registry_sweep(&g);
	CHECK(faccessat(g.live, "ef00000000000001", F_OK, 0) == 0);
	close(dir);
	CHECK(registry_sweep(&g) >= 1);
	CHECK(faccessat(g.live, "ef00000000000001", F_OK, 0) == -1);
	registry_release(&g);
}

/* What a sandboxed process may leave in its private /tmp can be removed. */
static void
removes_anything(void)
{
	struct error e = ERROR_INIT;
	struct registry g;
	struct record r = {0};
	int dir, fd, down, i;

	open_registry(&g);
	dir = make_session(&g, "fe00000000000001", "deep");
	fd = openat(dir, "tmp", O_RDONLY | O_DIRECTORY);
	CHECK_INT(symlinkat("/etc", fd, "link"), 0);
	CHECK_INT(mkfifoat(fd, "fifo", 0600), 0);
	CHECK_INT(mkdirat(fd, "closed", 0), 0);
	for (i = 0; i < 2000; i++) {
		if (mkdirat(fd, "d", 0700) == -1)
			break;
		down = openat(fd, "d", O_RDONLY | O_DIRECTORY);
		if (i % 100 == 99)
			fchmod(fd, 0);
		close(fd);
		fd = down;
	}
	CHECK_INT(i, 2000);
	close(fd);
	CHECK_INT(registry_end(&g, "fe00000000000001", &e), 0);
	close(dir);
	if (!CHECK(registry_remove(&g, "fe00000000000001", &e) == 0))
		printf("%s\n", e.text);
	CHECK(access("/etc/passwd", R_OK) == 0);
	CHECK(faccessat(g.ended, "fe00000000000001", F_OK, 0) == -1);
	record_release(&r);
	registry_release(&g);
}

static void
private_directories(void)
{
	struct error e = ERROR_INIT;
	char *path = xasprintf("%s/a/b/c", top);
	char *link = xasprintf("%s/link", top);
	struct stat st;

	CHECK_INT(paths_private(path, &e), 0);
	CHECK_INT(stat(path, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0700);
	CHECK_INT(paths_private(path, &e), 0);
	chmod(path, 0755);
	CHECK_INT(paths_private(path, &e), -1);
	chmod(path, 0700);
	CHECK_INT(symlink(path, link), 0);
	CHECK_INT(paths_private(link, &e), -1);
	free(path);
	free(link);
}

static void
long_paths(void)
{
	struct error e = ERROR_INIT;
	struct paths paths;
	struct registry g;
	char name[200], *path;

	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	path = xasprintf("%s/%s", top, name);
	setenv("XDG_STATE_HOME", path, 1);
	CHECK_INT(paths_init(&paths, &e), 0);
	CHECK_INT(registry_open(&g, &paths, &e), 0);
	paths_release(&paths);
	registry_release(&g);
	unsetenv("XDG_STATE_HOME");
	free(path);
}

static const struct test tests[] = {
    {"spare-directory", spare_directory},
    {"one-life", one_life},
    {"removed-while-it-ends", removed_while_it_ends},
    {"ambiguity", ambiguity},
    {"names-are-unique", names_are_unique},
    {"damaged-records", damaged_records},
    {"removes-anything", removes_anything},
    {"private-directories", private_directories},
    {"long-paths", long_paths},
};

int
main(int argc, char **argv)
{
	char *command;
	int status;

	if (mkdtemp(top) == NULL)
		return (1);
	status = test_main(tests, sizeof tests / sizeof tests[0], argc, argv);
	command = xasprintf("chmod -R u+rwx %s; rm -rf %s", top, top);
	if (system(command) != 0)
		status = 1;
	free(command);
	return (status);
}
