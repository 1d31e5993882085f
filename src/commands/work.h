/* work.h: the verb "work": run a worker. */
#ifndef BRIGADE_COMMANDS_WORK_H
#define BRIGADE_COMMANDS_WORK_H

#include "cli/invocation.h"

int command_work(const struct invocation *invocation);

#endif
