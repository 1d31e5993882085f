#include "commands/run/sync.h"

#include "cli/asked.h"
#include "cli/names.h"
#include "cli/session.h"

int command_sync(const struct invocation *invocation)
{
    const char *priority = commands_option(invocation, "priority");
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;
    const char *sync = NULL;
    CLEANUP(names_release)
    struct names credentials = names_split(commands_option(invocation, "credential"));
    const struct db_call *call =
        DB_CALL("select brigade.import(source => $1, credentials => $2, priority => $3, "
                "mode => $4) as sync",
                db_text(commands_argument(invocation, 0)), names_value(&credentials),
                db_text(priority), db_text("sync"));

    if (!asked_check_priority(priority))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_query(db, call, &rows, &err))
        return session_fail_with(&err);
    sync = db_rows_text(rows, 0, "sync");
    return asked_report(invocation, db, sync,
                        DB_CALL("select * from brigade.imports where id = $1", db_text(sync)));
}
