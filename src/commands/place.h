/* place.h: the verb `place`. */
#ifndef BRIGADE_COMMANDS_PLACE_H
#define BRIGADE_COMMANDS_PLACE_H

#include "cli/invocation.h"

int command_place(const struct invocation *invocation);

#endif
