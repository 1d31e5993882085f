#include "commands/run/pause.h"

#include "cli/session.h"

int command_pause(const struct invocation *invocation)
{
    return session_order(invocation, "select brigade.pause(run => $1) as state");
}
