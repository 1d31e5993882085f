#include "commands/look/search.h"

#include "cli/output.h"
#include "cli/session.h"

int command_search(const struct invocation *invocation)
{
    const struct db_call *call = DB_CALL(
        "select project, thing, iid, title, author, at, snippet, url from "
        "brigade.search_source(words => $1, source => $2, most => $3)",
        db_text(commands_argument(invocation, 0)), db_text(commands_option(invocation, "project")),
        db_text(commands_option(invocation, "limit")));
    bool json = commands_has_option(invocation, "json");
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!(json ? output_query_json(db, call, &err) : output_query_table(db, call, &err)))
        return session_fail_with(&err);
    return session_tell_hidden(db);
}
