/*
 * All sessions of a user, as directories below the state directory:
 *
 *	sessions/ID/   live: the supervisor holds flock(2) on the directory, so
 *	               its death, however it comes, is seen at once and for sure
 *	ended/ID/      over: kept until it is pruned
 *	names/NAME     symbolic link to the ID of the live session of that name
 *
 * In a session's directory: session.json (record.h), policy.json, sock (the
 * supervisor's socket), tmp (its private /tmp), last-screen.
 */
#ifndef COMMON_REGISTRY_H
#define COMMON_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/paths.h"
#include "common/record.h"

#define SESSION_SOCKET "sock"
#define SESSION_POLICY "policy.json"
#define SESSION_SCREEN "last-screen"
#define SESSION_TMP    "tmp"

struct registry {
	int live; /* descriptors of the directories; owned */
	int ended;
	int names;
	char *path; /* of the state directory; owned */
};

/* Open it; the directories are made if they are missing. */
int
registry_open(struct registry *g, const struct paths *paths, struct error *e);
void registry_release(struct registry *g);

struct entry {
	struct record record;
	bool live;
};

struct entries {
	struct entry *list; /* oldest first */
	size_t n;
};

/*
 * Read the live sessions, and with all the ended ones. A session whose
 * supervisor died without a word is found here and recorded as ended, exit code
 * -1. One whose record cannot be read is left out, and counted in *damaged (may
 * be NULL). The caller frees with entries_release.
 */
int registry_list(struct registry *g, bool all, struct entries *out,
    size_t *damaged, struct error *e);
void entries_release(struct entries *entries);

/*
 * Find the one session that what means: a whole id, else any unique prefix of an
 * id or a name. Live sessions come before ended ones; ended ones are looked at
 * only with all. Nothing or several: -1, the error lists the candidates. The
 * caller releases the record.
 */
int registry_find(struct registry *g, const char *what, bool all,
    struct entry *out, struct error *e);

/* The directory of a session, opened read-only; -1 if it is gone. */
int registry_dir(
    const struct registry *g, const struct entry *entry, struct error *e);

/*
 * Make the directory of a new session, locked, under a name nobody looks for, and
 * in it the one for its private /tmp. Returns its descriptor, to be kept open for
 * the session's life.
 */
int registry_create(struct registry *g, const char *id, struct error *e);
/*
 * Have both directories ready for the next session, while nobody waits: making
 * them takes longer than anything else in here.
 */
void registry_spare(struct registry *g);
/*
 * Where a new session's private /tmp is; the state directory's path is resolved.
 * NULL sets e; the caller frees it.
 */
char *
registry_new_tmp(const struct registry *g, const char *id, struct error *e);
/* Show it under its id; its record must have been written. */
int registry_publish(struct registry *g, const char *id, struct error *e);
/* Remove a new session's directory that was never published. */
void registry_abandon(struct registry *g, const char *id);
/* Move it to the ended ones; its final record must have been written. */
int registry_end(struct registry *g, const char *id, struct error *e);
/* Remove what a session, whose directory is dir, has left in its /tmp. */
void registry_drop_tmp(int dir, struct error *e);
/*
 * Remove an ended session's directory and all in it. One that is just ending is
 * waited for, ten seconds at most.
 */
int registry_remove(struct registry *g, const char *id, struct error *e);

/*
 * Remove what is of no use to anybody: directories of sessions that died while
 * they started, and damaged records. Returns how many.
 */
size_t registry_sweep(struct registry *g);

/* Write a new random id. */
int registry_new_id(char id[ID_LENGTH + 1], struct error *e);
/*
 * Reserve a name for a session. want NULL: a generated one. Taken by a live
 * session: -1. The caller frees the name.
 */
char *registry_take_name(
    struct registry *g, const char *want, const char *id, struct error *e);
/* Give a name back, if it is still this session's. */
void registry_drop_name(struct registry *g, const char *name, const char *id);

#endif
