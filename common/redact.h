/*
 * Command lines without their secrets, for the session's record and for ps.
 * It is a filter of last resort: it knows how secrets are usually passed, and
 * it hides rather too much than too little. What it hides:
 *
 *	--token X, --api-key=X, -token X	flags with a secret's name
 *	NAME=X, name: X, "name": "X"	variables, headers and JSON, the same
 *	-u USER:X, --proxy-user USER:X	what stands behind the colon
 *	scheme://USER:X@host		likewise
 *	?token=X&key=Y			in URLs
 *	Bearer X			where X is long
 *	sk-... ghp_... AKIA... xox?-...	and other shapes of tokens
 *	-----BEGIN ... PRIVATE KEY----- and what follows
 *
 * also inside a word, as in sh -c "curl -H 'Authorization: X' ...".
 */
#ifndef COMMON_REDACT_H
#define COMMON_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#define REDACTED "[REDACTED]"

/*
 * Whether a value by this name (of a variable, flag, header, key) is a secret.
 * Case, - and _ do not count.
 */
bool redact_is_secret(const char *name);

/*
 * Copy a command of argc words, without its secrets, into a new array, NULL at
 * its end. The caller frees it and each word.
 */
char **redact_command(size_t argc, char *const *argv);

#endif
