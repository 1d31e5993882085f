/* dashboard, metrics: what the functions of the same names give, as it is. */
#include <stdio.h>

#include "cli/session.h"
#include "commands/verbs.h"

static int print(const struct invocation *invocation, const char *import,
                 const struct db_call *call)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!session_check_import(import))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL || (import != NULL && !session_find_import(db, import, &exit_code)))
        return exit_code;
    if (!db_query(db, call, &rows, &err))
        return session_fail_with(&err);
    fputs(db_rows_text(rows, 0, "text"), stdout);
    return EX_OK;
}

int command_dashboard(const struct invocation *invocation)
{
    const char *import = commands_argument(invocation, 0);

    return print(invocation, import,
                 DB_CALL("select brigade.dashboard(import => $1) as text", db_text(import)));
}

int command_metrics(const struct invocation *invocation)
{
    return print(invocation, NULL, DB_CALL("select brigade.metrics() as text"));
}
