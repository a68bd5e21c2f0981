/*
 * Unit tests of common/conf: what is read and how, what is refused and with
 * which words, and that a TOML parser reads what is accepted in the same way.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/conf.h"
#include "common/xmalloc.h"
#include "regress/unit/test.h"

#define A10  "aaaaaaaaaa"
#define A50  A10 A10 A10 A10 A10
#define A300 A50 A50 A50 A50 A50 A50

/* What is accepted, as "section.key=value" joined by "; ". */
static const struct {
	const char *text, *want;
} accepted[] = {
    {"", ""},
    {"\n\n", ""},
    {"# only a comment", ""},
    {"  # an indented one\n\t\n", ""},
    {"a = 1", "a=1"},
    {"a=1\n", "a=1"},
    {"a\t=\t1 \t\n", "a=1"},
    {"a = 1 # one", "a=1"},
    {"a = 1#one", "a=1"},
    {"a = +7\nb = -7\nc = 0\nd = -0", "a=7; b=-7; c=0; d=0"},
    {"a = 9223372036854775807\nb = -9223372036854775808",
	"a=9223372036854775807; b=-9223372036854775808"},
    {"a = true\nb = false # no", "a=true; b=false"},
    {"1 = 1\n-x_9 = 2", "1=1; -x_9=2"},
    {"a = \"\"", "a=''"},
    {"a = ''", "a=''"},
    {"a = \"x\"#c", "a='x'"},
    {"a = \" x \"", "a=' x '"},
    {"a = \"a ; b # c = d : e [f]\"", "a='a ; b # c = d : e [f]'"},
    {"a = 'a ; b # c'", "a='a ; b # c'"},
    {"a = ['a ;b', \"c #d\"] # e ;f", "a=['a ;b' 'c #d']"},
    {"a = \"\\\" \\\\ \\n \\t \\u00e9 \\u20AC\"",
	"a='\" \\ \n \t \xc3\xa9 \xe2\x82\xac'"},
    {"a = 'C:\\no\\escape\\'", "a='C:\\no\\escape\\'"},
    {"a = \"tab\there\"", "a='tab\there'"},
    {"a = \"\xc3\xa9 \xf0\x9f\x98\x80 \xef\xbf\xbd\"",
	"a='\xc3\xa9 \xf0\x9f\x98\x80 \xef\xbf\xbd'"},
    {"a = \"it's\"\nb = 'say \"hi\"'", "a='it's'; b='say \"hi\"'"},
    {"a = \"" A300 "\"", "a='" A300 "'"},
    {"a = [\"" A300 "\", \"" A300 "\"]", "a=['" A300 "' '" A300 "']"},
    {A50 A50 " = [\n  'x',\n  'y']", A50 A50 "=['x' 'y']"},
    {"a = []", "a=[]"},
    {"a = [ ]", "a=[]"},
    {"a = [\n ]", "a=[]"},
    {"a = [\n\t]", "a=[]"},
    {"a = [\"x\"]", "a=['x']"},
    {"a = [\"x\",]", "a=['x']"},
    {"a = [ 'x' , \"y\" ]", "a=['x' 'y']"},
    {"a = [\n  'x',\n  'y',\n  ]\nb = 1", "a=['x' 'y']; b=1"},
    {"a = ['w', # c\n\n# at the start\n  # indented\n 'x' # [\n ,'y'\n ] # c",
	"a=['w' 'x' 'y']"},
    {"a = [\n  '[s]',\n  'b = 1',\n  '# no'\n  ]", "a=['[s]' 'b = 1' '# no']"},
    {"[s]\na = 1\n[t]\na = 2", "s.a=1; t.a=2"},
    {"[s]# c\na = 1", "s.a=1"},
    {"[a.b]\nc = 1\n[a]\nd = 2", "a.b.c=1; a.d=2"},
    {"[a]\n[b]\n", ""},
    {"[A-Z_09]\na = 1", "A-Z_09.a=1"},
    {"[a]\nbc = 1\n[a.b]\nc = 2", "a.bc=1; a.b.c=2"},
    {"a = 'x'   \n   \n", "a='x'"},
};

/* What is refused, and how it is called. */
static const struct {
	const char *text, *want;
} refused[] = {
    {"a",
	"t:1: a line is [section] or name = value, the name of letters, "
	"digits, - and _"},
    {"a : 1",
	"t:1: a line is [section] or name = value, the name of letters, "
	"digits, - and _"},
    {"= 1",
	"t:1: a line is [section] or name = value, the name of letters, "
	"digits, - and _"},
    {"\"a\" = 1",
	"t:1: a line is [section] or name = value, the name of "
	"letters, digits, - and _"},
    {"; not a comment",
	"t:1: a line is [section] or name = value, the name "
	"of letters, digits, - and _"},
    {"\xc3\xa9 = 1",
	"t:1: a line is [section] or name = value, the name of "
	"letters, digits, - and _"},
    {"a.b = 1", "t:1: names with dots are not read: use a [section]"},
    {"\na =", "t:2: no value after the ="},
    {"a = # 1", "t:1: no value after the ="},
    {"a = x", "t:1: not a value: strings need quotes"},
    {"a = True", "t:1: not a value: strings need quotes"},
    {"a = tru", "t:1: not a value: strings need quotes"},
    {"a = truefalse", "t:1: not a value: strings need quotes"},
    {"a = +", "t:1: not a value: strings need quotes"},
    {"a = inf", "t:1: not a value: strings need quotes"},
    {"a = 01", "t:1: an integer must not begin with 0"},
    {"a = 1_000",
	"t:1: only plain decimal integers are read: other values "
	"need quotes"},
    {"a = 0x10",
	"t:1: only plain decimal integers are read: other values "
	"need quotes"},
    {"a = 1.5",
	"t:1: only plain decimal integers are read: other values "
	"need quotes"},
    {"a = 1979-05-27",
	"t:1: only plain decimal integers are read: other "
	"values need quotes"},
    {"a = 9223372036854775808", "t:1: the integer is too large"},
    {"a = -9223372036854775809", "t:1: the integer is too large"},
    {"a = 1 2", "t:1: \"2\" follows the value"},
    {"a = 'x' 'y'", "t:1: \"'y'\" follows the value"},
    {"a = \"x\" ; c", "t:1: \"; c\" follows the value"},
    {"a = true ; c", "t:1: \"; c\" follows the value"},
    {"a = \"x", "t:1: the string has no closing \""},
    {"a = 'x", "t:1: the string has no closing '"},
    {"a = \"x\\\"", "t:1: the string has no closing \""},
    {"a = \"\"\"x\"\"\"",
	"t:1: strings over several lines are not read: write \\n"},
    {"a = '''x'''", "t:1: strings over several lines are not read: write \\n"},
    {"a = \"\\x41\"",
	"t:1: unknown escape: use \\\" \\\\ \\n \\t or \\uXXXX, "
	"or a 'literal' string"},
    {"a = \"\\e\"",
	"t:1: unknown escape: use \\\" \\\\ \\n \\t or \\uXXXX, "
	"or a 'literal' string"},
    {"a = \"\\u12g4\"", "t:1: \\u needs four hex digits"},
    {"a = \"\\u12", "t:1: \\u needs four hex digits"},
    {"a = \"\\u0000\"", "t:1: \\u0000 is not a character"},
    {"a = \"\\ud800\"", "t:1: \\uD800 is not a character"},
    {"a = {b = 1}", "t:1: inline tables are not read: use a [section]"},
    {"a = [1]", "t:1: arrays hold only strings, in quotes"},
    {"a = [['x']]", "t:1: arrays hold only strings, in quotes"},
    {"a = [,]", "t:1: arrays hold only strings, in quotes"},
    {"a = ['x',,'y']", "t:1: arrays hold only strings, in quotes"},
    {"a = ['x' 'y']", "t:1: a comma must stand between two strings"},
    {"a = ['x'\n  'y'\n  ]", "t:2: a comma must stand between two strings"},
    {"a = ['x'] ]", "t:1: \"]\" follows the value"},
    {"b = 1\na = ['x',\n 'y'\n", "t:2: the array has no closing ]"},
    {"a = [", "t:1: the array has no closing ]"},
    {"a = [\n'x']",
	"t:2: the array goes on, so this line and its closing "
	"bracket must be indented"},
    {"a = [\n  'x'\n]",
	"t:3: the array goes on, so this line and its closing "
	"bracket must be indented"},
    {"a = [\n[s]\n",
	"t:2: the array goes on, so this line and its closing "
	"bracket must be indented"},
    {"a = 1\n  b = 2", "t:2: only the further lines of an array are indented"},
    {"[s]\n  b = 2", "t:2: only the further lines of an array are indented"},
    {"  [s]", "t:1: only the further lines of an array are indented"},
    {"[]",
	"t:1: a section is [name] or [name.name], of letters, digits, - "
	"and _"},
    {"[ a ]",
	"t:1: a section is [name] or [name.name], of letters, digits, - "
	"and _"},
    {"[a.b.c]",
	"t:1: a section is [name] or [name.name], of letters, digits, "
	"- and _"},
    {"[a.]",
	"t:1: a section is [name] or [name.name], of letters, digits, - "
	"and _"},
    {"[\"a\"]",
	"t:1: a section is [name] or [name.name], of letters, digits, "
	"- and _"},
    {"[a",
	"t:1: a section is [name] or [name.name], of letters, digits, - "
	"and _"},
    {"[[a]]", "t:1: arrays of tables ([[...]]) are not read"},
    {"[a] b = 1", "t:1: \"b = 1\" follows the section"},
    {"[a] ; c", "t:1: \"; c\" follows the section"},
    {"[" A50 "]", "t:1: the section's name is longer than 49 bytes"},
    {"a" A50 A50 A10 A10 "aaaaaaaa = 1",
	"t:1: the name is longer than 128 bytes"},
    {"a = 1\n\na = 2", "t:3: \"a\" stands on line 1 already"},
    {"[s]\na = 1\n[t]\na = 1\na = 2", "t:5: \"a\" stands on line 4 already"},
    {"[s]\n[t]\n[s]", "t:3: section [s] stands on line 1 already"},
    {"a = 1\n[a]", "t:2: \"a\" is a value already, on line 1"},
    {"a = 1\n[a.b]", "t:2: \"a\" is a value already, on line 1"},
    {"[a]\nb = 1\n[a.b]", "t:3: \"b\" is a value already, on line 2"},
    {"[a.b]\n[a]\nb = 1", "t:3: \"b\" is a section already, on line 1"},
    {"a = 1\r\nb = 2\r\n",
	"t:1: a carriage return: save it with Unix line "
	"ends"},
    {"a = 1\nb = \"\x01\"", "t:2: the control character U+0001"},
    {"# \x1b[31m", "t:1: the control character U+001B"},
    {"a = \"\x7f\"", "t:1: the control character U+007F"},
    {"a = \"\xc2\x9b\"", "t:1: the control character U+009B"},
    {"\xef\xbb\xbf"
     "a = 1",
	"t:1: the control character U+FEFF"},
    {"a = \"\xff\"", "t:1: not UTF-8"},
    {"a = \"\xc0\xaf\"", "t:1: not UTF-8"},
    {"a = \"\xed\xa0\x80\"", "t:1: not UTF-8"},
    {"a = \"\xf0\x9f\x98\"", "t:1: not UTF-8"},
    {"a = 1\n# \xe2\x82", "t:2: not UTF-8"},
};

enum {
	NACCEPTED = sizeof accepted / sizeof accepted[0],
	NREFUSED = sizeof refused / sizeof refused[0],
};

static int
parse(struct conf **c, const char *text, struct error *e)
{
	return (conf_parse(c, text, strlen(text), "t", 1, e));
}

static void
put_value(FILE *f, const struct conf_entry *entry)
{
	size_t i;

	switch (entry->type) {
	case CONF_STRING:
		fprintf(f, "'%s'", entry->strings[0].s);
		break;
	case CONF_INTEGER:
		fprintf(f, "%jd", (intmax_t)entry->integer);
		break;
	case CONF_BOOLEAN:
		fputs(entry->boolean ? "true" : "false", f);
		break;
	case CONF_ARRAY:
		fputc('[', f);
		for (i = 0; i < entry->nstrings; i++)
			fprintf(
			    f, "%s'%s'", i > 0 ? " " : "", entry->strings[i].s);
		fputc(']', f);
		break;
	}
}

static char *
as_text(const struct conf *c)
{
	char *out = NULL;
	size_t size, i;
	FILE *f = open_memstream(&out, &size);

	for (i = 0; i < c->nentries; i++) {
		fprintf(f, "%s%s%s%s=", i > 0 ? "; " : "",
		    c->entries[i].section,
		    c->entries[i].section[0] == '\0' ? "" : ".",
		    c->entries[i].key);
		put_value(f, &c->entries[i]);
	}
	fclose(f);
	return (out);
}

static void
accepts(void)
{
	struct error e = ERROR_INIT;
	struct conf *c;
	char *text;
	size_t i;

	for (i = 0; i < NACCEPTED; i++) {
		if (parse(&c, accepted[i].text, &e) == -1) {
			CHECK_STR(e.text, accepted[i].want);
			continue;
		}
		text = as_text(c);
		CHECK_STR(text, accepted[i].want);
		free(text);
		conf_destroy(c);
	}
}

static void
refuses(void)
{
	struct conf *c = NULL;
	struct error e;
	size_t i;

	for (i = 0; i < NREFUSED; i++) {
		e = (struct error)ERROR_INIT;
		CHECK_INT(parse(&c, refused[i].text, &e), -1);
		CHECK_STR(e.text, refused[i].want);
		CHECK(c == NULL);
	}
}

static void
refuses_nul(void)
{
	struct error e = ERROR_INIT;
	struct conf *c;

	CHECK_INT(conf_parse(&c, "a = 1\nb = \"x\0y\"", 15, "t", 1, &e), -1);
	CHECK_STR(e.text, "t:2: a NUL byte");
}

/* Every prefix of a file is refused, or ends where a line does. */
static void
cut_short(void)
{
	static const char text[] =
	    "extends = \"base\"\n[a]\nb = [\n  \"c\",\n  "
	    "'d'\n  ]\nx = true\n[e.f]\ng = 'h'\n";
	struct error e = ERROR_INIT;
	struct conf *c;
	char *copy;
	size_t n;

	for (n = 0; n < sizeof text; n++) {
		copy = xstrndup(text, n);
		if (parse(&c, copy, &e) == 0) {
			CHECK(n == 0 || text[n] == '\n' || text[n] == '\0' ||
			    text[n - 1] == '\n');
			conf_destroy(c);
		}
		free(copy);
	}
}

static void
lines(void)
{
	static const char text[] = "a = 1\n[s]\n\nb = ['x', 'y',\n  'z'\n  ]";
	struct error e = ERROR_INIT;
	struct conf *c;

	if (!CHECK(conf_parse(&c, text, sizeof text - 1, "t", 10, &e) == 0))
		return;
	CHECK_INT(c->nsections, 1);
	CHECK_INT(c->sections[0].line, 11);
	CHECK_INT(c->entries[0].line, 10);
	CHECK_INT(c->entries[1].line, 13);
	CHECK_INT(c->entries[1].strings[1].line, 13);
	CHECK_INT(c->entries[1].strings[2].line, 14);
	conf_destroy(c);
}

/* n times "k", the number and fmt; if fmt begins with a bracket, so does it. */
static char *
many(const char *head, const char *fmt, unsigned n, const char *tail)
{
	char *out = NULL, piece[64];
	size_t size;
	FILE *f = open_memstream(&out, &size);
	unsigned i;

	fputs(head, f);
	for (i = 0; i < n; i++) {
		snprintf(piece, sizeof piece, "%u", i);
		fprintf(f, "%s%s%s", fmt[0] == '[' ? "[k" : "k", piece,
		    fmt + (fmt[0] == '['));
	}
	fputs(tail, f);
	fclose(f);
	return (out);
}

static void
refuse_many(const char *head, const char *fmt, unsigned n, const char *tail,
    const char *want)
{
	struct error e = ERROR_INIT;
	struct conf *c;
	char *text = many(head, fmt, n, tail);

	CHECK_INT(parse(&c, text, &e), -1);
	CHECK_STR(e.text, want);
	free(text);
}

static void
accept_many(const char *head, const char *fmt, unsigned n, const char *tail)
{
	struct error e = ERROR_INIT;
	struct conf *c;
	char *text = many(head, fmt, n, tail);

	if (CHECK(parse(&c, text, &e) == 0))
		conf_destroy(c);
	free(text);
}

static void
limits(void)
{
	accept_many("", " = 1\n", CONF_KEYS_MAX, "");
	refuse_many("", " = 1\n", CONF_KEYS_MAX + 1, "",
	    "t:1025: more than 1024 names");
	accept_many("", "[]\n", CONF_SECTIONS_MAX, "");
	refuse_many("", "[]\n", CONF_SECTIONS_MAX + 1, "",
	    "t:513: more than 512 sections");
	accept_many("a = ['", "','", CONF_ITEMS_MAX - 1, "']");
	refuse_many("a = ['", "','", CONF_ITEMS_MAX, "']",
	    "t:1: more than 1024 strings in one array");
}

static void
size_limit(void)
{
	struct error e = ERROR_INIT;
	struct conf *c;
	char *text = xmalloc(CONF_SIZE_MAX + 2);

	memset(text, 'x', CONF_SIZE_MAX + 1);
	text[0] = '#';
	if (CHECK(conf_parse(&c, text, CONF_SIZE_MAX, "t", 1, &e) == 0))
		conf_destroy(c);
	CHECK_INT(conf_parse(&c, text, CONF_SIZE_MAX + 1, "t", 1, &e), -1);
	CHECK_STR(e.text, "t: larger than 256 KiB");
	memcpy(text, "a = \"", 5);
	text[CONF_SIZE_MAX - 1] = '"';
	if (CHECK(conf_parse(&c, text, CONF_SIZE_MAX, "t", 1, &e) == 0)) {
		CHECK_INT(
		    strlen(c->entries[0].strings[0].s), CONF_SIZE_MAX - 6);
		conf_destroy(c);
	}
	free(text);
}

/* A temporary directory for the tests below. */
static char directory[] = "/tmp/nono-unit-conf-XXXXXX";

static char *
in_directory(const char *name)
{
	return (xasprintf("%s/%s", directory, name));
}

static void
write_file(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	CHECK(fd != -1 && write(fd, text, len) == (ssize_t)len);
	close(fd);
}

static void
check_load(const char *name, const char *before, const char *after)
{
	struct error e = ERROR_INIT;
	char *path = in_directory(name), *all;
	struct conf *c;

	CHECK_INT(conf_load(&c, path, &e), -1);
	all = xasprintf("%s%s%s", before, path, after);
	CHECK_STR(e.text, all);
	free(all);
	free(path);
}

static void
loads(void)
{
	struct error e = ERROR_INIT;
	char *path = in_directory("good.toml");
	struct conf *c;

	write_file(path, "a = \"b\"\n", 8);
	if (CHECK(conf_load(&c, path, &e) == 0)) {
		CHECK_STR(c->entries[0].strings[0].s, "b");
		CHECK_STR(c->name, path);
		CHECK(c->ino != 0);
		conf_destroy(c);
	}
	write_file(path, "", 0);
	if (CHECK(conf_load(&c, path, &e) == 0))
		conf_destroy(c);
	free(path);
	path = in_directory("missing.toml");
	CHECK_INT(conf_load(&c, path, &e), 1);
	free(path);
	path = in_directory("good.toml/under.toml");
	CHECK_INT(conf_load(&c, path, &e), 1);
	CHECK_STR(e.text, "");
	free(path);
}

static void
load_refuses(void)
{
	char *path = in_directory("large.toml");
	int fd;

	if ((fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644)) != -1) {
		CHECK(ftruncate(fd, 5000000) == 0);
		close(fd);
	}
	check_load("large.toml", "", " is larger than 256 KiB");
	free(path);
	path = in_directory("fifo.toml");
	CHECK(mkfifo(path, 0644) == 0);
	check_load("fifo.toml", "", " is not a regular file");
	free(path);
	path = in_directory("dir.toml");
	CHECK(mkdir(path, 0755) == 0);
	check_load("dir.toml", "", " is a directory, not a file");
	free(path);
	path = in_directory("loop.toml");
	CHECK(symlink("loop.toml", path) == 0);
	check_load(
	    "loop.toml", "cannot read ", ": Too many levels of symbolic links");
	free(path);
	path = in_directory("nul.toml");
	write_file(path, "a = 1\n\0", 7);
	check_load("nul.toml", "", ":2: a NUL byte");
	free(path);
}

static void
load_unreadable(void)
{
	uid_t uid = geteuid();
	char *path = in_directory("secret.toml");

	write_file(path, "a = 1\n", 6);
	CHECK(chmod(path, 0) == 0);
	CHECK(chmod(directory, 0755) == 0);
	if (uid == 0 && seteuid(65534) == -1)
		test_skip("cannot become another user");
	else
		check_load(
		    "secret.toml", "cannot read ", ": Permission denied");
	if (uid == 0)
		CHECK(seteuid(0) == 0);
	free(path);
}

struct taken {
	char text[256];
};

static int
take(void *arg, const struct conf_row *row, const struct conf_entry *entry,
    const struct conf_string *s, struct error *e)
{
	struct taken *t = arg;
	size_t n = strlen(t->text);

	if (s != NULL && strcmp(s->s, "bad") == 0)
		return (error_set(e, "\"%s\" is bad", s->s));
	snprintf(t->text + n, sizeof t->text - n, "%zu:%s=%s ", row->what,
	    entry->key,
	    s != NULL            ? s->s
		: entry->boolean ? "true"
				 : "?");
	return (0);
}

static const struct conf_row rows[] = {
    {"", "extends", CONF_STRING | CONF_ARRAY, take, 1},
    {"network", "block", CONF_BOOLEAN, take, 2},
    {"filesystem", "allow", CONF_ARRAY, take, 3},
    {"filesystem", "read_file", CONF_ARRAY, take, 4},
    {"set", NULL, CONF_STRING, take, 5},
};

static const struct {
	const char *text, *want;
} applied[] = {
    {"extends = 'x'", "1:extends=x "},
    {"extends = ['x', 'y']\n[set]\nA = 'b'\n[network]\nblock = true",
	"1:extends=x 1:extends=y 5:A=b 2:block=true "},
    {"[filesystem]\nallow = []", ""},
    {"extend = 'x'", "t:1: unknown key \"extend\": did you mean \"extends\"?"},
    {"[network]\nblok = true",
	"t:2: unknown key \"blok\" in [network]: did you mean \"block\"?"},
    {"[network]\nallow = ['x']",
	"t:2: unknown key \"allow\" in [network]: it belongs in [filesystem]"},
    {"[network]\nextends = ['x']",
	"t:2: unknown key \"extends\" in "
	"[network]: it belongs above all sections"},
    {"allow = ['x']", "t:1: unknown key \"allow\": it belongs in [filesystem]"},
    {"[network]\nzzz = 1", "t:2: unknown key \"zzz\" in [network]"},
    {"[filesytem]",
	"t:1: unknown section [filesytem]: did you mean "
	"[filesystem]?"},
    {"[security]\nx = 1", "t:1: unknown section [security]"},
    {"[network]\nblock = 'yes'",
	"t:2: \"block\" must be a boolean (true or "
	"false), not a string"},
    {"extends = 1",
	"t:1: \"extends\" must be a string or an array of "
	"strings, not an integer"},
    {"[filesystem]\nallow = 'x'",
	"t:2: \"allow\" must be an array of strings, not a string"},
    {"[filesystem]\nallow = ['x',\n  'bad']", "t:3: \"bad\" is bad"},
};

static void
applies(void)
{
	struct taken t;
	struct error e;
	struct conf *c;
	size_t i;
	int rc;

	for (i = 0; i < sizeof applied / sizeof applied[0]; i++) {
		t = (struct taken){""};
		e = (struct error)ERROR_INIT;
		if (!CHECK(parse(&c, applied[i].text, &e) == 0))
			continue;
		rc = conf_apply(c, rows, sizeof rows / sizeof rows[0], &t, &e);
		CHECK_STR(rc == -1 ? e.text : t.text, applied[i].want);
		conf_destroy(c);
	}
}

static json_t *
value_json(const struct conf_entry *entry)
{
	json_t *array;
	size_t i;

	switch (entry->type) {
	case CONF_STRING:
		return (json_string(entry->strings[0].s));
	case CONF_INTEGER:
		return (json_integer(entry->integer));
	case CONF_BOOLEAN:
		return (json_boolean(entry->boolean));
	case CONF_ARRAY:
		break;
	}
	array = json_array();
	for (i = 0; i < entry->nstrings; i++)
		json_array_append_new(array, json_string(entry->strings[i].s));
	return (array);
}

/* The table of a section, made if it is not there. */
static json_t *
section_json(json_t *root, const char *section)
{
	char *copy = xstrdup(section), *save = NULL, *name;
	json_t *table = root, *next;

	for (name = strtok_r(copy, ".", &save); name != NULL;
	     name = strtok_r(NULL, ".", &save)) {
		if ((next = json_object_get(table, name)) == NULL) {
			next = json_object();
			json_object_set_new(table, name, next);
		}
		table = next;
	}
	free(copy);
	return (table);
}

static json_t *
conf_json(const struct conf *c)
{
	json_t *root = json_object();
	size_t i;

	for (i = 0; i < c->nsections; i++)
		section_json(root, c->sections[i].s);
	for (i = 0; i < c->nentries; i++)
		json_object_set_new(section_json(root, c->entries[i].section),
		    c->entries[i].key, value_json(&c->entries[i]));
	return (root);
}

/* Run python3 on a program; returns its exit status, 127 if there is none. */
static int
python(const char *program, const char *in, const char *out)
{
	char *argv[] = {(char *)"python3", (char *)"-c", (char *)program,
	    (char *)in, (char *)out, NULL};
	int status;
	pid_t pid;

	if (posix_spawnp(&pid, "python3", NULL, NULL, argv, environ) != 0)
		return (127);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return (126);
	return (WEXITSTATUS(status));
}

/* The accepted texts go over as a list of JSON strings, and back as tables. */
static void
as_tomllib(void)
{
	static const char program[] =
	    "import json, sys\n"
	    "try: import tomllib\n"
	    "except ImportError: sys.exit(77)\n"
	    "texts = json.load(open(sys.argv[1], encoding='utf-8'))\n"
	    "json.dump([tomllib.loads(t) for t in texts], "
	    "open(sys.argv[2], 'w'))\n";
	char *in = in_directory("texts.json"), *out = in_directory("back.json");
	json_t *texts = json_array(), *back = NULL, *ours;
	struct error e = ERROR_INIT;
	struct conf *c;
	size_t i;
	int rc;

	for (i = 0; i < NACCEPTED; i++)
		json_array_append_new(texts, json_string(accepted[i].text));
	CHECK(json_dump_file(texts, in, 0) == 0);
	rc = python(program, in, out);
	if (rc == 77 || rc == 127)
		test_skip("no python3 with tomllib");
	else if (CHECK_INT(rc, 0))
		CHECK((back = json_load_file(out, 0, NULL)) != NULL);
	for (i = 0; back != NULL && i < NACCEPTED; i++) {
		if (parse(&c, accepted[i].text, &e) == -1)
			continue;
		ours = conf_json(c);
		if (!CHECK(json_equal(ours, json_array_get(back, i))))
			printf("\tof:\n%s\n", accepted[i].text);
		json_decref(ours);
		conf_destroy(c);
	}
	json_decref(back);
	json_decref(texts);
	free(in);
	free(out);
}

static const struct test tests[] = {
    {"accepts", accepts},
    {"refuses", refuses},
    {"refuses_nul", refuses_nul},
    {"cut_short", cut_short},
    {"lines", lines},
    {"limits", limits},
    {"size_limit", size_limit},
    {"loads", loads},
    {"load_refuses", load_refuses},
    {"load_unreadable", load_unreadable},
    {"applies", applies},
    {"as_tomllib", as_tomllib},
};

static void
remove_directory(void)
{
	static const char *const names[] = {"good.toml", "large.toml",
	    "fifo.toml", "loop.toml", "nul.toml", "secret.toml", "texts.json",
	    "back.json"};
	size_t i;
	char *path;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		path = in_directory(names[i]);
		unlink(path);
		free(path);
	}
	path = in_directory("dir.toml");
	rmdir(path);
	free(path);
	rmdir(directory);
}

int
main(int argc, char **argv)
{
	int rc;

	if (mkdtemp(directory) == NULL)
		return (1);
	rc = test_main(tests, sizeof tests / sizeof tests[0], argc, argv);
	remove_directory();
	return (rc);
}
