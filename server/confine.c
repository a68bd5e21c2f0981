#include "server/confine.h"

#include <sys/prctl.h>
#include <unistd.h>

#include "compat/landlock.h"
#include "server/sandbox/caps.h"
#include "server/sandbox/landlock.h"
#include "server/sandbox/seccomp.h"

/* Every right the kernel knows is taken away, none is granted. */
static int
deny_files(struct error *e)
{
	int abi = landlock_abi(), ruleset, result;
	struct landlock_ruleset_attr attr = {
	    .handled_access_fs = landlock_known_fs(abi),
	    .handled_access_net = landlock_known_net(abi),
	    .scoped = landlock_known_scopes(abi),
	};

	/* Without Landlock the filter alone keeps it from opening anything. */
	if (abi == 0)
		return (0);
	ruleset = sys_landlock_create_ruleset(&attr, sizeof attr, 0);
	if (ruleset == -1)
		return (error_errno(e, "cannot make a Landlock ruleset"));
	result = landlock_enter(ruleset, e);
	close(ruleset);
	return (result);
}

int
server_confine(struct error *e)
{
	if (prctl(PR_SET_DUMPABLE, 0) == -1 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return (error_errno(e, "cannot give up privileges"));
	if (caps_drop_held(e) == -1 || deny_files(e) == -1)
		return (-1);
	return (seccomp_enter(&seccomp_server, e));
}
