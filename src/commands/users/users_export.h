/* users_export.h: the verb "users export": the people as CSV. */
#ifndef BRIGADE_COMMANDS_USERS_USERS_EXPORT_H
#define BRIGADE_COMMANDS_USERS_USERS_EXPORT_H

#include "cli/invocation.h"

int command_users_export(const struct invocation *invocation);

#endif
