/* pause.h: the verb "pause": stop an import for now. */
#ifndef BRIGADE_COMMANDS_RUN_PAUSE_H
#define BRIGADE_COMMANDS_RUN_PAUSE_H

#include "cli/invocation.h"

int command_pause(const struct invocation *invocation);

#endif
