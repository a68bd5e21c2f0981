#include "server/sandbox/landlock.h"

#include <stddef.h>

#include "compat/landlock.h"
#include "common/policy.h"

enum kind {
	FS,
	NET,
	SCOPE
};

/* What a right belongs to when a grant is made. */
enum {
	IN_READ = 1 << 0,
	IN_WRITE = 1 << 1,
	ON_FILES = 1 << 2, /* legal in a rule on something not a directory */
};

/* Every right, with the ABI that brought it. */
static const struct right {
	uint64_t bit;
	const char *name;
	enum kind kind;
	int abi;
	unsigned use;
} rights[] = {
    {LANDLOCK_ACCESS_FS_EXECUTE, "execute", FS, 1, IN_READ | ON_FILES},
    {LANDLOCK_ACCESS_FS_WRITE_FILE, "write-file", FS, 1, IN_WRITE | ON_FILES},
    {LANDLOCK_ACCESS_FS_READ_FILE, "read-file", FS, 1, IN_READ | ON_FILES},
    {LANDLOCK_ACCESS_FS_READ_DIR, "read-dir", FS, 1, IN_READ},
    {LANDLOCK_ACCESS_FS_REMOVE_DIR, "remove-dir", FS, 1, IN_WRITE},
    {LANDLOCK_ACCESS_FS_REMOVE_FILE, "remove-file", FS, 1, IN_WRITE},
    {LANDLOCK_ACCESS_FS_MAKE_CHAR, "make-char", FS, 1, 0},
    {LANDLOCK_ACCESS_FS_MAKE_DIR, "make-dir", FS, 1, IN_WRITE},
    {LANDLOCK_ACCESS_FS_MAKE_REG, "make-reg", FS, 1, IN_WRITE},
    {LANDLOCK_ACCESS_FS_MAKE_SOCK, "make-sock", FS, 1, IN_WRITE},
    {LANDLOCK_ACCESS_FS_MAKE_FIFO, "make-fifo", FS, 1, IN_WRITE},
    {LANDLOCK_ACCESS_FS_MAKE_BLOCK, "make-block", FS, 1, 0},
    {LANDLOCK_ACCESS_FS_MAKE_SYM, "make-sym", FS, 1, IN_WRITE},
    {LANDLOCK_ACCESS_FS_REFER, "refer", FS, 2, IN_WRITE},
    {LANDLOCK_ACCESS_FS_TRUNCATE, "truncate", FS, 3, IN_WRITE | ON_FILES},
    {LANDLOCK_ACCESS_FS_IOCTL_DEV, "ioctl", FS, 5, ON_FILES},
    /*
     * Writing includes connecting to a socket there, as it does in a view
     * on a kernel that cannot tell.
     */
    {LANDLOCK_ACCESS_FS_RESOLVE_UNIX, "resolve-unix", FS, 9,
	IN_WRITE | ON_FILES},
    {LANDLOCK_ACCESS_NET_BIND_TCP, "bind-tcp", NET, 4, 0},
    {LANDLOCK_ACCESS_NET_CONNECT_TCP, "connect-tcp", NET, 4, 0},
    {LANDLOCK_ACCESS_NET_BIND_UDP, "bind-udp", NET, 10, 0},
    {LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP, "connect-send-udp", NET, 10, 0},
    {LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET, "abstract-sockets", SCOPE, 6, 0},
    {LANDLOCK_SCOPE_SIGNAL, "signals", SCOPE, 6, 0},
};

enum {
	NRIGHTS = sizeof rights / sizeof rights[0]
};

static uint64_t
known(enum kind kind, int abi)
{
	uint64_t all = 0;
	size_t i;

	for (i = 0; i < NRIGHTS; i++) {
		if (rights[i].kind == kind && rights[i].abi <= abi)
			all |= rights[i].bit;
	}
	return (all);
}

uint64_t
landlock_known_fs(int abi)
{
	return (known(FS, abi));
}

uint64_t
landlock_known_net(int abi)
{
	return (known(NET, abi));
}

uint64_t
landlock_known_scopes(int abi)
{
	return (known(SCOPE, abi));
}

static uint64_t
fs_set(unsigned use, bool directory)
{
	uint64_t set = 0;
	size_t i;

	for (i = 0; i < NRIGHTS; i++) {
		if (rights[i].kind == FS && (rights[i].use & use) != 0 &&
		    (directory || (rights[i].use & ON_FILES) != 0))
			set |= rights[i].bit;
	}
	return (set);
}

uint64_t
landlock_rights(int access, bool directory, int abi)
{
	unsigned use = 0;

	if ((access & ACCESS_READ) != 0)
		use |= IN_READ;
	if ((access & ACCESS_WRITE) != 0)
		use |= IN_WRITE;
	return (fs_set(use, directory) & landlock_known_fs(abi));
}

/* Write word if rights hold all of one of two sets; take it out of them. */
static void
print_set(uint64_t *left, uint64_t set, const char *word, const char **gap,
    struct buf *out)
{
	if (set == 0 || (*left & set) != set)
		return;
	*left &= ~set;
	buf_printf(out, "%s%s", *gap, word);
	*gap = " ";
}

void
landlock_rights_print(uint64_t left, struct buf *out)
{
	/* A kernel without the newer rights grants fewer: still "write". */
	const uint64_t new = LANDLOCK_ACCESS_FS_REFER |
	    LANDLOCK_ACCESS_FS_TRUNCATE | LANDLOCK_ACCESS_FS_RESOLVE_UNIX;
	uint64_t seen = left;
	const char *gap = "";
	size_t i;

	print_set(&left, fs_set(IN_READ, true), "read", &gap, out);
	print_set(&left, fs_set(IN_READ, false), "read", &gap, out);
	print_set(
	    &left, fs_set(IN_WRITE, true) & (seen | ~new), "write", &gap, out);
	print_set(
	    &left, fs_set(IN_WRITE, false) & (seen | ~new), "write", &gap, out);
	for (i = 0; i < NRIGHTS; i++) {
		if (rights[i].kind == FS)
			print_set(
			    &left, rights[i].bit, rights[i].name, &gap, out);
	}
}

int
landlock_abi(void)
{
	int abi = sys_landlock_create_ruleset(
	    NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return (abi < 0 ? 0 : abi);
}

int
landlock_create(const struct plan *plan, struct error *e)
{
	struct landlock_ruleset_attr attr = {
	    .handled_access_fs = plan->handled_fs,
	    .handled_access_net = plan->handled_net,
	    .scoped = plan->scoped,
	};
	int fd = sys_landlock_create_ruleset(&attr, sizeof attr, 0);

	if (fd == -1)
		error_errno(e, "cannot make a Landlock ruleset");
	return (fd);
}

int
landlock_add(int ruleset, int fd, const struct plan_rule *rule, struct error *e)
{
	struct landlock_path_beneath_attr attr = {
	    .allowed_access = rule->rights,
	    .parent_fd = fd,
	};

	if (sys_landlock_add_rule(
		ruleset, LANDLOCK_RULE_PATH_BENEATH, &attr, 0) == -1)
		return (
		    error_errno(e, "cannot add Landlock rule %s", rule->path));
	return (0);
}

int
landlock_enter(int ruleset, struct error *e)
{
	if (sys_landlock_restrict_self(ruleset, 0) == -1)
		return (error_errno(e, "cannot enter the Landlock ruleset"));
	return (0);
}
