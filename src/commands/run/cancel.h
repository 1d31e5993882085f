/* cancel.h: the verb "cancel": end an import for good. */
#ifndef BRIGADE_COMMANDS_RUN_CANCEL_H
#define BRIGADE_COMMANDS_RUN_CANCEL_H

#include "cli/invocation.h"

int command_cancel(const struct invocation *invocation);

#endif
