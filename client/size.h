/* Sizes as COLSxROWS. */
#ifndef CLIENT_SIZE_H
#define CLIENT_SIZE_H

#include "common/error.h"

struct size {
	unsigned columns, rows; /* 1 to SCREEN_MAX each */
};

/* Parse "80x24"; e names what is wrong, and has STATUS_USAGE. */
int size_parse(const char *text, struct size *size, struct error *e);

#endif
