#include "db_fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

struct db *db, *other;

static const char schema[] =
    "drop schema if exists db_test cascade; create schema db_test;"
    "create table db_test.rows (id bigint primary key, twin bigint unique deferrable initially "
    "deferred);";

struct db *opened(const char *conninfo)
{
    struct db *made = NULL;
    struct error err;
    ck_assert_msg(db_open(&made, conninfo, &err), "%s", err.message);
    return made;
}

void connect_twice(void)
{
    struct error err;
    db = opened("");
    other = opened(NULL);
    ck_assert_msg(db_script(other, schema, &err), "%s", err.message);
}

void disconnect(void)
{
    struct error err;
    ck_assert_msg(db_script(other, "drop schema db_test cascade", &err), "%s", err.message);
    db_close(&db);
    db_close(&other);
}

struct db_rows *asked(struct db *whom, const char *sql)
{
    struct db_rows *rows = NULL;
    struct error err;
    ck_assert_msg(db_query(whom, DB_CALL(sql), &rows, &err), "%s", err.message);
    return rows;
}

int64_t number(struct db *whom, const char *sql)
{
    CLEANUP(db_rows_free) struct db_rows *rows = asked(whom, sql);
    return db_rows_integer(rows, 0, db_rows_column_name(rows, 0));
}

int64_t rows_stored(void)
{
    return number(other, "select count(*) from db_test.rows");
}

struct error failed(struct db *whom, const char *sql)
{
    struct db_rows *rows = NULL;
    struct error err;
    ck_assert_msg(!db_query(whom, DB_CALL(sql), &rows, &err), "%s", sql);
    ck_assert_ptr_null(rows);
    return err;
}

void assert_usable(void)
{
    ck_assert(db_is_alive(db));
    CLEANUP(free_pointer)
    char *sql =
        xasprintf("select count(*) from pg_stat_activity where pid = %lld and state = 'idle'",
                  (long long)number(db, "select pg_backend_pid()"));
    ck_assert_int_eq(number(other, sql), 1);
}

bool has_server(void)
{
    CLEANUP(db_close) struct db *made = NULL;
    struct error err;
    if (getenv("PGHOST") && db_open(&made, "connect_timeout=10", &err))
        return true;
    puts("# db: PGHOST names no PostgreSQL that answers: its tests are left out");
    return false;
}
