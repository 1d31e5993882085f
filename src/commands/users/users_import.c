#include "commands/users/users_import.h"

#include <stdio.h>
#include <string.h>

#include "cli/people.h"
#include "cli/session.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"
#include "lib/json/json.h"
#include "lib/os/csv.h"
#include "lib/os/file.h"

/* Where in the file each of our columns is; its own order and further columns are the user's. */
struct layout {
    bool has[PEOPLE_COLUMNS];
    size_t place[PEOPLE_COLUMNS];
    size_t count; /* of all columns */
};

static bool read_heading(struct csv *csv, struct layout *out, struct error *err)
{
    bool found = false;

    if (!csv_next(csv, &found, err))
        return false;
    out->count = csv->count;
    for (size_t i = 0; i < csv->count; i++)
        for (size_t c = 0; c < PEOPLE_COLUMNS; c++)
            if (strcmp(csv->cells[i], people_columns[c]) == 0) {
                if (out->has[c])
                    return error_set(err, ERROR_ITEM, "line %zu: column %s stands there twice",
                                     csv->line, people_columns[c]);
                out->has[c] = true;
                out->place[c] = i;
            }
    if (out->has[PEOPLE_MAPPED] &&
        (out->has[PEOPLE_ID] || out->has[PEOPLE_UUID] || out->has[PEOPLE_ACCOUNT]))
        return true;
    return error_set(err, ERROR_ITEM,
                     "the first line must name the columns, separated by commas: mapped_to and one "
                     "of id, uuid, account_id, as \"brigade users export\" writes them");
}

static void set_cell(struct json_object *person, const struct csv *csv, const struct layout *layout,
                     size_t column)
{
    const char *text = layout->has[column] ? csv_unguard(csv->cells[layout->place[column]]) : "";

    json_set_text(person, people_columns[column], *text != '\0' ? text : NULL);
}

static bool read_people(struct csv *csv, struct json_object *people, struct error *err)
{
    struct layout layout = {0};
    bool found = false;

    if (!read_heading(csv, &layout, err))
        return false;
    while (csv_next(csv, &found, err)) {
        struct json_object *person = NULL;
        if (!found)
            return true;
        if (csv->count != layout.count)
            return error_set(err, ERROR_ITEM, "line %zu: %zu cells, where the first line has %zu",
                             csv->line, csv->count, layout.count);
        person = json_new_object();
        json_set_integer(person, "line", (int64_t)csv->line);
        set_cell(person, csv, &layout, PEOPLE_ID);
        set_cell(person, csv, &layout, PEOPLE_UUID);
        set_cell(person, csv, &layout, PEOPLE_ACCOUNT);
        set_cell(person, csv, &layout, PEOPLE_MAPPED);
        json_append(people, person);
    }
    return false;
}

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static bool read_file(const char *path, struct json_object *people, struct error *err)
{
    CLEANUP(buffer_release) struct buffer text = {0};
    CLEANUP(csv_release) struct csv csv = {0};

    if (!file_read(path, LIMIT_PEOPLE_BYTES, &text, err))
        return false;
    if (!text_is_utf8(buffer_text(&text), text.size))
        return error_set(err, ERROR_ITEM, "%s is not UTF-8: save it as \"CSV UTF-8\"", path);
    csv.at = buffer_text(&text);
    if (strncmp(csv.at, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
        csv.at += strlen(BYTE_ORDER_MARK); /* spreadsheets write one */
    return read_people(&csv, people, err) || error_prefix(err, "%s", path);
}

int command_users_import(const struct invocation *invocation)
{
    CLEANUP(json_free) struct json_object *people = json_new_array();
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!read_file(commands_argument(invocation, 0), people, &err))
        return session_fail(EX_DATAERR, "%s", err.message);
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_query(db,
                  DB_CALL("select brigade.map_users(rows => $1) as changed",
                          db_text(json_print(people, NULL))),
                  &rows, &err))
        return session_fail_with(&err);
    printf("%s changed, %zu read\n", db_rows_text(rows, 0, "changed"), json_length(people));
    return EX_OK;
}
