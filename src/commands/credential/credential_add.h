/* credential_add.h: the verb "credential add": add or replace a credential. */
#ifndef BRIGADE_COMMANDS_CREDENTIAL_CREDENTIAL_ADD_H
#define BRIGADE_COMMANDS_CREDENTIAL_CREDENTIAL_ADD_H

#include "cli/invocation.h"

int command_credential_add(const struct invocation *invocation);

#endif
