#include "commands/run/freeze.h"

#include <stdio.h>
#include <string.h>

#include "cli/asked.h"
#include "cli/names.h"
#include "cli/output.h"
#include "cli/session.h"

static const char certificate[] =
    "select id as freeze, source, level, since, finished_at as checked_at, compared, fingerprint, "
    "verdict from brigade.imports where id = $1";
static const char differences[] =
    "select message, url from brigade.failures_of(run => $1) limit 20";

static const char notes[] =
    "select message, url from brigade.omissions where run_id = $1 order by stage, key";

static bool ask(const struct invocation *invocation, struct db *db, struct db_rows **rows,
                struct error *err)
{
    CLEANUP(names_release)
    struct names credentials = names_split(commands_option(invocation, "credential"));

    return db_query(db,
                    DB_CALL("select brigade.import(source => $1, credentials => $2, "
                            "mode => $3, level => $4, since => $5) as freeze",
                            db_text(commands_argument(invocation, 0)), names_value(&credentials),
                            db_text("freeze"), db_text(commands_option(invocation, "level")),
                            db_text(commands_option(invocation, "since"))),
                    rows, err);
}

static bool print(const struct invocation *invocation, struct db *db, const char *freeze,
                  struct db_rows **row, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *found = NULL;
    CLEANUP(db_rows_free) struct db_rows *noted = NULL;

    if (!db_query(db, DB_CALL(certificate, db_text(freeze)), row, err))
        return false;
    if (commands_has_option(invocation, "json"))
        return output_query_json(
            db, DB_CALL("select * from brigade.imports where id = $1", db_text(freeze)), err);
    if (!db_query(db, DB_CALL(differences, db_text(freeze)), &found, err) ||
        !db_query(db, DB_CALL(notes, db_text(freeze)), &noted, err))
        return false;
    output_row(*row);
    output_table(found, "  ");
    output_table(noted, "  ");
    return true;
}

/* 0 only when nothing differs: notes say what was not asked, or not asked of lists. */
static int judge(const struct invocation *invocation, const struct db_rows *row, const char *freeze)
{
    const char *verdict = db_rows_text(row, 0, "verdict");

    if (verdict != NULL &&
        (strcmp(verdict, "complete") == 0 || strcmp(verdict, "complete with notes") == 0))
        return EX_OK;
    return session_fail(EX_DATAERR,
                        "%s is not what is here: brigade failures %s says where, brigade sync %s "
                        "brings it; then check again",
                        commands_argument(invocation, 0), freeze, commands_argument(invocation, 0));
}

int command_freeze(const struct invocation *invocation)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(db_rows_free) struct db_rows *asked = NULL;
    CLEANUP(db_rows_free) struct db_rows *row = NULL;
    struct error err = {0};
    int exit_code = EX_OK;
    const char *freeze = NULL;

    if (commands_option(invocation, "since") == NULL)
        return session_fail(EX_USAGE, "--since says when the source was frozen, in Bitbucket's "
                                      "time, such as 2026-11-29T18:00:00Z");
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!ask(invocation, db, &asked, &err))
        return session_fail_with(&err);
    freeze = db_rows_text(asked, 0, "freeze");
    exit_code = asked_wait(invocation, db, freeze);
    if (exit_code != EX_OK)
        return exit_code;
    if (!print(invocation, db, freeze, &row, &err))
        return session_fail_with(&err);
    return judge(invocation, row, freeze);
}
