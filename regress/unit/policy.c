/*
 * Unit tests of common/policy, policy-json, resolve. The files in
 * regress/profile show what profiles and flags resolve to.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/policy.h"
#include "common/policy-json.h"
#include "common/resolve.h"
#include "common/xmalloc.h"
#include "regress/unit/test.h"
#include "regress/unit/tree.h"

enum {
	SWAPS = 300
};

/* Resolve with one grant, in the tree's work/; NULL and *e on error. */
static struct policy *
with_grant(const char *path, int access, bool directory, struct error *e)
{
	struct grant_request g = {path, access, directory};
	struct policy_request req = {
	    .profile = "default", .grants = &g, .ngrants = path != NULL};
	char *work = tree_in("work");
	struct policy *p = NULL;

	*e = (struct error)ERROR_INIT;
	req.workdir = work;
	if (policy_resolve(&p, &req, e) == -1)
		p = NULL;
	free(work);
	return (p);
}

/* The grant that the user's flag made, NULL if none did. */
static const struct grant *
user_grant(const struct policy *p)
{
	size_t i;

	for (i = 0; i < p->ngrants; i++) {
		if (p->grants[i].source == SOURCE_USER)
			return (&p->grants[i]);
	}
	return (NULL);
}

static void
check_grant(const char *name, bool directory, const char *want)
{
	char *path = tree_in(name), *real = tree_show(want);
	struct policy *p;
	struct error e;

	if (CHECK((p = with_grant(path, ACCESS_READ, directory, &e)) != NULL)) {
		if (CHECK(user_grant(p) != NULL)) {
			CHECK_STR(user_grant(p)->path, real);
			CHECK_STR(user_grant(p)->given, path);
		}
		policy_destroy(p);
	} else {
		printf("%s\n", e.text);
	}
	free(real);
	free(path);
}

/* How often a grant was not refused as it should be. */
static unsigned wrong;

static void
refuse(const char *path, int access, bool directory, const char *want)
{
	char *shown = tree_show(path), *text = tree_show(want);
	struct policy *p;
	struct error e;

	p = with_grant(shown, access, directory, &e);
	if (!CHECK_STR(p == NULL ? e.text : "granted", text))
		wrong++;
	policy_destroy(p);
	free(text);
	free(shown);
}

static void
canonical(void)
{
	tree_dir("c/real/deep");
	tree_file("c/real/file", "");
	tree_link("c/rel", "real");
	tree_link("c/up", "../c/./real//deep/..");
	tree_link("c/chain", "rel/deep");
	check_grant("c/real", true, "$T/c/real");
	check_grant("c//real/.//deep/../", true, "$T/c/real");
	check_grant("c/rel", true, "$T/c/real");
	check_grant("c/rel/", true, "$T/c/real");
	check_grant("c/rel/deep/..", true, "$T/c/real");
	check_grant("c/up", true, "$T/c/real");
	check_grant("c/chain", true, "$T/c/real/deep");
	check_grant("c/chain/../file", false, "$T/c/real/file");
	check_grant("c/rel/file", false, "$T/c/real/file");
}

static void
strange_names(void)
{
	static const char *const names[] = {"s/with space", "s/new\nline",
	    "s/\x1b[31mred", "s/not-utf8-\xff\xfe", "s/d\xc3\xa9j\xc3\xa0",
	    "s/'quote\"s\\", "s/-dash", "s/$HOME", "s/*",
	    "s/\xe2\x80\xae-bidi"};
	char *want;
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		tree_dir(names[i]);
		want = xasprintf("$T/%s", names[i]);
		check_grant(names[i], true, want);
		free(want);
	}
}

/* A relative path is relative to the current directory, not to the work tree. */
static void
relative(void)
{
	char *dir = tree_in("r");
	struct policy *p;
	struct error e;

	tree_dir("r/sub");
	CHECK(chdir(dir) == 0);
	if (CHECK((p = with_grant("sub/.", ACCESS_READ, true, &e)) != NULL)) {
		CHECK(user_grant(p) != NULL &&
		    strcmp(strrchr(user_grant(p)->path, '/'), "/sub") == 0);
		policy_destroy(p);
	}
	refuse("", ACCESS_READ, true,
	    "cannot grant an empty path: name a directory");
	CHECK(chdir("/") == 0);
	free(dir);
}

static void
long_paths(void)
{
	char *path, *longer, *base = tree_in("long");
	struct policy *p;
	struct error e;
	unsigned i;

	/* As deep as mkdir(2) goes by an absolute path. */
	path = xstrdup(base);
	tree_dir("long");
	for (i = 0; strlen(path) + 101 < PATH_MAX; i++) {
		longer = xasprintf("%s/%0100u", path, i);
		free(path);
		path = longer;
		CHECK(mkdir(path, 0755) == 0);
	}
	if (CHECK((p = with_grant(path, ACCESS_READ, true, &e)) != NULL)) {
		CHECK(user_grant(p) != NULL &&
		    strcmp(user_grant(p)->path, path) == 0);
		policy_destroy(p);
	}
	/* Beyond it the kernel says no, and so does the policy. */
	longer = xasprintf("%s/%0150u", path, 0);
	CHECK((p = with_grant(longer, ACCESS_READ, true, &e)) == NULL);
	CHECK(strstr(e.text, "File name too long") != NULL);
	free(longer);
	longer = xmalloc(100001);
	memset(longer, '/', 100000);
	memcpy(longer + 99990, "etc", 4);
	CHECK((p = with_grant(longer, ACCESS_READ, true, &e)) != NULL);
	policy_destroy(p);
	free(longer);
	free(path);
	free(base);
}

static bool
has_link(const struct policy *p, const char *path, const char *target)
{
	char *real = tree_show(path);
	size_t i;
	bool found = false;

	for (i = 0; i < p->nlinks; i++) {
		if (strcmp(p->links[i].path, real) == 0 &&
		    strcmp(p->links[i].target, target) == 0)
			found = true;
	}
	free(real);
	return (found);
}

static void
links(void)
{
	char *path = tree_in("l/a/x");
	struct policy *p;
	struct error e;
	size_t i;

	tree_dir("l/d/e");
	tree_link("l/a", "b");
	tree_link("l/b", "./d");
	tree_link("l/d/x", "e");
	if (CHECK((p = with_grant(path, ACCESS_READ, true, &e)) != NULL)) {
		CHECK(has_link(p, "$T/l/a", "b"));
		CHECK(has_link(p, "$T/l/b", "./d"));
		CHECK(has_link(p, "$T/l/d/x", "e"));
		for (i = 1; i < p->nlinks; i++)
			CHECK(
			    strcmp(p->links[i - 1].path, p->links[i].path) < 0);
		policy_destroy(p);
	}
	free(path);
	/* What lies in a granted directory is there with it. */
	path = tree_in("l");
	if (CHECK((p = with_grant(path, ACCESS_READ, true, &e)) != NULL)) {
		CHECK(!has_link(p, "$T/l/a", "b"));
		policy_destroy(p);
	}
	free(path);
}

/* /bin and its like are links on this system or directories; both work. */
static void
merged_usr(void)
{
	struct policy *p;
	struct error e;
	struct stat st;

	if (!CHECK((p = with_grant(NULL, 0, true, &e)) != NULL))
		return;
	CHECK(policy_covers(p, "/usr/bin/env", ACCESS_READ, NULL));
	if (lstat("/bin", &st) == 0 && S_ISLNK(st.st_mode))
		CHECK(has_link(p, "/bin", "usr/bin"));
	else
		CHECK(policy_covers(p, "/bin/sh", ACCESS_READ, NULL));
	CHECK(policy_covers(p, "/etc/passwd", ACCESS_READ, NULL));
	CHECK(!policy_covers(p, "/etc/shadow", ACCESS_READ, NULL));
	CHECK(!policy_covers(p, "/etc/ssl/private", ACCESS_READ, NULL));
	CHECK(!policy_covers(p, "/etc/ssh", ACCESS_READ, NULL));
	CHECK(!policy_covers(p, "/tmp", ACCESS_READ, NULL));
	CHECK(!policy_covers(p, "/run", ACCESS_READ, NULL));
	CHECK(!policy_covers(p, "/", ACCESS_READ, NULL));
	policy_destroy(p);
}

static void
private_paths(void)
{
	CHECK(policy_is_private("/tmp"));
	CHECK(policy_is_private("/tmp/x/y"));
	CHECK(policy_is_private("/proc/self"));
	CHECK(policy_is_private("/dev/null"));
	CHECK(policy_is_private("/dev/pts/3"));
	CHECK(!policy_is_private("/tmpx"));
	CHECK(!policy_is_private("/dev/nullx"));
	CHECK(!policy_is_private("/dev/sda"));
	CHECK(!policy_is_private("/"));
}

#define OVERLAP(path, root)                                    \
	"Refusing to grant '" path "' (source: user) because " \
	"it overlaps protected nono state root '" root "'."
#define STATE  "$T/home/.local/state/nono"
#define CONFIG "$T/home/.config/nono"

static void
protected_roots(void)
{
	static const int kinds[] = {ACCESS_READ, ACCESS_WRITE, ACCESS_BOTH};
	size_t i;

	/* Whether they exist or not: on it, in it, as a file or directory. */
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		refuse(STATE, kinds[i], true, OVERLAP(STATE, STATE));
		refuse(STATE "/x", kinds[i], false, OVERLAP(STATE "/x", STATE));
	}
	refuse("$T/run/nono", ACCESS_READ, true,
	    OVERLAP("$T/run/nono", "$T/run/nono"));
	refuse("$T/home/.local", ACCESS_WRITE, true,
	    OVERLAP("$T/home/.local", STATE));
	refuse("$T/home/./.config/../.local/state", ACCESS_BOTH, true,
	    OVERLAP("$T/home/./.config/../.local/state", STATE));
	tree_dir("home/.local/state/nono/sessions");
	refuse(STATE "/sessions", ACCESS_READ, true,
	    OVERLAP(STATE "/sessions", STATE));
	refuse("$T/home", ACCESS_BOTH, true, OVERLAP("$T/home", STATE));
	/* Names that only look alike are others. */
	tree_dir("home/.local/state/nono-other");
	check_grant("home/.local/state/nono-other", true,
	    "$T/home/.local/state/nono-other");
}

/* By a link to it, by a link above it, and where it really is. */
static void
protected_links(void)
{
	tree_dir("elsewhere/config/nono");
	tree_link("home/.config", "../elsewhere/config");
	tree_link("to-config", "home/.config/nono");
	refuse(CONFIG, ACCESS_READ, true, OVERLAP(CONFIG, CONFIG));
	refuse("$T/elsewhere/config/nono", ACCESS_READ, true,
	    OVERLAP("$T/elsewhere/config/nono", "$T/elsewhere/config/nono"));
	refuse("$T/elsewhere", ACCESS_WRITE, true,
	    OVERLAP("$T/elsewhere", "$T/elsewhere/config/nono"));
	refuse("$T/to-config", ACCESS_READ, true,
	    OVERLAP("$T/to-config", "$T/elsewhere/config/nono"));
	refuse("$T/to-config/profiles", ACCESS_READ, true,
	    OVERLAP("$T/to-config/profiles", "$T/elsewhere/config/nono"));
	check_grant("elsewhere", true, "$T/elsewhere");
}

/* In namespaces of its own, with home/ bound to other places. */
static int
bind_home(void)
{
	char *home = tree_in("home"), *bound = tree_in("bound");
	char *state = tree_in("home/.local/state"), *inner = tree_in("inner");
	bool ok;

	ok = unshare(CLONE_NEWNS | (geteuid() == 0 ? 0 : CLONE_NEWUSER)) == 0 &&
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount(home, bound, NULL, MS_BIND, NULL) == 0 &&
	    mount(state, inner, NULL, MS_BIND, NULL) == 0;
	free(home);
	free(bound);
	free(state);
	free(inner);
	return (ok ? 0 : -1);
}

/* A protected root by another name for a directory above it. */
static void
protected_mounts(void)
{
	int status;
	pid_t pid;

	tree_dir("bound");
	tree_dir("inner");
	tree_dir("home/.local/state/nono");
	fflush(stdout);
	if ((pid = fork()) == 0) {
		if (bind_home() == -1)
			_exit(77);
		refuse(
		    "$T/bound", ACCESS_BOTH, true, OVERLAP("$T/bound", STATE));
		refuse("$T/bound/.local", ACCESS_WRITE, true,
		    OVERLAP("$T/bound/.local", STATE));
		refuse("$T/bound/.local/state/nono", ACCESS_READ, true,
		    OVERLAP("$T/bound/.local/state/nono", STATE));
		refuse("$T/inner/nono", ACCESS_READ, true,
		    OVERLAP("$T/inner/nono", STATE));
		fflush(stdout);
		_exit(wrong > 0);
	}
	if (!CHECK(pid != -1 && waitpid(pid, &status, 0) == pid))
		return;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		test_skip("no mount namespaces");
	else
		CHECK_INT(status, 0);
}

static void
covers(void)
{
	struct grant_request g[] = {
	    {NULL, ACCESS_READ, true},
	    {NULL, ACCESS_BOTH, true},
	    {NULL, ACCESS_WRITE, false},
	    {NULL, ACCESS_READ, true},
	};
	static const char *const names[] = {"v", "v/rw", "v/file", "home"};
	static const struct {
		const char *path;
		int access;
		bool want;
		const char *by; /* name of the grant, NULL: none */
	} cases[] = {
	    {"v", ACCESS_READ, true, "v"},
	    {"v", ACCESS_WRITE, false, "v"},
	    {"v/rw", ACCESS_BOTH, true, "v/rw"},
	    {"v/rw/deep/er", ACCESS_BOTH, true, "v/rw"},
	    {"v/rwx", ACCESS_WRITE, false, "v"},
	    {"v/file", ACCESS_READ, true, "v"},
	    {"v/file", ACCESS_WRITE, true, "v/file"},
	    {"v/file", ACCESS_BOTH, true, "v/file"},
	    {"v/file/below", ACCESS_WRITE, false, "v"},
	    {"w", ACCESS_READ, false, NULL},
	    {"", ACCESS_READ, false, NULL},
	    {"home/x", ACCESS_READ, true, "home"},
	    {"home/.ssh", ACCESS_READ, false, "home"},
	    {"home/.ssh/id", ACCESS_READ, false, "home"},
	    {"home/.sshx", ACCESS_READ, true, "home"},
	    {"home/.local/state/nono", ACCESS_READ, false, "home"},
	    {"home/.local/state/nono/x", ACCESS_READ, false, "home"},
	    {"home/.local/state", ACCESS_READ, true, "home"},
	};
	struct policy_request req = {.profile = "default", .grants = g};
	struct error e = ERROR_INIT;
	const struct grant *by;
	char *paths[4], *path, *want;
	struct policy *p;
	size_t i;

	tree_dir("v/rw");
	tree_file("v/file", "");
	for (i = 0; i < 4; i++)
		g[i].path = paths[i] = tree_in(names[i]);
	req.ngrants = 4;
	if (!CHECK(policy_resolve(&p, &req, &e) == 0)) {
		printf("%s\n", e.text);
		return;
	}
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		path = tree_in(cases[i].path);
		by = NULL;
		if (policy_covers(p, path, cases[i].access, &by) !=
		    cases[i].want)
			CHECK_STR(cases[i].path, "as wanted");
		want = cases[i].by == NULL ? xstrdup("none")
					   : tree_in(cases[i].by);
		CHECK_STR(by == NULL ? "none" : by->path, want);
		free(want);
		free(path);
	}
	path = tree_in("home/.ssh/id");
	CHECK(policy_find_deny(p, path) != NULL);
	free(path);
	path = tree_in("home/x");
	CHECK(policy_find_deny(p, path) == NULL);
	free(path);
	policy_destroy(p);
	for (i = 0; i < 4; i++)
		free(paths[i]);
}

static char *
printed(const struct policy *p, bool verbose)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	policy_print(p, verbose, &b);
	buf_put(&b, "", 1);
	return ((char *)b.data);
}

static void
prints(void)
{
	char *path = tree_in("p\x1b"), *text, *hidden;
	struct policy *p;
	struct error e;
	size_t i, n = 0;

	tree_dir("p\x1b");
	p = with_grant(path, ACCESS_BOTH, true, &e);
	free(path);
	if (!CHECK(p != NULL))
		return;
	for (i = 0; i < p->ngrants; i++)
		n += p->grants[i].source == SOURCE_GROUP;
	path = xasprintf("Capabilities:\n   r+w  $T/p\\033 (dir)\n"
			 "       + %zu system/group paths (-v to show)\n"
			 "   net  outbound allowed\n",
	    n);
	text = printed(p, false);
	hidden = tree_hide(text);
	CHECK_STR(hidden, path);
	free(hidden);
	free(text);
	free(path);
	text = printed(p, true);
	CHECK(
	    strstr(text,
		"    r   /usr (dir) [group system_read_linux_core]\n") != NULL);
	CHECK(strstr(text, " (dir) [user]\n") != NULL);
	CHECK(strstr(text, "-v to show") == NULL);
	free(text);
	policy_destroy(p);
}

static const char *
json_text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return (s == NULL ? "(none)" : s);
}

static void
json(void)
{
	char *path = tree_in("j\xff"), *file = tree_in("j.toml");
	struct grant_request g = {path, ACCESS_BOTH, true};
	struct policy_request req = {
	    .profile = file, .grants = &g, .ngrants = 1, .block_net = true};
	struct error e = ERROR_INIT;
	struct policy *p;
	json_t *o, *set;
	size_t i;

	tree_dir("j\xff");
	tree_file("j.toml",
	    "[filesystem]\ndeny = [\"~/x\"]\n"
	    "[environment]\nallow_vars = [\"A*\"]\n"
	    "[environment.set_vars]\nMY_TOKEN = \"abc\"\n"
	    "OTHER = \"x\"\n");
	if (CHECK(policy_resolve(&p, &req, &e) == 0)) {
		o = policy_json(p);
		CHECK_STR(json_text(o, "network"), "blocked");
		CHECK_STR(json_text(o, "profile"), file);
		CHECK_STR(json_text(o, "cwd"), "/");
		CHECK_INT(
		    json_array_size(json_object_get(o, "grants")), p->ngrants);
		CHECK_INT(
		    json_array_size(json_object_get(o, "denies")), p->ndenies);
		for (i = 0; i < p->ngrants; i++) {
			if (p->grants[i].source != SOURCE_USER)
				continue;
			set = json_array_get(json_object_get(o, "grants"), i);
			CHECK_STR(json_text(set, "access"), "read+write");
			CHECK_STR(json_text(set, "type"), "dir");
			CHECK_STR(json_text(set, "source"), "user");
			CHECK(
			    strstr(json_text(set, "path"), "/j\\377") != NULL);
		}
		set = json_object_get(json_object_get(o, "environment"), "set");
		CHECK_STR(json_text(set, "MY_TOKEN"), "[REDACTED]");
		CHECK_STR(json_text(set, "OTHER"), "x");
		json_decref(o);
		policy_destroy(p);
	} else {
		printf("%s\n", e.text);
	}
	free(path);
	free(file);
}

struct swapper {
	volatile bool stop;
};

static void *
swap(void *arg)
{
	struct swapper *s = arg;

	while (!s->stop) {
		tree_swap("swap", "safe");
		tree_swap("swap", "home/.local/state/nono");
	}
	return (NULL);
}

/*
 * While a link is swapped between a safe place and a protected root, a grant by
 * it is refused or is of the safe place, never of the root.
 */
static void
swaps(void)
{
	char *path = tree_in("swap/sub"), *safe = tree_in("safe/sub");
	unsigned i, granted = 0, refused = 0;
	struct swapper s = {false};
	struct policy *p;
	struct error e;
	pthread_t thread;

	tree_dir("safe/sub");
	tree_dir("home/.local/state/nono/sub");
	tree_link("swap", "safe");
	if (!CHECK(pthread_create(&thread, NULL, swap, &s) == 0))
		return;
	for (i = 0; i < SWAPS; i++) {
		p = with_grant(path, ACCESS_BOTH, true, &e);
		if (p == NULL) {
			CHECK(strncmp(e.text, "Refusing", 8) == 0);
			refused++;
			continue;
		}
		if (user_grant(p) != NULL) {
			CHECK_STR(user_grant(p)->path, safe);
			granted++;
		}
		policy_destroy(p);
	}
	s.stop = true;
	pthread_join(thread, NULL);
	CHECK(granted > 0);
	CHECK(refused > 0);
	free(path);
	free(safe);
}

static void
check_resolve(struct resolver *r, const char *path, int error, const char *want)
{
	char *shown = tree_show(path), *real = tree_show(want);
	struct resolved d;

	resolver_resolve(r, shown, &d);
	CHECK_STR(d.path, real);
	CHECK_INT(d.error, error);
	CHECK((d.mode == 0) == (error != 0));
	resolved_release(&d);
	free(real);
	free(shown);
}

static void
resolves(void)
{
	struct resolver *r = resolver_create();

	tree_dir("q/dir");
	tree_file("q/file", "");
	tree_link("q/link", "dir");
	tree_link("q/loop1", "loop2");
	tree_link("q/loop2", "loop1");
	tree_link("q/self", ".");
	check_resolve(r, "/", 0, "/");
	check_resolve(r, "//", 0, "/");
	check_resolve(r, "/..", 0, "/");
	check_resolve(r, "/../../usr/.", 0, "/usr");
	check_resolve(r, "$T/q/link", 0, "$T/q/dir");
	check_resolve(r, "$T/q/file", 0, "$T/q/file");
	check_resolve(r, "$T/q/file/", ENOTDIR, "$T/q/file");
	check_resolve(r, "$T/q/file/x", ENOTDIR, "$T/q/file/x");
	check_resolve(r, "$T/q/file/..", ENOTDIR, "$T/q");
	check_resolve(
	    r, "$T/q/link/no/./such/../one", ENOENT, "$T/q/dir/no/one");
	check_resolve(r, "$T/q/loop1/x", ELOOP, "$T/q/loop1/x");
	check_resolve(r, "$T/q/self/self/self/dir", 0, "$T/q/dir");
	resolver_destroy(r);
}

/* Against realpath(3), on whatever is there. */
static void
as_realpath(void)
{
	static const char *const paths[] = {"/bin/sh", "/etc/localtime",
	    "/etc/resolv.conf", "/etc/mtab", "/var/run", "/usr/bin/awk",
	    "/lib64/ld-linux-x86-64.so.2", "/usr/bin/../lib/./os-release",
	    "/dev/stdin", "/proc/self/exe", "/nowhere"};
	struct resolver *r = resolver_create();
	struct resolved d;
	char *real;
	size_t i;

	for (i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		real = realpath(paths[i], NULL);
		resolver_resolve(r, paths[i], &d);
		CHECK((real == NULL) == (d.error != 0));
		if (real != NULL)
			CHECK_STR(d.path, real);
		resolved_release(&d);
		free(real);
	}
	resolver_destroy(r);
}

static void
many_names(void)
{
	struct resolver *r = resolver_create();
	struct resolved d;
	char name[32];
	unsigned i;

	for (i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "/no-such-name-%u", i % 2500);
		resolver_resolve(r, name, &d);
		CHECK_INT(d.error, ENOENT);
		resolved_release(&d);
	}
	resolver_destroy(r);
}

static void
texts(void)
{
	static const struct {
		const char *path, *want;
	} cases[] = {
	    {"/", "/"},
	    {"//", "/"},
	    {"/a/b", "/a/b"},
	    {"/a//b/", "/a/b"},
	    {"/a/./b/.", "/a/b"},
	    {"/a/../b", "/b"},
	    {"/a/b/../../..", "/"},
	    {"/../a", "/a"},
	    {"/a/...", "/a/..."},
	    {"/a/..b/.c", "/a/..b/.c"},
	};
	char *got;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		got = resolve_text(cases[i].path);
		CHECK_STR(got, cases[i].want);
		free(got);
	}
	CHECK(resolve_within("/a/b", "/a"));
	CHECK(resolve_within("/a", "/a"));
	CHECK(!resolve_within("/ab", "/a"));
	CHECK(!resolve_within("/", "/a"));
	CHECK(resolve_within("/a", "/"));
}

static const struct test tests[] = {
    {"texts", texts},
    {"resolves", resolves},
    {"as_realpath", as_realpath},
    {"many_names", many_names},
    {"canonical", canonical},
    {"strange_names", strange_names},
    {"relative", relative},
    {"long_paths", long_paths},
    {"links", links},
    {"merged_usr", merged_usr},
    {"private_paths", private_paths},
    {"covers", covers},
    {"prints", prints},
    {"json", json},
    {"protected_roots", protected_roots},
    {"protected_mounts", protected_mounts},
    {"swaps", swaps},
    {"protected_links", protected_links},
};

int
main(int argc, char **argv)
{
	int rc;

	tree_create();
	tree_dir("work");
	rc = test_main(tests, sizeof tests / sizeof tests[0], argc, argv);
	tree_remove();
	return (rc);
}
