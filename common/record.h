/*
 * The record of one session, as it lies in its directory (session.json) and as
 * ps --json and inspect --json print it. Written by the session's supervisor
 * only.
 */
#ifndef COMMON_RECORD_H
#define COMMON_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "common/error.h"
#include "common/proto.h"

struct json_t;

enum {
	NAME_MAX_LENGTH = 64
};

struct record {
	char id[ID_LENGTH + 1];
	char *name; /* owned, as all strings are */
	pid_t supervisor;
	pid_t child; /* 0 until it runs */
	time_t started; /* seconds since 1970 */
	time_t ended; /* 0 while it runs */
	bool paused; /* a signal has stopped the command */
	bool exited;
	int exit_code; /* as a shell would say it; -1: not known */
	char **command; /* NULL-terminated, secrets redacted */
	char *profile;
	char *workdir;
	bool block_net;
	bool terminal; /* it has a pty and can be attached to */
	char *runtime; /* directory of the server it is registered with */
};

void record_release(struct record *r);

/* Exit code from how and code of an ENDED message. */
int record_exit_code(enum ending how, uint32_t code);
/*
 * How a session that is over ended, to follow "session ID". -1 as its exit code
 * is what the next to look writes into the record of one that could not say so.
 * The caller frees.
 */
char *record_ending(const struct record *r);

/* As JSON; the caller frees it with json_decref. */
struct json_t *record_json(const struct record *r);

/*
 * Write it to session.json in the directory open as dirfd, by a temporary file
 * and a rename. With sync it is on the disk when the call returns.
 */
int record_write(const struct record *r, int dirfd, bool sync, struct error *e);

/*
 * Read session.json from a session's directory. A record that is missing,
 * half-written, or not a record of id is an error; nothing in it is trusted.
 */
int record_read(struct record *r, int dirfd, const char *id, struct error *e);

/* Whether s is what an id looks like: 16 lower-case hex digits. */
bool record_is_id(const char *s);
/* Whether s may be a session's name: 1 to 64 of [A-Za-z0-9._-], not - or . first. */
bool record_is_name(const char *s);

#endif
