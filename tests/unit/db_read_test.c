#include <check.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db_fixture.h"
#include "suites.h"

#define ROWS 200000
/* 200 MB of them. */
#define MANY "select n, repeat('x', 1000) as filling from generate_series(1, 200000) n"

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
    return suite;
}
