#include "client/caps.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Without curses.h, whose KEY_* are not ours. */
#include <term.h>

#include "compat/strl.h"
#include "common/keys.h"
#include "common/style.h"

/* The value of a string capability without its delays; "" if absent. */
static void
get_string(const char *name, char *out, size_t size)
{
	const char *s = tigetstr(name), *end;
	size_t n = 0;

	out[0] = '\0';
	if (s == NULL || s == (char *)-1)
		return;
	for (; *s != '\0'; s++) {
		if (s[0] == '$' && s[1] == '<' &&
		    (end = strchr(s, '>')) != NULL) {
			s = end;
			continue;
		}
		if (n + 1 >= size) {
			out[0] = '\0';
			return;
		}
		out[n++] = *s;
	}
	out[n] = '\0';
}

static bool
has_string(const char *name)
{
	const char *s = tigetstr(name);

	return (s != NULL && s != (char *)-1 && s[0] != '\0');
}

static bool
has_flag(const char *name)
{
	return (tigetflag(name) > 0);
}

static bool
is_string(const char *name, const char *want)
{
	char text[64];

	get_string(name, text, sizeof text);
	return (strcmp(text, want) == 0);
}

static bool
starts(const char *s, const char *prefix)
{
	return (strncmp(s, prefix, strlen(prefix)) == 0);
}

static const char *
env(const char *name)
{
	const char *s = getenv(name);

	return (s == NULL ? "" : s);
}

/* TERM=screen is also what tmux has long set. */
static bool
is_gnu_screen(const char *term)
{
	return (starts(term, "screen") && env("TMUX")[0] == '\0');
}

static bool
is_console(const char *term)
{
	static const char *const names[] = {"linux", "vt1", "vt2", "vt3", "vt4",
	    "ansi", "cons", "pcansi", "sun", "cygwin"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (starts(term, names[i]))
			return (true);
	}
	return (false);
}

/*
 * The locale's character set, as setlocale(3) would choose it. Without one that
 * says otherwise, a terminal is taken to show UTF-8, except where it is known
 * to follow the locale (GNU screen) or to be older than UTF-8.
 */
static bool
is_utf8(const char *term)
{
	const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"}, *s = "";
	size_t i;

	for (i = 0; i < 3 && s[0] == '\0'; i++)
		s = env(names[i]);
	if (strcasestr(s, "utf-8") != NULL || strcasestr(s, "utf8") != NULL)
		return (true);
	if (strchr(s, '.') != NULL)
		return (false);
	return (!is_gnu_screen(term) && !starts(term, "vt"));
}

static void
read_colours(struct caps *c, const char *term)
{
	int n = tigetnum("colors");
	const char *s = env("COLORTERM");

	c->colours = n < 8 ? 0 : n > 256 ? CAPS_RGB : (unsigned)n;
	if (c->colours > 16 && c->colours < 256)
		c->colours = c->colours < 88 ? 16 : 88;
	else if (c->colours > 8 && c->colours < 16)
		c->colours = 8;
	if (has_flag("RGB") || has_flag("Tc"))
		c->colours = CAPS_RGB;
	/* GNU screen and the consoles may just have inherited the variable. */
	if ((strcmp(s, "truecolor") == 0 || strcmp(s, "24bit") == 0) &&
	    c->xterm && !is_gnu_screen(term))
		c->colours = CAPS_RGB;
}

static void
read_attrs(struct caps *c)
{
	static const struct {
		const char *name;
		unsigned attr;
	} attrs[] = {
	    {"bold", STYLE_BOLD},
	    {"dim", STYLE_DIM},
	    {"sitm", STYLE_ITALIC},
	    {"blink", STYLE_BLINK},
	    {"rev", STYLE_REVERSE},
	    {"invis", STYLE_HIDDEN},
	    {"smxx", STYLE_STRIKE},
	    {"Smol", STYLE_OVERLINE},
	};
	size_t i;

	for (i = 0; i < sizeof attrs / sizeof attrs[0]; i++) {
		if (has_string(attrs[i].name))
			c->attrs |= attrs[i].attr;
	}
	/* Few entries have these, and who does not know them ignores them. */
	if (c->xterm)
		c->attrs |= STYLE_STRIKE | STYLE_OVERLINE;
	c->underline = has_string("smul");
	c->underlines = has_string("Smulx") || has_flag("Su");
	c->underline_colour =
	    has_string("Setulc") || has_string("Setulc1") || has_flag("Su");
	c->attr_off = is_string("rmul", "\033[24m");
}

/* Cut the window title operations out of what starts and ends full screen. */
static void
cut(char *s, const char *part)
{
	char *p = strstr(s, part);

	if (p != NULL)
		memmove(p, p + strlen(part), strlen(p + strlen(part)) + 1);
}

static void
read_alternate(struct caps *c, const char *term)
{
	get_string("smcup", c->smcup, sizeof c->smcup);
	get_string("rmcup", c->rmcup, sizeof c->rmcup);
	cut(c->smcup, "\033[22;0;0t");
	cut(c->rmcup, "\033[23;0;0t");
	c->alternate = c->smcup[0] != '\0' && c->rmcup[0] != '\0';
	/* GNU screen has one only if its altscreen option is on. */
	c->alternate_kept = c->alternate && !is_gnu_screen(term);
}

static int
compare_keys(const void *a, const void *b)
{
	const struct caps_key *one = a, *other = b;

	return (strcmp(one->text, other->text));
}

static void
add_key(struct caps *c, const char *name, uint32_t code, uint8_t mods)
{
	struct caps_key *k = &c->keys[c->nkeys];

	if (c->nkeys == CAPS_KEYS_MAX)
		return;
	get_string(name, k->text, sizeof k->text);
	if (k->text[0] != '\033' || k->text[1] == '\0')
		return;
	k->code = code;
	k->mods = mods;
	c->nkeys++;
}

static void
read_keys(struct caps *c)
{
	static const struct {
		const char *name;
		uint32_t code;
		uint8_t mods;
	} keys[] = {
	    {"kcuu1", KEY_UP, 0},
	    {"kcud1", KEY_DOWN, 0},
	    {"kcuf1", KEY_RIGHT, 0},
	    {"kcub1", KEY_LEFT, 0},
	    {"kUP", KEY_UP, KEY_SHIFT},
	    {"kDN", KEY_DOWN, KEY_SHIFT},
	    {"kRIT", KEY_RIGHT, KEY_SHIFT},
	    {"kLFT", KEY_LEFT, KEY_SHIFT},
	    {"khome", KEY_HOME, 0},
	    {"kend", KEY_END, 0},
	    {"kich1", KEY_INSERT, 0},
	    {"kdch1", KEY_DELETE, 0},
	    {"kpp", KEY_PAGE_UP, 0},
	    {"knp", KEY_PAGE_DOWN, 0},
	    {"kcbt", KEY_TAB, KEY_SHIFT},
	    {"kent", KEY_KP_ENTER, 0},
	};
	char name[8] = "kf";
	unsigned i;

	for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
		add_key(c, keys[i].name, keys[i].code, keys[i].mods);
	for (i = 1; i <= 20; i++) {
		name[2] = (char)(i < 10 ? '0' + i : '0' + i / 10);
		name[3] = (char)(i < 10 ? '\0' : '0' + i % 10);
		name[4] = '\0';
		add_key(c, name, KEY_F1 + i - 1, 0);
	}
	qsort(c->keys, c->nkeys, sizeof c->keys[0], compare_keys);
	c->backspace_bs = is_string("kbs", "\b");
}

static void
read_all(struct caps *c, const char *term)
{
	int n;

	c->xterm = !is_console(term) &&
	    (has_flag("XT") || has_flag("AX") || has_string("kmous"));
	c->queries = c->xterm && !is_gnu_screen(term) &&
	    strcmp(env("TERM_PROGRAM"), "Apple_Terminal") != 0;
	c->sx = (n = tigetnum("cols")) > 0 ? (unsigned)n : 0;
	c->sy = (n = tigetnum("lines")) > 0 ? (unsigned)n : 0;
	read_colours(c, term);
	read_attrs(c);
	c->bce = has_flag("bce");
	c->last_column = has_flag("xenl") || !has_flag("am");
	c->soft_wrap = has_flag("am") && has_flag("xenl");
	c->wrap_off = is_string("rmam", "\033[?7l") || c->xterm;
	c->ech = is_string("ech", "\033[%p1%dX");
	c->cha = is_string("hpa", "\033[%i%p1%dG");
	c->il =
	    is_string("il", "\033[%p1%dL") && is_string("dl", "\033[%p1%dM");
	c->region = is_string("csr", "\033[%i%p1%d;%p2%dr") &&
	    is_string("ind", "\n") && is_string("ri", "\033M");
	c->su =
	    is_string("indn", "\033[%p1%dS") && is_string("rin", "\033[%p1%dT");
	c->hide = has_string("civis") && has_string("cnorm");
	c->shape = is_string("Ss", "\033[%p1%d q");
	c->utf8 = is_utf8(term);
	read_alternate(c, term);
	read_keys(c);
}

int
caps_read(struct caps *c, const char *term, struct error *e)
{
	int result, status = 0;

	*c = (struct caps){0};
	if (term == NULL || term[0] == '\0')
		return (error_set(e,
		    "TERM is not set: set it to this terminal's type, for "
		    "example xterm-256color"));
	/* terminfo names are file names */
	if (strchr(term, '/') != NULL || term[0] == '.')
		return (error_set(e, "TERM=%s is not a terminal type", term));
	if (setupterm(term, 1, &status) != 0 && status != 1)
		return (error_set(e,
		    "terminal type \"%s\" is not known here: install its "
		    "terminfo entry or set TERM, for example to xterm-256color",
		    term));
	if (is_string("cup", "\033[%i%p1%d;%p2%dH") &&
	    is_string("el", "\033[K") && is_string("ed", "\033[J")) {
		read_all(c, term);
		result = 0;
	} else
		result = error_set(e,
		    "terminal type \"%s\" cannot be drawn on: it has no ANSI "
		    "cursor movement",
		    term);
	del_curterm(cur_term);
	return (result);
}

void
caps_full(struct caps *c)
{
	*c = (struct caps){
	    .colours = CAPS_RGB,
	    .attrs = STYLE_ATTRS,
	    .underline = true,
	    .underlines = true,
	    .underline_colour = true,
	    .attr_off = true,
	    .utf8 = true,
	};
}

void
caps_set_kitty(struct caps *c)
{
	c->kitty = true;
	c->underlines = true;
	c->underline_colour = true;
	c->shape = true;
}
