#include "commands/users/users_export.h"

#include <stdio.h>

#include "cli/people.h"
#include "cli/session.h"
#include "lib/os/csv.h"

static void add_person(struct buffer *out, const struct db_rows *rows, size_t row)
{
    const char *cells[PEOPLE_COLUMNS];
    char *guarded[PEOPLE_COLUMNS] = {NULL};

    for (size_t i = 0; i < PEOPLE_COLUMNS; i++) {
        cells[i] = db_rows_text(rows, row, people_columns[i]);
        if (cells[i] != NULL && people_is_formula(cells[i]))
            cells[i] = guarded[i] = xasprintf("'%s", cells[i]);
    }
    csv_add_row(out, cells, PEOPLE_COLUMNS);
    for (size_t i = 0; i < PEOPLE_COLUMNS; i++)
        free_pointer(&guarded[i]);
}

int command_users_export(const struct invocation *invocation)
{
    const struct db_call *call =
        DB_CALL("select id, uuid, account_id, nickname, display_name, mapped_to "
                "from forge.users order by display_name, id");
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(buffer_release) struct buffer line = {0};
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_query(db, call, &rows, &err))
        return session_fail_with(&err);
    csv_add_row(&line, people_columns, PEOPLE_COLUMNS);
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        fputs(buffer_text(&line), stdout);
        buffer_clear(&line);
        add_person(&line, rows, i);
    }
    fputs(buffer_text(&line), stdout);
    return EX_OK;
}
