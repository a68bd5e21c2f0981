/*
 * Runs while nono is built: compiles the tables of system calls with libseccomp
 * and writes the programs as C.
 *
 *	compile-filters session >server/sandbox/seccomp-code.c
 *	compile-filters server >server/confine-code.c
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "server/confine-table.h"
#include "server/sandbox/seccomp-compile.h"

static struct sock_filter code[SECCOMP_FILTER_MAX];

static int
print_program(const char *name, int n, const struct error *e)
{
	int i;

	if (n <= 0) {
		fprintf(stderr, "compile-filters: %s: %s\n", name, e->text);
		return (1);
	}
	printf("\nstatic const struct sock_filter %s_code[] = {\n", name);
	for (i = 0; i < n; i++)
		printf("\t{%#x, %u, %u, %#x},\n", code[i].code, code[i].jt,
		    code[i].jf, code[i].k);
	printf("};\n\nconst struct seccomp_program %s = {\n"
	       "\t%s_code, sizeof %s_code / sizeof %s_code[0]\n};\n",
	    name, name, name, name);
	return (0);
}

static int
session(void)
{
	struct error e = ERROR_INIT;
	int n, status;

	printf("/* Made by tools/compile-filters.c. */\n"
	       "#include \"server/sandbox/seccomp.h\"\n");
	n = seccomp_filter_build(code, false, &e);
	status = print_program("seccomp_session", n, &e);
	n = seccomp_filter_build(code, true, &e);
	return (print_program("seccomp_session_block_net", n, &e) | status);
}

/* A call with each of n values as its second argument. */
static int
allow_requests(
    scmp_filter_ctx ctx, int call, const unsigned long *values, size_t n)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < n && rc == 0; i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 1,
		    SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, values[i]));
	return (rc);
}

static int
add_server(scmp_filter_ctx ctx)
{
	int rc = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	size_t i;

	for (i = 0; i < nconfine_calls && rc == 0; i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, confine_calls[i], 0);
	for (i = 0; i < nconfine_maps && rc == 0; i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, confine_maps[i], 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (rc == 0)
		rc = allow_requests(
		    ctx, SCMP_SYS(ioctl), confine_ioctls, nconfine_ioctls);
	if (rc == 0)
		rc = allow_requests(
		    ctx, SCMP_SYS(fcntl), confine_fcntls, nconfine_fcntls);
	return (rc);
}

/* An allow-list: what is not in it ends the process. */
static int
build_server(struct error *e)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int rc, n;

	if (ctx == NULL)
		return (error_set(e, "no memory"));
	rc = add_server(ctx);
	errno = -rc;
	n = rc != 0 ? error_errno(e, "cannot add the rules")
		    : seccomp_filter_export(ctx, code, SECCOMP_FILTER_MAX, e);
	seccomp_release(ctx);
	return (n);
}

static int
server(void)
{
	struct error e = ERROR_INIT;

	printf("/* Made by tools/compile-filters.c. */\n"
	       "#include \"server/confine.h\"\n");
	return (print_program("seccomp_server", build_server(&e), &e));
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "session") == 0)
		return (session());
	if (argc == 2 && strcmp(argv[1], "server") == 0)
		return (server());
	fprintf(stderr, "usage: compile-filters session|server\n");
	return (2);
}
