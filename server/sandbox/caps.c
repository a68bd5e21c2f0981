#include "server/sandbox/caps.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	CAPS_MAX = 64 /* that the kernel's masks have room for */
};

int
caps_drop_bounding(struct error *e)
{
	unsigned cap;
	int set;

	for (cap = 0; cap < CAPS_MAX; cap++) {
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0)
			continue;
		if (errno == EINVAL)
			return (0); /* past the last one */
		/* Not allowed, but it may be gone since an earlier drop. */
		if ((set = prctl(PR_CAPBSET_READ, cap, 0, 0, 0)) == -1)
			return (0);
		if (set == 1)
			return (error_errno(e,
			    "cannot drop capability %u from the bounding set",
			    cap));
	}
	return (0);
}

int
caps_drop(struct error *e)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == -1)
		return (error_errno(e, "cannot clear ambient capabilities"));
	if (syscall(SYS_capset, &header, none) == -1)
		return (error_errno(e, "cannot drop capabilities"));
	return (0);
}

int
caps_drop_held(struct error *e)
{
	struct error ignored;

	caps_drop_bounding(&ignored);
	return (caps_drop(e));
}
