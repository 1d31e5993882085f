#include "lib/db/db_spool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/db/db_private.h"

struct db_spool {
    FILE *file;
    PGresult *form; /* the columns; NULL: no row was read */
};

static bool fail(struct error *err, const char *what)
{
    return error_set(err, ERROR_RETRY, "rows of the database cannot be %s a file: %s", what,
                     strerror(errno));
}

void db_spool_close(struct db_spool **spool)
{
    struct db_spool *old = TAKE(*spool);

    if (old == NULL)
        return;
    fclose(old->file);
    db_result_free(&old->form);
    free(old);
}

bool db_spool_open(struct db_spool **out, const char *path, struct error *err)
{
    FILE *file = fopen(path, "w+xe");
    struct db_spool *spool = NULL;

    if (file == NULL)
        return fail(err, "put into");
    unlink(path);
    spool = xcalloc(1, sizeof(*spool));
    spool->file = file;
    *out = spool;
    return true;
}

/* A value: its length, -1 for SQL null, and its bytes. */
static bool put(FILE *file, const PGresult *row, int column)
{
    int length = PQgetisnull(row, 0, column) ? -1 : PQgetlength(row, 0, column);
    size_t size = length > 0 ? (size_t)length : 0;

    return fwrite(&length, sizeof(length), 1, file) == 1 &&
           fwrite(PQgetvalue(row, 0, column), 1, size, file) == size;
}

static bool take_row(const struct db_rows *rows, void *payload, struct error *err)
{
    struct db_spool *spool = payload;

    if (spool->form == NULL)
        spool->form = PQcopyResult(rows->result, PG_COPYRES_ATTRS);
    if (spool->form == NULL)
        out_of_memory();
    for (int i = 0; i < PQnfields(rows->result); i++)
        if (!put(spool->file, rows->result, i))
            return fail(err, "written to");
    return true;
}

bool db_spool_fill(struct db_spool *spool, struct db *db, const struct db_call *call,
                   struct error *err)
{
    return db_read(db, call, take_row, spool, err) &&
           (fseek(spool->file, 0, SEEK_SET) == 0 || fail(err, "written to"));
}

static bool get(struct db_spool *spool, PGresult *row, int column)
{
    int length = 0;
    size_t size = 0;
    CLEANUP(free_pointer) char *bytes = NULL;

    if (fread(&length, sizeof(length), 1, spool->file) != 1)
        return false;
    size = length > 0 ? (size_t)length : 0;
    bytes = xcalloc(1, size + 1);
    return fread(bytes, 1, size, spool->file) == size &&
           PQsetvalue(row, 0, column, length < 0 ? NULL : bytes, length);
}

static bool is_at_end(FILE *file)
{
    int byte = fgetc(file);

    return byte == EOF ? !ferror(file) : ungetc(byte, file) == EOF;
}

bool db_spool_next(struct db_spool *spool, struct db_rows **row, struct error *err)
{
    CLEANUP(db_result_free) PGresult *made = NULL;

    *row = NULL;
    if (spool->form == NULL || is_at_end(spool->file))
        return true;
    made = PQcopyResult(spool->form, PG_COPYRES_ATTRS);
    for (int i = 0; i < PQnfields(spool->form); i++)
        if (!get(spool, made, i))
            return fail(err, "read from");
    *row = db_rows_make(&made);
    return true;
}
