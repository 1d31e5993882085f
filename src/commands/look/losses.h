/* losses.h: the verb `losses`. */
#ifndef BRIGADE_COMMANDS_LOOK_LOSSES_H
#define BRIGADE_COMMANDS_LOOK_LOSSES_H

#include "cli/invocation.h"

int command_losses(const struct invocation *invocation);

#endif
