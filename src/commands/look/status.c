#include "commands/look/status.h"

#include <stdio.h>
#include <string.h>

#include "cli/output.h"
#include "cli/session.h"
#include "cli/watch/watch.h"

static const char many_table[] =
    "select run_id as run, source, state, stage, done, total, failed, percent, eta, remark "
    "from brigade.overview(which => $1)";
/* Narrow, so that they are tables on a screen of 80 columns, too. */
static const char few_table[] =
    "select run_id as run, source, state, percent, failed, remark from brigade.overview()";
static const char running_table[] = "select run_id as run, source, stage, percent, remark "
                                    "from brigade.overview(which => $1, most => $2)";
static const char many_json[] = "select brigade.overview_json(which => $1) as report";
static const char counts[] = "select summary, listed, under_way from brigade.summary()";
static const char attention[] =
    "select what, cause, number, sources, todo from brigade.to_do order by place, number desc";
static const char one_json[] = "select brigade.report(run => $1) as report";
static const char one_as_of[] = "select brigade.seen_as_of(run => $1) as seen_as_of";
static const char one_table[] =
    "select run_id as run, source, target, state, verdict, stage, done, total, failed, "
    "jobs_per_minute, "
    "eta as time_left, waiting_for, notes, credential, created_at, started_at, finished_at "
    "from brigade.progress where run_id = $1";

/* What is shown of one import, in this order; each a table under its heading. */
static const struct {
    const char *heading;
    const char *sql;
} sections[] = {
    {"Stages", "select stage, state, done, total, failed, took from brigade.stage_progress "
               "where run_id = $1 order by position"},
    {"Repositories", "select run_id as run, source, state, stage, done, total, failed, verdict "
                     "from brigade.progress where parent_id = $1 order by run_id"},
    {"Failures (the first 20; more: brigade failures)",
     "select run_id as run, source, stage, key, class, attempts, http_status as status, "
     "message, url from brigade.failures_of(run => $1) limit 20"},
    {"Not there", "select stage, key, reason, message from brigade.omissions "
                  "where run_id = $1 order by stage, key"},
    {"Reconciliation",
     "select thing, announced, seen, stored, failed, withdrawn, missing, vanished, "
     "reason, matches from brigade.reconciliation where run_id = $1 order by thing"},
};

static bool print_section(struct db *db, const char *import, size_t section, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(db, DB_CALL(sections[section].sql, db_text(import)), &rows, err))
        return false;
    if (db_rows_count(rows) > 0)
        printf("\n%s\n", sections[section].heading);
    output_table(rows, "  ");
    return true;
}

static bool exists(struct db *db, const char *import, struct db_rows **rows, int *exit_code)
{
    struct error err = {0};

    if (!db_query(db, DB_CALL(one_table, db_text(import)), rows, &err))
        *exit_code = session_fail_with(&err);
    else if (db_rows_count(*rows) == 0)
        *exit_code = session_fail_no_import(import);
    return *exit_code == EX_OK;
}

static int print_one(struct db *db, const char *import, const struct db_rows *row)
{
    CLEANUP(db_rows_free) struct db_rows *as_of = NULL;
    struct error err = {0};

    output_row(row);
    if (!db_query(db, DB_CALL(one_as_of, db_text(import)), &as_of, &err))
        return session_fail_with(&err);
    output_row(as_of);
    for (size_t i = 0; i < ARRAY_LENGTH(sections); i++)
        if (!print_section(db, import, i, &err))
            return session_fail_with(&err);
    return EX_OK;
}

/* Of more imports than these, those that are under way are listed, and as many at most. */
#define ROWS_SHOWN 20

static bool print_list(struct db *db, const char *heading, const struct db_call *call,
                       struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(db, call, &rows, err))
        return false;
    if (db_rows_count(rows) > 0 && *heading != '\0')
        printf("\n%s\n", heading);
    output_table(rows, *heading != '\0' ? "  " : "");
    return true;
}

/* A sum, what needs a person, then what is under way; few imports are all listed. */
static bool print_summary(struct db *db, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    int64_t running = 0;
    bool is_short = false;

    if (!db_query(db, DB_CALL(counts), &rows, err))
        return false;
    running = db_rows_integer(rows, 0, "under_way");
    is_short = db_rows_integer(rows, 0, "listed") <= ROWS_SHOWN;
    output_sentence(db_rows_text(rows, 0, "summary"));
    if (!print_list(db, "What needs a person", DB_CALL(attention), err))
        return false;
    if (is_short)
        return print_list(db, "Runs", DB_CALL(few_table), err);
    if (!print_list(db, "Under way", DB_CALL(running_table, db_text("running"), db_int(ROWS_SHOWN)),
                    err))
        return false;
    if (running > ROWS_SHOWN)
        printf("  and %lld more: brigade status --running\n", (long long)(running - ROWS_SHOWN));
    printf("\nAll about one: brigade status NUMBER. All of them: brigade status --all.\n");
    return true;
}

static bool print_report(struct db *db, const struct db_call *call, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(db, call, &rows, err))
        return false;
    output_json(db_rows_text(rows, 0, "report"));
    return true;
}

/* `which`: the imports that were asked for by option; NULL: none was given. */
static bool print_many(struct db *db, const char *which, bool json, struct error *err)
{
    if (json)
        return print_report(db, DB_CALL(many_json, db_text(which != NULL ? which : "all")), err);
    return which != NULL ? print_list(db, "", DB_CALL(many_table, db_text(which)), err)
                         : print_summary(db, err);
}

/* False: options that exclude each other. */
static bool choose(const struct invocation *invocation, const char **which)
{
    static const char *const options[] = {"all", "running", "failed"};
    size_t given =
        commands_has_option(invocation, "watch") + (commands_argument(invocation, 0) != NULL);

    for (size_t i = 0; i < ARRAY_LENGTH(options); i++) {
        if (!commands_has_option(invocation, options[i]))
            continue;
        *which = options[i];
        given++;
    }
    return *which == NULL || given == 1;
}

int command_status(const struct invocation *invocation)
{
    const char *import = commands_argument(invocation, 0);
    const char *which = NULL;
    bool json = commands_has_option(invocation, "json");
    bool watch = commands_has_option(invocation, "watch");
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(db_rows_free) struct db_rows *row = NULL;
    struct error err = {0};
    int exit_code = EX_OK;
    bool done = false;

    if (!session_check_import(import))
        return EX_USAGE;
    if (json && watch)
        return session_fail(EX_USAGE, "give --json or --watch, not both");
    if (!choose(invocation, &which))
        return session_fail(EX_USAGE,
                            "give one of --all, --running, --failed, --watch and a number");
    db = session_open_database(invocation, &exit_code);
    if (db == NULL || (import != NULL && !exists(db, import, &row, &exit_code)))
        return exit_code;
    if (!json && !watch && import != NULL)
        return print_one(db, import, row);
    if (watch)
        done = watch_imports(db, import, WATCH_TELLING, &err);
    else
        done = import != NULL ? print_report(db, DB_CALL(one_json, db_text(import)), &err)
                              : print_many(db, which, json, &err);
    if (!done)
        return session_fail_with(&err);
    return import == NULL ? session_tell_hidden(db) : EX_OK;
}
