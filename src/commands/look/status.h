/* status.h: the verb "status": how far the imports are. */
#ifndef BRIGADE_COMMANDS_LOOK_STATUS_H
#define BRIGADE_COMMANDS_LOOK_STATUS_H

#include "cli/invocation.h"

int command_status(const struct invocation *invocation);

#endif
