#include "commands/run/import.h"

#include "cli/asked.h"
#include "cli/estimate.h"
#include "cli/names.h"
#include "cli/session.h"

static int estimate(const struct invocation *invocation, struct db *db)
{
    struct error err = {0};

    if (estimate_print(&invocation->config, db,
                       &(struct estimate_request){
                           .source = commands_argument(invocation, 0),
                           .credentials = commands_option(invocation, "credential"),
                           .only = commands_option(invocation, "only"),
                           .without = commands_option(invocation, "without"),
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
    const char *import = NULL;
    CLEANUP(names_release)
    struct names credentials = names_split(commands_option(invocation, "credential"));
    CLEANUP(names_release)
    struct names include = names_split(commands_option(invocation, "include"));
    CLEANUP(names_release)
    struct names exclude = names_split(commands_option(invocation, "exclude"));
    CLEANUP(names_release) struct names only = names_split(commands_option(invocation, "only"));
    CLEANUP(names_release)
    struct names without = names_split(commands_option(invocation, "without"));
    const struct db_call *call =
        DB_CALL("select brigade.import(source => $1, credentials => $2, issues_export => $3, "
                "wiki_source => $4, priority => $5, include => $6, exclude => $7, comments => $8, "
                "tasks => $9, resolutions => $10, parts => $11, without => $12) as import",
                db_text(commands_argument(invocation, 0)), names_value(&credentials),
                db_text(commands_option(invocation, "issues-export")),
                db_text(commands_option(invocation, "wiki-source")), db_text(priority),
                names_value(&include), names_value(&exclude),
                db_text(commands_option(invocation, "comments")),
                db_text(commands_option(invocation, "tasks")),
                db_text(commands_option(invocation, "resolutions")), names_value(&only),
                names_value(&without));

    if (!asked_check_priority(priority))
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
    import = db_rows_text(rows, 0, "import");
    return asked_report(invocation, db, import,
                        DB_CALL("select * from brigade.imports where id = $1", db_text(import)));
}
