/*
 * Gives the user's terminal back when the viewer itself dies of a fault: a
 * crash, a failed assertion, a bug found by BUG().
 */
#ifndef CLIENT_RESCUE_H
#define CLIENT_RESCUE_H

#include "client/tty.h"

/*
 * From now on tty_emergency(t) comes before what a fault did until now (as a
 * rule, the end of the process). t is borrowed until rescue_end; one at a time.
 */
void rescue_begin(struct tty *t);
void rescue_end(void);

#endif
