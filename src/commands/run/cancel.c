#include "commands/run/cancel.h"

#include "cli/session.h"

int command_cancel(const struct invocation *invocation)
{
    return session_order(invocation, "select brigade.cancel(run => $1) as state");
}
