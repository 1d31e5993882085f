#include "commands/look/places.h"

#include "cli/output.h"
#include "cli/session.h"

int command_places(const struct invocation *invocation)
{
    bool json = commands_has_option(invocation, "json");
    const struct db_call *call = DB_CALL("select * from brigade.places_seen()");
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!(json ? output_query_json(db, call, &err) : output_query_table(db, call, &err)))
        return session_fail_with(&err);
    return EX_OK;
}
