# Every unit test links its layer and those below, so an upward call does not link.
UNIT_LIBS = $(COMMON_LIBS)

check_PROGRAMS += $(UNIT_TESTS)

