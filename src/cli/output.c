#include "cli/output.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/grid.h"
#include "lib/base/text.h"
#include "lib/json/json_write.h"

/* "jobs_per_minute" becomes "JOBS PER MINUTE". */
static char *heading(const char *name)
{
    char *text = xstrdup(name);

    for (char *at = text; *at != '\0'; at++)
        *at = (char)(*at == '_' ? ' ' : toupper((unsigned char)*at));
    return text;
}

static void add_headings(struct grid *grid, const struct db_rows *rows)
{
    char *names[GRID_COLUMNS_MAX];

    for (size_t c = 0; c < grid->columns; c++)
        names[c] = heading(db_rows_column_name(rows, c));
    grid_add_row(grid, (const char *const *)names);
    for (size_t c = 0; c < grid->columns; c++)
        free(names[c]);
}

/* Times without the fraction of their seconds. */
static void cut_fraction(char *text)
{
    char *point = strchr(text, '.');

    if (point != NULL)
        memmove(point, point + 1 + strspn(point + 1, "0123456789"),
                strlen(point + 1 + strspn(point + 1, "0123456789")) + 1);
}

char *output_cell(const struct db_rows *rows, size_t row, size_t column)
{
    const char *cell = db_rows_cell(rows, row, column);
    char *text = NULL;

    if (cell == NULL)
        return NULL;
    if (db_rows_type(rows, column) == DB_TYPE_BOOLEAN)
        return xstrdup(strcmp(cell, "t") == 0 ? "yes" : "no");
    text = xstrdup(cell);
    if (db_rows_type(rows, column) == DB_TYPE_TIME)
        cut_fraction(text);
    return text;
}

static void add_row(struct grid *grid, const struct db_rows *rows, size_t row)
{
    char *cells[GRID_COLUMNS_MAX];

    for (size_t c = 0; c < grid->columns; c++)
        cells[c] = output_cell(rows, row, c);
    grid_add_row(grid, (const char *const *)cells);
    for (size_t c = 0; c < grid->columns; c++)
        free(cells[c]);
}

void output_table(const struct db_rows *rows, const char *indent)
{
    CLEANUP(grid_release) struct grid grid = {.columns = db_rows_columns(rows)};

    if (db_rows_count(rows) == 0)
        return;
    if (grid.columns > GRID_COLUMNS_MAX)
        bug("a table of %zu columns", grid.columns);
    add_headings(&grid, rows);
    for (size_t r = 0; r < db_rows_count(rows); r++)
        add_row(&grid, rows, r);
    grid_print(&grid, indent);
}

void output_sentence(const char *text)
{
    CLEANUP(grid_release) struct grid grid = {.columns = 1, .is_headless = true};

    grid_add_row(&grid, (const char *[]){text});
    grid_print(&grid, "");
}

void output_line(const char *name, const char *text)
{
    CLEANUP(grid_release) struct grid grid = {.columns = 2, .is_headless = true};
    CLEANUP(free_pointer) char *padded = xasprintf("%-15s", name);

    grid_add_row(&grid, (const char *[]){padded, text});
    grid_print(&grid, "");
}

bool output_query_table(struct db *db, const struct db_call *call, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(db, call, &rows, err))
        return false;
    output_table(rows, "");
    return true;
}

void output_json(const char *json)
{
    CLEANUP(buffer_release) struct buffer text = {0};

    json_write_for_terminal(&text, json);
    puts(buffer_text(&text));
}

bool output_query_json(struct db *db, const struct db_call *call, struct error *err)
{
    CLEANUP(free_pointer) char *json = NULL;

    if (!db_query_json(db, call, &json, err))
        return false;
    output_json(json);
    return true;
}

/* Line by line, because a line break is the only control character that is ours. */
static void output_text(const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        CLEANUP(free_pointer) char *line = xasprintf("%.*s", (int)length, text);
        text_single_line(line);
        printf("%s%s", line, text[length] == '\n' ? "\n" : "");
        text += length + (text[length] == '\n');
    }
}

bool output_query_text(struct db *db, const struct db_call *call, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(db, call, &rows, err))
        return false;
    output_text(db_rows_cell(rows, 0, 0));
    return true;
}

void output_row(const struct db_rows *rows)
{
    for (size_t c = 0; c < db_rows_columns(rows); c++) {
        CLEANUP(free_pointer) char *name = xstrdup(db_rows_column_name(rows, c));
        CLEANUP(free_pointer) char *text = output_cell(rows, 0, c);
        if (text == NULL)
            continue;
        for (char *at = strchr(name, '_'); at != NULL; at = strchr(at, '_'))
            *at = ' ';
        output_line(name, text);
    }
}
