/* grid.h: tables for people, whose columns are aligned and fit a narrow screen.
 *
 * Where the rows are wider than the screen, cells go on in the next line, cut between words, and in
 * the last column within words, too. Where that would cut other words, or squeeze a sentence that
 * does not stand last into many lines, columns that are empty or 0 in every row are left out. If
 * that is not enough, each row becomes a block of lines, one for each of its cells, behind its
 * heading. A word is cut, between characters, only when it is wider than such a line. Programs read
 * --json, which is never cut, and neither is a table in a pipe.
 *
 * It is our own because libsmartcols prints foreign letters as \x.. under LC_ALL=C, and wraps
 * inside words.
 */
#ifndef BRIGADE_CLI_GRID_H
#define BRIGADE_CLI_GRID_H

#include "lib/base/buffer.h"

#define GRID_COLUMNS_MAX 20

/* Rows of cells of one line each; foreign text may go in. A zeroed grid with `columns` set is
 * empty. */
struct grid {
    size_t columns;
    bool is_headless; /* else the first row is the headings */
    char **cells;     /* owned; row by row */
    size_t count;     /* of cells */
};

void grid_release(struct grid *grid);
/* As many cells as there are columns; NULL is empty. Copied. */
void grid_add_row(struct grid *grid, const char *const *cells);
/* Columns of numbers stand right. `limit`: how wide a line may be; 0: as wide as it is. */
void grid_write(const struct grid *grid, const char *indent, size_t limit, struct buffer *out);
/* The same to standard output, as wide as screen_limit says. */
void grid_print(const struct grid *grid, const char *indent);

#endif
