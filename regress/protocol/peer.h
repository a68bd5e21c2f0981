/*
 * A peer of nono's server or of a supervisor that may break every rule: raw
 * frames over a socket, and what became of the connection.
 */
#ifndef REGRESS_PROTOCOL_PEER_H
#define REGRESS_PROTOCOL_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/proto.h"

enum {
	PATIENCE_MS = 10 * 1000, /* how long anything is waited for */
	CLOSED = -1, /* what peer_answer returns beside types */
	SILENT = -2,
};

/*
 * The surroundings, from the environment of the test: where server and token
 * are, and the id of a session that runs cat.
 */
struct world {
	char *runtime; /* directory of the server's socket */
	char *state;
	uint8_t token[TOKEN_SIZE];
	const char *sentinel;
	uint32_t server; /* the server's pid when the test began */
};

/* Fill it and greet the server. Exits if that does not work. */
void world_init(const char *sentinel);
extern const struct world *world;

/* Connect to the server; or to a session's own socket. */
int peer_dial(void);
int peer_dial_session(const char *id);
/* Connect and greet in a role; the WELCOME has been read. */
int peer_open(enum role role);
/* Connected, and in the state that a PEER_* bit says, by the proper way. */
int peer_in_state(unsigned state);

/* Write bytes as they are, with n descriptors; false if the peer is gone. */
bool peer_write(int fd, const void *data, size_t len);
bool peer_write_fds(
    int fd, const void *data, size_t len, const int *fds, unsigned n);
/* A whole message with these bytes as its fields. */
bool peer_send(int fd, unsigned type, const void *data, size_t len);

/* A message built as a buffer: begin, fill, end. */
void frame_put_begin(struct buf *b, unsigned type);
void frame_put_end(struct buf *b);
/* A whole HELLO. */
void put_hello(struct buf *b, enum role role);
/* A whole REGISTER of a fresh id, which is copied to id. */
void put_register(struct buf *b, char id[ID_LENGTH + 1]);

/*
 * What comes next: the type of a whole message (its fields go to out, if that is
 * not NULL), CLOSED, or SILENT after PATIENCE_MS.
 */
int peer_answer(int fd, struct buf *out);
/* Read whatever comes until it is closed; whether it was. Closes fd. */
bool peer_is_dropped(int fd);

/* A pty and a ring, as a supervisor registers them: master, slave, ring. */
void make_pty(int fds[3]);
void close_fds(const int *fds, unsigned n);

/* Descriptors of a pipe's writing end, to see whether all get closed. */
struct trace {
	int reader;
	int writers[256];
	unsigned n;
};
void trace_init(struct trace *t, unsigned n);
/* Close ours; whether nobody else has kept any. */
bool trace_is_gone(struct trace *t);

/* Sessions that the server says it has. */
unsigned count_sessions(void);
/* Kilobytes of memory that the server has of its own now. */
long server_memory(void);
/* Type a word into the sentinel, and see it on its screen. */
bool sentinel_echoes(void);
/*
 * The same server lives, answers, and has the sentinel, which echoes. Put after
 * whatever was done to it.
 */
bool all_is_well(void);

#endif
