/* csv.h: comma-separated values as RFC 4180 has them: cells in quotes where they must be, quotes in
 * them doubled, lines ended by LF or CRLF. Written by us with LF.
 *
 * PostgreSQL's COPY does not do what is needed here: it cannot tell the line on which a row begins,
 * takes no columns that the user added or moved, and refuses empty lines. Its output would need a
 * second protocol in lib/db.
 */
#ifndef BRIGADE_OS_CSV_H
#define BRIGADE_OS_CSV_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

#define CSV_COLUMNS_MAX 64

/* A walk over a text, row by row. Zeroed with `at` set to a text that lives as long. */
struct csv {
    const char *at;
    size_t line; /* on which the row begins, from 1; a quoted cell may hold line ends */
    size_t count;
    const char *cells[CSV_COLUMNS_MAX]; /* of the row; live until the next */
    struct buffer text;
    size_t lines_read;
};

void csv_release(struct csv *csv);
/* The next row that is not empty; *found is false behind the last. ERROR_ITEM names the line: a
 * quote that is never closed or stands in the wrong place, too many cells. */
bool csv_next(struct csv *csv, bool *found, struct error *err) MUST_CHECK;

/* One row. NULL is an empty cell. What a spreadsheet would take for a formula gets a ' in front. */
void csv_add_row(struct buffer *out, const char *const *cells, size_t count);
/* Whether a spreadsheet takes this cell for a formula, or it begins like one that was guarded. */
bool csv_is_formula(const char *text);
/* The text of a cell that may be guarded. */
const char *csv_unguard(const char *text);

#endif
