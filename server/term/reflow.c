#include "server/term/reflow.h"

#include <stdlib.h>

#include "common/xmalloc.h"
#include "server/term/line.h"

enum {
	POINTS_MAX = 4
};

struct reflow_state {
	struct history *to;
	unsigned sx;
	uint8_t *line; /* room for the line being packed */
	struct packer packer;
	unsigned x; /* columns in it */
	unsigned offset; /* old columns of the logical line so far */
	struct {
		struct reflow_point *point;
		unsigned offset; /* from the start of the logical line */
		bool here; /* it is in this logical line and not yet placed */
	} points[POINTS_MAX];
	unsigned npoints;
};

static void
begin_line(struct reflow_state *s)
{
	packer_begin(&s->packer, s->line, false);
	s->x = 0;
}

static void
end_line(struct reflow_state *s, bool wrapped)
{
	size_t len = packer_end(&s->packer);

	if (wrapped)
		s->line[0] |= LINE_WRAPPED;
	history_add(s->to, s->line, len);
}

/* The line is full and more comes. */
static void
wrap(struct reflow_state *s)
{
	end_line(s, true);
	begin_line(s);
}

/* n old columns from the offset on become the line's from x on. */
static void
place_points(struct reflow_state *s, unsigned n)
{
	struct reflow_point *p;
	unsigned i, offset;

	for (i = 0; i < s->npoints; i++) {
		p = s->points[i].point;
		offset = s->points[i].offset;
		if (!s->points[i].here || offset < s->offset ||
		    offset >= s->offset + n)
			continue;
		p->line = s->to->end;
		p->x = s->x + offset - s->offset;
		p->after = false;
		s->points[i].here = false;
	}
	s->offset += n;
}

/* How many of n cells fit into this line, after wrapping if it is full. */
static unsigned
take_room(struct reflow_state *s, unsigned n)
{
	if (s->x == s->sx)
		wrap(s);
	return (n < s->sx - s->x ? n : s->sx - s->x);
}

static void
reflow_blank_cb(void *arg, const struct style *style, unsigned n)
{
	struct reflow_state *s = arg;
	unsigned k;

	for (; n > 0; n -= k) {
		k = take_room(s, n);
		line_to_packer.blank(&s->packer, style, k);
		place_points(s, k);
		s->x += k;
	}
}

static void
reflow_ascii_cb(
    void *arg, const struct style *style, const char *text, unsigned n)
{
	struct reflow_state *s = arg;
	unsigned k;

	for (; n > 0; n -= k, text += k) {
		k = take_room(s, n);
		line_to_packer.ascii(&s->packer, style, text, k);
		place_points(s, k);
		s->x += k;
	}
}

static void
reflow_cell_cb(void *arg, const struct style *style, const char *text,
    size_t len, unsigned columns)
{
	struct reflow_state *s = arg;

	if (columns > s->sx) {
		/* A wide character on a screen of one column is lost. */
		reflow_blank_cb(s, style, 1);
		place_points(s, 1);
		return;
	}
	if (s->x + columns > s->sx)
		wrap(s);
	line_to_packer.cell(&s->packer, style, text, len, columns);
	place_points(s, columns);
	s->x += columns;
}

static const struct line_sink into_reflow = {
    reflow_blank_cb, reflow_ascii_cb, reflow_cell_cb, NULL};

/* What can be seen of a packed line's ends. */
struct extent {
	unsigned columns; /* up to its last cell */
	bool wide; /* it starts with a wide character */
};

static void
extent_blank_cb(void *arg, const struct style *s, unsigned n)
{
	struct extent *e = arg;

	e->columns += n;
}

static void
extent_ascii_cb(void *arg, const struct style *s, const char *text, unsigned n)
{
	struct extent *e = arg;

	e->columns += n;
}

static void
extent_cell_cb(void *arg, const struct style *s, const char *text, size_t len,
    unsigned columns)
{
	struct extent *e = arg;

	if (e->columns == 0 && columns == 2)
		e->wide = true;
	e->columns += columns;
}

static const struct line_sink into_extent = {
    extent_blank_cb, extent_ascii_cb, extent_cell_cb, NULL};

static struct extent
measure(const struct history *h, uint64_t n)
{
	struct extent e = {0};
	const uint8_t *data;
	size_t len;

	data = history_get(h, n, &len);
	line_unpack(data, len, &into_extent, &e);
	return (e);
}

/*
 * The columns that a line lacks of its width although it wraps on: blank ones,
 * but for the one that was left free for a wide character.
 */
static unsigned
missing(const struct history *h, uint64_t n, unsigned old_sx)
{
	unsigned columns = measure(h, n).columns;

	if (columns + 1 == old_sx && n + 1 < h->end && measure(h, n + 1).wide)
		return (0);
	return (columns < old_sx ? old_sx - columns : 0);
}

/* Points in old line n, which begins at the offset. */
static void
find_points(struct reflow_state *s, uint64_t n, bool placed[POINTS_MAX])
{
	unsigned i;

	for (i = 0; i < s->npoints; i++) {
		if (placed[i] || s->points[i].point->line != n)
			continue;
		placed[i] = true;
		s->points[i].here = true;
		s->points[i].offset = s->offset + s->points[i].point->x +
		    (s->points[i].point->after ? 1 : 0);
	}
}

/* Points beyond the text of the logical line, whose last line ends at x. */
static void
place_rest(struct reflow_state *s)
{
	struct reflow_point *p;
	unsigned i, x;

	for (i = 0; i < s->npoints; i++) {
		if (!s->points[i].here)
			continue;
		p = s->points[i].point;
		x = s->x + s->points[i].offset - s->offset;
		p->line = s->to->end;
		/* Right behind a full line's text is a pending wrap. */
		p->after = x == s->sx && s->points[i].offset == s->offset;
		p->x = x < s->sx ? x : s->sx - 1;
		s->points[i].here = false;
	}
}

void
reflow(const struct history *from, unsigned old_sx, struct history *to,
    unsigned sx, struct reflow_point *points, unsigned npoints)
{
	struct reflow_state s = {.to = to, .sx = sx, .npoints = npoints};
	bool placed[POINTS_MAX] = {false}, wrapped = false;
	const uint8_t *data;
	size_t len;
	uint64_t n;
	unsigned i;

	for (i = 0; i < npoints; i++)
		s.points[i].point = &points[i];
	s.line = xmalloc(LINE_BYTES(sx));
	for (n = from->start; n < from->end; n++) {
		if (!wrapped) {
			begin_line(&s);
			s.offset = 0;
		}
		find_points(&s, n, placed);
		data = history_get(from, n, &len);
		line_unpack(data, len, &into_reflow, &s);
		wrapped = (data[0] & LINE_WRAPPED) != 0 && n + 1 < from->end;
		if (wrapped) {
			i = missing(from, n, old_sx);
			if (i > 0)
				reflow_blank_cb(&s, &STYLE_DEFAULT, i);
			continue;
		}
		place_rest(&s);
		end_line(&s, (data[0] & LINE_WRAPPED) != 0);
	}
	free(s.line);
}
