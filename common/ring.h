/*
 * The memory that a session shares with its server and that outlives it: a ring
 * into which the server reads the pty, and two slots for checkpoints of the
 * screen. The supervisor makes it, every server maps it. Whatever instant a
 * server dies at, the next one finds every byte that was read, exactly once.
 *
 * How a read that was killed half-way is found: before it, the number of bytes
 * about to be read (the pty has at least as many, FIONREAD says) is recorded,
 * and random bytes are put where they will go. If they are gone afterwards the
 * read has happened, all of it: a pty does not look at signals while it has
 * bytes to give. One byte alone can be like its random byte, once in 256 such
 * deaths; 16 bytes and more never.
 */
#ifndef COMMON_RING_H
#define COMMON_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"

enum {
	RING_SIZE = 256 * 1024, /* bytes of output kept since a checkpoint */
	RING_READ_MAX = 64 * 1024, /* bytes read at once */
	SLOT_SIZE = 2 * 1024 * 1024, /* bytes a checkpoint may have */
};

struct ring; /* opaque: the mapped memory */

/* Make the memory: a sealed memfd. Returns the descriptor. */
int ring_create(struct error *e);

/*
 * Map it; the descriptor may be closed. What a server that died was about to do
 * is finished. NULL if it is not such a memory.
 */
struct ring *ring_map(int fd, struct error *e);
void ring_unmap(struct ring *r);

/*
 * Read what the pty (non-blocking) has, at most RING_READ_MAX bytes. Returns as
 * read(2) does; *data is where the bytes lie, until the ring laps them. There
 * must have been a checkpoint if ring_full says so.
 */
ssize_t ring_read(struct ring *r, int pty, const uint8_t **data);
/* Whether another read could overwrite bytes that the newest checkpoint needs. */
bool ring_full(const struct ring *r);

/* All bytes read so far have been interpreted and their replies sent. */
void ring_done(struct ring *r);
/* Bytes read in all, and bytes interpreted in all. */
uint64_t ring_head(const struct ring *r);
uint64_t ring_done_head(const struct ring *r);

/* Write a checkpoint of the state after all bytes read: len <= SLOT_SIZE. */
void ring_save(struct ring *r, const uint8_t *data, size_t len);
/*
 * The newest whole checkpoint: its bytes, borrowed until the next ring_save but
 * one, and the stream position *at it is of. false: there is none, *at is 0.
 */
bool ring_load(
    const struct ring *r, const uint8_t **data, size_t *len, uint64_t *at);
/*
 * Bytes from stream position at on (at least the newest checkpoint's), as far
 * as they lie together; returns how many, 0 at the end.
 */
size_t ring_replay(const struct ring *r, uint64_t at, const uint8_t **data);

#endif
