/*
 * What the benchmarks share: two multiplexers behind one table, programs run
 * and timed, medians. Every measurement alternates between the peers, so that a
 * machine whose speed drifts gives honest ratios.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	ARGS_MAX = 32,
	PEERS = 2
};

/* One peer. Each function fills argv, NULL-terminated. */
struct peer {
	const char *name;
	void (*start)(char **argv, const char *session, const char *size,
	    char *const *command);
	void (*attach)(char **argv, const char *session);
	void (*list)(char **argv);
	void (*stop_all)(void);
};

extern const struct peer peers[PEERS]; /* nono first */

/* Set up private directories; nono and self are paths of the binaries. */
void bench_init(const char *nono, const char *self);
void bench_end(void);
/* The scratch directory, granted to nono's sessions. */
const char *bench_dir(void);
/* This program, to be run as a session's command: "mark", "raw" ... */
const char *bench_self(void);

uint64_t now_ns(void);
void sleep_ms(long ms);

/* Run to the end with output thrown away; the wait status. *ns: how long. */
int run(char *const *argv, uint64_t *ns);
/* The same, what it prints into out (size bytes, terminated). */
int run_output(char *const *argv, char *out, size_t size);
/* Start on a new pty of the size; *master is its other end. */
pid_t
run_on_pty(char *const *argv, unsigned columns, unsigned rows, int *master);

/* Samples of one quantity. */
struct samples {
	double *v;
	size_t n, size;
};

void samples_add(struct samples *s, double v);
double samples_at(struct samples *s, double quantile);
void samples_free(struct samples *s);

/* A row of the result: ours, the peer's, the ratio, and the limit if given. */
void report(const char *what, const char *unit, struct samples *ours,
    struct samples *theirs, double quantile, const char *limit_name,
    struct samples *limit);
/* Rows whose ratio was above 1. */
unsigned report_worse(void);

#endif
