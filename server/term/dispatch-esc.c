#include "server/term/dispatch-esc.h"

#include "server/term/charset.h"
#include "server/term/cursor.h"
#include "server/term/reply.h"
#include "server/term/reset.h"
#include "server/term/scroll.h"

static void
index_down(struct term *t)
{
	scroll_index(t, false);
	t->cursor.wrap = false;
}

static void
reverse_index(struct term *t)
{
	scroll_reverse_index(t);
	t->cursor.wrap = false;
}

static void
next_line(struct term *t)
{
	index_down(t);
	cursor_return(t);
}

static void
set_tab(struct term *t)
{
	tabs_set(t, t->cursor.x, true);
}

static void
single_shift_2(struct term *t)
{
	t->cursor.shift = 2;
}

static void
single_shift_3(struct term *t)
{
	t->cursor.shift = 3;
}

static void
lock_2(struct term *t)
{
	t->cursor.gl = 2;
}

static void
lock_3(struct term *t)
{
	t->cursor.gl = 3;
}

static void
lock_1_right(struct term *t)
{
	t->cursor.gr = 1;
}

static void
lock_2_right(struct term *t)
{
	t->cursor.gr = 2;
}

static void
lock_3_right(struct term *t)
{
	t->cursor.gr = 3;
}

static void
protect(struct term *t)
{
	t->protect = PROTECT_ISO;
	t->cursor.protected = true;
}

static void
unprotect(struct term *t)
{
	t->cursor.protected = false;
}

static void
keypad_application(struct term *t)
{
	t->flags |= FLAG(KEYPAD);
}

static void
keypad_numeric(struct term *t)
{
	t->flags &= ~FLAG(KEYPAD);
}

static void
identify(struct term *t)
{
	/* ESC has left no parameters there. */
	reply_da1(t, &t->parser);
}

/* Escape sequences without an intermediate. */
static void (*const plain[0x80])(struct term *t) = {
    ['6'] = scroll_back_index, /* DECBI */
    ['7'] = cursor_save, /* DECSC */
    ['8'] = cursor_restore, /* DECRC */
    ['9'] = scroll_forward_index, /* DECFI */
    ['='] = keypad_application, /* DECKPAM */
    ['>'] = keypad_numeric, /* DECKPNM */
    ['D'] = index_down, /* IND */
    ['E'] = next_line, /* NEL */
    ['H'] = set_tab, /* HTS */
    ['M'] = reverse_index, /* RI */
    ['N'] = single_shift_2, /* SS2 */
    ['O'] = single_shift_3, /* SS3 */
    ['V'] = protect, /* SPA */
    ['W'] = unprotect, /* EPA */
    ['Z'] = identify, /* DECID */
    ['c'] = reset_hard, /* RIS */
    ['n'] = lock_2, /* LS2 */
    ['o'] = lock_3, /* LS3 */
    ['|'] = lock_3_right, /* LS3R */
    ['}'] = lock_2_right, /* LS2R */
    ['~'] = lock_1_right, /* LS1R */
};

/* Designate a set of 94 or 96 characters; returns false if it is not that. */
static bool
designate(struct term *t, const struct parser *p)
{
	unsigned g;

	switch (p->inter[0]) {
	case '(':
	case ')':
	case '*':
	case '+':
		g = p->inter[0] - '(';
		break;
	case '-':
	case '.':
	case '/':
		g = p->inter[0] - '-' + 1u;
		break;
	default:
		return (false);
	}
	t->cursor.charsets[g] = CHARSET_ASCII;
	if (p->inters == 1 && p->inter[0] < '-')
		t->cursor.charsets[g] = (uint8_t)charset_find(p->final);
	return (true);
}

void
dispatch_escape(struct term *t, const struct parser *p)
{
	t->joinable = false;
	if (p->inters == 0) {
		if (plain[p->final] != NULL)
			plain[p->final](t);
		return;
	}
	if (designate(t, p))
		return;
	if (p->inters == 1 && p->inter[0] == '#' && p->final == '8')
		reset_alignment(t);
}
