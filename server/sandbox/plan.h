/*
 * The plan: everything that will be done to put a process behind the boundary,
 * as a list of operations, computed once from the policy and from what this
 * kernel can do, before anything is done. Pure: building and printing a plan
 * touches nothing. Applying it (apply.h) walks the same list.
 */
#ifndef SERVER_SANDBOX_PLAN_H
#define SERVER_SANDBOX_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/error.h"
#include "common/policy.h"

/* What was found by trying it (probe.h). */
struct kernel {
	int landlock_abi; /* 0: none */
	bool seccomp; /* filters can be installed */
	bool userns; /* a user namespace with working mounts */
	bool pidns; /* and a PID namespace with a /proc of its own */
	/* A process can be held and waited for by descriptor; probe_full only */
	bool pidfd;
	char why_not[160]; /* the step that failed and why, "" if all work */
};

/*
 * The view: a tmpfs root in which only what is granted exists. Operations are
 * sorted by path, each directory before what lies below it; the first is the
 * root. A TMPFS that is read-only becomes so after the last operation.
 */
enum plan_op_type {
	PLAN_DIR, /* make directory path in the view */
	PLAN_LINK, /* make symbolic link path -> target in the view */
	PLAN_BIND, /* bind path (recursive) into the view; access */
	PLAN_TMPFS, /* mount an empty tmpfs at path; mode */
	PLAN_TMP, /* the session's private directory at path */
	PLAN_DEVPTS, /* a devpts instance of its own at path */
	PLAN_PROC, /* /proc of the PID namespace, or the host's, at path */
	PLAN_MASK, /* cover path, if it exists, with something unreadable */
	PLAN_OPS,
};

struct plan_op {
	enum plan_op_type type;
	char *path; /* absolute, in the view; owned */
	/* LINK: its text; TMP: the directory outside, "" if not yet known; owned */
	char *target;
	int access; /* BIND, TMPFS: ACCESS_*; without WRITE: read-only */
	bool directory; /* BIND; what a MASK covers is seen when it is done */
	bool make; /* make the mount point first: it lies in an empty place */
	unsigned mode; /* DIR, TMPFS */
};

/* A Landlock rule: the rights granted below path (or on it, if a file). */
struct plan_rule {
	char *path; /* owned */
	uint64_t rights; /* LANDLOCK_ACCESS_FS_*; masked to the ABI */
};

struct plan {
	struct plan_op *ops; /* in the order in which they are done */
	size_t nops;
	struct plan_rule *rules;
	size_t nrules;
	uint64_t handled_fs; /* Landlock rights taken away */
	uint64_t handled_net;
	uint64_t scoped;
	bool pidns; /* false for wrap: exec cannot enter one */
	bool block_net;
	bool private_tmp; /* false: the host's /tmp was granted */
	char *cwd; /* where the child starts; owned */
	char *tmpdir; /* value of TMPDIR; owned */
	const struct policy *policy; /* borrowed for its life; NULL in a copy */
	int landlock_abi;
};

enum plan_kind {
	PLAN_SESSION, /* a session: all namespaces, an init */
	PLAN_WRAP, /* wrap: the same without a PID namespace */
};

/*
 * Build the plan for a policy on a kernel. tmp is the directory that becomes
 * the private /tmp, NULL for a tmpfs; "" if sandbox_await_tmp will tell. Returns
 * -1 and sets e if the kernel cannot enforce the policy, naming what is missing;
 * e->status is STATUS_SANDBOX.
 */
int plan_build(struct plan **plan, const struct policy *policy,
    const struct kernel *kernel, enum plan_kind kind, const char *tmp,
    struct error *e);
void plan_destroy(struct plan *plan);

/*
 * The operations of every plan that depend on no policy: the root, devices,
 * terminals and processes of its own. Never fails; freed by plan_destroy.
 */
struct plan *plan_build_base(void);

/*
 * A copy of all but the policy, in an arena, which frees it. NULL if it is too
 * small.
 */
struct plan *plan_copy(const struct plan *plan, struct arena *a);

/* Write it as text, a line an operation or rule: what --dry-run -v shows. */
void plan_print(const struct plan *plan, struct buf *out);

/*
 * One line for each protection of the policy that this kernel cannot give and
 * that does not keep the session from starting ("abstract unix sockets: not
 * restricted (Landlock ABI 2, needs 6)"). Without all, only what a newer kernel
 * in use would give; with it also what follows from how things are.
 */
void plan_weaknesses(const struct plan *plan, bool all, struct buf *out);

#endif
