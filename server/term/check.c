#include "server/term/check.h"

#include <string.h>

#include "common/utf8.h"
#include "common/xmalloc.h"
#include "server/term/cells.h"
#include "server/term/charset.h"
#include "server/term/line.h"
#include "server/term/state.h"

static void
check_text(const struct term *t, struct cell c)
{
	const struct cluster *k;
	uint32_t n = c.text & ~CELL_CLUSTER;

	if (!(c.text & CELL_CLUSTER)) {
		if (c.text != 0 &&
		    (c.text < 0x20 || (c.text >= 0x7f && c.text < 0xa0) ||
			c.text > 0x10ffff ||
			(c.text >= 0xd800 && c.text < 0xe000)))
			BUG("cell of U+%04X", c.text);
		return;
	}
	if (n == 0 || n > t->clusters.used)
		BUG("cluster %u of %u", n, t->clusters.used);
	k = intern_get(&t->clusters, n);
	if (k->len < 2 || k->len > CLUSTER_MAX)
		BUG("cluster %u of %u bytes", n, k->len);
}

static void
check_row(const struct term *t, const struct row *r, unsigned sx)
{
	const struct cell *c;
	unsigned x;

	if (r->used > sx)
		BUG("row uses %u of %u cells", r->used, sx);
	if (r->generation > t->generation)
		BUG("row is newer than the terminal");
	for (x = 0; x < sx; x++) {
		c = &r->cells[x];
		if ((c->flags & ~CELL_FLAGS) != 0 || c->unused != 0)
			BUG("cell flags %x", c->flags);
		if (x >= r->used &&
		    (c->text != 0 || c->style != 0 || c->flags != 0))
			BUG("cell %u is beyond the %u used", x, r->used);
		if (c->style > t->styles.used)
			BUG("style %u of %u", c->style, t->styles.used);
		if (c->flags & CELL_WIDE &&
		    (x + 1 == sx || !(c[1].flags & CELL_TAIL) ||
			c->flags & CELL_TAIL || c->text == 0))
			BUG("wide cell %u is not followed by its tail", x);
		if (c->flags & CELL_TAIL &&
		    (x == 0 || !(c[-1].flags & CELL_WIDE) || c->text != 0))
			BUG("tail %u does not follow a wide cell", x);
		check_text(t, *c);
	}
}

static void
check_grid(const struct term *t, const struct grid *g)
{
	bool seen[SCREEN_MAX] = {false};
	const struct row *r;
	unsigned y;
	size_t i;

	if (g->sx != t->sx || g->sy != t->sy || g->head >= g->sy)
		BUG("grid of %ux%u, head %u", g->sx, g->sy, g->head);
	for (y = 0; y < g->sy; y++) {
		r = grid_row(g, y);
		i = (size_t)(r->cells - g->cells) / g->sx;
		if (i >= g->sy || seen[i] || r->cells != g->cells + i * g->sx)
			BUG("row %u has cells that are not its own", y);
		seen[i] = true;
		check_row(t, r, g->sx);
	}
}

static void
check_cursor(const struct term *t, const struct cursor *c)
{
	unsigned i;

	if (c->x >= t->sx || c->y >= t->sy)
		BUG("cursor at %u,%u of %ux%u", c->x, c->y, t->sx, t->sy);
	for (i = 0; i < 4; i++) {
		if (c->charsets[i] >= CHARSETS)
			BUG("charset %u", c->charsets[i]);
	}
	if (c->gl > 3 || c->gr > 3 || c->shift == 1 || c->shift > 3)
		BUG("charsets %u %u %u in use", c->gl, c->gr, c->shift);
	if ((c->style.attrs & ~STYLE_ATTRS) != 0 ||
	    c->style.underline >= UNDERLINE_COUNT)
		BUG("style %x %u", c->style.attrs, c->style.underline);
}

static void
check_title(const struct term *t)
{
	const char *s = t->title;
	size_t len = strnlen(s, sizeof t->title), i, n;
	uint32_t cp;

	if (len > TITLE_MAX)
		BUG("title of %zu bytes", len);
	for (i = 0; i < len; i += n) {
		n = utf8_decode(s + i, len - i, &cp);
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
		    (cp == 0xfffd && n != 3))
			BUG("title has U+%04X", cp);
	}
}

static void
check_history(const struct term *t)
{
	const struct history *h = &t->history;
	const uint8_t *data;
	uint64_t n;
	size_t len, bytes = 0;

	if (h->start > h->end || history_lines(h) > h->max_lines ||
	    h->bytes > h->max_bytes)
		BUG("history of %zu lines, %zu bytes", history_lines(h),
		    h->bytes);
	for (n = h->start; n < h->end; n++) {
		data = history_get(h, n, &len);
		if (!line_valid(data, len, t->sx))
			BUG("history line %ju", (uintmax_t)n);
		bytes += len + sizeof(uint16_t);
	}
	if (bytes != h->bytes)
		BUG("history counts %zu of %zu bytes", h->bytes, bytes);
}

void
check_term(const struct term *t)
{
	check_grid(t, &t->screens[0].grid);
	check_grid(t, &t->screens[1].grid);
	check_cursor(t, &t->cursor);
	check_cursor(t, &t->screens[0].saved);
	check_cursor(t, &t->screens[1].saved);
	check_title(t);
	check_history(t);
	if (t->top > t->bottom || t->bottom >= t->sy || t->left > t->right ||
	    t->right >= t->sx)
		BUG("margins %u to %u, %u to %u", t->top, t->bottom, t->left,
		    t->right);
	if (!parser_valid(&t->parser))
		BUG("parser in state %u", t->parser.state);
	if (t->joinable &&
	    (t->join_x >= t->sx ||
		term_row(t, t->cursor.y)->cells[t->join_x].flags & CELL_TAIL))
		BUG("the last character is not at %u", t->join_x);
	if ((t->flags & ~(((uint64_t)1 << FLAGS) - 1)) != 0)
		BUG("flags %jx", (uintmax_t)t->flags);
}
