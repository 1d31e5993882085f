/* clone.h: brigade clone. */
#ifndef BRIGADE_COMMANDS_LOOK_CLONE_H
#define BRIGADE_COMMANDS_LOOK_CLONE_H

#include "cli/invocation.h"

int command_clone(const struct invocation *invocation);

#endif
