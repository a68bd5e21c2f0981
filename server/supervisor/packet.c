#include "server/supervisor/packet.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "common/xmalloc.h"

int
packet_send(int sock, const void *data, size_t n, const int *fds, unsigned nfds,
    int flags)
{
	union {
		char space[CMSG_SPACE(PACKET_FDS * sizeof(int))];
		struct cmsghdr align;
	} u = {0};
	struct iovec iov = {.iov_base = (void *)(uintptr_t)data, .iov_len = n};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
	struct cmsghdr *h;
	ssize_t sent;

	if (nfds > PACKET_FDS)
		BUG("a packet with %u descriptors", nfds);
	if (nfds > 0) {
		m.msg_control = u.space;
		m.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
		h = CMSG_FIRSTHDR(&m);
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		h->cmsg_len = CMSG_LEN(nfds * sizeof(int));
		memcpy(CMSG_DATA(h), fds, nfds * sizeof(int));
	}
	do
		sent = sendmsg(sock, &m, flags);
	while (sent == -1 && errno == EINTR);
	return (sent == -1 ? -1 : 0);
}

static void
take(struct packet *p, struct cmsghdr *h)
{
	struct ucred sender;

	if (h->cmsg_type == SCM_CREDENTIALS) {
		memcpy(&sender, CMSG_DATA(h), sizeof sender);
		p->sender = sender.pid;
	} else if (h->cmsg_type == SCM_RIGHTS) {
		/* No more than there is room for: the kernel sees to that. */
		memcpy(p->fds, CMSG_DATA(h), h->cmsg_len - CMSG_LEN(0));
	}
}

ssize_t
packet_receive(int sock, void *data, size_t n, struct packet *p, int flags)
{
	union {
		char space[CMSG_SPACE(PACKET_FDS * sizeof(int)) +
		    CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} u;
	struct iovec iov = {.iov_base = data, .iov_len = n};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = u.space,
	    .msg_controllen = sizeof u.space};
	struct cmsghdr *h;
	ssize_t got;

	*p = (struct packet){.fds = {-1, -1}};
	do
		got = recvmsg(sock, &m, flags | MSG_CMSG_CLOEXEC);
	while (got == -1 && errno == EINTR);
	if (got == -1)
		return (-1);
	for (h = CMSG_FIRSTHDR(&m); h != NULL; h = CMSG_NXTHDR(&m, h)) {
		if (h->cmsg_level == SOL_SOCKET)
			take(p, h);
	}
	return (got);
}
