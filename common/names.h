/* Names for sessions that were not given one: two short words. */
#ifndef COMMON_NAMES_H
#define COMMON_NAMES_H

#include <stddef.h>

/*
 * Write a random name ("calm-otter") to out. tries counts the names that were
 * taken: after a few a number is added, so that there is always a free one.
 */
void names_random(char *out, size_t size, unsigned tries);

#endif
