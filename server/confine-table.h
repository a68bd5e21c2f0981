/* The system calls that the server may make; compiled when nono is built. */
#ifndef SERVER_CONFINE_TABLE_H
#define SERVER_CONFINE_TABLE_H

#include <stddef.h>

/* With any arguments. */
extern const int confine_calls[];
extern const size_t nconfine_calls;
/* ioctl and fcntl, with these as second argument, 32 bits of it. */
extern const unsigned long confine_ioctls[];
extern const size_t nconfine_ioctls;
extern const unsigned long confine_fcntls[];
extern const size_t nconfine_fcntls;
/* With a protection as third argument that does not let memory be executed. */
extern const int confine_maps[];
extern const size_t nconfine_maps;

#endif
