/* What hostile-peer tries, in one file a subject; each is a unit test. */
#ifndef REGRESS_PROTOCOL_CASES_H
#define REGRESS_PROTOCOL_CASES_H

/* hello.c */
void test_hello(void);
void test_hello_late(void);
/* frames.c */
void test_states(void);
void test_lengths(void);
void test_pieces(void);
void test_twice(void);
/* descriptors.c */
void test_descriptors(void);
void test_registrations(void);
void test_rings(void);
/* load.c */
void test_many_silent(void);
void test_many_owners(void);
void test_never_reads(void);
void test_viewer_never_reads(void);
void test_input_unread(void);
void test_mutations(void);
/* control.c */
void test_control(void);
void test_control_silent(void);

#endif
