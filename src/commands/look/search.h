/* search.h: the verb `search`. */
#ifndef BRIGADE_COMMANDS_LOOK_SEARCH_H
#define BRIGADE_COMMANDS_LOOK_SEARCH_H

#include "cli/invocation.h"

int command_search(const struct invocation *invocation);

#endif
