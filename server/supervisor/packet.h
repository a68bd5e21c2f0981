/*
 * Packets between a supervisor and its init: a SOCK_SEQPACKET socket, on which
 * descriptors may come along.
 */
#ifndef SERVER_SUPERVISOR_PACKET_H
#define SERVER_SUPERVISOR_PACKET_H

#include <stddef.h>
#include <sys/types.h>

enum {
	PACKET_FDS = 2 /* descriptors with a packet, at most */
};

/* What came with a packet. */
struct packet {
	int fds[PACKET_FDS]; /* owned by the receiver; -1 none */
	pid_t sender; /* as the kernel says it, 0 unless SO_PASSCRED is set */
};

/* Send n bytes whole, with the first nfds of fds. As sendmsg(2). */
int packet_send(int sock, const void *data, size_t n, const int *fds,
    unsigned nfds, int flags);

/* Receive at most n bytes, descriptors marked to be closed. As recvmsg(2). */
ssize_t
packet_receive(int sock, void *data, size_t n, struct packet *p, int flags);

#endif
