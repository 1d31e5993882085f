/* sync.h: the verb "sync": ask for what changed since the last import or sync. */
#ifndef BRIGADE_COMMANDS_RUN_SYNC_H
#define BRIGADE_COMMANDS_RUN_SYNC_H

#include "cli/invocation.h"

int command_sync(const struct invocation *invocation);

#endif
