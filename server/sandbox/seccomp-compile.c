#include "server/sandbox/seccomp-compile.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/sandbox/seccomp-table.h"

enum {
	X32_BIT = 0x40000000
};

/* libseccomp returns negative errno values. */
static int
library_error(int rc, const char *doing, const char *what, struct error *e)
{
	errno = -rc;
	return (
	    error_errno(e, "system call filter: cannot %s %s", doing, what));
}

static int
add_rows(scmp_filter_ctx ctx, bool block_net, struct error *e)
{
	const struct seccomp_row *rows;
	size_t i, nrows;
	int rc;

	rows = seccomp_filter_rows(&nrows);
	for (i = 0; i < nrows; i++) {
		if (!seccomp_row_applies(&rows[i], block_net))
			continue;
		rc = seccomp_rule_add_array(ctx,
		    SCMP_ACT_ERRNO((unsigned)rows[i].error), rows[i].nr,
		    rows[i].nargs, rows[i].args);
		if (rc < 0)
			return (library_error(rc, "refuse", rows[i].name, e));
	}
	return (0);
}

/* libseccomp 2.5 exports to a descriptor only. */
int
seccomp_filter_export(
    scmp_filter_ctx ctx, struct sock_filter *code, size_t max, struct error *e)
{
	size_t size = max * sizeof *code;
	int fd, rc;
	ssize_t n;

	fd = memfd_create("filter", MFD_CLOEXEC);
	if (fd == -1)
		return (error_errno(e, "system call filter: memory file"));
	rc = seccomp_export_bpf(ctx, fd);
	if (rc < 0) {
		close(fd);
		return (library_error(rc, "export", "it", e));
	}
	n = pread(fd, code, size, 0);
	close(fd);
	if (n <= 0 || (size_t)n == size || (size_t)n % sizeof *code != 0)
		return (error_set(e, "system call filter: %zd bytes", n));
	return ((int)((size_t)n / sizeof *code));
}

/*
 * What libseccomp cannot say: no number past the last one known. Numbers of
 * other architectures fall through to libseccomp's own check.
 */
static size_t
put_newer(struct sock_filter *code)
{
	const struct sock_filter newer[] = {
	    BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, seccomp_arch_native(), 0, 4),
	    BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 2, 0),
	    BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, (unsigned)seccomp_filter_last(),
		0, 1),
	    BPF_STMT(BPF_RET | BPF_K,
		SECCOMP_RET_ERRNO | (ENOSYS & SECCOMP_RET_DATA)),
	};

	memcpy(code, newer, sizeof newer);
	return (sizeof newer / sizeof newer[0]);
}

int
seccomp_filter_build(struct sock_filter *code, bool block_net, struct error *e)
{
	size_t first = put_newer(code);
	scmp_filter_ctx ctx;
	int n, rc;

	ctx = seccomp_init(SCMP_ACT_ALLOW);
	if (ctx == NULL)
		return (error_set(e, "system call filter: cannot make one"));
	n = -1;
	if ((rc = seccomp_attr_set(
		 ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS)) < 0)
		library_error(rc, "kill", "other architectures", e);
	else if ((rc = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2)) < 0)
		library_error(rc, "order", "it", e);
	else if (add_rows(ctx, block_net, e) == 0)
		n = seccomp_filter_export(
		    ctx, code + first, SECCOMP_FILTER_MAX - first, e);
	seccomp_release(ctx);
	return (n == -1 ? -1 : n + (int)first);
}
