#include "server/term/reply.h"

#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/term/colours.h"
#include "server/term/cursor.h"
#include "server/term/sgr.h"
#include "server/term/term.h"

enum {
	REPLY_MAX = 1024,
	/* xterm's patch level whose features programs may count on. */
	XTERM_LEVEL = 379,
};

void
reply(const struct term *t, const char *fmt, ...)
{
	char text[REPLY_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n <= 0 || t->host->reply == NULL)
		return;
	if (n >= (int)sizeof text)
		n = (int)sizeof text - 1;
	t->host->reply(t->arg, text, (size_t)n);
}

/*
 * A VT420 with selective erase (6), horizontal scrolling (21), colour (22) and
 * rectangular editing (28).
 */
void
reply_da1(struct term *t, const struct parser *p)
{
	if (param_get(p, 0, 0) == 0)
		reply(t, "\033[?64;6;21;22;28c");
}

/* As xterm does for a VT420. */
void
reply_da2(struct term *t, const struct parser *p)
{
	if (param_get(p, 0, 0) == 0)
		reply(t, "\033[>41;%d;0c", XTERM_LEVEL);
}

void
reply_da3(struct term *t, const struct parser *p)
{
	if (param_get(p, 0, 0) == 0)
		reply(t, "\033P!|00000000\033\\");
}

void
reply_dsr(struct term *t, const struct parser *p)
{
	unsigned x, y;

	switch (param_get(p, 0, 0)) {
	case 5:
		reply(t, "\033[0n");
		break;
	case 6:
		cursor_report(t, &x, &y);
		reply(t, "\033[%u;%uR", y + 1, x + 1);
		break;
	}
}

/* Reports that never change: what there is not, and how things are. */
static const struct {
	unsigned request;
	const char *answer;
} fixed_reports[] = {
    {15, "?13"}, /* no printer */
    {25, "?20"}, /* user-defined keys are unlocked */
    {26, "?27;1;0;0"}, /* North American keyboard */
    {53, "?50"}, /* no locator */
    {55, "?50"}, {56, "?57;0"},
    {75, "?70"}, /* data integrity: ready, no errors */
    {85, "?83"}, /* not configured for multiple sessions */
};

void
reply_colour_scheme(const struct term *t)
{
	reply(t, "\033[?997;%un", colours_light(t) ? 2 : 1);
}

void
reply_private_dsr(struct term *t, const struct parser *p)
{
	unsigned what = param_get(p, 0, 0), x, y;
	size_t i;

	for (i = 0; i < sizeof fixed_reports / sizeof fixed_reports[0]; i++) {
		if (fixed_reports[i].request == what)
			reply(t, "\033[%sn", fixed_reports[i].answer);
	}
	switch (what) {
	case 6:
		cursor_report(t, &x, &y);
		reply(t, "\033[?%u;%u;1R", y + 1, x + 1);
		break;
	case 62: /* macro space */
		reply(t, "\033[0000*{");
		break;
	case 996:
		reply_colour_scheme(t);
		break;
	case 63: /* checksum of macros */
		reply(t, "\033P%u!~0000\033\\", param_get(p, 1, 0));
		break;
	}
}

/* DECREQTPARM: no parity, 8 bits, 38400 baud both ways. */
void
reply_parameters(struct term *t, const struct parser *p)
{
	unsigned what = param_get(p, 0, 0);

	if (what <= 1)
		reply(t, "\033[%u;1;1;128;128;1;0x", what + 2);
}

void
reply_version(struct term *t, const struct parser *p)
{
	if (param_get(p, 0, 0) == 0)
		reply(t, "\033P>|%s(%s)\033\\", PACKAGE_NAME, PACKAGE_VERSION);
}

void
reply_kitty(struct term *t, const struct parser *p)
{
	reply(t, "\033[?%uu", term_kitty(t));
}

/* XTQMODKEYS. */
void
reply_key_modifiers(struct term *t, const struct parser *p)
{
	switch (param_get(p, 0, 0)) {
	case 1:
		reply(t, "\033[>1;2m");
		break;
	case 2:
		reply(t, "\033[>2;2m");
		break;
	case 4:
		reply(t, "\033[>4;%um", t->other_keys);
		break;
	}
}

void
reply_size(const struct term *t, unsigned what)
{
	unsigned px = t->sx * CELL_PIXELS_X, py = t->sy * CELL_PIXELS_Y;

	switch (what) {
	case 14:
		reply(t, "\033[4;%u;%ut", py, px);
		break;
	case 15:
		reply(t, "\033[5;%u;%ut", py, px);
		break;
	case 16:
		reply(t, "\033[6;%u;%ut", CELL_PIXELS_Y, CELL_PIXELS_X);
		break;
	case 18:
		reply(t, "\033[8;%u;%ut", t->sy, t->sx);
		break;
	case 19:
		reply(t, "\033[9;%u;%ut", t->sy, t->sx);
		break;
	}
}

/* DECRQPSR: cursor information (DECCIR) and tab stops (DECTABSR). */

static void
cursor_information(struct term *t)
{
	static const char final[] = {'B', '0', 'A'};
	const struct cursor *c = &t->cursor;
	const uint16_t attrs = c->style.attrs;
	char sgr, flags;

	sgr = (char)('@' | (attrs & STYLE_BOLD ? 1 : 0) |
	    (c->style.underline ? 2 : 0) | (attrs & STYLE_BLINK ? 4 : 0) |
	    (attrs & STYLE_REVERSE ? 8 : 0));
	flags = (char)('@' | (has_flag(t, FLAG_ORIGIN) ? 1 : 0) |
	    (c->shift == 2 ? 2 : 0) | (c->shift == 3 ? 4 : 0) |
	    (c->wrap ? 8 : 0));
	reply(t, "\033P1$u%u;%u;1;%c;%c;%c;%u;%u;@;%c%c%c%c\033\\", c->y + 1u,
	    c->x + 1u, sgr, c->protected ? 'A' : '@', flags, c->gl, c->gr,
	    final[c->charsets[0]], final[c->charsets[1]], final[c->charsets[2]],
	    final[c->charsets[3]]);
}

static void
tab_stops(struct term *t)
{
	char text[REPLY_MAX];
	size_t len = 0;
	unsigned x;

	text[0] = '\0';
	for (x = 0; x < t->sx && len + 8 < sizeof text; x++) {
		if (t->tabs[x / 8] >> x % 8 & 1)
			len += (size_t)snprintf(text + len, sizeof text - len,
			    "%s%u", len == 0 ? "" : "/", x + 1);
	}
	reply(t, "\033P2$u%.*s\033\\", REPLY_MAX - 8, text);
}

void
reply_presentation(struct term *t, const struct parser *p)
{
	switch (param_get(p, 0, 0)) {
	case 1:
		cursor_information(t);
		break;
	case 2:
		tab_stops(t);
		break;
	}
}

/* DECRQSS. */

static void
setting_sgr(struct term *t)
{
	struct buf b;

	buf_init(&b, REPLY_MAX / 2);
	sgr_format(&t->cursor.style, &b);
	reply(t, "\033P1$r%.*sm\033\\", (int)b.len, (char *)b.data);
	buf_release(&b);
}

static void
setting_region(struct term *t)
{
	reply(t, "\033P1$r%u;%ur\033\\", t->top + 1u, t->bottom + 1u);
}

static void
setting_margins(struct term *t)
{
	reply(t, "\033P1$r%u;%us\033\\", t->left + 1u, t->right + 1u);
}

static void
setting_shape(struct term *t)
{
	reply(t, "\033P1$r%u q\033\\", t->shape);
}

static void
setting_level(struct term *t)
{
	reply(t, "\033P1$r6%u;1\"p\033\\", t->level);
}

static void
setting_protection(struct term *t)
{
	bool on = t->protect == PROTECT_DEC && t->cursor.protected;

	reply(t, "\033P1$r%u\"q\033\\", on ? 1u : 0u);
}

static void
setting_lines(struct term *t)
{
	reply(t, "\033P1$r%ut\033\\", t->sy);
}

static void
setting_screen_lines(struct term *t)
{
	reply(t, "\033P1$r%u*|\033\\", t->sy);
}

static void
setting_columns(struct term *t)
{
	reply(t, "\033P1$r%u$|\033\\", t->sx);
}

static void
setting_extent(struct term *t)
{
	reply(t, "\033P1$r%u*x\033\\", t->rectangular);
}

static const struct {
	const char *name;
	void (*send)(struct term *t);
} settings[] = {
    {"m", setting_sgr}, {"r", setting_region}, /* DECSTBM */
    {"s", setting_margins}, /* DECSLRM */
    {" q", setting_shape}, /* DECSCUSR */
    {"\"p", setting_level}, /* DECSCL */
    {"\"q", setting_protection}, /* DECSCA */
    {"t", setting_lines}, /* DECSLPP */
    {"*|", setting_screen_lines}, /* DECSNLS */
    {"$|", setting_columns}, /* DECSCPP */
    {"*x", setting_extent}, /* DECSACE */
};

void
reply_setting(struct term *t, const struct parser *p)
{
	size_t i;

	for (i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		if (strlen(settings[i].name) == p->len &&
		    memcmp(settings[i].name, p->string, p->len) == 0) {
			settings[i].send(t);
			return;
		}
	}
	reply(t, "\033P0$r\033\\");
}

/* XTGETTCAP. */

static const struct {
	const char *name, *value; /* NULL: the capability is a flag */
} capabilities[] = {
    {"TN", "xterm-256color"},
    {"name", "xterm-256color"},
    {"Co", "256"},
    {"colors", "256"},
    {"RGB", "8/8/8"},
    {"Tc", NULL},
    {"Su", NULL},
    {"Smulx", "\033[4:%p1%dm"},
    {"Setulc",
	"\033[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}"
	"%&%d%;m"},
    {"Ss", "\033[%p1%d q"},
    {"Se", "\033[2 q"},
    {"setrgbf", "\033[38:2:%p1%d:%p2%d:%p3%dm"},
    {"setrgbb", "\033[48:2:%p1%d:%p2%d:%p3%dm"},
    {"BE", "\033[?2004h"},
    {"BD", "\033[?2004l"},
    {"PS", "\033[200~"},
    {"PE", "\033[201~"},
    {"Sync", "\033[?2026%?%p1%{1}%-%tl%eh%;"},
};

static int
hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'A' && c <= 'F')
		return (c - 'A' + 10);
	if (c >= 'a' && c <= 'f')
		return (c - 'a' + 10);
	return (-1);
}

/* Whether 2 * strlen(name) = len hexadecimal digits spell the name. */
static bool
spells(const uint8_t *hex, size_t len, const char *name)
{
	size_t i;

	if (len != 2 * strlen(name))
		return (false);
	for (i = 0; name[i] != '\0'; i++) {
		if (hex_digit(hex[2 * i]) != (uint8_t)name[i] >> 4 ||
		    hex_digit(hex[2 * i + 1]) != ((uint8_t)name[i] & 15))
			return (false);
	}
	return (true);
}

static void
put_hex(char *out, const char *text)
{
	for (; *text != '\0'; text++, out += 2)
		snprintf(out, 3, "%02X", (uint8_t)*text);
}

static void
send_capability(struct term *t, size_t i)
{
	char name[64] = "", value[256] = "";

	put_hex(name, capabilities[i].name);
	if (capabilities[i].value == NULL) {
		reply(t, "\033P1+r%s\033\\", name);
		return;
	}
	put_hex(value, capabilities[i].value);
	reply(t, "\033P1+r%s=%s\033\\", name, value);
}

static void
one_capability(struct term *t, const uint8_t *hex, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof capabilities / sizeof capabilities[0]; i++) {
		if (spells(hex, len, capabilities[i].name)) {
			send_capability(t, i);
			return;
		}
	}
	reply(t, "\033P0+r\033\\");
}

void
reply_capability(struct term *t, const struct parser *p)
{
	const uint8_t *s = p->string, *end = p->string + p->len, *semi;
	size_t len;

	do {
		semi = memchr(s, ';', (size_t)(end - s));
		len = (size_t)((semi == NULL ? end : semi) - s);
		one_capability(t, s, len);
		s = semi == NULL ? end : semi + 1;
	} while (semi != NULL);
}
