noinst_LIBRARIES += libterm.a
libterm_a_SOURCES = \
	server/term/alternate.c server/term/alternate.h \
	server/term/cells.c server/term/cells.h \
	server/term/charset.c server/term/charset.h \
	server/term/check.c server/term/check.h \
	server/term/colours.c server/term/colours.h \
	server/term/cursor.c server/term/cursor.h \
	server/term/dispatch-c0.c server/term/dispatch-c0.h \
	server/term/dispatch-csi.c server/term/dispatch-csi.h \
	server/term/dispatch-dcs.c server/term/dispatch-dcs.h \
	server/term/dispatch-esc.c server/term/dispatch-esc.h \
	server/term/dispatch-osc.c server/term/dispatch-osc.h \
	server/term/encode.c \
	server/term/erase.c server/term/erase.h \
	server/term/grid.c server/term/grid.h \
	server/term/history.c server/term/history.h \
	server/term/intern.c server/term/intern.h \
	server/term/key-encode.c server/term/key-encode.h \
	server/term/kitty-encode.c server/term/kitty-encode.h \
	server/term/line.c server/term/line.h \
	server/term/modes.c server/term/modes.h \
	server/term/mouse-encode.c server/term/mouse-encode.h \
	server/term/parse.c server/term/parse.h \
	server/term/print.c server/term/print.h \
	server/term/rect.c server/term/rect.h \
	server/term/reflow.c server/term/reflow.h \
	server/term/reply.c server/term/reply.h \
	server/term/reset.c server/term/reset.h \
	server/term/resize.c server/term/resize.h \
	server/term/save.c \
	server/term/scroll.c server/term/scroll.h \
	server/term/sgr.c server/term/sgr.h \
	server/term/state.h \
	server/term/term.c server/term/term.h \
	server/term/title.c server/term/title.h

# What a program that links the terminal needs.
TERM_LIBS = libterm.a $(COMMON_LIBS)
