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

#include "common/buf.h"
#include "common/error.h"
#include "common/policy.h"

/* What was found by trying it (probe.h). */
struct kernel {
	int landlock_abi; /* 0: none */
	bool seccomp; /* filters can be installed */
	bool userns; /* a user namespace with working mounts */
	bool pidns; /* and a PID namespace with a /proc of its own */
	char why_not[160]; /* the step that failed and why, "" if all work */
};

enum plan_op_type {
	/* The view: a tmpfs root in which only what is granted exists. */
	PLAN_DIR, /* make directory path in the view */
	PLAN_LINK, /* make symbolic link path -> target in the view */
	PLAN_BIND, /* bind path (recursive) into the view; access */
	PLAN_TMPFS, /* mount an empty tmpfs at path; mode */
	PLAN_TMP, /* the session's private directory at path */
	PLAN_DEVPTS, /* a devpts instance of its own at path */
	PLAN_PROC, /* /proc of the PID namespace, or the host's, at path */
	PLAN_MASK, /* cover path with something empty and unreadable */
	PLAN_OPS,
};

struct plan_op {
	enum plan_op_type type;
	char *path; /* absolute, in the view; owned */
	char *target; /* LINK: its text; owned */
	int access; /* BIND: ACCESS_* bits; 0: for the view only, no rule */
	bool directory; /* BIND, MASK */
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
	const struct policy *policy; /* borrowed for the plan's life */
	int landlock_abi;
};

enum plan_kind {
	PLAN_SESSION, /* a session: all namespaces, an init */
	PLAN_WRAP, /* wrap: the same without a PID namespace */
};

/*
 * Build the plan for a policy on a kernel. tmp is the directory that becomes
 * the private /tmp, NULL for a tmpfs. Returns -1 and sets e if the kernel cannot
 * enforce the policy, naming what is missing; e->status is STATUS_SANDBOX.
 */
int plan_build(struct plan **plan, const struct policy *policy,
    const struct kernel *kernel, enum plan_kind kind, const char *tmp,
    struct error *e);
void plan_destroy(struct plan *plan);

/* Write it as text, a line an operation or rule: what --dry-run -v shows. */
void plan_print(const struct plan *plan, struct buf *out);

/*
 * One line for each protection of the policy that this kernel cannot give and
 * that does not keep the session from starting ("abstract unix sockets: not
 * restricted (Landlock ABI 2, needs 6)"). Nothing is written if there is none.
 */
void plan_weaknesses(const struct plan *plan, struct buf *out);

#endif
