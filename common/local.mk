noinst_LIBRARIES += libcommon.a
libcommon_a_CPPFLAGS = $(AM_CPPFLAGS) $(INIH_CFLAGS) $(JANSSON_CFLAGS)
libcommon_a_SOURCES = \
	common/arena.c common/arena.h \
	common/buf.c common/buf.h \
	common/channel.c common/channel.h \
	common/clock.h \
	common/cpu.c common/cpu.h \
	common/conf.c common/conf.h \
	common/conf-value.c common/conf-value.h \
	common/settings.c common/settings.h \
	common/error.c common/error.h \
	common/frame.c common/frame.h \
	common/grants.c common/grants.h \
	common/group.c common/group.h \
	common/keys.c common/keys.h \
	common/launch.c common/launch.h \
	common/log.c common/log.h \
	common/names.c common/names.h \
	common/paths.c common/paths.h \
	common/policy.h \
	common/proto.c common/proto.h \
	common/record.c common/record.h \
	common/registry.c common/registry.h \
	common/ring.c common/ring.h \
	common/sock.c common/sock.h \
	common/style.h \
	common/token.c common/token.h \
	common/policy.c common/policy.h \
	common/policy-build.c common/policy-build.h \
	common/profile.c common/profile.h \
	common/profile-load.c common/profile-load.h \
	common/policy-json.c common/policy-json.h \
	common/redact.c common/redact.h \
	common/resolve.c common/resolve.h \
	common/strlist.c common/strlist.h \
	common/style.h \
	common/suggest.c common/suggest.h \
	common/utf8.c common/utf8.h \
	common/vars.c common/vars.h \
	common/xmalloc.c common/xmalloc.h
nodist_libcommon_a_SOURCES = common/utf8-table.c

# The widths are asked for once, by a program that runs now.
noinst_PROGRAMS += tools/compile-widths
tools_compile_widths_CPPFLAGS = $(AM_CPPFLAGS) $(UTF8PROC_CFLAGS)
tools_compile_widths_SOURCES = tools/compile-widths.c common/utf8.h
tools_compile_widths_LDADD = $(UTF8PROC_LIBS)

BUILT_SOURCES += common/utf8-table.c
CLEANFILES += common/utf8-table.c

common/utf8-table.c: tools/compile-widths$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) common && \
	    tools/compile-widths$(EXEEXT) >$@.tmp && mv $@.tmp $@

# What a program that links common needs besides.
COMMON_LIBS = libcommon.a libcompat.a $(INIH_LIBS) $(JANSSON_LIBS)
