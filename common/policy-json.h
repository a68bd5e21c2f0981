/* A policy as JSON, for inspect and the session's record. */
#ifndef COMMON_POLICY_JSON_H
#define COMMON_POLICY_JSON_H

#include <jansson.h>

#include "common/policy.h"

/*
 * An object, which the caller releases with json_decref:
 *
 *	profile, workdir, cwd	strings
 *	network			"blocked" or "allowed"
 *	grants		array of {path, given, access ("read", "write",
 *			"read+write"), type ("dir", "file"), source ("user",
 *			"cwd", "profile", "group"), group if that is it}
 *	denies		array of {path, source ("profile", "group"), group}
 *	links		array of {path, target}
 *	missing, protected	arrays of paths
 *	environment	{allow, deny: arrays of names; set: {NAME: value}}
 *
 * JSON is Unicode: a path that is not UTF-8 is shown with its control and
 * malformed bytes as \ooo, all others as they are. Values of variables whose
 * name is that of a secret are shown as [REDACTED].
 */
json_t *policy_json(const struct policy *p);

#endif
