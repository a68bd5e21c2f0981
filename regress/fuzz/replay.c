/*
 * Runs a fuzzer's function over the files of a folder, so that what it once
 * found is tried without libFuzzer. The folder is the argument, or
 * regress/fuzz/corpus/NAME for a program unit-fuzz-NAME.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xmalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	FILE_BYTES = 1 << 20
};

static int
not_hidden(const struct dirent *d)
{
	return (d->d_name[0] != '.');
}

static bool
replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data, *exact;
	size_t n;

	if (f == NULL) {
		printf("%s: failed: %s\n", path, strerror(errno));
		return (false);
	}
	data = xmalloc(FILE_BYTES);
	n = fread(data, 1, FILE_BYTES, f);
	fclose(f);
	/* As large as it is, so that reading past its end is noticed. */
	exact = xmalloc(n + 1);
	memcpy(exact, data, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	free(data);
	return (true);
}

static char *
default_folder(const char *program)
{
	const char *src = getenv("SRC"), *name = strstr(program, "unit-fuzz-");

	return (xasprintf("%s/regress/fuzz/corpus/%s", src == NULL ? "." : src,
	    name == NULL ? "" : name + strlen("unit-fuzz-")));
}

int
main(int argc, char **argv)
{
	char *folder = argc > 1 ? xstrdup(argv[1]) : default_folder(argv[0]);
	struct dirent **list;
	unsigned passed = 0, failed = 0;
	char *path;
	int i, n = scandir(folder, &list, not_hidden, alphasort);

	if (n == -1) {
		printf("%s: failed: %s\n", folder, strerror(errno));
		failed++;
	}
	for (i = 0; i < n; i++) {
		path = xasprintf("%s/%s", folder, list[i]->d_name);
		if (replay(path))
			passed++;
		else
			failed++;
		free(path);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	free(folder);
	printf("%u passed, %u failed, 0 skipped\n", passed, failed);
	return (failed > 0);
}
