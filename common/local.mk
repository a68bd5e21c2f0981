noinst_LIBRARIES += libcommon.a
libcommon_a_CPPFLAGS = $(AM_CPPFLAGS) $(UTF8PROC_CFLAGS) $(INIH_CFLAGS) \
	$(JANSSON_CFLAGS)
libcommon_a_SOURCES = \
	common/buf.c common/buf.h \
	common/error.c common/error.h \
	common/frame.c common/frame.h \
	common/keys.c common/keys.h \
	common/log.c common/log.h \
	common/paths.c common/paths.h \
	common/policy.h \
	common/style.h \
	common/utf8.c common/utf8.h \
	common/xmalloc.c common/xmalloc.h

# What a program that links common needs besides.
COMMON_LIBS = libcommon.a libcompat.a $(UTF8PROC_LIBS) $(INIH_LIBS) \
	$(JANSSON_LIBS)
