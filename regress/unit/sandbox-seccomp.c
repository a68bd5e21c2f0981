/*
 * Unit tests of the system call filter: the compiled program is run by an
 * interpreter of classic BPF, on calls that the table refuses and on their
 * neighbours.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "common/error.h"
#include "regress/unit/test.h"
#include "server/sandbox/seccomp-compile.h"
#include "server/sandbox/seccomp-table.h"
#include "server/sandbox/seccomp.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define HIGH     (UINT64_C(1) << 32)

enum {
	SCRATCH = BPF_MEMWORDS,
	NARGS = 6,
	FUZZ_ROUNDS = 200000
};

struct program {
	struct sock_filter code[SECCOMP_FILTER_MAX];
	size_t n;
};

static struct program filters[2]; /* open, network blocked */

static uint32_t
alu(const struct sock_filter *i, uint32_t a, uint32_t x)
{
	uint32_t v = BPF_SRC(i->code) == BPF_X ? x : i->k;

	switch (BPF_OP(i->code)) {
	case BPF_AND:
		return (a & v);
	case BPF_OR:
		return (a | v);
	case BPF_ADD:
		return (a + v);
	case BPF_SUB:
		return (a - v);
	case BPF_LSH:
		return (a << (v & 31));
	case BPF_RSH:
		return (a >> (v & 31));
	default:
		printf("instruction %#x is not interpreted\n", i->code);
		abort();
	}
}

static bool
taken(const struct sock_filter *i, uint32_t a, uint32_t x)
{
	uint32_t v = BPF_SRC(i->code) == BPF_X ? x : i->k;

	switch (BPF_OP(i->code)) {
	case BPF_JEQ:
		return (a == v);
	case BPF_JGT:
		return (a > v);
	case BPF_JGE:
		return (a >= v);
	case BPF_JSET:
		return ((a & v) != 0);
	default:
		printf("jump %#x is not interpreted\n", i->code);
		abort();
	}
}

/* Run a program on a call; returns what the kernel would act upon. */
static uint32_t
run(const struct program *p, const struct seccomp_data *data)
{
	uint32_t a = 0, x = 0, mem[SCRATCH] = {0};
	const struct sock_filter *i;
	size_t pc;

	for (pc = 0; pc < p->n; pc++) {
		i = &p->code[pc];
		switch (BPF_CLASS(i->code)) {
		case BPF_LD:
			if (BPF_MODE(i->code) == BPF_IMM)
				a = i->k;
			else if (BPF_MODE(i->code) == BPF_MEM)
				a = mem[i->k % SCRATCH];
			else if (i->k + sizeof a <= sizeof *data)
				memcpy(&a, (const char *)data + i->k, sizeof a);
			else
				abort();
			break;
		case BPF_LDX:
			x = BPF_MODE(i->code) == BPF_MEM ? mem[i->k % SCRATCH]
							 : i->k;
			break;
		case BPF_ST:
			mem[i->k % SCRATCH] = a;
			break;
		case BPF_STX:
			mem[i->k % SCRATCH] = x;
			break;
		case BPF_ALU:
			a = alu(i, a, x);
			break;
		case BPF_JMP:
			if (BPF_OP(i->code) == BPF_JA)
				pc += i->k;
			else
				pc += taken(i, a, x) ? i->jt : i->jf;
			break;
		case BPF_RET:
			return (BPF_RVAL(i->code) == BPF_A ? a : i->k);
		case BPF_MISC:
			if (BPF_MISCOP(i->code) == BPF_TAX)
				x = a;
			else
				a = x;
			break;
		}
	}
	printf("the program ran past its end\n");
	abort();
}

/* The errno a native call gets, 0 if it is allowed, -1 if it kills. */
static int
outcome(bool block_net, int nr, const uint64_t args[NARGS])
{
	struct seccomp_data data = {.nr = nr, .arch = seccomp_arch_native()};
	uint32_t action;

	memcpy(data.args, args, sizeof data.args);
	action = run(&filters[block_net], &data);
	if (action == SECCOMP_RET_ALLOW)
		return (0);
	if ((action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO)
		return ((int)(action & SECCOMP_RET_DATA));
	return (-1);
}

static int
outcome3(bool block_net, int nr, uint64_t a, uint64_t b, uint64_t c)
{
	const uint64_t args[NARGS] = {a, b, c};

	return (outcome(block_net, nr, args));
}

static bool
argument_matches(const struct scmp_arg_cmp *c, const uint64_t args[NARGS])
{
	uint64_t v = args[c->arg];

	switch (c->op) {
	case SCMP_CMP_EQ:
		return (v == c->datum_a);
	case SCMP_CMP_NE:
		return (v != c->datum_a);
	case SCMP_CMP_GE:
		return (v >= c->datum_a);
	case SCMP_CMP_MASKED_EQ:
		return ((v & c->datum_a) == c->datum_b);
	default:
		printf("comparison %d is not interpreted\n", (int)c->op);
		abort();
	}
}

static bool
row_matches(const struct seccomp_row *row, bool block_net, int nr,
    const uint64_t args[NARGS])
{
	unsigned i;

	if (row->nr != nr || !seccomp_row_applies(row, block_net))
		return (false);
	for (i = 0; i < row->nargs; i++) {
		if (!argument_matches(&row->args[i], args))
			return (false);
	}
	return (true);
}

/* Whether the program's answer is what the table says, read directly. */
static bool
check_call(bool block_net, int nr, const uint64_t args[NARGS])
{
	const struct seccomp_row *rows;
	int got = outcome(block_net, nr, args);
	bool any = false, agrees = false;
	size_t i, n;

	rows = seccomp_filter_rows(&n);
	for (i = 0; i < n; i++) {
		if (!row_matches(&rows[i], block_net, nr, args))
			continue;
		any = true;
		agrees = agrees || got == rows[i].error;
	}
	if (any ? agrees : got == 0)
		return (true);
	printf("call %d(%#jx, %#jx, %#jx, %#jx)%s: %d\n", nr,
	    (uintmax_t)args[0], (uintmax_t)args[1], (uintmax_t)args[2],
	    (uintmax_t)args[3], block_net ? " network blocked" : "", got);
	return (false);
}

/* What nono carries. */
static void
load(void)
{
	const struct seccomp_program *programs[2] = {
	    &seccomp_session, &seccomp_session_block_net};
	int i;

	for (i = 0; i < 2; i++) {
		if (!CHECK(programs[i]->n > 0 &&
			programs[i]->n < SECCOMP_FILTER_MAX / 2))
			exit(1);
		memcpy(filters[i].code, programs[i]->code,
		    programs[i]->n * sizeof filters[i].code[0]);
		filters[i].n = programs[i]->n;
	}
}

/* Arguments that a row matches, with bits that the kernel does not look at. */
static void
arguments_for(const struct seccomp_row *row, bool high, uint64_t args[NARGS])
{
	const struct scmp_arg_cmp *c;
	unsigned i;

	memset(args, 0, NARGS * sizeof args[0]);
	for (i = 0; i < row->nargs; i++) {
		c = &row->args[i];
		switch (c->op) {
		case SCMP_CMP_MASKED_EQ:
			args[c->arg] = c->datum_b;
			if (high)
				args[c->arg] |= ~c->datum_a;
			break;
		case SCMP_CMP_NE:
			args[c->arg] = c->datum_a + 1;
			break;
		default:
			args[c->arg] = c->datum_a;
		}
	}
}

static void
each_row(void)
{
	const struct seccomp_row *rows;
	uint64_t args[NARGS];
	size_t i, n;
	int high;

	rows = seccomp_filter_rows(&n);
	CHECK(n > 80);
	for (i = 0; i < n; i++) {
		CHECK(rows[i].why != NULL && rows[i].name != NULL);
		if (rows[i].nr < 0)
			continue;
		for (high = 0; high < 2; high++) {
			arguments_for(&rows[i], high == 1, args);
			CHECK(outcome(true, rows[i].nr, args) > 0);
			CHECK(check_call(true, rows[i].nr, args));
			CHECK(check_call(false, rows[i].nr, args));
			if (rows[i].when == SECCOMP_BLOCKED)
				CHECK_INT(outcome(false, rows[i].nr, args), 0);
		}
	}
}

/* All calls there are, without arguments that matter. */
static void
each_call(void)
{
	const uint64_t zero[NARGS] = {0};
	uint64_t ones[NARGS];
	int nr, i;

	for (i = 0; i < NARGS; i++)
		ones[i] = UINT64_MAX;
	for (nr = 0; nr <= seccomp_filter_last(); nr++) {
		CHECK(check_call(false, nr, zero));
		CHECK(check_call(true, nr, zero));
		CHECK(check_call(false, nr, ones));
		CHECK(check_call(true, nr, ones));
	}
}

static void
newer_calls(void)
{
	static const int numbers[] = {1, 2, 10, 100, 10000, 0x3ffff000};
	const uint64_t zero[NARGS] = {0};
	size_t i;

	CHECK_INT(outcome(false, seccomp_filter_last(), zero), 0);
	for (i = 0; i < COUNT(numbers); i++)
		CHECK_INT(
		    outcome(false, seccomp_filter_last() + numbers[i], zero),
		    ENOSYS);
	CHECK_INT(outcome(false, SYS_clone3, zero), ENOSYS);
	CHECK_INT(outcome(false, SYS_io_uring_setup, zero), ENOSYS);
}

/* Written out, so that a table that lost a row is found. */
static void
terminal_requests(void)
{
	static const unsigned refused[] = {TIOCSTI, TIOCLINUX, TIOCSETD,
	    TIOCCONS},
			      allowed[] = {TCGETS, TCSETS, TIOCGWINSZ,
				  TIOCSWINSZ, TIOCSCTTY, TIOCGPTN, TIOCSPTLCK,
				  FIONREAD, TIOCSPGRP, FIONBIO, FIOCLEX};
	size_t i;

	for (i = 0; i < COUNT(refused); i++) {
		CHECK_INT(outcome3(false, SYS_ioctl, 0, refused[i], 0), EPERM);
		CHECK_INT(
		    outcome3(false, SYS_ioctl, 0, HIGH | refused[i], 0), EPERM);
		CHECK_INT(outcome3(false, SYS_ioctl, 0,
			      ~UINT64_C(0xffffffff) | refused[i], 0),
		    EPERM);
	}
	for (i = 0; i < COUNT(allowed); i++) {
		CHECK_INT(outcome3(false, SYS_ioctl, 0, allowed[i], 0), 0);
		CHECK_INT(
		    outcome3(false, SYS_ioctl, 0, HIGH | allowed[i], 0), 0);
		/* A request is the second argument, nothing else. */
		CHECK_INT(
		    outcome3(false, SYS_ioctl, TIOCSTI, allowed[i], TIOCSTI),
		    0);
	}
}

static void
new_namespaces(void)
{
	static const unsigned flags[] = {CLONE_NEWUSER, CLONE_NEWNS,
	    CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWIPC, CLONE_NEWUTS,
	    CLONE_NEWCGROUP};
	size_t i;

	for (i = 0; i < COUNT(flags); i++) {
		CHECK_INT(outcome3(false, SYS_unshare, flags[i], 0, 0), EPERM);
		CHECK_INT(
		    outcome3(false, SYS_unshare, HIGH | flags[i], 0, 0), EPERM);
		CHECK_INT(
		    outcome3(false, SYS_unshare, flags[i] | CLONE_FS, 0, 0),
		    EPERM);
		CHECK_INT(
		    outcome3(false, SYS_clone, flags[i] | 17, 0, 0), EPERM);
	}
	CHECK_INT(outcome3(false, SYS_unshare, CLONE_NEWTIME, 0, 0), EPERM);
	CHECK_INT(
	    outcome3(false, SYS_unshare, CLONE_FS | CLONE_FILES, 0, 0), 0);
	/* fork, vfork, threads */
	CHECK_INT(outcome3(false, SYS_clone, 17, 0, 0), 0);
	CHECK_INT(
	    outcome3(false, SYS_clone, CLONE_VM | CLONE_VFORK | 17, 0, 0), 0);
	CHECK_INT(outcome3(false, SYS_clone, 0x3d0f00, 0, 0), 0);
}

static void
socket_families(void)
{
	uint64_t family, type, protocol;
	int want;

	for (family = 0; family < 70; family++) {
		want = family == AF_UNIX || family == AF_INET ||
			family == AF_INET6 || family == AF_NETLINK
		    ? 0
		    : EAFNOSUPPORT;
		CHECK_INT(
		    outcome3(false, SYS_socket, family, SOCK_STREAM, 0), want);
		CHECK_INT(
		    outcome3(false, SYS_socket, HIGH | family, SOCK_STREAM, 0),
		    EAFNOSUPPORT);
		if (family == AF_INET || family == AF_INET6)
			want = EAFNOSUPPORT;
		CHECK_INT(
		    outcome3(true, SYS_socket, family, SOCK_STREAM, 0), want);
		CHECK_INT(
		    outcome3(false, SYS_socketpair, family, SOCK_STREAM, 0),
		    family == AF_UNIX ? 0 : EAFNOSUPPORT);
	}
	for (protocol = 0; protocol < 40; protocol++) {
		want = protocol == 0 ? 0 : EPROTONOSUPPORT;
		CHECK_INT(
		    outcome3(true, SYS_socket, AF_NETLINK, SOCK_RAW, protocol),
		    want);
		CHECK_INT(outcome3(false, SYS_socket, AF_NETLINK, SOCK_RAW,
			      HIGH | protocol),
		    EPROTONOSUPPORT);
	}
	for (family = AF_INET; family <= AF_INET6; family += 8) {
		for (type = 0; type < 16; type++) {
			want = type == 5 || type == 6 ? ESOCKTNOSUPPORT : 0;
			CHECK_INT(
			    outcome3(false, SYS_socket, family, type, 0), want);
			CHECK_INT(
			    outcome3(false, SYS_socket, family,
				type | SOCK_CLOEXEC | SOCK_NONBLOCK | HIGH, 0),
			    want);
		}
	}
	CHECK_INT(outcome3(true, SYS_socket, AF_UNIX, SOCK_SEQPACKET, 0), 0);
}

static void
socket_protocols(void)
{
	static const unsigned refused[] = {33, 115, 132, 136, 256, 262};
	static const unsigned allowed[] = {0, 1, 6, 17, 58};
	size_t i;

	for (i = 0; i < COUNT(refused); i++) {
		CHECK_INT(outcome3(false, SYS_socket, AF_INET, SOCK_STREAM,
			      refused[i]),
		    EPROTONOSUPPORT);
		CHECK_INT(outcome3(false, SYS_socket, AF_INET6, SOCK_STREAM,
			      HIGH | refused[i]),
		    EPROTONOSUPPORT);
	}
	for (i = 0; i < COUNT(allowed); i++)
		CHECK_INT(outcome3(false, SYS_socket, AF_INET, SOCK_STREAM,
			      allowed[i]),
		    0);
}

static void
fast_open(void)
{
	const uint64_t flag = 0x20000000;
	const uint64_t sendto[NARGS] = {3, 0, 0, flag | HIGH};
	const uint64_t other[NARGS] = {flag, flag, flag, MSG_DONTWAIT, flag};

	CHECK_INT(outcome(true, SYS_sendto, sendto), EOPNOTSUPP);
	CHECK_INT(outcome(true, SYS_sendmmsg, sendto), EOPNOTSUPP);
	CHECK_INT(outcome3(true, SYS_sendmsg, 3, 0, flag), EOPNOTSUPP);
	CHECK_INT(outcome(true, SYS_sendto, other), 0);
	CHECK_INT(outcome(false, SYS_sendto, sendto), 0);
}

static void
other_processes(void)
{
	CHECK_INT(outcome3(false, SYS_prlimit64, 0, 7, 0), 0);
	CHECK_INT(outcome3(false, SYS_prlimit64, 1, 7, 0), EPERM);
	CHECK_INT(outcome3(false, SYS_prlimit64, UINT64_MAX, 7, 0), EPERM);
	CHECK_INT(outcome3(false, SYS_ptrace, 0, 0, 0), 0);
	CHECK_INT(outcome3(false, SYS_kill, 1, 9, 0), 0);
}

/* Every call of another architecture ends the process. */
static void
architectures(void)
{
	static const uint32_t others[] = {AUDIT_ARCH_I386, AUDIT_ARCH_X86_64,
	    AUDIT_ARCH_ARM, AUDIT_ARCH_AARCH64, AUDIT_ARCH_MIPS, 0};
	struct seccomp_data data = {0};
	uint32_t action;
	size_t i;
	int nr;

	for (i = 0; i < COUNT(others); i++) {
		if (others[i] == seccomp_arch_native())
			continue;
		for (nr = 0; nr < 1000; nr += 7) {
			data.arch = others[i];
			data.nr = nr;
			action = run(&filters[0], &data);
			CHECK_INT(action, SECCOMP_RET_KILL_PROCESS);
		}
	}
#if defined(__x86_64__) && !defined(__ILP32__)
	data.arch = AUDIT_ARCH_X86_64;
	for (nr = 0; nr < 1000; nr += 7) {
		data.nr = nr | 0x40000000; /* x32 */
		action = run(&filters[0], &data);
		CHECK_INT(action, SECCOMP_RET_KILL_PROCESS);
	}
#endif
}

/* The program against the table, on arguments near those that matter. */
static void
fuzz(void)
{
	static const uint64_t near[] = {0, 1, 2, 5, 6, 10, 16, 17, 33, 132, 256,
	    262, 0x5412, 0x10000000, 0x20000000, 0x7e020000, UINT32_MAX, HIGH,
	    HIGH | 1, HIGH | 16, UINT64_MAX};
	const struct seccomp_row *rows;
	uint64_t args[NARGS];
	size_t i, j, n;

	srand(1);
	rows = seccomp_filter_rows(&n);
	for (i = 0; i < FUZZ_ROUNDS; i++) {
		const struct seccomp_row *row = &rows[(size_t)rand() % n];

		if (row->nr < 0)
			continue;
		arguments_for(row, rand() % 2 == 0, args);
		for (j = 0; j < NARGS; j++) {
			if (rand() % 4 == 0)
				args[j] = near[(size_t)rand() % COUNT(near)];
			if (rand() % 8 == 0)
				args[j] ^= UINT64_C(1) << (rand() % 64);
		}
		if (!CHECK(check_call(i % 2 == 0, row->nr, args)))
			return;
	}
}

static const struct test tests[] = {
    {"each-row", each_row},
    {"each-call", each_call},
    {"newer-calls", newer_calls},
    {"terminal-requests", terminal_requests},
    {"new-namespaces", new_namespaces},
    {"socket-families", socket_families},
    {"socket-protocols", socket_protocols},
    {"fast-open", fast_open},
    {"other-processes", other_processes},
    {"architectures", architectures},
    {"fuzz", fuzz},
};

int
main(int argc, char **argv)
{
	load();
	return (test_main(tests, sizeof tests / sizeof tests[0], argc, argv));
}
