/* retry.h: the verb "retry": try again what failed. */
#ifndef BRIGADE_COMMANDS_RUN_RETRY_H
#define BRIGADE_COMMANDS_RUN_RETRY_H

#include "cli/invocation.h"

int command_retry(const struct invocation *invocation);

#endif
