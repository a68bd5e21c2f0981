/*
 * Unix stream sockets in private directories, named by directory and name, so
 * that no path is too long for sockaddr_un (108 bytes).
 */
#ifndef COMMON_SOCK_H
#define COMMON_SOCK_H

#include <sys/types.h>

#include "common/error.h"

/*
 * Bind a socket named name (at most 64 bytes) in the directory open as dirfd,
 * mode 0600, replacing one that is there, and listen. Returns the socket.
 */
int sock_listen(int dirfd, const char *name, struct error *e);

/*
 * Connect to a socket. Waits at most five seconds for a listener whose backlog
 * is full. On failure errno is ENOENT or ECONNREFUSED if nobody listens there.
 */
int sock_connect(int dirfd, const char *name, struct error *e);

/* The user id of the process at the other end; -1 if it cannot be told. */
int sock_peer_uid(int fd, uid_t *uid);

#endif
