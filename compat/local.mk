noinst_LIBRARIES += libcompat.a
libcompat_a_SOURCES = \
	compat/queue.h \
	compat/setproctitle.c compat/setproctitle.h \
	compat/strl.c compat/strl.h
