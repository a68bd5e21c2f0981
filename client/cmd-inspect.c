/* nono inspect: all that is known of one session. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/commands.h"
#include "client/context.h"
#include "client/live.h"
#include "client/select.h"
#include "common/clock.h"
#include "common/utf8.h"

enum {
	POLICY_MS =
	    1000, /* how long a live session may be without its policy */
	POLICY_RETRY_MS = 5
};

struct inspect_options {
	bool json;
	bool verbose;
};

static const struct option_row options[] = {
    {0, "json", NULL, NULL, NULL, "print JSON", OPT_FLAG,
	offsetof(struct inspect_options, json), 0, 0, NULL, 0},
    {'v', "verbose", NULL, NULL, NULL, "name what groups grant and deny too",
	OPT_FLAG, offsetof(struct inspect_options, verbose), 0, 0, NULL, 0},
};

/* A session is there a moment before its policy is written. */
static int
open_policy(int dir, bool live)
{
	uint64_t end = clock_ms() + POLICY_MS;
	int fd;

	do {
		fd = openat(dir, SESSION_POLICY,
		    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	} while (fd == -1 && errno == ENOENT && live && clock_ms() < end &&
	    poll(NULL, 0, POLICY_RETRY_MS) == 0);
	return (fd);
}

/* The policy the session runs under; NULL if it is not known. */
static json_t *
read_policy(const struct selection *s)
{
	struct error e = ERROR_INIT;
	int dir = registry_dir(&s->registry, &s->entry, &e), fd;
	json_t *policy = NULL;

	if (dir == -1)
		return (NULL);
	fd = open_policy(dir, s->entry.live);
	close(dir);
	if (fd != -1) {
		policy = json_loadfd(fd, 0, NULL);
		close(fd);
	}
	return (policy);
}

static void
label(const char *name, const char *value)
{
	char *shown = utf8_escaped(value == NULL ? "-" : value);

	printf("%-12s %s\n", name, shown);
	free(shown);
}

static void
print_time(const char *name, time_t t)
{
	char text[64] = "-";
	struct tm tm;

	if (t != 0 && localtime_r(&t, &tm) != NULL)
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &tm);
	label(name, text);
}

static void
print_command(const struct record *r)
{
	char *shown, **word;

	printf("%-12s", "Command:");
	for (word = r->command; *word != NULL; word++) {
		shown = utf8_escaped(*word);
		printf(" %s", shown);
		free(shown);
	}
	putchar('\n');
}

static void
print_grant(const json_t *grant)
{
	const char *path = json_string_value(json_object_get(grant, "path"));
	const char *access =
	    json_string_value(json_object_get(grant, "access"));
	const char *source =
	    json_string_value(json_object_get(grant, "source"));
	char *shown = utf8_escaped(path == NULL ? "?" : path);

	printf("  %-10s %s (%s)\n", access == NULL ? "?" : access, shown,
	    source == NULL ? "?" : source);
	free(shown);
}

static bool
is_of_group(const json_t *grant)
{
	const char *source =
	    json_string_value(json_object_get(grant, "source"));

	return (source != NULL && strcmp(source, "group") == 0);
}

static void
print_grants(const json_t *grants, bool verbose)
{
	const json_t *grant;
	size_t i, hidden = 0;

	printf("Granted:\n");
	json_array_foreach(grants, i, grant)
	{
		if (verbose || !is_of_group(grant))
			print_grant(grant);
		else
			hidden++;
	}
	if (hidden > 0)
		printf("  + %zu system/group paths (-v to show)\n", hidden);
}

static void
print_denies(const json_t *denies, bool verbose)
{
	const json_t *deny;
	const char *path;
	char *shown;
	size_t i;

	if (!verbose) {
		printf("Denied: all else, and %zu paths by name (-v to show)\n",
		    json_array_size(denies));
		return;
	}
	printf("Denied: all else, and\n");
	json_array_foreach(denies, i, deny)
	{
		path = json_string_value(json_object_get(deny, "path"));
		shown = utf8_escaped(path == NULL ? "?" : path);
		printf("  %s\n", shown);
		free(shown);
	}
}

static void
print_live(const struct live_session *s)
{
	char text[64];

	if (s == NULL)
		return;
	snprintf(text, sizeof text, "%ux%u", s->sx, s->sy);
	label("Size:", text);
	snprintf(text, sizeof text, "%llu bytes, the last %llu ms ago",
	    (unsigned long long)s->output, (unsigned long long)s->idle_ms);
	label("Output:", text);
}

static void
print_text(const struct selection *s, const struct live *live,
    const json_t *policy, bool verbose)
{
	const struct record *r = &s->entry.record;
	char number[32], *status = live_status(&s->entry);

	label("Session:", r->id);
	label("Name:", r->name);
	label("Status:", status);
	label("Attached:", live_attachment(live, &s->entry));
	snprintf(number, sizeof number, "%d (supervisor %d)", (int)r->child,
	    (int)r->supervisor);
	label("PID:", number);
	print_time("Started:", r->started);
	if (r->exited) {
		print_time("Ended:", r->ended);
		snprintf(number, sizeof number, "%d", r->exit_code);
		label("Exit code:",
		    r->exit_code < 0 ? "unknown: killed with its supervisor"
				     : number);
	}
	print_command(r);
	label("Profile:", r->profile);
	label("Workdir:", r->workdir);
	label("Network:", r->block_net ? "blocked" : "allowed");
	print_live(live_find(live, r->id));
	if (policy != NULL) {
		print_grants(json_object_get(policy, "grants"), verbose);
		print_denies(json_object_get(policy, "denies"), verbose);
	}
	free(status);
}

static void
print_json(const struct selection *s, const struct live *live, json_t *policy)
{
	json_t *json = live_json(live, &s->entry);

	json_object_set(json, "sandbox", policy == NULL ? json_null() : policy);
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

static int
run(struct context *c, void *arg, int argc, char **argv, struct error *e)
{
	const struct inspect_options *o = arg;
	struct selection s;
	struct live live;
	json_t *policy;

	if (select_session(&s, c, "inspect", argv[0], true, e) == -1)
		return (-1);
	live_query(&live, c);
	policy = read_policy(&s);
	if (o->json)
		print_json(&s, &live, policy);
	else
		print_text(&s, &live, policy, o->verbose);
	json_decref(policy);
	live_release(&live);
	select_release(&s);
	return (STATUS_OK);
}

const struct command cmd_inspect = {
    .name = "inspect",
    .arguments = "SESSION",
    .summary = "Show a session in detail: what it runs, what it is granted",
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .min_arguments = 1,
    .max_arguments = 1,
    .size = sizeof(struct inspect_options),
    .run = run,
};
