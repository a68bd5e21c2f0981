/* Unit tests of server/sandbox: from a policy to a plan. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/policy.h"
#include "regress/unit/test.h"
#include "server/sandbox/path.h"
#include "server/sandbox/plan.h"

enum {
	TEXT_MAX = 1 << 20,
	NEWEST = 10
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define DIRECTORY(p, a, s)                                                   \
	{                                                                    \
		.path = (p), .source = (s), .access = (a), .directory = true \
	}
#define FILE_AT(p, a, s)                                  \
	{                                                 \
		.path = (p), .source = (s), .access = (a) \
	}

/* The policy's strings are not written to, but are not const in it either. */
static char home[] = "/home/u", root[] = "/", usr[] = "/usr", tmp[] = "/tmp",
	    work[] = "/home/u/work", bin[] = "/bin", usr_bin[] = "usr/bin",
	    ssh[] = "/home/u/.ssh", shm[] = "/dev/shm", dev[] = "/dev",
	    state[] = "/home/u/.local/state/nono";

static struct kernel
kernel(int abi)
{
	return ((struct kernel){.landlock_abi = abi,
	    .seccomp = true,
	    .userns = true,
	    .pidns = true});
}

static char *
text_of(
    const struct plan *plan, void (*print)(const struct plan *, struct buf *))
{
	struct buf b;
	char *text;

	buf_init(&b, TEXT_MAX);
	print(plan, &b);
	buf_u8(&b, 0);
	text = (char *)b.data;
	return (text);
}

/* A copy says the same, whatever the plan, and needs no more than it takes. */
static void
check_copy(const struct plan *plan, const char *want)
{
	char *memory = malloc(TEXT_MAX), *text;
	struct plan *copy;
	struct arena a;
	size_t used;

	arena_init(&a, memory, TEXT_MAX);
	if (CHECK((copy = plan_copy(plan, &a)) != NULL)) {
		text = text_of(copy, plan_print);
		CHECK_STR(text, want);
		CHECK_STR(copy->cwd, plan->cwd);
		CHECK_STR(copy->tmpdir, plan->tmpdir);
		CHECK(copy->policy == NULL);
		free(text);
	}
	used = (size_t)(a.at - memory);
	while (used > 0) {
		arena_init(&a, memory, --used);
		if (!CHECK(plan_copy(plan, &a) == NULL))
			break;
		used -= used / 20;
	}
	free(memory);
}

static char *
plan_text(const struct policy *policy, int abi, enum plan_kind kind,
    const char *tmpdir)
{
	struct error e = ERROR_INIT;
	struct kernel k = kernel(abi);
	struct plan *plan;
	char *text;

	if (plan_build(&plan, policy, &k, kind, tmpdir, &e) == -1) {
		CHECK_INT(e.status, STATUS_SANDBOX);
		return (strdup(e.text));
	}
	text = text_of(plan, plan_print);
	check_copy(plan, text);
	plan_destroy(plan);
	return (text);
}

static bool
has_line(const char *text, const char *line, size_t len)
{
	const char *p;

	for (p = text; *p != '\0'; p = strchr(p, '\n') + 1) {
		if (strncmp(p, line, len) == 0 && p[len] == '\n')
			return (true);
	}
	return (false);
}

/* The lines of text that the plan of an empty policy does not have. */
static char *
beyond(const char *text, const char *base)
{
	char *out = calloc(1, strlen(text) + 1);
	const char *p, *end;

	for (p = text; *p != '\0'; p = end + 1) {
		if ((end = strchr(p, '\n')) == NULL)
			return (strcpy(out, text)); /* an error */
		if (!has_line(base, p, (size_t)(end - p)))
			strncat(out, p, (size_t)(end - p) + 1);
	}
	return (out);
}

/* Check what a policy's plan has more than an empty policy's, at ABI 7. */
#define CHECK_PLAN(policy, want) \
	check_plan((policy), PLAN_SESSION, NULL, (want), __LINE__)

static void
check_plan(const struct policy *policy, enum plan_kind kind, const char *tmpdir,
    const char *want, int line)
{
	const struct policy empty = {.cwd = root};
	char *base = plan_text(&empty, 7, PLAN_SESSION, NULL);
	char *text = plan_text(policy, 7, kind, tmpdir);
	char *got = beyond(text, base);

	test_str(got, want, __FILE__, line, "plan");
	free(base);
	free(text);
	free(got);
}

/* What is made before there is a policy is part of a plan, in the same order. */
static void
base(void)
{
	const struct policy policy = {.cwd = root};
	struct plan *base = plan_build_base(), *plan;
	struct error e = ERROR_INIT;
	struct kernel k = kernel(7);
	const struct plan_op *x, *y;
	size_t i, n = 0;

	CHECK_INT(plan_build(&plan, &policy, &k, PLAN_SESSION, NULL, &e), 0);
	for (i = 0; i < plan->nops && n < base->nops; i++) {
		x = &plan->ops[i];
		y = &base->ops[n];
		if (x->type == y->type && strcmp(x->path, y->path) == 0 &&
		    x->access == y->access && x->directory == y->directory &&
		    x->make == y->make && x->mode == y->mode)
			n++;
	}
	CHECK_INT(n, base->nops);
	CHECK_STR(base->ops[0].path, "/");
	plan_destroy(base);
	plan_destroy(plan);
}

static void
empty_policy(void)
{
	const struct policy policy = {.cwd = root};
	char *text = plan_text(&policy, 7, PLAN_SESSION, NULL);

	CHECK_STR(text,
	    "spaces user mount ipc pid\n"
	    "tmpfs  / 0755 read-only\n"
	    "dir    /dev 0755\n"
	    "link   /dev/fd -> /proc/self/fd\n"
	    "bind   /dev/full read-write file\n"
	    "bind   /dev/null read-write file\n"
	    "link   /dev/ptmx -> pts/ptmx\n"
	    "devpts /dev/pts\n"
	    "bind   /dev/random read-write file\n"
	    "tmpfs  /dev/shm 1777 read-write\n"
	    "link   /dev/stderr -> /proc/self/fd/2\n"
	    "link   /dev/stdin -> /proc/self/fd/0\n"
	    "link   /dev/stdout -> /proc/self/fd/1\n"
	    "bind   /dev/tty read-write file\n"
	    "bind   /dev/urandom read-write file\n"
	    "bind   /dev/zero read-write file\n"
	    "proc   /proc\n"
	    "tmpfs  /tmp 1777 read-write\n"
	    "allow  /dev/full read write ioctl\n"
	    "allow  /dev/null read write ioctl\n"
	    "allow  /dev/pts read write ioctl\n"
	    "allow  /dev/random read write ioctl\n"
	    "allow  /dev/shm read write\n"
	    "allow  /dev/tty read write ioctl\n"
	    "allow  /dev/urandom read write ioctl\n"
	    "allow  /dev/zero read write ioctl\n"
	    "allow  /proc read-file read-dir\n"
	    "allow  /tmp read write\n"
	    "landlock abi 7 fs 0xffff net 0 scoped 0x3\n"
	    "network open\n"
	    "cwd    /\n"
	    "tmpdir /tmp\n");
	free(text);
}

static void
usual_policy(void)
{
	static char hosts[] = "/etc/hosts", profile[] = "/home/u/.profile";
	struct grant grants[] = {
	    FILE_AT(hosts, ACCESS_READ, SOURCE_GROUP),
	    FILE_AT(profile, ACCESS_BOTH, SOURCE_USER),
	    DIRECTORY(work, ACCESS_BOTH, SOURCE_CWD),
	    DIRECTORY(usr, ACCESS_READ, SOURCE_GROUP),
	};
	struct view_link links[] = {{bin, usr_bin}};
	const struct policy policy = {.grants = grants,
	    .ngrants = COUNT(grants),
	    .links = links,
	    .nlinks = COUNT(links),
	    .cwd = work,
	    .block_net = true};

	CHECK_PLAN(&policy,
	    "link   /bin -> usr/bin\n"
	    "bind   /etc read-only\n"
	    "dir    /home 0755\n"
	    "dir    /home/u 0755\n"
	    "bind   /home/u/.profile read-write file\n"
	    "bind   /home/u/work read-write\n"
	    "bind   /usr read-only\n"
	    "allow  /etc/hosts read\n"
	    "allow  /home/u/.profile read write\n"
	    "allow  /home/u/work read write\n"
	    "allow  /usr read\n"
	    "landlock abi 7 fs 0xffff net 0x3 scoped 0x3\n"
	    "network blocked\n"
	    "cwd    /home/u/work\n");
	check_plan(&policy, PLAN_WRAP, NULL,
	    "spaces user mount ipc\n"
	    "link   /bin -> usr/bin\n"
	    "bind   /etc read-only\n"
	    "dir    /home 0755\n"
	    "dir    /home/u 0755\n"
	    "bind   /home/u/.profile read-write file\n"
	    "bind   /home/u/work read-write\n"
	    "bind   /usr read-only\n"
	    "allow  /etc/hosts read\n"
	    "allow  /home/u/.profile read write\n"
	    "allow  /home/u/work read write\n"
	    "allow  /usr read\n"
	    "landlock abi 7 fs 0xffff net 0x3 scoped 0x3\n"
	    "network blocked\n"
	    "cwd    /home/u/work\n",
	    __LINE__);
}

/* A name that continues a directory's with a byte before '/' is no child. */
static void
nested_grants(void)
{
	static char ro[] = "/a", sibling[] = "/a-b", rw[] = "/a/b",
		    inner[] = "/a/b/c", below[] = "/a/d/e", only[] = "/w",
		    read[] = "/w/r", link[] = "/a/link", target[] = "b";
	struct grant grants[] = {
	    DIRECTORY(ro, ACCESS_READ, SOURCE_USER),
	    DIRECTORY(sibling, ACCESS_READ, SOURCE_USER),
	    DIRECTORY(rw, ACCESS_BOTH, SOURCE_USER),
	    DIRECTORY(inner, ACCESS_READ, SOURCE_USER),
	    FILE_AT(below, ACCESS_WRITE, SOURCE_USER),
	    DIRECTORY(only, ACCESS_WRITE, SOURCE_USER),
	    DIRECTORY(read, ACCESS_READ, SOURCE_USER),
	};
	struct view_link links[] = {{link, target}};
	const struct policy policy = {.grants = grants,
	    .ngrants = COUNT(grants),
	    .links = links,
	    .nlinks = COUNT(links),
	    .cwd = rw};

	CHECK_PLAN(&policy,
	    "bind   /a read-only\n"
	    "bind   /a/b read-write\n"
	    "bind   /a/d/e read-write file\n"
	    "bind   /a-b read-only\n"
	    "bind   /w read-write\n"
	    "allow  /a read\n"
	    "allow  /a/b read write\n"
	    "allow  /a/d/e write\n"
	    "allow  /a-b read\n"
	    "allow  /w write\n"
	    "allow  /w/r read\n"
	    "cwd    /a/b\n");
}

static void
below_tmp(void)
{
	static char mine[] = "/tmp/mine/x", groups[] = "/tmp/group";
	struct grant grants[] = {
	    DIRECTORY(tmp, ACCESS_WRITE, SOURCE_GROUP),
	    DIRECTORY(groups, ACCESS_BOTH, SOURCE_GROUP),
	    DIRECTORY(mine, ACCESS_READ, SOURCE_USER),
	};
	const struct policy policy = {
	    .grants = grants, .ngrants = COUNT(grants), .cwd = mine};

	CHECK_PLAN(&policy,
	    "dir    /tmp/mine 0755\n"
	    "bind   /tmp/mine/x read-only\n"
	    "cwd    /tmp/mine/x\n");
	check_plan(&policy, PLAN_SESSION, "/state/1/tmp",
	    "tmp    /tmp from /state/1/tmp\n"
	    "dir    /tmp/mine 0755\n"
	    "bind   /tmp/mine/x read-only\n"
	    "cwd    /tmp/mine/x\n",
	    __LINE__);
}

static void
host_tmp(void)
{
	static char mine[] = "/tmp/mine", deep[] = "/dev/shm/x";
	struct grant grants[] = {
	    DIRECTORY(tmp, ACCESS_BOTH, SOURCE_CWD),
	    DIRECTORY(mine, ACCESS_BOTH, SOURCE_USER),
	    DIRECTORY(deep, ACCESS_READ, SOURCE_USER),
	};
	struct grant read_only[] = {
	    DIRECTORY(shm, ACCESS_READ, SOURCE_USER),
	    DIRECTORY(tmp, ACCESS_READ, SOURCE_USER),
	};
	struct policy policy = {
	    .grants = grants, .ngrants = COUNT(grants), .cwd = tmp};

	CHECK_PLAN(&policy,
	    "bind   /dev/shm/x read-only\n"
	    "bind   /tmp read-write\n"
	    "cwd    /tmp\n");
	policy.grants = read_only;
	policy.ngrants = COUNT(read_only);
	CHECK_PLAN(&policy,
	    "bind   /dev/shm read-only\n"
	    "bind   /tmp read-only\n"
	    "allow  /dev/shm read\n"
	    "allow  /tmp read\n"
	    "cwd    /tmp\n");
	policy.grants = &read_only[1];
	policy.ngrants = 1;
	CHECK_PLAN(&policy,
	    "bind   /tmp read-only\n"
	    "allow  /tmp read\n"
	    "cwd    /tmp\n"
	    "tmpdir /dev/shm\n");
}

/* Reading everything is everything of the host's but what is a session's own. */
static void
whole_root(void)
{
	static char in_tmp[] = "/tmp/x";
	struct grant grants[] = {
	    DIRECTORY(root, ACCESS_READ, SOURCE_USER),
	    DIRECTORY(work, ACCESS_BOTH, SOURCE_CWD),
	};
	struct deny denies[] = {{.path = ssh}, {.path = in_tmp}};
	struct view_link links[] = {{bin, usr_bin}};
	char *const protected[] = {state};
	struct policy policy = {.grants = grants,
	    .ngrants = COUNT(grants),
	    .denies = denies,
	    .ndenies = COUNT(denies),
	    .links = links,
	    .nlinks = COUNT(links),
	    .protected = (char **)protected,
	    .nprotected = 1,
	    .cwd = in_tmp};

	CHECK_PLAN(&policy,
	    "bind   / read-only\n"
	    "tmpfs  /dev 0755 read-only\n"
	    "mask   /home/u/.local/state/nono\n"
	    "mask   /home/u/.ssh\n"
	    "bind   /home/u/work read-write\n"
	    "allow  / read\n"
	    "allow  /home/u/work read write\n");
}

static void
devices(void)
{
	static char null[] = "/dev/null", kvm[] = "/dev/kvm",
		    dri[] = "/dev/dri", pts[] = "/dev/pts",
		    self[] = "/proc/4711", fd[] = "/proc/4711/fd";
	struct grant grants[] = {
	    DIRECTORY(dri, ACCESS_READ, SOURCE_USER),
	    FILE_AT(kvm, ACCESS_BOTH, SOURCE_USER),
	    FILE_AT(null, ACCESS_READ, SOURCE_GROUP),
	    DIRECTORY(pts, ACCESS_BOTH, SOURCE_GROUP),
	    DIRECTORY(self, ACCESS_READ, SOURCE_GROUP),
	    DIRECTORY(fd, ACCESS_WRITE, SOURCE_GROUP),
	};
	struct grant all[] = {
	    DIRECTORY(dev, ACCESS_READ, SOURCE_USER),
	    DIRECTORY(root, ACCESS_READ, SOURCE_USER),
	};
	struct policy policy = {
	    .grants = grants, .ngrants = COUNT(grants), .cwd = root};
	char *text;

	CHECK_PLAN(&policy,
	    "bind   /dev/dri read-only\n"
	    "bind   /dev/kvm read-write file\n"
	    "allow  /dev/dri read\n"
	    "allow  /dev/kvm read write ioctl\n");
	policy.grants = all;
	policy.ngrants = 1;
	text = plan_text(&policy, 7, PLAN_SESSION, NULL);
	CHECK(strstr(text, "bind   /dev read-only\ndevpts /dev/pts\n") != NULL);
	CHECK(strstr(text, "tmpfs  /dev/shm 1777 read-write\n") != NULL);
	CHECK(strstr(text, "link   /dev") == NULL);
	CHECK(strstr(text, "allow  /dev read\n") != NULL);
	CHECK(strstr(text, "allow  /dev/null read write ioctl\n") != NULL);
	CHECK(strstr(text, "allow  /dev/ptmx read write ioctl\n") != NULL);
	free(text);
	/* Inside a bind where devices cannot be opened it needs its own. */
	policy.ngrants = 2;
	text = plan_text(&policy, 7, PLAN_SESSION, NULL);
	CHECK(strstr(text,
		  "bind   / read-only\nbind   /dev read-only\n"
		  "devpts /dev/pts\n") != NULL);
	free(text);
}

static void
masks(void)
{
	static char keys[] = "/home/u/.ssh/keys",
		    known[] = "/home/u/.ssh/a/known",
		    nested[] = "/home/u/.ssh/keys/old", other[] = "/opt/x",
		    pair[] = "/home/u/.ssh/keys/pair";
	struct grant grants[] = {
	    DIRECTORY(home, ACCESS_READ, SOURCE_USER),
	};
	struct grant holes[] = {
	    DIRECTORY(home, ACCESS_READ, SOURCE_USER),
	    FILE_AT(known, ACCESS_READ, SOURCE_USER),
	    DIRECTORY(keys, ACCESS_READ, SOURCE_USER),
	};
	struct deny denies[] = {{.path = ssh}, {.path = other}};
	struct deny more[] = {{.path = ssh}, {.path = nested}, {.path = pair}};
	struct policy policy = {.grants = grants,
	    .ngrants = COUNT(grants),
	    .denies = denies,
	    .ndenies = COUNT(denies),
	    .cwd = home};

	CHECK_PLAN(&policy,
	    "dir    /home 0755\n"
	    "bind   /home/u read-only\n"
	    "mask   /home/u/.ssh\n"
	    "allow  /home/u read\n"
	    "cwd    /home/u\n");
	policy.grants = holes;
	policy.ngrants = COUNT(holes);
	policy.denies = more;
	policy.ndenies = COUNT(more);
	CHECK_PLAN(&policy,
	    "dir    /home 0755\n"
	    "bind   /home/u read-only\n"
	    "tmpfs  /home/u/.ssh 0111 read-only\n"
	    "dir    /home/u/.ssh/a 0111\n"
	    "bind   /home/u/.ssh/a/known read-only file\n"
	    "bind   /home/u/.ssh/keys read-only\n"
	    "mask   /home/u/.ssh/keys/old\n"
	    "mask   /home/u/.ssh/keys/pair\n"
	    "allow  /home/u read\n"
	    "cwd    /home/u\n");
}

/* A policy of one grant and one deny or protected root must be refused. */
static void
check_refused(
    struct grant g, char *deny, char *protected, const char *want, int line)
{
	struct deny d = {.path = deny};
	const struct policy policy = {.grants = &g,
	    .ngrants = 1,
	    .denies = &d,
	    .ndenies = deny != NULL,
	    .protected = &protected,
	    .nprotected = protected != NULL,
	    .cwd = root};
	char *got = plan_text(&policy, 7, PLAN_SESSION, NULL);

	test_str(got, want, __FILE__, line, "error");
	free(got);
}

static void
contradictions(void)
{
	static char tty[] = "/dev/pts/3", sys[] = "/proc/sys",
		    in_state[] = "/home/u/.local/state/nono/x";

	check_refused((struct grant)DIRECTORY(home, ACCESS_BOTH, SOURCE_USER),
	    ssh, NULL,
	    "/home/u/.ssh is denied, but lies in /home/u, which is granted for "
	    "writing: grant less than /home/u, or only for reading",
	    __LINE__);
	check_refused((struct grant)DIRECTORY(root, ACCESS_WRITE, SOURCE_USER),
	    ssh, NULL,
	    "/home/u/.ssh is denied, but lies in /, which is granted for "
	    "writing: grant less than /, or only for reading",
	    __LINE__);
	check_refused((struct grant)DIRECTORY(ssh, ACCESS_READ, SOURCE_USER),
	    ssh, NULL, "/home/u/.ssh is granted and is denied: take one back",
	    __LINE__);
	check_refused((struct grant)DIRECTORY(home, ACCESS_BOTH, SOURCE_USER),
	    NULL, state,
	    "/home/u/.local/state/nono is nono's own, but lies in /home/u, "
	    "which is granted for writing: grant less than /home/u, or only "
	    "for reading",
	    __LINE__);
	check_refused(
	    (struct grant)DIRECTORY(in_state, ACCESS_READ, SOURCE_USER), NULL,
	    state,
	    "/home/u/.local/state/nono/x cannot be granted: it lies in "
	    "/home/u/.local/state/nono, which is nono's own",
	    __LINE__);
	check_refused((struct grant)FILE_AT(tty, ACCESS_BOTH, SOURCE_USER),
	    NULL, NULL,
	    "/dev/pts/3 cannot be granted: a session has terminals of its own "
	    "in /dev/pts, and no others",
	    __LINE__);
	check_refused((struct grant)DIRECTORY(sys, ACCESS_WRITE, SOURCE_USER),
	    NULL, NULL,
	    "/proc/sys cannot be granted for writing: a session has a /proc "
	    "of its own and may only read it",
	    __LINE__);
}

static void
link_conflict(void)
{
	static char link[] = "/a/b", target[] = "c", inside[] = "/a/b/d";
	struct grant grants[] = {DIRECTORY(inside, ACCESS_READ, SOURCE_USER)};
	struct view_link links[] = {{link, target}, {tmp, target}};
	struct policy policy = {.grants = grants,
	    .ngrants = 1,
	    .links = links,
	    .nlinks = COUNT(links),
	    .cwd = root};

	CHECK_PLAN(&policy,
	    "cannot plan /a/b/d: /a/b is both a symbolic link and a "
	    "directory; it was changed meanwhile");
	/* A link where the session has something of its own is not made. */
	policy.links = &links[1];
	policy.nlinks = 1;
	policy.ngrants = 0;
	CHECK_PLAN(&policy, "");
}

static void
abi_variants(void)
{
	static const struct {
		int abi;
		uint64_t fs, net, scoped;
		const char *rule;
	} want[] = {
	    {1, 0x1fff, 0, 0, "allow  /dev/null read write\n"},
	    {2, 0x3fff, 0, 0, "allow  /dev/null read write\n"},
	    {3, 0x7fff, 0, 0, "allow  /dev/null read write\n"},
	    {4, 0x7fff, 0x3, 0, "allow  /dev/null read write\n"},
	    {5, 0xffff, 0x3, 0, "allow  /dev/null read write ioctl\n"},
	    {6, 0xffff, 0x3, 0x3, "allow  /dev/null read write ioctl\n"},
	    {7, 0xffff, 0x3, 0x3, "allow  /dev/null read write ioctl\n"},
	    {8, 0xffff, 0x3, 0x3, "allow  /dev/null read write ioctl\n"},
	    {9, 0x1ffff, 0x3, 0x3, "allow  /dev/null read write ioctl\n"},
	    {10, 0x1ffff, 0xf, 0x3, "allow  /dev/null read write ioctl\n"},
	    {99, 0x1ffff, 0xf, 0x3, "allow  /dev/null read write ioctl\n"},
	};
	const uint64_t make_device = 1 << 6 | 1 << 11;
	struct grant grants[] = {DIRECTORY(work, ACCESS_BOTH, SOURCE_USER)};
	const struct policy policy = {
	    .grants = grants, .ngrants = 1, .cwd = root, .block_net = true};
	struct error e = ERROR_INIT;
	struct plan *plan;
	struct kernel k;
	char *text;
	size_t i, j;

	for (i = 0; i < COUNT(want); i++) {
		k = kernel(want[i].abi);
		if (!CHECK_INT(
			plan_build(&plan, &policy, &k, PLAN_SESSION, NULL, &e),
			0))
			continue;
		CHECK_INT(plan->handled_fs, want[i].fs);
		CHECK_INT(plan->handled_net, want[i].net);
		CHECK_INT(plan->scoped, want[i].scoped);
		for (j = 0; j < plan->nrules; j++) {
			CHECK((plan->rules[j].rights & ~want[i].fs) == 0);
			CHECK((plan->rules[j].rights & make_device) == 0);
			CHECK(plan->rules[j].rights != 0);
		}
		text = text_of(plan, plan_print);
		CHECK(strstr(text, want[i].rule) != NULL);
		CHECK(strstr(text, "allow  /home/u/work read write\n") != NULL);
		free(text);
		plan_destroy(plan);
	}
}

/* Renames need the same rights on both sides. */
static void
same_rights(void)
{
	static char a[] = "/a", b[] = "/b";
	struct grant grants[] = {
	    DIRECTORY(a, ACCESS_BOTH, SOURCE_USER),
	    DIRECTORY(b, ACCESS_BOTH, SOURCE_PROFILE),
	};
	const struct policy policy = {
	    .grants = grants, .ngrants = 2, .cwd = root};
	struct error e = ERROR_INIT;
	struct kernel k = kernel(NEWEST);
	uint64_t rights = 0;
	struct plan *plan;
	size_t i;

	plan_build(&plan, &policy, &k, PLAN_SESSION, NULL, &e);
	for (i = 0; i < plan->nrules; i++) {
		if (strcmp(plan->rules[i].path, "/a") != 0 &&
		    strcmp(plan->rules[i].path, "/b") != 0 &&
		    strcmp(plan->rules[i].path, "/tmp") != 0 &&
		    strcmp(plan->rules[i].path, "/dev/shm") != 0)
			continue;
		if (rights == 0)
			rights = plan->rules[i].rights;
		CHECK_INT(plan->rules[i].rights, rights);
	}
	CHECK(rights != 0);
	plan_destroy(plan);
}

static void
missing_features(void)
{
	static const struct {
		struct kernel k;
		enum plan_kind kind;
		const char *want; /* a part; NULL: it is enough */
	} cases[] = {
	    {{0, true, true, true, true, ""}, PLAN_WRAP, "no Landlock"},
	    {{7, false, true, true, true, ""}, PLAN_WRAP, "no seccomp"},
	    {{7, true, false, false, true, "EPERM"}, PLAN_WRAP,
		"no user namespace can be made here (EPERM)"},
	    {{7, true, true, false, true, "masked"}, PLAN_SESSION,
		"own /proc can be made here (masked)"},
	    {{7, true, true, false, true, "masked"}, PLAN_WRAP, NULL},
	};
	const struct policy policy = {.cwd = root};
	struct error e = ERROR_INIT;
	struct plan *plan = NULL;
	size_t i;
	int rc;

	for (i = 0; i < COUNT(cases); i++) {
		rc = plan_build(
		    &plan, &policy, &cases[i].k, cases[i].kind, NULL, &e);
		if (cases[i].want == NULL) {
			CHECK_INT(rc, 0);
			plan_destroy(plan);
			continue;
		}
		CHECK_INT(rc, -1);
		CHECK_INT(e.status, STATUS_SANDBOX);
		if (!CHECK(strstr(e.text, cases[i].want) != NULL))
			printf("\tgot: %s\n", e.text);
	}
}

static void
all_weaknesses(const struct plan *plan, struct buf *out)
{
	plan_weaknesses(plan, true, out);
}

static void
check_weaknesses(const struct policy *policy, int abi, enum plan_kind kind,
    const char *want, int line)
{
	struct error e = ERROR_INIT;
	struct kernel k = kernel(abi);
	struct plan *plan;
	char *text;

	plan_build(&plan, policy, &k, kind, NULL, &e);
	text = text_of(plan, all_weaknesses);
	test_str(text, want, __FILE__, line, "weaknesses");
	free(text);
	plan_destroy(plan);
}

static void
weaknesses(void)
{
	static char video[] = "/dev/video0";
	struct grant grants[] = {FILE_AT(video, ACCESS_READ, SOURCE_USER)};
	const struct policy policy = {.cwd = root},
			    device = {
				.grants = grants, .ngrants = 1, .cwd = root};

	check_weaknesses(&policy, 9, PLAN_SESSION, "", __LINE__);
	check_weaknesses(&policy, 7, PLAN_SESSION,
	    "unix sockets in what is granted for reading: can be connected to "
	    "(Landlock ABI 7, needs 9)\n",
	    __LINE__);
	check_weaknesses(&device, 2, PLAN_SESSION,
	    "ioctl on devices granted for reading: not restricted (Landlock "
	    "ABI 2, needs 5)\n"
	    "abstract unix sockets: not restricted (Landlock ABI 2, needs 6)\n"
	    "unix sockets in what is granted for reading: can be connected to "
	    "(Landlock ABI 2, needs 9)\n",
	    __LINE__);
	check_weaknesses(&policy, 9, PLAN_WRAP,
	    "other processes of the user: their arguments can be read and "
	    "their priorities changed (no PID namespace)\n",
	    __LINE__);
	check_weaknesses(&policy, 5, PLAN_WRAP,
	    "abstract unix sockets: not restricted (Landlock ABI 5, needs 6)\n"
	    "signals to other processes of the user: not restricted (Landlock "
	    "ABI 5, needs 6)\n"
	    "unix sockets in what is granted for reading: can be connected to "
	    "(Landlock ABI 5, needs 9)\n"
	    "other processes of the user: their arguments can be read and "
	    "their priorities changed (no PID namespace)\n",
	    __LINE__);
}

static void
escaped_paths(void)
{
	static char path[] = "/a\nbind   /etc read-write";
	struct grant grants[] = {DIRECTORY(path, ACCESS_READ, SOURCE_USER)};
	const struct policy policy = {
	    .grants = grants, .ngrants = 1, .cwd = root};

	CHECK_PLAN(&policy,
	    "dir    /a\\012bind    0755\n"
	    "bind   /a\\012bind   /etc read-write read-only\n"
	    "allow  /a\\012bind   /etc read-write read\n");
}

static void
paths(void)
{
	CHECK(path_covers("/", "/a"));
	CHECK(path_covers("/", "/"));
	CHECK(path_covers("/a", "/a"));
	CHECK(path_covers("/a", "/a/b"));
	CHECK(!path_covers("/a", "/ab"));
	CHECK(!path_covers("/a/b", "/a"));
	CHECK(path_inside("/", "/a"));
	CHECK(!path_inside("/", "/"));
	CHECK(!path_inside("/a", "/a"));
	CHECK(path_compare("/a", "/a/b") < 0);
	CHECK(path_compare("/a/b", "/a-b") < 0);
	CHECK(path_compare("/a/z", "/a\001") < 0);
	CHECK(path_compare("/", "/a") < 0);
	CHECK(path_compare("/b", "/a/c") > 0);
	CHECK(path_compare("/a/\377", "/a/a") > 0);
	CHECK_INT(path_compare("/a", "/a"), 0);
}

static const struct test tests[] = {
    {"base", base},
    {"empty-policy", empty_policy},
    {"usual-policy", usual_policy},
    {"nested-grants", nested_grants},
    {"below-tmp", below_tmp},
    {"host-tmp", host_tmp},
    {"whole-root", whole_root},
    {"devices", devices},
    {"masks", masks},
    {"contradictions", contradictions},
    {"link-conflict", link_conflict},
    {"abi-variants", abi_variants},
    {"same-rights", same_rights},
    {"missing-features", missing_features},
    {"weaknesses", weaknesses},
    {"escaped-paths", escaped_paths},
    {"paths", paths},
};

int
main(int argc, char **argv)
{
	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
