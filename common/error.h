/*
 * What went wrong, in one line for the user. A function that can fail for a
 * reason from outside takes a struct error, fills it and returns -1 (or NULL);
 * its callers put their context in front and pass it up. On success the struct
 * is untouched.
 */
#ifndef COMMON_ERROR_H
#define COMMON_ERROR_H

#include <stddef.h>

enum {
	ERROR_TEXT_MAX = 1024
};

/* The exit statuses of nono itself; nono.1 lists them from the same names. */
enum exit_status {
	STATUS_OK = 0,
	STATUS_FAILURE = 1, /* nono's own error */
	STATUS_USAGE = 2, /* the command line is wrong */
	STATUS_SANDBOX = 126, /* the sandbox could not be set up */
	STATUS_EXEC = 127, /* the command could not be executed */
	STATUS_SIGNAL = 128, /* plus the number of the signal that ended it */
};

struct error {
	char text[ERROR_TEXT_MAX]; /* "" if nothing is set; never ends in \n */
	int status; /* an exit_status; STATUS_FAILURE unless set */
};

#define ERROR_INIT                                   \
	{                                            \
		.text = "", .status = STATUS_FAILURE \
	}

/*
 * Set the text. Control bytes that came in with arguments are shown as \ooo,
 * so the text is safe on a terminal. Returns -1, so "return error_set(...)".
 * A text that does not fit ends in "...".
 */
int error_set(struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, followed by ": " and strerror(errno). */
int error_errno(struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Put "context: " in front of the text that is there. Returns -1. */
int error_context(struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Set the exit status this error should end the command with. Returns -1. */
int error_status(struct error *e, enum exit_status status);

#endif
