# Every unit test links its layer and those below, so an upward call does not link.
UNIT_LIBS = $(COMMON_LIBS)

check_PROGRAMS += $(UNIT_TESTS)

# base: what they share.
EXTRA_DIST += regress/run regress/lib.sh regress/refused.sh
UNIT_TESTS += regress/bin/unit-common
regress_bin_unit_common_SOURCES = regress/unit/common.c regress/unit/test.c \
	regress/unit/test.h
regress_bin_unit_common_LDADD = $(COMMON_LIBS)

# frame: the protocol.
UNIT_TESTS += regress/bin/unit-frame
regress_bin_unit_frame_SOURCES = regress/unit/frame.c regress/unit/test.c
regress_bin_unit_frame_LDADD = $(COMMON_LIBS)

# ring: what survives its reader.
UNIT_TESTS += regress/bin/unit-ring
regress_bin_unit_ring_SOURCES = regress/unit/ring.c regress/unit/test.c
regress_bin_unit_ring_LDADD = $(COMMON_LIBS) -lutil

# registry: sessions and their records.
UNIT_TESTS += regress/bin/unit-registry regress/bin/unit-redact
regress_bin_unit_redact_SOURCES = regress/unit/redact.c regress/unit/test.c \
	regress/unit/test.h
regress_bin_unit_redact_LDADD = $(COMMON_LIBS)
regress_bin_unit_registry_SOURCES = regress/unit/registry.c regress/unit/test.c
regress_bin_unit_registry_LDADD = $(COMMON_LIBS)

# conf: settings.
UNIT_TESTS += regress/bin/unit-conf regress/bin/unit-conf-plain
regress_bin_unit_conf_SOURCES = regress/unit/conf.c regress/unit/test.c \
	regress/unit/test.h
regress_bin_unit_conf_LDADD = $(COMMON_LIBS)
regress_bin_unit_conf_plain_SOURCES = regress/unit/conf-plain.c common/conf.c \
	regress/unit/test.c regress/unit/test.h
regress_bin_unit_conf_plain_CPPFLAGS = $(AM_CPPFLAGS) -DCONF_PLAIN_INIH
regress_bin_unit_conf_plain_LDADD = $(COMMON_LIBS)

# profile: those in regress/profile have what they resolve to beside them.
UNIT_TESTS += regress/bin/unit-profile-cases
regress_bin_unit_profile_cases_SOURCES = regress/unit/profile-cases.c \
	regress/unit/tree.c regress/unit/tree.h
regress_bin_unit_profile_cases_CPPFLAGS = $(AM_CPPFLAGS) \
	-DPROFILE_CASES='"$(abs_top_srcdir)/regress/profile"'
regress_bin_unit_profile_cases_LDADD = $(COMMON_LIBS)

UNIT_TESTS += regress/bin/unit-profile
regress_bin_unit_profile_SOURCES = regress/unit/profile.c regress/unit/tree.c \
	regress/unit/tree.h regress/unit/test.c regress/unit/test.h
regress_bin_unit_profile_CPPFLAGS = $(AM_CPPFLAGS) \
	-DGROUPS_FILE='"$(abs_top_srcdir)/profiles/groups.toml"'
regress_bin_unit_profile_LDADD = $(COMMON_LIBS)

UNIT_TESTS += regress/bin/unit-policy
regress_bin_unit_policy_SOURCES = regress/unit/policy.c regress/unit/tree.c \
	regress/unit/tree.h regress/unit/test.c regress/unit/test.h
regress_bin_unit_policy_LDADD = $(COMMON_LIBS) -lpthread

# The fuzzer of the same, and what replays its corpus: the profiles above.
UNIT_TESTS += regress/bin/unit-fuzz-profile
regress_bin_unit_fuzz_profile_SOURCES = regress/fuzz/fuzz-profile.c
regress_bin_unit_fuzz_profile_CPPFLAGS = $(AM_CPPFLAGS) -DREPLAY \
	-DPROFILE_CASES='"$(abs_top_srcdir)/regress/profile"'
regress_bin_unit_fuzz_profile_LDADD = $(COMMON_LIBS)
if FUZZING
noinst_PROGRAMS += regress/bin/fuzz-profile
regress_bin_fuzz_profile_SOURCES = regress/fuzz/fuzz-profile.c
regress_bin_fuzz_profile_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
regress_bin_fuzz_profile_LDADD = $(COMMON_LIBS)
endif
EXTRA_DIST += regress/profile

# term: the terminal engine. A fuzzer is also replayed over its corpus, and built
# for libFuzzer with --enable-fuzzing.
noinst_PROGRAMS += regress/bin/termcat
regress_bin_termcat_SOURCES = regress/term/termcat.c regress/term/lines.c \
	regress/term/lines.h
regress_bin_termcat_LDADD = $(TERM_LIBS)
UNIT_TESTS += regress/bin/unit-term-transcripts \
	regress/bin/unit-term-properties regress/bin/unit-fuzz-term
regress_bin_unit_term_transcripts_SOURCES = regress/term/transcript.c \
	regress/term/lines.c
regress_bin_unit_term_transcripts_LDADD = $(TERM_LIBS)
regress_bin_unit_term_properties_SOURCES = regress/term/properties.c \
	regress/term/lines.c regress/term/random.c regress/term/random.h \
	regress/unit/test.c
regress_bin_unit_term_properties_CPPFLAGS = $(AM_CPPFLAGS) $(UTF8PROC_CFLAGS)
regress_bin_unit_term_properties_LDADD = $(TERM_LIBS) $(UTF8PROC_LIBS)
regress_bin_unit_fuzz_term_SOURCES = regress/fuzz/fuzz-term.c \
	regress/fuzz/replay.c
regress_bin_unit_fuzz_term_LDADD = $(TERM_LIBS)
if FUZZING
noinst_PROGRAMS += regress/bin/fuzz-term
regress_bin_fuzz_term_SOURCES = regress/fuzz/fuzz-term.c
regress_bin_fuzz_term_LDADD = $(TERM_LIBS)
regress_bin_fuzz_term_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
EXTRA_DIST += regress/term regress/fuzz/corpus

# sandbox: what must fail inside, and what must work.
UNIT_TESTS += regress/bin/unit-sandbox-plan regress/bin/unit-sandbox-seccomp \
	regress/bin/unit-sandbox-environ
regress_bin_unit_sandbox_plan_SOURCES = regress/unit/sandbox-plan.c \
	regress/unit/test.c regress/unit/test.h
regress_bin_unit_sandbox_plan_LDADD = $(SANDBOX_LIBS)
regress_bin_unit_sandbox_seccomp_CPPFLAGS = $(AM_CPPFLAGS) $(LIBSECCOMP_CFLAGS)
regress_bin_unit_sandbox_seccomp_SOURCES = regress/unit/sandbox-seccomp.c \
	regress/unit/test.c regress/unit/test.h server/sandbox/seccomp-table.c
regress_bin_unit_sandbox_seccomp_LDADD = $(SANDBOX_LIBS) $(LIBSECCOMP_LIBS)
regress_bin_unit_sandbox_environ_SOURCES = regress/unit/sandbox-environ.c \
	regress/unit/test.c regress/unit/test.h
regress_bin_unit_sandbox_environ_LDADD = $(SANDBOX_LIBS)
check_PROGRAMS += regress/bin/boxed
regress_bin_boxed_SOURCES = regress/sandbox/boxed.c
regress_bin_boxed_LDADD = $(SANDBOX_LIBS)
check_PROGRAMS += regress/bin/attempt regress/bin/sandbox-attempts
regress_bin_attempt_SOURCES = regress/sandbox/attempt.c \
	regress/sandbox/attempt.h regress/sandbox/attempt-files.c \
	regress/sandbox/attempt-kernel.c regress/sandbox/attempt-processes.c \
	regress/sandbox/attempt-sockets.c regress/sandbox/attempt-terminals.c
regress_bin_sandbox_attempts_SOURCES = regress/sandbox/attempts.c
EXTRA_DIST += regress/sandbox/apply.sh regress/sandbox/attempts.sh \
	regress/sandbox/works.sh

# confine: the server's own confinement.
UNIT_TESTS += regress/bin/unit-server-confine
regress_bin_unit_server_confine_SOURCES = regress/unit/server-confine.c \
	regress/unit/test.c regress/unit/test.h
regress_bin_unit_server_confine_LDADD = libserver.a $(SANDBOX_LIBS)

# viewer: the viewer's own terminal.
CLIENT_TESTS = regress/bin/unit-client-bytes regress/bin/unit-client-draw \
	regress/bin/unit-client-keys regress/bin/unit-client-screen \
	regress/bin/unit-client-tty
UNIT_TESTS += $(CLIENT_TESTS)

regress_bin_unit_client_draw_SOURCES = regress/unit/client-draw.c \
	regress/unit/child.c regress/unit/child.h \
	regress/unit/terminal.c regress/unit/terminal.h \
	regress/unit/tmux.c regress/unit/tmux.h \
	regress/unit/test.c regress/unit/test.h
regress_bin_unit_client_draw_LDADD = $(CLIENT_LIBS)
regress_bin_unit_client_bytes_SOURCES = regress/unit/client-bytes.c \
	regress/unit/terminal.c regress/unit/terminal.h \
	regress/unit/tmux.c regress/unit/tmux.h \
	regress/unit/test.c regress/unit/test.h
regress_bin_unit_client_bytes_LDADD = $(CLIENT_LIBS)
regress_bin_unit_client_bytes_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc \
	-Wl,--wrap=calloc -Wl,--wrap=realloc -Wl,--wrap=reallocarray \
	-Wl,--wrap=strndup
regress_bin_unit_client_keys_SOURCES = regress/unit/client-keys.c \
	regress/unit/test.c regress/unit/test.h
regress_bin_unit_client_keys_LDADD = $(CLIENT_LIBS)
regress_bin_unit_client_screen_SOURCES = regress/unit/client-screen.c \
	regress/unit/test.c regress/unit/test.h
regress_bin_unit_client_screen_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
regress_bin_unit_client_screen_LDADD = $(CLIENT_LIBS)
regress_bin_unit_client_tty_SOURCES = regress/unit/client-tty.c \
	regress/unit/terminal.c regress/unit/terminal.h \
	regress/unit/tmux.c regress/unit/tmux.h \
	regress/unit/test.c regress/unit/test.h
regress_bin_unit_client_tty_LDADD = $(CLIENT_LIBS)

# Fuzzers of the same, the second one on the model terminal.
UNIT_TESTS += regress/bin/unit-fuzz-keys regress/bin/unit-fuzz-frame
regress_bin_unit_fuzz_keys_SOURCES = regress/fuzz/fuzz-keys.c \
	regress/fuzz/replay.c
regress_bin_unit_fuzz_keys_LDADD = $(CLIENT_LIBS)
regress_bin_unit_fuzz_frame_SOURCES = regress/fuzz/fuzz-frame.c \
	regress/fuzz/replay.c regress/unit/terminal.c regress/unit/terminal.h \
	regress/unit/tmux.c regress/unit/tmux.h
regress_bin_unit_fuzz_frame_LDADD = $(CLIENT_LIBS)
if FUZZING
noinst_PROGRAMS += regress/bin/fuzz-keys regress/bin/fuzz-frame
regress_bin_fuzz_keys_SOURCES = regress/fuzz/fuzz-keys.c
regress_bin_fuzz_keys_LDADD = $(CLIENT_LIBS)
regress_bin_fuzz_keys_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
regress_bin_fuzz_frame_SOURCES = regress/fuzz/fuzz-frame.c \
	regress/unit/terminal.c regress/unit/tmux.c
regress_bin_fuzz_frame_LDADD = $(CLIENT_LIBS)
regress_bin_fuzz_frame_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

# cli: the command line.
EXTRA_DIST += regress/cli/diagnostics.sh regress/cli/kernel.sh \
	regress/cli/profiles.sh regress/cli/runtime.sh regress/cli/state.sh \
	regress/cli/stdio.sh regress/cli/usage.sh regress/cli/user.sh

# e2e: sessions, end to end.
noinst_PROGRAMS += regress/bin/corral
regress_bin_corral_SOURCES = regress/e2e/corral.c
EXTRA_DIST += regress/e2e/start.sh regress/e2e/stdio.sh regress/e2e/kill.sh \
	regress/e2e/stop.sh regress/e2e/attach.sh regress/e2e/names.sh \
	regress/e2e/registry.sh regress/e2e/server.sh regress/e2e/user.sh

# protocol: hostile peers and servers.
check_PROGRAMS += regress/bin/hostile-peer
regress_bin_hostile_peer_SOURCES = regress/protocol/hostile-peer.c \
	regress/protocol/cases.h regress/protocol/control.c \
	regress/protocol/descriptors.c regress/protocol/frames.c \
	regress/protocol/hello.c regress/protocol/load.c \
	regress/protocol/peer.c regress/protocol/peer.h \
	regress/unit/test.c regress/unit/test.h
regress_bin_hostile_peer_CPPFLAGS = $(AM_CPPFLAGS) $(LIBEVENT_CFLAGS)
regress_bin_hostile_peer_LDADD = $(COMMON_LIBS) -lutil
check_PROGRAMS += regress/bin/hostile-server
regress_bin_hostile_server_SOURCES = regress/protocol/hostile-server.c
regress_bin_hostile_server_LDADD = $(COMMON_LIBS)
EXTRA_DIST += regress/protocol/confined.sh regress/protocol/peers.sh \
	regress/protocol/servers.sh

# real: real programs, a real terminal.
EXTRA_DIST += regress/viewer/terminal.sh
EXTRA_DIST += regress/real/agents.sh regress/real/both.bash \
	regress/real/colours.sh \
	regress/real/programs.sh regress/real/screens.py regress/real/start.sh \
	tools/install-agents

# docs: the documents, held against the tree.
EXTRA_DIST += regress/cli/manual.sh regress/cli/source.sh
dist_doc_DATA += README.md HACKING
