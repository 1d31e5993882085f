#include <check.h>
#include <string.h>

#include "engine/commit.h"
#include "pipeline_fixture.h"
#include "suites.h"

#define KIND "discussion"

static struct batch batch;

static void set_up(void)
{
    begin_world();
}

static void tear_down(void)
{
    batch_release(&batch);
    end_world();
}

/* Jobs that were done, with nothing to write. */
static void make_done(int count)
{
    make_jobs(KIND, count);
    claim_jobs(&batch, KIND);
    ck_assert_uint_eq(batch.count, (size_t)count);
    for (size_t i = 0; i < batch.count; i++)
        batch.jobs[i].fate = FATE_DONE;
}

static void commit_well(void)
{
    struct error err;

    ck_assert_msg(commit_batch(&batch, WORKER, &err), "%s", err.message);
    for (size_t i = 0; i < batch.count; i++)
        ck_assert_int_eq(batch.jobs[i].fate, FATE_COMMITTED);
}

static struct error commit_badly(void)
{
    struct error err = {0};

    ck_assert(!commit_batch(&batch, WORKER, &err));
    return err;
}

START_TEST(what_is_done_is_written)
{
    make_done(3);
    commit_well();
    ck_assert_int_eq(count_jobs("done"), 3);
}
END_TEST

START_TEST(a_job_that_another_has_is_forgotten)
{
    make_done(1);
    take_away(1);
    commit_well();
    ck_assert_int_eq(count_jobs("ready"), 1);
}
END_TEST

START_TEST(the_others_are_written_without_it)
{
    make_done(3);
    take_away(2);
    commit_well();
    ck_assert_int_eq(count_jobs("done"), 2);
    ck_assert_int_eq(count_jobs("ready"), 1);
}
END_TEST

START_TEST(a_session_that_ended_is_made_anew)
{
    make_done(2);
    end_session();
    commit_well();
    ck_assert_int_eq(count_jobs("done"), 2);
}
END_TEST

START_TEST(what_was_lost_meanwhile_is_not_sent_again)
{
    make_done(1);
    take_away(1);
    end_session();
    commit_well();
    ck_assert_int_eq(count_jobs("ready"), 1);
}
END_TEST

START_TEST(a_conflict_that_passes_costs_nothing)
{
    make_done(2);
    fail_writes("brigade.jobs", "40001", 2);
    commit_well();
    ck_assert_int_eq(count_jobs("done"), 2);
}
END_TEST

START_TEST(a_conflict_that_stays_leaves_the_jobs_to_others)
{
    struct error err;

    make_done(2);
    fail_writes("brigade.jobs", "40P01", 1000000);
    err = commit_badly();
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_str_eq(err.sqlstate, "40P01");
    ck_assert_int_eq(count_jobs("ready"), 2);
}
END_TEST

START_TEST(what_takes_too_long_is_halved)
{
    make_done(4);
    fail_writes("brigade.jobs", _i == 0 ? "57014" : "53200", 2);
    commit_well();
    ck_assert_int_eq(count_jobs("done"), 4);
}
END_TEST

/* As md5() is refused, or a change of a table that is published without a key. */
START_TEST(a_refusal_of_the_server_fails_no_job)
{
    static const char *const states[] = {"XX000", "55000", "25P04", "57014", "0A000"};
    struct error err;

    make_done(2);
    fail_writes("brigade.jobs", states[_i], 1000000);
    err = commit_badly();
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert(commit_is_refused(&batch, &err));
    ck_assert_int_eq(count_jobs("ready"), 2);
}
END_TEST

START_TEST(a_schema_that_is_older_stops_the_worker)
{
    make_done(2);
    lose_function("finish");
    ck_assert_int_eq(commit_badly().class, ERROR_IMPORT);
    ck_assert_int_eq(count_jobs("ready"), 2);
}
END_TEST

START_TEST(so_does_one_that_cannot_tell_the_outcome)
{
    make_done(1);
    lose_function("committed_or_held");
    end_session_at_write("brigade.jobs");
    ck_assert_int_eq(commit_badly().class, ERROR_IMPORT);
    ck_assert_int_eq(count_jobs("ready"), 1);
}
END_TEST

START_TEST(an_outcome_that_is_refused_for_a_moment_is_asked_for_again)
{
    make_done(1);
    run_sql(
        "create or replace function brigade.committed_or_held(run bigint, token uuid, ids "
        "bigint[]) returns text language plpgsql as $$ begin if nextval('public.turn') <= %d then "
        "raise exception using errcode = '57014', message = 'of the test'; end if; "
        "return 'held'; end $$; create sequence public.turn",
        _i == 0 ? 2 : 1000000);
    end_session_at_write("brigade.jobs");
    if (_i == 0) {
        commit_well();
        ck_assert_int_eq(count_jobs("done"), 1);
    } else {
        ck_assert_int_eq(commit_badly().class, ERROR_RETRY);
        ck_assert_int_eq(count_jobs("ready"), 1);
    }
}
END_TEST

/* A row that PostgreSQL refuses fails its job; a failure that it refuses is nobody's to mend. */
START_TEST(a_failure_that_cannot_be_written_stops_the_worker)
{
    make_done(2);
    for (size_t i = 0; i < batch.count; i++) {
        batch.jobs[i].fate = FATE_FAILED;
        ck_assert(!error_set(&batch.jobs[i].error, ERROR_ITEM, "it is broken"));
    }
    fail_writes("brigade.failures", "23514", 1000000);
    ck_assert_str_eq(commit_badly().sqlstate, "23514");
    ck_assert_int_eq(count_jobs("ready"), 2);
}
END_TEST

Suite *commit_suite(void)
{
    Suite *suite = suite_create("commit");
    TCase *tcase = tcase_create("commit");

    if (!has_server())
        return suite;
    tcase_set_timeout(tcase, 60);
    tcase_add_unchecked_fixture(tcase, make_template, drop_template);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, what_is_done_is_written);
    tcase_add_test(tcase, a_job_that_another_has_is_forgotten);
    tcase_add_test(tcase, the_others_are_written_without_it);
    tcase_add_test(tcase, a_session_that_ended_is_made_anew);
    tcase_add_test(tcase, what_was_lost_meanwhile_is_not_sent_again);
    tcase_add_test(tcase, a_conflict_that_passes_costs_nothing);
    tcase_add_test(tcase, a_conflict_that_stays_leaves_the_jobs_to_others);
    tcase_add_loop_test(tcase, what_takes_too_long_is_halved, 0, 2);
    tcase_add_loop_test(tcase, a_refusal_of_the_server_fails_no_job, 0, 5);
    tcase_add_test(tcase, a_schema_that_is_older_stops_the_worker);
    tcase_add_test(tcase, so_does_one_that_cannot_tell_the_outcome);
    tcase_add_loop_test(tcase, an_outcome_that_is_refused_for_a_moment_is_asked_for_again, 0, 2);
    tcase_add_test(tcase, a_failure_that_cannot_be_written_stops_the_worker);
    suite_add_tcase(suite, tcase);
    return suite;
}
