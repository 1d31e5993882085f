#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/db/db_private.h"

void db_result_free(PGresult **result)
{
    PQclear(*result);
    *result = NULL;
}

struct db_rows *db_rows_make(PGresult **result)
{
    struct db_rows *rows = xcalloc(1, sizeof *rows);
    rows->result = TAKE(*result);
    return rows;
}

void db_rows_free(struct db_rows **rows)
{
    if (*rows)
        PQclear((*rows)->result);
    free(*rows);
    *rows = NULL;
}

size_t db_rows_count(const struct db_rows *rows)
{
    return (size_t)PQntuples(rows->result);
}

size_t db_rows_columns(const struct db_rows *rows)
{
    return (size_t)PQnfields(rows->result);
}

const char *db_rows_column_name(const struct db_rows *rows, size_t column)
{
    if (column >= db_rows_columns(rows))
        bug("a result has no column %zu", column);
    return PQfname(rows->result, (int)column);
}

/* The types' numbers, which never change (pg_type.dat of PostgreSQL). */
#define BOOLEAN_OID 16
#define TIMESTAMPTZ_OID 1184
#define INTERVAL_OID 1186

enum db_type db_rows_type(const struct db_rows *rows, size_t column)
{
    switch (PQftype(rows->result, (int)column)) {
    case BOOLEAN_OID:
        return DB_TYPE_BOOLEAN;
    case TIMESTAMPTZ_OID:
    case INTERVAL_OID:
        return DB_TYPE_TIME;
    default:
        return DB_TYPE_OTHER;
    }
}

const char *db_rows_cell(const struct db_rows *rows, size_t row, size_t column)
{
    if (row >= db_rows_count(rows) || column >= db_rows_columns(rows))
        bug("a result has no row %zu or no column %zu", row, column);
    if (PQgetisnull(rows->result, (int)row, (int)column))
        return NULL;
    return PQgetvalue(rows->result, (int)row, (int)column);
}

/* Not PQfnumber: it folds upper case and takes quotes. */
const char *db_rows_text(const struct db_rows *rows, size_t row, const char *column)
{
    for (size_t i = 0; i < db_rows_columns(rows); i++)
        if (strcmp(db_rows_column_name(rows, i), column) == 0)
            return db_rows_cell(rows, row, i);
    bug("a result has no column \"%s\"", column);
}

int64_t db_rows_integer(const struct db_rows *rows, size_t row, const char *column)
{
    const char *text = db_rows_text(rows, row, column);
    if (!text)
        return 0;
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0)
        bug("column \"%s\" is not a bigint", column);
    return number;
}

bool db_rows_boolean(const struct db_rows *rows, size_t row, const char *column)
{
    const char *text = db_rows_text(rows, row, column);
    return text && strcmp(text, "t") == 0;
}
