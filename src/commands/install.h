/* install.h: the verb "install": create or upgrade the schemas. */
#ifndef BRIGADE_COMMANDS_INSTALL_H
#define BRIGADE_COMMANDS_INSTALL_H

#include "cli/invocation.h"

int command_install(const struct invocation *invocation);

#endif
