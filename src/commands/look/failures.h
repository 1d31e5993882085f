/* failures.h: the verb "failures": what could not be brought over. */
#ifndef BRIGADE_COMMANDS_LOOK_FAILURES_H
#define BRIGADE_COMMANDS_LOOK_FAILURES_H

#include "cli/invocation.h"

int command_failures(const struct invocation *invocation);

#endif
