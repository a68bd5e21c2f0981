#include "common/redact.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "common/buf.h"
#include "common/xmalloc.h"

enum {
	NAME_MAX_BYTES = 128, /* longer names are not looked at */
	BEARER_MIN = 16,
	PEM_LINE_MAX = 64,
};

enum match {
	ANYWHERE,
	AT_END,
	WHOLE
};

/* Names of secrets, in lower case, without - _ and . */
static const struct {
	const char *text;
	enum match match;
} names[] = {
    {"password", ANYWHERE},
    {"passwd", ANYWHERE},
    {"passphrase", ANYWHERE},
    {"passcode", ANYWHERE},
    {"secret", ANYWHERE},
    {"apikey", ANYWHERE},
    {"apitoken", ANYWHERE},
    {"accesskey", ANYWHERE},
    {"accesstoken", ANYWHERE},
    {"authkey", ANYWHERE},
    {"authtoken", ANYWHERE},
    {"privatekey", ANYWHERE},
    {"signingkey", ANYWHERE},
    {"encryptionkey", ANYWHERE},
    {"credential", ANYWHERE},
    {"authorization", ANYWHERE},
    {"token", AT_END},
    {"pass", AT_END},
    {"passwort", AT_END},
    {"pwd", AT_END},
    {"signature", AT_END},
    {"sessionid", AT_END},
    {"connectionstring", AT_END},
    {"auth", WHOLE},
    {"bearer", WHOLE},
    {"cookie", WHOLE},
    {"setcookie", WHOLE},
    {"jwt", WHOLE},
    {"otp", WHOLE},
    {"pat", WHOLE},
    {"pin", WHOLE},
    {"pw", WHOLE},
    {"sas", WHOLE},
    {"sig", WHOLE},
};

/* What ends the name of something that only says where a secret is. */
static const char *const not_secret[] = {
    "file", "path", "dir", "stdin", "fd", "bypass", "compass"};

/* Headers whose value goes on to the end of its line. */
static const char *const headers[] = {
    "authorization", "proxyauthorization", "cookie", "setcookie"};

/* Flags whose value is USER:PASSWORD. */
static const char *const user_flags[] = {
    "-u", "--user", "--proxy-user", "-U", "--userpwd"};

#define ALNUM "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
#define NAMES ALNUM "_-."

/* Shapes of tokens: how they begin, and at least how many bytes of which. */
static const struct {
	const char *prefix;
	size_t min;
	const char *bytes;
} shapes[] = {
    {"sk-", 16, ALNUM "_-"},
    {"sk_live_", 10, ALNUM},
    {"sk_test_", 10, ALNUM},
    {"rk_live_", 10, ALNUM},
    {"ghp_", 16, ALNUM},
    {"gho_", 16, ALNUM},
    {"ghu_", 16, ALNUM},
    {"ghs_", 16, ALNUM},
    {"ghr_", 16, ALNUM},
    {"github_pat_", 16, ALNUM "_"},
    {"glpat-", 16, ALNUM "_-"},
    {"AKIA", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"},
    {"ASIA", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"},
    {"AIza", 30, ALNUM "_-"},
    {"ya29.", 16, ALNUM "_-."},
    {"xoxa-", 10, ALNUM "-"},
    {"xoxb-", 10, ALNUM "-"},
    {"xoxp-", 10, ALNUM "-"},
    {"xoxr-", 10, ALNUM "-"},
    {"xoxs-", 10, ALNUM "-"},
    {"xapp-", 10, ALNUM "-"},
    {"npm_", 30, ALNUM},
    {"pypi-", 30, ALNUM "_-"},
    {"hf_", 20, ALNUM},
    {"eyJ", 20, ALNUM "_-."},
    {"AGE-SECRET-KEY-", 10, ALNUM},
};

/* What the next word of the command is. */
enum pending {
	NOTHING,
	A_SECRET,
	A_USER /* USER:PASSWORD */
};

struct scanner {
	const char *s; /* the word */
	size_t i; /* where in it */
	enum pending pending;
	struct buf out;
};

static void
put(struct scanner *c, size_t n)
{
	buf_put(&c->out, c->s + c->i, n);
	c->i += n;
}

/* Hide the next n bytes, if there are any. */
static void
hide(struct scanner *c, size_t n)
{
	if (n > 0)
		buf_put(&c->out, REDACTED, strlen(REDACTED));
	c->i += n;
}

/* The name in lower case without - _ and .; false if it is too long. */
static bool
normalise(const char *name, size_t len, char out[NAME_MAX_BYTES])
{
	size_t i, n = 0;

	if (len >= NAME_MAX_BYTES)
		return (false);
	for (i = 0; i < len; i++) {
		if (name[i] != '-' && name[i] != '_' && name[i] != '.')
			out[n++] = (char)tolower((unsigned char)name[i]);
	}
	out[n] = '\0';
	return (n > 0);
}

static bool
matches(const char *name, const char *text, enum match match)
{
	size_t n = strlen(name), m = strlen(text);

	if (match == ANYWHERE)
		return (strstr(name, text) != NULL);
	if (match == WHOLE)
		return (strcmp(name, text) == 0);
	return (n >= m && strcmp(name + n - m, text) == 0);
}

static bool
is_secret(const char *name, size_t len)
{
	char plain[NAME_MAX_BYTES];
	size_t i;

	if (!normalise(name, len, plain))
		return (false);
	for (i = 0; i < sizeof not_secret / sizeof not_secret[0]; i++) {
		if (matches(plain, not_secret[i], AT_END))
			return (false);
	}
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (matches(plain, names[i].text, names[i].match))
			return (true);
	}
	return (false);
}

bool
redact_is_secret(const char *name)
{
	return (is_secret(name, strlen(name)));
}

static bool
is_header(const char *name, size_t len)
{
	char plain[NAME_MAX_BYTES];
	size_t i;

	if (!normalise(name, len, plain))
		return (false);
	for (i = 0; i < sizeof headers / sizeof headers[0]; i++) {
		if (strcmp(plain, headers[i]) == 0)
			return (true);
	}
	return (false);
}

static bool
is_user_flag(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof user_flags / sizeof user_flags[0]; i++) {
		if (strlen(user_flags[i]) == len &&
		    memcmp(user_flags[i], name, len) == 0)
			return (true);
	}
	return (false);
}

/* Bytes of the quoted text at s, whose opening quote is behind it. */
static size_t
quoted_length(const char *s, char quote)
{
	size_t n = 0;

	while (s[n] != '\0' && s[n] != quote)
		n += s[n] == '\\' && s[n + 1] != '\0' ? 2 : 1;
	return (n);
}

/*
 * Hide a value: up to a byte of end, if that names any; else, if it is in
 * quotes, what is between them.
 */
static void
hide_value(struct scanner *c, const char *end)
{
	char quote = c->s[c->i];

	if (end[0] != '\0' && (quote == '"' || quote == '\'')) {
		put(c, 1);
		hide(c, quoted_length(c->s + c->i, quote));
		if (c->s[c->i] == quote)
			put(c, 1);
	} else {
		hide(c, strcspn(c->s + c->i, end));
	}
}

/*
 * USER:PASSWORD of n bytes. What is none, as a user and a group in numbers, is
 * left for others to scan.
 */
static void
hide_password(struct scanner *c, size_t n)
{
	const char *user = c->s + c->i, *colon = memchr(user, ':', n);
	size_t head;

	if (colon == NULL || strspn(user, "0123456789:") >= n ||
	    strncmp(colon, "://", 3) == 0)
		return;
	head = (size_t)(colon - user) + 1;
	put(c, head);
	hide(c, n - head);
}

static size_t
blanks(const char *s)
{
	return (strspn(s, " \t"));
}

/* A token of a known shape. */
static bool
scan_shape(struct scanner *c)
{
	const char *s = c->s + c->i;
	size_t i, n, m;

	for (i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		n = strlen(shapes[i].prefix);
		if (strncmp(s, shapes[i].prefix, n) != 0)
			continue;
		m = strspn(s + n, shapes[i].bytes);
		if (m >= shapes[i].min) {
			hide(c, n + m);
			return (true);
		}
	}
	return (false);
}

static bool
scan_bearer(struct scanner *c)
{
	const char *s = c->s + c->i;
	size_t n = strlen("bearer"), gap, m;

	if (strncasecmp(s, "bearer", n) != 0)
		return (false);
	gap = blanks(s + n);
	m = strcspn(s + n + gap, " \t\n\"'");
	if (gap == 0 || m < BEARER_MIN)
		return (false);
	put(c, n + gap);
	hide(c, m);
	return (true);
}

/* "-----BEGIN ... PRIVATE KEY-----", to the end of the word. */
static bool
scan_pem(struct scanner *c)
{
	const char *s = c->s + c->i;
	size_t line = strnlen(s, PEM_LINE_MAX);

	if (strncmp(s, "-----BEGIN ", 11) != 0 ||
	    memmem(s, line, "PRIVATE KEY", 11) == NULL)
		return (false);
	hide(c, strlen(s));
	return (true);
}

/* "scheme://user:password@"; what follows is scanned as everything is. */
static bool
scan_url(struct scanner *c)
{
	const char *s = c->s + c->i, *at, *authority;
	size_t n = strspn(s, ALNUM "+-."), len;

	if (n == 0 || strncmp(s + n, "://", 3) != 0)
		return (false);
	authority = s + n + 3;
	len = strcspn(authority, "/?# \t\n\"'");
	put(c, n + 3);
	if ((at = memrchr(authority, '@', len)) != NULL)
		hide_password(c, (size_t)(at - authority));
	return (true);
}

/* Where the value of a name of n bytes at s begins, and what may end it. */
static size_t
value_offset(const char *s, size_t n, bool whole, const char **end)
{
	size_t i = n;

	if (s[i] == '=') {
		*end = whole ? "" : " \t\n\"'&;|<>()#";
		return (i + 1);
	}
	if (s[i] == '"' || s[i] == '\'')
		i++;
	i += blanks(s + i);
	if (s[i] == ':' && strncmp(s + i, "://", 3) != 0) {
		*end = !is_header(s, n) ? " \t\n\"',;)}"
		    : whole             ? "\n"
					: "\n\"'";
		return (i + 1 + blanks(s + i + 1));
	}
	/* In a word of its own a flag's value is the next word. */
	if (s[0] == '-' && s[n] != '\0' && blanks(s + n) > 0 &&
	    strncmp(s + n + blanks(s + n), "--", 2) != 0) {
		*end = " \t\n\"'&;|<>()";
		return (n + blanks(s + n));
	}
	return (0);
}

/* A name, with its value if that is a secret. */
static void
scan_name(struct scanner *c)
{
	const char *s = c->s + c->i, *end;
	size_t n = strspn(s, NAMES), at;
	bool whole = c->i == 0;

	if (is_user_flag(s, n)) {
		if (whole && s[n] == '\0')
			c->pending = A_USER;
		at = n + (s[n] == '=' ? 1 : blanks(s + n));
		put(c, at);
		if (at > n)
			hide_password(c, strcspn(c->s + c->i, " \t\n\"'"));
		return;
	}
	if (!is_secret(s, n)) {
		put(c, n);
		return;
	}
	if (whole && s[0] == '-' && s[n] == '\0')
		c->pending = A_SECRET;
	at = value_offset(s, n, whole, &end);
	if (at == 0) {
		put(c, n);
		return;
	}
	put(c, at);
	hide_value(c, end);
}

/* Scan the word from c->i on. */
static void
scan(struct scanner *c)
{
	while (c->s[c->i] != '\0') {
		if (scan_pem(c) || scan_shape(c) || scan_bearer(c) ||
		    scan_url(c))
			continue;
		if (strspn(c->s + c->i, NAMES) > 0)
			scan_name(c);
		else
			put(c, 1);
	}
}

static char *
redact_word(const char *word, enum pending *pending)
{
	struct scanner c = {.s = word};
	enum pending is = *pending;

	*pending = NOTHING;
	buf_init(&c.out, SIZE_MAX);
	if (is == A_SECRET && strncmp(word, "--", 2) != 0) {
		hide(&c, strlen(word));
	} else {
		if (is == A_USER && word[0] != '-')
			hide_password(&c, strlen(word));
		scan(&c);
		*pending = c.pending;
	}
	buf_put(&c.out, "", 1);
	return ((char *)c.out.data);
}

char **
redact_command(size_t argc, char *const *argv)
{
	char **out = xcalloc(argc + 1, sizeof *out);
	enum pending pending = NOTHING;
	size_t i;

	for (i = 0; i < argc; i++)
		out[i] = redact_word(argv[i], &pending);
	return (out);
}
