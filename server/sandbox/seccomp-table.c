#include "server/sandbox/seccomp-table.h"

#include <errno.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

/* Numbers that libseccomp 2.5.4 lacks; all architectures agree from 424 on. */
#define SINCE_CLONE3(x86_64_nr) (SYS_clone3 + ((x86_64_nr)-435))

enum {
	NR_OPEN_TREE_ATTR = SINCE_CLONE3(467),
	NR_LAST = SINCE_CLONE3(469), /* file_setattr, Linux 6.17 */
	X32_BIT = 0x40000000,
	SOCK_TYPE_BITS = 0xf,
	SOCK_DCCP_TYPE = 6,
	PROTO_DCCP = 33,
	PROTO_L2TP = 115,
	PROTO_SCTP = 132,
	PROTO_UDPLITE = 136,
	PROTO_SMC = 256,
	PROTO_MPTCP = 262,
	NETLINK_ROUTE_PROTO = 0,
};

/* The kernel takes 32 bits of these arguments, so no more may be compared. */
#define LOW32 0xffffffffu

#if defined(__s390__) || defined(__CRIS__)
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

#define ROW(call, err, because)                                      \
	{                                                            \
		.nr = SCMP_SYS(call), .name = #call, .error = (err), \
		.why = (because), .nargs = 0                         \
	}
#define ROW_IF(call, err, because, arg0, compare, x, y)              \
	{                                                            \
		.nr = SCMP_SYS(call), .name = #call, .error = (err), \
		.why = (because), .nargs = 1, .args = {              \
			{(arg0), (compare), (x), (y)},               \
		}                                                    \
	}
#define ROW_BLOCK_NET(call, err, because, arg0, compare, x, y)         \
	{                                                              \
		.nr = SCMP_SYS(call), .name = #call, .error = (err),   \
		.when = SECCOMP_BLOCKED, .why = (because), .nargs = 1, \
		.args = {                                              \
			{(arg0), (compare), (x), (y)},                 \
		}                                                      \
	}
/* A flag among 32 bits. */
#define ROW_FLAG(call, arg0, flag, because) \
	ROW_IF(call, EPERM, because, arg0, SCMP_CMP_MASKED_EQ, flag, flag)
#define ROW_IOCTL(request, because) \
	ROW_IF(ioctl, EPERM, because, 1, SCMP_CMP_MASKED_EQ, LOW32, request)
#define ROW_FAMILY(family, because) \
	ROW_IF(socket, EAFNOSUPPORT, because, 0, SCMP_CMP_EQ, family, 0)
#define ROW_PROTOCOL(protocol, because)                                        \
	ROW_IF(socket, EPROTONOSUPPORT, because, 2, SCMP_CMP_MASKED_EQ, LOW32, \
	    protocol)
#define ROW_INET_TYPE(family, type, because)                             \
	{                                                                \
		.nr = SCMP_SYS(socket), .name = "socket",                \
		.error = ESOCKTNOSUPPORT, .when = SECCOMP_OPEN,          \
		.why = (because), .nargs = 2, .args = {                  \
			{0, SCMP_CMP_EQ, (family), 0},                   \
			{1, SCMP_CMP_MASKED_EQ, SOCK_TYPE_BITS, (type)}, \
		}                                                        \
	}

static const char namespaces[] = "a user namespace opens most of the kernel";
static const char mounts[] = "a mount changes what paths mean";
static const char rings[] = "a ring makes calls that no filter sees";
static const char typing[] = "types into or takes over a terminal";
static const char keys[] = "the keyring is the user's, not the session's";
static const char surface[] = "seldom used, often exploited";
static const char machine[] = "belongs to the machine";
static const char times[] = "the clock is the machine's";
static const char families[] = "reaches the hypervisor, hardware or modules";
static const char protocols[] = "is not TCP to Landlock, but reaches its ports";
static const char no_network[] = "the network is blocked";

static const struct seccomp_row rows[] = {
    /* Namespaces. clone3's flags are in memory, where a filter cannot look. */
    ROW(clone3, ENOSYS, namespaces),
    ROW(setns, EPERM, namespaces),
    ROW_FLAG(unshare, 0, CLONE_NEWUSER, namespaces),
    ROW_FLAG(unshare, 0, CLONE_NEWNS, namespaces),
    ROW_FLAG(unshare, 0, CLONE_NEWNET, namespaces),
    ROW_FLAG(unshare, 0, CLONE_NEWPID, namespaces),
    ROW_FLAG(unshare, 0, CLONE_NEWIPC, namespaces),
    ROW_FLAG(unshare, 0, CLONE_NEWUTS, namespaces),
    ROW_FLAG(unshare, 0, CLONE_NEWCGROUP, namespaces),
    ROW_FLAG(unshare, 0, CLONE_NEWTIME, namespaces),
    ROW_FLAG(clone, CLONE_FLAGS, CLONE_NEWUSER, namespaces),
    ROW_FLAG(clone, CLONE_FLAGS, CLONE_NEWNS, namespaces),
    ROW_FLAG(clone, CLONE_FLAGS, CLONE_NEWNET, namespaces),
    ROW_FLAG(clone, CLONE_FLAGS, CLONE_NEWPID, namespaces),
    ROW_FLAG(clone, CLONE_FLAGS, CLONE_NEWIPC, namespaces),
    ROW_FLAG(clone, CLONE_FLAGS, CLONE_NEWUTS, namespaces),
    ROW_FLAG(clone, CLONE_FLAGS, CLONE_NEWCGROUP, namespaces),

    /* Mounts. Landlock refuses most of them, but not the detached ones. */
    ROW(mount, EPERM, mounts),
    ROW(umount, EPERM, mounts),
    ROW(umount2, EPERM, mounts),
    ROW(pivot_root, EPERM, mounts),
    ROW(chroot, EPERM, mounts),
    ROW(fsopen, EPERM, mounts),
    ROW(fsconfig, EPERM, mounts),
    ROW(fsmount, EPERM, mounts),
    ROW(fspick, EPERM, mounts),
    ROW(open_tree, EPERM, mounts),
    ROW(move_mount, EPERM, mounts),
    ROW(mount_setattr, EPERM, mounts),
    {.nr = NR_OPEN_TREE_ATTR,
	.name = "open_tree_attr",
	.error = EPERM,
	.why = mounts},

    ROW(io_uring_setup, ENOSYS, rings),
    ROW(io_uring_enter, ENOSYS, rings),
    ROW(io_uring_register, ENOSYS, rings),

    ROW_IOCTL(TIOCSTI, typing),
    ROW_IOCTL(TIOCLINUX, typing),
    ROW_IOCTL(TIOCSETD, typing),
    ROW_IOCTL(TIOCCONS, typing),

    ROW_IF(prlimit64, EPERM, "changes the limits of other processes", 0,
	SCMP_CMP_NE, 0, 0),

    ROW(keyctl, EPERM, keys),
    ROW(add_key, EPERM, keys),
    ROW(request_key, EPERM, keys),

    ROW(bpf, EPERM, surface),
    ROW(perf_event_open, EPERM, surface),
    ROW(userfaultfd, EPERM, surface),
    ROW(fanotify_init, EPERM, surface),
    ROW(open_by_handle_at, EPERM, "opens files without a path"),
    ROW(quotactl, EPERM, surface),
    ROW(quotactl_fd, EPERM, surface),
    ROW(lookup_dcookie, EPERM, surface),
    ROW(nfsservctl, EPERM, surface),
    ROW(modify_ldt, EPERM, surface),
    ROW(vm86, EPERM, surface),
    ROW(vm86old, EPERM, surface),
    ROW(move_pages, EPERM, surface),
    ROW(migrate_pages, EPERM, surface),

    ROW(kexec_load, EPERM, machine),
    ROW(kexec_file_load, EPERM, machine),
    ROW(create_module, EPERM, machine),
    ROW(init_module, EPERM, machine),
    ROW(finit_module, EPERM, machine),
    ROW(delete_module, EPERM, machine),
    ROW(acct, EPERM, machine),
    ROW(swapon, EPERM, machine),
    ROW(swapoff, EPERM, machine),
    ROW(reboot, EPERM, machine),
    ROW(iopl, EPERM, machine),
    ROW(ioperm, EPERM, machine),
    ROW(syslog, EPERM, machine),
    ROW(sethostname, EPERM, machine),
    ROW(setdomainname, EPERM, machine),
    ROW(vhangup, EPERM, machine),
    ROW(settimeofday, EPERM, times),
    ROW(stime, EPERM, times),
    ROW(clock_settime, EPERM, times),
    ROW(clock_settime64, EPERM, times),
    ROW(clock_adjtime, EPERM, times),
    ROW(clock_adjtime64, EPERM, times),

    /*
     * Socket families: all but AF_UNIX (1), AF_INET (2), AF_INET6 (10) and
     * AF_NETLINK (16), the last for NETLINK_ROUTE only, which lists
     * interfaces. An argument can be compared only once in a rule, hence one
     * for each. Bits above 32, which the kernel drops, are past the last one.
     */
    ROW_FAMILY(0, families),
    ROW_FAMILY(3, families),
    ROW_FAMILY(4, families),
    ROW_FAMILY(5, families),
    ROW_FAMILY(6, families),
    ROW_FAMILY(7, families),
    ROW_FAMILY(8, families),
    ROW_FAMILY(9, families),
    ROW_FAMILY(11, families),
    ROW_FAMILY(12, families),
    ROW_FAMILY(13, families),
    ROW_FAMILY(14, families),
    ROW_FAMILY(15, families),
    ROW_IF(socket, EAFNOSUPPORT, families, 0, SCMP_CMP_GE, 17, 0),
    {.nr = SCMP_SYS(socket),
	.name = "socket",
	.error = EPROTONOSUPPORT,
	.why = "talks to the kernel's audit, firewall and device layers",
	.nargs = 2,
	.args = {{0, SCMP_CMP_EQ, AF_NETLINK, 0},
	    {2, SCMP_CMP_NE, NETLINK_ROUTE_PROTO, 0}}},
    ROW_IF(socketpair, EAFNOSUPPORT, families, 0, SCMP_CMP_NE, AF_UNIX, 0),

    ROW_PROTOCOL(PROTO_MPTCP, protocols),
    ROW_PROTOCOL(PROTO_SCTP, protocols),
    ROW_PROTOCOL(PROTO_SMC, protocols),
    ROW_PROTOCOL(PROTO_DCCP, families),
    ROW_PROTOCOL(PROTO_L2TP, families),
    ROW_PROTOCOL(PROTO_UDPLITE, families),
    ROW_INET_TYPE(AF_INET, SOCK_SEQPACKET, protocols), /* SCTP, unnamed */
    ROW_INET_TYPE(AF_INET6, SOCK_SEQPACKET, protocols),
    ROW_INET_TYPE(AF_INET, SOCK_DCCP_TYPE, families),
    ROW_INET_TYPE(AF_INET6, SOCK_DCCP_TYPE, families),

    /* Fast open connects without connect(2), on a socket that was inherited. */
    ROW_BLOCK_NET(socket, EAFNOSUPPORT, no_network, 0, SCMP_CMP_EQ, AF_INET, 0),
    ROW_BLOCK_NET(
	socket, EAFNOSUPPORT, no_network, 0, SCMP_CMP_EQ, AF_INET6, 0),
    ROW_BLOCK_NET(sendto, EOPNOTSUPP, no_network, 3, SCMP_CMP_MASKED_EQ,
	MSG_FASTOPEN, MSG_FASTOPEN),
    ROW_BLOCK_NET(sendmsg, EOPNOTSUPP, no_network, 2, SCMP_CMP_MASKED_EQ,
	MSG_FASTOPEN, MSG_FASTOPEN),
    ROW_BLOCK_NET(sendmmsg, EOPNOTSUPP, no_network, 3, SCMP_CMP_MASKED_EQ,
	MSG_FASTOPEN, MSG_FASTOPEN),
};

enum {
	NROWS = sizeof rows / sizeof rows[0]
};

const struct seccomp_row *
seccomp_filter_rows(size_t *n)
{
	*n = NROWS;
	return (rows);
}

bool
seccomp_row_applies(const struct seccomp_row *row, bool block_net)
{
	return (row->nr >= 0 &&
	    row->when != (block_net ? SECCOMP_OPEN : SECCOMP_BLOCKED));
}

int
seccomp_filter_last(void)
{
	return (NR_LAST);
}
