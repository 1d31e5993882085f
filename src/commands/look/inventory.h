/* inventory.h: brigade inventory. */
#ifndef BRIGADE_COMMANDS_LOOK_INVENTORY_H
#define BRIGADE_COMMANDS_LOOK_INVENTORY_H

#include "cli/invocation.h"

int command_inventory(const struct invocation *invocation);

#endif
