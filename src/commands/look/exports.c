#include "commands/look/exports.h"

#include "cli/session.h"

int command_exports(const struct invocation *invocation)
{
    return session_look(
        invocation,
        DB_CALL("select id, source, target, state, stage, verdict, losses, dropped, directory, "
                "error from brigade.exports order by id"),
        DB_CALL("select * from brigade.exports order by id"));
}
