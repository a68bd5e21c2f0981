/* One row a command; each lives in its own cmd-*.c. */
#ifndef CLIENT_COMMANDS_H
#define CLIENT_COMMANDS_H

#include "client/options.h"

extern const struct command cmd_run;
extern const struct command cmd_shell;
extern const struct command cmd_wrap;
extern const struct command cmd_ps;
extern const struct command cmd_attach;
extern const struct command cmd_detach;
extern const struct command cmd_inspect;
extern const struct command cmd_stop;
extern const struct command cmd_prune;
extern const struct command cmd_capture;
extern const struct command cmd_resize;
extern const struct command cmd_server;
extern const struct command cmd_setup;

#endif
