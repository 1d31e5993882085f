/* config.h: the verb "config": print the settings. */
#ifndef BRIGADE_COMMANDS_CONFIG_H
#define BRIGADE_COMMANDS_CONFIG_H

#include "cli/invocation.h"

int command_config(const struct invocation *invocation);

#endif
