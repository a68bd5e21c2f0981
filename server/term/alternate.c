#include "server/term/alternate.h"

#include "server/term/cursor.h"
#include "server/term/erase.h"

void
alternate_show(struct term *t, bool alternate)
{
	if (is_alternate(t) == alternate)
		return;
	t->screen = &t->screens[alternate ? 1 : 0];
	t->grid = &t->screen->grid;
	t->flags &= ~FLAG(ALTERNATE);
	if (alternate)
		t->flags |= FLAG(ALTERNATE);
	touch_rows(t, 0, t->sy - 1u);
}

void
alternate_47(struct term *t, bool set)
{
	alternate_show(t, set);
}

void
alternate_1047(struct term *t, bool set)
{
	if (!set && is_alternate(t))
		erase_screen(t);
	alternate_show(t, set);
}

void
alternate_1049(struct term *t, bool set)
{
	if (set) {
		cursor_save(t);
		alternate_show(t, true);
		erase_screen(t);
		t->cursor.wrap = false;
		return;
	}
	if (is_alternate(t))
		alternate_show(t, false);
	cursor_restore(t);
}
