#include "common/conf.h"

/* In brackets: in quotes it would be this folder's. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/conf-value.h"
#include "common/suggest.h"
#include "common/utf8.h"
#include "common/xmalloc.h"

/* How many bytes of a name inih keeps for its continuation lines. */
enum {
	INIH_NAME_MAX = 49
};

/* What a line is; ROW and MORE are those inih must deliver. */
enum kind {
	NOTHING, /* blank, or a comment */
	SECTION,
	ROW,
	MORE /* of an array */
};

struct parser {
	struct conf *conf;
	char *next; /* the rest of the text */
	unsigned line; /* number of the last line read */
	const char *section;
	char *key; /* of the last row */
	char *value; /* what inih must deliver for the last line */
	bool pending; /* it has not yet */
	enum conf_open open; /* of the last entry */
	struct error *e;
	bool failed;
};

static int
fail(struct parser *p)
{
	p->failed = true;
	return (error_context(p->e, "%s:%u", p->conf->name, p->line));
}

static bool
is_name_char(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-');
}

static size_t
name_length(const char *s)
{
	size_t n = 0;

	while (is_name_char(s[n]))
		n++;
	return (n);
}

static bool
is_blank(char c)
{
	return (c == ' ' || c == '\t');
}

/*
 * Whether [table] is, or lies in, the table section.key: a name must not be
 * both that and a value.
 */
static bool
is_within(const char *table, const char *section, const char *key)
{
	size_t n = strlen(section);

	if (n > 0) {
		if (strncmp(table, section, n) != 0 || table[n] != '.')
			return (false);
		table += n + 1;
	}
	n = strlen(key);
	return (strncmp(table, key, n) == 0 &&
	    (table[n] == '\0' || table[n] == '.'));
}

static int
add_section(struct parser *p, const char *name)
{
	struct conf *c = p->conf;
	size_t i;

	for (i = 0; i < c->nsections; i++) {
		if (strcmp(c->sections[i].s, name) == 0)
			return (error_set(p->e,
			    "section [%s] stands on line %u already", name,
			    c->sections[i].line));
	}
	if (c->nsections == CONF_SECTIONS_MAX)
		return (error_set(
		    p->e, "more than %d sections", CONF_SECTIONS_MAX));
	if ((c->nsections & (c->nsections - 1)) == 0)
		c->sections = xreallocarray(c->sections,
		    c->nsections == 0 ? 1 : 2 * c->nsections,
		    sizeof *c->sections);
	c->sections[c->nsections++] = (struct conf_string){name, p->line};
	for (i = 0; i < c->nentries; i++) {
		if (is_within(name, c->entries[i].section, c->entries[i].key))
			return (error_set(p->e,
			    "\"%s\" is a value already, on line %u",
			    c->entries[i].key, c->entries[i].line));
	}
	p->section = name;
	return (0);
}

/* "[a]" or "[a.b]", nothing else on the line but a comment. */
static int
check_section(struct parser *p, char *text)
{
	char *name = text + 1, *end;
	size_t n;

	if (*name == '[')
		return (error_set(p->e,
		    "arrays of tables ([[...]]) are not "
		    "read"));
	n = name_length(name);
	if (n > 0 && name[n] == '.' && name_length(name + n + 1) > 0)
		n += 1 + name_length(name + n + 1);
	if (n == 0 || name[n] != ']')
		return (error_set(p->e,
		    "a section is [name] or [name.name], of letters, digits, "
		    "- and _"));
	if (n > CONF_SECTION_MAX)
		return (error_set(p->e,
		    "the section's name is longer than %d bytes",
		    CONF_SECTION_MAX));
	for (end = name + n + 1; is_blank(*end); end++)
		;
	if (*end != '\0' && *end != '#')
		return (error_set(p->e, "\"%.20s\" follows the section", end));
	name[n] = '\0';
	return (add_section(p, name));
}

static int
check_key(struct parser *p, char *text)
{
	size_t n = name_length(text);
	char *equals = text + n;

	while (is_blank(*equals))
		equals++;
	if (n > 0 && *equals == '.')
		return (error_set(
		    p->e, "names with dots are not read: use a [section]"));
	if (n == 0 || *equals != '=')
		return (error_set(p->e,
		    "a line is [section] or name = value, the name of "
		    "letters, digits, - and _"));
	if (n > CONF_KEY_MAX)
		return (error_set(
		    p->e, "the name is longer than %d bytes", CONF_KEY_MAX));
	for (p->value = equals + 1; is_blank(*p->value); p->value++)
		;
	text[n] = '\0';
	p->key = text;
	return (0);
}

/* What the line is by TOML's rules; refuses what inih would read otherwise. */
static int
check_line(struct parser *p, char *text, enum kind *kind)
{
	char *start = text;

	while (is_blank(*start))
		start++;
	*kind = NOTHING;
	if (*start == '\0' || *start == '#')
		return (0);
	if (p->open != CONF_CLOSED) {
		if (start == text)
			return (error_set(p->e,
			    "the array goes on, so this line and its closing "
			    "bracket must be indented"));
		*kind = MORE;
		p->value = start;
		return (0);
	}
	if (start != text)
		return (error_set(
		    p->e, "only the further lines of an array are indented"));
	*kind = *text == '[' ? SECTION : ROW;
	return (*kind == SECTION ? check_section(p, text) : check_key(p, text));
}

/* inih must have delivered the line before it gets another. */
static int
check_delivered(struct parser *p)
{
	if (!p->pending)
		return (0);
	return (error_set(p->e,
	    "the inih library of this system does not read this line whole: "
	    "make it shorter, without \" ;\""));
}

/*
 * The ini_reader: copies the next line out for inih, then takes our own copy
 * of it apart. What is wrong ends the text.
 */
static char *
read_line(char *out, int size, void *arg)
{
	struct parser *p = arg;
	char *text = p->next, *end;
	enum kind kind;
	size_t len;

	if (p->failed || (check_delivered(p) == -1 && fail(p)) || *text == '\0')
		return (NULL);
	p->line++;
	len = strcspn(text, "\n");
	p->next = text + len + (text[len] == '\n');
	for (end = text + len; end > text && is_blank(end[-1]); end--)
		;
	if (size < 2 || (size_t)(end - text) > (size_t)size - 2) {
		error_set(p->e,
		    "the line is longer than the %d bytes that the inih "
		    "library of this system reads",
		    size - 2);
		fail(p);
		return (NULL);
	}
	*end = '\0';
	memcpy(out, text, (size_t)(end - text));
	memcpy(out + (end - text), "\n", 2);
	if (check_line(p, text, &kind) == -1) {
		fail(p);
		return (NULL);
	}
	p->pending = kind == ROW || kind == MORE;
	return (out);
}

static struct conf_entry *
add_entry(struct parser *p)
{
	struct conf *c = p->conf;
	size_t i;

	for (i = 0; i < c->nentries; i++) {
		if (strcmp(c->entries[i].key, p->key) == 0 &&
		    strcmp(c->entries[i].section, p->section) == 0) {
			error_set(p->e, "\"%s\" stands on line %u already",
			    p->key, c->entries[i].line);
			return (NULL);
		}
	}
	for (i = 0; i < c->nsections; i++) {
		if (is_within(c->sections[i].s, p->section, p->key)) {
			error_set(p->e,
			    "\"%s\" is a section already, on line %u", p->key,
			    c->sections[i].line);
			return (NULL);
		}
	}
	if (c->nentries == CONF_KEYS_MAX) {
		error_set(p->e, "more than %d names", CONF_KEYS_MAX);
		return (NULL);
	}
	if ((c->nentries & (c->nentries - 1)) == 0)
		c->entries = xreallocarray(c->entries,
		    c->nentries == 0 ? 1 : 2 * c->nentries, sizeof *c->entries);
	c->entries[c->nentries] = (struct conf_entry){
	    .section = p->section, .key = p->key, .line = p->line};
	return (&c->entries[c->nentries++]);
}

/*
 * The ini_handler. With a build that passes a line number too, it is a further
 * argument that goes unread.
 */
static int
take_value(void *arg, const char *section, const char *key, const char *value)
{
	struct parser *p = arg;
	bool more = p->open != CONF_CLOSED;
	struct conf_entry *entry;
	int rc;

	if (p->failed)
		return (0);
	if (!p->pending || value == NULL || strcmp(section, p->section) != 0 ||
	    strncmp(key, p->key, more ? INIH_NAME_MAX : SIZE_MAX) != 0 ||
	    strcmp(value, p->value) != 0) {
		p->pending = true;
		check_delivered(p);
		fail(p);
		return (0);
	}
	p->pending = false;
	if (more) {
		entry = &p->conf->entries[p->conf->nentries - 1];
		rc = conf_value_continue(
		    entry, p->value, p->line, &p->open, p->e);
	} else {
		entry = add_entry(p);
		rc = entry == NULL ? -1
				   : conf_value_parse(entry, p->value, p->line,
					 &p->open, p->e);
	}
	if (rc == -1)
		fail(p);
	return (rc == 0);
}

/* UTF-8, no control characters; finds the longest line on the way. */
static int
check_text(struct parser *p, const char *text, size_t len, size_t *longest)
{
	size_t i, n, start = 0;
	uint32_t cp;

	*longest = 0;
	for (i = 0; i < len; i += n) {
		cp = (unsigned char)text[i];
		n = cp < 0x80 ? 1 : utf8_decode(text + i, len - i, &cp);
		if (cp == '\n') {
			p->line++;
			if (i - start > *longest)
				*longest = i - start;
			start = i + 1;
		} else if (cp == 0xfffd &&
		    (n != 3 || memcmp(text + i, "\xef\xbf\xbd", 3) != 0)) {
			return (error_set(p->e, "not UTF-8"));
		} else if (cp == '\r') {
			return (error_set(p->e,
			    "a carriage return: save it with Unix line ends"));
		} else if ((cp < ' ' && cp != '\t') ||
		    (cp >= 0x7f && cp < 0xa0) || cp == 0xfeff) {
			return (error_set(
			    p->e, "the control character U+%04X", cp));
		}
	}
	if (len - start > *longest)
		*longest = len - start;
	return (0);
}

/*
 * Debian's inih takes these at run time; where they are macros, read_line
 * refuses what is too long and take_value what arrives changed.
 */
static void
set_limits(size_t longest)
{
#if HAVE_DECL_INI_MAX_LINE && !defined(CONF_PLAIN_INIH)
	static char comment[] = "#";

	ini_use_stack = false;
	ini_allow_realloc = false;
	ini_initial_alloc = ini_max_line = (int)longest + 3;
	ini_allow_multiline = true;
	ini_allow_inline_comments = false;
	ini_allow_bom = false;
	ini_allow_no_value = false;
	ini_stop_on_first_error = true;
	ini_start_comment_prefixes = comment;
#endif
}

static int
parse(struct parser *p, unsigned first)
{
	size_t longest, len = strlen(p->conf->text);
	int rc;

	p->line = first;
	if (check_text(p, p->conf->text, len, &longest) == -1)
		return (fail(p));
	set_limits(longest);
	p->line = first - 1;
	p->next = p->conf->text;
	p->section = "";
	rc = ini_parse_stream(read_line, p, take_value, p);
	if (p->failed)
		return (-1);
	if (check_delivered(p) == -1)
		return (fail(p));
	if (p->open != CONF_CLOSED) {
		error_set(p->e, "the array has no closing ]");
		p->line = p->conf->entries[p->conf->nentries - 1].line;
		return (fail(p));
	}
	if (rc != 0) {
		p->line = first + (unsigned)rc - 1;
		error_set(p->e, "the inih library refuses this line");
		return (fail(p));
	}
	return (0);
}

int
conf_parse(struct conf **c, const char *text, size_t len, const char *name,
    unsigned first, struct error *e)
{
	struct parser p = {.e = e};
	const char *nul;

	if (len > CONF_SIZE_MAX)
		return (error_set(
		    e, "%s: larger than %d KiB", name, CONF_SIZE_MAX / 1024));
	if (len > 0 && (nul = memchr(text, '\0', len)) != NULL) {
		for (; nul > text; nul--)
			first += nul[-1] == '\n';
		return (error_set(e, "%s:%u: a NUL byte", name, first));
	}
	p.conf = xcalloc(1, sizeof *p.conf);
	p.conf->name = xstrdup(name);
	p.conf->text = xmalloc(len + 1);
	if (len > 0)
		memcpy(p.conf->text, text, len);
	p.conf->text[len] = '\0';
	if (parse(&p, first) == -1) {
		conf_destroy(p.conf);
		return (-1);
	}
	*c = p.conf;
	return (0);
}

void
conf_destroy(struct conf *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->nentries; i++)
		free(c->entries[i].strings);
	free(c->entries);
	free(c->sections);
	free(c->text);
	free(c->name);
	free(c);
}

/* The contents of an open regular file, which may be empty, and a NUL. */
static char *
read_whole(int fd, const char *path, off_t size, struct error *e)
{
	char *text = xmalloc((size_t)size + 1);
	size_t len = 0;
	ssize_t n = 1;

	while (len <= (size_t)size && n > 0) {
		n = read(fd, text + len, (size_t)size + 1 - len);
		if (n == -1 && errno == EINTR)
			n = 1;
		else if (n > 0)
			len += (size_t)n;
	}
	if (n != -1 && len == (size_t)size) {
		text[len] = '\0';
		return (text);
	}
	if (n == -1)
		error_errno(e, "cannot read %s", path);
	else
		error_set(e, "%s changed while it was read: try again", path);
	free(text);
	return (NULL);
}

static int
check_file(const struct stat *st, const char *path, struct error *e)
{
	if (S_ISDIR(st->st_mode))
		return (error_set(e, "%s is a directory, not a file", path));
	if (!S_ISREG(st->st_mode))
		return (error_set(e, "%s is not a regular file", path));
	if (st->st_size > CONF_SIZE_MAX)
		return (error_set(
		    e, "%s is larger than %d KiB", path, CONF_SIZE_MAX / 1024));
	return (0);
}

int
conf_load(struct conf **c, const char *path, struct error *e)
{
	char *text = NULL;
	struct stat st;
	int fd, rc = -1;

	/* O_NONBLOCK: a fifo without a writer must not hold us. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd == -1 && (errno == ENOENT || errno == ENOTDIR))
		return (1);
	if (fd == -1)
		return (error_errno(e, "cannot read %s", path));
	if (fstat(fd, &st) == -1) {
		error_errno(e, "cannot read %s", path);
	} else if (check_file(&st, path, e) == 0 &&
	    (text = read_whole(fd, path, st.st_size, e)) != NULL) {
		rc = conf_parse(c, text, (size_t)st.st_size, path, 1, e);
		if (rc == 0) {
			(*c)->dev = st.st_dev;
			(*c)->ino = st.st_ino;
		}
	}
	free(text);
	close(fd);
	return (rc);
}

static const struct conf_row *
find_row(const struct conf_row *rows, size_t nrows, const char *section,
    const char *key)
{
	size_t i;

	for (i = 0; i < nrows; i++) {
		if ((rows[i].section == NULL ||
			strcmp(rows[i].section, section) == 0) &&
		    (rows[i].key == NULL || strcmp(rows[i].key, key) == 0))
			return (&rows[i]);
	}
	return (NULL);
}

/* With the nearest key in its section, or the section it belongs in. */
static int
unknown_key(const struct conf_row *rows, size_t nrows,
    const struct conf_entry *entry, struct error *e)
{
	const char *section = entry->section, *home = NULL;
	char where[CONF_SECTION_MAX + 8] = "";
	struct suggest s;
	size_t i;

	if (section[0] != '\0')
		snprintf(where, sizeof where, " in [%s]", section);
	suggest_init(&s, entry->key);
	for (i = 0; i < nrows; i++) {
		if (rows[i].key == NULL)
			continue;
		if (rows[i].section == NULL ||
		    strcmp(rows[i].section, section) == 0)
			suggest_offer(&s, rows[i].key);
		else if (strcmp(rows[i].key, entry->key) == 0)
			home = rows[i].section;
	}
	if (home != NULL && home[0] != '\0')
		return (error_set(e, "unknown key \"%s\"%s: it belongs in [%s]",
		    entry->key, where, home));
	if (home != NULL)
		return (error_set(e,
		    "unknown key \"%s\"%s: it belongs above all sections",
		    entry->key, where));
	if (s.best == NULL)
		return (
		    error_set(e, "unknown key \"%s\"%s", entry->key, where));
	return (error_set(e, "unknown key \"%s\"%s: did you mean \"%s\"?",
	    entry->key, where, s.best));
}

static int
check_section_known(const struct conf_row *rows, size_t nrows,
    const char *section, struct error *e)
{
	struct suggest s;
	size_t i;

	for (i = 0; i < nrows; i++) {
		if (rows[i].section == NULL ||
		    strcmp(rows[i].section, section) == 0)
			return (0);
	}
	suggest_init(&s, section);
	for (i = 0; i < nrows; i++)
		suggest_offer(&s, rows[i].section);
	if (s.best == NULL)
		return (error_set(e, "unknown section [%s]", section));
	return (error_set(
	    e, "unknown section [%s]: did you mean [%s]?", section, s.best));
}

static int
wrong_type(
    const struct conf_row *row, const struct conf_entry *entry, struct error *e)
{
	char wanted[128], is[64];

	conf_type_name(row->types, wanted, sizeof wanted);
	conf_type_name(entry->type, is, sizeof is);
	return (
	    error_set(e, "\"%s\" must be %s, not %s", entry->key, wanted, is));
}

static int
apply_entry(const struct conf *c, const struct conf_row *rows, size_t nrows,
    const struct conf_entry *entry, void *arg, struct error *e)
{
	const struct conf_row *row;
	unsigned line = entry->line;
	size_t i;
	int rc = 0;

	row = find_row(rows, nrows, entry->section, entry->key);
	if (row == NULL)
		rc = unknown_key(rows, nrows, entry, e);
	else if ((row->types & entry->type) == 0)
		rc = wrong_type(row, entry, e);
	else if (entry->type == CONF_INTEGER || entry->type == CONF_BOOLEAN)
		rc = row->set(arg, row, entry, NULL, e);
	for (i = 0; rc == 0 && i < entry->nstrings; i++) {
		line = entry->strings[i].line;
		rc = row->set(arg, row, entry, &entry->strings[i], e);
	}
	if (rc == -1)
		error_context(e, "%s:%u", c->name, line);
	return (rc);
}

int
conf_apply(const struct conf *c, const struct conf_row *rows, size_t nrows,
    void *arg, struct error *e)
{
	size_t i;

	for (i = 0; i < c->nsections; i++) {
		if (check_section_known(rows, nrows, c->sections[i].s, e) == -1)
			return (error_context(
			    e, "%s:%u", c->name, c->sections[i].line));
	}
	for (i = 0; i < c->nentries; i++) {
		if (apply_entry(c, rows, nrows, &c->entries[i], arg, e) == -1)
			return (-1);
	}
	return (0);
}
