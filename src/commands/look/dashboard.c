#include "commands/look/dashboard.h"

#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/session.h"

/* Says so when it is no number of seconds; NULL is taken. */
static bool check_seconds(const char *text)
{
    if (text == NULL || (strlen(text) < 6 && strspn(text, "0123456789") == strlen(text) &&
                         atoi(text) >= 5 && atoi(text) <= 86400))
        return true;
    (void)session_fail(EX_USAGE, "--refresh is a number of seconds from 5 to 86400");
    return false;
}

int command_dashboard(const struct invocation *invocation)
{
    const char *import = commands_argument(invocation, 0);
    const char *seconds = commands_option(invocation, "refresh");
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!session_check_import(import) || !check_seconds(seconds))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL || (import != NULL && !session_find_run(db, import, &exit_code)))
        return exit_code;
    if (!output_query_text(db,
                           DB_CALL("select brigade.dashboard(run => $1, refresh => $2) as page",
                                   db_text(import), db_text(seconds)),
                           &err))
        return session_fail_with(&err);
    return import == NULL ? session_tell_hidden(db) : EX_OK;
}
