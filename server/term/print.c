#include "server/term/print.h"

#include <string.h>

#include "common/utf8.h"
#include "server/term/cells.h"
#include "server/term/charset.h"
#include "server/term/scroll.h"

enum {
	ZWJ = 0x200d, /* zero width joiner */
	VS16 = 0xfe0f /* variation selector 16: as an emoji */
};

/* The last column that text may reach from where the cursor is. */
static unsigned
last_column(const struct term *t)
{
	return (t->cursor.x > t->right ? t->sx - 1u : t->right);
}

/* What was put off when the last column was written. */
static void
wrap_pending(struct term *t)
{
	t->cursor.wrap = false;
	if (!has_flag(t, FLAG_WRAP))
		return;
	scroll_index(t, true);
	t->cursor.x = t->left;
}

/* The cursor moves on after n columns were written. */
static void
advance(struct term *t, unsigned n, unsigned last)
{
	if (t->cursor.x + n > last) {
		t->cursor.x = (uint16_t)last;
		t->cursor.wrap = true;
	} else {
		t->cursor.x = (uint16_t)(t->cursor.x + n);
	}
}

/*
 * Cells as integers: the bits of one without text, to which those of a byte of
 * text are added.
 */
static inline void
write_byte(struct cell *cell, uint64_t bits, uint8_t byte)
{
	struct cell text = {.text = byte};
	uint64_t v;

	memcpy(&v, &text, sizeof v);
	v |= bits;
	memcpy(cell, &v, sizeof v);
}

static void
write_bytes(struct cell *cells, const uint8_t *text, unsigned n, struct cell c)
{
	uint64_t bits;
	unsigned i;

	memcpy(&bits, &c, sizeof bits);
	for (i = 0; i + 4 <= n; i += 4) {
		write_byte(cells + i, bits, text[i]);
		write_byte(cells + i + 1, bits, text[i + 1]);
		write_byte(cells + i + 2, bits, text[i + 2]);
		write_byte(cells + i + 3, bits, text[i + 3]);
	}
	for (; i < n; i++)
		write_byte(cells + i, bits, text[i]);
}

/* Write n bytes that fit before the last column. */
static void
write_ascii(struct term *t, const uint8_t *text, unsigned n)
{
	struct row *r = term_row(t, t->cursor.y);
	unsigned x = t->cursor.x;

	row_cut(r, t->sx, x);
	row_cut(r, t->sx, x + n);
	write_bytes(r->cells + x, text, n, cells_pen(t));
	if (r->used < x + n)
		r->used = (uint16_t)(x + n);
	if (x + n == t->sx)
		r->wrapped = false;
	touch_row(t, r);
}

static void
print_run(struct term *t, const uint8_t *text, size_t n)
{
	unsigned last, room, k;

	while (n > 0) {
		if (t->cursor.wrap)
			wrap_pending(t);
		last = last_column(t);
		room = last - t->cursor.x + 1;
		k = n < room ? (unsigned)n : room;
		if (has_flag(t, FLAG_INSERT))
			scroll_insert_cells(t, k);
		write_ascii(t, text, k);
		t->join_x = (uint16_t)(t->cursor.x + k - 1);
		advance(t, k, last);
		text += k;
		n -= k;
	}
	t->join_last = t->last = text[-1];
	t->joinable = true;
}

/* Write n characters of one column from x on, as c has it but for the text. */
static inline void
write_narrow(struct term *t, struct row *r, unsigned x, const uint32_t *cp,
    unsigned n, struct cell c)
{
	struct cell *cells = r->cells + x;
	unsigned i;

	row_cut(r, t->sx, x);
	row_cut(r, t->sx, x + n);
	for (i = 0; i < n; i++) {
		c.text = cp[i];
		cells[i] = c;
	}
}

/* The same with one of two columns. */
static inline void
write_wide(
    struct term *t, struct row *r, unsigned x, uint32_t cp, struct cell c)
{
	struct cell tail = c;

	row_cut(r, t->sx, x);
	row_cut(r, t->sx, x + 2);
	tail.flags |= CELL_TAIL;
	c.text = cp;
	c.flags |= CELL_WIDE;
	r->cells[x] = c;
	r->cells[x + 1] = tail;
}

/* Write a character of one or two columns at the cursor. */
static void
write_char(struct term *t, uint32_t cp, unsigned columns)
{
	struct row *r = term_row(t, t->cursor.y);
	unsigned x = t->cursor.x;

	if (columns == 2)
		write_wide(t, r, x, cp, cells_pen(t));
	else
		write_narrow(t, r, x, &cp, 1, cells_pen(t));
	if (r->used < x + columns)
		r->used = (uint16_t)(x + columns);
	if (x + columns == t->sx)
		r->wrapped = false;
	touch_row(t, r);
}

/*
 * Make room in the next row for a wide character that does not fit before the
 * last column. Returns false if there is none; then the character is lost.
 */
static bool
make_room(struct term *t, unsigned last)
{
	if (!has_flag(t, FLAG_WRAP) || t->left >= last)
		return (false);
	wrap_pending(t);
	return (t->cursor.x < last_column(t));
}

static void
print_one(struct term *t, uint32_t cp, unsigned columns)
{
	unsigned last;

	if (t->cursor.wrap)
		wrap_pending(t);
	last = last_column(t);
	if (columns == 2 && t->cursor.x == last) {
		if (!make_room(t, last))
			return;
		last = last_column(t);
	}
	if (has_flag(t, FLAG_INSERT))
		scroll_insert_cells(t, columns);
	write_char(t, cp, columns);
	t->join_x = t->cursor.x;
	t->join_last = t->last = cp;
	t->joinable = true;
	advance(t, columns, last);
}

/* Grapheme clusters. */

static bool
is_regional(uint32_t cp)
{
	return (cp >= 0x1f1e6 && cp <= 0x1f1ff);
}

static bool
is_skin_tone(uint32_t cp)
{
	return (cp >= 0x1f3fb && cp <= 0x1f3ff);
}

/* Format controls that nothing is drawn for. */
static bool
is_invisible(uint32_t cp)
{
	return (cp == 0x00ad || cp == 0x034f || cp == 0x061c ||
	    (cp >= 0x180b && cp <= 0x180f) || cp == 0x200b ||
	    (cp >= 0x200e && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
	    (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff ||
	    (cp >= 0xfff9 && cp <= 0xfffb));
}

/* Whether a code point that has a width goes into the last cell all the same. */
static bool
joins_last(const struct term *t, uint32_t cp)
{
	const struct cell *c;

	if (!t->joinable || !has_flag(t, FLAG_GRAPHEMES))
		return (false);
	if (t->join_last == ZWJ)
		return (utf8_pictographic(cp));
	if (is_skin_tone(cp))
		return (utf8_pictographic(t->join_last));
	if (!is_regional(cp) || !is_regional(t->join_last))
		return (false);
	/* A cluster ends in its second. */
	c = &term_row(t, t->cursor.y)->cells[t->join_x];
	return (!(c->text & CELL_CLUSTER));
}

/* Whether this code point makes a narrow character before it wide. */
static bool
widens(const struct term *t, uint32_t cp)
{
	uint32_t base = t->join_last;

	if (!t->joinable || !has_flag(t, FLAG_GRAPHEMES))
		return (false);
	if (cp == VS16)
		return (utf8_pictographic(base) || base == '#' || base == '*' ||
		    (base >= '0' && base <= '9'));
	return (is_regional(cp) || is_skin_tone(cp));
}

/* Make the cell at x, which is narrow and just before the cursor, wide. */
static void
widen(struct term *t, struct row *r, unsigned x)
{
	unsigned last = t->cursor.wrap ? t->cursor.x : last_column(t);
	struct cell tail;

	if (t->cursor.wrap || x + 1 > last)
		return;
	if (has_flag(t, FLAG_INSERT))
		scroll_insert_cells(t, 1);
	row_cut(r, t->sx, x + 2);
	tail = r->cells[x];
	tail.text = 0;
	tail.flags |= CELL_TAIL;
	r->cells[x].flags |= CELL_WIDE;
	r->cells[x + 1] = tail;
	if (r->used < x + 2)
		r->used = (uint16_t)(x + 2);
	if (x + 2 == t->sx)
		r->wrapped = false;
	advance(t, 1, last);
}

/* The column of the cell that a combining character goes to; false if none. */
static bool
find_base(const struct term *t, const struct row *r, unsigned *x)
{
	if (t->joinable) {
		*x = t->join_x;
		return (true);
	}
	*x = t->cursor.x;
	if (!t->cursor.wrap) {
		if (*x == 0)
			return (false);
		--*x;
	}
	if (r->cells[*x].flags & CELL_TAIL)
		--*x;
	return (true);
}

/* Add a code point to the character before it. */
static void
combine(struct term *t, uint32_t cp)
{
	struct row *r = term_row(t, t->cursor.y);
	char text[CLUSTER_MAX + UTF8_MAX];
	unsigned x;
	size_t len;

	if (is_invisible(cp) || !find_base(t, r, &x))
		return;
	len = cells_get(t, r->cells[x], text);
	if (len == 0)
		text[len++] = ' ';
	len += utf8_put(cp, text + len);
	if (len > CLUSTER_MAX)
		return;
	r->cells[x].text = cells_text(t, text, len);
	if (r->used <= x)
		r->used = (uint16_t)(x + 1);
	if (!(r->cells[x].flags & CELL_WIDE) && widens(t, cp))
		widen(t, r, x);
	t->join_last = cp;
	touch_row(t, r);
}

static void
print_char(struct term *t, uint32_t cp)
{
	int columns = utf8_width(cp);

	t->cursor.shift = 0;
	if (columns <= 0 || joins_last(t, cp))
		combine(t, cp);
	else
		print_one(t, cp, (unsigned)columns);
}

/* The columns of a code point that just takes the next cells, else 0. */
static inline unsigned
plain_columns(uint32_t cp)
{
	unsigned property = utf8_property(cp);

	return (property & UTF8_JOINING ? 0 : property & UTF8_COLUMNS);
}

/* How many of n code points just take the next cell. */
static inline unsigned
narrow_run(const uint32_t *cp, size_t n)
{
	unsigned i = 0;

	while (i < n && plain_columns(cp[i]) == 1)
		i++;
	return (i);
}

/*
 * As many code points as just take the next cells of the cursor's row before its
 * last; returns how many.
 */
static size_t
print_row(struct term *t, const uint32_t *cp, size_t n)
{
	unsigned last = last_column(t), x = t->cursor.x, room, k;
	struct row *r = term_row(t, t->cursor.y);
	struct cell c;
	size_t i;

	if (t->cursor.wrap || has_flag(t, FLAG_INSERT) ||
	    (t->joinable && t->join_last == ZWJ))
		return (0);
	c = cells_pen(t);
	for (i = 0; i < n && x < last; i += k) {
		room = last - x;
		k = narrow_run(cp + i, n - i < room ? n - i : room);
		if (k > 0) {
			write_narrow(t, r, x, cp + i, k, c);
			t->join_x = (uint16_t)(x + k - 1);
			x += k;
		} else if (plain_columns(cp[i]) == 2 && room >= 2) {
			write_wide(t, r, x, cp[i], c);
			t->join_x = (uint16_t)x;
			x += 2;
			k = 1;
		} else {
			break;
		}
	}
	if (i == 0)
		return (0);
	if (r->used < x)
		r->used = (uint16_t)x;
	t->cursor.x = (uint16_t)x;
	t->join_last = t->last = cp[i - 1];
	t->joinable = true;
	touch_row(t, r);
	return (i);
}

void
print_ascii(struct term *t, const uint8_t *text, size_t n)
{
	enum charset gl = t->cursor.charsets[t->cursor.gl];
	uint32_t cp;

	if (t->cursor.shift != 0) {
		cp = charset_map(t->cursor.charsets[t->cursor.shift], *text);
		t->cursor.shift = 0;
		print_one(t, cp, 1);
		text++;
		n--;
	}
	if (n == 0)
		return;
	if (gl == CHARSET_ASCII) {
		print_run(t, text, n);
		return;
	}
	for (; n > 0; n--)
		print_one(t, charset_map(gl, *text++), 1);
}

/* Text of which the ASCII is in another character set. */
static void
print_mapped(struct term *t, const uint32_t *cp, size_t n)
{
	uint8_t byte;

	for (; n > 0; n--, cp++) {
		byte = (uint8_t)*cp;
		if (*cp < 0x80)
			print_ascii(t, &byte, 1);
		else
			print_char(t, *cp);
	}
}

void
print_text(struct term *t, const uint32_t *cp, size_t n)
{
	size_t k;

	if (t->cursor.charsets[t->cursor.gl] != CHARSET_ASCII ||
	    t->cursor.shift != 0) {
		print_mapped(t, cp, n);
		return;
	}
	while (n > 0) {
		k = print_row(t, cp, n);
		if (k == 0) {
			print_char(t, *cp);
			k = 1;
		}
		cp += k;
		n -= k;
	}
}

/* The same character n times, in no character set. */
static void
print_same(struct term *t, uint32_t cp, unsigned n)
{
	uint32_t text[TEXT_BATCH];
	unsigned i, k, done;

	for (i = 0; i < n && i < TEXT_BATCH; i++)
		text[i] = cp;
	for (; n > 0; n -= k) {
		k = n < TEXT_BATCH ? n : TEXT_BATCH;
		for (done = 0; done < k;) {
			i = (unsigned)print_row(t, text, k - done);
			if (i == 0) {
				print_one(t, cp, (unsigned)utf8_width(cp));
				i = 1;
			}
			done += i;
		}
	}
}

void
print_repeat(struct term *t, unsigned n)
{
	unsigned max = (unsigned)t->sx * t->sy;

	if (t->last == 0)
		return;
	print_same(t, t->last, n < max ? n : max);
	t->joinable = false;
}
