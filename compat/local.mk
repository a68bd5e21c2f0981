noinst_LIBRARIES += libcompat.a
libcompat_a_SOURCES = \
	compat/landlock.h \
	compat/queue.h \
	compat/setproctitle.c compat/setproctitle.h \
	compat/strl.c compat/strl.h \
	compat/syscall.h
