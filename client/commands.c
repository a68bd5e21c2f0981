#include "client/commands.h"

#include <stddef.h>

const struct command *const commands[] = {
    &cmd_run,
    &cmd_shell,
    &cmd_wrap,
    &cmd_ps,
    &cmd_attach,
    &cmd_detach,
    &cmd_inspect,
    &cmd_capture,
    &cmd_resize,
    &cmd_stop,
    &cmd_prune,
    &cmd_server,
    &cmd_setup,
    NULL,
};
