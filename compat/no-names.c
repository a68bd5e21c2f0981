#include "compat/no-names.h"

#include <stdlib.h>

int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
    struct addrinfo **result)
{
	abort();
}

void
freeaddrinfo(struct addrinfo *result)
{
	abort();
}

struct servent *
getservbyname(const char *name, const char *proto)
{
	abort();
}

struct protoent *
getprotobynumber(int number)
{
	abort();
}
