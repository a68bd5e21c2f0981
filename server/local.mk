noinst_LIBRARIES += libserver.a
libserver_a_CPPFLAGS = $(AM_CPPFLAGS) $(LIBEVENT_CFLAGS)
libserver_a_SOURCES = \
	server/confine.c server/confine.h \
	server/frame.c server/frame.h \
	server/peer.c server/peer.h \
	server/server.c server/server.h \
	server/session.c server/session.h \
	server/viewer.c server/viewer.h
nodist_libserver_a_SOURCES = server/confine-code.c
