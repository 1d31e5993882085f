/* users export, users import: people as a table that somebody fills in with a spreadsheet. */
#include <stdio.h>
#include <string.h>

#include "cli/session.h"
#include "commands/verbs.h"
#include "lib/os/csv.h"
#include "lib/os/file.h"
#include "lib/json/json.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"

static const char *const columns[] = {"id",       "uuid",         "account_id",
                                      "nickname", "display_name", "mapped_to"};
enum { COLUMN_ID, COLUMN_UUID, COLUMN_ACCOUNT, COLUMN_NICKNAME, COLUMN_NAME, COLUMN_MAPPED };

/* Spreadsheets take a cell for a formula that begins with one of these (the last four: their wide
 * forms), and people choose their names themselves. Such cells get a ' in front, which the import
 * takes away again; one that begins like a guarded cell gets one more, so that nothing is lost. */
static const char *const formula_starts[] = {"=",  "+",      "-",      "@",      "\t",    "\r",
                                             "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"};

static bool looks_like_formula(const char *text)
{
    text += strspn(text, "'");
    for (size_t i = 0; i < ARRAY_LENGTH(formula_starts); i++)
        if (strncmp(text, formula_starts[i], strlen(formula_starts[i])) == 0)
            return true;
    return false;
}

static const char *unguard(const char *text)
{
    return *text == '\'' && looks_like_formula(text) ? text + 1 : text;
}

static void add_person(struct buffer *out, const struct db_rows *rows, size_t row)
{
    const char *cells[ARRAY_LENGTH(columns)];
    char *guarded[ARRAY_LENGTH(columns)] = {NULL};

    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++) {
        cells[i] = db_rows_text(rows, row, columns[i]);
        if (cells[i] != NULL && looks_like_formula(cells[i]))
            cells[i] = guarded[i] = xasprintf("'%s", cells[i]);
    }
    csv_add_row(out, cells, ARRAY_LENGTH(columns));
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
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
    csv_add_row(&line, columns, ARRAY_LENGTH(columns));
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        fputs(buffer_text(&line), stdout);
        buffer_clear(&line);
        add_person(&line, rows, i);
    }
    fputs(buffer_text(&line), stdout);
    return EX_OK;
}

/* Where in the file each of our columns is; its own order and further columns are the user's. */
struct layout {
    bool has[ARRAY_LENGTH(columns)];
    size_t place[ARRAY_LENGTH(columns)];
    size_t count; /* of all columns */
};

static bool read_heading(struct csv *csv, struct layout *out, struct error *err)
{
    bool found = false;

    if (!csv_next(csv, &found, err))
        return false;
    out->count = csv->count;
    for (size_t i = 0; i < csv->count; i++)
        for (size_t c = 0; c < ARRAY_LENGTH(columns); c++)
            if (strcmp(csv->cells[i], columns[c]) == 0) {
                if (out->has[c])
                    return error_set(err, ERROR_ITEM, "line %zu: column %s stands there twice",
                                     csv->line, columns[c]);
                out->has[c] = true;
                out->place[c] = i;
            }
    if (out->has[COLUMN_MAPPED] &&
        (out->has[COLUMN_ID] || out->has[COLUMN_UUID] || out->has[COLUMN_ACCOUNT]))
        return true;
    return error_set(err, ERROR_ITEM,
                     "the first line must name the columns, separated by commas: mapped_to and one "
                     "of id, uuid, account_id, as \"brigade users export\" writes them");
}

static void set_cell(struct json_object *person, const struct csv *csv, const struct layout *layout,
                     size_t column)
{
    const char *text = layout->has[column] ? unguard(csv->cells[layout->place[column]]) : "";

    json_set_text(person, columns[column], *text != '\0' ? text : NULL);
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
        set_cell(person, csv, &layout, COLUMN_ID);
        set_cell(person, csv, &layout, COLUMN_UUID);
        set_cell(person, csv, &layout, COLUMN_ACCOUNT);
        set_cell(person, csv, &layout, COLUMN_MAPPED);
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
