/* credential_seal.h: the verb "credential seal": hand a secret over that only workers can open. */
#ifndef BRIGADE_COMMANDS_CREDENTIAL_CREDENTIAL_SEAL_H
#define BRIGADE_COMMANDS_CREDENTIAL_CREDENTIAL_SEAL_H

#include "cli/invocation.h"

int command_credential_seal(const struct invocation *invocation);

#endif
