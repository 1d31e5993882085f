/* credential_keygen.h: the verb "credential keygen": make a key of the workers. */
#ifndef BRIGADE_COMMANDS_CREDENTIAL_CREDENTIAL_KEYGEN_H
#define BRIGADE_COMMANDS_CREDENTIAL_CREDENTIAL_KEYGEN_H

#include "cli/invocation.h"

int command_credential_keygen(const struct invocation *invocation);

#endif
