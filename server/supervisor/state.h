/*
 * One session, as the parts of its supervisor share it: start.c brings it up,
 * supervisor.c runs it and writes what remains.
 */
#ifndef SERVER_SUPERVISOR_STATE_H
#define SERVER_SUPERVISOR_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/record.h"
#include "common/registry.h"
#include "server/supervisor/control.h"
#include "server/supervisor/last-screen.h"
#include "server/supervisor/link.h"
#include "server/supervisor/spawn.h"
#include "server/supervisor/supervisor.h"

enum {
	/* How long the server may take to read the rest of the output. */
	LAST_SCREEN_MS = 5000,
};

enum phase {
	PHASE_RUNNING,
	PHASE_DRAINING, /* the child is gone, the server reads the rest */
	PHASE_DONE
};

struct supervisor {
	const struct session_request *req;
	struct policy *policy; /* these two until start_forget */
	struct plan *plan;
	uint8_t token[TOKEN_SIZE];
	struct registry registry;
	struct record record;
	int dir; /* the session's directory, locked; -1 none */
	struct spawn spawn;
	struct control control;
	int ring; /* memfd; -1 without a terminal */
	struct link link;
	struct last_screen screen; /* as the server sends it */
	int signals; /* signalfd */
	enum phase phase;
	enum ending how;
	uint32_t code;
	bool published; /* others can see it */
	bool stopping, forced;
	bool active; /* the child has shown something */
	uint64_t kill_ms; /* when to kill a session that is being stopped */
	uint64_t drain_ms; /* when to go on without the last screen */
	uint64_t startup_ms; /* when a child that shows nothing is killed */
};

#endif
