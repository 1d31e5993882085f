/* forget.h: the verb "forget": a run that has ended goes, and with --data what it brought. */
#ifndef BRIGADE_COMMANDS_RUN_FORGET_H
#define BRIGADE_COMMANDS_RUN_FORGET_H

#include "cli/invocation.h"

int command_forget(const struct invocation *invocation);

#endif
