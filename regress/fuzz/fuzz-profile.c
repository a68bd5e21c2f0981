/*
 * Fuzzes the reading of configuration: any bytes as a profile and as settings.
 * Nothing is opened. What is accepted is checked a little: every path and value
 * expands, and every string is UTF-8.
 *
 * With -DREPLAY it is a program of its own that runs the files named, or those
 * in the folders named, and prints how many.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/conf.h"
#include "common/settings.h"
#include "common/profile.h"
#include "common/utf8.h"
#include "common/vars.h"
#include "common/xmalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_string(const char *s)
{
	size_t i, n, len = strlen(s);
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = utf8_decode(s + i, len - i, &cp);
		if (cp == 0xfffd && strncmp(s + i, "\xef\xbf\xbd", 3) != 0)
			BUG("a string that is not UTF-8 was accepted");
	}
}

static void
check_conf(const struct conf *c)
{
	size_t i, j;

	for (i = 0; i < c->nentries; i++) {
		for (j = 0; j < c->entries[i].nstrings; j++)
			check_string(c->entries[i].strings[j].s);
	}
}

static void
check_profile(const struct profile *p)
{
	struct paths paths = {.home = xstrdup("/home/u")};
	struct vars v;
	size_t i, j;

	vars_init(&v, &paths, "/work");
	for (i = 0; i < PROFILE_LISTS; i++) {
		for (j = 0; j < p->lists[i].n; j++)
			free(vars_expand(&v, p->lists[i].v[j].text));
	}
	for (i = 0; i < p->nenv_set; i++)
		free(vars_expand(&v, p->env_set[i].value));
	vars_release(&v);
	free(paths.home);
}

static void
as_profile(const struct conf *c)
{
	struct error e = ERROR_INIT;
	struct profile p, all;

	profile_init(&p);
	profile_init(&all);
	if (profile_apply(&p, c, &e) == 0) {
		check_profile(&p);
		profile_merge(&all, &p, &e);
		check_profile(&all);
	} else if (e.text[0] == '\0') {
		BUG("refused without a reason");
	}
	profile_release(&p);
	profile_release(&all);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = ERROR_INIT;
	struct settings config;
	struct conf *c;

	if (conf_parse(&c, (const char *)data, size, "fuzz", 1, &e) == -1) {
		if (strncmp(e.text, "fuzz:", 5) != 0)
			BUG("an error without a place: %s", e.text);
		return (0);
	}
	check_conf(c);
	as_profile(c);
	settings_apply(&config, c, &e);
	conf_destroy(c);
	return (0);
}

#ifdef REPLAY
static unsigned replayed;

static void
replay_file(const char *path)
{
	FILE *f = fopen(path, "re");
	uint8_t *data;
	size_t n;

	if (f == NULL) {
		perror(path);
		exit(1);
	}
	data = xmalloc(CONF_SIZE_MAX + 1);
	n = fread(data, 1, CONF_SIZE_MAX + 1, f);
	fclose(f);
	LLVMFuzzerTestOneInput(data, n);
	free(data);
	replayed++;
}

static void
replay_folder(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *d;
	struct stat st;
	char *file;

	while (dir != NULL && (d = readdir(dir)) != NULL) {
		file = xasprintf("%s/%s", path, d->d_name);
		if (stat(file, &st) == 0 && S_ISREG(st.st_mode))
			replay_file(file);
		free(file);
	}
	if (dir != NULL)
		closedir(dir);
}

int
main(int argc, char **argv)
{
	struct stat st;
	int i;

	for (i = 1; i < argc; i++) {
		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			replay_folder(argv[i]);
		else
			replay_file(argv[i]);
	}
	if (argc < 2)
		replay_folder(PROFILE_CASES);
	printf("%u passed, 0 failed, 0 skipped\n", replayed);
	return (0);
}
#endif
