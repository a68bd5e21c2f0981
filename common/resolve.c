#include "common/resolve.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xmalloc.h"

enum {
	LINKS_MAX = 40, /* as the kernel's */
	FIRST_SLOTS = 1024 /* of the hash table; a power of two */
};

/* One name that was looked at. */
struct node {
	struct node *parent; /* the root's is itself */
	char *target; /* a symbolic link's; owned */
	mode_t mode; /* 0: error says why */
	int error;
	dev_t dev;
	ino_t ino;
	uint32_t hash;
	size_t len; /* of path */
	char path[];
};

struct resolver {
	struct node *root; /* owned, as all nodes */
	struct node **slots; /* by hash, else the next free one; owned */
	size_t nslots;
	size_t nnodes;
};

/* Bytes before the name in the path of a child of parent. */
static size_t
name_offset(const struct node *parent)
{
	return (parent->len == 1 ? 1 : parent->len + 1);
}

/* A node whose path is that of parent (NULL: nothing) and a name. */
static struct node *
node_create(struct node *parent, const char *name, size_t len)
{
	size_t offset = parent == NULL ? 0 : name_offset(parent);
	struct node *n = xmalloc(sizeof *n + offset + len + 1);

	*n = (struct node){.parent = parent, .len = offset + len};
	if (offset > 0) {
		memcpy(n->path, parent->path, offset - 1);
		n->path[offset - 1] = '/';
	}
	memcpy(n->path + offset, name, len);
	n->path[n->len] = '\0';
	return (n);
}

static void
read_target(struct node *n)
{
	char target[PATH_MAX];
	ssize_t len = readlink(n->path, target, sizeof target);

	if (len > 0 && (size_t)len < sizeof target) {
		n->target = xstrndup(target, (size_t)len);
	} else {
		n->error = len == -1 ? errno : len == 0 ? ENOENT : ENAMETOOLONG;
		n->mode = 0;
	}
}

static void
look(struct node *n)
{
	struct stat st;

	if (n->len >= PATH_MAX) {
		n->error = ENAMETOOLONG;
	} else if (lstat(n->path, &st) == -1) {
		n->error = errno;
	} else {
		n->mode = st.st_mode;
		n->dev = st.st_dev;
		n->ino = st.st_ino;
		if (S_ISLNK(st.st_mode))
			read_target(n);
	}
}

struct resolver *
resolver_create(void)
{
	struct resolver *r = xcalloc(1, sizeof *r);

	r->root = node_create(NULL, "/", 1);
	r->root->parent = r->root;
	look(r->root);
	r->root->mode = S_IFDIR;
	r->nslots = FIRST_SLOTS;
	r->slots = xcalloc(r->nslots, sizeof *r->slots);
	return (r);
}

void
resolver_destroy(struct resolver *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->nslots; i++) {
		if (r->slots[i] == NULL)
			continue;
		free(r->slots[i]->target);
		free(r->slots[i]);
	}
	free(r->slots);
	free(r->root);
	free(r);
}

/* FNV-1a over the name, begun with the parent's. */
static uint32_t
hash_name(const struct node *parent, const char *name, size_t len)
{
	uint32_t h = parent->hash ^ 2166136261u;
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ (uint8_t)name[i]) * 16777619u;
	return (h);
}

static void
grow(struct resolver *r)
{
	struct node **old = r->slots;
	size_t n = r->nslots, i, at;

	r->nslots = 2 * n;
	r->slots = xcalloc(r->nslots, sizeof *r->slots);
	for (i = 0; i < n; i++) {
		if (old[i] == NULL)
			continue;
		at = old[i]->hash & (r->nslots - 1);
		while (r->slots[at] != NULL)
			at = (at + 1) & (r->nslots - 1);
		r->slots[at] = old[i];
	}
	free(old);
}

/* The child of a directory by that name, looked at now or before. */
static struct node *
child(struct resolver *r, struct node *parent, const char *name, size_t len)
{
	uint32_t hash = hash_name(parent, name, len);
	size_t at, offset = name_offset(parent);
	struct node *n;

	if (2 * r->nnodes > r->nslots)
		grow(r);
	at = hash & (r->nslots - 1);
	for (; (n = r->slots[at]) != NULL; at = (at + 1) & (r->nslots - 1)) {
		if (n->hash == hash && n->parent == parent &&
		    n->len == offset + len &&
		    memcmp(n->path + offset, name, len) == 0)
			return (n);
	}
	n = node_create(parent, name, len);
	n->hash = hash;
	r->slots[at] = n;
	r->nnodes++;
	look(n);
	return (n);
}

/* Append what is left of a path to where it stopped existing. */
static char *
append_rest(const struct node *at, const char *rest)
{
	char *joined = xasprintf("%s/%s", at->path, rest), *text;

	text = resolve_text(joined);
	free(joined);
	return (text);
}

static void
add_link(struct resolved *out, const struct node *n)
{
	size_t k = out->nlinks;

	if ((k & (k - 1)) == 0)
		out->links = xreallocarray(
		    out->links, k == 0 ? 1 : 2 * k, sizeof *out->links);
	out->links[out->nlinks++] = (struct resolve_link){n->path, n->target};
}

/* Where a walk is. */
struct walk {
	struct resolver *resolver;
	struct resolved *out;
	struct node *at;
	char *rest; /* what is left of the path, owned, from p on */
	char *p;
};

/* Follow a link: its target is walked before what is left. */
static int
follow(struct walk *w, struct node *link)
{
	char *joined;

	if (w->out->nlinks == LINKS_MAX) {
		w->at = link;
		return (ELOOP);
	}
	add_link(w->out, link);
	joined = xasprintf("%s%s", link->target, w->p);
	if (link->target[0] == '/')
		w->at = w->resolver->root;
	free(w->rest);
	w->rest = w->p = joined;
	return (0);
}

/* Take the next name; returns 0, or why the path does not exist. */
static int
step(struct walk *w)
{
	size_t len = strcspn(w->p, "/");
	struct node *next;

	if (!S_ISDIR(w->at->mode))
		return (ENOTDIR);
	if (len == 1 && w->p[0] == '.') {
		w->p += len;
		return (0);
	}
	if (len == 2 && w->p[0] == '.' && w->p[1] == '.') {
		w->at = w->at->parent;
		w->p += len;
		return (0);
	}
	next = child(w->resolver, w->at, w->p, len);
	w->p += len;
	if (next->target != NULL)
		return (follow(w, next));
	w->at = next;
	return (next->error);
}

void
resolver_resolve(struct resolver *r, const char *path, struct resolved *out)
{
	struct walk w = {.resolver = r, .out = out, .at = r->root};
	size_t n = strlen(path);

	*out = (struct resolved){0};
	w.rest = w.p = xstrdup(path);
	for (w.p += strspn(w.p, "/"); *w.p != '\0' && out->error == 0;
	     w.p += strspn(w.p, "/"))
		out->error = step(&w);
	if (out->error == 0) {
		out->mode = w.at->mode;
		/* As the kernel has it: what a slash follows is a directory. */
		if (n > 0 && path[n - 1] == '/' && !S_ISDIR(out->mode)) {
			out->error = ENOTDIR;
			out->mode = 0;
		}
	}
	out->node = w.at->mode != 0 ? w.at : w.at->parent;
	out->path = *w.p == '\0' ? xstrdup(w.at->path) : append_rest(w.at, w.p);
	free(w.rest);
}

bool
resolve_same_within(const struct node *inner, const struct node *outer)
{
	for (;; inner = inner->parent) {
		if (inner->dev == outer->dev && inner->ino == outer->ino &&
		    inner->ino != 0)
			return (true);
		if (inner->parent == inner)
			return (false);
	}
}

void
resolved_release(struct resolved *d)
{
	free(d->path);
	free(d->links);
	*d = (struct resolved){0};
}

char *
resolve_text(const char *path)
{
	char *out = xmalloc(strlen(path) + 2), *to = out;
	size_t len;

	for (;; path += len) {
		path += strspn(path, "/");
		len = strcspn(path, "/");
		if (len == 0)
			break;
		if (len == 1 && path[0] == '.')
			continue;
		if (len == 2 && path[0] == '.' && path[1] == '.') {
			while (to > out && *--to != '/')
				;
			continue;
		}
		*to++ = '/';
		memcpy(to, path, len);
		to += len;
	}
	if (to == out)
		*to++ = '/';
	*to = '\0';
	return (out);
}

bool
resolve_within(const char *path, const char *root)
{
	size_t n = strlen(root);

	if (n == 1)
		return (true);
	return (
	    strncmp(path, root, n) == 0 && (path[n] == '\0' || path[n] == '/'));
}

size_t
resolve_parent(const char *path, size_t len)
{
	if (len <= 1)
		return (0);
	while (path[len - 1] != '/')
		len--;
	return (len == 1 ? 1 : len - 1);
}

const void *
resolve_find(
    const void *array, size_t n, size_t size, const char *path, size_t len)
{
	const char *element, *other;
	size_t low = 0, mid;
	int rc;

	while (low < n) {
		mid = low + (n - low) / 2;
		element = (const char *)array + mid * size;
		memcpy(&other, element, sizeof other);
		rc = strncmp(path, other, len);
		if (rc == 0 && other[len] == '\0')
			return (element);
		if (rc <= 0)
			n = mid;
		else
			low = mid + 1;
	}
	return (NULL);
}
