#include "cli/grid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/screen.h"
#include "lib/base/text.h"

#define GAP 2         /* blanks between columns */
#define LAST_LEAST 24 /* so wide is a last column in which words may be cut */
#define LINES_MAX 4   /* of a cell that is not in the last column */

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

struct column {
    bool is_number;
    size_t text; /* width of its widest cell */
    size_t word; /* width of the widest word in it */
    size_t width;
};

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t widest_word(const char *text)
{
    CLEANUP(free_pointer) char *copy = xstrdup(text);
    char *rest = copy;
    size_t most = 0;

    for (char *word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " "))
        most = larger(most, screen_width(word));
    return most;
}

static struct column measure(const struct grid *grid, size_t number)
{
    struct column column = {.is_number = true};

    for (size_t i = number; i < grid->count; i += grid->columns) {
        const char *cell = grid->cells[i];
        column.text = larger(column.text, screen_width(cell));
        column.word = larger(column.word, widest_word(cell));
        if ((i != number || grid->is_headless) && strspn(cell, "-0123456789.") != strlen(cell))
            column.is_number = false;
    }
    column.width = column.text;
    return column;
}

/* No column is wider than `most`, as far as its words let it. */
static size_t narrow(struct column *columns, size_t count, size_t most, bool cuts_words)
{
    size_t sum = 0;

    for (size_t c = 0; c < count; c++) {
        struct column *column = &columns[c];
        size_t least =
            cuts_words && !column->is_number ? smaller(column->word, most) : column->word;
        column->width = cuts_words ? least : larger(least, smaller(column->text, most));
        sum += column->width;
    }
    return sum;
}

/* Wide columns lose before narrow ones do. False: they are too wide all the same. */
static bool fit(struct column *columns, size_t count, size_t room, bool cuts_words)
{
    size_t most = room;

    while (most > 1 && narrow(columns, count, most, cuts_words) > room)
        most--;
    return narrow(columns, count, most, cuts_words) <= room;
}

/* Bytes of a cell that come into its next line. */
static size_t next_piece(const char *text, size_t width)
{
    size_t size = screen_cut(text, width);
    size_t blank = size;

    if (text[size] == '\0')
        return size;
    while (blank > 0 && text[blank] != ' ')
        blank--;
    if (blank > 0)
        return blank;
    /* A character may be wider than the column. */
    return larger(size, larger(1, text_character((const unsigned char *)text, strlen(text))));
}

static void add_piece(struct buffer *out, const char *text, size_t size,
                      const struct column *column)
{
    CLEANUP(free_pointer) char *piece = xasprintf("%.*s", (int)size, text);
    size_t width = screen_width(piece);
    int padding = width < column->width ? (int)(column->width - width) : 0;

    if (column->is_number)
        buffer_printf(out, "%*s%s", padding, "", piece);
    else
        buffer_printf(out, "%s%*s", piece, padding, "");
}

/* No line ends with blanks. */
static void end_line(struct buffer *line, const char *indent, struct buffer *out)
{
    size_t size = line->size;

    while (size > 0 && line->data[size - 1] == ' ')
        size--;
    buffer_printf(out, "%s%.*s\n", indent, (int)size, buffer_text(line));
    buffer_clear(line);
}

/* Returns whether anything is left of the row; each rest moves on. */
static bool add_line(const char *rests[], const struct column *columns, size_t count,
                     struct buffer *line)
{
    bool is_left = false;

    for (size_t c = 0; c < count; c++) {
        size_t size = next_piece(rests[c], columns[c].width);
        if (c > 0)
            buffer_printf(line, "%*s", GAP, "");
        add_piece(line, rests[c], size, &columns[c]);
        rests[c] += size;
        rests[c] += strspn(rests[c], " ");
        is_left |= *rests[c] != '\0';
    }
    return is_left;
}

/* A sentence that goes down the screen word by word is there, and nobody reads it. Remarks stand
 * last, and may be long. */
static bool is_squeezed(const struct grid *grid, const struct column *columns)
{
    for (size_t c = 0; c + 1 < grid->columns; c++)
        if (!grid->is_headless && columns[c].text > LINES_MAX * columns[c].width)
            return true;
    return false;
}

/* False: words would have to be cut, or a cell would be squeezed. */
static bool choose_widths(const struct grid *grid, struct column *columns, size_t room)
{
    size_t sum = 0;

    for (size_t c = 0; c < grid->columns; c++) {
        columns[c] = measure(grid, c);
        sum += columns[c].width;
    }
    if (sum <= room || fit(columns, grid->columns, room, false))
        return !is_squeezed(grid, columns);
    /* One address in a remark is no reason to turn every row into a block. */
    columns[grid->columns - 1].word = smaller(columns[grid->columns - 1].word, LAST_LEAST);
    return !grid->is_headless && fit(columns, grid->columns, room, false) &&
           !is_squeezed(grid, columns);
}

static void write_rows(const struct grid *grid, const struct column *columns, const char *indent,
                       struct buffer *out)
{
    CLEANUP(buffer_release) struct buffer line = {0};
    const char *rests[GRID_COLUMNS_MAX];

    for (size_t i = 0; i < grid->count; i += grid->columns) {
        bool is_left = true;
        memcpy(rests, &grid->cells[i], grid->columns * sizeof(rests[0]));
        while (is_left) {
            is_left = add_line(rests, columns, grid->columns, &line);
            end_line(&line, indent, out);
        }
    }
}

/* The cells of each row below one another, each behind its heading; empty ones are left out. */
static void write_blocks(const struct grid *grid, const char *indent, size_t limit,
                         struct buffer *out)
{
    for (size_t i = grid->columns; i < grid->count; i += grid->columns) {
        CLEANUP(grid_release) struct grid block = {.columns = 2, .is_headless = true};
        for (size_t c = 0; c < grid->columns; c++)
            if (*grid->cells[i + c] != '\0')
                grid_add_row(&block, (const char *[]){grid->cells[c], grid->cells[i + c]});
        buffer_add(out, i > grid->columns ? "\n" : "");
        grid_write(&block, indent, limit, out);
    }
}

static bool is_empty(const struct grid *grid, size_t column)
{
    for (size_t i = grid->columns + column; i < grid->count; i += grid->columns)
        if (*grid->cells[i] != '\0' && strcmp(grid->cells[i], "0") != 0)
            return false;
    return true;
}

static void leave_out_empty(const struct grid *grid, struct grid *slim)
{
    size_t kept[GRID_COLUMNS_MAX];

    for (size_t c = 0; c < grid->columns; c++)
        if (!is_empty(grid, c))
            kept[slim->columns++] = c;
    for (size_t i = 0; i < grid->count && slim->columns > 0; i += grid->columns) {
        const char *cells[GRID_COLUMNS_MAX];
        for (size_t c = 0; c < slim->columns; c++)
            cells[c] = grid->cells[i + kept[c]];
        grid_add_row(slim, cells);
    }
}

void grid_write(const struct grid *grid, const char *indent, size_t limit, struct buffer *out)
{
    size_t gaps = strlen(indent) + GAP * (grid->columns - 1);
    size_t room = limit == 0 ? SIZE_MAX : limit > gaps ? limit - gaps : 1;
    struct column columns[GRID_COLUMNS_MAX];

    if (grid->columns > GRID_COLUMNS_MAX)
        bug("a table of %zu columns", grid->columns);
    if (!choose_widths(grid, columns, room)) {
        CLEANUP(grid_release) struct grid slim = {0};
        if (!grid->is_headless) {
            leave_out_empty(grid, &slim);
            if (slim.columns > 0 && slim.columns < grid->columns)
                grid_write(&slim, indent, limit, out);
            else
                write_blocks(grid, indent, limit, out);
            return;
        }
        (void)!fit(columns, grid->columns, room, true);
    }
    write_rows(grid, columns, indent, out);
}

void grid_print(const struct grid *grid, const char *indent)
{
    CLEANUP(buffer_release) struct buffer out = {0};

    grid_write(grid, indent, screen_limit(), &out);
    fputs(buffer_text(&out), stdout);
}
