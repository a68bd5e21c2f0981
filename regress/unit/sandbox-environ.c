/* Unit tests of the child's environment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regress/unit/test.h"
#include "server/sandbox/apply.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static char cwd[] = "/work", tmpdir[] = "/tmp";

static char **
clean(const struct policy *policy, const char *const *environment,
    const char *term)
{
	const struct plan plan = {
	    .policy = policy, .cwd = cwd, .tmpdir = tmpdir};

	return (
	    sandbox_environment(&plan, (char *const *)environment, NULL, term));
}

static const char *
value(char **environment, const char *name)
{
	size_t len = strlen(name);

	for (; *environment != NULL; environment++) {
		if (strncmp(*environment, name, len) == 0 &&
		    (*environment)[len] == '=')
			return (*environment + len + 1);
	}
	return (NULL);
}

/* Whether NAME=v, alone, survives a policy. */
static bool
survives(const struct policy *policy, const char *name, const char *term)
{
	char text[128];
	const char *environment[] = {text, NULL};
	char **result;
	const char *v;
	bool kept;

	snprintf(text, sizeof text, "%s=v", name);
	result = clean(policy, environment, term);
	v = value(result, name);
	kept = v != NULL && strcmp(v, "v") == 0;
	free(result);
	return (kept);
}

static void
check_all(const struct policy *policy, const char *const *names, size_t n,
    bool want, int line)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!test_check(survives(policy, names[i], NULL) == want,
			__FILE__, line, want ? "kept" : "dropped"))
			printf("\t%s\n", names[i]);
	}
}

static const char *const ordinary[] = {"PATH", "HOME", "USER", "SHELL", "LANG",
    "LC_ALL", "TZ", "EDITOR", "FOO", "ENVIRONMENT", "LDFLAGS", "TOKENS",
    "MY_TOKEN_FILE", "GIT_AUTHOR_NAME", "GIT_SSH", "PYTHONDONTWRITEBYTECODE",
    "NODE_ENV", "XDG_CONFIG_HOME", "HTTP_PROXY", "TERM", "COLORTERM", "STYLE",
    "PS1"};
static const char *const injecting[] = {"LD_PRELOAD", "LD_LIBRARY_PATH",
    "LD_AUDIT", "GLIBC_TUNABLES", "GCONV_PATH", "BASH_ENV", "ENV",
    "BASH_FUNC_ls%%", "SHELLOPTS", "PROMPT_COMMAND", "IFS", "PYTHONPATH",
    "PYTHONSTARTUP", "NODE_OPTIONS", "PERL5LIB", "RUBYOPT", "GEM_HOME",
    "JAVA_TOOL_OPTIONS", "GOFLAGS", "RUSTC_WRAPPER", "GIT_SSH_COMMAND",
    "GIT_CONFIG_COUNT", "LESSOPEN", "SSH_ASKPASS"};
static const char *const authority[] = {"SSH_AUTH_SOCK",
    "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY", "TMUX",
    "TMUX_PANE", "STY", "DOCKER_HOST", "VSCODE_IPC_HOOK_CLI", "KUBECONFIG",
    "GITHUB_TOKEN", "github_token", "MY_SECRET", "MY_SECRET_KEY", "DB_PASSWORD",
    "ANTHROPIC_API_KEY", "AWS_PROFILE", "AZURE_X", "VAULT_ADDR", "OP_SESSION_x",
    "DATABASE_URL"};

static void
defaults(void)
{
	const struct policy none = {0};

	check_all(&none, ordinary, COUNT(ordinary), true, __LINE__);
	check_all(&none, injecting, COUNT(injecting), false, __LINE__);
	check_all(&none, authority, COUNT(authority), false, __LINE__);
}

static void
admitted(void)
{
	char every[] = "*", ld[] = "LD_*", preload[] = "LD_PRELOAD",
	     key[] = "ANTHROPIC_API_KEY", aws[] = "AWS_*";
	char *by_prefix[] = {every, ld};
	char *by_name[] = {preload, key, aws};
	const struct policy prefixes = {.env_allow = by_prefix,
				.nenv_allow = COUNT(by_prefix)},
			    names = {.env_allow = by_name,
				.nenv_allow = COUNT(by_name)};

	/* A prefix never lets in what injects code. */
	check_all(&prefixes, injecting, COUNT(injecting), false, __LINE__);
	check_all(&prefixes, authority, COUNT(authority), true, __LINE__);
	CHECK(survives(&names, "LD_PRELOAD", NULL));
	CHECK(!survives(&names, "LD_AUDIT", NULL));
	CHECK(survives(&names, "ANTHROPIC_API_KEY", NULL));
	CHECK(!survives(&names, "OPENAI_API_KEY", NULL));
	CHECK(survives(&names, "AWS_PROFILE", NULL));
}

static void
denied(void)
{
	char foo[] = "FOO", xs[] = "X_*", key[] = "A_API_KEY";
	char *allow[] = {key};
	char *deny[] = {foo, xs, key};
	const struct policy policy = {.env_allow = allow,
	    .nenv_allow = COUNT(allow),
	    .env_deny = deny,
	    .nenv_deny = COUNT(deny)};

	CHECK(!survives(&policy, "FOO", NULL));
	CHECK(survives(&policy, "FOOD", NULL));
	CHECK(!survives(&policy, "X_1", NULL));
	CHECK(!survives(&policy, "A_API_KEY", NULL));
}

/* What names the server never gets in, whatever the policy says. */
static void
ours(void)
{
	static const char *const names[] = {
	    "NONO_TOKEN", "NONO_SOCKET", "OLDPWD"};
	char every[] = "*", token[] = "NONO_TOKEN", old[] = "OLDPWD";
	char *allow[] = {every, token, old};
	const struct policy policy = {
	    .env_allow = allow, .nenv_allow = COUNT(allow)};

	check_all(&policy, names, COUNT(names), false, __LINE__);
}

static void
replaced(void)
{
	static const char *const environment[] = {"PWD=/elsewhere", "A=1",
	    "TMPDIR=/var/tmp", "B=2", "no-value", "=x", "A=3", "TERM=outer",
	    "COLORTERM=outer", "TERM_PROGRAM=outer", "LINES=3", "COLUMNS=4",
	    "LC_TERMINAL=outer", "LONG=" __FILE__, "EMPTY=", NULL};
	char name_b[] = "B", name_c[] = "C", name_term[] = "TERM", x[] = "x",
	     y[] = "y=z", mine[] = "mine";
	struct env_set set[] = {{name_b, x}, {name_c, y}};
	struct env_set term[] = {{name_term, mine}};
	struct policy policy = {.env_set = set, .nenv_set = COUNT(set)};
	char **got = clean(&policy, environment, "xterm-256color");
	size_t i;

	CHECK_STR(value(got, "PWD"), "/work");
	CHECK_STR(value(got, "TMPDIR"), "/tmp");
	CHECK_STR(value(got, "A"), "3");
	CHECK_STR(value(got, "B"), "x");
	CHECK_STR(value(got, "C"), "y=z");
	CHECK_STR(value(got, "TERM"), "xterm-256color");
	CHECK_STR(value(got, "COLORTERM"), "truecolor");
	CHECK_STR(value(got, "LONG"), __FILE__);
	CHECK_STR(value(got, "EMPTY"), "");
	CHECK(value(got, "TERM_PROGRAM") == NULL);
	CHECK(value(got, "LINES") == NULL);
	CHECK(value(got, "COLUMNS") == NULL);
	CHECK(value(got, "LC_TERMINAL") == NULL);
	for (i = 0; got[i] != NULL; i++)
		CHECK(got[i][0] != '=' && strchr(got[i], '=') != NULL);
	CHECK_INT(i, 9);
	free(got);

	/* Without a terminal of ours, what describes the outer one stays. */
	got = clean(&policy, environment, NULL);
	CHECK_STR(value(got, "TERM"), "outer");
	CHECK_STR(value(got, "COLUMNS"), "4");
	free(got);

	policy.env_set = term;
	policy.nenv_set = COUNT(term);
	got = clean(&policy, environment, "xterm-256color");
	CHECK_STR(value(got, "TERM"), "mine");
	free(got);
}

static const struct test tests[] = {
    {"defaults", defaults},
    {"admitted", admitted},
    {"denied", denied},
    {"ours", ours},
    {"replaced", replaced},
};

int
main(int argc, char **argv)
{
	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
