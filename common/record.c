#include "common/record.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xmalloc.h"

#define RECORD_FILE      "session.json"
#define RECORD_TEMPORARY "session.json.new"

enum {
	RECORD_SIZE_MAX = 1024 * 1024
}; /* bytes: a command line, mostly */

void
record_release(struct record *r)
{
	char **word;

	for (word = r->command; word != NULL && *word != NULL; word++)
		free(*word);
	free(r->command);
	free(r->name);
	free(r->profile);
	free(r->workdir);
	free(r->runtime);
	*r = (struct record){0};
}

int
record_exit_code(enum ending how, uint32_t code)
{
	switch (how) {
	case ENDED_EXIT:
		return ((int)(code & 0xff));
	case ENDED_SIGNAL:
		return (STATUS_SIGNAL + (int)(code & 0x7f));
	case ENDED_LOST:
		break;
	}
	return (-1);
}

char *
record_ending(const struct record *r)
{
	if (r->exit_code < 0)
		return (xstrdup("was killed with its supervisor"));
	return (xasprintf("has already exited (exit code %d)", r->exit_code));
}

static json_t *
time_json(time_t t)
{
	char text[32];
	struct tm tm;

	if (t == 0 || gmtime_r(&t, &tm) == NULL ||
	    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return (json_null());
	return (json_string(text));
}

/* jansson takes valid UTF-8 only; a word that is not is shown replaced. */
static json_t *
text_json(const char *s)
{
	json_t *value = json_string(s);
	char *copy, *p;

	if (value != NULL)
		return (value);
	copy = xstrdup(s);
	for (p = copy; *p != '\0'; p++) {
		if ((*p & 0x80) != 0)
			*p = '?';
	}
	value = json_string(copy);
	free(copy);
	return (value);
}

json_t *
record_json(const struct record *r)
{
	json_t *command = json_array();
	char **word;

	for (word = r->command; word != NULL && *word != NULL; word++)
		json_array_append_new(command, text_json(*word));
	return (json_pack("{s:s, s:s, s:i, s:i, s:o, s:I, s:o, s:s, s:o, s:o, "
			  "s:o, s:o, s:s, s:b, s:o}",
	    "session_id", r->id, "name", r->name, "supervisor_pid",
	    (int)r->supervisor, "child_pid", (int)r->child, "started",
	    time_json(r->started), "started_epoch", (json_int_t)r->started,
	    "ended", time_json(r->ended), "status",
	    r->exited       ? "exited"
		: r->paused ? "paused"
			    : "running",
	    "exit_code", r->exited ? json_integer(r->exit_code) : json_null(),
	    "command", command, "profile", text_json(r->profile), "workdir",
	    text_json(r->workdir), "network",
	    r->block_net ? "blocked" : "allowed", "terminal", r->terminal,
	    "runtime", text_json(r->runtime)));
}

static int
write_all(int fd, const char *text, size_t len)
{
	ssize_t n;

	for (; len > 0; text += n, len -= (size_t)n) {
		n = write(fd, text, len);
		if (n == -1 && errno == EINTR)
			n = 0;
		if (n == -1)
			return (-1);
	}
	return (0);
}

int
record_write(const struct record *r, int dirfd, bool sync, struct error *e)
{
	json_t *json = record_json(r);
	char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
	int fd, result = -1;

	json_decref(json);
	if (text == NULL)
		BUG("a record that is not JSON");
	fd = openat(dirfd, RECORD_TEMPORARY,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1 || write_all(fd, text, strlen(text)) == -1 ||
	    (sync && fsync(fd) == -1))
		error_errno(e, "cannot write the session's record");
	else if (renameat(dirfd, RECORD_TEMPORARY, dirfd, RECORD_FILE) == -1)
		error_errno(e, "cannot replace the session's record");
	else
		result = 0;
	if (fd != -1)
		close(fd);
	if (result == 0 && sync)
		fsync(dirfd);
	free(text);
	return (result);
}

/* The whole file as a string; the caller frees it. */
static char *
read_file(int dirfd, struct error *e)
{
	int fd = openat(
	    dirfd, RECORD_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	char *text = NULL;
	ssize_t n;

	if (fd == -1 || fstat(fd, &st) == -1) {
		error_errno(e, "cannot read its record");
	} else if (!S_ISREG(st.st_mode) || st.st_size > RECORD_SIZE_MAX) {
		error_set(e, "its record is no record");
	} else {
		text = xmalloc((size_t)st.st_size + 1);
		n = read(fd, text, (size_t)st.st_size);
		text[n < 0 ? 0 : n] = '\0';
	}
	if (fd != -1)
		close(fd);
	return (text);
}

static time_t
time_parse(const char *text)
{
	struct tm tm = {0};

	if (text == NULL || strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) == NULL)
		return (0);
	return (timegm(&tm));
}

static char **
command_copy(const json_t *array)
{
	size_t n = json_array_size(array), i, used = 0;
	char **command = xcalloc(n + 1, sizeof *command);
	const char *word;

	for (i = 0; i < n; i++) {
		word = json_string_value(json_array_get(array, i));
		if (word != NULL)
			command[used++] = xstrdup(word);
	}
	return (command);
}

/* What a JSON record must have to be one; types as json_unpack checks them. */
static int
unpack(struct record *r, json_t *json, const char *id)
{
	const char *name, *profile, *workdir, *status, *network, *runtime;
	const char *session_id;
	json_t *command, *exit_code, *ended;
	int supervisor, child, terminal;
	json_int_t started;

	if (json_unpack(json,
		"{s:s, s:s, s:i, s:i, s:I, s:o, s:s, s:o, s:o, s:s, s:s, s:s, "
		"s:b, s:s}",
		"session_id", &session_id, "name", &name, "supervisor_pid",
		&supervisor, "child_pid", &child, "started_epoch", &started,
		"ended", &ended, "status", &status, "exit_code", &exit_code,
		"command", &command, "profile", &profile, "workdir", &workdir,
		"network", &network, "terminal", &terminal, "runtime",
		&runtime) == -1)
		return (-1);
	if (strcmp(session_id, id) != 0 || !record_is_name(name))
		return (-1);
	memcpy(r->id, id, sizeof r->id);
	r->name = xstrdup(name);
	r->supervisor = supervisor;
	r->child = child;
	r->started = (time_t)started;
	r->ended = time_parse(json_string_value(ended));
	r->exited = strcmp(status, "exited") == 0;
	r->paused = strcmp(status, "paused") == 0;
	r->exit_code = json_is_integer(exit_code)
	    ? (int)json_integer_value(exit_code)
	    : -1;
	r->command = command_copy(command);
	r->profile = xstrdup(profile);
	r->workdir = xstrdup(workdir);
	r->block_net = strcmp(network, "blocked") == 0;
	r->terminal = terminal;
	r->runtime = xstrdup(runtime);
	return (0);
}

int
record_read(struct record *r, int dirfd, const char *id, struct error *e)
{
	char *text = read_file(dirfd, e);
	json_t *json;
	int result;

	if (text == NULL)
		return (-1);
	*r = (struct record){0};
	json = json_loadb(text, strlen(text), 0, NULL);
	free(text);
	result = json == NULL ? -1 : unpack(r, json, id);
	json_decref(json);
	if (result == -1)
		return (error_set(e, "its record is damaged"));
	return (0);
}

bool
record_is_id(const char *s)
{
	return (strlen(s) == ID_LENGTH &&
	    strspn(s, "0123456789abcdef") == ID_LENGTH);
}

bool
record_is_name(const char *s)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789._-";
	size_t len = strlen(s);

	return (len > 0 && len <= NAME_MAX_LENGTH &&
	    strspn(s, allowed) == len && s[0] != '-' && s[0] != '.');
}
