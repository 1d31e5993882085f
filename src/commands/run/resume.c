#include "commands/run/resume.h"

#include "cli/session.h"

int command_resume(const struct invocation *invocation)
{
    return session_order(invocation, "select brigade.resume(run => $1) as state");
}
