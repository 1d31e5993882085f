#include "cli/asked.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/session.h"
#include "cli/watch/watch.h"

bool asked_check_priority(const char *text)
{
    char *end = NULL;
    long number = 0;

    if (text == NULL)
        return true;
    errno = 0;
    number = strtol(text, &end, 10);
    if (*text != '\0' && *end == '\0' && errno == 0 && number >= INT32_MIN && number <= INT32_MAX)
        return true;
    session_fail(EX_USAGE, "a priority is a whole number, not \"%s\"", text);
    return false;
}

/* How a run that was waited for has ended. */
static int outcome(const struct invocation *invocation, struct db *db, const char *run)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};
    const char *state = NULL;
    const char *why = NULL;

    if (!db_query(
            db,
            DB_CALL("select state, error from brigade.progress where run_id = $1", db_text(run)),
            &rows, &err))
        return session_fail_with(&err);
    if (db_rows_count(rows) == 0)
        return session_fail_no_import(run);
    state = db_rows_text(rows, 0, "state");
    why = db_rows_text(rows, 0, "error");
    if (strcmp(state, "finished") == 0)
        return EX_OK;
    if (strcmp(state, "failed") == 0)
        return session_fail(EX_UNAVAILABLE, "%s %s has failed: %s", invocation->command->name, run,
                            why != NULL ? why : "see brigade failures");
    return session_fail(EX_TEMPFAIL, "%s %s is %s%s%s", invocation->command->name, run, state,
                        why != NULL ? ": " : "", why != NULL ? why : "");
}

int asked_wait(const struct invocation *invocation, struct db *db, const char *run)
{
    bool json = commands_has_option(invocation, "json");
    enum watch_style style = json ? WATCH_SILENTLY : WATCH_DRAWING;
    struct error err = {0};

    if (!watch_imports(db, run, style, &err))
        return session_fail_with(&err);
    return outcome(invocation, db, run);
}

int asked_report(const struct invocation *invocation, struct db *db, const char *run,
                 const struct db_call *row)
{
    bool json = commands_has_option(invocation, "json");
    int exit_code = EX_OK;
    struct error err = {0};

    if (!json) {
        printf("%s\n", run);
        fflush(stdout);
    }
    if (commands_has_option(invocation, "wait"))
        exit_code = asked_wait(invocation, db, run);
    if (json && !output_query_json(db, row, &err))
        return session_fail_with(&err);
    return exit_code;
}
