#include "regress/term/random.h"

#include <string.h>

#include "common/utf8.h"

void
random_init(struct random *r, uint64_t seed)
{
	r->state = seed * 0x9e3779b97f4a7c15 + 1;
}

/* xorshift64*. */
static uint64_t
next(struct random *r)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return (r->state * 0x2545f4914f6cdd1d);
}

unsigned
random_below(struct random *r, unsigned n)
{
	return ((unsigned)(next(r) >> 33) % n);
}

static unsigned
one_of(struct random *r, const unsigned *list, unsigned n)
{
	return (list[random_below(r, n)]);
}

static void
ascii(struct random *r, struct buf *out)
{
	unsigned n = 1 + random_below(r, random_below(r, 4) == 0 ? 60 : 8);

	for (; n > 0; n--)
		buf_u8(out, (uint8_t)(0x20 + random_below(r, 95)));
}

static void
unicode(struct random *r, struct buf *out)
{
	static const unsigned cps[] = {0xe9, 0x301, 0x300, 0x4e2d, 0x6587,
	    0x200d, 0xfe0f, 0xfe0e, 0x1f469, 0x1f4bb, 0x2764, 0x1f1e9, 0x1f1ea,
	    0x1f3fd, 0x1100, 0x1161, 0x20e3, 0x2500, 0xff21, 0x200b, 0x9b,
	    0xac00, 0x1f600, 0xe0067};
	char text[UTF8_MAX];
	unsigned n = 1 + random_below(r, 5);

	for (; n > 0; n--)
		buf_put(out, text,
		    utf8_put(one_of(r, cps, sizeof cps / sizeof cps[0]), text));
}

static void
control(struct random *r, struct buf *out)
{
	static const char controls[] = "\r\n\n\b\t\013\016\017\a\030\032\r\n";

	buf_u8(out, (uint8_t)controls[random_below(r, sizeof controls - 1)]);
}

static void
escape(struct random *r, struct buf *out)
{
	static const char *const sequences[] = {"7", "8", "D", "E", "M", "H",
	    "N", "O", "n", "o", "(0", "(B", ")0", "*0", "+A", "6", "9", "V",
	    "W", "=", ">", "#8", "c", "Z", "\\"};
	const char *s =
	    sequences[random_below(r, sizeof sequences / sizeof sequences[0])];

	/* A reset makes everything before it moot. */
	if (*s == 'c' && random_below(r, 20) != 0)
		s = "M";
	buf_printf(out, "\033%s", s);
}

static void
parameters(struct random *r, struct buf *out)
{
	static const unsigned values[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 15, 20,
	    24, 25, 79, 80, 81, 999, 65536};
	unsigned n = random_below(r, 4), i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_u8(out, random_below(r, 12) == 0 ? ':' : ';');
		if (random_below(r, 6) != 0)
			buf_printf(out, "%u",
			    one_of(
				r, values, sizeof values / sizeof values[0]));
	}
}

static void
csi(struct random *r, struct buf *out)
{
	static const char finals[] = "@ABCDEFGHIJKLMPSTXZ`abcdefghjklmnrstux";

	buf_put(out, "\033[", 2);
	if (random_below(r, 10) == 0)
		buf_u8(out, (uint8_t)("?><="[random_below(r, 4)]));
	parameters(r, out);
	buf_u8(out, (uint8_t)finals[random_below(r, sizeof finals - 1)]);
}

static void
csi_with_intermediate(struct random *r, struct buf *out)
{
	static const char *const ends[] = {" q", "!p", "\"p", "\"q", "$p", "$r",
	    "$t", "$v", "$x", "$z", "${", "'}", "'~", "*x", "*y", "#{", "#}",
	    " @", " A", "$w"};

	buf_put(out, "\033[", 2);
	parameters(r, out);
	buf_printf(
	    out, "%s", ends[random_below(r, sizeof ends / sizeof ends[0])]);
}

static void
mode(struct random *r, struct buf *out)
{
	static const unsigned modes[] = {1, 3, 5, 6, 7, 12, 25, 40, 45, 47, 66,
	    69, 95, 1000, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016, 1045,
	    1047, 1048, 1049, 2004, 2026, 2027, 2031};
	static const unsigned ansi[] = {4, 20};

	if (random_below(r, 5) == 0)
		buf_printf(out, "\033[%u%c", one_of(r, ansi, 2),
		    "hl"[random_below(r, 2)]);
	else
		buf_printf(out, "\033[?%u%c",
		    one_of(r, modes, sizeof modes / sizeof modes[0]),
		    "hlhlsr"[random_below(r, 6)]);
}

static void
sgr(struct random *r, struct buf *out)
{
	switch (random_below(r, 4)) {
	case 0:
		buf_printf(out, "\033[%um", random_below(r, 110));
		break;
	case 1:
		buf_printf(out, "\033[38;5;%u;48;5;%um", random_below(r, 256),
		    random_below(r, 256));
		break;
	case 2:
		buf_printf(out, "\033[38;2;%u;%u;%um", random_below(r, 256),
		    random_below(r, 256), random_below(r, 256));
		break;
	default:
		buf_printf(out, "\033[4:%u;58:5:%u;0m", random_below(r, 6),
		    random_below(r, 256));
	}
}

static void
string(struct random *r, struct buf *out)
{
	static const char *const strings[] = {"\033]2;title \xe4\xb8\xad\a",
	    "\033]0;x\033\\", "\033]4;1;?\a", "\033]4;3;#123456\a",
	    "\033]11;?\033\\", "\033]104\a", "\033]8;;http://x\a",
	    "\033P$qm\033\\", "\033P$qr\033\\", "\033P+q544e;436f\033\\",
	    "\033_Gi=1;AAAA\033\\", "\033^x\033\\", "\033Xx\033\\",
	    "\033Pq#0~~\033\\", "\033]52;c;AAAA\a", "\033[22t", "\033[23t",
	    "\033[>1u", "\033[<u", "\033[>4;2m"};

	buf_printf(out, "%s",
	    strings[random_below(r, sizeof strings / sizeof strings[0])]);
}

static void
bytes(struct random *r, struct buf *out)
{
	unsigned n = 1 + random_below(r, 6);

	for (; n > 0; n--)
		buf_u8(out, (uint8_t)random_below(r, 256));
}

void
random_stream(struct random *r, unsigned n, struct buf *out)
{
	static void (*const pieces[])(struct random *, struct buf *) = {ascii,
	    ascii, ascii, ascii, unicode, unicode, control, control, control,
	    escape, csi, csi, csi, csi, csi, csi_with_intermediate, mode, sgr,
	    sgr, string, bytes};

	for (; n > 0; n--)
		pieces[random_below(r, sizeof pieces / sizeof pieces[0])](
		    r, out);
}
