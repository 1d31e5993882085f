/* verify.h: the verb "verify": prove what was brought over. */
#ifndef BRIGADE_COMMANDS_VERIFY_H
#define BRIGADE_COMMANDS_VERIFY_H

#include "cli/invocation.h"

int command_verify(const struct invocation *invocation);

#endif
