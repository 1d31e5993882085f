/* resume.h: the verb "resume": let a paused import go on. */
#ifndef BRIGADE_COMMANDS_RUN_RESUME_H
#define BRIGADE_COMMANDS_RUN_RESUME_H

#include "cli/invocation.h"

int command_resume(const struct invocation *invocation);

#endif
