/* export.h: the verb `export`. */
#ifndef BRIGADE_COMMANDS_RUN_EXPORT_H
#define BRIGADE_COMMANDS_RUN_EXPORT_H

#include "cli/invocation.h"

int command_export(const struct invocation *invocation);

#endif
