#include "cli/session.h"

#include <stdio.h>
#include <string.h>

#include "cli/advice.h"
#include "cli/output.h"
#include "lib/base/text.h"

static void print_sentence(const char *format, va_list arguments)
{
    CLEANUP(free_pointer) char *message = xvasprintf(format, arguments);

    text_single_line(message);
    fprintf(stderr, "brigade: %s\n", message);
}

int session_fail(int exit_code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_sentence(format, arguments);
    va_end(arguments);
    return exit_code;
}

int session_look(const struct invocation *invocation, const struct db_call *table,
                 const struct db_call *json)
{
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!(commands_has_option(invocation, "json") ? output_query_json(db, json, &err)
                                                  : output_query_table(db, table, &err)))
        return session_fail_with(&err);
    return session_tell_hidden(db);
}

bool session_read_hidden(struct db *db, char **note, int *exit_code)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!db_query(db, DB_CALL("select brigade.hidden_note() as note"), &rows, &err)) {
        *exit_code = session_fail_with(&err);
        return false;
    }
    if (db_rows_text(rows, 0, "note") != NULL)
        *note = xstrdup(db_rows_text(rows, 0, "note"));
    return true;
}

int session_tell_hidden(struct db *db)
{
    CLEANUP(free_pointer) char *note = NULL;
    int exit_code = EX_OK;

    if (session_read_hidden(db, &note, &exit_code) && note != NULL)
        session_fail(EX_OK, "%s", note);
    return exit_code;
}

void session_say(const struct invocation *invocation, const char *format, ...)
{
    va_list arguments;

    if (invocation->verbosity < 1)
        return;
    va_start(arguments, format);
    print_sentence(format, arguments);
    va_end(arguments);
}

/* Each row: how an SQLSTATE begins. Missing or old functions and tables are the schema's version;
 * other faults of a statement are ours. */
static const struct {
    const char *sqlstate;
    int exit_code;
} codes[] = {
    {"3F000", EX_CONFIG}, {"42883", EX_CONFIG},   {"42P01", EX_CONFIG},   {"42501", EX_UNAVAILABLE},
    {"42", EX_SOFTWARE},  {"25006", EX_TEMPFAIL}, {"BR003", EX_TEMPFAIL}, {"XX", EX_SOFTWARE},
    {"P0", EX_DATAERR},   {"55000", EX_DATAERR},  {"2BP01", EX_DATAERR},
};

int session_exit_code(const struct error *err)
{
    for (size_t i = 0; i < ARRAY_LENGTH(codes); i++)
        if (strncmp(err->sqlstate, codes[i].sqlstate, strlen(codes[i].sqlstate)) == 0)
            return codes[i].exit_code;
    switch (err->class) {
    case ERROR_RETRY:
        return EX_UNAVAILABLE;
    case ERROR_ITEM:
    case ERROR_CHANGED:
        return EX_DATAERR;
    case ERROR_IMPORT:
        return EX_CONFIG;
    case ERROR_NONE:
        break;
    }
    return EX_SOFTWARE;
}

char *session_explain(const struct error *err)
{
    struct error explained = *err;

    advice_add(&explained);
    return xstrdup(explained.message);
}

int session_fail_with(const struct error *err)
{
    CLEANUP(free_pointer) char *message = session_explain(err);

    return session_fail(session_exit_code(err), "%s", message);
}

struct db *session_open_database(const struct invocation *invocation, int *exit_code)
{
    struct db *db = NULL;
    struct error err = {0};

    if (db_open(&db, config_text(&invocation->config, SETTING_DATABASE), &err))
        return db;
    *exit_code = session_fail_with(&err);
    return NULL;
}

bool session_check_import(const char *text)
{
    size_t size = text != NULL ? strlen(text) : 1;

    if (text == NULL || (size > 0 && size < 19 && strspn(text, "0123456789") == size))
        return true;
    session_fail(
        EX_USAGE,
        "\"%s\" is not the number of a run: \"brigade status\" and \"brigade exports\" list them",
        text);
    return false;
}

int session_fail_no_import(const char *import)
{
    return session_fail(EX_DATAERR,
                        "there is no run %s: \"brigade status\" and \"brigade exports\" list them",
                        import);
}

static bool find(struct db *db, const struct db_call *call, const char *run, int *exit_code)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!db_query(db, call, &rows, &err))
        *exit_code = session_fail_with(&err);
    else if (db_rows_count(rows) == 0)
        *exit_code = session_fail_no_import(run);
    return *exit_code == EX_OK;
}

bool session_find_import(struct db *db, const char *import, int *exit_code)
{
    return find(db, DB_CALL("select id from brigade.imports where id = $1", db_text(import)),
                import, exit_code);
}

bool session_find_run(struct db *db, const char *run, int *exit_code)
{
    return find(db, DB_CALL("select id from brigade.runs where id = $1", db_text(run)), run,
                exit_code);
}

int session_ask(const struct invocation *invocation, const struct db_call *call,
                struct db_rows **rows)
{
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    return db_query(db, call, rows, &err) ? EX_OK : session_fail_with(&err);
}

int session_order(const struct invocation *invocation, const char *sql)
{
    const char *import = commands_argument(invocation, 0);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    int exit_code;

    if (!session_check_import(import))
        return EX_USAGE;
    exit_code = session_ask(invocation, DB_CALL(sql, db_text(import)), &rows);
    if (exit_code == EX_OK)
        session_say(invocation, "run %s is %s", import, db_rows_text(rows, 0, "state"));
    return exit_code;
}
