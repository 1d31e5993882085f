/* audit.h: the verb "audit": have everything of a project read again within a time. */
#ifndef BRIGADE_COMMANDS_RUN_AUDIT_H
#define BRIGADE_COMMANDS_RUN_AUDIT_H

#include "cli/invocation.h"

int command_audit(const struct invocation *invocation);

#endif
