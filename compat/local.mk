noinst_LIBRARIES += libcompat.a
libcompat_a_SOURCES = \
	compat/landlock.h \
	compat/queue.h \
	compat/setproctitle.c compat/setproctitle.h \
	compat/strl.c compat/strl.h \
	compat/syscall.h

# Behind libevent, or the linker takes the C library's.
if STATIC
noinst_LIBRARIES += libnonames.a
libnonames_a_SOURCES = compat/no-names.c compat/no-names.h
NO_NAMES = libnonames.a
endif
