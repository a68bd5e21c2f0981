/*
 * Unit tests of what profiles and settings are made of: common/settings, group,
 * profile, profile-load, strlist, suggest, vars. The files in regress/profile
 * show what profiles resolve to.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/settings.h"
#include "common/group.h"
#include "common/policy.h"
#include "common/profile.h"
#include "common/profile-load.h"
#include "common/strlist.h"
#include "common/suggest.h"
#include "common/vars.h"
#include "common/xmalloc.h"
#include "regress/unit/test.h"
#include "regress/unit/tree.h"

static const char *
nearest(const char *word, const char *const *candidates)
{
	struct suggest s;

	suggest_init(&s, word);
	while (*candidates != NULL)
		suggest_offer(&s, *candidates++);
	return (s.best == NULL ? "nothing" : s.best);
}

static void
suggestions(void)
{
	static const char *const words[] = {
	    "allow", "allow_file", "read", "extends", NULL};

	CHECK_STR(nearest("alow", words), "allow");
	CHECK_STR(nearest("ALLOW", words), "allow");
	CHECK_STR(nearest("lalow", words), "allow");
	CHECK_STR(nearest("allow_fil", words), "allow_file");
	CHECK_STR(nearest("allow-flie", words), "allow_file");
	CHECK_STR(nearest("raed", words), "read");
	CHECK_STR(nearest("ext", words), "extends");
	CHECK_STR(nearest("ex", words), "nothing");
	CHECK_STR(nearest("", words), "nothing");
	CHECK_STR(nearest("network", words), "nothing");
	CHECK_STR(nearest("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			  "xxxxxxxxxxxxxxxxxxxx",
		      words),
	    "nothing");
}

static void
string_lists(void)
{
	struct strlist a = {0}, b = {0};

	strlist_add(&a, "b");
	CHECK(strlist_add_new(&a, "a"));
	CHECK(!strlist_add_new(&a, "b"));
	strlist_add(&b, "a");
	strlist_add(&b, "c");
	strlist_merge(&a, &b);
	CHECK_INT(a.n, 3);
	strlist_sort(&a);
	CHECK_STR(a.v[0], "a");
	CHECK_STR(a.v[2], "c");
	CHECK(strlist_contains(&a, "b"));
	CHECK(!strlist_contains(&a, "d"));
	strlist_release(&a);
	strlist_release(&b);
	strlist_sort(&a);
}

/* Without any XDG variable the defaults of the specification hold. */
static void
variables(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"/plain", "/plain"},
	    {"~", "$T/home"},
	    {"~/a", "$T/home/a"},
	    {"/~/a", "/~/a"},
	    {"$HOME", "$T/home"},
	    {"$WORKDIR/$$a", "/w/$a"},
	    {"$TMPDIR/a", "/tmp/a"},
	    {"$XDG_CONFIG_HOME/a", "$T/home/.config/a"},
	    {"$XDG_DATA_HOME", "$T/home/.local/share"},
	    {"$XDG_STATE_HOME", "$T/home/.local/state"},
	    {"$XDG_CACHE_HOME", "$T/home/.cache"},
	    {"$XDG_RUNTIME_DIR", "$T/run"},
	};
	struct error e = ERROR_INIT;
	char *got, *hidden, *uid;
	struct paths paths;
	struct vars v;
	size_t i;

	CHECK(paths_init(&paths, &e) == 0);
	setenv("XDG_DATA_HOME", "relative", 1);
	vars_init(&v, &paths, "/w");
	unsetenv("XDG_DATA_HOME");
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CHECK_INT(vars_check(cases[i].text, true, &e), 0);
		got = vars_expand(&v, cases[i].text);
		hidden = tree_hide(got);
		CHECK_STR(hidden, cases[i].want);
		free(hidden);
		free(got);
	}
	got = vars_expand(&v, "/run/$UID/x");
	uid = xasprintf("/run/%u/x", (unsigned)getuid());
	CHECK_STR(got, uid);
	free(got);
	free(uid);
	vars_release(&v);
	paths_release(&paths);
	CHECK(vars_is_private("$TMPDIR"));
	CHECK(vars_is_private("$TMPDIR/x"));
	CHECK(!vars_is_private("$TMPDIRX"));
	CHECK(!vars_is_private("/tmp"));
}

static void
variable_length(void)
{
	char text[PATH_MAX + 1];
	struct error e = ERROR_INIT;

	memset(text, 'a', sizeof text - 1);
	text[0] = '/';
	text[PATH_MAX] = '\0';
	CHECK_INT(vars_check(text, true, &e), -1);
	CHECK(strstr(e.text, "longer than 4095 bytes") != NULL);
	CHECK_INT(vars_check(text, false, &e), -1);
	text[PATH_MAX - 1] = '\0';
	CHECK_INT(vars_check(text, true, &e), 0);
}

/* What a group may grant: nothing that every sandbox has of its own. */
static void
check_group_path(const char *group, const char *path)
{
	static const char *const never[] = {"/tmp", "/run", "/var/run", "/dev",
	    "/proc", "/", "~", "$HOME", "/etc", "/home", "/root", "/var"};
	size_t i;

	CHECK(!policy_is_private(path));
	for (i = 0; i < sizeof never / sizeof never[0]; i++) {
		if (strcmp(path, never[i]) == 0)
			printf("group %s: %s\n", group, path);
		CHECK(strcmp(path, never[i]) != 0);
	}
	CHECK(strstr(path, "shadow") == NULL);
	CHECK(strstr(path, "sudoers") == NULL);
	CHECK(strstr(path, "ssh_host") == NULL);
	CHECK(strcmp(path, "/etc/ssl") != 0 && strcmp(path, "/etc/ssh") != 0);
}

static void
groups(void)
{
	const char *const *path;
	const struct group *g;
	size_t i, n = 0;
	struct error e;
	int l;

	for (i = 0; (g = group_at(i)) != NULL; i++) {
		CHECK(group_find(g->name) == g);
		CHECK(g->description[0] != '\0');
		for (l = 0; l < GROUP_LISTS; l++) {
			CHECK(!g->foreign || g->lists[l] == NULL);
			for (path = g->lists[l]; path != NULL && *path != NULL;
			     path++, n++) {
				check_group_path(g->name, *path);
				CHECK_INT(vars_check(*path, true, &e), 0);
			}
		}
		CHECK(!g->required || g->lists[GROUP_DENY] != NULL);
	}
	CHECK(i > 40);
	CHECK(n > 200);
	CHECK(group_find("nonsense") == NULL);
}

/* Which list of a group a key is; GROUP_LISTS if none. */
static int
list_of(const char *key)
{
	static const char *const keys[GROUP_LISTS] = {
	    [GROUP_READ] = "read",
	    [GROUP_WRITE] = "write",
	    [GROUP_READWRITE] = "readwrite",
	    [GROUP_DENY] = "deny",
	};
	int l;

	for (l = 0; l < GROUP_LISTS; l++) {
		if (strcmp(keys[l], key) == 0)
			break;
	}
	return (l);
}

static void
check_group_entry(const struct conf_entry *entry)
{
	const struct group *g = group_find(entry->section);
	const char *const *path;
	int l = list_of(entry->key);
	size_t i;

	if (!CHECK(g != NULL))
		return;
	if (strcmp(entry->key, "description") == 0) {
		CHECK_STR(g->description, entry->strings[0].s);
	} else if (strcmp(entry->key, "required") == 0) {
		CHECK(g->required == entry->boolean);
	} else if (strcmp(entry->key, "platform") == 0) {
		CHECK(g->foreign);
	} else if (CHECK(l < GROUP_LISTS)) {
		path = g->lists[l];
		for (i = 0; i < entry->nstrings && path[i] != NULL; i++)
			CHECK_STR(path[i], entry->strings[i].s);
		CHECK(i == entry->nstrings && path[i] == NULL);
	}
}

/* The tables say what common/conf reads in the file they are made from. */
static void
group_tables(void)
{
	struct error e = ERROR_INIT;
	struct conf *c;
	size_t i, n = 0;

	if (!CHECK(conf_load(&c, GROUPS_FILE, &e) == 0)) {
		printf("%s\n", e.text);
		return;
	}
	while (group_at(n) != NULL)
		n++;
	CHECK_INT(c->nsections, n);
	for (i = 0; i < c->nsections && i < n; i++)
		CHECK_STR(group_at(i)->name, c->sections[i].s);
	for (i = 0; i < c->nentries; i++)
		check_group_entry(&c->entries[i]);
	/* Nothing is in the tables that is not in the file. */
	for (n = i = 0; group_at(i) != NULL; i++) {
		n += 1 + group_at(i)->required + group_at(i)->foreign;
		n += (group_at(i)->lists[GROUP_READ] != NULL) +
		    (group_at(i)->lists[GROUP_WRITE] != NULL) +
		    (group_at(i)->lists[GROUP_READWRITE] != NULL) +
		    (group_at(i)->lists[GROUP_DENY] != NULL);
	}
	CHECK_INT(c->nentries, n);
	conf_destroy(c);
}

/* Every built-in profile loads, and has the groups of the default one. */
static void
builtins(void)
{
	struct error e = ERROR_INIT;
	struct strlist names = {0};
	struct paths paths;
	struct profile p;
	size_t i;

	CHECK(paths_init(&paths, &e) == 0);
	profile_list_builtin(&names);
	CHECK(names.n >= 3);
	for (i = 0; i < names.n; i++) {
		if (!CHECK(profile_load(&p, names.v[i], &paths, &e) == 0)) {
			printf("%s\n", e.text);
			continue;
		}
		CHECK(strlist_contains(&p.include, "deny_credentials"));
		CHECK(strlist_contains(&p.include, "system_read_linux_core"));
		CHECK_STR(p.name, names.v[i]);
		CHECK(p.description != NULL);
		profile_release(&p);
	}
	strlist_release(&names);
	paths_release(&paths);
}

static void
check_load(const char *name, const char *want)
{
	struct error e = ERROR_INIT;
	struct paths paths;
	struct profile p;
	char *shown = tree_show(want);

	CHECK(paths_init(&paths, &e) == 0);
	CHECK_INT(profile_load(&p, name, &paths, &e), -1);
	CHECK_STR(e.text, shown);
	paths_release(&paths);
	free(shown);
}

static void
user_profiles(void)
{
	struct error e = ERROR_INIT;
	struct strlist names = {0};
	struct paths paths;
	struct profile p;

	tree_file("home/.config/nono/profiles/zoo.toml", "[network]\n");
	tree_file(
	    "home/.config/nono/profiles/ape.toml", "[network]\nblock = true\n");
	tree_file("home/.config/nono/profiles/not a name.toml", "");
	tree_file("home/.config/nono/profiles/other.txt", "");
	tree_file("home/.config/nono/profiles/default.toml",
	    "[workdir]\naccess = \"none\"\n");
	CHECK(paths_init(&paths, &e) == 0);
	profile_list_user(&paths, &names);
	CHECK_INT(names.n, 3);
	CHECK_STR(names.v[0], "ape");
	CHECK_STR(names.v[2], "zoo");
	strlist_release(&names);
	/* The user's comes before the built-in one; its groups come anyway. */
	if (CHECK(profile_load(&p, "default", &paths, &e) == 0)) {
		CHECK_INT(p.workdir, 0);
		CHECK_INT(p.env_allow.n, 0);
		CHECK(strlist_contains(&p.include, "deny_credentials"));
		profile_release(&p);
	}
	paths_release(&paths);
	check_load("zoo",
	    "profile $T/home/.config/nono/profiles/zoo.toml says "
	    "nothing: is it only half written?");
	check_load("zo", "no profile \"zo\": did you mean \"zoo\"?");
}

/* A profile in the current directory is loaded only if it is named as a file. */
static void
current_directory(void)
{
	struct error e = ERROR_INIT;
	struct paths paths;
	struct profile p;
	char *dir = tree_in("here");

	tree_file("here/local.toml", "[network]\nblock = true\n");
	tree_file("here/claude-code.toml", "[network]\nblock = true\n");
	CHECK(chdir(dir) == 0);
	CHECK(paths_init(&paths, &e) == 0);
	check_load("local",
	    "no profile \"local\": there is \"claude-code\", \"codex\" or "
	    "\"default\"");
	if (CHECK(profile_load(&p, "claude-code", &paths, &e) == 0)) {
		CHECK(!p.block_net);
		profile_release(&p);
	}
	if (CHECK(profile_load(&p, "local.toml", &paths, &e) == 0)) {
		CHECK(p.block_net);
		profile_release(&p);
	}
	paths_release(&paths);
	CHECK(chdir("/") == 0);
	free(dir);
}

/* p0 extends p1 extends p2 ... up to pN, which extends nothing. */
static void
make_chain(const char *prefix, unsigned last)
{
	char *name, *text;
	unsigned i;

	for (i = 0; i <= last; i++) {
		name = xasprintf("chain/%s%u.toml", prefix, i);
		text = i == last
		    ? xstrdup("[network]\nblock = true\n")
		    : xasprintf("extends = \"%s%u\"\n", prefix, i + 1);
		tree_file(name, text);
		free(text);
		free(name);
	}
}

static void
depth(void)
{
	struct error e = ERROR_INIT;
	struct paths paths;
	struct profile p;
	char *path = tree_in("chain/a0.toml");

	CHECK(paths_init(&paths, &e) == 0);
	make_chain("a", PROFILE_DEPTH_MAX);
	if (CHECK(profile_load(&p, path, &paths, &e) == 0)) {
		CHECK(p.block_net);
		profile_release(&p);
	}
	free(path);
	paths_release(&paths);
	make_chain("b", PROFILE_DEPTH_MAX + 1);
	path = tree_in("chain/b0.toml");
	check_load(path, "$T/chain/b10.toml:1: extends goes more than 10 deep");
	free(path);
}

static void
breadth(void)
{
	char *text = NULL, *name, *path = tree_in("wide/top.toml");
	size_t size;
	FILE *f = open_memstream(&text, &size);
	unsigned i;

	fputs("extends = [\n", f);
	for (i = 1; i <= PROFILE_FILES_MAX; i++) {
		fprintf(f, "  \"w%u\",\n", i);
		name = xasprintf("wide/w%u.toml", i);
		tree_file(name, "[network]\nblock = true\n");
		free(name);
	}
	fputs("  ]\n", f);
	fclose(f);
	tree_file("wide/top.toml", text);
	check_load(path, "$T/wide/top.toml:33: extends more than 31 profiles");
	free(text);
	free(path);
}

/* Merged lists have a limit too. */
static void
many_paths(void)
{
	char *text, *name, *path = tree_in("many/top.toml");
	size_t size;
	unsigned i, j;
	FILE *f;

	for (i = 0; i < 5; i++) {
		f = open_memstream(&text, &size);
		fputs("[filesystem]\nread = [\n", f);
		for (j = 0; j < 1000; j++)
			fprintf(f, "\t\"/x%u/%u\",\n", i, j);
		fputs("\t]\n", f);
		fclose(f);
		name = xasprintf("many/m%u.toml", i);
		tree_file(name, text);
		free(name);
		free(text);
	}
	tree_file("many/top.toml",
	    "extends = [\"m0\", \"m1\", \"m2\", \"m3\", \"m4\"]\n");
	check_load(path, "$T/many/m4.toml:99: more than 4096 paths in read");
	free(path);
}

static void
unreadable(void)
{
	char *path = tree_in("secret/x.toml");
	uid_t uid = geteuid();

	tree_file("secret/x.toml", "[network]\nblock = true\n");
	CHECK(chmod(path, 0) == 0);
	if (uid == 0 && seteuid(65534) == -1)
		test_skip("cannot become another user");
	else
		check_load(path,
		    "cannot read $T/secret/x.toml: Permission "
		    "denied");
	if (uid == 0)
		CHECK(seteuid(0) == 0);
	free(path);
}

static void
five_megabytes(void)
{
	char *path = tree_in("large/x.toml");
	int fd;

	tree_dir("large");
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	CHECK(fd != -1 && ftruncate(fd, 5 << 20) == 0);
	close(fd);
	check_load(path, "$T/large/x.toml is larger than 256 KiB");
	free(path);
}

/* The keys of a sequence by their names, or the error. */
static char *
sequence(const char *text)
{
	struct settings c = {.ndetach = 99};
	char *out = xstrdup(""), *next, name[32];
	struct error e = ERROR_INIT;
	struct paths paths;
	size_t i;

	tree_file("home/.config/nono/config.toml", text);
	CHECK(paths_init(&paths, &e) == 0);
	if (settings_load(&c, &paths, &e) == -1) {
		CHECK_INT(c.ndetach, 99);
		c.ndetach = 0;
		free(out);
		out = tree_hide(e.text);
	}
	for (i = 0; i < c.ndetach; i++) {
		CHECK_INT(c.detach[i].type, INPUT_KEY);
		key_name(&c.detach[i], name, sizeof name);
		next = xasprintf("%s%s%s", out, i > 0 ? " " : "", name);
		free(out);
		out = next;
	}
	paths_release(&paths);
	return (out);
}

#define CONFIG "$T/home/.config/nono/config.toml"
static const struct {
	const char *text, *want;
} settings[] = {
    {"", "ctrl-] d"},
    {"[ui]\n", "ctrl-] d"},
    {"[ui]\ndetach_sequence = \"ctrl-] d\"\n", "ctrl-] d"},
    {"[ui]\ndetach_sequence = \"ctrl-a  escape space \xc3\xa9\"\n",
	"ctrl-a esc space \xc3\xa9"},
    {"[ui]\ndetach_sequence = \"a b c d e f g h\"\n", "a b c d e f g h"},
    {"[ui]\ndetach_sequence = \"a b c d e f g h i\"\n",
	CONFIG ":2: detach_sequence: more than 8 keys"},
    {"[ui]\ndetach_sequence = \"ctrl-]\"\n",
	CONFIG ":2: detach_sequence: needs at least 2 keys, separated by "
	       "spaces, as in \"ctrl-] d\""},
    {"[ui]\ndetach_sequence = \"\"\n",
	CONFIG ":2: detach_sequence: needs at least 2 keys, separated by "
	       "spaces, as in \"ctrl-] d\""},
    {"[ui]\ndetach_sequence = \"ctrl-] dd\"\n",
	CONFIG ":2: detach_sequence: unknown key \"dd\": use a single "
	       "character, esc, tab, enter, space or ctrl-X"},
    {"[ui]\ndetach_sequenc = \"a b\"\n",
	CONFIG ":2: unknown key \"detach_sequenc\" in [ui]: did you mean "
	       "\"detach_sequence\"?"},
    {"[ui]\ndetach_sequence = [\"a\", \"b\"]\n",
	CONFIG ":2: \"detach_sequence\" must be a string, not an array of "
	       "strings"},
    {"[iu]\n", CONFIG ":1: unknown section [iu]: did you mean [ui]?"},
};

static void
configuration(void)
{
	struct error e = ERROR_INIT;
	struct paths paths;
	struct settings c;
	char *got;
	size_t i;

	CHECK(paths_init(&paths, &e) == 0);
	CHECK_INT(settings_load(&c, &paths, &e), 0);
	CHECK_INT(c.ndetach, 2);
	CHECK_INT(c.detach[0].code, ']');
	CHECK_INT(c.detach[0].mods, KEY_CTRL);
	paths_release(&paths);
	for (i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		got = sequence(settings[i].text);
		CHECK_STR(got, settings[i].want);
		free(got);
	}
}

static const struct test tests[] = {
    {"suggestions", suggestions},
    {"string_lists", string_lists},
    {"variables", variables},
    {"variable_length", variable_length},
    {"groups", groups},
    {"group_tables", group_tables},
    {"builtins", builtins},
    {"configuration", configuration},
    {"current_directory", current_directory},
    {"depth", depth},
    {"breadth", breadth},
    {"many_paths", many_paths},
    {"unreadable", unreadable},
    {"five_megabytes", five_megabytes},
    {"user_profiles", user_profiles},
};

int
main(int argc, char **argv)
{
	int rc;

	tree_create();
	rc = test_main(tests, sizeof tests / sizeof tests[0], argc, argv);
	tree_remove();
	return (rc);
}
