noinst_LIBRARIES += libsupervisor.a
libsupervisor_a_SOURCES = \
	server/supervisor/control.c server/supervisor/control.h \
	server/supervisor/init.c server/supervisor/init.h \
	server/supervisor/last-screen.c server/supervisor/last-screen.h \
	server/supervisor/link.c server/supervisor/link.h \
	server/supervisor/packet.c server/supervisor/packet.h \
	server/supervisor/spawn.c server/supervisor/spawn.h \
	server/supervisor/start.c server/supervisor/start.h \
	server/supervisor/state.h \
	server/supervisor/supervisor.c server/supervisor/supervisor.h
