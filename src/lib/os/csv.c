#include "lib/os/csv.h"

#include <string.h>

/* Spreadsheets take a cell for a formula that begins with one of these (the last four: their wide
 * forms), and people choose names themselves. Such cells get a ' in front, which csv_unguard takes
 * away again; one that begins like a guarded cell gets one more, so that nothing is lost. */
static const char *const formula_starts[] = {"=",  "+",      "-",      "@",      "\t",    "\r",
                                             "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"};

void csv_release(struct csv *csv)
{
    buffer_release(&csv->text);
}

static bool is_line_end(const char *at)
{
    return *at == '\n' || (*at == '\r' && at[1] == '\n');
}

/* From behind the opening quote to behind the closing one. */
static bool read_quoted(struct csv *csv, struct error *err)
{
    const char *at = csv->at + 1;

    for (;; at++) {
        if (*at == '\0')
            return error_set(err, ERROR_ITEM, "line %zu: a quote is opened and never closed",
                             csv->line);
        if (*at == '"' && *++at != '"')
            break;
        csv->lines_read += *at == '\n';
        buffer_add_bytes(&csv->text, at, 1);
    }
    csv->at = at;
    return *at == ',' || *at == '\0' || is_line_end(at) ||
           error_set(err, ERROR_ITEM,
                     "line %zu: a quoted cell goes on behind its quote; a quote inside is "
                     "written twice",
                     csv->line);
}

static void read_bare(struct csv *csv)
{
    const char *start = csv->at;

    while (*csv->at != ',' && *csv->at != '\0' && !is_line_end(csv->at))
        csv->at++;
    buffer_add_bytes(&csv->text, start, (size_t)(csv->at - start));
}

static void pass_line_end(struct csv *csv)
{
    csv->at += *csv->at == '\r';
    csv->at += *csv->at == '\n';
    csv->lines_read++;
}

/* Cells end with a NUL in `text`, which moves while it grows: addresses come last. */
static bool read_cells(struct csv *csv, struct error *err)
{
    for (;; csv->at++) {
        if (csv->count == CSV_COLUMNS_MAX)
            return error_set(err, ERROR_ITEM, "line %zu: more than %d cells", csv->line,
                             CSV_COLUMNS_MAX);
        if (*csv->at != '"')
            read_bare(csv);
        else if (!read_quoted(csv, err))
            return false;
        buffer_add_bytes(&csv->text, "", 1);
        csv->count++;
        if (*csv->at != ',')
            return true;
    }
}

static void place_cells(struct csv *csv)
{
    const char *cell = buffer_text(&csv->text);

    for (size_t i = 0; i < csv->count; i++) {
        csv->cells[i] = cell;
        cell += strlen(cell) + 1;
    }
}

bool csv_next(struct csv *csv, bool *found, struct error *err)
{
    csv->count = 0;
    buffer_clear(&csv->text);
    while (is_line_end(csv->at))
        pass_line_end(csv);
    *found = *csv->at != '\0';
    if (!*found)
        return true;
    csv->line = csv->lines_read + 1;
    if (!read_cells(csv, err))
        return false;
    pass_line_end(csv);
    place_cells(csv);
    return true;
}

bool csv_is_formula(const char *text)
{
    text += strspn(text, "'");
    for (size_t i = 0; i < ARRAY_LENGTH(formula_starts); i++)
        if (strncmp(text, formula_starts[i], strlen(formula_starts[i])) == 0)
            return true;
    return false;
}

const char *csv_unguard(const char *text)
{
    return *text == '\'' && csv_is_formula(text) ? text + 1 : text;
}

static void add_cell(struct buffer *out, const char *text)
{
    const char *guard = csv_is_formula(text) ? "'" : "";

    /* A semicolon or tab separates in some spreadsheets. */
    if (strpbrk(text, ",;\t\"\r\n") == NULL) {
        buffer_printf(out, "%s%s", guard, text);
        return;
    }
    buffer_printf(out, "\"%s", guard);
    for (const char *at = text; *at != '\0'; at++)
        buffer_add_bytes(out, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    buffer_add(out, "\"");
}

void csv_add_row(struct buffer *out, const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_add(out, ",");
        add_cell(out, cells[i] != NULL ? cells[i] : "");
    }
    buffer_add(out, "\n");
}
