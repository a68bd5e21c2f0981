/*
 * common/conf built as if inih had no run-time limits: it may refuse more, it
 * must not read anything differently.
 */
#include <string.h>

#include "common/conf.h"
#include "regress/unit/test.h"

#define A10  "aaaaaaaaaa"
#define A50  A10 A10 A10 A10 A10
#define A200 A50 A50 A50 A50

static const struct {
	const char *text;
	const char *want; /* the first string, or the error */
} cases[] = {
    {"a = \"x\"", "x"},
    {"a = [ # c\n  'x',\n  ]\nb = 1", "x"},
    {"a = 'a;b # c'", "a;b # c"},
    {"a = 'a ;b'",
	"t:1: the inih library of this system does not read this "
	"line whole: make it shorter, without \" ;\""},
    {"a = [\n  ';b'\n  ]", ";b"},
    {"\na = '" A200 "'",
	"t:2: the line is longer than the 198 bytes that the "
	"inih library of this system reads"},
    {"a = '" A50 A50 A50 "'", A50 A50 A50},
};

static void
never_differently(void)
{
	struct error e;
	struct conf *c;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		e = (struct error)ERROR_INIT;
		if (conf_parse(&c, cases[i].text, strlen(cases[i].text), "t", 1,
			&e) == -1) {
			CHECK_STR(e.text, cases[i].want);
		} else {
			CHECK_STR(c->entries[0].strings[0].s, cases[i].want);
			conf_destroy(c);
		}
	}
}

static const struct test tests[] = {
    {"never_differently", never_differently},
};

int
main(int argc, char **argv)
{
	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
