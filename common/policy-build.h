/*
 * The rules by which a policy is made, one path at a time: what may be granted,
 * what a deny does, which links a view needs. What is asked for, and in which
 * order, policy_resolve decides.
 */
#ifndef COMMON_POLICY_BUILD_H
#define COMMON_POLICY_BUILD_H

#include "common/error.h"
#include "common/grants.h"
#include "common/paths.h"
#include "common/policy.h"
#include "common/profile.h"
#include "common/resolve.h"
#include "common/strlist.h"

/* What a path may name. */
enum wish_kind {
	WISH_ANY, /* a group does not say */
	WISH_DIRECTORY,
	WISH_FILE /* or a device, fifo or socket */
};

/* A grant that is asked for; all borrowed. */
struct wish {
	const char *path; /* as written, variables expanded */
	enum wish_kind kind;
	int access; /* ACCESS_* bits */
	enum grant_source source;
	const char *group; /* SOURCE_GROUP */
	const struct profile_path *at; /* SOURCE_PROFILE: where it stands */
};

enum {
	BUILDER_ROOTS = 3
};

/* A protected root in all its forms. */
struct root {
	char *text; /* as given; owned */
	char *real; /* canonical, as far as it exists; owned */
	const struct node *node; /* it, or the last above it that exists */
	bool exists;
	bool linked; /* text and real differ */
};

struct builder {
	struct policy *policy; /* what is made; the caller's */
	struct resolver *resolver; /* owned */
	struct grants grants;
	struct root roots[BUILDER_ROOTS];
	struct strlist missing;
	char *cwd; /* what relative paths are relative to; owned */
};

/*
 * Begin: b->policy gets its protected roots. Fails if there is no current
 * directory.
 */
int builder_init(struct builder *b, struct policy *policy,
    const struct paths *paths, struct error *e);
void builder_release(struct builder *b);

/* The path made absolute; the caller frees it. */
char *builder_absolute(const struct builder *b, const char *path);

/*
 * Add a grant. One that does not exist is noted as missing if it is the user's,
 * else passed over, as is one of what is private anyway. Returns -1 and sets e
 * if it is refused.
 */
int builder_grant(struct builder *b, const struct wish *w, struct error *e);

/* Add a deny, of a group (NULL: the profile). */
int builder_deny(
    struct builder *b, const char *path, const char *group, struct error *e);

/*
 * Merge and sort everything, hold grants and denies against each other, and
 * move the result into the policy. Returns -1 and sets e if they do not go
 * together.
 */
int builder_finish(struct builder *b, struct error *e);

#endif
