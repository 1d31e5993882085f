#include "commands/run/priority.h"

#include "cli/asked.h"
#include "cli/session.h"

int command_priority(const struct invocation *invocation)
{
    const char *run = commands_argument(invocation, 0);
    const char *priority = commands_argument(invocation, 1);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!session_check_import(run) || !asked_check_priority(priority))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_query(db,
                  DB_CALL("select brigade.set_priority(run => $1, priority => $2) as state",
                          db_text(run), db_text(priority)),
                  &rows, &err))
        return session_fail_with(&err);
    session_say(invocation, "run %s is %s, with priority %s", run, db_rows_text(rows, 0, "state"),
                priority);
    return EX_OK;
}
