#include "commands/place.h"

#include <stdio.h>

#include "cli/output.h"
#include "cli/session.h"

int command_place(const struct invocation *invocation)
{
    const char *name = commands_argument(invocation, 0);
    bool is_new = commands_has_option(invocation, "new");
    const struct db_call *add = DB_CALL("select brigade.add_place(name => $1)", db_text(name));
    const struct db_call *lose =
        DB_CALL("select * from brigade.lose_place(name => $1)", db_text(name));
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (is_new == commands_has_option(invocation, "lost"))
        return session_fail(EX_USAGE, "give --new to make the place, or --lost when its storage "
                                      "is gone for good");
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!(is_new ? db_query(db, add, NULL, &err) : output_query_table(db, lose, &err)))
        return session_fail_with(&err);
    return EX_OK;
}
