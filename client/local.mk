noinst_LIBRARIES += libclient.a
libclient_a_CPPFLAGS = $(AM_CPPFLAGS) $(TINFO_CFLAGS) $(JANSSON_CFLAGS) \
	$(UTF8PROC_CFLAGS)
libclient_a_SOURCES = \
	client/attach.c client/attach.h \
	client/caps.c client/caps.h \
	client/cmd-attach.c \
	client/cmd-capture.c \
	client/cmd-detach.c \
	client/cmd-inspect.c \
	client/cmd-prune.c \
	client/cmd-ps.c \
	client/cmd-resize.c \
	client/cmd-run.c \
	client/cmd-server.c \
	client/cmd-setup.c \
	client/cmd-stop.c \
	client/cmd-wrap.c \
	client/commands.c client/commands.h \
	client/context.h \
	client/detach.c client/detach.h \
	client/draw.c client/draw.h \
	client/footer.c client/footer.h \
	client/keys.c client/keys.h \
	client/live.c client/live.h \
	client/options.c client/options.h \
	client/paint.c client/paint.h \
	client/program.c client/program.h \
	client/render.c client/render.h \
	client/sandbox-options.c client/sandbox-options.h \
	client/rescue.c client/rescue.h \
	client/screen.c client/screen.h \
	client/select.c client/select.h \
	client/seq.c client/seq.h \
	client/sgr.c client/sgr.h \
	client/shift.c client/shift.h \
	client/size.c client/size.h \
	client/snapshot.c client/snapshot.h \
	client/tty.c client/tty.h

# What a program that links the viewer needs.
CLIENT_LIBS = libclient.a libserver.a libsupervisor.a libsandbox.a libterm.a \
	$(COMMON_LIBS) $(UTF8PROC_LIBS) $(TINFO_LIBS) $(LIBEVENT_LIBS) \
	$(NO_NAMES)

bin_PROGRAMS += nono
nono_SOURCES = client/nono.c
nono_LDADD = $(CLIENT_LIBS)
