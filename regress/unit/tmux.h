/*
 * A pane of a private tmux server as a terminal that somebody else wrote. Its
 * tty is opened from here, so bytes can be written to it and its answers read.
 */
#ifndef REGRESS_UNIT_TMUX_H
#define REGRESS_UNIT_TMUX_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/*
 * Start a server with one pane of sx by sy cells. Returns the pane's tty, in raw
 * mode, or -1 if tmux cannot be run here. tmux_stop ends it.
 */
int tmux_start(unsigned sx, unsigned sy);
void tmux_stop(void);

/*
 * Run a tmux command, given without "tmux"; its output, without the last newline,
 * is borrowed until the next call.
 */
const char *
tmux_run(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Write to the pane and wait until tmux has interpreted all of it; what it
 * answers is appended to answers if that is not NULL.
 */
void tmux_write(const void *data, size_t len, struct buf *answers);

/* Read n bytes from the pane's tty: what tmux sends to a program in it. */
void tmux_read(char *out, size_t n);

#endif
