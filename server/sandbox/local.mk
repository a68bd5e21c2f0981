noinst_LIBRARIES += libsandbox.a
libsandbox_a_SOURCES = \
	server/sandbox/apply.c server/sandbox/apply.h \
	server/sandbox/caps.c server/sandbox/caps.h \
	server/sandbox/environ.c \
	server/sandbox/landlock.c server/sandbox/landlock.h \
	server/sandbox/layout.c server/sandbox/layout.h \
	server/sandbox/limits.c server/sandbox/limits.h \
	server/sandbox/path.c server/sandbox/path.h \
	server/sandbox/plan.c server/sandbox/plan.h \
	server/sandbox/probe.c server/sandbox/probe.h \
	server/sandbox/rules.c server/sandbox/rules.h \
	server/sandbox/seccomp.c server/sandbox/seccomp.h \
	server/sandbox/view.c server/sandbox/view.h

nodist_libsandbox_a_SOURCES = server/sandbox/seccomp-code.c

# What a program that links the sandbox needs besides.
SANDBOX_LIBS = libsandbox.a $(COMMON_LIBS)

# The filters are compiled once, by a program that runs now.
noinst_PROGRAMS += tools/compile-filters
tools_compile_filters_CPPFLAGS = $(AM_CPPFLAGS) $(LIBSECCOMP_CFLAGS)
tools_compile_filters_SOURCES = tools/compile-filters.c \
	server/confine-table.c server/confine-table.h \
	server/sandbox/seccomp-compile.c server/sandbox/seccomp-compile.h \
	server/sandbox/seccomp-table.c server/sandbox/seccomp-table.h
tools_compile_filters_LDADD = $(COMMON_LIBS) $(LIBSECCOMP_LIBS)

BUILT_SOURCES += server/sandbox/seccomp-code.c server/confine-code.c
CLEANFILES += server/sandbox/seccomp-code.c server/confine-code.c

server/sandbox/seccomp-code.c: tools/compile-filters$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) server/sandbox && \
	    tools/compile-filters$(EXEEXT) session >$@.tmp && mv $@.tmp $@

server/confine-code.c: tools/compile-filters$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) server && \
	    tools/compile-filters$(EXEEXT) server >$@.tmp && mv $@.tmp $@
