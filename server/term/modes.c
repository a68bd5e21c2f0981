#include "server/term/modes.h"

#include "common/frame.h"
#include "server/term/alternate.h"
#include "server/term/cursor.h"
#include "server/term/erase.h"
#include "server/term/reply.h"

enum {
	NO_FLAG = FLAGS, /* a mode that is not kept, or cannot be changed */
	IS_SET = 1,
	IS_RESET,
	ALWAYS_SET,
	ALWAYS_RESET
};

struct mode {
	uint16_t number;
	uint8_t flag; /* enum term_flag, or NO_FLAG */
	uint8_t fixed; /* what is reported if it cannot be changed */
	/* What else it does; the flag is as it was before. */
	void (*apply)(struct term *t, bool set);
};

static void
apply_origin(struct term *t, bool set)
{
	t->flags = set ? t->flags | FLAG(ORIGIN) : t->flags & ~FLAG(ORIGIN);
	cursor_set(t, 0, 0);
}

/*
 * The number of columns is the viewer's to choose: only what changing it does
 * besides is done.
 */
static void
apply_132_columns(struct term *t, bool set)
{
	if (!has_flag(t, FLAG_ALLOW_132))
		return;
	cursor_reset_margins(t);
	if (!has_flag(t, FLAG_NO_CLEAR))
		erase_screen(t);
	cursor_set(t, 0, 0);
}

static void
apply_blink(struct term *t, bool set)
{
	if (t->shape > 0)
		t->shape = (uint8_t)(((t->shape - 1) | 1) + (set ? 0 : 1));
}

static void
apply_margins(struct term *t, bool set)
{
	if (!set) {
		t->left = 0;
		t->right = t->sx - 1;
	}
}

static void
apply_mouse(struct term *t, bool set)
{
	t->flags &= ~FLAGS_MOUSE;
}

static void
apply_save_cursor(struct term *t, bool set)
{
	if (set)
		cursor_save(t);
	else
		cursor_restore(t);
}

/* clang-format off */
static const struct mode ansi_modes[] = {
    {1, NO_FLAG, ALWAYS_RESET, NULL}, /* GATM */
    {2, FLAG_KEYBOARD_LOCK, 0, NULL}, /* KAM */
    {4, FLAG_INSERT, 0, NULL}, /* IRM */
    {5, NO_FLAG, ALWAYS_RESET, NULL}, /* SRTM */
    {7, NO_FLAG, ALWAYS_RESET, NULL}, /* VEM */
    {10, NO_FLAG, ALWAYS_RESET, NULL}, /* HEM */
    {11, NO_FLAG, ALWAYS_RESET, NULL}, /* PUM */
    {12, FLAG_LOCAL_ECHO_OFF, 0, NULL}, /* SRM */
    {13, NO_FLAG, ALWAYS_RESET, NULL}, /* FEAM */
    {14, NO_FLAG, ALWAYS_RESET, NULL}, /* FETM */
    {15, NO_FLAG, ALWAYS_RESET, NULL}, /* MATM */
    {16, NO_FLAG, ALWAYS_RESET, NULL}, /* TTM */
    {17, NO_FLAG, ALWAYS_RESET, NULL}, /* SATM */
    {18, NO_FLAG, ALWAYS_RESET, NULL}, /* TSM */
    {19, NO_FLAG, ALWAYS_RESET, NULL}, /* EBM */
    {20, FLAG_NEWLINE, 0, NULL}, /* LNM */
};

static const struct mode private_modes[] = {
    {1, FLAG_CURSOR_KEYS, 0, NULL}, /* DECCKM */
    {2, NO_FLAG, ALWAYS_SET, NULL}, /* DECANM: no VT52 */
    {3, FLAG_132_COLUMNS, 0, apply_132_columns}, /* DECCOLM */
    {4, FLAG_SMOOTH, 0, NULL}, /* DECSCLM */
    {5, FLAG_REVERSE, 0, NULL}, /* DECSCNM */
    {6, FLAG_ORIGIN, 0, apply_origin}, /* DECOM */
    {7, FLAG_WRAP, 0, NULL}, /* DECAWM */
    {8, FLAG_REPEAT, 0, NULL}, /* DECARM */
    {9, FLAG_MOUSE_X10, 0, apply_mouse},
    {12, FLAG_BLINK, 0, apply_blink},
    {18, NO_FLAG, ALWAYS_RESET, NULL}, /* DECPFF */
    {19, NO_FLAG, ALWAYS_RESET, NULL}, /* DECPEX */
    {25, FLAG_CURSOR, 0, NULL}, /* DECTCEM */
    {30, NO_FLAG, ALWAYS_RESET, NULL}, /* scroll bar */
    {35, NO_FLAG, ALWAYS_RESET, NULL}, /* font shifting */
    {38, NO_FLAG, ALWAYS_RESET, NULL}, /* DECTEK */
    {40, FLAG_ALLOW_132, 0, NULL},
    {41, NO_FLAG, ALWAYS_RESET, NULL}, /* more(1) fix */
    {42, FLAG_NATIONAL, 0, NULL}, /* DECNRCM */
    {44, NO_FLAG, ALWAYS_RESET, NULL}, /* margin bell */
    {45, FLAG_REVERSE_WRAP, 0, NULL},
    {46, NO_FLAG, ALWAYS_RESET, NULL}, /* logging */
    {47, FLAG_ALTERNATE, 0, alternate_47},
    {66, FLAG_KEYPAD, 0, NULL}, /* DECNKM */
    {67, FLAG_BACKARROW, 0, NULL}, /* DECBKM */
    {69, FLAG_MARGINS, 0, apply_margins}, /* DECLRMM */
    {80, NO_FLAG, ALWAYS_RESET, NULL}, /* DECSDM: no sixels */
    {95, FLAG_NO_CLEAR, 0, NULL}, /* DECNCSM */
    {1000, FLAG_MOUSE_BUTTON, 0, apply_mouse},
    {1001, NO_FLAG, ALWAYS_RESET, NULL}, /* mouse highlighting */
    {1002, FLAG_MOUSE_DRAG, 0, apply_mouse},
    {1003, FLAG_MOUSE_MOTION, 0, apply_mouse},
    {1004, FLAG_FOCUS, 0, NULL},
    {1005, FLAG_MOUSE_UTF8, 0, NULL},
    {1006, FLAG_MOUSE_SGR, 0, NULL},
    {1007, FLAG_ALT_SCROLL, 0, NULL},
    {1010, NO_FLAG, ALWAYS_RESET, NULL}, /* scroll on output */
    {1011, NO_FLAG, ALWAYS_RESET, NULL}, /* scroll on keys */
    {1015, FLAG_MOUSE_URXVT, 0, NULL},
    {1016, FLAG_MOUSE_PIXELS, 0, NULL},
    {1034, NO_FLAG, ALWAYS_RESET, NULL}, /* eight-bit input */
    {1035, NO_FLAG, ALWAYS_RESET, NULL}, /* Num Lock modifies */
    {1036, FLAG_META_ESCAPE, 0, NULL},
    {1037, NO_FLAG, ALWAYS_RESET, NULL}, /* Delete sends DEL */
    {1039, FLAG_ALT_ESCAPE, 0, NULL},
    {1040, NO_FLAG, ALWAYS_RESET, NULL}, /* keep the selection */
    {1041, NO_FLAG, ALWAYS_RESET, NULL}, /* select to the clipboard */
    {1042, NO_FLAG, ALWAYS_RESET, NULL}, /* bell is urgent */
    {1043, NO_FLAG, ALWAYS_RESET, NULL}, /* pop on bell */
    {1045, FLAG_REVERSE_WRAP_ALL, 0, NULL},
    {1046, NO_FLAG, ALWAYS_SET, NULL}, /* alternate screen allowed */
    {1047, FLAG_ALTERNATE, 0, alternate_1047},
    {1048, NO_FLAG, IS_SET, apply_save_cursor},
    {1049, FLAG_ALTERNATE, 0, alternate_1049},
    {1050, NO_FLAG, ALWAYS_RESET, NULL}, /* terminfo function keys */
    {1051, NO_FLAG, ALWAYS_RESET, NULL}, /* Sun function keys */
    {1052, NO_FLAG, ALWAYS_RESET, NULL}, /* HP function keys */
    {1053, NO_FLAG, ALWAYS_RESET, NULL}, /* SCO function keys */
    {1060, NO_FLAG, ALWAYS_RESET, NULL}, /* legacy keyboard */
    {1061, NO_FLAG, ALWAYS_RESET, NULL}, /* VT220 keyboard */
    {2004, FLAG_PASTE, 0, NULL},
    {2026, FLAG_SYNCHRONIZED, 0, NULL},
    {2027, FLAG_GRAPHEMES, 0, NULL},
    {2031, FLAG_COLOUR_SCHEME, 0, NULL},
};
/* clang-format on */

uint64_t
modes_initial(void)
{
	return (FLAG(LOCAL_ECHO_OFF) | FLAG(WRAP) | FLAG(REPEAT) |
	    FLAG(CURSOR) | FLAG(META_ESCAPE) | FLAG(GRAPHEMES));
}

static const struct mode *
find(const struct mode *modes, size_t n, unsigned number)
{
	size_t low = 0, high = n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (modes[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < n && modes[low].number == number)
		return (&modes[low]);
	return (NULL);
}

static const struct mode *
find_ansi(unsigned number)
{
	return (
	    find(ansi_modes, sizeof ansi_modes / sizeof ansi_modes[0], number));
}

static const struct mode *
find_private(unsigned number)
{
	return (find(private_modes,
	    sizeof private_modes / sizeof private_modes[0], number));
}

static void
set_mode(struct term *t, const struct mode *m, bool set)
{
	uint64_t bit;

	if (m->apply != NULL)
		m->apply(t, set);
	if (m->flag == NO_FLAG || m->flag == FLAG_ALTERNATE)
		return;
	bit = (uint64_t)1 << m->flag;
	if (set && (bit & FLAGS_MOUSE_FORMAT))
		t->flags &= ~FLAGS_MOUSE_FORMAT;
	t->flags = set ? t->flags | bit : t->flags & ~bit;
	touch(t);
}

static void
set_modes(struct term *t, const struct parser *p,
    const struct mode *(*lookup)(unsigned), bool set)
{
	const struct mode *m;
	unsigned i;

	for (i = 0; i < p->nparams; i++) {
		if ((m = lookup(param_get(p, i, 0))) != NULL)
			set_mode(t, m, set);
	}
}

void
modes_set_ansi(struct term *t, const struct parser *p)
{
	set_modes(t, p, find_ansi, true);
}

void
modes_reset_ansi(struct term *t, const struct parser *p)
{
	set_modes(t, p, find_ansi, false);
}

void
modes_set_private(struct term *t, const struct parser *p)
{
	set_modes(t, p, find_private, true);
}

void
modes_reset_private(struct term *t, const struct parser *p)
{
	set_modes(t, p, find_private, false);
}

void
modes_save(struct term *t, const struct parser *p)
{
	const struct mode *m;
	uint64_t bit;
	unsigned i;

	for (i = 0; i < p->nparams; i++) {
		m = find_private(param_get(p, i, 0));
		if (m == NULL || m->flag == NO_FLAG)
			continue;
		bit = (uint64_t)1 << m->flag;
		t->saved_flags = (t->saved_flags & ~bit) | (t->flags & bit);
	}
}

void
modes_restore(struct term *t, const struct parser *p)
{
	const struct mode *m;
	unsigned i;

	for (i = 0; i < p->nparams; i++) {
		m = find_private(param_get(p, i, 0));
		if (m != NULL && m->flag != NO_FLAG)
			set_mode(t, m, t->saved_flags >> m->flag & 1);
	}
}

static unsigned
state_of(const struct term *t, const struct mode *m)
{
	if (m == NULL)
		return (0);
	if (m->flag == NO_FLAG)
		return (m->fixed);
	return (t->flags >> m->flag & 1 ? IS_SET : IS_RESET);
}

void
modes_report_ansi(struct term *t, const struct parser *p)
{
	unsigned n = param_get(p, 0, 0);

	reply(t, "\033[%u;%u$y", n, state_of(t, find_ansi(n)));
}

void
modes_report_private(struct term *t, const struct parser *p)
{
	unsigned n = param_get(p, 0, 0);

	reply(t, "\033[?%u;%u$y", n, state_of(t, find_private(n)));
}

static const struct {
	uint8_t flag;
	uint32_t mode; /* enum frame_mode */
} visible[] = {
    {FLAG_CURSOR_KEYS, MODE_CURSOR_KEYS},
    {FLAG_KEYPAD, MODE_KEYPAD},
    {FLAG_PASTE, MODE_PASTE},
    {FLAG_FOCUS, MODE_FOCUS},
    {FLAG_MOUSE_X10, MODE_MOUSE_X10},
    {FLAG_MOUSE_BUTTON, MODE_MOUSE_BUTTON},
    {FLAG_MOUSE_DRAG, MODE_MOUSE_DRAG},
    {FLAG_MOUSE_MOTION, MODE_MOUSE_MOTION},
    {FLAG_MOUSE_UTF8, MODE_MOUSE_UTF8},
    {FLAG_MOUSE_SGR, MODE_MOUSE_SGR},
    {FLAG_MOUSE_URXVT, MODE_MOUSE_URXVT},
    {FLAG_MOUSE_PIXELS, MODE_MOUSE_PIXELS},
    {FLAG_ALT_SCROLL, MODE_ALT_SCROLL},
    {FLAG_REVERSE, MODE_REVERSE},
    {FLAG_COLOUR_SCHEME, MODE_COLOUR_SCHEME},
};

uint32_t
modes_visible(const struct term *t)
{
	uint32_t bits = 0;
	size_t i;

	for (i = 0; i < sizeof visible / sizeof visible[0]; i++) {
		if (t->flags >> visible[i].flag & 1)
			bits |= visible[i].mode;
	}
	if (t->other_keys == 1)
		bits |= MODE_OTHER_KEYS_1;
	if (t->other_keys == 2)
		bits |= MODE_OTHER_KEYS_2;
	return (bits);
}
