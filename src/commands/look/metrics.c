#include "commands/look/metrics.h"

#include "cli/output.h"
#include "cli/session.h"

int command_metrics(const struct invocation *invocation)
{
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!output_query_text(db, DB_CALL("select brigade.metrics() as figures"), &err))
        return session_fail_with(&err);
    return EX_OK;
}
