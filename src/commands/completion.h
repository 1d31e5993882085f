/* completion.h: the verb "completion": print what bash needs. */
#ifndef BRIGADE_COMMANDS_COMPLETION_H
#define BRIGADE_COMMANDS_COMPLETION_H

#include "cli/invocation.h"

int command_completion(const struct invocation *invocation);

#endif
