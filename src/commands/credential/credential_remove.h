/* credential_remove.h: the verb "credential remove": remove a credential. */
#ifndef BRIGADE_COMMANDS_CREDENTIAL_CREDENTIAL_REMOVE_H
#define BRIGADE_COMMANDS_CREDENTIAL_CREDENTIAL_REMOVE_H

#include "cli/invocation.h"

int command_credential_remove(const struct invocation *invocation);

#endif
