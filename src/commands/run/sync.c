#include "commands/run/sync.h"

#include <strings.h>

#include "cli/asked.h"
#include "cli/names.h"
#include "cli/session.h"

static bool keep_in_step(const struct invocation *invocation, struct db *db, struct error *err)
{
    CLEANUP(names_release) struct names only = names_split(commands_option(invocation, "only"));
    CLEANUP(names_release)
    struct names without = names_split(commands_option(invocation, "without"));

    return db_query(db,
                    DB_CALL("select brigade.keep_in_step(source => $1, every => $2, parts => $3, "
                            "without => $4)",
                            db_text(commands_argument(invocation, 0)),
                            db_text(commands_option(invocation, "every")), names_value(&only),
                            names_value(&without)),
                    NULL, err);
}

static int ask(const struct invocation *invocation, struct db *db)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(names_release)
    struct names credentials = names_split(commands_option(invocation, "credential"));
    CLEANUP(names_release) struct names only = names_split(commands_option(invocation, "only"));
    CLEANUP(names_release)
    struct names without = names_split(commands_option(invocation, "without"));
    struct error err = {0};
    const char *sync = NULL;

    if (!db_query(db,
                  DB_CALL("select brigade.import(source => $1, credentials => $2, "
                          "priority => $3, mode => $4, parts => $5, without => $6) as sync",
                          db_text(commands_argument(invocation, 0)), names_value(&credentials),
                          db_text(commands_option(invocation, "priority")), db_text("sync"),
                          names_value(&only), names_value(&without)),
                  &rows, &err))
        return session_fail_with(&err);
    sync = db_rows_text(rows, 0, "sync");
    return asked_report(invocation, db, sync,
                        DB_CALL("select * from brigade.imports where id = $1", db_text(sync)));
}

int command_sync(const struct invocation *invocation)
{
    const char *every = commands_option(invocation, "every");
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!asked_check_priority(commands_option(invocation, "priority")))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (every != NULL && !keep_in_step(invocation, db, &err))
        return session_fail_with(&err);
    if (every != NULL && strcasecmp(every, "never") == 0)
        return EX_OK;
    return ask(invocation, db);
}
