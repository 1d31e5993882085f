/* priority.h: the verb "priority": let a run take its turn before others. */
#ifndef BRIGADE_COMMANDS_RUN_PRIORITY_H
#define BRIGADE_COMMANDS_RUN_PRIORITY_H

#include "cli/invocation.h"

int command_priority(const struct invocation *invocation);

#endif
