#include "commands/look/failures.h"

#include <stdio.h>

#include "cli/output.h"
#include "cli/session.h"

static const char each_json[] = "select * from brigade.failures_of(run => $1)";
static const char each_table[] =
    "select run_id as run, source, stage, key, class, attempts, http_status as status, message, "
    "url from brigade.failures_of(run => $1)";
static const char causes[] =
    "select message, stage, http_status as status, things, repositories, "
    "sources, first_run_id as first_import from brigade.open_failures_by_cause "
    "order by things desc, message";

/* Of all imports, grouped by cause. */
static bool print_causes(struct db *db, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(db, DB_CALL(causes), &rows, err))
        return false;
    output_table(rows, "");
    if (db_rows_count(rows) > 0) {
        putchar('\n');
        output_sentence("Each of one import, with its link: brigade failures NUMBER. Each of all: "
                        "brigade failures --all.");
    }
    return true;
}

static bool print(const struct invocation *invocation, struct db *db, struct error *err)
{
    const char *import = commands_argument(invocation, 0);

    if (commands_has_option(invocation, "json"))
        return output_query_json(db, DB_CALL(each_json, db_text(import)), err);
    if (import == NULL && !commands_has_option(invocation, "all"))
        return print_causes(db, err);
    return output_query_table(db, DB_CALL(each_table, db_text(import)), err);
}

int command_failures(const struct invocation *invocation)
{
    const char *import = commands_argument(invocation, 0);
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!session_check_import(import))
        return EX_USAGE;
    if (import != NULL && commands_has_option(invocation, "all"))
        return session_fail(EX_USAGE, "give --all or the number of an import, not both");
    db = session_open_database(invocation, &exit_code);
    if (db == NULL || (import != NULL && !session_find_run(db, import, &exit_code)))
        return exit_code;
    if (!print(invocation, db, &err))
        return session_fail_with(&err);
    return import == NULL ? session_tell_hidden(db) : EX_OK;
}
