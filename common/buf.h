/*
 * Bytes to be sent (struct buf, which grows up to a limit) and bytes received
 * (struct reader, which never reads past its end). All integers are little
 * endian. Errors stick: build or read a whole message, then ask once.
 */
#ifndef COMMON_BUF_H
#define COMMON_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	uint8_t *data; /* owned; NULL while size is 0 */
	size_t len; /* bytes in use */
	size_t size; /* bytes allocated */
	size_t max; /* bytes it may grow to */
	bool full; /* something did not fit in max; contents are cut */
};

/* Make an empty buffer that may grow to max > 0 bytes. */
void buf_init(struct buf *b, size_t max);
/* Free the memory; the buffer may be initialised again. */
void buf_release(struct buf *b);
/* Empty it, keeping the memory. */
void buf_clear(struct buf *b);

/* Make room for n more bytes; returns where they go, or NULL if past max. */
uint8_t *buf_reserve(struct buf *b, size_t n);
/* Drop the first n <= len bytes, moving the rest to the front. */
void buf_drop(struct buf *b, size_t n);

void buf_put(struct buf *b, const void *data, size_t n);
void buf_u8(struct buf *b, uint8_t v);
void buf_u16(struct buf *b, uint16_t v);
void buf_u32(struct buf *b, uint32_t v);
void buf_u64(struct buf *b, uint64_t v);
/* A 32-bit length and that many bytes; NULL is written as "". */
void buf_string(struct buf *b, const char *s);
void buf_bytes(struct buf *b, const void *data, size_t n);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Overwrite the 32 bits at offset at, which must lie within len. */
void buf_set_u32(struct buf *b, size_t at, uint32_t v);

struct reader {
	const uint8_t *p; /* next byte; borrowed */
	size_t left;
	bool bad; /* read past the end, or a caller found nonsense */
};

void reader_init(struct reader *r, const void *data, size_t len);
/* Each returns 0 (or NULL) and sets bad if there is not enough left. */
uint8_t reader_u8(struct reader *r);
uint16_t reader_u16(struct reader *r);
uint32_t reader_u32(struct reader *r);
uint64_t reader_u64(struct reader *r);
/* The next n bytes, borrowed from the reader's memory. */
const uint8_t *reader_take(struct reader *r, size_t n);
/*
 * A string as buf_string writes it, at most max bytes long and without a NUL
 * inside; the caller frees it. NULL if bad.
 */
char *reader_string(struct reader *r, size_t max);

#endif
