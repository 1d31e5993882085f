#include "commands/run/export.h"

#include <string.h>

#include "cli/asked.h"
#include "cli/session.h"
#include "lib/json/json.h"

/* KEY=VALUE of each --option as an object of texts; PostgreSQL knows which there are. */
static bool read_options(const struct invocation *invocation, struct json_object *options)
{
    if (invocation->repeated_count > COMMAND_REPEATS_MAX) {
        session_fail(EX_USAGE, "--option may be given %d times", COMMAND_REPEATS_MAX);
        return false;
    }
    for (size_t i = 0; i < invocation->repeated_count; i++) {
        const char *option = invocation->repeated[i];
        const char *sign = strchr(option, '=');
        CLEANUP(free_pointer)
        char *key = xasprintf("%.*s", sign != NULL ? (int)(sign - option) : 0, option);
        if (sign == NULL || *key == '\0') {
            session_fail(EX_USAGE, "--option needs KEY=VALUE, such as raw=false");
            return false;
        }
        json_set_text(options, key, sign + 1);
    }
    return true;
}

int command_export(const struct invocation *invocation)
{
    const char *priority = commands_option(invocation, "priority");
    const char *export = NULL;
    CLEANUP(json_free) struct json_object *options = json_new_object();
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!asked_check_priority(priority) || !read_options(invocation, options))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_query(db,
                  DB_CALL("select brigade.export(source => $1, target => $2, options => $3, "
                          "priority => $4) as export",
                          db_text(commands_argument(invocation, 0)),
                          db_text(commands_option(invocation, "target")),
                          db_text(json_print(options, NULL)), db_text(priority)),
                  &rows, &err))
        return session_fail_with(&err);
    export = db_rows_text(rows, 0, "export");
    return asked_report(invocation, db, export,
                        DB_CALL("select * from brigade.exports where id = $1", db_text(export)));
}
