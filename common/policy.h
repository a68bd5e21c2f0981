/*
 * What a session may do. Computed once, by the client, from profile and flags;
 * printed as it is (dry run, inspect); handed to the supervisor by fork and
 * turned into a plan by server/sandbox. Every path in it is absolute, canonical
 * and existed when it was made; whoever opens one must refuse to follow
 * symbolic links, which may have been put there since.
 *
 * What every sandbox has of its own is in no policy: /proc, /dev/pts, /dev/shm
 * and /tmp, and the devices null, zero, full, random, urandom, tty and ptmx
 * (policy_is_private). Grants below the host's /tmp and /dev/shm are made like
 * others; the host's /tmp itself only if the user or a profile names it, never
 * by a group. $TMPDIR in a profile is the private /tmp: granting it or what is
 * below it adds nothing, and denying it is an error. /proc, /dev/pts, /dev/shm
 * as a whole and /dev as a whole are refused: they would bring other sessions'
 * and programs' terminals, memory and command lines with them.
 *
 * Grants and denies. A deny takes away what a grant around it gives, and
 * nothing gives it back:
 *
 *	a deny inside a grant that is read only is kept; the sandbox masks it
 *	a deny inside a grant that can be written is refused, whether it exists
 *	or not: what is there can be renamed away with its parents
 *	a grant on or inside a deny is refused, whoever asks for it: a flag
 *	says what to open, not that the rules do not hold, and to drop it
 *	silently would leave the caller with a command that fails. Only a
 *	group's grant gives way: it names what may be on a machine, the deny
 *	what must not be reached on this one.
 *
 * A deny that is a symbolic link denies what the link leads to.
 */
#ifndef COMMON_POLICY_H
#define COMMON_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"

/* Read implies execute, as upstream users expect. */
enum access {
	ACCESS_READ = 1 << 0,
	ACCESS_WRITE = 1 << 1,
	ACCESS_BOTH = ACCESS_READ | ACCESS_WRITE,
};

enum grant_source {
	SOURCE_USER,
	SOURCE_CWD,
	SOURCE_PROFILE,
	SOURCE_GROUP
};

struct grant {
	char *path; /* canonical; owned */
	char *given; /* as written, variables expanded; owned */
	char *group; /* SOURCE_GROUP: its name, else NULL; owned */
	enum grant_source source;
	int access; /* ACCESS_* bits */
	bool directory; /* else a file, device, fifo or socket */
};

/* A path that must not be reached although it may lie inside a grant. */
struct deny {
	char *path; /* canonical as far as it exists; owned */
	char *group; /* the group it comes from, NULL if the profile; owned */
};

/*
 * A symbolic link on the way to a grant, which must be there inside too. Those
 * inside a granted directory are there with it, and not listed.
 */
struct view_link {
	char *path; /* canonical but for the last component; owned */
	char *target; /* as readlink(2) gives it; owned */
};

/* One variable the child's environment gets beyond the cleaned rest. */
struct env_set {
	char *name, *value; /* owned */
};

struct policy {
	char
	    *profile; /* name or path; "default" if none was asked for; owned */
	char *workdir; /* canonical; value of $WORKDIR; owned */
	char *cwd; /* the child's: workdir if covered, else "/"; owned */
	bool block_net;
	struct grant *grants; /* sorted by path, no two with the same */
	size_t ngrants;
	struct deny *denies; /* sorted by path, no two with the same */
	size_t ndenies;
	struct view_link *links; /* sorted by path, no two with the same */
	size_t nlinks;
	char *
	    *missing; /* asked for by the user, do not exist; as given; owned */
	size_t nmissing;
	char **protected; /* nono's own directories; canonical; owned */
	size_t nprotected;
	char **
	    env_allow; /* kept although cleaning drops it; NAME or PREFIX*; owned */
	size_t nenv_allow;
	char **env_deny; /* dropped although cleaning keeps it; owned */
	size_t nenv_deny;
	struct env_set *env_set; /* given to the child */
	size_t nenv_set;
};

/* One grant as a flag asks for it. */
struct grant_request {
	const char *path; /* as typed */
	int access;
	bool directory; /* --allow, --read, --write; else the -file flags */
};

/* What the command line asks for; everything borrowed. */
struct policy_request {
	const char *profile; /* NULL: the default profile */
	const char *workdir; /* NULL: the current directory */
	const struct grant_request *grants;
	size_t ngrants;
	bool allow_cwd;
	bool block_net;
	bool no_prompt; /* never ask; SILENT or DETACHED */
	/*
	 * Asked when the profile wants the work tree, no grant covers it, and
	 * --allow-cwd was not given; without any profile, for reading. Returns
	 * 1 yes, 0 no. NULL as if no_prompt, which is an error. A caller that
	 * has no terminal to ask at says that it skips the question, with cwd
	 * and access, and returns 0.
	 */
	int (*ask_cwd)(const char *cwd, int access, void *arg);
	void *ask_arg;
	/*
	 * Called for each path that the profile wants created and that is not
	 * there, last of all but the comparison of grants and denies. It is
	 * granted if it is there then. NULL: passed over, as what else a
	 * profile grants.
	 */
	void (*create)(const char *path, bool directory, void *arg);
	void *create_arg;
};

/*
 * Resolve a request to a policy: profile with its parents, groups, variables,
 * flags, canonical paths. Nothing is created but by req->create. Returns -1 and sets e (one line
 * that names the thing, where it stands, and the remedy) if anything asked for
 * cannot be done: unknown profile, group or key, a grant on, in or (for
 * writing) above a protected root, of / or of what is private, a deny inside a
 * writable grant, a grant inside a deny, a file flag on a directory or the
 * reverse. A grant inside another that gives as much, from the same or a
 * stronger source (in the order of enum grant_source), is left out.
 */
int policy_resolve(
    struct policy **p, const struct policy_request *req, struct error *e);
void policy_destroy(struct policy *p);

/*
 * Whether path (canonical) is reachable with all bits of access: every grant on
 * it or above it counts, unless a deny or a protected root is on or above it.
 * *by (may be NULL) is the nearest grant that gives any of access, else the
 * nearest there is, else NULL; borrowed. If the path is reachable and *by does
 * not give all of access itself, others above it do.
 */
bool policy_covers(const struct policy *p, const char *path, int access,
    const struct grant **by);

/* The deny on or above path (canonical), NULL if there is none; borrowed. */
const struct deny *policy_find_deny(const struct policy *p, const char *path);

/* Whether path (canonical) is, or lies in, one of nono's own directories. */
bool policy_is_protected(const struct policy *p, const char *path);

/*
 * Whether path (canonical) is, or lies in, what every sandbox has of its own,
 * without a grant: see above.
 */
bool policy_is_private(const char *path);

/* "blocked" or "allowed". */
const char *policy_network(const struct policy *p);

/*
 * Write the capability block that run, shell and wrap show on standard error:
 * "Capabilities:", a line a grant with its badge (r, w, r+w) and kind, "+ N
 * system/group paths (-v to show)", "net outbound allowed|blocked". If verbose,
 * the grants of groups are listed too, and the source of each.
 */
void policy_print(const struct policy *p, bool verbose, struct buf *out);

#endif
