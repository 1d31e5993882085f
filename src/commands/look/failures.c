#include "commands/look/failures.h"

#include "cli/output.h"
#include "cli/session.h"

int command_failures(const struct invocation *invocation)
{
    const char *import = commands_argument(invocation, 0);
    bool json = commands_has_option(invocation, "json");
    const struct db_call *call =
        DB_CALL("select * from brigade.failures_of(run => $1)", db_text(import));
    const struct db_call *table = DB_CALL(
        "select run_id as import, stage, key, class, attempts, http_status as status, message, "
        "url from brigade.failures_of(run => $1)",
        db_text(import));
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!session_check_import(import))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL || (import != NULL && !session_find_run(db, import, &exit_code)))
        return exit_code;
    if (!(json ? output_query_json(db, call, &err) : output_query_table(db, table, &err)))
        return session_fail_with(&err);
    return EX_OK;
}
