#include "commands/run/retry.h"

#include <stdio.h>

#include "cli/session.h"

int command_retry(const struct invocation *invocation)
{
    const char *import = commands_argument(invocation, 0);
    const struct db_call *call = DB_CALL(
        "select brigade.retry(run => $1, stage => $2, key => $3) as jobs", db_text(import),
        db_text(commands_argument(invocation, 1)), db_text(commands_argument(invocation, 2)));
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    int exit_code;

    if (!session_check_import(import))
        return EX_USAGE;
    exit_code = session_ask(invocation, call, &rows);
    if (exit_code != EX_OK)
        return exit_code;
    if (db_rows_integer(rows, 0, "jobs") == 0)
        printf("nothing of it had failed or was missing: brigade status %s says how it stands\n",
               import);
    else
        printf("%s to be tried again\n", db_rows_text(rows, 0, "jobs"));
    return EX_OK;
}
