#include "common/registry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "compat/strl.h"
#include "common/names.h"
#include "common/xmalloc.h"

/* A new session's directory until it is published. */
#define NEW_PREFIX ".new-"
/* The one that waits for the next session. */
#define SPARE ".spare"

/* How long a session may take to be with the ended ones. */
enum {
	ENDING_MS = 6000
};

static int
open_part(const char *state, const char *name, struct error *e)
{
	char *path = xasprintf("%s/%s", state, name);
	int fd = -1;

	if (paths_private(path, e) == 0) {
		fd =
		    open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (fd == -1)
			error_errno(e, "cannot open %s", path);
	}
	free(path);
	return (fd);
}

int
registry_open(struct registry *g, const struct paths *paths, struct error *e)
{
	*g = (struct registry){.live = -1, .ended = -1, .names = -1};
	g->path = xstrdup(paths->state);
	if (paths_private(g->path, e) == -1 ||
	    (g->live = open_part(g->path, "sessions", e)) == -1 ||
	    (g->ended = open_part(g->path, "ended", e)) == -1 ||
	    (g->names = open_part(g->path, "names", e)) == -1) {
		registry_release(g);
		return (error_context(e, "state directory"));
	}
	return (0);
}

void
registry_release(struct registry *g)
{
	if (g->live != -1)
		close(g->live);
	if (g->ended != -1)
		close(g->ended);
	if (g->names != -1)
		close(g->names);
	free(g->path);
	*g = (struct registry){.live = -1, .ended = -1, .names = -1};
}

static int
open_session(int parent, const char *id)
{
	return (openat(
	    parent, id, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
}

/* The supervisor holds an exclusive lock while it lives. */
static bool
is_locked(int fd)
{
	return (flock(fd, LOCK_SH | LOCK_NB) == -1 && errno == EWOULDBLOCK);
}

/*
 * A live session's directory that nobody has locked: its supervisor was killed.
 * Say so in its record and move it. Another process may do the same right now;
 * whoever is second finds it gone.
 */
static void
bury(struct registry *g, int fd, struct record *r)
{
	struct error e = ERROR_INIT;

	if (!r->exited) {
		r->exited = true;
		r->exit_code = -1;
		r->ended = time(NULL);
		if (record_write(r, fd, false, &e) == -1)
			return;
	}
	registry_drop_name(g, r->name, r->id);
	registry_end(g, r->id, &e);
}

/* 1 read, 0 gone meanwhile, -1 damaged. */
static int
read_entry(struct registry *g, bool live, const char *id, struct entry *out)
{
	int fd = open_session(live ? g->live : g->ended, id);
	struct error e = ERROR_INIT;
	bool locked;

	if (fd == -1)
		return (errno == ENOENT ? 0 : -1);
	if (record_read(&out->record, fd, id, &e) == -1) {
		close(fd);
		return (-1);
	}
	/* Between its last word and its last breath it is over already. */
	locked = live && is_locked(fd);
	out->live = locked && !out->record.exited;
	if (live && !locked)
		bury(g, fd, &out->record);
	if (!out->live && !out->record.exited) {
		/* It could not be written down: the disk is full. */
		out->record.exited = true;
		out->record.exit_code = -1;
	}
	close(fd);
	return (1);
}

static void
append(struct entries *out, const struct entry *entry)
{
	/* Grown by doubling: whenever n is a power of two, or 0. */
	if ((out->n & (out->n - 1)) == 0)
		out->list = xreallocarray(
		    out->list, out->n == 0 ? 8 : 2 * out->n, sizeof *entry);
	out->list[out->n++] = *entry;
}

static int
list_part(struct registry *g, bool live, bool all, struct entries *out,
    size_t *damaged, struct error *e)
{
	int fd = dup(live ? g->live : g->ended), got;
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);
	struct entry entry;
	struct dirent *d;

	if (dir == NULL)
		return (error_errno(e, "cannot list the sessions"));
	rewinddir(dir);
	while ((d = readdir(dir)) != NULL) {
		if (!record_is_id(d->d_name))
			continue;
		got = read_entry(g, live, d->d_name, &entry);
		if (got == -1 && damaged != NULL)
			++*damaged;
		if (got != 1)
			continue;
		if (live == entry.live || all)
			append(out, &entry);
		else
			record_release(&entry.record);
	}
	closedir(dir);
	return (0);
}

static int
by_start(const void *a, const void *b)
{
	const struct record *x = &((const struct entry *)a)->record;
	const struct record *y = &((const struct entry *)b)->record;

	if (x->started != y->started)
		return (x->started < y->started ? -1 : 1);
	return (strcmp(x->id, y->id));
}

int
registry_list(struct registry *g, bool all, struct entries *out,
    size_t *damaged, struct error *e)
{
	struct entries buried = {0};
	size_t i, j;

	*out = (struct entries){0};
	if (damaged != NULL)
		*damaged = 0;
	/* Ended ones first: what is buried meanwhile is not seen twice. */
	if ((all && list_part(g, false, all, out, damaged, e) == -1) ||
	    list_part(g, true, all, &buried, damaged, e) == -1) {
		entries_release(out);
		entries_release(&buried);
		return (-1);
	}
	for (i = 0; i < buried.n; i++) {
		for (j = 0; j < out->n; j++) {
			if (strcmp(out->list[j].record.id,
				buried.list[i].record.id) == 0)
				break;
		}
		if (j == out->n)
			append(out, &buried.list[i]);
		else
			record_release(&buried.list[i].record);
	}
	free(buried.list);
	if (out->n > 0)
		qsort(out->list, out->n, sizeof *out->list, by_start);
	return (0);
}

void
entries_release(struct entries *entries)
{
	size_t i;

	for (i = 0; i < entries->n; i++)
		record_release(&entries->list[i].record);
	free(entries->list);
	*entries = (struct entries){0};
}

static bool
has_prefix(const struct entry *entry, const char *what)
{
	return (strncmp(entry->record.id, what, strlen(what)) == 0);
}

static bool
has_name(const struct entry *entry, const char *what)
{
	return (strcmp(entry->record.name, what) == 0);
}

typedef bool match_fn(const struct entry *, const char *);

/* Put the candidates into an error; a long list is cut. */
static int
ambiguous(const struct entries *all, const char *what, bool live,
    match_fn *matches, struct error *e)
{
	char text[ERROR_TEXT_MAX] = "";
	size_t i, used = 0;

	for (i = 0; i < all->n && used < sizeof text - 100; i++) {
		if (all->list[i].live != live || !matches(&all->list[i], what))
			continue;
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "%s%s (%s)", used == 0 ? "" : ", ", all->list[i].record.id,
		    all->list[i].record.name);
	}
	return (error_set(e, "'%s' is ambiguous: %s%s", what, text,
	    i < all->n ? ", ..." : ""));
}

/* Copy the one match among those that are live or not; -1 ambiguous, 0 none. */
static int
pick(struct entries *all, const char *what, bool live, match_fn *matches,
    struct entry *out, struct error *e)
{
	struct entry *found = NULL;
	size_t i;

	for (i = 0; i < all->n; i++) {
		if (all->list[i].live != live || !matches(&all->list[i], what))
			continue;
		if (found != NULL)
			return (ambiguous(all, what, live, matches, e));
		found = &all->list[i];
	}
	if (found == NULL)
		return (0);
	*out = *found;
	found->record = (struct record){0};
	return (1);
}

/* Among those that live or not, a name before the beginning of an id. */
static int
find_among(struct registry *g, const char *what, bool live, struct entry *out,
    struct error *e)
{
	struct entries all;
	int found;

	if (registry_list(g, !live, &all, NULL, e) == -1)
		return (-1);
	found = pick(&all, what, live, has_name, out, e);
	if (found == 0)
		found = pick(&all, what, live, has_prefix, out, e);
	entries_release(&all);
	return (found);
}

/* A live session by its name, without reading the records of others. */
static int
find_name(struct registry *g, const char *name, struct entry *out)
{
	char id[ID_LENGTH + 1];
	ssize_t n = strchr(name, '/') != NULL
	    ? -1
	    : readlinkat(g->names, name, id, sizeof id);

	if (n != ID_LENGTH)
		return (0);
	id[n] = '\0';
	if (!record_is_id(id) || read_entry(g, true, id, out) != 1)
		return (0);
	if (out->live && strcmp(out->record.name, name) == 0)
		return (1);
	record_release(&out->record);
	return (0);
}

/* By its whole id: 1 found, 0 not, -1 damaged. */
static int
find_id(struct registry *g, const char *id, bool all, struct entry *out)
{
	int found = read_entry(g, true, id, out);

	if (found != 1 && all)
		found = read_entry(g, false, id, out);
	if (found == 1 && !out->live && !all) {
		record_release(&out->record);
		found = 0;
	}
	return (found);
}

int
registry_find(struct registry *g, const char *what, bool all, struct entry *out,
    struct error *e)
{
	int found;

	if (record_is_id(what) && (found = find_id(g, what, all, out)) != 0) {
		if (found == 1)
			return (0);
		return (
		    error_set(e, "the record of session %s is damaged", what));
	}
	if (what[0] == '\0')
		return (error_set(e, "empty session name"));
	if (strlen(what) > NAME_MAX_LENGTH)
		return (error_set(e, "no session '%.20s...': see nono ps%s",
		    what, all ? " --all" : ""));
	/* There may be thousands of ended ones, so these come last. */
	found = find_name(g, what, out);
	if (found == 0)
		found = find_among(g, what, true, out, e);
	if (found == 0 && all)
		found = find_among(g, what, false, out, e);
	if (found == 0)
		return (error_set(e, "no session '%s': see nono ps%s", what,
		    all ? " --all" : ""));
	return (found == 1 ? 0 : -1);
}

/*
 * Between its last word and its last breath a session has ended, but is not
 * with the ended ones: its supervisor writes the last screen. Wait for that.
 */
static int
open_ended(const struct registry *g, const char *id)
{
	struct timespec step = {.tv_nsec = 10 * 1000 * 1000};
	int fd, tries;

	for (tries = 0; tries < ENDING_MS / 10; tries++) {
		if ((fd = open_session(g->ended, id)) != -1)
			return (fd);
		if ((fd = open_session(g->live, id)) == -1)
			break;
		close(fd);
		nanosleep(&step, NULL);
	}
	/* It may have been moved just between the two. */
	return (open_session(g->ended, id));
}

int
registry_dir(
    const struct registry *g, const struct entry *entry, struct error *e)
{
	int fd = entry->live ? open_session(g->live, entry->record.id) : -1;

	/* It may have ended since it was read. */
	if (fd == -1)
		fd = open_ended(g, entry->record.id);
	if (fd == -1)
		return (error_errno(e, "session %s", entry->record.id));
	return (fd);
}

static void
new_name(char out[sizeof NEW_PREFIX + ID_LENGTH], const char *id)
{
	snprintf(out, sizeof NEW_PREFIX + ID_LENGTH, "%s%s", NEW_PREFIX, id);
}

int
registry_create(struct registry *g, const char *id, struct error *e)
{
	char name[sizeof NEW_PREFIX + ID_LENGTH];
	int fd;

	new_name(name, id);
	/* The spare one is whoever's can rename it. */
	if (renameat(g->live, SPARE, g->live, name) == -1 &&
	    mkdirat(g->live, name, 0700) == -1)
		return (error_errno(e, "cannot make the session's directory"));
	if ((fd = open_session(g->live, name)) == -1 ||
	    flock(fd, LOCK_EX) == -1 ||
	    (mkdirat(fd, SESSION_TMP, 0700) == -1 && errno != EEXIST)) {
		error_errno(e, "cannot make the session's directory");
		if (fd != -1)
			close(fd);
		registry_abandon(g, id);
		return (-1);
	}
	return (fd);
}

void
registry_spare(struct registry *g)
{
	char id[ID_LENGTH + 1], name[sizeof NEW_PREFIX + ID_LENGTH];
	char tmp[sizeof name + sizeof "/" SESSION_TMP];
	struct error e;

	if (faccessat(g->live, SPARE, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ||
	    registry_new_id(id, &e) == -1)
		return;
	new_name(name, id);
	snprintf(tmp, sizeof tmp, "%s/" SESSION_TMP, name);
	if (mkdirat(g->live, name, 0700) == -1 ||
	    mkdirat(g->live, tmp, 0700) == -1 ||
	    renameat2(g->live, name, g->live, SPARE, RENAME_NOREPLACE) == -1)
		registry_abandon(g, id);
}

char *
registry_new_tmp(const struct registry *g, const char *id, struct error *e)
{
	char *state = realpath(g->path, NULL), *tmp;

	if (state == NULL) {
		error_errno(e, "cannot resolve %s", g->path);
		return (NULL);
	}
	tmp = xasprintf("%s/sessions/" NEW_PREFIX "%s/" SESSION_TMP, state, id);
	free(state);
	return (tmp);
}

int
registry_publish(struct registry *g, const char *id, struct error *e)
{
	char name[sizeof NEW_PREFIX + ID_LENGTH];

	new_name(name, id);
	if (renameat(g->live, name, g->live, id) == -1)
		return (error_errno(e, "cannot publish the session"));
	return (0);
}

int
registry_end(struct registry *g, const char *id, struct error *e)
{
	if (renameat(g->live, id, g->ended, id) == -1)
		return (error_errno(e, "cannot move session %s", id));
	return (0);
}

/*
 * Removing a tree that a sandboxed process made, so it may be unreadable, deep
 * or full of links. Links are never followed, modes are changed as needed, and
 * what lies deeper than MOVE_DEPTH is moved up first, so that no depth needs
 * more than a few descriptors.
 */
enum {
	MOVE_DEPTH = 32
};

struct removal {
	int top; /* the tree's own directory */
	unsigned moved; /* directories moved up into it so far */
	struct error *e;
};

static int
open_for_removal(int parent, const char *name)
{
	int fd = open_session(parent, name);

	if (fd == -1 && errno == EACCES && fchmodat(parent, name, 0700, 0) == 0)
		fd = open_session(parent, name);
	if (fd != -1)
		fchmod(fd, 0700);
	return (fd);
}

static int
move_up(struct removal *m, int parent, const char *name)
{
	char up[32];

	/* Moving a directory writes its "..". */
	if (fchmodat(parent, name, 0700, 0) == -1)
		return (error_errno(m->e, "cannot remove %s", name));
	do {
		snprintf(up, sizeof up, ".moved-%u", m->moved++);
		if (renameat2(parent, name, m->top, up, RENAME_NOREPLACE) == 0)
			return (0);
	} while (errno == EEXIST);
	return (error_errno(m->e, "cannot remove %s", name));
}

static int remove_contents(struct removal *m, int fd, unsigned depth);

static int
remove_one(struct removal *m, int parent, const char *name, unsigned depth)
{
	int fd;

	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return (0);
	if (errno != EISDIR && errno != EPERM)
		return (error_errno(m->e, "cannot remove %s", name));
	if (depth >= MOVE_DEPTH)
		return (move_up(m, parent, name));
	if ((fd = open_for_removal(parent, name)) == -1 && errno == ENOENT)
		return (0);
	if (fd == -1)
		return (error_errno(m->e, "cannot remove %s", name));
	if (remove_contents(m, fd, depth + 1) == -1)
		return (-1);
	if (unlinkat(parent, name, AT_REMOVEDIR) == -1 && errno != ENOENT)
		return (error_errno(m->e, "cannot remove %s", name));
	return (0);
}

/* Remove everything in the directory open as fd, which is closed. */
static int
remove_contents(struct removal *m, int fd, unsigned depth)
{
	DIR *dir = fdopendir(fd);
	struct dirent *d;
	int result = 0;

	if (dir == NULL) {
		close(fd);
		return (error_errno(m->e, "cannot list a directory"));
	}
	while (result == 0 && (d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			result = remove_one(m, dirfd(dir), d->d_name, depth);
	}
	closedir(dir);
	return (result);
}

static int
remove_tree(int parent, const char *name, struct error *e)
{
	struct removal m = {.e = e};
	unsigned moved;
	int result, fd;

	/* An empty one takes no descriptor, of which there may be none. */
	if (unlinkat(parent, name, AT_REMOVEDIR) == 0)
		return (0);
	if ((m.top = open_for_removal(parent, name)) == -1)
		return (error_errno(e, "cannot remove %s", name));
	do {
		moved = m.moved;
		fd = openat(m.top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		result = fd == -1 ? error_errno(e, "cannot remove %s", name)
				  : remove_contents(&m, fd, 1);
	} while (result == 0 && m.moved != moved);
	close(m.top);
	if (result == 0 && unlinkat(parent, name, AT_REMOVEDIR) == -1)
		result = error_errno(e, "cannot remove %s", name);
	return (result);
}

void
registry_abandon(struct registry *g, const char *id)
{
	char name[sizeof NEW_PREFIX + ID_LENGTH];
	struct error e;

	new_name(name, id);
	remove_tree(g->live, name, &e);
}

/* Whether a supervisor is at work on a session, live or ended. */
static bool
is_held(struct registry *g, const char *id)
{
	int fd = open_session(g->live, id);
	bool held = fd != -1;

	if (fd == -1)
		fd = open_session(g->ended, id);
	if (!held && fd != -1)
		held = is_locked(fd);
	if (fd != -1)
		close(fd);
	return (held);
}

/*
 * A session that ends shows as over before it is moved, and its supervisor may
 * be tidying up in it even then: two who remove the same tree get in each
 * other's way.
 */
static void
wait_released(struct registry *g, const char *id)
{
	const struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
	int tries = 10 * 1000 / 5;

	while (is_held(g, id) && tries-- > 0)
		nanosleep(&pause, NULL);
}

void
registry_drop_tmp(int dir, struct error *e)
{
	remove_tree(dir, SESSION_TMP, e);
}

int
registry_remove(struct registry *g, const char *id, struct error *e)
{
	wait_released(g, id);
	return (remove_tree(g->ended, id, e));
}

/* An hour: nothing takes that long to start, or to write its record. */
static bool
is_old(int fd)
{
	struct stat st;

	return (fstat(fd, &st) == 0 && st.st_mtime < time(NULL) - 3600);
}

/* Whether a directory among the sessions is left over. */
static bool
is_leftover(struct registry *g, bool live, const char *name)
{
	bool fresh = strncmp(name, NEW_PREFIX, strlen(NEW_PREFIX)) == 0;
	int fd = open_session(live ? g->live : g->ended, name);
	struct error e = ERROR_INIT;
	struct record r = {0};
	bool leftover = false;

	if (fd == -1)
		return (false);
	if (fresh)
		leftover = !is_locked(fd) && is_old(fd);
	else if (record_is_id(name) && !(live && is_locked(fd))) {
		leftover = record_read(&r, fd, name, &e) == -1;
		record_release(&r);
	}
	close(fd);
	return (leftover);
}

static size_t
sweep_part(struct registry *g, bool live)
{
	int parent = live ? g->live : g->ended;
	struct error e = ERROR_INIT;
	struct dirent *d;
	size_t n = 0;
	int fd = dup(parent);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);

	if (dir == NULL)
		return (0);
	rewinddir(dir);
	while ((d = readdir(dir)) != NULL) {
		if (is_leftover(g, live, d->d_name) &&
		    remove_tree(parent, d->d_name, &e) == 0)
			n++;
	}
	closedir(dir);
	return (n);
}

size_t
registry_sweep(struct registry *g)
{
	return (sweep_part(g, true) + sweep_part(g, false));
}

int
registry_new_id(char id[ID_LENGTH + 1], struct error *e)
{
	uint64_t random;

	if (getrandom(&random, sizeof random, 0) != sizeof random)
		return (error_errno(e, "no random bytes"));
	snprintf(id, ID_LENGTH + 1, "%016llx", (unsigned long long)random);
	return (0);
}

/* Whether the session that a name points to lives; id gets its id. */
static bool
name_is_taken(struct registry *g, const char *name, char id[ID_LENGTH + 1])
{
	ssize_t n = readlinkat(g->names, name, id, ID_LENGTH);
	char fresh[sizeof NEW_PREFIX + ID_LENGTH];
	bool taken;
	int fd;

	if (n != ID_LENGTH)
		return (false);
	id[ID_LENGTH] = '\0';
	new_name(fresh, id);
	fd = open_session(g->live, id);
	if (fd == -1)
		fd = open_session(g->live, fresh);
	taken = fd != -1 && is_locked(fd);
	if (fd != -1)
		close(fd);
	return (taken);
}

/* 1 taken now, 0 somebody alive has it (id in other), -1 error. */
static int
reserve(struct registry *g, const char *name, const char *id,
    char other[ID_LENGTH + 1], struct error *e)
{
	int result;

	if (symlinkat(id, g->names, name) == 0)
		return (1);
	if (errno != EEXIST)
		return (error_errno(e, "cannot reserve the name %s", name));
	/* Stale names are replaced by one process at a time. */
	if (flock(g->names, LOCK_EX) == -1)
		return (error_errno(e, "cannot reserve the name %s", name));
	result = 0;
	if (!name_is_taken(g, name, other)) {
		unlinkat(g->names, name, 0);
		result = symlinkat(id, g->names, name) == 0
		    ? 1
		    : error_errno(e, "cannot reserve the name %s", name);
	}
	flock(g->names, LOCK_UN);
	return (result);
}

char *
registry_take_name(
    struct registry *g, const char *want, const char *id, struct error *e)
{
	char other[ID_LENGTH + 1], name[NAME_MAX_LENGTH + 1];
	unsigned tries;
	int got = 0;

	if (want != NULL && !record_is_name(want)) {
		error_set(e,
		    "bad session name '%.80s': use up to %d letters, digits and "
		    "._-, not - or . first",
		    want, NAME_MAX_LENGTH);
		return (NULL);
	}
	for (tries = 0; got == 0; tries++) {
		if (want != NULL)
			strlcpy(name, want, sizeof name);
		else
			names_random(name, sizeof name, tries);
		got = reserve(g, name, id, other, e);
		if (got == 0 && want != NULL) {
			error_set(e,
			    "the name '%s' is taken by session %s: choose "
			    "another --name, or end that one with nono stop %s",
			    want, other, want);
			return (NULL);
		}
	}
	return (got == 1 ? xstrdup(name) : NULL);
}

void
registry_drop_name(struct registry *g, const char *name, const char *id)
{
	char now[ID_LENGTH + 1];

	if (flock(g->names, LOCK_EX) == -1)
		return;
	if (readlinkat(g->names, name, now, sizeof now) == ID_LENGTH &&
	    memcmp(now, id, ID_LENGTH) == 0)
		unlinkat(g->names, name, 0);
	flock(g->names, LOCK_UN);
}
