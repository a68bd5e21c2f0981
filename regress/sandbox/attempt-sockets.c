#include "regress/sandbox/attempt.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	PROTO_SCTP = 132,
	PROTO_MPTCP = 262
};

static int
open_socket(int family, int type, int protocol)
{
	return (attempt_closed(socket(family, type | SOCK_CLOEXEC, protocol)));
}

/* Connect to a unix socket; a name that starts with '@' is abstract. */
static int
connect_unix(const char *name, int type)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	size_t len = strlen(name);
	int rc, fd;

	if (len >= sizeof sa.sun_path) {
		errno = ENAMETOOLONG;
		return (-1);
	}
	memcpy(sa.sun_path, name, len);
	if (name[0] == '@')
		sa.sun_path[0] = '\0';
	if ((fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0)) == -1)
		return (-1);
	rc = connect(fd, (struct sockaddr *)&sa,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
	close(fd);
	return (rc);
}

static int
try_connect(char *const *args)
{
	return (connect_unix(args[0], SOCK_STREAM));
}

static int
try_connect_datagram(char *const *args)
{
	return (connect_unix(args[0], SOCK_DGRAM));
}

static struct sockaddr_in
loopback(const char *port)
{
	return ((struct sockaddr_in){.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)attempt_number(port)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)});
}

static int
connect_inet(const char *port, int type, int protocol)
{
	struct sockaddr_in sa = loopback(port);
	int rc, fd = socket(AF_INET, type | SOCK_CLOEXEC, protocol);

	if (fd == -1)
		return (-1);
	rc = connect(fd, (struct sockaddr *)&sa, sizeof sa);
	close(fd);
	return (rc);
}

static int
try_tcp(char *const *args)
{
	return (connect_inet(args[0], SOCK_STREAM, 0));
}

static int
try_mptcp(char *const *args)
{
	return (connect_inet(args[0], SOCK_STREAM, PROTO_MPTCP));
}

static int
try_udp(char *const *args)
{
	return (connect_inet(args[0], SOCK_DGRAM, 0));
}

static int
try_fast_open(char *const *args)
{
	struct sockaddr_in sa = loopback(args[0]);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ssize_t n;

	if (fd == -1)
		return (-1);
	n = sendto(fd, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&sa, sizeof sa);
	close(fd);
	return (n == 1 ? 0 : -1);
}

/* Be connected to, without a bind that would be asked about. */
static int
try_listen(char *const *args)
{
	int rc, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return (-1);
	rc = listen(fd, 1);
	close(fd);
	return (rc);
}

/* Connect a socket that was inherited as standard input. */
static int
try_inherited_socket(char *const *args)
{
	struct sockaddr_in sa = loopback(args[0]);

	if (sendto(STDIN_FILENO, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&sa,
		sizeof sa) == 1)
		return (0);
	return (connect(STDIN_FILENO, (struct sockaddr *)&sa, sizeof sa));
}

static int
try_inet(char *const *args)
{
	return (open_socket(AF_INET, SOCK_STREAM, 0));
}

static int
try_inet6(char *const *args)
{
	return (open_socket(AF_INET6, SOCK_DGRAM, 0));
}

static int
try_unix(char *const *args)
{
	return (open_socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
try_netlink(char *const *args)
{
	return (
	    open_socket(AF_NETLINK, SOCK_RAW, (int)attempt_number(args[0])));
}

static int
try_packet(char *const *args)
{
	return (open_socket(AF_PACKET, SOCK_RAW, 0));
}

static int
try_raw(char *const *args)
{
	return (open_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
}

static int
try_vsock(char *const *args)
{
	return (open_socket(AF_VSOCK, SOCK_STREAM, 0));
}

static int
try_alg(char *const *args)
{
	return (open_socket(AF_ALG, SOCK_SEQPACKET, 0));
}

static int
try_sctp(char *const *args)
{
	return (open_socket(AF_INET, SOCK_STREAM, PROTO_SCTP));
}

static int
try_socket_pair(char *const *args)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == -1)
		return (-1);
	close(fds[0]);
	close(fds[1]);
	return (0);
}

/* A server and its client in the same sandbox. */
static int
try_own_server(char *const *args)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	int rc = -1, fd;

	snprintf(sa.sun_path, sizeof sa.sun_path, "%s", args[0]);
	if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) == -1)
		return (-1);
	if (bind(fd, (struct sockaddr *)&sa, sizeof sa) == 0 &&
	    listen(fd, 1) == 0)
		rc = connect_unix(args[0], SOCK_STREAM);
	close(fd);
	unlink(args[0]);
	return (rc);
}

const struct attempt attempt_sockets[] = {
    {"connect", 1, try_connect},
    {"connect-datagram", 1, try_connect_datagram},
    {"tcp", 1, try_tcp},
    {"mptcp", 1, try_mptcp},
    {"udp", 1, try_udp},
    {"fast-open", 1, try_fast_open},
    {"listen", 0, try_listen},
    {"inherited-socket", 1, try_inherited_socket},
    {"inet", 0, try_inet},
    {"inet6", 0, try_inet6},
    {"unix", 0, try_unix},
    {"netlink", 1, try_netlink},
    {"packet", 0, try_packet},
    {"raw", 0, try_raw},
    {"vsock", 0, try_vsock},
    {"alg", 0, try_alg},
    {"sctp", 0, try_sctp},
    {"socket-pair", 0, try_socket_pair},
    {"own-server", 1, try_own_server},
    {NULL, 0, NULL},
};
