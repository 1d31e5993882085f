/* places.h: the verb `places`. */
#ifndef BRIGADE_COMMANDS_LOOK_PLACES_H
#define BRIGADE_COMMANDS_LOOK_PLACES_H

#include "cli/invocation.h"

int command_places(const struct invocation *invocation);

#endif
