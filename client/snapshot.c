#include "client/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/context.h"
#include "client/live.h"
#include "common/launch.h"
#include "common/xmalloc.h"

enum {
	FILE_MAX = 64 * 1024 * 1024
};

static void
put_capture(struct channel *c, const struct entry *entry, void *arg)
{
	buf_string(channel_begin(c, MSG_CAPTURE), entry->record.id);
	channel_end(c);
}

static int
of_live(struct screen *screen, const struct context *c,
    const struct entry *entry, struct error *e)
{
	struct channel channel;
	struct message m;
	int result;

	if (live_request(
		&channel, c, entry, put_capture, NULL, MSG_FRAME, &m, e) == -1)
		return (-1);
	do {
		if (m.type != MSG_FRAME)
			result = error_set(e, "an answer that is no screen");
		else
			result = screen_apply(screen, m.r.p, m.r.left, e);
	} while (result == 0 && !screen->ended &&
	    (result = channel_wait(&channel, &m, ANSWER_MS, e)) == 0);
	channel_release(&channel);
	return (result);
}

/* The file is a sequence of u32 length, frame payload. */
static int
apply_file(
    struct screen *screen, const uint8_t *data, size_t len, struct error *e)
{
	const uint8_t *payload;
	struct reader r;
	size_t n;

	reader_init(&r, data, len);
	while (r.left > 0) {
		n = reader_u32(&r);
		if ((payload = reader_take(&r, n)) == NULL)
			return (error_set(e, "its last screen is damaged"));
		if (screen_apply(screen, payload, n, e) == -1)
			return (error_context(e, "its last screen"));
	}
	return (0);
}

static int
of_ended(struct screen *screen, const struct registry *registry,
    const struct entry *entry, struct error *e)
{
	int dir = registry_dir(registry, entry, e), fd, result = -1;
	struct stat st;
	uint8_t *data;
	ssize_t n;

	if (dir == -1)
		return (-1);
	fd = openat(dir, SESSION_SCREEN,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	close(dir);
	if (fd == -1)
		return (error_set(e,
		    errno == ENOENT ? "its last screen was not kept"
				    : "its last screen cannot be read"));
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
	    st.st_size > FILE_MAX) {
		close(fd);
		return (error_set(e, "its last screen cannot be read"));
	}
	data = xmalloc((size_t)st.st_size + 1);
	n = read(fd, data, (size_t)st.st_size);
	if (n == st.st_size)
		result = apply_file(screen, data, (size_t)n, e);
	else
		error_set(e, "its last screen cannot be read");
	free(data);
	close(fd);
	return (result);
}

int
snapshot(struct screen *screen, const struct context *c,
    struct registry *registry, const struct entry *entry, struct error *e)
{
	int result;

	if (!entry->record.terminal)
		result = error_set(e, "it has no terminal");
	else if (entry->live)
		return (of_live(screen, c, entry, e));
	else
		result = of_ended(screen, registry, entry, e);
	if (result == -1)
		error_context(e, "session %s", entry->record.id);
	return (result);
}
