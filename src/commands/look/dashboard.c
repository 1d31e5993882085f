#include "commands/look/dashboard.h"

#include "cli/output.h"
#include "cli/session.h"

int command_dashboard(const struct invocation *invocation)
{
    const char *import = commands_argument(invocation, 0);
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!session_check_import(import))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL || (import != NULL && !session_find_run(db, import, &exit_code)))
        return exit_code;
    if (!output_query_text(
            db, DB_CALL("select brigade.dashboard(run => $1) as page", db_text(import)), &err))
        return session_fail_with(&err);
    return EX_OK;
}
