/* import.h: the verb "import": ask for an import. */
#ifndef BRIGADE_COMMANDS_RUN_IMPORT_H
#define BRIGADE_COMMANDS_RUN_IMPORT_H

#include "cli/invocation.h"

int command_import(const struct invocation *invocation);

#endif
