#!/bin/bash
# The server and the supervisors against peers that break the protocol's rules.
. "${SRC:-.}/regress/lib.sh"

# hostile TEST ...: each is one of hostile-peer's.
hostile() {
	start sentinel --allow-cwd -- cat
	id=$(json sentinel session_id)
	hostile-peer "$id" "$@"
	is_running sentinel
}

test_hello() { hostile hello hello_late; }
test_states() { hostile states; }
test_lengths() { hostile lengths pieces twice; }
test_descriptors() { hostile descriptors; }
test_registrations() { hostile registrations rings; }
test_connections() { hostile many_silent many_owners; }
test_never_reads() { hostile never_reads viewer_never_reads input_unread; }
test_mutations() { hostile mutations; }
test_supervisor() { hostile control control_silent; }

run_tests "$@"
