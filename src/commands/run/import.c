#include "commands/run/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/estimate.h"
#include "cli/names.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/watch/watch.h"

static bool check_priority(const char *text)
{
    char *end = NULL;
    long number = 0;

    if (text == NULL)
        return true;
    errno = 0;
    number = strtol(text, &end, 10);
    if (*text != '\0' && *end == '\0' && errno == 0 && number >= INT32_MIN && number <= INT32_MAX)
        return true;
    session_fail(EX_USAGE, "--priority needs a whole number, not \"%s\"", text);
    return false;
}

/* How an import that was waited for has ended. */
static int outcome(struct db *db, const char *import)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};
    const char *state = NULL;
    const char *why = NULL;

    if (!db_query(
            db,
            DB_CALL("select state, error from brigade.progress where run_id = $1", db_text(import)),
            &rows, &err))
        return session_fail_with(&err);
    if (db_rows_count(rows) == 0)
        return session_fail_no_import(import);
    state = db_rows_text(rows, 0, "state");
    why = db_rows_text(rows, 0, "error");
    if (strcmp(state, "finished") == 0)
        return EX_OK;
    if (strcmp(state, "failed") == 0)
        return session_fail(EX_UNAVAILABLE, "import %s has failed: %s", import,
                            why != NULL ? why : "see brigade failures");
    return session_fail(EX_TEMPFAIL, "import %s is %s%s%s", import, state, why != NULL ? ": " : "",
                        why != NULL ? why : "");
}

static int wait_for(struct db *db, const char *import, bool quiet)
{
    enum watch_style style = quiet ? WATCH_SILENTLY : WATCH_DRAWING;
    struct error err = {0};

    if (!watch_imports(db, import, style, &err))
        return session_fail_with(&err);
    return outcome(db, import);
}

/* Prints what was asked for, waits when that was asked for, too. */
static int report(const struct invocation *invocation, struct db *db, const char *import)
{
    bool json = commands_has_option(invocation, "json");
    int exit_code = EX_OK;
    struct error err = {0};

    if (!json) {
        printf("%s\n", import);
        fflush(stdout);
    }
    if (commands_has_option(invocation, "wait"))
        exit_code = wait_for(db, import, json);
    if (json &&
        !output_query_json(
            db, DB_CALL("select * from brigade.imports where id = $1", db_text(import)), &err))
        return session_fail_with(&err);
    return exit_code;
}

static int estimate(const struct invocation *invocation, struct db *db)
{
    struct error err = {0};

    if (estimate_print(&invocation->config, db,
                       &(struct estimate_request){
                           .source = commands_argument(invocation, 0),
                           .credentials = commands_option(invocation, "credential"),
                           .json = commands_has_option(invocation, "json"),
                       },
                       &err))
        return EX_OK;
    return session_fail_with(&err);
}

int command_import(const struct invocation *invocation)
{
    const char *priority = commands_option(invocation, "priority");
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;
    CLEANUP(names_release)
    struct names credentials = names_split(commands_option(invocation, "credential"));
    CLEANUP(names_release)
    struct names include = names_split(commands_option(invocation, "include"));
    CLEANUP(names_release)
    struct names exclude = names_split(commands_option(invocation, "exclude"));
    const struct db_call *call =
        DB_CALL("select brigade.import(source => $1, credentials => $2, issues_export => $3, "
                "wiki_source => $4, priority => $5, include => $6, exclude => $7, comments => $8, "
                "tasks => $9) as import",
                db_text(commands_argument(invocation, 0)), names_value(&credentials),
                db_text(commands_option(invocation, "issues-export")),
                db_text(commands_option(invocation, "wiki-source")), db_text(priority),
                names_value(&include), names_value(&exclude),
                db_text(commands_option(invocation, "comments")),
                db_text(commands_option(invocation, "tasks")));

    if (!check_priority(priority))
        return EX_USAGE;
    if (commands_has_option(invocation, "estimate") &&
        (commands_has_option(invocation, "include") || commands_has_option(invocation, "exclude")))
        return session_fail(EX_USAGE, "--estimate counts every repository of the workspace: leave "
                                      "--include and --exclude out");
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (commands_has_option(invocation, "estimate"))
        return estimate(invocation, db);
    if (!db_query(db, call, &rows, &err))
        return session_fail_with(&err);
    return report(invocation, db, db_rows_text(rows, 0, "import"));
}
