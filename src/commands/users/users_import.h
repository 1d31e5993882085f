/* users_import.h: the verb "users import": who people are at the destination, from CSV. */
#ifndef BRIGADE_COMMANDS_USERS_USERS_IMPORT_H
#define BRIGADE_COMMANDS_USERS_USERS_IMPORT_H

#include "cli/invocation.h"

int command_users_import(const struct invocation *invocation);

#endif
