/*
 * One end of a connection that speaks proto.h: a bounded reader that gives
 * whole, checked messages, and a bounded writer. Never blocks but in
 * channel_wait and channel_send_fds. Contents of a message are borrowed until
 * the next call on the channel.
 */
#ifndef COMMON_CHANNEL_H
#define COMMON_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/proto.h"

struct channel {
	int fd; /* non-blocking socket; owned; -1 when closed */
	unsigned state; /* one PEER_* bit: what messages may come or go now */
	bool listening; /* we are the server or supervisor, they the peer */
	uint32_t pid; /* of the listener, from its WELCOME; 0: not known */
	struct buf in, out;
	size_t used; /* bytes of in that belong to the last message given */
	size_t open; /* offset in out of the message being written */
	int fds[PROTO_FDS_MAX]; /* received, not yet taken; owned */
	unsigned nfds;
};

struct message {
	unsigned type; /* enum message_type */
	struct reader r; /* its fields */
	int fds[PROTO_FDS_MAX]; /* the receiver's to close */
	unsigned nfds;
};

/*
 * Take over a connected socket: made non-blocking and close-on-exec. out_max
 * bounds what may wait to be sent.
 */
void channel_init(struct channel *c, int fd, bool listening, size_t out_max);
/* Close it and free what it holds. May be called twice. */
void channel_release(struct channel *c);

enum channel_result {
	CHANNEL_BAD = -1, /* error set: the connection is of no use any more */
	CHANNEL_LATER = 0, /* nothing (more) now */
	CHANNEL_DONE = 1,
	CHANNEL_CLOSED = 2, /* the other end has closed */
};

/*
 * Read once what has come. Call when the descriptor is readable and
 * channel_next has said LATER.
 */
enum channel_result channel_read(struct channel *c, struct error *e);
/*
 * The next whole message that has been read: DONE, LATER, or BAD if it breaks
 * its row of the table in the channel's state.
 */
enum channel_result
channel_next(struct channel *c, struct message *m, struct error *e);

/* Begin a message; fill the returned buffer; end it. */
struct buf *channel_begin(struct channel *c, enum message_type type);
/* Returns false, and drops the message, if it did not fit in out_max. */
bool channel_end(struct channel *c);
/* A message of no fields. */
bool channel_empty(struct channel *c, enum message_type type);

/* Write as much as goes: DONE (all), LATER (poll for writing), CLOSED or BAD. */
enum channel_result channel_flush(struct channel *c, struct error *e);

/*
 * Write everything with n descriptors attached to its first byte. Blocks at
 * most timeout_ms; -1 on failure.
 */
int channel_send_fds(struct channel *c, const int *fds, unsigned n,
    int timeout_ms, struct error *e);

/*
 * Flush, then wait at most timeout_ms for the next message. Anything but a
 * message is -1: closed (errno ECONNRESET), no answer in time (ETIMEDOUT), bad
 * (EBADMSG).
 */
int channel_wait(
    struct channel *c, struct message *m, int timeout_ms, struct error *e);

#endif
