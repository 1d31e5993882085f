#include "commands/run/priority.h"

#include "cli/asked.h"
#include "cli/session.h"

int command_priority(const struct invocation *invocation)
{
    const char *run = commands_argument(invocation, 0);
    const char *priority = commands_argument(invocation, 1);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    int exit_code;

    if (!session_check_import(run) || !asked_check_priority(priority))
        return EX_USAGE;
    exit_code =
        session_ask(invocation,
                    DB_CALL("select brigade.set_priority(run => $1, priority => $2) as state",
                            db_text(run), db_text(priority)),
                    &rows);
    if (exit_code == EX_OK)
        session_say(invocation, "run %s is %s, with priority %s", run,
                    db_rows_text(rows, 0, "state"), priority);
    return exit_code;
}
