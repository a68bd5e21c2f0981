#include "server/term/cursor.h"

#include <string.h>

#include "server/term/cells.h"
#include "server/term/charset.h"

static unsigned
min(unsigned a, unsigned b)
{
	return (a < b ? a : b);
}

void
cursor_init(struct cursor *c)
{
	*c = (struct cursor){.gl = 0, .gr = 2};
}

void
cursor_set_column(struct term *t, unsigned x)
{
	unsigned max = t->sx - 1u;

	if (has_flag(t, FLAG_ORIGIN)) {
		x += t->left;
		max = t->right;
	}
	t->cursor.x = (uint16_t)min(x, max);
	t->cursor.wrap = false;
}

void
cursor_set_row(struct term *t, unsigned y)
{
	unsigned max = t->sy - 1u;

	if (has_flag(t, FLAG_ORIGIN)) {
		y += t->top;
		max = t->bottom;
	}
	t->cursor.y = (uint16_t)min(y, max);
	t->cursor.wrap = false;
}

void
cursor_set(struct term *t, unsigned x, unsigned y)
{
	cursor_set_column(t, x);
	cursor_set_row(t, y);
}

void
cursor_report(const struct term *t, unsigned *x, unsigned *y)
{
	*x = t->cursor.x;
	*y = t->cursor.y;
	if (has_flag(t, FLAG_ORIGIN)) {
		*x -= min(*x, t->left);
		*y -= min(*y, t->top);
	}
}

void
cursor_up(struct term *t, unsigned n)
{
	unsigned stop = t->cursor.y < t->top ? 0 : t->top;

	t->cursor.y = (uint16_t)(t->cursor.y - min(n, t->cursor.y - stop));
	t->cursor.wrap = false;
}

void
cursor_down(struct term *t, unsigned n)
{
	unsigned stop = t->cursor.y > t->bottom ? t->sy - 1u : t->bottom;

	t->cursor.y = (uint16_t)min(t->cursor.y + n, stop);
	t->cursor.wrap = false;
}

void
cursor_right(struct term *t, unsigned n)
{
	unsigned stop = t->cursor.x > t->right ? t->sx - 1u : t->right;

	t->cursor.x = (uint16_t)min(t->cursor.x + n, stop);
	t->cursor.wrap = false;
}

void
cursor_return(struct term *t)
{
	if (has_flag(t, FLAG_ORIGIN) || t->cursor.x >= t->left)
		t->cursor.x = t->left;
	else
		t->cursor.x = 0;
	t->cursor.wrap = false;
}

/* From the left edge to the end of the row before, from the top to the bottom. */
static void
wrap_back(struct term *t)
{
	if (t->cursor.y == t->top)
		t->cursor.y = t->bottom;
	else if (t->cursor.y == 0)
		t->cursor.y = t->sy - 1;
	else
		t->cursor.y--;
	t->cursor.x = t->right;
}

static bool
reverse_wraps(const struct term *t)
{
	const uint64_t either = FLAG(REVERSE_WRAP) | FLAG(REVERSE_WRAP_ALL);

	return ((t->flags & either) != 0 && has_flag(t, FLAG_WRAP));
}

void
cursor_left(struct term *t, unsigned n)
{
	bool reverse = reverse_wraps(t);
	unsigned edge, k;

	if (reverse && t->cursor.wrap)
		n--;
	t->cursor.wrap = false;
	while (n > 0) {
		edge = t->cursor.x < t->left ? 0 : t->left;
		k = min(n, t->cursor.x - edge);
		t->cursor.x = (uint16_t)(t->cursor.x - k);
		n -= k;
		if (n == 0 || !reverse)
			break;
		wrap_back(t);
		n--;
	}
}

void
cursor_save(struct term *t)
{
	t->screen->saved = t->cursor;
	t->screen->saved.origin = has_flag(t, FLAG_ORIGIN);
	t->screen->has_saved = true;
}

void
cursor_restore(struct term *t)
{
	struct cursor c;

	cursor_init(&c);
	if (t->screen->has_saved)
		c = t->screen->saved;
	t->cursor = c;
	t->cursor.origin = false;
	t->flags &= ~FLAG(ORIGIN);
	if (c.origin) {
		t->flags |= FLAG(ORIGIN);
		cursor_set(t, c.x - min(c.x, t->left), c.y - min(c.y, t->top));
		t->cursor.wrap = c.wrap;
	}
	cells_pen_changed(t);
}

void
cursor_set_region(struct term *t, unsigned top, unsigned bottom)
{
	bottom = min(bottom, t->sy - 1u);
	if (top >= bottom)
		return;
	t->top = (uint16_t)top;
	t->bottom = (uint16_t)bottom;
	cursor_set(t, 0, 0);
}

void
cursor_set_margins(struct term *t, unsigned left, unsigned right)
{
	right = min(right, t->sx - 1u);
	if (left >= right)
		return;
	t->left = (uint16_t)left;
	t->right = (uint16_t)right;
	cursor_set(t, 0, 0);
}

void
cursor_reset_margins(struct term *t)
{
	t->top = 0;
	t->bottom = t->sy - 1;
	t->left = 0;
	t->right = t->sx - 1;
}

/* Tab stops. */

void
tabs_reset(struct term *t)
{
	memset(t->tabs, 1, sizeof t->tabs);
}

void
tabs_clear(struct term *t)
{
	memset(t->tabs, 0, sizeof t->tabs);
}

void
tabs_set(struct term *t, unsigned x, bool set)
{
	uint8_t bit = (uint8_t)(1 << x % 8);

	if (set)
		t->tabs[x / 8] |= bit;
	else
		t->tabs[x / 8] &= (uint8_t)~bit;
}

static bool
is_stop(const struct term *t, unsigned x)
{
	return (t->tabs[x / 8] >> x % 8 & 1);
}

void
tabs_forward(struct term *t, unsigned n)
{
	unsigned last = t->cursor.x > t->right ? t->sx - 1u : t->right;
	unsigned x = t->cursor.x;

	while (x < last && n > 0) {
		x++;
		if (is_stop(t, x))
			n--;
	}
	t->cursor.x = (uint16_t)x;
}

void
tabs_back(struct term *t, unsigned n)
{
	unsigned first = 0, x = t->cursor.x;

	if (has_flag(t, FLAG_ORIGIN))
		first = t->left;
	while (x > first && n > 0) {
		x--;
		if (is_stop(t, x))
			n--;
	}
	t->cursor.x = (uint16_t)x;
}
