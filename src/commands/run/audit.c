#include "commands/run/audit.h"

#include <string.h>

#include "cli/output.h"
#include "cli/session.h"

static bool set_share(const struct invocation *invocation, struct db *db, struct error *err)
{
    const char *share = commands_option(invocation, "share");

    return output_query_table(
        db,
        DB_CALL("select brigade.audit_share(source => $1, share => $2) as share",
                db_text(commands_argument(invocation, 0)),
                db_text(strcmp(share, "default") == 0 ? NULL : share)),
        err);
}

static bool ask(const struct invocation *invocation, struct db *db, struct error *err)
{
    bool really = commands_has_option(invocation, "yes");

    return output_query_table(db,
                              DB_CALL("select requests, syncs, per_sync, until from "
                                      "brigade.audit(source => $1, within => $2, really => $3)",
                                      db_text(commands_argument(invocation, 0)),
                                      db_text(commands_option(invocation, "within")),
                                      db_text(really ? "true" : "false")),
                              err);
}

int command_audit(const struct invocation *invocation)
{
    bool has_share = commands_option(invocation, "share") != NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (has_share == (commands_option(invocation, "within") != NULL))
        return session_fail(EX_USAGE,
                            "--within says by when, such as 12h or 2d; --share alone says "
                            "how much each sync may spend");
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (has_share ? !set_share(invocation, db, &err) : !ask(invocation, db, &err))
        return session_fail_with(&err);
    return EX_OK;
}
