#include "commands/users/users_export.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/people.h"
#include "cli/session.h"
#include "lib/base/text.h"
#include "lib/os/csv.h"

static void print_row(const char *const *cells)
{
    CLEANUP(buffer_release) struct buffer line = {0};

    csv_add_row(&line, cells, PEOPLE_COLUMNS);
    fputs(buffer_text(&line), stdout);
}

/* Where the people cannot be read, nothing is printed. */
static void print_heading(bool *has_heading)
{
    if (!*has_heading)
        print_row(people_columns);
    *has_heading = true;
}

/* A name is anybody's word. What people filled in comes back as it was from a file, but a terminal
 * would obey it. */
static bool must_clean(const char *column)
{
    return strcmp(column, "mapped_to") != 0 || isatty(STDOUT_FILENO);
}

static bool print_person(const struct db_rows *rows, void *has_heading, struct error *err)
{
    const char *cells[PEOPLE_COLUMNS];
    char *owned[PEOPLE_COLUMNS] = {NULL};

    (void)err;
    print_heading(has_heading);
    for (size_t i = 0; i < PEOPLE_COLUMNS; i++) {
        cells[i] = db_rows_text(rows, 0, people_columns[i]);
        if (cells[i] == NULL)
            continue;
        owned[i] = xstrdup(cells[i]);
        if (must_clean(people_columns[i]))
            text_single_line(owned[i]);
        cells[i] = owned[i];
    }
    print_row(cells);
    for (size_t i = 0; i < PEOPLE_COLUMNS; i++)
        free_pointer(&owned[i]);
    return true;
}

static bool print_people(struct db *db, struct error *err)
{
    const struct db_call *call =
        DB_CALL("select id, uuid, account_id, nickname, display_name, mapped_to "
                "from forge.users order by display_name, id");
    bool has_heading = false;

    if (!db_read(db, call, print_person, &has_heading, err))
        return false;
    print_heading(&has_heading);
    return true;
}

int command_users_export(const struct invocation *invocation)
{
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    return print_people(db, &err) ? EX_OK : session_fail_with(&err);
}
