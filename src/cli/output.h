/* output.h: what verbs print on standard output: aligned tables for people, JSON for machines. */
#ifndef BRIGADE_CLI_OUTPUT_H
#define BRIGADE_CLI_OUTPUT_H

#include "cli/grid.h"
#include "lib/db/db.h"

/* What people are shown of a cell: "yes" or "no" of a boolean, times in whole seconds. NULL for SQL
 * null; the caller frees it. */
char *output_cell(const struct db_rows *rows, size_t row, size_t column) MUST_CHECK;
/* Prints the rows below their column names; nothing when there are none. */
void output_table(const struct db_rows *rows, const char *indent);
/* A text that goes on in the next line where the screen ends. */
void output_sentence(const char *text);
/* "name  text" in a line, for a single row. */
void output_line(const char *name, const char *text);
/* Runs a query and prints its rows as a table. */
bool output_query_table(struct db *db, const struct db_call *call, struct error *err) MUST_CHECK;
/* Runs a query and prints its rows as an array of objects, made by PostgreSQL. */
bool output_query_json(struct db *db, const struct db_call *call, struct error *err) MUST_CHECK;
/* Runs a query whose one cell is a text that is printed as it is. */
bool output_query_text(struct db *db, const struct db_call *call, struct error *err) MUST_CHECK;
/* Prints JSON; control characters that a terminal might obey are escaped. */
void output_json(const char *json);
/* The first row, a line for each column that is not null. */
void output_row(const struct db_rows *rows);

#endif
