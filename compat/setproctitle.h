/* The title that ps(1) shows for a process, as on the BSDs. */
#ifndef COMPAT_SETPROCTITLE_H
#define COMPAT_SETPROCTITLE_H

/*
 * Remember where the kernel keeps argv and environ, and move environ away so
 * that its room can be used. Call once, first thing in main().
 */
void proctitle_init(int argc, char **argv);

/*
 * Set the title, cut to the room that argv and environ had at exec. Also sets
 * the command name (15 bytes) to comm unless comm is NULL.
 */
void proctitle_set(const char *comm, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
