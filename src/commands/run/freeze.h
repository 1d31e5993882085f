/* freeze.h: the verb "freeze": check before cut-over that nothing differs from what is here. */
#ifndef BRIGADE_COMMANDS_RUN_FREEZE_H
#define BRIGADE_COMMANDS_RUN_FREEZE_H

#include "cli/invocation.h"

int command_freeze(const struct invocation *invocation);

#endif
