/*
 * What a session may do. Computed once, by the client, from profile and flags;
 * printed as it is (dry run, inspect); handed to the supervisor by fork and
 * turned into a plan by server/sandbox. Every path in it is absolute, canonical
 * and existed when it was made.
 */
#ifndef COMMON_POLICY_H
#define COMMON_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"

struct json_t; /* jansson's */

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

/* A symbolic link on the way to a grant, which must be there inside too. */
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
	struct deny *denies;
	size_t ndenies;
	struct view_link *links;
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
	 * Asked when the profile wants the work tree and --allow-cwd was not
	 * given; returns 1 yes, 0 no. NULL as if no_prompt.
	 */
	int (*ask_cwd)(const char *cwd, int access, void *arg);
	void *ask_arg;
};

/*
 * Resolve a request to a policy: profile with its parents, groups, variables,
 * flags, canonical paths. Nothing is created. Returns -1 and sets e (one line
 * that names the thing, where it stands, and the remedy) if anything asked for
 * cannot be done: unknown profile, group or key, a grant on, in or (for
 * writing) above a protected root, a deny inside a writable grant, a file flag
 * on a directory or the reverse.
 */
int policy_resolve(
    struct policy **p, const struct policy_request *req, struct error *e);
void policy_destroy(struct policy *p);

/*
 * Whether path (canonical) is reachable with all bits of access. If so, *by
 * (may be NULL) is the grant that gives it; borrowed.
 */
bool policy_covers(const struct policy *p, const char *path, int access,
    const struct grant **by);

/*
 * Write the capability block that run, shell and wrap show on standard error:
 * "Capabilities:", a line a grant with its badge (r, w, r+w), "net outbound
 * allowed|blocked", "+ N system/group paths (-v to show)".
 */
void policy_print(const struct policy *p, bool verbose, struct buf *out);

#endif
