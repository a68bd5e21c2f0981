#include "common/buf.h"

#include <endian.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xmalloc.h"

enum {
	FIRST_SIZE = 256
};

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max};
}

void
buf_release(struct buf *b)
{
	free(b->data);
	b->data = NULL;
	b->len = b->size = 0;
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->full = false;
}

uint8_t *
buf_reserve(struct buf *b, size_t n)
{
	size_t size = b->size == 0 ? FIRST_SIZE : b->size;

	if (n > b->max - b->len) {
		b->full = true;
		return (NULL);
	}
	while (size < b->len + n)
		size *= 2;
	if (size > b->max)
		size = b->max;
	if (size != b->size) {
		b->data = xreallocarray(b->data, size, 1);
		b->size = size;
	}
	return (b->data + b->len);
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n > b->len)
		BUG("dropping %zu of %zu bytes", n, b->len);
	b->len -= n;
	if (b->len > 0)
		memmove(b->data, b->data + n, b->len);
}

void
buf_put(struct buf *b, const void *data, size_t n)
{
	uint8_t *p;

	if (n == 0 || b->full || (p = buf_reserve(b, n)) == NULL)
		return;
	memcpy(p, data, n);
	b->len += n;
}

void
buf_u8(struct buf *b, uint8_t v)
{
	buf_put(b, &v, sizeof v);
}

void
buf_u16(struct buf *b, uint16_t v)
{
	v = htole16(v);
	buf_put(b, &v, sizeof v);
}

void
buf_u32(struct buf *b, uint32_t v)
{
	v = htole32(v);
	buf_put(b, &v, sizeof v);
}

void
buf_u64(struct buf *b, uint64_t v)
{
	v = htole64(v);
	buf_put(b, &v, sizeof v);
}

void
buf_bytes(struct buf *b, const void *data, size_t n)
{
	if (n > UINT32_MAX)
		BUG("%zu bytes in one field", n);
	buf_u32(b, (uint32_t)n);
	buf_put(b, data, n);
}

void
buf_string(struct buf *b, const char *s)
{
	buf_bytes(b, s, s == NULL ? 0 : strlen(s));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n == -1)
		BUG("out of memory: formatting \"%s\"", fmt);
	buf_put(b, text, (size_t)n);
	free(text);
}

void
buf_set_u32(struct buf *b, size_t at, uint32_t v)
{
	if (b->full)
		return;
	if (at + sizeof v > b->len)
		BUG("offset %zu in a buffer of %zu bytes", at, b->len);
	v = htole32(v);
	memcpy(b->data + at, &v, sizeof v);
}

void
reader_init(struct reader *r, const void *data, size_t len)
{
	*r = (struct reader){.p = data, .left = len};
}

const uint8_t *
reader_take(struct reader *r, size_t n)
{
	const uint8_t *p = r->p;

	if (r->bad || n > r->left) {
		r->bad = true;
		return (NULL);
	}
	r->p += n;
	r->left -= n;
	return (p);
}

uint8_t
reader_u8(struct reader *r)
{
	const uint8_t *p = reader_take(r, 1);

	return (p == NULL ? 0 : *p);
}

uint16_t
reader_u16(struct reader *r)
{
	const uint8_t *p = reader_take(r, 2);
	uint16_t v = 0;

	if (p != NULL)
		memcpy(&v, p, sizeof v);
	return (le16toh(v));
}

uint32_t
reader_u32(struct reader *r)
{
	const uint8_t *p = reader_take(r, 4);
	uint32_t v = 0;

	if (p != NULL)
		memcpy(&v, p, sizeof v);
	return (le32toh(v));
}

uint64_t
reader_u64(struct reader *r)
{
	const uint8_t *p = reader_take(r, 8);
	uint64_t v = 0;

	if (p != NULL)
		memcpy(&v, p, sizeof v);
	return (le64toh(v));
}

char *
reader_string(struct reader *r, size_t max)
{
	size_t n = reader_u32(r);
	const uint8_t *p;

	if (n > max)
		r->bad = true;
	p = reader_take(r, n);
	if (p != NULL && n > 0 && memchr(p, '\0', n) != NULL) {
		r->bad = true;
		p = NULL;
	}
	return (r->bad ? NULL : xstrndup(n == 0 ? "" : (const char *)p, n));
}
