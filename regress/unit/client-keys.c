/* What terminals send, and the events it means; the detach sequence. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/detach.h"
#include "client/keys.h"
#include "common/utf8.h"
#include "common/xmalloc.h"
#include "regress/unit/test.h"

enum {
	LOG_MAX = 1 << 16
};

/* Events as text: one word each. */
struct log {
	char text[LOG_MAX];
	size_t len;
	struct buf raw; /* what all events were made of */
	unsigned replies;
};

static struct keys keys;
static struct caps caps;

static const struct {
	uint32_t code;
	const char *name;
} names[] = {
    {KEY_TAB, "tab"},
    {KEY_ENTER, "enter"},
    {KEY_ESCAPE, "esc"},
    {KEY_BACKSPACE, "backspace"},
    {' ', "space"},
    {KEY_UP, "up"},
    {KEY_DOWN, "down"},
    {KEY_RIGHT, "right"},
    {KEY_LEFT, "left"},
    {KEY_HOME, "home"},
    {KEY_END, "end"},
    {KEY_INSERT, "insert"},
    {KEY_DELETE, "delete"},
    {KEY_PAGE_UP, "pgup"},
    {KEY_PAGE_DOWN, "pgdn"},
    {KEY_KP_ENTER, "kp-enter"},
    {KEY_KP_BEGIN, "kp-begin"},
    {KEY_KP_EQUAL, "kp-equal"},
    {KEY_KP_ADD, "kp-add"},
    {KEY_KP_DECIMAL, "kp-decimal"},
};

static void
log_text(struct log *l, const char *text, size_t len)
{
	if (len >= sizeof l->text - l->len)
		BUG("the log is full");
	memcpy(l->text + l->len, text, len);
	l->len += len;
	l->text[l->len] = '\0';
}

static void
log_string(struct log *l, const char *text)
{
	log_text(l, text, strlen(text));
}

static void
log_code(struct log *l, uint32_t code)
{
	char text[32];
	size_t i, n;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (names[i].code == code) {
			log_string(l, names[i].name);
			return;
		}
	}
	if (code >= KEY_F1 && code <= KEY_F35)
		snprintf(
		    text, sizeof text, "f%u", (unsigned)(code - KEY_F1 + 1));
	else if (code >= KEY_KP_0 && code <= KEY_KP_9)
		snprintf(
		    text, sizeof text, "kp-%u", (unsigned)(code - KEY_KP_0));
	else if (code >= KEY_FUNCTIONAL)
		snprintf(text, sizeof text, "fn%u",
		    (unsigned)(code - KEY_FUNCTIONAL));
	else if (code < 0x20 || code > 0x10ffff)
		snprintf(text, sizeof text, "%#x", (unsigned)code);
	else {
		n = utf8_put(code, text);
		text[n] = '\0';
	}
	log_string(l, text);
}

static void
log_mods(struct log *l, unsigned mods)
{
	static const char *const prefixes[8] = {
	    "S-", "A-", "C-", "s-", "H-", "M-", "caps-", "num-"};
	unsigned i;

	for (i = 0; i < 8; i++) {
		if ((mods & 1u << i) != 0)
			log_string(l, prefixes[i]);
	}
}

static void
log_escaped(struct log *l, const uint8_t *data, size_t len)
{
	char *copy = xcalloc(len + 1, 1), *text;

	memcpy(copy, data, len);
	text = utf8_escaped(copy);
	log_string(l, text);
	free(text);
	free(copy);
}

static void
log_key(struct log *l, const struct input *in)
{
	log_mods(l, in->mods);
	log_code(l, in->code);
	if (in->shifted != 0) {
		log_string(l, "/");
		log_code(l, in->shifted);
	}
	if (in->base != 0) {
		log_string(l, "@");
		log_code(l, in->base);
	}
	if (in->len > 0) {
		log_string(l, "=");
		log_escaped(l, in->data, in->len);
	}
	if (in->action != KEY_PRESS)
		log_string(
		    l, in->action == KEY_REPEAT ? ":repeat" : ":release");
}

static void
log_mouse(struct log *l, const struct input *in)
{
	static const char *const actions[] = {"press", "release", "motion"};
	char text[64];

	log_mods(l, in->mods);
	snprintf(text, sizeof text, "mouse-%s(%u,%u,%u)", actions[in->action],
	    in->button, in->x, in->y);
	log_string(l, text);
}

static void
log_input(struct log *l, const struct input *in)
{
	if (l->len > 0)
		log_string(l, " ");
	switch (in->type) {
	case INPUT_KEY:
		log_key(l, in);
		break;
	case INPUT_PASTE:
		log_string(l, in->first ? "paste<" : "paste.");
		log_escaped(l, in->data, in->len);
		log_string(l, in->last ? ">" : ".");
		break;
	case INPUT_MOUSE:
		log_mouse(l, in);
		break;
	case INPUT_FOCUS:
		log_string(l, in->focused ? "focus-in" : "focus-out");
		break;
	default:
		log_string(l, "raw(");
		log_escaped(l, in->data, in->len);
		log_string(l, ")");
	}
}

static void
log_reply(struct log *l, const struct keys_reply *r)
{
	static const char *const types[] = {"other", "device", "cursor",
	    "kitty", "mode", "shape", "scheme", "colour"};
	char text[64];

	l->replies++;
	snprintf(text, sizeof text, "%sreply-%s(%u,%u)", l->len > 0 ? " " : "",
	    types[r->type], r->a, r->b);
	log_string(l, text);
}

/* The bytes that began a paste; its ESC may have been given out before. */
static void
put_begun(struct buf *raw)
{
	buf_put(raw, &"\033[200~"[6 - keys.begun], keys.begun);
}

/* Take all events there are. */
static void
drain(struct log *l)
{
	struct keys_reply reply;
	struct input in;
	enum keys_result what;
	const uint8_t *raw;
	size_t len;

	while ((what = keys_next(&keys, &in, &reply)) != KEYS_NONE) {
		raw = keys_raw(&keys, &len);
		if (what == KEYS_INPUT && in.type == INPUT_PASTE && in.first)
			put_begun(&l->raw);
		buf_put(&l->raw, raw, len);
		if (what == KEYS_REPLY)
			log_reply(l, &reply);
		else
			log_input(l, &in);
	}
}

static void
log_init(struct log *l)
{
	l->len = 0;
	l->text[0] = '\0';
	l->replies = 0;
	buf_init(&l->raw, 1 << 20);
}

/* All bytes in one read, or in two, then the deadline. */
static void
decode(struct log *l, const char *bytes, size_t len, size_t split)
{
	keys_init(&keys, &caps);
	keys_put(&keys, bytes, split);
	drain(l);
	if (split < len) {
		keys_put(&keys, bytes + split, len - split);
		drain(l);
	}
	if (keys_deadline_ms(&keys) != -1) {
		keys_flush(&keys);
		drain(l);
	}
	CHECK_INT(keys_deadline_ms(&keys), -1);
}

static const struct {
	const char *bytes, *events;
} dialects[] = {
    /* text */
    {"a", "a=a"},
    {"A", "S-a/A=A"},
    {"!", "!=!"},
    {" ", "space= "},
    {"ab", "a=a b=b"},
    {"\303\244", "\303\244=\303\244"},
    {"\303\204", "S-\303\244/\303\204=\303\204"},
    {"\344\270\255", "\344\270\255=\344\270\255"},
    {"\360\237\221\215", "\360\237\221\215=\360\237\221\215"},
    /* C0 */
    {"\001", "C-a"},
    {"\032", "C-z"},
    {"\034", "C-\\"},
    {"\035", "C-]"},
    {"\036", "C-^"},
    {"\037", "C-_"},
    {"\b", "C-h"},
    {"\t", "tab"},
    {"\r", "enter"},
    {"\n", "C-j"},
    {"\177", "backspace"},
    /* Alt */
    {"\033a", "A-a"},
    {"\033A", "S-A-a/A"},
    {"\033\001", "A-C-a"},
    {"\033\r", "A-enter"},
    {"\033\177", "A-backspace"},
    {"\033 ", "A-space"},
    {"\033\303\244", "A-\303\244"},
    {"\033[", "A-["},
    {"\033O", "S-A-o/O"},
    {"\033]", "A-]"},
    {"\033]x", "A-] x=x"},
    {"\033P", "S-A-p/P"},
    {"\033^", "A-^"},
    {"\033X", "S-A-x/X"},
    {"\033_", "A-_"},
    {"\033[[A", "f1"},
    {"\033\033", "esc esc"},
    {"\033\033a", "esc A-a"},
    {"\033\033[A", "A-up"},
    {"\033\033OP", "A-f1"},
    /* VT100, xterm */
    {"\033[A", "up"},
    {"\033OA", "up"},
    {"\033[B\033[C\033[D", "down right left"},
    {"\033[H\033[F\033OH\033OF", "home end home end"},
    {"\033[1~\033[4~", "home end"},
    {"\033[2~\033[3~\033[5~\033[6~", "insert delete pgup pgdn"},
    {"\033OP\033OQ\033OR\033OS", "f1 f2 f3 f4"},
    {"\033[15~\033[17~\033[24~", "f5 f6 f12"},
    {"\033[25~\033[34~", "f13 f20"},
    {"\033[1;2A", "S-up"},
    {"\033[1;5C", "C-right"},
    {"\033[1;8D", "S-A-C-left"},
    {"\033[1;2P\033[1;2R\033[1;16S", "S-f1 S-f3 S-A-C-s-f4"},
    {"\033[3;5~\033[15;3~", "C-delete A-f5"},
    {"\033[Z", "S-tab"},
    {"\033[1;5Z", "S-C-tab"},
    {"\033[E\033[1;2E", "kp-begin S-kp-begin"},
    {"\033Op\033Oy\033OM\033Ok\033On\033OX",
	"kp-0 kp-9 kp-enter kp-add kp-decimal kp-equal"},
    {"\033O2P", "S-f1"},
    {"\033O1;5P", "C-f1"},
    {"\033OI", "tab"},
    /* the Linux console */
    {"\033[[A\033[[E", "f1 f5"},
    /* rxvt */
    {"\033[a\033[b\033[c\033[d", "S-up S-down S-right S-left"},
    {"\033Oa\033Od", "C-up C-left"},
    {"\033[7~\033[8~", "home end"},
    {"\033[11~\033[14~", "f1 f4"},
    {"\033[3$", "S-delete"},
    {"\033[3^", "C-delete"},
    {"\033[3@", "S-C-delete"},
    {"\033[3$x", "S-delete x=x"},
    {"\033\033[a", "S-A-up"},
    /* modifyOtherKeys */
    {"\033[27;5;93~", "C-]"},
    {"\033[27;2;13~", "S-enter"},
    {"\033[27;5;9~", "C-tab"},
    {"\033[27;2;65~", "S-a/A=A"},
    {"\033[27;6;65~", "S-C-a/A"},
    {"\033[27;2;33~", "S-!/!=!"},
    {"\033[27;3;97~", "A-a"},
    {"\033[93;5u", "C-]"},
    {"\033[65;6u", "S-C-a/A"},
    /* kitty */
    {"\033[27u", "esc"},
    {"\033[13;2u", "S-enter"},
    {"\033[97;5u", "C-a"},
    {"\033[97u", "a=a"},
    {"\033[97:65;2u", "S-a/A=A"},
    {"\033[97;2u", "S-a=A"},
    {"\033[97;65u", "caps-a=A"},
    {"\033[97;66u", "S-caps-a=a"},
    {"\033[97;129u", "num-a=a"},
    {"\033[97;9u", "s-a"},
    {"\033[97;1:1u", "a=a"},
    {"\033[97;1:2u", "a=a:repeat"},
    {"\033[97;1:3u", "a:release"},
    {"\033[1093::97;5u", "C-\321\205@a"},
    {"\033[97;;229u", "a=\303\245"},
    {"\033[97;2;65:66u", "S-a=AB"},
    {"\033[0;;233u", "0=\303\251"},
    {"\033[1;1:3A", "up:release"},
    {"\033[1;5:2A", "C-up:repeat"},
    {"\033[3;1:3~", "delete:release"},
    {"\033[13~\033[13;2~", "f3 S-f3"},
    {"\033[57376u\033[57398u", "f13 f35"},
    {"\033[57399u\033[57414u\033[57427u", "kp-0 kp-enter kp-begin"},
    {"\033[57441;2u\033[57441;1:3u", "S-fn97 fn97:release"},
    {"\033[57358u", "fn14"},
    {"\033[P\033[Q\033[S", "f1 f2 f4"},
    /* mouse */
    {"\033[<0;1;1M", "mouse-press(0,0,0)"},
    {"\033[<0;12;34m", "mouse-release(0,11,33)"},
    {"\033[<35;300;200M", "mouse-motion(3,299,199)"},
    {"\033[<32;2;3M", "mouse-motion(0,1,2)"},
    {"\033[<64;2;3M\033[<65;2;3M", "mouse-press(64,1,2) mouse-press(65,1,2)"},
    {"\033[<20;2;3M", "S-C-mouse-press(0,1,2)"},
    {"\033[<8;2;3M", "A-mouse-press(0,1,2)"},
    {"\033[<128;2;3M", "mouse-press(128,1,2)"},
    {"\033[M !!", "mouse-press(0,0,0)"},
    {"\033[M\"+,\033[M#+,", "mouse-press(2,10,11) mouse-release(2,10,11)"},
    {"\033[M`!!", "mouse-press(64,0,0)"},
    {"\033[MC!!", "mouse-motion(3,0,0)"},
    {"\033[M \377\376", "mouse-press(0,222,221)"},
    {"\033[32;5;6M\033[35;5;6M", "mouse-press(0,4,5) mouse-release(0,4,5)"},
    {"\033[96;300;2M", "mouse-press(64,299,1)"},
    /* focus, paste */
    {"\033[I\033[O", "focus-in focus-out"},
    {"\033[200~\033[201~", "paste<>"},
    {"\033[200~x\033[201~y", "paste<x> y=y"},
    /* replies */
    {"\033[?62;22c", "reply-device(62,22)"},
    {"\033[?6c", "reply-device(6,0)"},
    {"\033[>0;276;0c", "reply-other(0,276)"},
    {"\033P!|00000000\033\\", "reply-other(0,0)"},
    {"\033[12;34R", "reply-cursor(12,34)"},
    {"\033[1;1R", "reply-cursor(1,1)"},
    {"\033[1;17R", "reply-cursor(1,17)"},
    {"\033[?1;2;3R", "reply-cursor(1,2)"},
    {"\033[?5u", "reply-kitty(5,0)"},
    {"\033[?2026;2$y", "reply-mode(2026,2)"},
    {"\033[4;1$y", "reply-other(0,0)"},
    {"\033P1$r4 q\033\\", "reply-shape(4,0)"},
    {"\033P0$r\033\\", "reply-other(0,0)"},
    {"\033P1+r4d73=31\033\\", "reply-other(0,0)"},
    {"\033P>|XTerm(379)\033\\", "reply-other(0,0)"},
    {"\033]11;rgb:0000/0000/0000\033\\", "reply-colour(11,0)"},
    {"\033]10;rgb:ffff/80/0\a", "reply-colour(10,16744448)"},
    {"\033]10;rgb:ffff/ffff/ffff\a", "reply-colour(10,16777215)"},
    {"\033]4;1;rgb:ffff/ffff/ffff\ax", "reply-other(0,0) x=x"},
    {"\033]lname\033\\", "reply-other(0,0)"},
    {"\033_Gi=31;OK\033\\", "reply-other(0,0)"},
    {"\033[0n", "reply-other(0,0)"},
    {"\033[?997;1n", "reply-scheme(1,0)"},
    {"\033[4;600;800t", "reply-other(0,0)"},
    {"\033[?0;65535;0S", "reply-other(0,65535)"},
    {"\033[2;1;1;112;112;1;0x", "reply-other(0,0)"},
    /* unknown */
    {"\033[99~", "raw(\\033[99~)"},
    {"\033[1;2;3A", "raw(\\033[1;2;3A)"},
    {"\033[5D", "raw(\\033[5D)"},
    {"\033[y", "raw(\\033[y)"},
    {"\033[97;900u", "raw(\\033[97;900u)"},
    {"\033[97;1:4u", "raw(\\033[97;1:4u)"},
    {"\033[1114112u", "raw(\\033[1114112u)"},
    {"\033[201~", "raw(\\033[201~)"},
    {"\033[<0;1M", "raw(\\033[<0;1M)"},
    {"\033Oz", "raw(\\033Oz)"},
    {"\033[1;\001", "raw(\\033[1;) C-a"},
    {"\377", "raw(\\377)"},
    {"\302\233", "raw(\\302\\233)"},
    /* cut short: given out at the deadline */
    {"\033[1;5", "raw(\\033[1;5)"},
    {"\033]11;rgb", "raw(\\033]11;rgb)"},
    {"\303", "raw(\\303)"},
    {"\033[M ", "raw(\\033[M )"},
    {"\033]11;\rx", "A-] 1=1 1=1 ;=; enter x=x"},
};

static void
check_split(size_t i, size_t len, size_t split, struct log *l)
{
	const char *bytes = dialects[i].bytes, *p;
	char *part;
	bool escape = bytes[split - 1] == '\033';

	log_init(l);
	decode(l, bytes, len, split);
	CHECK_MEM(l->raw.data, l->raw.len, bytes, len);
	buf_release(&l->raw);
	/* a paste may come in parts */
	while ((part = strstr(l->text, ". paste.")) != NULL)
		memmove(part, part + 8, strlen(part + 8) + 1);
	if (!escape) {
		if (!CHECK_STR(l->text, dialects[i].events))
			printf("split at %zu\n", split);
		return;
	}
	/* An Escape has been given out; nothing of a reply may follow as text. */
	for (p = l->text; strstr(dialects[i].events, "reply-") != NULL &&
	     (p = strchr(p, '=')) != NULL;
	     p++) {
		if (!CHECK(strcmp(p, "=x") == 0))
			printf("%s\nsplit at %zu\n", l->text, split);
	}
}

static void
each_dialect(void)
{
	static struct log l;
	size_t i, len, split;

	for (i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
		len = strlen(dialects[i].bytes);
		log_init(&l);
		decode(&l, dialects[i].bytes, len, len);
		CHECK_STR(l.text, dialects[i].events);
		CHECK_MEM(l.raw.data, l.raw.len, dialects[i].bytes, len);
		buf_release(&l.raw);
		for (split = 1; split < len; split++)
			check_split(i, len, split, &l);
	}
}

/* Feed each string by itself and log all of it. */
static void
feed(struct log *l, const char *const *parts)
{
	for (; *parts != NULL; parts++) {
		if (strcmp(*parts, "FLUSH") == 0)
			keys_flush(&keys);
		else
			keys_put(&keys, *parts, strlen(*parts));
		drain(l);
	}
}

static void
expect_parts(const char *const *parts, const char *events)
{
	static struct log l;

	log_init(&l);
	keys_init(&keys, &caps);
	feed(&l, parts);
	CHECK_STR(l.text, events);
	buf_release(&l.raw);
}

#define PARTS(...)                \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

static void
escape_is_not_held(void)
{
	static struct log l;

	expect_parts(PARTS("\033"), "esc");
	expect_parts(PARTS("x\033"), "x=x esc");
	expect_parts(PARTS("\033", "\033"), "esc esc");
	/* as bytes, it is the same */
	expect_parts(PARTS("\033", "[A"), "esc [=[ S-a/A=A");
	expect_parts(PARTS("\033", "OA"), "esc S-o/O=O S-a/A=A");
	/* a [ right after Escape waits for a moment, not for ever */
	expect_parts(PARTS("\033", "["), "esc");
	expect_parts(PARTS("\033", "[", "FLUSH"), "esc [=[");
	expect_parts(PARTS("\033", "FLUSH", "["), "esc [=[");
	expect_parts(PARTS("\033", "FLUSH", "[?1c"), "esc [=[ ?=? 1=1 c=c");
	/* unless the terminal has been told not to send it like that */
	caps.escape_coded = true;
	expect_parts(PARTS("\033"), "");
	expect_parts(PARTS("\033", "FLUSH"), "esc");
	expect_parts(PARTS("\033", "[A"), "up");
	expect_parts(PARTS("\033", "[97;5u"), "C-a");
	caps.escape_coded = false;
	/* nor is what comes behind it and begins nothing */
	log_init(&l);
	keys_init(&keys, &caps);
	keys_put(&keys, "\033", 1);
	drain(&l);
	keys_put(&keys, "", 1);
	drain(&l);
	CHECK_STR(l.text, "esc C-space");
	buf_release(&l.raw);
	log_init(&l);
	keys_init(&keys, &caps);
	CHECK_INT(keys_deadline_ms(&keys), -1);
	keys_put(&keys, "\033[", 2);
	drain(&l);
	CHECK_INT(keys_deadline_ms(&keys), KEYS_WAIT_MS);
	keys_put(&keys, "?", 1);
	drain(&l);
	CHECK_INT(keys_deadline_ms(&keys), KEYS_REPLY_WAIT_MS);
	buf_release(&l.raw);
}

static void
cut_behind_escape(void)
{
	expect_parts(PARTS("\033", "[?62;22c"), "esc reply-device(62,22)");
	expect_parts(PARTS("\033", "[", "?", "6", "2", "c", "x"),
	    "esc reply-device(62,0) x=x");
	expect_parts(
	    PARTS("\033", "]11;rgb:0/0/0\033", "\\"), "esc reply-colour(11,0)");
	expect_parts(PARTS("\033", "]", "1", "1", ";", "x", "\a"),
	    "esc reply-other(0,0)");
	expect_parts(
	    PARTS("\033", "P", "1$r4 q\033\\"), "esc reply-shape(4,0)");
	expect_parts(PARTS("\033", "[12;40R"), "esc reply-cursor(12,40)");
	expect_parts(PARTS("\033", "[<0;1;1M"), "esc mouse-press(0,0,0)");
	expect_parts(
	    PARTS("\033", "[", "M", " ", "!", "!"), "esc mouse-press(0,0,0)");
	expect_parts(PARTS("\033", "[I"), "esc focus-in");
	expect_parts(PARTS("\033", "[200~x\033[201~"), "esc paste<x>");
	expect_parts(PARTS("\033", "[", "200", "~x\033[201~"), "esc paste<x>");
	expect_parts(PARTS("\033", "P", "FLUSH"), "esc S-p/P=P");
	expect_parts(PARTS("\033", "]", "x"), "esc ]=] x=x");
	expect_parts(PARTS("\033", "[1", "FLUSH", "x"), "esc [=[ 1=1 x=x");
}

/* Paste: every split of its bytes, in parts, must join to the same. */
static void
paste_splits(void)
{
	static const char bytes[] =
	    "q\033[200~x\033[20\033[201 \033\033[201~\033[A";
	const size_t len = sizeof bytes - 1;
	struct keys_reply reply;
	struct input in;
	char joined[64];
	size_t one, two, n;
	unsigned firsts, lasts;
	bool key_first, key_last;

	for (one = 1; one < len; one++) {
		for (two = one; two < len; two++) {
			size_t ends[] = {one, two, len}, from = 0, i;

			n = firsts = lasts = 0;
			key_first = key_last = false;
			keys_init(&keys, &caps);
			for (i = 0; i < 3; from = ends[i++]) {
				keys_put(&keys, bytes + from, ends[i] - from);
				while (keys_next(&keys, &in, &reply) ==
				    KEYS_INPUT) {
					if (in.type == INPUT_PASTE) {
						memcpy(joined + n, in.data,
						    in.len);
						n += in.len;
						firsts += in.first;
						lasts += in.last;
					} else if (in.code == 'q')
						key_first = n == 0;
					else
						key_last = in.code == KEY_UP &&
						    lasts == 1;
				}
			}
			if (!CHECK(firsts == 1 && lasts == 1 && key_first &&
				(key_last || bytes[one - 1] == '\033' ||
				    bytes[two - 1] == '\033')))
				printf("split at %zu and %zu\n", one, two);
			CHECK_MEM(joined, n, "x\033[20\033[201 \033", 12);
		}
	}
}

static void
paste_long(void)
{
	static uint8_t data[3 * KEYS_PUT_MAX];
	struct keys_reply reply;
	struct input in;
	size_t from, n, got = 0, max = 0;
	bool last = false;

	memset(data, 'x', sizeof data);
	memcpy(data, "\033[200~", 6);
	memcpy(data + sizeof data - 6, "\033[201~", 6);
	keys_init(&keys, &caps);
	for (from = 0; from < sizeof data; from += n) {
		n = KEYS_PUT_MAX;
		keys_put(&keys, data + from, n);
		while (keys_next(&keys, &in, &reply) == KEYS_INPUT) {
			CHECK_INT(in.type, INPUT_PASTE);
			CHECK(in.first == (got == 0));
			got += in.len;
			max = in.len > max ? in.len : max;
			CHECK(!last);
			last = in.last;
		}
	}
	CHECK(last);
	CHECK_INT(got, sizeof data - 12);
	CHECK(max <= INPUT_BYTES_MAX);
	/* flushing gives out what looked like the end of it */
	expect_parts(PARTS("\033[200~a\033[20", "FLUSH", "1~b\033[201~"),
	    "paste<a. paste.\\033[20. paste.1~b>");
}

/* A reply longer than is kept: swallowed in parts, to its end. */
static void
reply_long(void)
{
	static struct log l;
	static char data[KEYS_STRING_MAX + 1000];
	size_t from;

	memset(data, 'x', sizeof data);
	memcpy(data, "\033]52;", 5);
	log_init(&l);
	keys_init(&keys, &caps);
	for (from = 0; from < sizeof data; from += 1000) {
		keys_put(&keys, data + from,
		    sizeof data - from < 1000 ? sizeof data - from : 1000);
		drain(&l);
	}
	keys_put(&keys, "yy\033", 3);
	drain(&l);
	keys_put(&keys, "\\z", 2);
	drain(&l);
	CHECK(l.replies >= 2);
	CHECK(strstr(l.text, "x=x") == NULL && strstr(l.text, "y=y") == NULL);
	CHECK_STR(l.text + l.len - 4, " z=z");
	buf_release(&l.raw);
}

static void
terminfo_keys(void)
{
	struct error e = ERROR_INIT;
	static struct caps own;
	static struct log l;

	own.nkeys = 2;
	own.keys[0] = (struct caps_key){"\033[224z", KEY_F1, 0};
	own.keys[1] = (struct caps_key){"\033[y", KEY_HOME, KEY_SHIFT};
	log_init(&l);
	keys_init(&keys, &own);
	keys_put(&keys, "\033[224z\033[y\033[225z", 15);
	drain(&l);
	CHECK_STR(l.text, "f1 S-home raw(\\033[225z)");
	buf_release(&l.raw);
	/* every terminal's own keys are known */
	static const char *const terms[] = {"xterm-256color", "tmux-256color",
	    "screen", "linux", "vt100", "rxvt", "sun"};
	for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
		if (!CHECK(caps_read(&own, terms[i], &e) == 0))
			continue;
		CHECK(own.nkeys > 4);
		for (unsigned k = 0; k < own.nkeys; k++) {
			struct keys_reply reply;
			struct input in;

			keys_init(&keys, &own);
			keys_put(
			    &keys, own.keys[k].text, strlen(own.keys[k].text));
			CHECK_INT(keys_next(&keys, &in, &reply), KEYS_INPUT);
			if (!CHECK(in.type == INPUT_KEY))
				printf("%s %u\n", terms[i], k);
			CHECK_INT(keys_next(&keys, &in, &reply), KEYS_NONE);
		}
	}
	CHECK(caps_read(&own, "vt100", &e) == 0);
	log_init(&l);
	keys_init(&keys, &own);
	keys_put(&keys, "\b", 1);
	drain(&l);
	CHECK_STR(l.text, "backspace");
	buf_release(&l.raw);
}

static void
utf8_mouse(void)
{
	static struct log l;

	log_init(&l);
	keys_init(&keys, &caps);
	keys.utf8_mouse = true;
	keys_put(&keys, "\033[M \304", 5);
	drain(&l);
	keys_put(&keys, "\254!", 2);
	drain(&l);
	CHECK_STR(l.text, "mouse-press(0,267,0)");
	buf_release(&l.raw);
}

static uint64_t seed;

static unsigned
rnd(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return ((unsigned)(seed >> 33) % n);
}

/* What a child that reads bytes gets for a key that came as one to four. */
static size_t
encode_key(const struct input *in, char *out)
{
	size_t n = 0;

	if ((in->mods & KEY_ALT) != 0)
		out[n++] = '\033';
	if ((in->mods & KEY_CTRL) != 0)
		out[n++] = (char)(in->code & 0x1f);
	else if (in->shifted != 0)
		n += utf8_put(in->shifted, out + n);
	else
		n += utf8_put(in->code, out + n);
	return (n);
}

static size_t
random_input(uint8_t *data, size_t max, bool any)
{
	static const char *const words[] = {"\033", "\033[", "\033[200~",
	    "\033[201~", "\033O", "\033]", "\033]11;", "\033\\", "\033P1$r",
	    "\033[M", "\033[<", ";", "1", "27", ":", "u", "~", "A", "M", "m",
	    "?", "$", "y", "c", "R", "\a", "x", "\303\244", "\303", "\377",
	    "\033[97;5u", "\033[1;5A", "\033[?62c", "5", "2", "0"};
	const char *word;
	size_t len = 0, n;
	char byte;

	while (len + 16 < max && rnd(300) != 0) {
		word = words[rnd(sizeof words / sizeof words[0])];
		n = strlen(word);
		if (any) {
			byte = (char)rnd(256);
			word = &byte;
			n = 1;
		}
		memcpy(data + len, word, n);
		len += n;
	}
	return (len);
}

/* Take all events and check each against the bytes it was made of. */
static void
take_checked(struct buf *out)
{
	struct keys_reply reply;
	struct input in;
	enum keys_result what;
	const uint8_t *raw;
	char bytes[16];
	size_t n, m;

	while ((what = keys_next(&keys, &in, &reply)) != KEYS_NONE) {
		raw = keys_raw(&keys, &n);
		if (what == KEYS_INPUT && in.type == INPUT_PASTE && in.first)
			put_begun(out);
		buf_put(out, raw, n);
		if (what != KEYS_INPUT)
			continue;
		if (in.type == INPUT_KEY && (raw[0] != '\033' || n == 1)) {
			m = encode_key(&in, bytes);
			CHECK_MEM(bytes, m, raw, n);
		} else if (in.type == INPUT_RAW)
			CHECK_MEM(in.data, in.len, raw, n);
		else if (in.type == INPUT_PASTE)
			CHECK(in.len <= n && in.len <= INPUT_BYTES_MAX);
	}
}

/* Random bytes in random pieces: all of them come out, once. */
static void
random_bytes(void)
{
	static uint8_t data[4000];
	struct buf out;
	size_t len, at, n;
	unsigned i;

	seed = 88172645463325252u;
	buf_init(&out, 2 * sizeof data);
	for (i = 0; i < 20000; i++) {
		len = random_input(data, sizeof data, i % 3 == 0);
		buf_clear(&out);
		keys_init(&keys, &caps);
		for (at = 0; at < len; at += n) {
			n = rnd(40) + 1;
			if (n > len - at)
				n = len - at;
			keys_put(&keys, data + at, n);
			take_checked(&out);
			if (rnd(4) == 0) {
				keys_flush(&keys);
				take_checked(&out);
			}
		}
		keys_flush(&keys);
		take_checked(&out);
		if (keys.state == KEYS_PASTE && keys.first)
			put_begun(&out);
		if (!CHECK(out.len == len &&
			(len == 0 || memcmp(out.data, data, len) == 0))) {
			printf("round %u\n", i);
			break;
		}
	}
	buf_release(&out);
}

/*
 * Whether the first key of some bytes is one with an ESC in front, here and after
 * its way to the server.
 */
static void
expect_escape(const char *bytes, bool want)
{
	struct input in, there;
	struct keys_reply reply;
	struct error e = ERROR_INIT;
	struct reader r;
	struct buf b;

	keys_init(&keys, &caps);
	keys_put(&keys, bytes, strlen(bytes));
	CHECK(keys_next(&keys, &in, &reply) == KEYS_INPUT);
	CHECK(in.escape == want && (in.mods & KEY_ALT) != 0);
	buf_init(&b, 1000);
	input_encode(&b, &in);
	reader_init(&r, b.data, b.len);
	CHECK(input_decode(&r, &there, &e) == 0 && there.escape == want);
	buf_release(&b);
}

static void
alt_by_escape(void)
{
	expect_escape("\033/total", true);
	expect_escape("\033A", true);
	expect_escape("\033\r", true);
	expect_escape("\033\303\251", true);
	expect_escape("\033\033[A", false);
	expect_escape("\033[1;3A", false);
	expect_escape("\033[47;3u", false);
	expect_escape("\033[27;3;47~", false);
}

/* Detach. */

static struct detach detach;

/* Decode each part and pass the events through; "DETACH" where it matched. */
static void
expect_detach(const char *const *parts, const char *events)
{
	static struct log l;
	struct keys_reply reply;
	struct input in, out;
	bool done = false;

	log_init(&l);
	keys_init(&keys, &caps);
	for (; *parts != NULL && !done; parts++) {
		keys_put(&keys, *parts, strlen(*parts));
		while (!done && keys_next(&keys, &in, &reply) == KEYS_INPUT) {
			switch (detach_feed(&detach, &in)) {
			case DETACH_NOW:
				log_string(
				    &l, l.len > 0 ? " DETACH" : "DETACH");
				done = true;
				break;
			case DETACH_PASS:
				while (detach_next(&detach, &out))
					log_input(&l, &out);
				break;
			case DETACH_HELD:
				break;
			}
		}
	}
	CHECK_STR(l.text, events);
	if (detach.nheld > 0) {
		detach_flush(&detach);
		while (detach_next(&detach, &out))
			;
	}
	buf_release(&l.raw);
}

static void
set_detach(const char *const *parts)
{
	struct input config[DETACH_KEYS_MAX];
	struct error e = ERROR_INIT;
	unsigned n;

	for (n = 0; parts[n] != NULL; n++)
		CHECK(key_parse(parts[n], &config[n], &e) == 0);
	detach_init(&detach, config, n);
}

static void
detach_encodings(void)
{
	static const char *const first[] = {"\035", "\033[93;5u",
	    "\033[27;5;93~", "\033[93;69u", "\033[93;133u", "\033[93;5:2u",
	    "\033[1098::93;5u"};
	static const char *const second[] = {"d", "\033[100u", "\033[100;65u",
	    "\033[100;1:1u", "\033[27;1;100~", "\033[100;;100u",
	    "\033[1074::100u"};
	size_t i, k;

	set_detach(PARTS("ctrl-]", "d"));
	for (i = 0; i < sizeof first / sizeof first[0]; i++) {
		for (k = 0; k < sizeof second / sizeof second[0]; k++) {
			expect_detach(PARTS(first[i], second[k]), "DETACH");
			expect_detach(PARTS("x", first[i], "\033[93;5:3u",
					  "\033[57442;1:3u", second[k], "y"),
			    "x=x DETACH");
		}
	}
	set_detach(PARTS("ctrl-@", "ctrl-^", "D", "esc"));
	expect_detach(
	    PARTS("\033[32;5u", "\033[54:94;6u", "\033[100:68;2u", "\033[27u"),
	    "DETACH");
	expect_detach(PARTS("\033[50;6u", "\033[54;6u", "D", "\033"), "DETACH");
	keys_put(&keys, "", 0);
	set_detach(PARTS("ctrl-m", "ctrl-i", "ctrl-[", "ctrl-_"));
	expect_detach(PARTS("\r\t\033", "\037"), "DETACH");
	expect_detach(
	    PARTS("\033[109;5u\033[105;5u\033[91;5u\033[95;5u"), "DETACH");
	set_detach(PARTS("space", "enter"));
	expect_detach(PARTS(" \r"), "DETACH");
	expect_detach(PARTS("\033[32u\033[13u"), "DETACH");
}

static void
detach_broken(void)
{
	set_detach(PARTS("ctrl-]", "d"));
	expect_detach(PARTS("ab"), "a=a b=b");
	expect_detach(PARTS("\035"), "");
	expect_detach(PARTS("\035x"), "C-] x=x");
	expect_detach(PARTS("\035\033d"), "C-] A-d");
	expect_detach(PARTS("\035D"), "C-] S-d/D=D");
	expect_detach(PARTS("\035\004"), "C-] C-d");
	expect_detach(PARTS("\035\035d"), "C-] DETACH");
	expect_detach(PARTS("\035\035\035x"), "C-] C-] C-] x=x");
	expect_detach(PARTS("\033[93;5u\033[93;5:3ux"), "C-] C-]:release x=x");
	/* releases and motion keep their place */
	expect_detach(PARTS("\033[93;5u\033[<35;1;1M\033[93;5:3u\033[Ix"),
	    "C-] mouse-motion(3,0,0) C-]:release focus-in x=x");
	expect_detach(
	    PARTS("\033[93;5u\033[<35;1;1M\033[93;5:3u\033[I\033[100u"),
	    "DETACH");
	/* a paste or a click breaks it */
	expect_detach(PARTS("\035\033[200~d\033[201~"), "C-] paste<d>");
	expect_detach(PARTS("\035\033[<0;1;1Md"), "C-] mouse-press(0,0,0) d=d");
	expect_detach(PARTS("\035\033[99~d"), "C-] raw(\\033[99~) d=d");
	expect_detach(PARTS("\033[200~\035d\033[201~"), "paste<\\035d>");
	set_detach(PARTS("a", "a", "b"));
	expect_detach(PARTS("aaab"), "a=a DETACH");
	expect_detach(PARTS("aacaab"), "a=a a=a c=c DETACH");
	expect_detach(PARTS("aba"), "a=a b=b");
	set_detach(PARTS("a", "b", "a", "b", "c"));
	expect_detach(PARTS("ababab"), "a=a b=b");
	expect_detach(PARTS("abababc"), "a=a b=b DETACH");
}

static void
detach_many(void)
{
	static struct log l;
	struct input in = {
	    .type = INPUT_MOUSE, .action = MOUSE_MOTION, .button = MOUSE_NONE};
	struct input key = {.type = INPUT_KEY,
	    .action = KEY_PRESS,
	    .code = ']',
	    .mods = KEY_CTRL};
	struct input out;
	unsigned i, n = 0;

	set_detach(PARTS("ctrl-]", "d"));
	CHECK_INT(detach_feed(&detach, &key), DETACH_HELD);
	for (i = 0; i < 3 * DETACH_HELD_MAX; i++) {
		in.x = (uint16_t)i;
		if (detach_feed(&detach, &in) != DETACH_PASS)
			continue;
		while (detach_next(&detach, &out)) {
			CHECK(n == 0 ? out.type == INPUT_KEY : out.x == n - 1);
			n++;
		}
	}
	CHECK_INT(n, 3 * DETACH_HELD_MAX + 1);
	(void)l;
}

int
main(int argc, char **argv)
{
	static const struct test tests[] = {
	    {"each_dialect", each_dialect},
	    {"escape_is_not_held", escape_is_not_held},
	    {"cut_behind_escape", cut_behind_escape},
	    {"paste_splits", paste_splits},
	    {"paste_long", paste_long},
	    {"reply_long", reply_long},
	    {"terminfo_keys", terminfo_keys},
	    {"utf8_mouse", utf8_mouse},
	    {"random_bytes", random_bytes},
	    {"alt_by_escape", alt_by_escape},
	    {"detach_encodings", detach_encodings},
	    {"detach_broken", detach_broken},
	    {"detach_many", detach_many},
	};

	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
