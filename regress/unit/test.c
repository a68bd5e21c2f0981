#include "regress/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned failures; /* checks of the running test that failed */
static const char *skipped; /* reason, NULL if not */

bool
test_check(bool ok, const char *file, int line, const char *what)
{
	if (!ok) {
		failures++;
		printf("%s:%d: failed: %s\n", file, line, what);
	}
	return (ok);
}

bool
test_int(
    intmax_t got, intmax_t want, const char *file, int line, const char *what)
{
	if (got == want)
		return (true);
	failures++;
	printf("%s:%d: %s is %jd, want %jd\n", file, line, what, got, want);
	return (false);
}

bool
test_str(const char *got, const char *want, const char *file, int line,
    const char *what)
{
	if (got != NULL && want != NULL && strcmp(got, want) == 0)
		return (true);
	failures++;
	printf("%s:%d: %s is\n\t%s\nwant\n\t%s\n", file, line, what,
	    got == NULL ? "(null)" : got, want == NULL ? "(null)" : want);
	return (false);
}

static void
dump(const char *label, const uint8_t *p, size_t len)
{
	size_t i;

	printf("\t%s (%zu):", label, len);
	for (i = 0; i < len && i < 128; i++)
		printf(" %02x", p[i]);
	printf("%s\n", i < len ? " ..." : "");
}

bool
test_mem(const void *got, size_t glen, const void *want, size_t wlen,
    const char *file, int line, const char *what)
{
	if (glen == wlen && (glen == 0 || memcmp(got, want, glen) == 0))
		return (true);
	failures++;
	printf("%s:%d: %s\n", file, line, what);
	dump("got", got, glen);
	dump("want", want, wlen);
	return (false);
}

void
test_skip(const char *why)
{
	skipped = why;
}

static bool
wanted(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], name) == 0)
			return (true);
	}
	return (argc < 2);
}

int
test_main(const struct test *tests, size_t n, int argc, char **argv)
{
	const char *must = getenv("NONO_MUST_WORK");
	bool strict = must != NULL && strcmp(must, "1") == 0;
	unsigned passed = 0, failed = 0, skips = 0;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; i < n; i++) {
		if (!wanted(tests[i].name, argc, argv))
			continue;
		failures = 0;
		skipped = NULL;
		tests[i].run();
		if (skipped != NULL && strict)
			failures++;
		if (failures > 0)
			printf("FAILED %s%s%s\n", tests[i].name,
			    skipped == NULL ? "" : ": ",
			    skipped == NULL ? "" : skipped);
		else if (skipped != NULL)
			printf("SKIPPED %s: %s\n", tests[i].name, skipped);
		if (failures > 0)
			failed++;
		else if (skipped != NULL)
			skips++;
		else
			passed++;
	}
	printf("%u passed, %u failed, %u skipped\n", passed, failed, skips);
	return (failed > 0);
}
