/*
 * Landlock as the newest kernel known to this build has it. Debian 12's
 * <linux/landlock.h> ends at ABI 2; this file stands in its place and must not
 * be included together with it. Values and layouts are the kernel's.
 */
#ifndef COMPAT_LANDLOCK_H
#define COMPAT_LANDLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef LANDLOCK_ACCESS_FS_EXECUTE
#error "<linux/landlock.h> and compat/landlock.h exclude each other"
#endif

/* The newest ABI whose rights are listed here. */
#define LANDLOCK_ABI_KNOWN 10

/* ABI 1 */
#define LANDLOCK_ACCESS_FS_EXECUTE     (UINT64_C(1) << 0)
#define LANDLOCK_ACCESS_FS_WRITE_FILE  (UINT64_C(1) << 1)
#define LANDLOCK_ACCESS_FS_READ_FILE   (UINT64_C(1) << 2)
#define LANDLOCK_ACCESS_FS_READ_DIR    (UINT64_C(1) << 3)
#define LANDLOCK_ACCESS_FS_REMOVE_DIR  (UINT64_C(1) << 4)
#define LANDLOCK_ACCESS_FS_REMOVE_FILE (UINT64_C(1) << 5)
#define LANDLOCK_ACCESS_FS_MAKE_CHAR   (UINT64_C(1) << 6)
#define LANDLOCK_ACCESS_FS_MAKE_DIR    (UINT64_C(1) << 7)
#define LANDLOCK_ACCESS_FS_MAKE_REG    (UINT64_C(1) << 8)
#define LANDLOCK_ACCESS_FS_MAKE_SOCK   (UINT64_C(1) << 9)
#define LANDLOCK_ACCESS_FS_MAKE_FIFO   (UINT64_C(1) << 10)
#define LANDLOCK_ACCESS_FS_MAKE_BLOCK  (UINT64_C(1) << 11)
#define LANDLOCK_ACCESS_FS_MAKE_SYM    (UINT64_C(1) << 12)
/* ABI 2 */
#define LANDLOCK_ACCESS_FS_REFER (UINT64_C(1) << 13)
/* ABI 3 */
#define LANDLOCK_ACCESS_FS_TRUNCATE (UINT64_C(1) << 14)
/* ABI 4 */
#define LANDLOCK_ACCESS_NET_BIND_TCP    (UINT64_C(1) << 0)
#define LANDLOCK_ACCESS_NET_CONNECT_TCP (UINT64_C(1) << 1)
/* ABI 5 */
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (UINT64_C(1) << 15)
/* ABI 6 */
#define LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET (UINT64_C(1) << 0)
#define LANDLOCK_SCOPE_SIGNAL               (UINT64_C(1) << 1)
/* ABI 9 */
#define LANDLOCK_ACCESS_FS_RESOLVE_UNIX (UINT64_C(1) << 16)
/* ABI 10 */
#define LANDLOCK_ACCESS_NET_BIND_UDP         (UINT64_C(1) << 2)
#define LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP (UINT64_C(1) << 3)

#define LANDLOCK_CREATE_RULESET_VERSION (1U << 0)

#define LANDLOCK_RULE_PATH_BENEATH 1

/*
 * Up to ABI 9's last field. An older kernel takes the longer structure as long
 * as what it does not know is 0.
 */
struct landlock_ruleset_attr {
	uint64_t handled_access_fs;
	uint64_t handled_access_net; /* ABI 4 */
	uint64_t scoped; /* ABI 6 */
};

struct landlock_path_beneath_attr {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));

_Static_assert(sizeof(struct landlock_ruleset_attr) == 24, "kernel's layout");
_Static_assert(
    sizeof(struct landlock_path_beneath_attr) == 12, "kernel's layout");

static inline int
sys_landlock_create_ruleset(
    const struct landlock_ruleset_attr *attr, size_t size, uint32_t flags)
{
	return ((int)syscall(SYS_landlock_create_ruleset, attr, size, flags));
}

static inline int
sys_landlock_add_rule(int ruleset, int type, const void *attr, uint32_t flags)
{
	return (
	    (int)syscall(SYS_landlock_add_rule, ruleset, type, attr, flags));
}

static inline int
sys_landlock_restrict_self(int ruleset, uint32_t flags)
{
	return ((int)syscall(SYS_landlock_restrict_self, ruleset, flags));
}

#endif
