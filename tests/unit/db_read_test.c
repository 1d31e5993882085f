#include <check.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db_fixture.h"
#include "lib/db/db_spool.h"
#include "suites.h"

#define ROWS 200000
/* 200 MB of them. */
#define MANY "select n, repeat('x', 1000) as filling from generate_series(1, 200000) n"
#define SPOOLED 50000
#define FIFTY_MB "select n, repeat('x', 1000) as filling from generate_series(1, 50000) n"

/* What came so far. */
struct taken {
    int64_t count;
    int64_t end_at;    /* the row at which the read is ended; 0: none */
    int64_t strike_at; /* the row at which the server's process is ended */
    int64_t pid;
    size_t most_bytes; /* in use at any row */
};

static bool take(const struct db_rows *rows, void *payload, struct error *err)
{
    struct taken *taken = payload;
    size_t bytes = mallinfo2().uordblks + mallinfo2().hblkhd;
    ck_assert_uint_eq(db_rows_count(rows), 1);
    ck_assert_int_eq(db_rows_integer(rows, 0, "n"), ++taken->count);
    taken->most_bytes = bytes > taken->most_bytes ? bytes : taken->most_bytes;
    if (taken->count == taken->strike_at) {
        CLEANUP(free_pointer)
        char *sql =
            xasprintf("select pg_terminate_backend(%lld, 5000)::int", (long long)taken->pid);
        ck_assert_int_eq(number(other, sql), 1);
    }
    return taken->count != taken->end_at || error_set(err, ERROR_ITEM, "that is enough");
}

START_TEST(many_rows_are_read_in_little_memory)
{
    struct error err;
    struct taken taken = {0};
    size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    ck_assert_msg(db_read(db, DB_CALL(MANY), take, &taken, &err), "%s", err.message);
    ck_assert_int_eq(taken.count, ROWS);
    ck_assert_uint_lt(taken.most_bytes, before + 1024 * 1024);
    assert_usable();
}
END_TEST

START_TEST(a_server_that_goes_in_the_middle_is_told)
{
    struct error err;
    struct taken taken = {.strike_at = 1000, .pid = number(db, "select pg_backend_pid()")};
    ck_assert(!db_read(db, DB_CALL(MANY), take, &taken, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_int_ge(taken.count, 1000);
    ck_assert_int_lt(taken.count, ROWS);
    ck_assert(!db_is_alive(db));
    ck_assert_msg(db_reconnect(db, &err), "%s", err.message);
    assert_usable();
}
END_TEST

START_TEST(a_read_may_be_ended_early)
{
    struct error err;
    struct taken taken = {.end_at = 5};
    ck_assert(!db_read(db, DB_CALL(MANY), take, &taken, &err));
    ck_assert_str_eq(err.message, "that is enough");
    ck_assert_int_eq(taken.count, 5);
    assert_usable();
}
END_TEST

START_TEST(a_statement_that_fails_behind_rows_is_told)
{
    struct error err;
    struct taken taken = {0};
    const struct db_call *call =
        DB_CALL("select n, 1 / ($1::bigint - n) as x from generate_series(1, 1000) n", db_int(500));
    ck_assert(!db_read(db, call, take, &taken, &err));
    ck_assert_str_eq(err.sqlstate, "22012");
    ck_assert_int_eq(taken.count, 499);
    assert_usable();
}
END_TEST

START_TEST(no_rows_are_no_failure)
{
    struct error err;
    struct taken taken = {0};
    ck_assert(db_read(db, DB_CALL("select 1 as n where false"), take, &taken, &err));
    ck_assert_int_eq(taken.count, 0);
    assert_usable();
}
END_TEST

static bool ask_meanwhile(const struct db_rows *rows, void *payload, struct error *err)
{
    (void)rows;
    (void)payload;
    return db_query(db, DB_CALL("select 1"), NULL, err);
}

START_TEST(a_statement_in_the_middle_of_a_read_is_a_bug)
{
    struct error err;
    ck_assert(db_read(db, DB_CALL("select 1"), ask_meanwhile, NULL, &err));
}
END_TEST

static struct db_spool *spool;

static void open_spool(void)
{
    struct error err;
    CLEANUP(free_pointer) char *path = xasprintf("spool-%d", (int)getpid());
    connect_twice();
    ck_assert_msg(db_spool_open(&spool, path, &err), "%s", err.message);
    ck_assert_int_ne(access(path, F_OK), 0);
}

static void close_spool(void)
{
    db_spool_close(&spool);
    disconnect();
}

static void fill(const char *sql)
{
    struct error err;
    ck_assert_msg(db_spool_fill(spool, db, DB_CALL(sql), &err), "%s", err.message);
    assert_usable();
}

static struct db_rows *next(void)
{
    struct error err;
    struct db_rows *row = NULL;
    ck_assert_msg(db_spool_next(spool, &row, &err), "%s", err.message);
    return row;
}

START_TEST(many_rows_come_in_order_in_little_memory_and_the_connection_is_free)
{
    size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    fill(FIFTY_MB);
    for (int64_t n = 1; n <= SPOOLED; n++) {
        CLEANUP(db_rows_free) struct db_rows *row = next();
        ck_assert_ptr_nonnull(row);
        ck_assert_int_eq(db_rows_integer(row, 0, "n"), n);
        ck_assert_uint_eq(strlen(db_rows_text(row, 0, "filling")), 1000);
        if (n % 10000 == 0)
            ck_assert_int_eq(number(db, "select 7"), 7);
        ck_assert_uint_lt(mallinfo2().uordblks + mallinfo2().hblkhd, before + 1024 * 1024);
    }
    ck_assert_ptr_null(next());
}
END_TEST

START_TEST(null_empty_and_types_are_kept)
{
    fill("select null::text as a, ''::text as b, true as c, now() as d, e'\\u00e4\\n' as e");
    CLEANUP(db_rows_free) struct db_rows *row = next();
    ck_assert_ptr_null(db_rows_text(row, 0, "a"));
    ck_assert_str_eq(db_rows_text(row, 0, "b"), "");
    ck_assert(db_rows_boolean(row, 0, "c"));
    ck_assert_int_eq(db_rows_type(row, 3), DB_TYPE_TIME);
    ck_assert_str_eq(db_rows_text(row, 0, "e"), "\xc3\xa4\n");
    ck_assert_ptr_null(next());
}
END_TEST

START_TEST(no_rows_and_no_folder_are_told)
{
    struct error err;
    struct db_spool *none = NULL;
    fill("select 1 as n where false");
    ck_assert_ptr_null(next());
    ck_assert(!db_spool_open(&none, "no/such/folder", &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert(!db_spool_fill(spool, db, DB_CALL("select 1 / 0 as n"), &err));
}
END_TEST

Suite *db_read_suite(void)
{
    Suite *suite = suite_create("db_read");
    TCase *tcase = tcase_create("db_read");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, connect_twice, disconnect);
    if (has_server()) {
        tcase_add_test(tcase, many_rows_are_read_in_little_memory);
        tcase_add_test(tcase, a_server_that_goes_in_the_middle_is_told);
        tcase_add_test(tcase, a_read_may_be_ended_early);
        tcase_add_test(tcase, a_statement_that_fails_behind_rows_is_told);
        tcase_add_test(tcase, no_rows_are_no_failure);
        tcase_add_exit_test(tcase, a_statement_in_the_middle_of_a_read_is_a_bug, 70);
    }
    suite_add_tcase(suite, tcase);
    tcase = tcase_create("db_spool");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, open_spool, close_spool);
    if (has_server()) {
        tcase_add_test(tcase, many_rows_come_in_order_in_little_memory_and_the_connection_is_free);
        tcase_add_test(tcase, null_empty_and_types_are_kept);
        tcase_add_test(tcase, no_rows_and_no_folder_are_told);
    }
    suite_add_tcase(suite, tcase);
    return suite;
}
