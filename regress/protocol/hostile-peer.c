/*
 * Everything a peer can do wrong, tried on a live server and supervisor:
 *
 *	hostile-peer SESSION [TEST ...]
 *
 * SESSION runs cat; after each test it must still echo, in the same server.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "regress/protocol/cases.h"
#include "regress/protocol/peer.h"
#include "regress/unit/test.h"

static const struct test tests[] = {
    {"hello", test_hello},
    {"hello_late", test_hello_late},
    {"states", test_states},
    {"lengths", test_lengths},
    {"pieces", test_pieces},
    {"twice", test_twice},
    {"descriptors", test_descriptors},
    {"registrations", test_registrations},
    {"rings", test_rings},
    {"many_silent", test_many_silent},
    {"many_owners", test_many_owners},
    {"never_reads", test_never_reads},
    {"viewer_never_reads", test_viewer_never_reads},
    {"input_unread", test_input_unread},
    {"mutations", test_mutations},
    {"control", test_control},
    {"control_silent", test_control_silent},
};

int
main(int argc, char **argv)
{
	struct rlimit r;

	if (argc < 2) {
		fprintf(stderr, "usage: hostile-peer SESSION [TEST ...]\n");
		return (2);
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
	world_init(argv[1]);
	argv[1] = argv[0];
	return (test_main(
	    tests, sizeof tests / sizeof tests[0], argc - 1, argv + 1));
}
