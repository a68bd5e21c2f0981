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

