/*
 * The secret that every connection must show: 32 random bytes in state/token,
 * mode 0600, where no sandbox can read. It is kept in the state directory and
 * not beside the server's socket because sessions outlive the runtime
 * directory: logind removes that when the user logs out.
 */
#ifndef COMMON_TOKEN_H
#define COMMON_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "common/proto.h"

/*
 * Read the token into out; made first if it is missing (two processes that do
 * so at once get the same one). state is the state directory, which must exist.
 */
int token_get(const char *state, uint8_t out[TOKEN_SIZE], struct error *e);

/* Compare in constant time. */
bool token_equal(const uint8_t a[TOKEN_SIZE], const uint8_t b[TOKEN_SIZE]);

#endif
