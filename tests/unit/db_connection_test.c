#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "db_fixture.h"
#include "lib/db/db.h"
#include "suites.h"
#include "test_proxy.h"

static void terminate(int64_t pid)
{
    CLEANUP(free_pointer)
    char *sql = xasprintf("select pg_terminate_backend(%lld, 5000)::int", (long long)pid);
    ck_assert_int_eq(number(other, sql), 1);
}

static void assert_made_anew(void)
{
    ck_assert(!db_is_alive(db));
    ck_assert_int_eq(number(db, "select 7"), 7);
    assert_usable();
}

START_TEST(no_session_compiles_its_statements)
{
    CLEANUP(db_rows_free) struct db_rows *rows = asked(db, "show jit");
    ck_assert_str_eq(db_rows_text(rows, 0, "jit"), "off");
}
END_TEST

START_TEST(a_backend_that_ended_while_idle_is_replaced_before_sending)
{
    struct error err;
    const struct db_call *call = INSERT(1, db_int(1));
    terminate(number(db, "select pg_backend_pid()"));
    ck_assert_msg(db_transaction(db, call, 1, NULL, &err), "%s", err.message);
    ck_assert_int_eq(rows_stored(), 1);
    assert_usable();
}
END_TEST

/* Runs in a process of its own, with a connection of its own. */
static pid_t terminate_while_asleep(int64_t pid)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    struct timespec pause = {.tv_nsec = 20000000};
    struct db *third = opened("");
    CLEANUP(free_pointer)
    char *sql = xasprintf("select count(pg_terminate_backend(pid)) from pg_stat_activity where "
                          "pid = %lld and wait_event = 'PgSleep'",
                          (long long)pid);
    for (int i = 0; i < 500 && number(third, sql) == 0; i++)
        nanosleep(&pause, NULL);
    db_close(&third);
    _exit(0);
}

START_TEST(a_backend_that_ends_in_a_transaction_committed_nothing)
{
    struct error err;
    const struct db_call calls[] = {*INSERT(1, db_int(1)), *DB_CALL("select pg_sleep(30)")};
    pid_t child = terminate_while_asleep(number(db, "select pg_backend_pid()"));
    ck_assert(!db_transaction(db, calls, 2, NULL, &err));
    waitpid(child, NULL, 0);
    ck_assert_str_eq(err.sqlstate, "57P01");
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert(!err.outcome_unknown);
    ck_assert_int_eq(rows_stored(), 0);
    assert_made_anew();
}
END_TEST

START_TEST(a_backend_that_ends_in_a_lone_statement_did_nothing)
{
    pid_t child = terminate_while_asleep(number(db, "select pg_backend_pid()"));
    struct error err = failed(db, "select pg_sleep(30)");
    waitpid(child, NULL, 0);
    ck_assert_str_eq(err.sqlstate, "57P01");
    ck_assert(!err.outcome_unknown);
    assert_made_anew();
}
END_TEST

static struct db *opened_through(const struct test_proxy *proxy)
{
    CLEANUP(free_pointer)
    char *conninfo =
        xasprintf("host=127.0.0.1 port=%d sslmode=disable gssencmode=disable", proxy->port);
    return opened(conninfo);
}

/* Waits until no backend but `other` works in this schema: a dropped one may still be at it. */
static void wait_for_silence(void)
{
    struct timespec pause = {.tv_nsec = 20000000};
    for (int i = 0; i < 500; i++) {
        if (number(other, "select count(*) from pg_stat_activity where state <> 'idle' and "
                          "backend_type = 'client backend' and pid <> pg_backend_pid()") == 0)
            return;
        nanosleep(&pause, NULL);
    }
}

static void lose_transaction(struct test_proxy proxy, int64_t stored)
{
    struct error err;
    const struct db_call *call = INSERT(1, db_int(1));
    CLEANUP(db_close) struct db *proxied = opened_through(&proxy);
    ck_assert(!db_transaction(proxied, call, 1, NULL, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert(err.outcome_unknown);
    ck_assert(!db_is_alive(proxied));
    wait_for_silence();
    ck_assert_int_eq(rows_stored(), stored);
    ck_assert_msg(db_reconnect(proxied, &err), "%s", err.message);
    test_proxy_stop(&proxy);
}

START_TEST(a_lost_answer_to_commit_leaves_the_outcome_unknown)
{
    lose_transaction(test_proxy_start(NULL, "COMMIT", sizeof "COMMIT"), 1);
    lose_transaction(test_proxy_start("db_test.rows", NULL, 0), 1); /* and no second row */
}
END_TEST

START_TEST(a_server_that_is_away_is_waited_for)
{
    struct error err;
    struct test_proxy proxy = test_proxy_start(NULL, NULL, 0);
    CLEANUP(db_close) struct db *proxied = opened_through(&proxy);
    const struct db_call *call = DB_CALL("select 1");
    volatile bool stop = true;

    ck_assert(db_wait(proxied, 0, NULL, &err)); /* it is there */
    test_proxy_stop(&proxy);
    ck_assert(!db_query(proxied, call, NULL, &err));
    ck_assert(!db_wait(proxied, 120, NULL, &err));
    ck_assert(err.unreachable);
    ck_assert(!db_wait(proxied, 60000, &stop, &err));
    terminate(number(db, "select pg_backend_pid()"));
    ck_assert_msg(db_wait(db, 0, NULL, &err), "%s", err.message);
    assert_usable();
}
END_TEST

static void assert_setting(const char *conninfo, const char *name, const char *value)
{
    CLEANUP(db_close) struct db *made = opened(conninfo);
    CLEANUP(free_pointer) char *sql = xasprintf("select current_setting('%s') as value", name);
    CLEANUP(db_rows_free) struct db_rows *rows = asked(made, sql);
    ck_assert_str_eq(db_rows_text(rows, 0, "value"), value);
}

START_TEST(conninfo_overrides_defaults_but_not_the_encoding)
{
    assert_setting("", "application_name", "brigade");
    assert_setting("application_name=mine", "application_name", "mine");
    assert_setting("client_encoding=LATIN1", "client_encoding", "UTF8");
    setenv("PGCLIENTENCODING", "LATIN1", 1);
    setenv("PGAPPNAME", "theirs", 1);
    assert_setting("", "client_encoding", "UTF8");
    assert_setting("connect_timeout=3", "application_name", "theirs");
}
END_TEST

static const char *const bad_conninfo[] = {
    "host=x password=geheim oops",
    "password=geheim nonsense=1",
    "postgresql://u:geheim@[::1",
    "postgres://u:geheim@x/%zz",
};

START_TEST(a_malformed_conninfo_is_not_shown)
{
    struct db *made = NULL;
    struct error err;
    ck_assert(!db_open(&made, bad_conninfo[_i], &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    ck_assert_ptr_null(strstr(err.message, "geheim"));
    ck_assert_ptr_null(made);
}
END_TEST

START_TEST(no_server_is_said_to_be_unreachable)
{
    struct db *made = NULL;
    struct error err;
    ck_assert(!db_open(&made, "host=127.0.0.1 port=1", &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert(err.unreachable);
    ck_assert_ptr_null(made);
}
END_TEST

/* AuthenticationOk, ParameterStatus, ReadyForQuery. */
START_TEST(a_server_before_15_is_refused)
{
    static const char hello[] = "R\0\0\0\x08\0\0\0\0"
                                "S\0\0\0\x18server_version\0"
                                "14.9\0"
                                "Z\0\0\0\x05I";
    struct test_proxy proxy = test_proxy_fake(hello, sizeof hello - 1);
    CLEANUP(free_pointer)
    char *conninfo =
        xasprintf("host=127.0.0.1 port=%d sslmode=disable gssencmode=disable", proxy.port);
    struct db *made = NULL;
    struct error err;
    ck_assert(!db_open(&made, conninfo, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "PostgreSQL 15 or later is needed"));
    ck_assert_ptr_nonnull(strstr(err.message, "14.9"));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    test_proxy_stop(&proxy);
}
END_TEST

START_TEST(a_silent_server_is_not_waited_for)
{
    struct test_proxy proxy = test_proxy_fake("", 0);
    CLEANUP(free_pointer)
    char *conninfo = xasprintf("host=127.0.0.1 port=%d sslmode=disable gssencmode=disable "
                               "connect_timeout=2",
                               proxy.port);
    struct db *made = NULL;
    struct error err;
    int64_t before = clock_ms();
    ck_assert(!db_open(&made, conninfo, &err));
    ck_assert_int_lt(clock_ms() - before, 9000);
    ck_assert_int_eq(err.class, ERROR_RETRY);
    test_proxy_stop(&proxy);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_checked_fixture(tcase, connect_twice, disconnect);
    tcase_add_test(tcase, conninfo_overrides_defaults_but_not_the_encoding);
    tcase_add_test(tcase, no_session_compiles_its_statements);
    tcase_add_test(tcase, a_backend_that_ended_while_idle_is_replaced_before_sending);
    tcase_add_test(tcase, a_backend_that_ends_in_a_transaction_committed_nothing);
    tcase_add_test(tcase, a_backend_that_ends_in_a_lone_statement_did_nothing);
    tcase_add_test(tcase, a_lost_answer_to_commit_leaves_the_outcome_unknown);
    tcase_add_test(tcase, a_server_that_is_away_is_waited_for);
}

Suite *db_connection_suite(void)
{
    Suite *suite = suite_create("db_connection");
    TCase *without = tcase_create("without_server");
    TCase *with = tcase_create("with_server");
    tcase_set_timeout(without, 60);
    tcase_set_timeout(with, 60);
    tcase_add_loop_test(without, a_malformed_conninfo_is_not_shown, 0, ARRAY_LENGTH(bad_conninfo));
    tcase_add_test(without, no_server_is_said_to_be_unreachable);
    tcase_add_test(without, a_server_before_15_is_refused);
    tcase_add_test(without, a_silent_server_is_not_waited_for);
    if (has_server())
        add_tests(with);
    suite_add_tcase(suite, without);
    suite_add_tcase(suite, with);
    return suite;
}
