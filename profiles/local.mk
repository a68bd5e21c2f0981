# The built-in profiles and groups, compiled into libcommon.
BUILTIN_FILES = \
	profiles/claude-code.toml \
	profiles/codex.toml \
	profiles/default.toml \
	profiles/groups.toml
EXTRA_DIST += $(BUILTIN_FILES) profiles/embed.sh

libcommon_a_SOURCES += profiles/builtin.h
nodist_libcommon_a_SOURCES += profiles/builtin.c
BUILT_SOURCES += profiles/builtin.c
CLEANFILES += profiles/builtin.c

profiles/builtin.c: $(BUILTIN_FILES) profiles/embed.sh
	$(AM_V_GEN)$(MKDIR_P) profiles && \
	    (cd $(srcdir) && AWK='$(AWK)' sh profiles/embed.sh \
	    $(BUILTIN_FILES)) >$@.tmp && mv $@.tmp $@

# The manuals.
dist_man_MANS += nono.1 nono-profile.5 nono.conf.5
