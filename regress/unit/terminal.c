#include "regress/unit/terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xmalloc.h"
#include "regress/unit/tmux.h"

enum {
	PARAMS_MAX = 24,
	KNOWN_MAX = 32,
	MODES_MAX = 32
};

struct line {
	struct frame_cell *cells;
	unsigned n;
	bool wrapped;
};

struct screenful {
	struct line *rows;
	unsigned x, y;
	bool last; /* the next character wraps */
	struct style style;
	unsigned kitty; /* flags pushed, 0 if none */
};

struct terminal {
	struct terminal_kind kind;
	bool tmux; /* what is here is a copy of what tmux has */
	unsigned sx, sy, top, bottom;
	struct screenful main, alternate, *on;
	struct screenful saved; /* rows unused */
	struct line *history;
	size_t nhistory;
	bool no_wrap;
	char modes[MODES_MAX][32];
	unsigned nmodes;
	char modes_text[512];
	char title[256], title_saved[256];
	char answers[1024];
	unsigned bells;
	struct {
		const char *text;
		unsigned columns;
	} known[KNOWN_MAX];
	unsigned nknown;
	char error[256];
};

static const struct frame_cell blank = {.columns = 1};

static void __attribute__((format(printf, 2, 3)))
fail(struct terminal *t, const char *fmt, ...)
{
	va_list ap;

	if (t->error[0] != '\0')
		return;
	va_start(ap, fmt);
	vsnprintf(t->error, sizeof t->error, fmt, ap);
	va_end(ap);
}

static struct line
new_line(unsigned sx)
{
	struct line l = {xcalloc(sx, sizeof *l.cells), sx, false};
	unsigned x;

	for (x = 0; x < sx; x++)
		l.cells[x] = blank;
	return (l);
}

static struct line *
new_rows(unsigned sx, unsigned sy)
{
	struct line *rows = xcalloc(sy, sizeof *rows);
	unsigned y;

	for (y = 0; y < sy; y++)
		rows[y] = new_line(sx);
	return (rows);
}

struct terminal *
terminal_create(unsigned sx, unsigned sy, const struct terminal_kind *kind)
{
	struct terminal *t = xcalloc(1, sizeof *t);

	t->kind = *kind;
	t->sx = sx;
	t->sy = sy;
	t->bottom = sy - 1;
	t->main.rows = new_rows(sx, sy);
	t->alternate.rows = new_rows(sx, sy);
	t->on = &t->main;
	snprintf(t->title, sizeof t->title, "before");
	return (t);
}

struct terminal *
terminal_create_tmux(unsigned sx, unsigned sy)
{
	static const struct terminal_kind kind = {
	    .bce = true, .alternate = true, .naive = true};
	struct terminal *t = terminal_create(sx, sy, &kind);

	t->tmux = true;
	return (t);
}

bool
terminal_is_tmux(const struct terminal *t)
{
	return (t->tmux);
}

static void
free_rows(struct line *rows, unsigned sy)
{
	unsigned y;

	for (y = 0; y < sy; y++)
		free(rows[y].cells);
	free(rows);
}

static void
drop_history(struct terminal *t)
{
	size_t i;

	for (i = 0; i < t->nhistory; i++)
		free(t->history[i].cells);
	free(t->history);
	t->history = NULL;
	t->nhistory = 0;
}

void
terminal_destroy(struct terminal *t)
{
	free_rows(t->main.rows, t->sy);
	free_rows(t->alternate.rows, t->sy);
	drop_history(t);
	free(t);
}

void
terminal_know(struct terminal *t, const char *text, unsigned columns)
{
	if (t->nknown == KNOWN_MAX)
		BUG("too many texts");
	t->known[t->nknown].text = text;
	t->known[t->nknown++].columns = columns;
}

const char *
terminal_error(const struct terminal *t)
{
	return (t->error[0] == '\0' ? NULL : t->error);
}

/* Rows. */

static struct frame_cell
erased(const struct terminal *t)
{
	struct frame_cell c = blank;

	if (t->kind.bce)
		c.style.bg = t->on->style.bg;
	return (c);
}

static void
erase(struct terminal *t, unsigned y, unsigned from, unsigned to)
{
	struct line *row = &t->on->rows[y];
	unsigned x;

	/* half a wide cell is none */
	if (from > 0 && row->cells[from].columns == 0)
		row->cells[from - 1] = blank;
	if (to < t->sx && row->cells[to].columns == 0)
		row->cells[to] = blank;
	for (x = from; x < to; x++)
		row->cells[x] = erased(t);
	if (to == t->sx && (from == 0 || !t->kind.keeps_wrap))
		row->wrapped = false;
}

static void
keep_history(struct terminal *t, struct line line)
{
	t->history =
	    xreallocarray(t->history, t->nhistory + 1, sizeof *t->history);
	t->history[t->nhistory++] = line;
}

static void
scroll_up(struct terminal *t, unsigned top, unsigned bottom, bool keep)
{
	struct line *rows = t->on->rows;

	if (keep && top == 0 && t->on == &t->main)
		keep_history(t, rows[top]);
	else
		free(rows[top].cells);
	memmove(rows + top, rows + top + 1, (bottom - top) * sizeof *rows);
	rows[bottom] = new_line(t->sx);
	erase(t, bottom, 0, t->sx);
}

static void
scroll_down(struct terminal *t, unsigned top, unsigned bottom)
{
	struct line *rows = t->on->rows;

	free(rows[bottom].cells);
	memmove(rows + top + 1, rows + top, (bottom - top) * sizeof *rows);
	rows[top] = new_line(t->sx);
	erase(t, top, 0, t->sx);
}

static void
line_feed(struct terminal *t)
{
	if (t->on->y == t->bottom)
		scroll_up(t, t->top, t->bottom, true);
	else if (t->on->y < t->sy - 1)
		t->on->y++;
	else
		fail(t, "LF below the region");
	t->on->last = false;
}

static struct line
resized_line(struct line old, unsigned sx)
{
	struct line new = new_line(sx);

	memcpy(new.cells, old.cells,
	    (old.n < sx ? old.n : sx) * sizeof *old.cells);
	if (new.cells[sx - 1].columns == 2)
		new.cells[sx - 1] = blank;
	free(old.cells);
	return (new);
}

static void
resize_rows(struct terminal *t, struct screenful *s, unsigned sx, unsigned sy)
{
	struct line *rows = new_rows(sx, sy);
	unsigned y, from = s->y >= sy ? s->y - sy + 1 : 0;

	for (y = 0; y < t->sy; y++) {
		if (y < from && s == &t->main)
			keep_history(t, resized_line(s->rows[y], sx));
		else if (y < from || y - from >= sy)
			free(s->rows[y].cells);
		else {
			free(rows[y - from].cells);
			rows[y - from] = resized_line(s->rows[y], sx);
		}
	}
	free(s->rows);
	s->rows = rows;
	s->y -= from;
	if (s->x >= sx)
		s->x = sx - 1;
	s->last = false;
}

static void copy_tmux(struct terminal *t);

void
terminal_resize(struct terminal *t, unsigned sx, unsigned sy)
{
	resize_rows(t, &t->main, sx, sy);
	resize_rows(t, &t->alternate, sx, sy);
	if (t->saved.y >= sy)
		t->saved.y = sy - 1;
	if (t->saved.x >= sx)
		t->saved.x = sx - 1;
	t->sx = sx;
	t->sy = sy;
	t->top = 0;
	t->bottom = sy - 1;
	if (t->tmux) {
		tmux_run("resize-window -x %u -y %u", sx, sy);
		tmux_write("", 0, NULL);
		copy_tmux(t);
	}
}

/* Modes. */

static void
set_mode(struct terminal *t, const char *name, bool on)
{
	unsigned i;

	for (i = 0; i < t->nmodes; i++) {
		if (strcmp(t->modes[i], name) == 0)
			break;
	}
	if (on == (i < t->nmodes)) {
		fail(t, "mode %s set to what it was", name);
		return;
	}
	if (on)
		snprintf(t->modes[t->nmodes++], sizeof t->modes[0], "%s", name);
	else {
		memmove(t->modes[i], t->modes[i + 1],
		    (t->nmodes - i - 1) * sizeof t->modes[0]);
		t->nmodes--;
	}
}

/* A mode with a value: the word is "name:value". */
static void
set_value(struct terminal *t, const char *name, unsigned value)
{
	char text[32];
	unsigned i;

	for (i = 0; i < t->nmodes; i++) {
		if (strncmp(t->modes[i], name, strlen(name)) == 0) {
			snprintf(text, sizeof text, "%s", t->modes[i]);
			set_mode(t, text, false);
			break;
		}
	}
	if (value == 0)
		return;
	snprintf(text, sizeof text, "%s:%u", name, value);
	set_mode(t, text, true);
}

static void
set_alternate(struct terminal *t, bool on)
{
	unsigned y;

	if (!t->kind.alternate) {
		fail(t, "no alternate screen");
		return;
	}
	set_mode(t, "1049", on);
	if (on) {
		t->saved = t->main;
		t->on = &t->alternate;
		t->alternate.x = t->main.x;
		t->alternate.y = t->main.y;
		t->alternate.style = t->main.style;
		for (y = 0; y < t->sy; y++)
			erase(t, y, 0, t->sx);
	} else {
		if (t->alternate.kitty != 0)
			fail(t, "kitty flags left on the alternate screen");
		t->on = &t->main;
		t->main.x = t->saved.x;
		t->main.y = t->saved.y;
		t->main.last = t->saved.last;
		t->main.style = t->saved.style;
	}
}

static void
private_mode(struct terminal *t, unsigned mode, bool on)
{
	static const unsigned known[] = {
	    1, 5, 1000, 1002, 1003, 1004, 1006, 1007, 2004, 2026, 2031};
	char name[16];
	size_t i;

	snprintf(name, sizeof name, " %u ", mode);
	if (t->kind.modes != NULL && strstr(t->kind.modes, name) == NULL) {
		fail(t, "mode %u, which it has not", mode);
		return;
	}
	if (mode == 7) {
		t->no_wrap = !on;
		return;
	}
	if (mode == 25) {
		/* also set around a change, whatever it was */
		if ((strstr(terminal_modes(t), "hidden") != NULL) == on)
			set_mode(t, "hidden", !on);
		return;
	}
	if (mode == 1049) {
		set_alternate(t, on);
		return;
	}
	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i] == mode) {
			snprintf(name, sizeof name, "%u", mode);
			set_mode(t, name, on);
			return;
		}
	}
	fail(t, "mode %u", mode);
}

static void
set_kitty(struct terminal *t, char private, unsigned flags)
{
	struct screenful *s = t->on;

	if (private == '>' && s->kitty == 0)
		s->kitty = flags;
	else if (private == '=' && s->kitty != 0)
		s->kitty = flags;
	else if (private == '<' && s->kitty != 0)
		s->kitty = 0;
	else
		fail(t, "kitty flags %c %u on %u", private, flags, s->kitty);
	set_value(t, "kitty", s->kitty);
}

/* Styles. */

struct csi {
	char private;
	char inter;
	char final;
	unsigned n;
	unsigned param[PARAMS_MAX];
	bool colon[PARAMS_MAX]; /* the parameter follows a colon */
	bool given[PARAMS_MAX];
};

static uint32_t
sgr_colour(struct terminal *t, const struct csi *c, unsigned *i)
{
	bool colon = c->colon[*i + 1];
	unsigned kind = c->param[++*i], r;

	if (kind == 5)
		return (COLOUR_PALETTE | c->param[++*i]);
	if (kind != 2) {
		fail(t, "colour kind %u", kind);
		return (0);
	}
	if (colon)
		++*i; /* the colour space */
	r = c->param[++*i] << 16;
	r |= c->param[++*i] << 8;
	return (COLOUR_RGB | r | c->param[++*i]);
}

/* What a terminal with few colours, or none, takes for something else. */
static bool
is_unknown_sgr(const struct terminal *t, unsigned p)
{
	unsigned colours = t->kind.colours;

	if (colours == 0)
		return (false);
	if (colours < 88 && (p == 38 || p == 48 || p == 58))
		return (true);
	if (colours < 16 && p >= 90)
		return (true);
	return (colours < 8 && p != 0 && p != 1 && p != 4 && p != 5 && p != 7);
}

static void
sgr_one(struct terminal *t, struct style *s, const struct csi *c, unsigned *i)
{
	static const struct {
		unsigned on, off, attr;
	} attrs[] = {{1, 22, STYLE_BOLD}, {2, 22, STYLE_DIM},
	    {3, 23, STYLE_ITALIC}, {5, 25, STYLE_BLINK}, {7, 27, STYLE_REVERSE},
	    {8, 28, STYLE_HIDDEN}, {9, 29, STYLE_STRIKE},
	    {53, 55, STYLE_OVERLINE}};
	unsigned p = c->param[*i], a;
	bool found = false;

	if (is_unknown_sgr(t, p)) {
		fail(t, "SGR %u, which it has not", p);
		return;
	}
	/* tmux 3.3a captures 53 as 5:3 */
	if (p == 5 && *i + 1 < c->n && c->colon[*i + 1])
		p = 50 + c->param[++*i];
	for (a = 0; a < sizeof attrs / sizeof attrs[0]; a++) {
		if (p == attrs[a].on)
			s->attrs |= (uint16_t)attrs[a].attr;
		if (p == attrs[a].off)
			s->attrs &= (uint16_t)~attrs[a].attr;
		found = found || p == attrs[a].on || p == attrs[a].off;
	}
	if (found)
		return;
	if (p == 0)
		*s = STYLE_DEFAULT;
	else if (p == 4 && *i + 1 < c->n && c->colon[*i + 1])
		s->underline = (uint16_t)c->param[++*i];
	else if (p == 4 || p == 24)
		s->underline = p == 4;
	else if (p == 38)
		s->fg = sgr_colour(t, c, i);
	else if (p == 48)
		s->bg = sgr_colour(t, c, i);
	else if (p == 58)
		s->us = sgr_colour(t, c, i);
	else if (p == 39)
		s->fg = 0;
	else if (p == 49)
		s->bg = 0;
	else if (p == 59)
		s->us = 0;
	else if (p >= 30 && p <= 37)
		s->fg = COLOUR_PALETTE | (p - 30);
	else if (p >= 40 && p <= 47)
		s->bg = COLOUR_PALETTE | (p - 40);
	else if (p >= 90 && p <= 97)
		s->fg = COLOUR_PALETTE | (p - 90 + 8);
	else if (p >= 100 && p <= 107)
		s->bg = COLOUR_PALETTE | (p - 100 + 8);
	else
		fail(t, "SGR %u", p);
}

static void
sgr(struct terminal *t, const struct csi *c)
{
	unsigned i;

	for (i = 0; i < c->n; i++)
		sgr_one(t, &t->on->style, c, &i);
}

/* Control sequences. */

static void
answer(struct terminal *t, const char *text)
{
	size_t n = strlen(t->answers);

	snprintf(t->answers + n, sizeof t->answers - n, "%s", text);
}

static void
move(struct terminal *t, long x, long y)
{
	if (x < 0 || y < 0 || x >= (long)t->sx || y >= (long)t->sy) {
		fail(t, "cursor to %ld,%ld of %ux%u", x, y, t->sx, t->sy);
		return;
	}
	t->on->x = (unsigned)x;
	t->on->y = (unsigned)y;
	t->on->last = false;
}

static void
set_region(struct terminal *t, const struct csi *c)
{
	t->top = c->given[0] ? c->param[0] - 1 : 0;
	t->bottom = c->given[1] ? c->param[1] - 1 : t->sy - 1;
	if (t->top >= t->bottom || t->bottom >= t->sy) {
		fail(t, "region %u to %u", t->top, t->bottom);
		t->top = 0;
		t->bottom = t->sy - 1;
	}
	move(t, 0, 0);
}

static void
edit(struct terminal *t, char final, unsigned n)
{
	unsigned y = t->on->y;

	for (; n > 0; n--) {
		switch (final) {
		case 'S':
			scroll_up(t, t->top, t->bottom, true);
			break;
		case 'T':
			scroll_down(t, t->top, t->bottom);
			break;
		case 'L':
			scroll_down(t, y, t->bottom);
			break;
		case 'M':
			scroll_up(t, y, t->bottom, false);
			break;
		}
	}
	t->on->last = false;
}

static void
plain_csi(struct terminal *t, const struct csi *c)
{
	unsigned n = c->given[0] ? c->param[0] : 1, y;
	struct screenful *s = t->on;
	char text[64];

	if (c->given[0] && n == 0 && strchr("ABCDGXLMST", c->final) != NULL)
		fail(t, "CSI 0 %c", c->final);
	switch (c->final) {
	case 'A':
		move(t, s->x, (long)s->y - n);
		return;
	case 'B':
		move(t, s->x, (long)s->y + n);
		return;
	case 'C':
		move(t, (long)s->x + n, s->y);
		return;
	case 'D':
		move(t, (long)s->x - n, s->y);
		return;
	case 'G':
		move(t, (long)n - 1, s->y);
		return;
	case 'H':
		move(t, c->given[1] ? (long)c->param[1] - 1 : 0, (long)n - 1);
		return;
	case 'J':
		if (c->given[0])
			break;
		erase(t, s->y, s->x, t->sx);
		for (y = s->y + 1; y < t->sy; y++)
			erase(t, y, 0, t->sx);
		return;
	case 'K':
		if (c->given[0])
			break;
		if (s->last)
			fail(t, "EL after the last column");
		erase(t, s->y, s->x, t->sx);
		return;
	case 'X':
		if (s->x + n > t->sx)
			fail(t, "ECH past the edge");
		else
			erase(t, s->y, s->x, s->x + n);
		return;
	case 'L':
	case 'M':
	case 'S':
	case 'T':
		edit(t, c->final, n);
		return;
	case 'r':
		set_region(t, c);
		return;
	case 'm':
		sgr(t, c);
		return;
	case 'n':
		if (n != 6)
			break;
		snprintf(text, sizeof text, "\033[%u;%uR", s->y + 1, s->x + 1);
		answer(t, text);
		return;
	case 'c':
		answer(t, "\033[?62;22c");
		return;
	case 't':
		if (c->param[1] != 2 || (n != 22 && n != 23))
			break;
		if (n == 22)
			memcpy(t->title_saved, t->title, sizeof t->title);
		else
			memcpy(t->title, t->title_saved, sizeof t->title);
		set_mode(t, "title", n == 22);
		return;
	}
	fail(t, "CSI %u %c", n, c->final);
}

static void
private_csi(struct terminal *t, const struct csi *c)
{
	char text[64];

	if (c->private == '?' && c->inter == '$' && c->final == 'p') {
		snprintf(text, sizeof text, "\033[?%u;%u$y", c->param[0],
		    c->param[0] != 2026 || t->kind.sync ? 2u : 0u);
		answer(t, text);
	} else if (c->private == '?' && (c->final == 'h' || c->final == 'l'))
		private_mode(t, c->param[0], c->final == 'h');
	else if (c->private == '?' && c->final == 'u') {
		if (t->kind.kitty)
			answer(t, "\033[?0u");
	} else if (c->private != '?' && c->final == 'u' && t->kind.kitty)
		set_kitty(t, c->private, c->param[0]);
	else if (c->private == '>' && c->final == 'm' && c->param[0] == 4)
		set_value(t, "other-keys", c->n > 1 ? c->param[1] : 0);
	else
		fail(t, "CSI %c %u %c", c->private, c->param[0], c->final);
}

/* Returns the offset behind the sequence whose first byte after CSI is at. */
static size_t
csi(struct terminal *t, const char *p, size_t at, size_t len)
{
	struct csi c = {.n = 1};

	if (at < len && strchr("<=>?", p[at]) != NULL)
		c.private = p[at++];
	for (; at < len && p[at] >= '0' && p[at] <= ';'; at++) {
		if (p[at] == ';' || p[at] == ':') {
			if (++c.n > PARAMS_MAX) {
				fail(t, "too many parameters");
				return (len);
			}
			c.colon[c.n - 1] = p[at] == ':';
		} else {
			c.param[c.n - 1] =
			    c.param[c.n - 1] * 10 + (unsigned)(p[at] - '0');
			c.given[c.n - 1] = true;
		}
	}
	if (at < len && p[at] >= ' ' && p[at] <= '/')
		c.inter = p[at++];
	if (at == len) {
		fail(t, "a sequence cut short");
		return (len);
	}
	c.final = p[at];
	if (t->kind.lacks != NULL && strchr(t->kind.lacks, c.final) != NULL)
		fail(t, "CSI %c, which it has not", c.final);
	if (c.inter == ' ' && c.final == 'q' && c.private == 0)
		set_value(t, "shape", c.param[0] == 4 ? 0 : c.param[0]);
	else if (c.private != 0)
		private_csi(t, &c);
	else if (c.inter == 0)
		plain_csi(t, &c);
	else
		fail(t, "CSI %c %c", c.inter, c.final);
	return (at + 1);
}

static size_t
string(struct terminal *t, const char *p, size_t at, size_t len)
{
	const char *end = memmem(p + at, len - at, "\033\\", 2);
	size_t n;

	if (end == NULL) {
		fail(t, "a string cut short");
		return (len);
	}
	n = (size_t)(end - (p + at));
	if (n > 3 && memcmp(p + at, "]2;", 3) == 0)
		snprintf(
		    t->title, sizeof t->title, "%.*s", (int)n - 3, p + at + 3);
	else if (n == 5 && memcmp(p + at, "P$q q", 5) == 0)
		answer(t, "\033P1$r4 q\033\\");
	else
		fail(t, "string %.*s", (int)n, p + at);
	return (at + n + 2);
}

static size_t
escape(struct terminal *t, const char *p, size_t at, size_t len)
{
	if (at == len) {
		fail(t, "ESC at the end");
		return (len);
	}
	switch (p[at]) {
	case '[':
		return (csi(t, p, at + 1, len));
	case ']':
	case 'P':
		return (string(t, p, at, len));
	case 'M':
		if (t->on->y == t->top)
			scroll_down(t, t->top, t->bottom);
		else
			fail(t, "RI inside the region");
		return (at + 1);
	case '=':
	case '>':
		set_mode(t, "keypad", p[at] == '=');
		return (at + 1);
	case '\\':
		return (at + 1);
	}
	fail(t, "ESC %c", p[at]);
	return (at + 1);
}

/* Text. */

static void
put_cell(struct terminal *t, const char *text, size_t len, unsigned columns)
{
	struct screenful *s = t->on;
	struct frame_cell *c;
	bool fits = s->x + columns <= t->sx;

	if (columns > t->sx) {
		fail(t, "a wide cell on %u columns", t->sx);
		return;
	}
	if (s->last || !fits) {
		if (t->no_wrap)
			s->x = t->sx - columns;
		else {
			s->rows[s->y].wrapped = true;
			s->x = 0;
			line_feed(t);
		}
	}
	/* as erase() treats them, without its effect on wrapping */
	c = &s->rows[s->y].cells[s->x];
	if (c->columns == 0)
		c[-1] = blank;
	if (s->x + columns < t->sx && c[columns].columns == 0)
		c[columns] = blank;
	*c = (struct frame_cell){.style = s->style,
	    .len = (uint8_t)len,
	    .columns = (uint8_t)columns};
	memcpy(c->text, text, len);
	if (columns == 2) {
		c[1] = *c;
		c[1].len = 0;
		c[1].columns = 0;
	}
	s->x += columns;
	s->last = s->x == t->sx;
	if (s->last)
		s->x = t->sx - 1;
	if (s->last && t->no_wrap)
		s->last = false;
}

static size_t
text(struct terminal *t, const char *p, size_t len)
{
	unsigned i, columns;
	uint32_t cp;
	size_t n;

	for (i = 0; i < t->nknown && !t->kind.naive; i++) {
		n = strlen(t->known[i].text);
		if (n <= len && memcmp(p, t->known[i].text, n) == 0) {
			put_cell(t, p, n, t->known[i].columns);
			return (n);
		}
	}
	n = utf8_decode(p, len, &cp);
	if (cp == 0xfffd && (n != 3 || (uint8_t)p[0] != 0xef))
		fail(t, "bad UTF-8");
	if (cp >= 0x80 && t->kind.ascii)
		fail(t, "U+%04x, which it cannot show", (unsigned)cp);
	columns = (unsigned)utf8_width(cp);
	if (columns > 0)
		put_cell(t, p, n, columns);
	else if (!t->kind.naive)
		fail(t, "a mark on its own, U+%04x", (unsigned)cp);
	return (n);
}

static void
interpret(struct terminal *t, const char *p, size_t len)
{
	size_t at = 0;

	while (at < len) {
		switch (p[at]) {
		case '\033':
			at = escape(t, p, at + 1, len);
			break;
		case '\r':
			t->on->x = 0;
			t->on->last = false;
			at++;
			break;
		case '\n':
			line_feed(t);
			at++;
			break;
		case '\b':
			move(t, (long)t->on->x - 1, t->on->y);
			at++;
			break;
		case '\a':
			t->bells++;
			at++;
			break;
		default:
			if ((uint8_t)p[at] < 0x20 || p[at] == 0x7f)
				fail(t, "control %#x", (unsigned)p[at]);
			at += text(t, p + at, len - at);
		}
	}
}

/*
 * Which rows tmux takes to go on in the next one: those that it joins with it.
 * Where the next one is blank there is nothing to be seen of it.
 */
static void
copy_wrapping(struct terminal *t, unsigned history)
{
	char *rows = xstrdup(tmux_run("capture-pane -p -N -S -"));
	char *joined = xstrdup(tmux_run("capture-pane -p -J -S -"));
	const char *r = rows, *j = joined, *next;
	struct line *line;
	unsigned y;
	size_t n;

	for (y = 0; y < history + t->sy; y++) {
		next = strchrnul(r, '\n');
		n = (size_t)(next - r);
		/* -J leaves out more of the blanks at the end than -N */
		while (n > 0 && strncmp(r, j, n) != 0)
			n--;
		j += n;
		line = y < history ? &t->history[y] : &t->on->rows[y - history];
		line->wrapped = *j != '\n' && *j != '\0';
		if (*j == '\n')
			j++;
		r = *next == '\n' ? next + 1 : next;
	}
	free(rows);
	free(joined);
}

/* Take over what tmux has: its lines with styles, interpreted as text. */
static void
copy_tmux(struct terminal *t)
{
	static const struct terminal_kind kind = {.naive = true};
	struct terminal *line;
	unsigned history, x, y, row = 0;
	const char *p, *end;
	char *text;

	if (sscanf(tmux_run("display -p '#{history_size} #{cursor_x} "
			    "#{cursor_y}'"),
		"%u %u %u", &history, &x, &y) != 3)
		BUG("tmux has gone");
	t->on->x = x < t->sx ? x : t->sx - 1;
	t->on->y = y;
	drop_history(t);
	text = xstrdup(tmux_run("capture-pane -p -e -N -S -"));
	/* a style goes on in the next line */
	line = terminal_create(2 * t->sx + 2, 1, &kind);
	for (p = text; row < history + t->sy; p = end, row++) {
		end = strchrnul(p, '\n');
		line->on->x = 0;
		line->on->last = false;
		for (x = 0; x < line->sx; x++)
			line->on->rows[0].cells[x] = blank;
		interpret(line, p, (size_t)(end - p));
		if (terminal_error(line) != NULL)
			fail(t, "captured line %u: %s", row, line->error);
		if (row < history)
			keep_history(t, resized_line(line->on->rows[0], t->sx));
		else {
			free(t->on->rows[row - history].cells);
			t->on->rows[row - history] =
			    resized_line(line->on->rows[0], t->sx);
		}
		line->on->rows[0] = new_line(line->sx);
		if (*end == '\n')
			end++;
	}
	free(text);
	terminal_destroy(line);
	copy_wrapping(t, history);
}

void
terminal_feed(struct terminal *t, const void *data, size_t len)
{
	struct buf answers;

	if (!t->tmux) {
		interpret(t, data, len);
		return;
	}
	buf_init(&answers, sizeof t->answers - 1);
	tmux_write(data, len, &answers);
	buf_u8(&answers, '\0');
	answer(t, (const char *)answers.data);
	buf_release(&answers);
	copy_tmux(t);
}

/* Looking at it. */

const struct frame_cell *
terminal_cell(const struct terminal *t, unsigned x, unsigned y)
{
	return (&t->on->rows[y].cells[x]);
}

bool
terminal_wrapped(const struct terminal *t, unsigned y)
{
	return (t->on->rows[y].wrapped);
}

size_t
terminal_history(const struct terminal *t)
{
	return (t->nhistory);
}

const struct frame_cell *
terminal_history_line(
    const struct terminal *t, size_t i, unsigned *n, bool *wrapped)
{
	*n = t->history[i].n;
	*wrapped = t->history[i].wrapped;
	return (t->history[i].cells);
}

void
terminal_cursor(const struct terminal *t, unsigned *x, unsigned *y)
{
	*x = t->on->x;
	*y = t->on->y;
}

const char *
terminal_modes(const struct terminal *t)
{
	char *out = ((struct terminal *)(uintptr_t)t)->modes_text;
	size_t size = sizeof t->modes_text;
	unsigned i;

	out[0] = '\0';
	for (i = 0; i < t->nmodes; i++) {
		if (i > 0)
			strncat(out, " ", size - strlen(out) - 1);
		strncat(out, t->modes[i], size - strlen(out) - 1);
	}
	return (out);
}

const char *
terminal_title(const struct terminal *t)
{
	return (t->title);
}

const char *
terminal_answers(struct terminal *t)
{
	static char out[sizeof t->answers];

	memcpy(out, t->answers, sizeof out);
	t->answers[0] = '\0';
	return (out);
}

unsigned
terminal_bells(const struct terminal *t)
{
	return (t->bells);
}
