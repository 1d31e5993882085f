#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db_fixture.h"
#include "lib/db/db.h"
#include "lib/json/json.h"
#include "suites.h"

START_TEST(rows_are_read_by_name)
{
    CLEANUP(db_rows_free)
    struct db_rows *rows = asked(db, "select 7::bigint as id, 'x' as name, null as nothing, true "
                                     "as yes, false as \"No\" union all select -9223372036854775808"
                                     ", '', null, null, true order by id desc");
    ck_assert_uint_eq(db_rows_count(rows), 2);
    ck_assert_uint_eq(db_rows_columns(rows), 5);
    ck_assert_str_eq(db_rows_column_name(rows, 4), "No");
    ck_assert_int_eq(db_rows_integer(rows, 0, "id"), 7);
    ck_assert_int_eq(db_rows_integer(rows, 1, "id"), INT64_MIN);
    ck_assert_str_eq(db_rows_text(rows, 0, "name"), "x");
    ck_assert_str_eq(db_rows_text(rows, 1, "name"), "");
    ck_assert_ptr_null(db_rows_text(rows, 0, "nothing"));
    ck_assert_ptr_null(db_rows_cell(rows, 1, 3));
    ck_assert_int_eq(db_rows_integer(rows, 0, "nothing"), 0);
    ck_assert(db_rows_boolean(rows, 0, "yes") && !db_rows_boolean(rows, 1, "yes"));
    ck_assert(!db_rows_boolean(rows, 0, "No") && db_rows_boolean(rows, 1, "No"));
}
END_TEST

START_TEST(a_column_that_is_not_there_is_a_bug)
{
    CLEANUP(db_rows_free) struct db_rows *rows = asked(db, "select 1 as a");
    db_rows_text(rows, 0, "b");
}
END_TEST

START_TEST(parameters_go_as_they_are)
{
    struct error err;
    struct db_rows *rows = NULL;
    const struct db_call *call =
        DB_CALL("select $1::text as a, $2::text is null as b, $3::bigint as c, $4::boolean as d, "
                "$5::boolean as e",
                db_text("';drop \\ \xC3\xA9"), db_text(NULL), db_int(INT64_MIN), db_bool(true),
                db_bool(false));
    ck_assert_uint_eq(call->parameter_count, 5);
    ck_assert_uint_eq(DB_CALL("select 1")->parameter_count, 0);
    ck_assert_msg(db_query(db, call, &rows, &err), "%s", err.message);
    ck_assert_str_eq(db_rows_text(rows, 0, "a"), "';drop \\ \xC3\xA9");
    ck_assert(db_rows_boolean(rows, 0, "b"));
    ck_assert_int_eq(db_rows_integer(rows, 0, "c"), INT64_MIN);
    ck_assert(db_rows_boolean(rows, 0, "d") && !db_rows_boolean(rows, 0, "e"));
    db_rows_free(&rows);
    db_rows_free(&rows);
    ck_assert(db_query(db, call, NULL, &err));
}
END_TEST

START_TEST(arrays_are_read_back)
{
    static const int64_t integers[] = {1, INT64_MIN, INT64_MAX};
    static const char *const texts[] = {"a\"b\\c", NULL, "", "NULL", "{x,y} ", "\xC3\xA9\n"};
    struct error err;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    const struct db_call *call =
        DB_CALL("select n, t, cardinality($3::bigint[]) + cardinality($4::text[]) as none "
                "from unnest($1::bigint[], $2::text[]) with ordinality u(n, t, i) order by i",
                db_ints(integers, ARRAY_LENGTH(integers)), db_texts(texts, ARRAY_LENGTH(texts)),
                db_ints(NULL, 0), db_texts(NULL, 0));
    ck_assert_msg(db_query(db, call, &rows, &err), "%s", err.message);
    ck_assert_uint_eq(db_rows_count(rows), ARRAY_LENGTH(texts));
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        const char *text = db_rows_text(rows, i, "t");
        ck_assert(texts[i] ? text && strcmp(text, texts[i]) == 0 : !text);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(integers); i++)
        ck_assert_int_eq(db_rows_integer(rows, i, "n"), integers[i]);
    ck_assert_str_eq(db_rows_text(rows, 0, "none"), "0");
}
END_TEST

START_TEST(what_json_prints_is_jsonb)
{
    static const char *const documents[] = {
        "[\"a\\u0000\\ud800\\ud83d\\ude00\", 1e400, -0, 0.10, 999999999999999999, 1E+999]",
        "{\"k\\u0000\": \"\xFF\xED\xA0\x80\xC0\x80\", \"t\": \"\x01\t\x7F\\u001f\\/\"}",
        "null",
        "[1e-999]",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(documents); i++) {
        struct error err;
        CLEANUP(json_free) struct json_object *value = NULL;
        ck_assert(json_parse(documents[i], strlen(documents[i]), &value, NULL, &err));
        const struct db_call *call =
            DB_CALL("select $1::jsonb::text", db_text(json_print(value, NULL)));
        ck_assert_msg(db_query(db, call, NULL, &err), "%s: %s", documents[i], err.message);
    }
}
END_TEST

#define RAISE(code) "do $$ begin raise exception 'broken' using errcode = '" code "'; end $$"

static const struct {
    const char *sql, *sqlstate;
    enum error_class class;
    enum error_cause cause;
} faults[] = {
    {RAISE("08006"), "08006", ERROR_RETRY, CAUSE_NONE},
    {RAISE("25006"), "25006", ERROR_RETRY, CAUSE_READ_ONLY},
    {RAISE("40001"), "40001", ERROR_RETRY, CAUSE_NONE},
    {RAISE("40P01"), "40P01", ERROR_RETRY, CAUSE_NONE},
    {RAISE("53100"), "53100", ERROR_RETRY, CAUSE_NONE},
    {RAISE("55P03"), "55P03", ERROR_RETRY, CAUSE_NONE},
    {RAISE("57014"), "57014", ERROR_RETRY, CAUSE_NONE},
    {RAISE("58030"), "58030", ERROR_RETRY, CAUSE_NONE},
    {RAISE("22P05"), "22P05", ERROR_ITEM, CAUSE_NONE},
    {RAISE("23505"), "23505", ERROR_ITEM, CAUSE_NONE},
    {RAISE("P0001"), "P0001", ERROR_RETRY, CAUSE_NONE},
    {RAISE("25P04"), "25P04", ERROR_RETRY, CAUSE_NONE},
    {RAISE("XX000"), "XX000", ERROR_RETRY, CAUSE_NONE},
    {RAISE("54000"), "54000", ERROR_ITEM, CAUSE_NONE},
    {RAISE("BR001"), "BR001", ERROR_ITEM, CAUSE_NONE},
    {RAISE("55000"), "55000", ERROR_RETRY, CAUSE_NONE},
    {RAISE("42501"), "42501", ERROR_IMPORT, CAUSE_NO_RIGHT},
    {"select 'x'::integer", "22P02", ERROR_ITEM, CAUSE_NONE},
    {"select $1::jsonb", "08P01", ERROR_RETRY, CAUSE_NONE}, /* a parameter too few */
    {"select 1/0", "22012", ERROR_ITEM, CAUSE_NONE},
    {"insert into db_test.rows values (1, 1), (1, 2)", "23505", ERROR_ITEM, CAUSE_NUMBER_TAKEN},
    {"select nowhere.f()", "3F000", ERROR_IMPORT, CAUSE_NO_SCHEMA},
    {"select db_test.f()", "42883", ERROR_IMPORT, CAUSE_NO_SCHEMA},
    {"select * from db_test.x", "42P01", ERROR_IMPORT, CAUSE_NO_SCHEMA},
    {"selekt", "42601", ERROR_RETRY, CAUSE_NONE},
};

START_TEST(sqlstate_decides_the_class)
{
    struct error err = failed(db, faults[_i].sql);
    ck_assert_str_eq(err.sqlstate, faults[_i].sqlstate);
    ck_assert_msg(err.class == faults[_i].class, "%s: %s", err.sqlstate, err.message);
    ck_assert(!err.outcome_unknown && !err.unreachable);
    ck_assert_int_eq(err.cause, faults[_i].cause);
    assert_usable();
}
END_TEST

START_TEST(messages_carry_detail_and_hint)
{
    static const struct {
        const char *options, *message;
    } texts[] = {{"", "a b"},
                 {"using detail = 'why'", "a b (why)"},
                 {"using hint = 'do'", "a b (do)"},
                 {"using detail = 'why', hint = 'do'", "a b (why; do)"},
                 {"using hint = 'Do it.'", "a b. Do it."},
                 {"using detail = 'It is so.', hint = 'Do it.'", "a b. It is so. Do it."},
                 {"using detail = 'why', hint = 'Do it.'", "a b (why). Do it."}};
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        CLEANUP(free_pointer)
        char *sql = xasprintf("do $$ begin raise exception E'a\\n b' %s; end $$", texts[i].options);
        ck_assert_str_eq(failed(db, sql).message, texts[i].message);
    }
}
END_TEST

START_TEST(a_transaction_commits_all_and_gives_the_last_rows)
{
    struct error err;
    CLEANUP(db_rows_free) struct db_rows *last = NULL;
    const struct db_call calls[] = {*INSERT(1, db_int(1)), *INSERT(2, db_text(NULL))};
    ck_assert_msg(db_transaction(db, calls, 2, &last, &err), "%s", err.message);
    ck_assert_int_eq(db_rows_integer(last, 0, "id"), 2);
    ck_assert_str_eq(db_rows_text(last, 0, "level"), "read committed");
    ck_assert_int_eq(rows_stored(), 2);
    ck_assert_msg(db_transaction(db, calls, 0, NULL, &err), "%s", err.message);
    assert_usable();
}
END_TEST

/* The failing call stands first, in the middle and last. */
START_TEST(a_transaction_rolls_back_whole)
{
    struct error err;
    struct db_rows *last = NULL;
    struct db_call calls[] = {*INSERT(1, db_int(1)), *INSERT(2, db_int(2)), *INSERT(3, db_int(3))};
    calls[_i] = *DB_CALL("select 'x'::integer");
    ck_assert(!db_transaction(db, calls, 3, &last, &err));
    ck_assert_str_eq(err.sqlstate, "22P02");
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert(!err.outcome_unknown);
    ck_assert_ptr_null(last);
    ck_assert_int_eq(rows_stored(), 0);
    assert_usable();
    calls[_i] = *INSERT(9, db_int(9));
    ck_assert_msg(db_transaction(db, calls, 3, NULL, &err), "%s", err.message);
}
END_TEST

START_TEST(what_fails_at_commit_is_known_to_have_failed)
{
    struct error err;
    const struct db_call calls[] = {*INSERT(1, db_int(1)), *INSERT(2, db_int(1))};
    ck_assert(!db_transaction(db, calls, 2, NULL, &err));
    ck_assert_str_eq(err.sqlstate, "23505");
    ck_assert(!err.outcome_unknown);
    ck_assert_int_eq(rows_stored(), 0);
    assert_usable();
    ck_assert_str_eq(failed(db, "insert into db_test.rows values (1, 1), (2, 1)").sqlstate,
                     "23505");
    assert_usable();
}
END_TEST

START_TEST(a_cancelled_statement_may_work_later)
{
    struct error err;
    const struct db_call calls[] = {*DB_CALL("set local statement_timeout = '50ms'"),
                                    *DB_CALL("select pg_sleep(30)")};
    ck_assert(!db_transaction(db, calls, 2, NULL, &err));
    ck_assert_str_eq(err.sqlstate, "57014");
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_int_eq(number(db, "select 1"), 1);
}
END_TEST

START_TEST(large_parameters_and_answers_do_not_block_each_other)
{
    size_t size = 8 * 1024 * 1024;
    CLEANUP(free_pointer) char *large = xcalloc(1, size + 1);
    memset(large, 'x', size);
    struct db_call calls[6];
    for (size_t i = 0; i < ARRAY_LENGTH(calls); i++)
        calls[i] = *DB_CALL("select $1::text as a", db_text(large));
    struct error err;
    CLEANUP(db_rows_free) struct db_rows *last = NULL;
    ck_assert_msg(db_transaction(db, calls, ARRAY_LENGTH(calls), &last, &err), "%s", err.message);
    ck_assert_uint_eq(strlen(db_rows_text(last, 0, "a")), size);
    CLEANUP(db_rows_free)
    struct db_rows *many =
        asked(db, "select repeat('y', 100000) as a from generate_series(1, 300)");
    ck_assert_uint_eq(db_rows_count(many), 300);
    ck_assert_uint_eq(strlen(db_rows_text(many, 299, "a")), 100000);
}
END_TEST

START_TEST(scripts_run_whole_or_not_at_all)
{
    struct error err;
    ck_assert_msg(
        db_script(db, "begin; insert into db_test.rows values (1, 1); commit; select 1", &err),
        "%s", err.message);
    ck_assert_msg(db_script(db, "", &err), "%s", err.message);
    ck_assert(
        !db_script(db, "begin; insert into db_test.rows values (2, 2); selekt; commit", &err));
    ck_assert_str_eq(err.sqlstate, "42601");
    ck_assert(
        !db_script(db, "begin; insert into db_test.rows values (2, 2); select 1/0; commit", &err));
    ck_assert_str_eq(err.sqlstate, "22012");
    assert_usable();
    ck_assert(!db_script(db, "begin; insert into db_test.rows values (3, 3)", &err));
    ck_assert_ptr_nonnull(strstr(err.message, "open"));
    assert_usable();
    ck_assert_int_eq(rows_stored(), 1);
}
END_TEST

START_TEST(notices_are_not_printed)
{
    struct error err;
    struct stat status;
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
    FILE *captured = tmpfile();
    ck_assert_ptr_nonnull(captured);
    ck_assert_int_eq(dup2(fileno(captured), STDERR_FILENO), STDERR_FILENO);
    ck_assert(
        db_script(db, "do $$ begin raise warning 'loud'; end $$; drop table if exists nil;", &err));
    db_rows_free(&(struct db_rows *){asked(db, "do $$ begin raise notice 'loud'; end $$")});
    ck_assert_int_eq(fstat(STDERR_FILENO, &status), 0);
    ck_assert_int_eq(status.st_size, 0);
    fclose(captured);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_checked_fixture(tcase, connect_twice, disconnect);
    tcase_add_test(tcase, rows_are_read_by_name);
    tcase_add_exit_test(tcase, a_column_that_is_not_there_is_a_bug, 70);
    tcase_add_test(tcase, parameters_go_as_they_are);
    tcase_add_test(tcase, arrays_are_read_back);
    tcase_add_test(tcase, what_json_prints_is_jsonb);
    tcase_add_loop_test(tcase, sqlstate_decides_the_class, 0, ARRAY_LENGTH(faults));
    tcase_add_test(tcase, messages_carry_detail_and_hint);
    tcase_add_test(tcase, a_transaction_commits_all_and_gives_the_last_rows);
    tcase_add_loop_test(tcase, a_transaction_rolls_back_whole, 0, 3);
    tcase_add_test(tcase, what_fails_at_commit_is_known_to_have_failed);
    tcase_add_test(tcase, a_cancelled_statement_may_work_later);
    tcase_add_test(tcase, large_parameters_and_answers_do_not_block_each_other);
    tcase_add_test(tcase, scripts_run_whole_or_not_at_all);
    tcase_add_test(tcase, notices_are_not_printed);
}

Suite *db_suite(void)
{
    Suite *suite = suite_create("db");
    TCase *tcase = tcase_create("db");
    tcase_set_timeout(tcase, 60);
    if (has_server())
        add_tests(tcase);
    suite_add_tcase(suite, tcase);
    return suite;
}
