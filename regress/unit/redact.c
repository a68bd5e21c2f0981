/* Unit tests of common/redact. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/redact.h"
#include "common/xmalloc.h"
#include "regress/unit/test.h"

enum {
	WORDS_MAX = 8
};

/* A command, its words separated by |, before and after. */
static const struct {
	const char *command, *want;
} cases[] = {
    {"ls|-la|/tmp", "ls|-la|/tmp"},
    {"", ""},
    {"x||y", "x||y"},
    /* flags */
    {"x|--token|abc|y", "x|--token|[REDACTED]|y"},
    {"x|--token=abc|y", "x|--token=[REDACTED]|y"},
    {"x|--token=a b \"c\" d", "x|--token=[REDACTED]"},
    {"x|--password|my \"long\" one", "x|--password|[REDACTED]"},
    {"x|-password|abc", "x|-password|[REDACTED]"},
    {"x|--api-key|k|--apikey|k|--API_KEY=k",
	"x|--api-key|[REDACTED]|--apikey|[REDACTED]|--API_KEY=[REDACTED]"},
    {"x|--client-secret|s|--db-pass|p",
	"x|--client-secret|[REDACTED]|"
	"--db-pass|[REDACTED]"},
    {"x|--token|-abc", "x|--token|[REDACTED]"},
    {"x|--token|--verbose", "x|--token|--verbose"},
    {"x|--token", "x|--token"},
    {"x|--token=", "x|--token="},
    {"x|--max-tokens|100|--author|me", "x|--max-tokens|100|--author|me"},
    {"x|--password-file|/run/p|--token-path=/t",
	"x|--password-file|/run/p|--token-path=/t"},
    {"docker|login|--password-stdin|host",
	"docker|login|--password-stdin|"
	"host"},
    {"x|--bypass|y", "x|--bypass|y"},
    {"gh|auth|token", "gh|auth|token"},
    /* variables */
    {"env|GITHUB_TOKEN=abc|make", "env|GITHUB_TOKEN=[REDACTED]|make"},
    {"env|AWS_SECRET_ACCESS_KEY=a/b+c|PATH=/bin",
	"env|AWS_SECRET_ACCESS_KEY=[REDACTED]|PATH=/bin"},
    {"env|PGPASSWORD=x y|psql", "env|PGPASSWORD=[REDACTED]|psql"},
    {"env|MYSQL_PWD=x", "env|MYSQL_PWD=[REDACTED]"},
    {"env|TOKENIZERS=x", "env|TOKENIZERS=x"},
    /* headers */
    {"curl|-H|Authorization: Bearer abc|u",
	"curl|-H|Authorization: "
	"[REDACTED]|u"},
    {"curl|-H|authorization:Basic Zm9v|u",
	"curl|-H|authorization:[REDACTED]|"
	"u"},
    {"curl|--header=Authorization: Bearer abc",
	"curl|--header=Authorization: [REDACTED]"},
    {"curl|-H|X-Api-Key: abc", "curl|-H|X-Api-Key: [REDACTED]"},
    {"curl|-H|Cookie: a=\"b\"; c=d", "curl|-H|Cookie: [REDACTED]"},
    {"curl|-H|PRIVATE-TOKEN: abc", "curl|-H|PRIVATE-TOKEN: [REDACTED]"},
    {"curl|-H|Accept: text/html", "curl|-H|Accept: text/html"},
    {"x|Bearer abcdefghijklmnop", "x|Bearer [REDACTED]"},
    {"x|bearer of news", "x|bearer of news"},
    /* users */
    {"curl|-u|me:pw|u", "curl|-u|me:[REDACTED]|u"},
    {"curl|--user|me:pw", "curl|--user|me:[REDACTED]"},
    {"curl|--proxy-user=me:pw", "curl|--proxy-user=me:[REDACTED]"},
    {"sudo|-u|me|ls", "sudo|-u|me|ls"},
    {"docker|run|-u|1000:1000|i", "docker|run|-u|1000:1000|i"},
    {"curl|-u|ghp_abcdefghijklmnop0123", "curl|-u|[REDACTED]"},
    /* URLs */
    {"git|clone|https://me:pw@host/x",
	"git|clone|https://me:[REDACTED]@"
	"host/x"},
    {"x|postgres://u:p:q@h:5432/d", "x|postgres://u:[REDACTED]@h:5432/d"},
    {"x|https://u:a@b@host/", "x|https://u:[REDACTED]@host/"},
    {"ssh://git@host:22/x", "ssh://git@host:22/x"},
    {"x|http://h:80/a@b", "x|http://h:80/a@b"},
    {"x|https://ghp_abcdefghijklmnop0123@github.com/x",
	"x|https://[REDACTED]@github.com/x"},
    {"x|https://h/p?a=b&token=abc&c=d#f",
	"x|https://h/p?a=b&token=[REDACTED]&"
	"c=d#f"},
    {"x|https://h/?X-Amz-Signature=abc&x=y",
	"x|https://h/?X-Amz-Signature=[REDACTED]&x=y"},
    /* shapes */
    {"x|sk-ant-api03-abcdefghijklmnop", "x|[REDACTED]"},
    {"x|a=sk-abcdefghijklmnop123", "x|a=[REDACTED]"},
    {"x|sk-short", "x|sk-short"},
    {"x|task-abcdefghijklmnopqrst", "x|task-abcdefghijklmnopqrst"},
    {"x|AKIAIOSFODNN7EXAMPLE", "x|[REDACTED]"},
    {"x|xoxb-1234567890-abc", "x|[REDACTED]"},
    {"x|github_pat_11ABCDEFG0abcdefghij", "x|[REDACTED]"},
    {"x|eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.sig", "x|[REDACTED]"},
    {"x|-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END", "x|[REDACTED]"},
    {"x|-----BEGIN CERTIFICATE-----", "x|-----BEGIN CERTIFICATE-----"},
    /* inside a word */
    {"sh|-c|curl -H 'Authorization: Bearer abc' https://u:p@h/?key=1&token=q",
	"sh|-c|curl -H 'Authorization: [REDACTED]' https://u:[REDACTED]@h/?"
	"key=1&token=[REDACTED]"},
    {"sh|-c|tool --token abc --verbose; next",
	"sh|-c|tool --token [REDACTED] "
	"--verbose; next"},
    {"sh|-c|tool --token 'a b' next", "sh|-c|tool --token '[REDACTED]' next"},
    {"sh|-c|tool --token --next", "sh|-c|tool --token --next"},
    {"sh|-c|export API_KEY=\"a\\\"b\"; run",
	"sh|-c|export API_KEY="
	"\"[REDACTED]\"; run"},
    {"sh|-c|export API_KEY=abc; run", "sh|-c|export API_KEY=[REDACTED]; run"},
    {"sh|-c|curl -u me:pw host", "sh|-c|curl -u me:[REDACTED] host"},
    {"x|{\"password\": \"a b\", \"user\": \"me\"}",
	"x|{\"password\": \"[REDACTED]\", \"user\": \"me\"}"},
    {"x|{\"password\":123,\"n\":1}", "x|{\"password\":[REDACTED],\"n\":1}"},
    {"x|{'secret': 'a'}", "x|{'secret': '[REDACTED]'}"},
    {"x|the token: abc def", "x|the token: [REDACTED] def"},
    {"x|\xff\xfe token=\xff", "x|\xff\xfe token=[REDACTED]"},
};

static void
commands(void)
{
	char *words[WORDS_MAX], *copy, *save, **out, *got;
	size_t i, j, n;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		copy = save = xstrdup(cases[i].command);
		for (n = 0; n < WORDS_MAX && save != NULL; n++)
			words[n] = strsep(&save, "|");
		out = redact_command(n, words);
		CHECK(out[n] == NULL);
		got = xstrdup("");
		for (j = 0; j < n; j++) {
			char *next =
			    xasprintf("%s%s%s", got, j > 0 ? "|" : "", out[j]);

			free(got);
			got = next;
			free(out[j]);
		}
		CHECK_STR(got, cases[i].want);
		free(got);
		free(out);
		free(copy);
	}
}

/* A word as long as the kernel lets one be takes no time to speak of. */
static void
long_words(void)
{
	static const char *const pieces[] = {"-----BEGIN ", "token=", "a:b@",
	    "http://", "--token ", "\"", "x", "eyJ"};
	size_t i, j, n, size = 128 * 1024;
	char *word = xmalloc(size), **out;

	for (i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		n = strlen(pieces[i]);
		for (j = 0; j + n < size; j += n)
			memcpy(word + j, pieces[i], n);
		word[j] = '\0';
		out = redact_command(1, &word);
		CHECK(out[0] != NULL);
		free(out[0]);
		free(out);
	}
	free(word);
}

static void
secret_names(void)
{
	CHECK(redact_is_secret("GITHUB_TOKEN"));
	CHECK(redact_is_secret("openai-api-key"));
	CHECK(redact_is_secret("Authorization"));
	CHECK(!redact_is_secret("PATH"));
	CHECK(!redact_is_secret("SECRET_FILE"));
	CHECK(!redact_is_secret(""));
	CHECK(!redact_is_secret("___"));
}

static const struct test tests[] = {
    {"commands", commands},
    {"long_words", long_words},
    {"secret_names", secret_names},
};

int
main(int argc, char **argv)
{
	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
