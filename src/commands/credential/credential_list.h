/* credential_list.h: the verb "credential list": list the credentials. */
#ifndef BRIGADE_COMMANDS_CREDENTIAL_CREDENTIAL_LIST_H
#define BRIGADE_COMMANDS_CREDENTIAL_CREDENTIAL_LIST_H

#include "cli/invocation.h"

int command_credential_list(const struct invocation *invocation);

#endif
