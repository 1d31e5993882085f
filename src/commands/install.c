#include "commands/install.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/session.h"
#include "lib/os/file.h"

/* The script has about 100 kB. */
#define SCRIPT_BYTES ((size_t)16 * 1024 * 1024)

/* The script waits ten seconds for a lock (sql/prologue.sql), so that what waits behind it is not
 * held up for longer, and then lets the others go on. Ten times are enough for all but those who
 * keep a transaction open. */
#define TRIES_MAX 10

/* An installer that may not make roles goes on without: its owner alone can use the schema then. */
static int report_roles(struct db *db)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(buffer_release) struct buffer names = {0};
    CLEANUP(buffer_release) struct buffer statements = {0};
    struct error err = {0};

    if (!db_query(db, DB_CALL("select role, statement from brigade.missing_roles()"), &rows, &err))
        return session_fail_with(&err);
    if (db_rows_count(rows) == 0)
        return EX_OK;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        buffer_printf(&names, "%s%s", i > 0 ? ", " : "", db_rows_text(rows, i, "role"));
        buffer_printf(&statements, "%s ", db_rows_text(rows, i, "statement"));
    }
    return session_fail(EX_OK,
                        "only the owner of the schemas may use them: the roles %s are missing, and "
                        "this role may not make them. To let others work, ask and look, run as a "
                        "superuser: %sand then \"brigade install\" again",
                        buffer_text(&names), buffer_text(&statements));
}

/* Numbers that would be given twice are named before anybody meets them. */
static int report_sequences(struct db *db)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(buffer_release) struct buffer statements = {0};
    struct error err = {0};

    if (!db_query(db, DB_CALL("select statement from brigade.sequences_behind()"), &rows, &err))
        return session_fail_with(&err);
    for (size_t i = 0; i < db_rows_count(rows); i++)
        buffer_printf(&statements, "%s; ", db_rows_text(rows, i, "statement"));
    if (db_rows_count(rows) == 0)
        return EX_OK;
    return session_fail(EX_CONFIG,
                        "the schemas are up to date, and sequences are behind their tables, so "
                        "that numbers in use would be given again: stop the workers, and run %s"
                        "as the owner of the schemas",
                        buffer_text(&statements));
}

/* No foreign key holds these rows (sql/README says why), so an upgrade names them. */
static int report_rows_alone(struct db *db)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!db_query(db, DB_CALL("select number, projects from brigade.rows_alone()"), &rows, &err))
        return session_fail_with(&err);
    if (strcmp(db_rows_text(rows, 0, "number"), "0") == 0)
        return EX_OK;
    return session_fail(EX_OK,
                        "the schemas are up to date; rows that belong to something that is not "
                        "here: %s, of %s projects. forge.orphans names each and what it belongs "
                        "to, and brigade.missing says why that is not here",
                        db_rows_text(rows, 0, "number"), db_rows_text(rows, 0, "projects"));
}

static bool is_in_the_way(const struct error *err)
{
    return strcmp(err->sqlstate, "55P03") == 0 || strcmp(err->sqlstate, "40P01") == 0;
}

/* All of it or nothing, each time. */
static bool run_script(const struct invocation *invocation, struct db *db, const char *script,
                       struct error *err)
{
    for (int tries = 1; !db_script(db, script, err); tries++) {
        if (!is_in_the_way(err))
            return false;
        if (tries == TRIES_MAX)
            return error_prefix(err,
                                "nothing was changed, because somebody keeps using the tables: end "
                                "the transaction that pg_stat_activity shows as oldest, and run "
                                "\"brigade install\" again");
        session_say(invocation, "the tables are in use; trying again");
        nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
    }
    return true;
}

/* A role that is granted one of ours may still make no schemas: grants would not help. */
static int fail(const struct error *err)
{
    if (err->cause != CAUSE_NO_RIGHT)
        return session_fail_with(err);
    return session_fail(session_exit_code(err),
                        "%s; run \"brigade install\" as the owner of the database or, when the "
                        "schemas are there, as their owner or a superuser",
                        err->message);
}

int command_install(const struct invocation *invocation)
{
    const char *path = config_text(&invocation->config, SETTING_SQL);
    CLEANUP(buffer_release) struct buffer script = {0};
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!file_read(path, SCRIPT_BYTES, &script, &err))
        return session_fail(EX_CONFIG, "%s; the setting sql says where it is (from: %s)",
                            err.message, invocation->config.origins[SETTING_SQL]);
    if (commands_has_option(invocation, "print")) {
        fputs(buffer_text(&script), stdout);
        return EX_OK;
    }
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!run_script(invocation, db, buffer_text(&script), &err))
        return fail(&err);
    exit_code = report_roles(db);
    if (exit_code == EX_OK)
        exit_code = report_sequences(db);
    if (exit_code == EX_OK)
        exit_code = report_rows_alone(db);
    if (exit_code == EX_OK)
        session_say(invocation, "the schemas brigade and forge are up to date");
    return exit_code;
}
