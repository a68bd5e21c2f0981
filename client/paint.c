/*
 * Between calls, every cell of a surface is what the terminal shows there, or
 * is marked FORGOTTEN and equal to nothing. Cells at and right of a row's used
 * are blank.
 */
#include "client/paint.h"

#include <stdlib.h>
#include <string.h>

#include "client/screen.h"
#include "client/seq.h"
#include "client/sgr.h"
#include "common/utf8.h"
#include "common/xmalloc.h"

enum {
	FORGOTTEN = 0xff, /* columns of a cell that shows something unknown */
	LF_MAX = 3, /* rows to go down by LF rather than CUD */
	BS_MAX = 3, /* columns to go left by BS */
	REWRITE_MAX = 3, /* columns to go right by writing what is there */
	EL_MIN = 4, /* blanks from which on EL is shorter */
	ECH_MIN = 10, /* blanks from which on ECH and a move is */
};

static const struct frame_cell blank = {.columns = 1};

/* Surfaces. */

void
surface_init(struct surface *s)
{
	*s = (struct surface){0};
}

void
surface_release(struct surface *s)
{
	unsigned y;

	for (y = 0; y < s->sy; y++)
		free(s->rows[y].cells);
	free(s->rows);
	free(s->spare);
	surface_init(s);
}

static void
clear_row(struct surface *s, unsigned y)
{
	struct paint_row *row = &s->rows[y];
	unsigned x;

	for (x = 0; x < row->used; x++)
		row->cells[x] = blank;
	row->used = 0;
	row->wrap = WRAP_NO;
}

void
surface_reset(struct surface *s, unsigned sx, unsigned sy, bool absolute)
{
	unsigned y;

	if (sx != s->sx || sy != s->sy) {
		surface_release(s);
		s->rows = xcalloc(sy, sizeof *s->rows);
		s->sx = sx;
		s->sy = sy;
	}
	for (y = 0; y < sy; y++)
		clear_row(s, y);
	s->absolute = absolute;
	s->count = absolute ? sy : 1;
	s->x = 0;
	s->y = 0;
	s->last = false;
}

static struct frame_cell *
row_cells(struct surface *s, unsigned y)
{
	struct paint_row *row = &s->rows[y];
	unsigned x;

	if (row->cells == NULL) {
		row->cells = xreallocarray(NULL, s->sx, sizeof *row->cells);
		for (x = 0; x < s->sx; x++)
			row->cells[x] = blank;
	}
	return (row->cells);
}

/* Rotate rows top to bottom so that row top + n comes to top; blank the rest. */
static void
rotate(struct surface *s, unsigned top, unsigned bottom, int n)
{
	struct paint_row *rows = s->rows + top, row;
	size_t rest = bottom - top;

	for (; n > 0; n--) {
		row = rows[0];
		memmove(rows, rows + 1, rest * sizeof *rows);
		rows[rest] = row;
		clear_row(s, bottom);
	}
	for (; n < 0; n++) {
		row = rows[rest];
		memmove(rows + 1, rows, rest * sizeof *rows);
		rows[0] = row;
		clear_row(s, top);
	}
}

/* Add a row at the end of a relative surface. */
static bool
add_row(struct surface *s)
{
	if (s->count < s->sy) {
		clear_row(s, s->count++);
		return (false);
	}
	rotate(s, 0, s->sy - 1, 1);
	return (true);
}

unsigned
paint_used(const struct surface *s, unsigned y)
{
	const struct paint_row *row = &s->rows[y];
	unsigned n = row->used;

	while (n > 0 && screen_same(&row->cells[n - 1], &blank))
		n--;
	return (n);
}

/* Styles. */

void
paint_style(struct paint *p, const struct style *style)
{
	struct style fitted;

	if (style_equal(style, &p->style))
		return;
	sgr_fit(p->caps, style, &fitted);
	sgr_change(p->caps, &p->fitted, &fitted, p->out);
	p->style = *style;
	p->fitted = fitted;
}

void
paint_style_reset(struct paint *p)
{
	p->style = p->fitted = STYLE_DEFAULT;
}

/* A style of which only the background is seen on a blank. */
static bool
is_plain(const struct style *s)
{
	return (s->attrs == 0 && s->underline == UNDERLINE_NONE);
}

/* Make the terminal erase with the background that style has. */
static void
erase_style(struct paint *p, const struct style *style)
{
	struct style seen = sgr_blank(&p->style);

	if (!style_equal(&seen, style))
		paint_style(p, style);
}

/* Moves. */

static void
go_down(struct seq *q, unsigned n)
{
	if (n > LF_MAX)
		seq_csi(q, n, 'B');
	else {
		for (; n > 0; n--)
			seq_char(q, '\n');
	}
}

static void
go_y(const struct surface *s, unsigned y, struct seq *q)
{
	if (y < s->y)
		seq_csi(q, s->y - y, 'A');
	else
		go_down(q, y - s->y);
}

static void
go_right(struct seq *q, unsigned n)
{
	if (n > 0)
		seq_csi(q, n, 'C');
}

/*
 * Whether the columns from the cursor to x can be written again as they are:
 * in the style that is set, a byte each.
 */
static bool
can_rewrite(const struct paint *p, const struct surface *s, unsigned x)
{
	struct style seen = sgr_blank(&p->style);
	const struct frame_cell *c;
	unsigned i;

	if (x - (unsigned)s->x > REWRITE_MAX || s->rows[s->y].cells == NULL)
		return (false);
	for (i = (unsigned)s->x; i < x; i++) {
		c = &s->rows[s->y].cells[i];
		if (c->columns != 1 || c->len > 1 ||
		    !style_equal(&c->style, c->len == 0 ? &seen : &p->style))
			return (false);
	}
	return (true);
}

static void
rewrite(const struct surface *s, unsigned x, struct seq *q)
{
	const struct frame_cell *c = s->rows[s->y].cells;
	unsigned i;

	for (i = (unsigned)s->x; i < x; i++)
		seq_char(q, c[i].len == 0 ? ' ' : c[i].text[0]);
}

/* From a known column to x, the cursor already being in row y. */
static void
go_x(const struct paint *p, const struct surface *s, unsigned x, unsigned y,
    struct seq *q)
{
	struct seq other = {.len = 0};
	unsigned i, from = (unsigned)s->x;

	if (x == from)
		return;
	if (x < from && from - x <= BS_MAX) {
		for (i = x; i < from; i++)
			seq_char(q, '\b');
		return;
	}
	if (x > from && y == s->y && can_rewrite(p, s, x)) {
		rewrite(s, x, q);
		return;
	}
	if (p->caps->cha) {
		seq_csi(&other, x + 1, 'G');
	} else {
		seq_char(&other, '\r');
		go_right(&other, x);
	}
	i = q->len;
	if (x > from)
		go_right(q, x - from);
	else
		seq_csi(q, from - x, 'D');
	if (q->len - i > other.len) {
		q->len = i;
		other.text[other.len] = '\0';
		seq_text(q, other.text);
	}
}

static void
go_relative(const struct paint *p, const struct surface *s, unsigned x,
    unsigned y, struct seq *q)
{
	go_y(s, y, q);
	if (x == 0 && s->x != 0)
		seq_char(q, '\r');
	else if (s->x != -1)
		go_x(p, s, x, y, q);
	else if (p->caps->cha)
		seq_csi(q, x + 1, 'G');
	else {
		seq_char(q, '\r');
		go_right(q, x);
	}
}

static void
go_absolute(unsigned x, unsigned y, struct seq *q)
{
	seq_text(q, "\033[");
	if (y > 0 || x > 0)
		seq_number(q, y + 1);
	if (x > 0) {
		seq_char(q, ';');
		seq_number(q, x + 1);
	}
	seq_char(q, 'H');
}

void
paint_move(struct paint *p, struct surface *s, unsigned x, unsigned y)
{
	struct seq q, other; /* not cleared: most cells need no move */

	if (s->x == (int)x && s->y == y)
		return;
	q.len = other.len = 0;
	go_relative(p, s, x, y, &q);
	if (s->absolute)
		go_absolute(x, y, &other);
	seq_put(s->absolute && other.len < q.len ? &other : &q, p->out);
	s->x = (int)x;
	s->y = y;
	s->last = false;
}

/* To row y, the column staying or getting unknown. */
static void
move_to_row(struct paint *p, struct surface *s, unsigned y)
{
	struct seq q = {.len = 0};

	if (s->y == y)
		return;
	go_y(s, y, &q);
	seq_put(&q, p->out);
	s->y = y;
	s->last = false;
}

/* Cells. */

/* Code points on whose width, as one cell, terminals do not agree. */
static const struct {
	uint32_t first, last;
} doubtful_ranges[] = {
    {0x2300, 0x23ff}, /* technical symbols, some shown as emoji */
    {0x2600, 0x27bf}, /* symbols and dingbats */
    {0x2b00, 0x2bff}, {0x1f000, 0x1ffff}, /* emoji */
};

/*
 * How many columns right of a cell a terminal that takes its text to be wider
 * may write to; 0 if its width is beyond doubt.
 */
static unsigned
doubt(const struct frame_cell *c)
{
	unsigned columns = c->columns, width;
	uint32_t cp;
	bool single;
	size_t i;

	if (c->len <= 1)
		return (0);
	single = utf8_decode(c->text, c->len, &cp) == c->len;
	width = single ? (unsigned)utf8_width(cp)
		       : (unsigned)utf8_columns(c->text, c->len);
	if (!single || width != columns)
		return (width > columns + 1 ? width - columns : 1);
	for (i = 0; i < sizeof doubtful_ranges / sizeof doubtful_ranges[0];
	     i++) {
		if (cp >= doubtful_ranges[i].first &&
		    cp <= doubtful_ranges[i].last)
			return (1);
	}
	return (0);
}

/* A byte that stands for the text where only ASCII can be shown. */
static char
ascii_for(const struct frame_cell *c)
{
	uint32_t cp;

	utf8_decode(c->text, c->len, &cp);
	if (cp == 0x2500 || cp == 0x2501 || cp == 0x2550)
		return ('-');
	if (cp == 0x2502 || cp == 0x2503 || cp == 0x2551)
		return ('|');
	if (cp >= 0x2500 && cp <= 0x257f)
		return ('+');
	return ('?');
}

static void
put_text(struct paint *p, const struct frame_cell *c)
{
	unsigned i;
	uint32_t cp;

	if (c->len == 0) {
		buf_u8(p->out, ' ');
		return;
	}
	if (c->len > 1 && !p->caps->utf8) {
		for (i = 0; i < c->columns; i++)
			buf_u8(p->out, (uint8_t)ascii_for(c));
		return;
	}
	/* A mark without a letter would go to the cell on the left. */
	if (c->len > 1 && utf8_decode(c->text, c->len, &cp) > 0 &&
	    utf8_width(cp) == 0)
		buf_u8(p->out, ' ');
	buf_put(p->out, c->text, c->len);
}

/* The cursor is after a cell that ended at column x. */
static void
advance(struct surface *s, unsigned x)
{
	s->last = x >= s->sx;
	s->x = s->last ? -1 : (int)x;
}

static bool
shows_blank(
    const struct surface *s, unsigned x, unsigned y, const struct style *style)
{
	const struct frame_cell *c = &s->rows[y].cells[x];

	return (
	    c->columns == 1 && c->len == 0 && style_equal(&c->style, style));
}

/*
 * Write a cell that the terminal may think wider or narrower than it is. Where
 * the cursor is then is not known, nor what the next cells show.
 */
static void
put_doubtful(struct paint *p, struct surface *s, unsigned x, unsigned y,
    const struct frame_cell *c, unsigned extra)
{
	struct style under = sgr_blank(&c->style);
	unsigned end = x + c->columns, i;
	bool guard = p->caps->wrap_off && end + extra >= s->sx;

	if (c->columns == 2 &&
	    (!shows_blank(s, x, y, &under) ||
		!shows_blank(s, x + 1, y, &under))) {
		buf_put(p->out, "  ", 2);
		advance(s, x + 2);
		paint_move(p, s, x, y);
	}
	if (guard)
		buf_put(p->out, "\033[?7l", 5);
	put_text(p, c);
	if (guard)
		buf_put(p->out, "\033[?7h", 5);
	for (i = end; i < end + extra && i < s->sx; i++) {
		row_cells(s, y)[i].columns = FORGOTTEN;
		if (s->rows[y].used <= i)
			s->rows[y].used = i + 1;
	}
	s->x = -1;
	s->last = false;
}

/* Write a cell at the cursor, which is at x in row y, and note it. */
static void
put_cell(struct paint *p, struct surface *s, unsigned x, unsigned y,
    const struct frame_cell *c)
{
	struct frame_cell *have = row_cells(s, y) + x;
	unsigned extra = p->caps->utf8 ? doubt(c) : 0;

	paint_style(p, &c->style);
	if (extra > 0)
		put_doubtful(p, s, x, y, c, extra);
	else {
		if (p->caps->last_column || x + c->columns < s->sx)
			put_text(p, c);
		advance(s, x + c->columns);
	}
	have[0] = *c;
	if (c->columns == 2) {
		have[1] = *c;
		have[1].len = 0;
		have[1].columns = 0;
	}
	if (s->rows[y].used < x + c->columns)
		s->rows[y].used = x + c->columns;
}

/* Rows. */

static const struct frame_cell *
wanted(const struct frame_cell *cells, unsigned n, unsigned x)
{
	return (x < n ? &cells[x] : &blank);
}

static bool
is_erased(const struct frame_cell *c)
{
	return (c->columns == 1 && c->len == 0 && is_plain(&c->style));
}

/* Whether the terminal leaves such blanks when it erases. */
static bool
can_erase(const struct paint *p, const struct style *style)
{
	return (style->bg == COLOUR_DEFAULT || p->caps->bce);
}

/* The column from which on only blanks follow that EL leaves; sx if none. */
static unsigned
find_tail(const struct paint *p, const struct surface *s,
    const struct frame_cell *cells, unsigned n)
{
	const struct frame_cell *end = wanted(cells, n, s->sx - 1), *c;
	unsigned x = s->sx - 1;

	if (n < s->sx)
		x = n;
	else if (!is_erased(end) || !can_erase(p, &end->style))
		return (s->sx);
	for (; x > 0; x--) {
		c = &cells[x - 1];
		if (!is_erased(c) || !style_equal(&c->style, &end->style))
			break;
	}
	return (x);
}

/* The length of the run of equal blanks at x, as far as stop. */
static unsigned
blank_run(const struct frame_cell *cells, unsigned n, unsigned x, unsigned stop)
{
	const struct frame_cell *c = wanted(cells, n, x);
	unsigned end = x;

	if (!is_erased(c))
		return (0);
	while (end < stop && is_erased(wanted(cells, n, end)) &&
	    style_equal(&wanted(cells, n, end)->style, &c->style))
		end++;
	return (end - x);
}

static void
note_blank(struct surface *s, unsigned y, unsigned x, unsigned end,
    const struct frame_cell *c)
{
	struct frame_cell *cells = row_cells(s, y);

	for (; x < end; x++)
		cells[x] = *c;
	if (s->rows[y].used < end)
		s->rows[y].used = end;
}

/* Write the cells of row y from x that differ, up to stop. */
static void
paint_cells(struct paint *p, struct surface *s, unsigned y, unsigned x,
    unsigned stop, const struct frame_cell *cells, unsigned n)
{
	struct frame_cell *have = row_cells(s, y);
	const struct frame_cell *c;
	unsigned run, extra;

	for (; x < stop; x += c->columns == 2 ? 2 : 1) {
		c = wanted(cells, n, x);
		if (c->columns == 0 || screen_same(c, &have[x]))
			continue;
		run = p->caps->ech && can_erase(p, &c->style)
		    ? blank_run(cells, n, x, stop)
		    : 0;
		paint_move(p, s, x, y);
		if (run >= ECH_MIN) {
			struct seq q = {.len = 0};

			erase_style(p, &c->style);
			seq_csi(&q, run, 'X');
			seq_put(&q, p->out);
			note_blank(s, y, x, x + run, c);
			x += run - 1;
			continue;
		}
		put_cell(p, s, x, y, c);
		/* It may have covered the next ones. */
		extra = doubt(c);
		if (extra > 0 && stop < x + c->columns + extra)
			stop = x + c->columns + extra;
		if (stop > s->sx)
			stop = s->sx;
	}
}

static void
erase_tail(struct paint *p, struct surface *s, unsigned y, unsigned x,
    const struct frame_cell *c)
{
	paint_move(p, s, x, y);
	erase_style(p, &c->style);
	buf_put(p->out, "\033[K", 3);
	note_blank(s, y, x, s->sx, c);
	if (x == 0)
		s->rows[y].wrap = WRAP_NO;
	else if (s->rows[y].wrap == WRAP_YES)
		s->rows[y].wrap = WRAP_MAYBE;
}

void
paint_row(struct paint *p, struct surface *s, unsigned y,
    const struct frame_cell *cells, unsigned n)
{
	struct paint_row *row = &s->rows[y];
	struct frame_cell *have = row_cells(s, y);
	unsigned end = n > row->used ? n : row->used, first, last, tail, stale;

	for (first = 0; first < end; first++) {
		if (!screen_same(wanted(cells, n, first), &have[first]))
			break;
	}
	if (first == end) {
		row->used = n;
		return;
	}
	for (last = end - 1; last > first; last--) {
		if (!screen_same(wanted(cells, n, last), &have[last]))
			break;
	}
	p->rows++;
	tail = find_tail(p, s, cells, n);
	for (stale = first > tail ? first : tail; stale <= last; stale++) {
		if (!screen_same(wanted(cells, n, stale), &have[stale]))
			break;
	}
	if (last + 1 >= stale + EL_MIN && last >= tail) {
		paint_cells(p, s, y, first, tail, cells, n);
		erase_tail(p, s, y, stale, wanted(cells, n, s->sx - 1));
	} else
		paint_cells(p, s, y, first, last + 1, cells, n);
	row->used = n;
}

bool
paint_append(struct paint *p, struct surface *s)
{
	bool moved;

	move_to_row(p, s, s->count - 1);
	erase_style(p, &STYLE_DEFAULT);
	if (s->x == 0)
		buf_u8(p->out, '\n');
	else
		buf_put(p->out, "\r\n", 2);
	moved = add_row(s);
	s->x = 0;
	s->y = s->count - 1;
	s->last = false;
	return (moved);
}

/* The column of the last cell of row y. */
static unsigned
last_cell(struct surface *s, unsigned y)
{
	unsigned x = s->sx - 1;

	if (x > 0 && row_cells(s, y)[x].columns == 0)
		x--;
	return (x);
}

/* Leave the cursor after the last column of row y, about to wrap. */
static bool
fill_row(struct paint *p, struct surface *s, unsigned y)
{
	unsigned x = last_cell(s, y);
	struct frame_cell c = row_cells(s, y)[x];

	if (doubt(&c) > 0 || c.columns == FORGOTTEN)
		return (false);
	if (s->last && s->y == y)
		return (true);
	paint_move(p, s, x, y);
	put_cell(p, s, x, y, &c);
	return (true);
}

bool
paint_join(struct paint *p, struct surface *s, unsigned y,
    const struct frame_cell *first)
{
	bool append = y + 1 == s->count, moved = false;

	if (!fill_row(p, s, y))
		return (append ? paint_append(p, s) : false);
	/* A row that comes in by scrolling has the background that is set. */
	if (first->len > 1 || first->columns != 1 ||
	    (append && (p->caps->bce && first->style.bg != COLOUR_DEFAULT)))
		first = &blank;
	paint_style(p, &first->style);
	put_text(p, first);
	if (append)
		moved = add_row(s);
	if (!moved)
		y++;
	if (y > 0) /* else it has just left */
		s->rows[y - 1].wrap = WRAP_YES;
	row_cells(s, y)[0] = *first;
	if (s->rows[y].used == 0)
		s->rows[y].used = 1;
	s->y = y;
	advance(s, 1);
	return (moved);
}

/* All terminals forget it when the row is erased from its beginning. */
void
paint_split(struct paint *p, struct surface *s, unsigned y)
{
	struct paint_row *row = &s->rows[y];
	struct frame_cell *old = row_cells(s, y);
	unsigned n = row->used;

	row->cells = s->spare;
	row->used = 0;
	s->spare = old;
	row_cells(s, y);
	erase_tail(p, s, y, 0, &blank);
	paint_row(p, s, y, s->spare, n);
	while (n > 0)
		s->spare[--n] = blank;
}

void
paint_clear(struct paint *p, struct surface *s, unsigned y)
{
	unsigned i;

	paint_row(p, s, y, &blank, 0);
	if (y + 1 < s->count) {
		paint_move(p, s, 0, y + 1);
		erase_style(p, &STYLE_DEFAULT);
		buf_put(p->out, "\033[J", 3);
	}
	for (i = y; i < s->count; i++)
		clear_row(s, i);
	paint_move(p, s, 0, y);
	p->rows++;
}

/* Scrolling. */

static void
scroll_region(
    struct paint *p, struct surface *s, unsigned top, unsigned bottom, int n)
{
	struct seq q = {.len = 0};
	unsigned count = (unsigned)abs(n), i;

	seq_text(&q, "\033[");
	seq_number(&q, top + 1);
	seq_char(&q, ';');
	seq_number(&q, bottom + 1);
	seq_char(&q, 'r');
	if (p->caps->su)
		seq_csi(&q, count, n > 0 ? 'S' : 'T');
	else
		go_absolute(0, n > 0 ? bottom : top, &q);
	seq_put(&q, p->out);
	for (i = 0; i < count && !p->caps->su; i++)
		buf_put(p->out, n > 0 ? "\n" : "\033M", n > 0 ? 1 : 2);
	buf_put(p->out, "\033[r", 3);
	s->x = 0;
	s->y = 0;
}

/* final is 'L' or 'M'. Where this leaves the column differs. */
static void
edit_lines(
    struct paint *p, struct surface *s, unsigned y, unsigned n, char final)
{
	struct seq q = {.len = 0};

	paint_move(p, s, 0, y);
	seq_csi(&q, n, final);
	seq_put(&q, p->out);
	s->x = -1;
}

/* By lines inserted and deleted; the rows below bottom stay or come back. */
static void
scroll_lines(
    struct paint *p, struct surface *s, unsigned top, unsigned bottom, int n)
{
	unsigned count = (unsigned)abs(n);
	bool end = bottom == s->count - 1;

	if (n > 0) {
		edit_lines(p, s, top, count, 'M');
		if (!end)
			edit_lines(p, s, bottom + 1 - count, count, 'L');
	} else {
		if (!end || !s->absolute)
			edit_lines(p, s, bottom + 1 - count, count, 'M');
		edit_lines(p, s, top, count, 'L');
	}
}

bool
paint_scroll(
    struct paint *p, struct surface *s, unsigned top, unsigned bottom, int n)
{
	bool region = p->caps->region && s->absolute && !s->scrollback;

	if (!region && !p->caps->il)
		return (false);
	erase_style(p, &STYLE_DEFAULT);
	if (region)
		scroll_region(p, s, top, bottom, n);
	else
		scroll_lines(p, s, top, bottom, n);
	s->last = false;
	rotate(s, top, bottom, n);
	p->rows += (unsigned)abs(n) + 1;
	return (true);
}
