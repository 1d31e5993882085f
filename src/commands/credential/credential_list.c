#include "commands/credential/credential_list.h"

#include "cli/credential.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/json/json.h"
#include "lib/os/file.h"
#include "signin/vault.h"

/* requests_per_hour: its own, else the setting. */
static int budget(const struct config *config, const struct db_rows *rows, size_t row)
{
    int64_t own = db_rows_integer(rows, row, "requests_per_hour");

    return own > 0 ? (int)own : config_integer(config, SETTING_REQUESTS_PER_HOUR);
}

/* Of the secret file; what a requester sealed has none, but its key must be here. */
static char *find_trouble(const struct config *config, const struct db_rows *rows, size_t row)
{
    const char *key_id = db_rows_text(rows, row, "key_id");
    CLEANUP(free_pointer) char *path = NULL;

    if (db_rows_boolean(rows, row, "is_purged"))
        return xstrdup("deleted: it had expired, or its imports had ended");
    if (!db_rows_boolean(rows, row, "is_sealed"))
        return credential_find_trouble(config, db_rows_text(rows, row, "name"));
    path = vault_key_path(config_text(config, SETTING_CREDENTIALS), key_id);
    return file_exists(path)
               ? NULL
               : xasprintf("sealed for the workers' key %s, which is not on this host", key_id);
}

static void print_table(const struct config *config, const struct db_rows *rows)
{
    CLEANUP(grid_release) struct grid grid = {.columns = 5};

    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *name = db_rows_text(rows, i, "name");
        CLEANUP(free_pointer) char *trouble = find_trouble(config, rows, i);
        CLEANUP(free_pointer) char *requests = xasprintf("%d", budget(config, rows, i));
        if (i == 0)
            grid_add_row(&grid, (const char *[]){"NAME", "KIND", "E-MAIL", "REQUESTS PER HOUR",
                                                 "SECRET ON THIS HOST"});
        grid_add_row(&grid, (const char *[]){name, db_rows_text(rows, i, "kind"),
                                             db_rows_text(rows, i, "email"), requests,
                                             trouble != NULL ? trouble : "in order"});
    }
    grid_print(&grid, "");
}

static void print_json(const struct config *config, const struct db_rows *rows)
{
    CLEANUP(json_free) struct json_object *all = json_new_array();

    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *name = db_rows_text(rows, i, "name");
        CLEANUP(free_pointer) char *trouble = find_trouble(config, rows, i);
        struct json_object *one = json_new_object();
        json_set_text(one, "name", name);
        json_set_text(one, "kind", db_rows_text(rows, i, "kind"));
        json_set_text(one, "email", db_rows_text(rows, i, "email"));
        json_set_integer(one, "requests_per_hour", budget(config, rows, i));
        json_set_boolean(one, "secret_in_order", trouble == NULL);
        json_set_text(one, "secret_trouble", trouble);
        json_append(all, one);
    }
    output_json(json_print(all, NULL));
}

int command_credential_list(const struct invocation *invocation)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_query(db,
                  DB_CALL("select name, kind, email, requests_per_hour, key_id, is_sealed, "
                          "is_purged from brigade.credential_states()"),
                  &rows, &err))
        return session_fail_with(&err);
    if (commands_has_option(invocation, "json"))
        print_json(&invocation->config, rows);
    else
        print_table(&invocation->config, rows);
    return EX_OK;
}
