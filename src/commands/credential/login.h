/* login.h: the verb "login": sign in as a person. */
#ifndef BRIGADE_COMMANDS_CREDENTIAL_LOGIN_H
#define BRIGADE_COMMANDS_CREDENTIAL_LOGIN_H

#include "cli/invocation.h"

int command_login(const struct invocation *invocation);

#endif
