#include "server/term/line.h"

#include <string.h>

#include "common/utf8.h"

enum {
	RUN_TEXT = RUN_KINDS, /* see line.h; frames have no such runs */
	RUN_STYLE = 1 << 2,
	RUN_SHORT = 31, /* a count field that says that a varint follows */
	CELLS_MAX = 31, /* cells in a run, so that its count is one byte */
	FEW_ASCII = 20, /* cells; see frame_ascii_cb */
	STYLE_HAS_ATTRS = 1 << 6,
	STYLE_HAS_UNDERLINE = 1 << 7,
};

/* Frame lines do not carry protection. */
static struct style
visible(const struct style *s)
{
	struct style v = *s;

	v.attrs &= STYLE_ATTRS;
	return (v);
}

static void
frame_blank_cb(void *arg, const struct style *s, unsigned n)
{
	struct style v = visible(s);

	frame_line_blank(arg, &v, n);
}

/*
 * ASCII between other characters goes on in their run if there is little of it:
 * another run would cost more, as it carries its style.
 */
static void
frame_ascii_cb(void *arg, const struct style *s, const char *text, unsigned n)
{
	struct frame_line *l = arg;
	struct style v = visible(s);
	unsigned i;

	if (l->kind != RUN_CELLS || l->blanks > 0 || n >= FEW_ASCII ||
	    !style_equal(&l->style, &v)) {
		frame_line_ascii(l, &v, text, n);
		return;
	}
	for (i = 0; i < n; i++)
		frame_line_cell(l, &v, text + i, 1, 1);
}

static void
frame_cell_cb(void *arg, const struct style *s, const char *text, size_t len,
    unsigned columns)
{
	struct style v = visible(s);

	frame_line_cell(arg, &v, text, len, columns);
}

const struct line_sink line_to_frame = {
    frame_blank_cb, frame_ascii_cb, frame_cell_cb, NULL};

/* Packing. */

/* Bytes of the character that this byte begins, in well-formed UTF-8. */
static inline size_t
text_length(uint8_t lead)
{
	return (1u + (lead >= 0xc0) + (lead >= 0xe0) + (lead >= 0xf0));
}

void
packer_begin(struct packer *p, uint8_t *room, bool wrapped)
{
	*p = (struct packer){.start = room, .p = room};
	*p->p++ = wrapped ? LINE_WRAPPED : 0;
}

static uint8_t *
put_colour(uint8_t *p, uint32_t c)
{
	if (COLOUR_KIND(c) == COLOUR_RGB) {
		*p++ = (uint8_t)(c >> 16);
		*p++ = (uint8_t)(c >> 8);
	}
	if (COLOUR_KIND(c) != COLOUR_DEFAULT)
		*p++ = (uint8_t)c;
	return (p);
}

static uint8_t *
put_style(uint8_t *p, const struct style *s)
{
	*p++ = (uint8_t)(s->fg >> 24 | s->bg >> 24 << 2 | s->us >> 24 << 4 |
	    (s->attrs != 0 ? STYLE_HAS_ATTRS : 0) |
	    (s->underline != 0 ? STYLE_HAS_UNDERLINE : 0));
	p = put_colour(p, s->fg);
	p = put_colour(p, s->bg);
	p = put_colour(p, s->us);
	if (s->attrs != 0) {
		*p++ = (uint8_t)s->attrs;
		*p++ = (uint8_t)(s->attrs >> 8);
	}
	if (s->underline != 0)
		*p++ = (uint8_t)s->underline;
	return (p);
}

static void
put_run(struct packer *p, unsigned kind, const struct style *s, unsigned n)
{
	bool changed = !style_equal(s, &p->style);
	unsigned count = n > RUN_SHORT ? RUN_SHORT : n - 1;

	p->n = 0;
	p->head = p->p;
	*p->p++ = (uint8_t)(kind | (changed ? RUN_STYLE : 0u) | count << 3);
	if (n > RUN_SHORT) {
		for (n -= RUN_SHORT + 1; n >= 0x80; n >>= 7)
			*p->p++ = (uint8_t)(n | 0x80);
		*p->p++ = (uint8_t)n;
	}
	if (changed) {
		p->p = put_style(p->p, s);
		p->style = *s;
	}
}

static inline void
flush_blanks(struct packer *p)
{
	unsigned n = p->blanks;

	if (n == 0)
		return;
	p->blanks = 0;
	put_run(p, RUN_BLANK, &STYLE_DEFAULT, n);
}

static void
packer_blank_cb(void *arg, const struct style *s, unsigned n)
{
	struct packer *p = arg;

	if (style_equal(s, &STYLE_DEFAULT)) {
		p->blanks += n;
		return;
	}
	flush_blanks(p);
	put_run(p, RUN_BLANK, s, n);
}

static void
packer_ascii_cb(void *arg, const struct style *s, const char *text, unsigned n)
{
	struct packer *p = arg;

	flush_blanks(p);
	put_run(p, RUN_ASCII, s, n);
	memcpy(p->p, text, n);
	p->p += n;
}

/* Whether it is a single code point of one column. */
static bool
is_simple(const char *text, size_t len, unsigned columns)
{
	return (columns == 1 && len == text_length((uint8_t)*text));
}

static void
packer_cell_cb(void *arg, const struct style *s, const char *text, size_t len,
    unsigned columns)
{
	struct packer *p = arg;
	bool simple = is_simple(text, len, columns);

	flush_blanks(p);
	if (p->n == 0 || p->n == CELLS_MAX || p->simple != simple ||
	    !style_equal(s, &p->style))
		put_run(p, simple ? RUN_TEXT : RUN_CELLS, s, 1);
	else
		*p->head = (uint8_t)(*p->head + (1 << 3));
	p->n++;
	p->simple = simple;
	if (!simple)
		*p->p++ = (uint8_t)((columns - 1) << 7 | len);
	memcpy(p->p, text, len);
	p->p += len;
}

static void
packer_text_cb(
    void *arg, const struct style *s, const char *text, size_t len, unsigned n)
{
	struct packer *p = arg;

	flush_blanks(p);
	put_run(p, RUN_TEXT, s, n);
	memcpy(p->p, text, len);
	p->p += len;
}

const struct line_sink line_to_packer = {
    packer_blank_cb, packer_ascii_cb, packer_cell_cb, packer_text_cb};

size_t
packer_end(struct packer *p)
{
	return ((size_t)(p->p - p->start));
}

/* Unpacking. */

static unsigned
get_varint(struct reader *r)
{
	unsigned v = 0, shift;
	uint8_t byte;

	for (shift = 0; shift < 21; shift += 7) {
		byte = reader_u8(r);
		v |= (byte & 0x7fu) << shift;
		if (!(byte & 0x80))
			return (v);
	}
	r->bad = true;
	return (0);
}

static uint32_t
get_colour(struct reader *r, unsigned kind)
{
	uint32_t c = (uint32_t)kind << 24;

	switch (c) {
	case COLOUR_DEFAULT:
		break;
	case COLOUR_PALETTE:
		c |= reader_u8(r);
		break;
	case COLOUR_RGB:
		c |= (uint32_t)reader_u8(r) << 16;
		c |= (uint32_t)reader_u8(r) << 8;
		c |= reader_u8(r);
		break;
	default:
		r->bad = true;
	}
	return (c);
}

static void
get_style(struct reader *r, struct style *s)
{
	uint8_t has = reader_u8(r);

	s->fg = get_colour(r, has & 3);
	s->bg = get_colour(r, has >> 2 & 3);
	s->us = get_colour(r, has >> 4 & 3);
	s->attrs = has & STYLE_HAS_ATTRS ? reader_u16(r) : 0;
	s->underline = has & STYLE_HAS_UNDERLINE ? reader_u8(r) : 0;
	if ((s->attrs & ~ATTRS_STORED) != 0 || s->underline >= UNDERLINE_COUNT)
		r->bad = true;
}

struct run {
	unsigned kind, n;
	struct style style;
};

/* The head of the next run; style is that of the run before it. */
static void
get_run(struct reader *r, struct run *run)
{
	uint8_t head = reader_u8(r);

	run->kind = head & 3;
	run->n = (head >> 3) + 1u;
	if (run->n > RUN_SHORT)
		run->n += get_varint(r);
	if (head & RUN_STYLE)
		get_style(r, &run->style);
}

static void
unpack_cells(struct reader *r, const struct run *run,
    const struct line_sink *sink, void *arg)
{
	const uint8_t *text;
	unsigned i;
	uint8_t head;

	for (i = 0; i < run->n; i++) {
		head = reader_u8(r);
		if ((text = reader_take(r, head & 0x7f)) == NULL)
			return;
		sink->cell(arg, &run->style, (const char *)text, head & 0x7f,
		    (head >> 7) + 1u);
	}
}

static void
unpack_text(struct reader *r, const struct run *run,
    const struct line_sink *sink, void *arg)
{
	const uint8_t *text;
	size_t len;
	unsigned i;

	for (i = 0; i < run->n && r->left > 0; i++) {
		len = text_length(*r->p);
		if ((text = reader_take(r, len)) == NULL)
			return;
		sink->cell(arg, &run->style, (const char *)text, len, 1);
	}
}

void
line_unpack(
    const uint8_t *data, size_t len, const struct line_sink *sink, void *arg)
{
	struct run run = {0};
	const uint8_t *text;
	struct reader r;

	reader_init(&r, data, len);
	reader_u8(&r);
	while (r.left > 0 && !r.bad) {
		get_run(&r, &run);
		if (r.bad)
			break;
		if (run.kind == RUN_BLANK) {
			sink->blank(arg, &run.style, run.n);
		} else if (run.kind == RUN_ASCII) {
			if ((text = reader_take(&r, run.n)) != NULL)
				sink->ascii(
				    arg, &run.style, (const char *)text, run.n);
		} else if (run.kind == RUN_TEXT) {
			unpack_text(&r, &run, sink, arg);
		} else {
			unpack_cells(&r, &run, sink, arg);
		}
	}
}

/* Checking. */

static bool
valid_ascii(const uint8_t *p, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		if (p[i] < 0x20 || p[i] > 0x7e)
			return (false);
	}
	return (true);
}

static bool
valid_cluster(const uint8_t *p, size_t len)
{
	size_t i, n;
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = utf8_decode((const char *)p + i, len - i, &cp);
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
		    (cp == 0xfffd && n != 3))
			return (false);
	}
	return (len > 0 && len <= CLUSTER_MAX);
}

/* The columns of n characters, 0 if one of them is none of one code point. */
static unsigned
check_text(struct reader *r, unsigned n)
{
	const uint8_t *text;
	size_t len;
	unsigned i;

	for (i = 0; i < n; i++) {
		if (r->left == 0)
			return (0);
		len = text_length(*r->p);
		text = reader_take(r, len);
		if (text == NULL || !valid_cluster(text, len))
			return (0);
	}
	return (n);
}

/* The columns that the run takes, 0 if anything is wrong with it. */
static unsigned
check_run(struct reader *r, const struct run *run)
{
	unsigned i, columns = 0;
	const uint8_t *text;
	uint8_t head;

	if (run->kind == RUN_BLANK)
		return (run->n);
	if (run->kind == RUN_ASCII) {
		text = reader_take(r, run->n);
		return (text != NULL && valid_ascii(text, run->n) ? run->n : 0);
	}
	if (run->kind == RUN_TEXT)
		return (check_text(r, run->n));
	for (i = 0; i < run->n; i++) {
		head = reader_u8(r);
		text = reader_take(r, head & 0x7f);
		if (text == NULL || !valid_cluster(text, head & 0x7f))
			return (0);
		columns += (head >> 7) + 1u;
	}
	return (columns);
}

bool
line_valid(const uint8_t *data, size_t len, unsigned columns)
{
	struct run run = {0};
	struct reader r;
	unsigned n;

	reader_init(&r, data, len);
	if ((reader_u8(&r) & ~LINE_WRAPPED) != 0)
		return (false);
	while (r.left > 0 && !r.bad) {
		get_run(&r, &run);
		if (r.bad || run.n > columns)
			return (false);
		n = check_run(&r, &run);
		if (n == 0 || n > columns)
			return (false);
		columns -= n;
	}
	return (!r.bad);
}
