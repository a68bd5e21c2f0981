/* The invariants of a terminal's state, for tests and fuzzing. */
#ifndef SERVER_TERM_CHECK_H
#define SERVER_TERM_CHECK_H

struct term;

/* Calls BUG() if anything is not as it must be. */
void check_term(const struct term *t);

#endif
