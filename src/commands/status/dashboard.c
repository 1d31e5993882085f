/* dashboard, metrics: what the functions of the same names give, as it is. */
#include <stdio.h>

#include "cli/session.h"
#include "commands/verbs.h"

static int print(const struct invocation *invocation, const struct db_call *call)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!session_check_import(call->values[0]))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL ||
        (call->values[0] != NULL && !session_find_import(db, call->values[0], &exit_code)))
        return exit_code;
    if (!db_query(db, call, &rows, &err))
        return session_fail_with(&err);
    fputs(db_rows_text(rows, 0, "text"), stdout);
    return EX_OK;
}

int command_dashboard(const struct invocation *invocation)
{
    const char *import = commands_argument(invocation, 0);

    return print(invocation,
                 &(struct db_call){"select brigade.dashboard(import => $1) as text", 1, {import}});
}

int command_metrics(const struct invocation *invocation)
{
    return print(invocation, &(struct db_call){.sql = "select brigade.metrics() as text"});
}
