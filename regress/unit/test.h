/* Unit tests: functions in a table, checks that name file and line. */
#ifndef REGRESS_UNIT_TEST_H
#define REGRESS_UNIT_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct test {
	const char *name;
	void (*run)(void); /* returns; failed checks are counted */
};

/* Check that something holds; on failure print it and go on. */
#define CHECK(cond) test_check((cond) != 0, __FILE__, __LINE__, #cond)
/* Check that two integers, strings or byte ranges are equal; print both. */
#define CHECK_INT(got, want) \
	test_int((intmax_t)(got), (intmax_t)(want), __FILE__, __LINE__, #got)
#define CHECK_STR(got, want) test_str((got), (want), __FILE__, __LINE__, #got)
#define CHECK_MEM(got, glen, want, wlen) \
	test_mem((got), (glen), (want), (wlen), __FILE__, __LINE__, #got)

bool test_check(bool ok, const char *file, int line, const char *what);
bool test_int(
    intmax_t got, intmax_t want, const char *file, int line, const char *what);
bool test_str(const char *got, const char *want, const char *file, int line,
    const char *what);
bool test_mem(const void *got, size_t glen, const void *want, size_t wlen,
    const char *file, int line, const char *what);

/* Mark the running test as not runnable here, with the reason. */
void test_skip(const char *why);

/*
 * Run the tests named on the command line, or all; print a line for each that
 * failed or was skipped and at the end "N passed, N failed, N skipped".
 * Returns the exit status. With NONO_MUST_WORK=1 a skip is a failure.
 */
int test_main(const struct test *tests, size_t n, int argc, char **argv);

#endif
