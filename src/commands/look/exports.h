/* exports.h: the verb `exports`. */
#ifndef BRIGADE_COMMANDS_LOOK_EXPORTS_H
#define BRIGADE_COMMANDS_LOOK_EXPORTS_H

#include "cli/invocation.h"

int command_exports(const struct invocation *invocation);

#endif
