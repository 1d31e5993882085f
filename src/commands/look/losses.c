#include "commands/look/losses.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/output.h"
#include "cli/session.h"
#include "lib/base/text.h"
#include "lib/os/csv.h"

/* Keys are anybody's word: a terminal obeys none. NULL: of an empty cell. */
static char *single_line(const char *text)
{
    char *owned = text != NULL ? xstrdup(text) : NULL;

    if (owned != NULL)
        text_single_line(owned);
    return owned;
}

static bool print_row(const struct db_rows *rows, void *payload, struct error *err)
{
    CLEANUP(buffer_release) struct buffer line = {0};
    const char *cells[CSV_COLUMNS_MAX];
    char *owned[CSV_COLUMNS_MAX];
    size_t count = db_rows_columns(rows);

    (void)payload;
    (void)err;
    for (size_t i = 0; i < count; i++)
        cells[i] = owned[i] = single_line(db_rows_cell(rows, 0, i));
    csv_add_row(&line, cells, count);
    fputs(buffer_text(&line), stdout);
    for (size_t i = 0; i < count; i++)
        free(owned[i]);
    return true;
}

static bool print_csv(struct db *db, const struct db_call *call, struct error *err)
{
    puts("thing,key,what,outcome,detail,link");
    return db_read(db, call, print_row, NULL, err);
}

static bool print(const struct invocation *invocation, struct db *db, struct error *err)
{
    const struct db_call *call =
        DB_CALL("select thing, key, what, outcome, detail, link from brigade.losses_of(export => "
                "$1)",
                db_text(commands_argument(invocation, 0)));

    if (commands_has_option(invocation, "csv"))
        return print_csv(db, call, err);
    return commands_has_option(invocation, "json") ? output_query_json(db, call, err)
                                                   : output_query_table(db, call, err);
}

int command_losses(const struct invocation *invocation)
{
    const char *export = commands_argument(invocation, 0);
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!session_check_import(export))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL || !session_find_run(db, export, &exit_code))
        return exit_code;
    return print(invocation, db, &err) ? EX_OK : session_fail_with(&err);
}
