/*
 * The child's environment. What ours has is kept unless a table says that it
 * would let code in, or hand out something that is the user's alone.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/xmalloc.h"
#include "server/sandbox/apply.h"

/*
 * Patterns are a name, PREFIX*, *SUFFIX or *PART*. Never in the child,
 * whatever the policy says: what speaks of or to the server.
 */
static const char *const ours[] = {"NONO_*", "PWD", "OLDPWD", NULL};

/*
 * A loader or an interpreter obeys these before the program's first line. Kept
 * only if the policy names them in full.
 */
static const char *const injecting[] = {
    /* loader and C library */
    "LD_*",
    "DYLD_*",
    "GLIBC_TUNABLES",
    "GCONV_PATH",
    "LOCPATH",
    /* shells */
    "BASH_ENV",
    "BASH_FUNC_*",
    "BASHOPTS",
    "CDPATH",
    "ENV",
    "GLOBIGNORE",
    "IFS",
    "PROMPT_COMMAND",
    "PS4",
    "SHELLOPTS",
    /* languages */
    "DOTNET_STARTUP_HOOKS",
    "GEM_*",
    "GOFLAGS",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS",
    "NODE_OPTIONS",
    "NODE_PATH",
    "PERL5LIB",
    "PERL5OPT",
    "PYTHONHOME",
    "PYTHONINSPECT",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "RUBYLIB",
    "RUBYOPT",
    "RUSTC_WRAPPER",
    /* programs run by others */
    "GIT_ASKPASS",
    "GIT_CONFIG_*",
    "GIT_EXEC_PATH",
    "GIT_EXTERNAL_DIFF",
    "GIT_SSH_COMMAND",
    "LESSCLOSE",
    "LESSOPEN",
    "SSH_ASKPASS",
    "SUDO_ASKPASS",
    NULL,
};

/*
 * The user's own authority: sockets of agents and desktops, and secrets. Kept
 * if the policy names them, in full or by a prefix. In any case, as secrets are
 * named in lower case too.
 */
static const char *const authority[] = {
    "CONTAINER_HOST",
    "DBUS_*",
    "DISPLAY",
    "DOCKER_HOST",
    "GPG_AGENT_INFO",
    "I3SOCK",
    "KITTY_LISTEN_ON",
    "KUBECONFIG",
    "LISTEN_*",
    "NOTIFY_SOCKET",
    "SSH_AGENT_PID",
    "SSH_AUTH_SOCK",
    "STY",
    "SWAYSOCK",
    "TMUX*",
    "VSCODE_*",
    "WAYLAND_DISPLAY",
    "WEZTERM_UNIX_SOCKET",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
    "*_API_KEY",
    "*_PASSWORD",
    "*_SECRET*",
    "*_TOKEN",
    "AWS_*",
    "AZURE_*",
    "DATABASE_URL",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "OP_*",
    "VAULT_*",
    NULL,
};

/* These describe the terminal that the child does not run in. */
static const char *const terminal[] = {
    "ALACRITTY_*",
    "COLORTERM",
    "COLUMNS",
    "GHOSTTY_*",
    "ITERM_*",
    "KITTY_*",
    "KONSOLE_*",
    "LC_TERMINAL*",
    "LINES",
    "TERM",
    "TERMCAP",
    "TERM_*",
    "VTE_VERSION",
    "WEZTERM_*",
    "WINDOWID",
    "WT_*",
    NULL,
};

typedef int (*compare_fn)(const char *, const char *, size_t);

/* Whether a name of len bytes matches a pattern. */
static bool
matches(const char *pattern, const char *name, size_t len, compare_fn compare)
{
	size_t plen = strlen(pattern), at;
	bool before = pattern[0] == '*';
	bool after = plen > 0 && pattern[plen - 1] == '*';

	if (before) {
		pattern++;
		plen--;
	}
	if (after && plen > 0)
		plen--;
	if (plen > len || (!before && !after && plen != len))
		return (false);
	if (!before)
		return (compare(pattern, name, plen) == 0);
	if (!after)
		return (compare(pattern, name + len - plen, plen) == 0);
	for (at = 0; at + plen <= len; at++) {
		if (compare(pattern, name + at, plen) == 0)
			return (true);
	}
	return (false);
}

static bool
in_table(
    const char *const *table, const char *name, size_t len, compare_fn compare)
{
	for (; *table != NULL; table++) {
		if (matches(*table, name, len, compare))
			return (true);
	}
	return (false);
}

/* Whether one of the policy's patterns matches; exact: only those in full. */
static bool
named(char *const *patterns, size_t n, const char *name, size_t len, bool exact)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (exact && strchr(patterns[i], '*') != NULL)
			continue;
		if (matches(patterns[i], name, len, strncmp))
			return (true);
	}
	return (false);
}

static bool
kept(const struct policy *policy, const char *name, size_t len)
{
	char *const *allow = policy->env_allow;
	size_t n = policy->nenv_allow;

	if (in_table(ours, name, len, strncmp) ||
	    named(policy->env_deny, policy->nenv_deny, name, len, false))
		return (false);
	if (in_table(injecting, name, len, strncmp))
		return (named(allow, n, name, len, true));
	if (in_table(authority, name, len, strncasecmp))
		return (named(allow, n, name, len, false));
	return (true);
}

/* Strings that will be copied into one allocation; all borrowed. */
struct variables {
	struct variable {
		const char *name, *value;
		size_t len; /* of the name */
	} * v;
	size_t n;
};

static void
set(struct variables *vars, const char *name, size_t len, const char *value)
{
	size_t i;

	for (i = 0; i < vars->n; i++) {
		if (vars->v[i].len == len &&
		    memcmp(vars->v[i].name, name, len) == 0)
			break;
	}
	if (i == vars->n)
		vars->n++;
	vars->v[i] =
	    (struct variable){.name = name, .value = value, .len = len};
}

static void
inherit(struct variables *vars, const struct policy *policy,
    char *const *environment, bool new_terminal)
{
	const char *equals;
	size_t len;

	for (; *environment != NULL; environment++) {
		equals = strchr(*environment, '=');
		if (equals == NULL || equals == *environment)
			continue;
		len = (size_t)(equals - *environment);
		if (!kept(policy, *environment, len))
			continue;
		if (new_terminal &&
		    in_table(terminal, *environment, len, strncmp))
			continue;
		set(vars, *environment, len, equals + 1);
	}
}

static char **
pack(const struct variables *vars)
{
	size_t i, value, size = (vars->n + 1) * sizeof(char *);
	char **result, *p;

	for (i = 0; i < vars->n; i++)
		size += vars->v[i].len + strlen(vars->v[i].value) + 2;
	result = xmalloc(size);
	p = (char *)&result[vars->n + 1];
	for (i = 0; i < vars->n; i++) {
		value = strlen(vars->v[i].value) + 1;
		result[i] = p;
		memcpy(p, vars->v[i].name, vars->v[i].len);
		p += vars->v[i].len;
		*p++ = '=';
		memcpy(p, vars->v[i].value, value);
		p += value;
	}
	result[i] = NULL;
	return (result);
}

char **
sandbox_environment(const struct plan *plan, char *const *environment,
    const char *session, const char *term)
{
	const struct policy *policy = plan->policy;
	struct variables vars = {0};
	size_t n = 0, i;
	char **result;

	while (environment[n] != NULL)
		n++;
	vars.v = xcalloc(n + policy->nenv_set + 5, sizeof *vars.v);
	inherit(&vars, policy, environment, term != NULL);
	set(&vars, "TMPDIR", strlen("TMPDIR"), plan->tmpdir);
	if (term != NULL) {
		set(&vars, "TERM", strlen("TERM"), term);
		set(&vars, "COLORTERM", strlen("COLORTERM"), "truecolor");
	}
	for (i = 0; i < policy->nenv_set; i++)
		set(&vars, policy->env_set[i].name,
		    strlen(policy->env_set[i].name), policy->env_set[i].value);
	set(&vars, "PWD", strlen("PWD"), plan->cwd);
	if (session != NULL)
		set(&vars, "NONO_SESSION_ID", strlen("NONO_SESSION_ID"),
		    session);
	result = pack(&vars);
	free(vars.v);
	return (result);
}
