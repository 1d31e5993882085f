#include "cli/output.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/screen.h"
#include "lib/base/text.h"
#include "lib/json/json_write.h"

#define COLUMNS_MAX 20

void grid_release(struct grid *grid)
{
    for (size_t i = 0; i < grid->count; i++)
        free(grid->cells[i]);
    free_pointer(&grid->cells);
    grid->count = 0;
}

void grid_add_row(struct grid *grid, const char *const *cells)
{
    grid->cells = xrealloc(grid->cells, (grid->count + grid->columns) * sizeof(*grid->cells));
    for (size_t i = 0; i < grid->columns; i++) {
        char *text = xstrdup(cells[i] != NULL ? cells[i] : "");
        text_single_line(text);
        grid->cells[grid->count++] = text;
    }
}

static size_t column_width(const struct grid *grid, size_t column)
{
    size_t most = 0;

    for (size_t i = column; i < grid->count; i += grid->columns) {
        size_t width = screen_width(grid->cells[i]);
        most = width > most ? width : most;
    }
    return most;
}

static bool is_number_column(const struct grid *grid, size_t column)
{
    for (size_t i = column + grid->columns; i < grid->count; i += grid->columns)
        if (strspn(grid->cells[i], "-0123456789.") != strlen(grid->cells[i]))
            return false;
    return true;
}

struct column {
    size_t width;
    bool is_number;
};

static void add_cell(struct buffer *line, const char *text, const struct column *column)
{
    int padding = (int)(column->width - screen_width(text));

    if (column->is_number)
        buffer_printf(line, "%*s%s", padding, "", text);
    else
        buffer_printf(line, "%s%*s", text, padding, "");
}

/* No line ends with blanks. */
static void end_line(struct buffer *line, const char *indent)
{
    size_t size = line->size;

    while (size > 0 && line->data[size - 1] == ' ')
        size--;
    printf("%s%.*s\n", indent, (int)size, buffer_text(line));
    buffer_clear(line);
}

void grid_print(const struct grid *grid, const char *indent)
{
    CLEANUP(buffer_release) struct buffer line = {0};
    struct column columns[COLUMNS_MAX];

    for (size_t c = 0; c < grid->columns; c++)
        columns[c] = (struct column){column_width(grid, c), is_number_column(grid, c)};
    for (size_t i = 0; i < grid->count; i++) {
        add_cell(&line, grid->cells[i], &columns[i % grid->columns]);
        if ((i + 1) % grid->columns == 0)
            end_line(&line, indent);
        else
            buffer_add(&line, "  ");
    }
}

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
    char *names[COLUMNS_MAX];

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
    char *cells[COLUMNS_MAX];

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
    if (grid.columns > COLUMNS_MAX)
        bug("a table of %zu columns", grid.columns);
    add_headings(&grid, rows);
    for (size_t r = 0; r < db_rows_count(rows); r++)
        add_row(&grid, rows, r);
    grid_print(&grid, indent);
}

void output_line(const char *name, const char *text)
{
    CLEANUP(free_pointer) char *line = xstrdup(text);

    text_single_line(line);
    printf("%-16s%s\n", name, line);
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
