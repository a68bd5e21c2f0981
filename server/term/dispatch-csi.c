#include "server/term/dispatch-csi.h"

#include <string.h>

#include "server/term/cells.h"
#include "server/term/cursor.h"
#include "server/term/erase.h"
#include "server/term/modes.h"
#include "server/term/print.h"
#include "server/term/rect.h"
#include "server/term/reply.h"
#include "server/term/reset.h"
#include "server/term/scroll.h"
#include "server/term/sgr.h"
#include "server/term/title.h"

typedef void csi_handler(struct term *t, const struct parser *p);

/* Cursor movement. */

static void
cuu(struct term *t, const struct parser *p)
{
	cursor_up(t, param_count(p, 0));
}

static void
cud(struct term *t, const struct parser *p)
{
	cursor_down(t, param_count(p, 0));
}

static void
cuf(struct term *t, const struct parser *p)
{
	cursor_right(t, param_count(p, 0));
}

static void
cub(struct term *t, const struct parser *p)
{
	cursor_left(t, param_count(p, 0));
}

static void
cnl(struct term *t, const struct parser *p)
{
	cursor_down(t, param_count(p, 0));
	cursor_return(t);
}

static void
cpl(struct term *t, const struct parser *p)
{
	cursor_up(t, param_count(p, 0));
	cursor_return(t);
}

static void
cha(struct term *t, const struct parser *p)
{
	cursor_set_column(t, param_count(p, 0) - 1);
}

static void
cup(struct term *t, const struct parser *p)
{
	cursor_set(t, param_count(p, 1) - 1, param_count(p, 0) - 1);
}

static void
vpa(struct term *t, const struct parser *p)
{
	cursor_set_row(t, param_count(p, 0) - 1);
}

static void
hpr(struct term *t, const struct parser *p)
{
	unsigned x, y;

	cursor_report(t, &x, &y);
	cursor_set_column(t, x + param_count(p, 0));
}

static void
vpr(struct term *t, const struct parser *p)
{
	unsigned x, y;

	cursor_report(t, &x, &y);
	cursor_set_row(t, y + param_count(p, 0));
}

static void
cht(struct term *t, const struct parser *p)
{
	tabs_forward(t, param_count(p, 0));
}

static void
cbt(struct term *t, const struct parser *p)
{
	tabs_back(t, param_count(p, 0));
}

static void
tbc(struct term *t, const struct parser *p)
{
	switch (param_get(p, 0, 0)) {
	case 0:
		tabs_set(t, t->cursor.x, false);
		break;
	case 3:
		tabs_clear(t);
		break;
	}
}

/* DECST8C. */
static void
set_tabs(struct term *t, const struct parser *p)
{
	if (param_get(p, 0, 0) == 5)
		tabs_reset(t);
}

/* Editing. */

static void
ich(struct term *t, const struct parser *p)
{
	scroll_insert_cells(t, param_count(p, 0));
	t->cursor.wrap = false;
}

static void
dch(struct term *t, const struct parser *p)
{
	scroll_delete_cells(t, param_count(p, 0));
	t->cursor.wrap = false;
}

static void
il(struct term *t, const struct parser *p)
{
	scroll_insert_lines(t, param_count(p, 0));
	t->cursor.wrap = false;
}

static void
dl(struct term *t, const struct parser *p)
{
	scroll_delete_lines(t, param_count(p, 0));
	t->cursor.wrap = false;
}

static void
decic(struct term *t, const struct parser *p)
{
	scroll_insert_columns(t, param_count(p, 0));
}

static void
decdc(struct term *t, const struct parser *p)
{
	scroll_delete_columns(t, param_count(p, 0));
}

static void
su(struct term *t, const struct parser *p)
{
	scroll_up(t, param_count(p, 0), false);
}

static void
sd(struct term *t, const struct parser *p)
{
	scroll_down(t, param_count(p, 0));
}

/* With more than one parameter this is mouse highlighting (1001). */
static void
sd_or_highlight(struct term *t, const struct parser *p)
{
	if (p->nparams <= 1)
		sd(t, p);
}

static void
sl(struct term *t, const struct parser *p)
{
	scroll_left(t, param_count(p, 0));
}

static void
sr(struct term *t, const struct parser *p)
{
	scroll_right(t, param_count(p, 0));
}

static void
ed(struct term *t, const struct parser *p)
{
	erase_display(t, param_get(p, 0, 0), false);
}

static void
decsed(struct term *t, const struct parser *p)
{
	erase_display(t, param_get(p, 0, 0), true);
}

static void
el(struct term *t, const struct parser *p)
{
	erase_line(t, param_get(p, 0, 0), false);
}

static void
decsel(struct term *t, const struct parser *p)
{
	erase_line(t, param_get(p, 0, 0), true);
}

static void
ech(struct term *t, const struct parser *p)
{
	erase_cells(t, param_count(p, 0));
}

static void
rep(struct term *t, const struct parser *p)
{
	print_repeat(t, param_count(p, 0));
}

/* Settings. */

static void
sgr(struct term *t, const struct parser *p)
{
	sgr_apply(p, 0, &t->cursor.style);
	cells_pen_changed(t);
}

static void
decstbm(struct term *t, const struct parser *p)
{
	unsigned bottom = param_get(p, 1, 0);

	cursor_set_region(
	    t, param_count(p, 0) - 1, bottom == 0 ? t->sy - 1u : bottom - 1);
}

/* DECSLRM in mode 69, else SCOSC. */
static void
decslrm_or_scosc(struct term *t, const struct parser *p)
{
	unsigned right = param_get(p, 1, 0);

	if (has_flag(t, FLAG_MARGINS))
		cursor_set_margins(t, param_count(p, 0) - 1,
		    right == 0 ? t->sx - 1u : right - 1);
	else
		cursor_save(t);
}

static void
scorc(struct term *t, const struct parser *p)
{
	cursor_restore(t);
}

static void
decsca(struct term *t, const struct parser *p)
{
	unsigned v = param_get(p, 0, 0);

	if (v > 2)
		return;
	t->protect = PROTECT_DEC;
	t->cursor.protected = v == 1;
}

static void
decscusr(struct term *t, const struct parser *p)
{
	unsigned v = param_get(p, 0, 0);

	if (v > 6)
		return;
	t->shape = (uint8_t)v;
	t->flags &= ~FLAG(BLINK);
	if (v % 2 == 1)
		t->flags |= FLAG(BLINK);
}

static void
decscl(struct term *t, const struct parser *p)
{
	unsigned v = param_get(p, 0, 0);

	if (v < 61 || v > 65)
		return;
	reset_soft(t);
	t->level = (uint8_t)(v == 65 ? 4 : v - 60);
}

static void
decstr(struct term *t, const struct parser *p)
{
	reset_soft(t);
}

static void
xtpopsgr(struct term *t, const struct parser *p)
{
	sgr_pop(t);
}

/* XTWINOPS: the title stack and the reports of sizes; nothing else. */
static void
window(struct term *t, const struct parser *p)
{
	unsigned what = param_get(p, 0, 0), which = param_get(p, 1, 0);

	/* 1 is the icon's title only, which there is not. */
	if (what == 22 && which != 1)
		title_push(t);
	else if (what == 23 && which != 1)
		title_pop(t);
	else if (which == 0 || what != 14)
		reply_size(t, what);
}

/* XTMODKEYS: of the resources only modifyOtherKeys can be changed. */
static void
key_modifiers(struct term *t, const struct parser *p)
{
	unsigned v = param_get(p, 1, 0);

	if (p->nparams == 0 || (param_get(p, 0, 0) == 4 && v <= 2))
		t->other_keys = (uint8_t)v;
}

static void
no_key_modifiers(struct term *t, const struct parser *p)
{
	if (param_get(p, 0, 0) == 4)
		t->other_keys = 0;
}

/* The kitty keyboard protocol. */

static void
kitty_push(struct term *t, const struct parser *p)
{
	struct screen *s = t->screen;

	if (s->kitty_depth == KITTY_DEPTH)
		memmove(s->kitty, s->kitty + 1, KITTY_DEPTH);
	else
		s->kitty_depth++;
	s->kitty[s->kitty_depth] = param_get(p, 0, 0) & KITTY_FLAGS;
}

static void
kitty_pop(struct term *t, const struct parser *p)
{
	struct screen *s = t->screen;
	unsigned n = param_count(p, 0);

	if (n > s->kitty_depth) {
		s->kitty_depth = 0;
		s->kitty[0] = 0;
		return;
	}
	s->kitty_depth = (uint8_t)(s->kitty_depth - n);
}

static void
kitty_set(struct term *t, const struct parser *p)
{
	uint8_t *now = &t->screen->kitty[t->screen->kitty_depth];
	uint8_t flags = param_get(p, 0, 0) & KITTY_FLAGS;

	switch (param_get(p, 1, 1)) {
	case 1:
		*now = flags;
		break;
	case 2:
		*now |= flags;
		break;
	case 3:
		*now &= (uint8_t)~flags;
		break;
	}
}

/* Without prefix and intermediates, by final byte less 0x40. */
#define AT(final) [(final)-0x40]
static csi_handler *const plain[0x40] = {
    AT('@') = ich,
    AT('A') = cuu,
    AT('B') = cud,
    AT('C') = cuf,
    AT('D') = cub,
    AT('E') = cnl,
    AT('F') = cpl,
    AT('G') = cha,
    AT('H') = cup,
    AT('I') = cht,
    AT('J') = ed,
    AT('K') = el,
    AT('L') = il,
    AT('M') = dl,
    AT('P') = dch,
    AT('S') = su,
    AT('T') = sd_or_highlight,
    AT('X') = ech,
    AT('Z') = cbt,
    AT('^') = sd,
    AT('`') = cha, /* HPA */
    AT('a') = hpr,
    AT('b') = rep,
    AT('c') = reply_da1,
    AT('d') = vpa,
    AT('e') = vpr,
    AT('f') = cup, /* HVP */
    AT('g') = tbc,
    AT('h') = modes_set_ansi,
    AT('l') = modes_reset_ansi,
    AT('m') = sgr,
    AT('n') = reply_dsr,
    AT('r') = decstbm,
    AT('s') = decslrm_or_scosc,
    AT('t') = window,
    AT('u') = scorc,
    AT('x') = reply_parameters,
};
#undef AT

/* Those with a prefix or an intermediate. */
static const struct {
	char prefix, inter, final;
	csi_handler *handler;
} others[] = {
    {'?', 0, 'h', modes_set_private},
    {'?', 0, 'l', modes_reset_private},
    {'?', 0, 'J', decsed},
    {'?', 0, 'K', decsel},
    {'?', 0, 'W', set_tabs},
    {'?', 0, 'm', reply_key_modifiers},
    {'?', 0, 'n', reply_private_dsr},
    {'?', 0, 'r', modes_restore},
    {'?', 0, 's', modes_save},
    {'?', 0, 'u', reply_kitty},
    {'>', 0, 'c', reply_da2},
    {'>', 0, 'm', key_modifiers},
    {'>', 0, 'n', no_key_modifiers},
    {'>', 0, 'q', reply_version},
    {'>', 0, 'u', kitty_push},
    {'<', 0, 'u', kitty_pop},
    {'=', 0, 'u', kitty_set},
    {'=', 0, 'c', reply_da3},
    {0, ' ', '@', sl},
    {0, ' ', 'A', sr},
    {0, ' ', 'q', decscusr},
    {0, '!', 'p', decstr},
    {0, '"', 'p', decscl},
    {0, '"', 'q', decsca},
    {0, '#', '{', sgr_push},
    {0, '#', '}', xtpopsgr},
    {0, '#', 'p', sgr_push},
    {0, '#', 'q', xtpopsgr},
    {0, '$', 'p', modes_report_ansi},
    {'?', '$', 'p', modes_report_private},
    {0, '$', 'r', rect_change},
    {0, '$', 't', rect_reverse},
    {0, '$', 'v', rect_copy},
    {0, '$', 'w', reply_presentation},
    {0, '$', 'x', rect_fill},
    {0, '$', 'z', rect_erase},
    {0, '$', '{', rect_erase_selective},
    {0, '\'', '}', decic},
    {0, '\'', '~', decdc},
    {0, '*', 'x', rect_extent},
    {0, '*', 'y', rect_checksum},
};

void
dispatch_csi(struct term *t, const struct parser *p)
{
	csi_handler *handler;
	size_t i;

	/* REP repeats only what comes right before it. */
	if (!t->joinable)
		t->last = 0;
	t->joinable = false;
	if (p->prefix == 0 && p->inters == 0) {
		handler = plain[p->final - 0x40];
		if (handler != NULL)
			handler(t, p);
		return;
	}
	if (p->inters > 1)
		return;
	for (i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (others[i].final == (char)p->final &&
		    others[i].prefix == (char)p->prefix &&
		    others[i].inter == (char)p->inter[0]) {
			others[i].handler(t, p);
			return;
		}
	}
}
