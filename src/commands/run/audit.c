#include "commands/run/audit.h"

#include "cli/output.h"
#include "cli/session.h"

int command_audit(const struct invocation *invocation)
{
    const char *within = commands_option(invocation, "within");
    bool really = commands_has_option(invocation, "yes");
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (within == NULL)
        return session_fail(EX_USAGE, "--within says by when, such as 12h or 2d");
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!output_query_table(db,
                            DB_CALL("select requests, syncs, per_sync, until from "
                                    "brigade.audit(source => $1, within => $2, really => $3)",
                                    db_text(commands_argument(invocation, 0)), db_text(within),
                                    db_text(really ? "true" : "false")),
                            &err))
        return session_fail_with(&err);
    return EX_OK;
}
