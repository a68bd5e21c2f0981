/*
 * The screen a session ended with: frame payloads from the server, kept as they
 * come (nobody here looks into them) and written to the session's directory.
 * The file is, for each payload, a u32 length and the bytes.
 */
#ifndef SERVER_SUPERVISOR_LAST_SCREEN_H
#define SERVER_SUPERVISOR_LAST_SCREEN_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/channel.h"

struct last_screen {
	struct buf payloads;
	bool whole; /* the last one has come */
};

void last_screen_init(struct last_screen *s);
void last_screen_release(struct last_screen *s);
void last_screen_clear(struct last_screen *s);

/* Take a LAST_SCREEN message. Returns true if it was the last one. */
bool last_screen_add(struct last_screen *s, struct message *m);

/* Write the file, if a whole screen has come. */
int last_screen_write(const struct last_screen *s, int dirfd, struct error *e);

#endif
