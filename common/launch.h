/*
 * Finding the server of a runtime directory, starting it if there is none, and
 * greeting it. Used by commands, viewers and supervisors alike.
 */
#ifndef COMMON_LAUNCH_H
#define COMMON_LAUNCH_H

#include <stdbool.h>

#include "common/channel.h"

enum {
	ANSWER_MS = 5000, /* how long anyone waits for a peer's answer */
	SERVER_LISTEN_FD = 3, /* where a started server finds its socket */
};

/* The name of the server's socket in the runtime directory. */
#define SERVER_SOCKET "server"

/*
 * Connect to the server whose socket lies in runtime and greet it: an open
 * channel in the state that belongs to the role. With start, the directory and
 * the server are made if they are not there; any number of processes may do so
 * at once, and all end up with the same server. Without it, errno is ENOENT or
 * ECONNREFUSED if there is no server.
 */
int server_open(struct channel *c, const char *runtime, enum role role,
    const uint8_t token[TOKEN_SIZE], bool start, struct error *e);

/* Put a HELLO into the channel's output. */
void
hello_put(struct channel *c, enum role role, const uint8_t token[TOKEN_SIZE]);
/*
 * Wait for the WELCOME and put the channel into state, a PEER_* bit. A REFUSED
 * is an error with the text it carries.
 */
int hello_wait(struct channel *c, unsigned state, struct error *e);

/*
 * The listener's side: check a HELLO. Returns the role; 0 if it must be refused:
 * then a REFUSED has been put into the channel's output, to be sent before the
 * channel is closed. On success a WELCOME has been put there.
 */
enum role hello_check(
    struct channel *c, struct message *m, const uint8_t token[TOKEN_SIZE]);

#endif
