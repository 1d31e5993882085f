/* pause, resume and cancel: one call each. */
#include "cli/session.h"
#include "commands/verbs.h"

static int call(const struct invocation *invocation, const char *sql)
{
    const char *import = commands_argument(invocation, 0);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!session_check_import(import))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_query(db, DB_CALL(sql, db_text(import)), &rows, &err))
        return session_fail_with(&err);
    session_say(invocation, "import %s is %s", import, db_rows_text(rows, 0, "state"));
    return EX_OK;
}

int command_pause(const struct invocation *invocation)
{
    return call(invocation, "select brigade.pause(import => $1) as state");
}

int command_resume(const struct invocation *invocation)
{
    return call(invocation, "select brigade.resume(import => $1) as state");
}

int command_cancel(const struct invocation *invocation)
{
    return call(invocation, "select brigade.cancel(import => $1) as state");
}
