/*
 * Looking names up over the network: nothing in nono does. libevent can, and in
 * a program that is linked statically the C library's functions for it would
 * load libraries when they are called; so there they are these, which end the
 * process. Declared in <netdb.h>.
 */
#ifndef COMPAT_NO_NAMES_H
#define COMPAT_NO_NAMES_H

#include <netdb.h>

#endif
