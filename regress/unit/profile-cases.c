/*
 * Runs the profiles in regress/profile: NAME.toml is resolved to a policy, which
 * must read as NAME.policy says, or the error as NAME.err. Lines "#: ..." at
 * the top of a profile are arguments, words separated by blanks:
 *
 *	--allow P --read P --write P --allow-file P --read-file P --write-file P
 *	--allow-cwd --block-net --workdir P
 *	--profile P	instead of the file itself; --no-profile: none
 *	--yes, --no	the answer to the question for the work tree; without
 *			one of them it must not be asked
 *	--create	what the profile wants created is
 *	--list		list the denies of groups too, not only their number
 *
 * $T is the temporary tree, whose home is $HOME. What groups grant outside of
 * it depends on the machine and is left out. With UPDATE=1 in the environment
 * the expectations are written instead of checked: look at them before they
 * are committed. Names of cases may be given as arguments.
 */
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/policy.h"
#include "common/strlist.h"
#include "common/utf8.h"
#include "common/xmalloc.h"
#include "regress/unit/tree.h"

enum {
	GRANTS_MAX = 8
};

struct run {
	struct policy_request req;
	struct grant_request grants[GRANTS_MAX];
	struct strlist words; /* what the request points into */
	int answer; /* to the question: 1, 0, -1 if there must be none */
	bool list;
};

static const struct {
	const char *flag;
	int access;
	bool directory;
} flags[] = {
    {"--allow", ACCESS_BOTH, true},
    {"--read", ACCESS_READ, true},
    {"--write", ACCESS_WRITE, true},
    {"--allow-file", ACCESS_BOTH, false},
    {"--read-file", ACCESS_READ, false},
    {"--write-file", ACCESS_WRITE, false},
};

static char *
read_file(const char *path)
{
	FILE *f = fopen(path, "re"), *out;
	char *text = NULL, buf[4096];
	size_t size, n;

	if (f == NULL)
		return (NULL);
	out = open_memstream(&text, &size);
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		fwrite(buf, 1, n, out);
	fclose(f);
	fclose(out);
	return (text);
}

/* The words of the "#: " lines of a profile. */
static void
read_words(struct run *r, const char *path)
{
	char *text = read_file(path), *line, *word, *lines, *words;

	if (text == NULL)
		err(1, "%s", path);
	for (line = strtok_r(text, "\n", &lines);
	     line != NULL && strncmp(line, "#: ", 3) == 0;
	     line = strtok_r(NULL, "\n", &lines)) {
		for (word = strtok_r(line + 3, " ", &words); word != NULL;
		     word = strtok_r(NULL, " ", &words))
			strlist_take(&r->words, tree_show(word));
	}
	free(text);
}

static int
answer(const char *cwd, int access, void *arg)
{
	struct run *r = arg;

	if (r->answer == -1)
		errx(1, "%s: asked for access %d", cwd, access);
	return (r->answer);
}

static void
create(const char *path, bool directory, void *arg)
{
	struct error e = ERROR_INIT;

	if (paths_create(path, directory, &e) == -1)
		errx(1, "%s", e.text);
}

static bool
take_grant(struct run *r, const char *flag, const char *path)
{
	size_t i;

	for (i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		if (strcmp(flags[i].flag, flag) != 0)
			continue;
		if (r->req.ngrants == GRANTS_MAX || path == NULL)
			errx(1, "%s: too many, or no path", flag);
		r->grants[r->req.ngrants++] = (struct grant_request){
		    path, flags[i].access, flags[i].directory};
		return (true);
	}
	return (false);
}

static void
parse_words(struct run *r)
{
	char **w = r->words.v;
	const char *next;
	size_t i;

	for (i = 0; i < r->words.n; i++) {
		next = i + 1 < r->words.n ? w[i + 1] : NULL;
		if (take_grant(r, w[i], next)) {
			i++;
		} else if (strcmp(w[i], "--workdir") == 0) {
			r->req.workdir = next;
			i++;
		} else if (strcmp(w[i], "--profile") == 0) {
			r->req.profile = next;
			i++;
		} else if (strcmp(w[i], "--no-profile") == 0) {
			r->req.profile = NULL;
		} else if (strcmp(w[i], "--allow-cwd") == 0) {
			r->req.allow_cwd = true;
		} else if (strcmp(w[i], "--block-net") == 0) {
			r->req.block_net = true;
		} else if (strcmp(w[i], "--yes") == 0) {
			r->req.ask_cwd = answer;
			r->answer = 1;
		} else if (strcmp(w[i], "--no") == 0) {
			r->req.ask_cwd = answer;
			r->answer = 0;
		} else if (strcmp(w[i], "--create") == 0) {
			r->req.create = create;
		} else if (strcmp(w[i], "--list") == 0) {
			r->list = true;
		} else {
			errx(1, "unknown argument %s", w[i]);
		}
	}
	r->req.grants = r->grants;
	r->req.ask_arg = r;
}

static void
put_path(FILE *f, const char *before, const char *path, const char *after)
{
	char *escaped = utf8_escaped(path);

	fprintf(f, "%s%s%s\n", before, escaped, after);
	free(escaped);
}

/* policy_print's lines, but for what groups grant outside of the tree. */
static void
dump_grants(const struct policy *p, FILE *f)
{
	char *line, *lines;
	struct buf b;

	buf_init(&b, 1 << 20);
	policy_print(p, true, &b);
	buf_put(&b, "", 1);
	for (line = strtok_r((char *)b.data, "\n", &lines); line != NULL;
	     line = strtok_r(NULL, "\n", &lines)) {
		if (strstr(line, " [group ") == NULL ||
		    strstr(line, tree_path()) != NULL)
			fprintf(f, "%s\n", line);
	}
	buf_release(&b);
}

static void
dump_denies(const struct policy *p, bool list, FILE *f)
{
	size_t i, hidden = 0;
	char *after;

	for (i = 0; i < p->ndenies; i++) {
		if (p->denies[i].group == NULL) {
			put_path(f, "deny ", p->denies[i].path, " [profile]");
		} else if (list) {
			after = xasprintf(" [group %s]", p->denies[i].group);
			put_path(f, "deny ", p->denies[i].path, after);
			free(after);
		} else {
			hidden++;
		}
	}
	if (hidden > 0)
		fprintf(f, "denies of groups: %zu\n", hidden);
}

static void
dump_rest(const struct policy *p, FILE *f)
{
	char *before;
	size_t i;

	for (i = 0; i < p->nlinks; i++) {
		if (strstr(p->links[i].path, tree_path()) == NULL)
			continue;
		before = xasprintf("link %s -> ", p->links[i].path);
		put_path(f, before, p->links[i].target, "");
		free(before);
	}
	for (i = 0; i < p->nmissing; i++)
		put_path(f, "missing ", p->missing[i], "");
	for (i = 0; i < p->nprotected; i++)
		put_path(f, "protected ", p->protected[i], "");
	for (i = 0; i < p->nenv_allow; i++)
		put_path(f, "allow_vars ", p->env_allow[i], "");
	for (i = 0; i < p->nenv_deny; i++)
		put_path(f, "deny_vars ", p->env_deny[i], "");
	for (i = 0; i < p->nenv_set; i++) {
		before = xasprintf("set %s=", p->env_set[i].name);
		put_path(f, before, p->env_set[i].value, "");
		free(before);
	}
}

static char *
dump(const struct policy *p, bool list)
{
	char *text, *hidden;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	put_path(f, "profile ", p->profile, "");
	put_path(f, "workdir ", p->workdir, "");
	put_path(f, "cwd ", p->cwd, "");
	dump_grants(p, f);
	dump_denies(p, list, f);
	dump_rest(p, f);
	fclose(f);
	hidden = tree_hide(text);
	free(text);
	return (hidden);
}

/* Resolve one profile; *ending is that of the file which says what must come. */
static char *
resolve(const char *name, const char **ending)
{
	char *file = xasprintf("%s.toml", name), *text, *hidden;
	struct run r = {.answer = -1};
	struct error e = ERROR_INIT;
	struct policy *p;

	r.req.profile = file;
	strlist_take(&r.words, tree_show("--workdir"));
	strlist_take(&r.words, tree_show("$T/work"));
	read_words(&r, file);
	parse_words(&r);
	if (policy_resolve(&p, &r.req, &e) == -1) {
		text = xasprintf("%s\n", e.text);
		hidden = tree_hide(text);
		free(text);
		*ending = "err";
	} else {
		hidden = dump(p, r.list);
		policy_destroy(p);
		*ending = "policy";
	}
	strlist_release(&r.words);
	free(file);
	return (hidden);
}

static void
update(const char *name, const char *ending, const char *text)
{
	char *path = xasprintf("%s.%s", name, ending);
	FILE *f = fopen(path, "we");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF)
		err(1, "%s", path);
	free(path);
}

static bool
run_case(const char *name)
{
	const char *ending;
	char *got = resolve(name, &ending);
	char *path = xasprintf("%s.%s", name, ending);
	char *want = read_file(path);
	bool ok = want != NULL && strcmp(got, want) == 0;

	if (getenv("UPDATE") != NULL) {
		update(name, ending, got);
		ok = true;
	} else if (!ok) {
		printf("FAILED %s: want (%s)\n%sgot\n%s", name, path,
		    want == NULL ? "no such file\n" : want, got);
	}
	free(want);
	free(path);
	free(got);
	return (ok);
}

/* What the cases find in the tree. */
static void
make_tree(void)
{
	tree_create();
	tree_dir("work/sub");
	tree_file("work/file.txt", "");
	tree_link("work/in", "sub");
	tree_link("work/out", "../data");
	tree_dir("data/secret");
	tree_dir("data/open");
	tree_file("data/file", "");
	tree_link("link", "data");
	tree_link("chain", "link/open");
	tree_link("loop", "loop");
	tree_link("dangling", "nowhere");
	tree_fifo("fifo");
	tree_dir("home/.claude");
	tree_file("home/.claude.json", "{}");
	tree_dir("home/.codex");
	tree_dir("home/.agents");
	tree_file("home/.gitconfig", "");
	tree_dir("home/.ssh");
	tree_file("home/.ssh/config", "");
	tree_file("home/.npmrc", "");
	tree_dir("home/.cargo/bin");
	tree_file("home/.cargo/credentials.toml", "");
	tree_dir("home/.cache/claude");
	tree_dir("home/.local/bin");
	tree_dir("home/.local/share/claude");
	tree_dir("home/.local/state/nono/sessions");
	tree_link("home/state-link", ".local/state/nono");
	tree_link("home/.bash_history", "/dev/null");
	tree_dir("home/odd \x01 n\xc3\xa4me");
	tree_file("home/.config/nono/profiles/user.toml",
	    "[filesystem]\nread = [\"$HOME/.agents\"]\n");
	tree_file("home/.config/nono/profiles/old.json", "{}");
	tree_file("home/.config/nono/profiles/broken.toml", "[filesystem\n");
	tree_file("home/.config/nono/profiles/selfish.toml",
	    "extends = \"selfish\"\n");
}

static void
list_cases(struct strlist *names)
{
	DIR *dir = opendir(".");
	struct dirent *d;
	char *dot;

	if (dir == NULL)
		err(1, "cannot list the cases");
	while ((d = readdir(dir)) != NULL) {
		dot = strrchr(d->d_name, '.');
		if (dot != NULL && strcmp(dot, ".toml") == 0)
			strlist_take(names,
			    xstrndup(d->d_name, (size_t)(dot - d->d_name)));
	}
	closedir(dir);
	strlist_sort(names);
}

int
main(int argc, char **argv)
{
	struct strlist names = {0};
	unsigned passed = 0, failed = 0;
	size_t i;
	int n;

	if (chdir(PROFILE_CASES) == -1)
		err(1, "%s", PROFILE_CASES);
	for (n = 1; n < argc; n++)
		strlist_add(&names, argv[n]);
	if (argc < 2)
		list_cases(&names);
	make_tree();
	for (i = 0; i < names.n; i++) {
		if (run_case(names.v[i]))
			passed++;
		else
			failed++;
	}
	tree_remove();
	strlist_release(&names);
	printf("%u passed, %u failed, 0 skipped\n", passed, failed);
	return (failed > 0);
}
