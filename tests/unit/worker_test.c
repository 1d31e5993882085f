#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/os/file.h"
#include "engine/listing.h"
#include "engine/worker.h"
#include "pipeline_fixture.h"
#include "suites.h"

static struct error err;

static enum worker_end work(void)
{
    const struct worker_options options = {0};
    return worker_run(&settings, db, sides, &options, &err);
}

START_TEST(a_worker_without_work_ends)
{
    ck_assert_int_eq(work(), WORKER_DONE);
    ck_assert_int_eq(number(other, "select count(*) from brigade.worker_sessions where stopped_at "
                                   "is not null"),
                     1);
}
END_TEST

START_TEST(a_goodbye_that_is_lost_is_no_failure)
{
    lose_function("goodbye");
    ck_assert_int_eq(work(), WORKER_DONE);
}
END_TEST

START_TEST(what_cannot_be_swept_is_no_obstacle)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/staging/1-99-1", scratch);

    ck_assert(file_make_directories(path, 0700, &err));
    lose_function("dead_attempts");
    ck_assert_int_eq(work(), WORKER_DONE);
}
END_TEST

START_TEST(a_schema_that_is_older_ends_the_worker)
{
    lose_function("next_due");
    ck_assert_int_eq(work(), WORKER_FAILED);
    ck_assert_int_eq(err.cause, CAUSE_NO_SCHEMA);
}
END_TEST

START_TEST(a_conflict_is_survived)
{
    fail_writes("brigade.worker_sessions", "40001", 0);
    run_sql(
        "create or replace function public.strike() returns trigger language plpgsql as $$ "
        "begin if tg_op = 'UPDATE' and nextval('public.turn') in (2, 3) then raise exception using "
        "errcode = '40001', message = 'of the test'; end if; return null; end $$");
    ck_assert_int_eq(work(), WORKER_DONE);
    ck_assert_int_gt(number(other, "select last_value from public.turn"), 2);
}
END_TEST

/* In a process of its own, until its session is ended. */
static void hold_imports(void)
{
    CLEANUP(free_pointer) char *conninfo = xasprintf("dbname=unit_%d", (int)getppid());
    CLEANUP(db_close) struct db *third = opened(conninfo);

    (void)!db_script(third, "begin; select from brigade.imports for update; select pg_sleep(600)",
                     &err);
}

/* A side whose kinds are called kind0, kind1 ... */
static const struct side *make_side(size_t count)
{
    static char names[WORKER_KINDS_MAX + 1][16];
    static struct job_kind kinds[WORKER_KINDS_MAX + 2];
    static const struct side side = {.kinds = kinds};

    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof(names[i]), "kind%zu", i);
        kinds[i].name = names[i];
    }
    return &side;
}

static enum worker_end work_with(const struct side *first, const struct side *second)
{
    const struct side *const those[] = {first, second, NULL};
    const struct worker_options options = {0};

    return worker_run(&settings, db, those, &options, &err);
}

START_TEST(a_worker_does_as_many_kinds_as_it_can_name)
{
    ck_assert_int_eq(work_with(make_side(WORKER_KINDS_MAX), NULL), WORKER_DONE);
}
END_TEST

START_TEST(a_kind_too_many_ends_the_worker_with_a_sentence)
{
    ck_assert_int_eq(work_with(make_side(WORKER_KINDS_MAX + 1), NULL), WORKER_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, "kind128"));
    ck_assert_ptr_nonnull(strstr(err.message, "WORKER_KINDS_MAX"));
    ck_assert_int_eq(number(other, "select count(*) from brigade.worker_sessions"), 0);
}
END_TEST

START_TEST(a_kind_of_two_sides_ends_the_worker_with_a_sentence)
{
    ck_assert_int_eq(work_with(sides[0], sides[0]), WORKER_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, "stands twice"));
}
END_TEST

/* What is due and not to be had, somebody has in his hands: the worker does not wait for him. */
START_TEST(an_import_that_another_has_locked_is_not_waited_for)
{
    const struct worker_options options = {0};

    make_jobs("discussion", 1);
    pid_t locker = fork();
    if (locker == 0) {
        hold_imports();
        _exit(0);
    }
    for (int i = 0; i < 500 && number(other, "select count(*) from pg_stat_activity where "
                                             "wait_event = 'PgSleep'") == 0;
         i++)
        usleep(20000);
    ck_assert_int_eq(worker_run(&settings, db, sides, &options, &err), WORKER_DONE);
    ck_assert_int_eq(number(other, "select max(attempt) from brigade.jobs"), 0);
    run_sql("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'");
    waitpid(locker, NULL, 0);
}
END_TEST

/* Lists */

static const struct settings bitbucket = {.api_url = "https://api.bitbucket.org/2.0"};
static struct workplace workplace = {.settings = &bitbucket};

static bool open_page(const char *key, const char *text, struct page *page, struct outcome *outcome)
{
    struct http_response answer = {.status = 200};
    struct job job = {.kind = "merge_requests", .key = key};
    struct task task = {.workplace = &workplace, .job = &job, .outcome = outcome};
    struct listing listing = listing_of(&job, "merge_requests");
    bool good = false;

    buffer_add(&answer.body, text);
    good = listing_open(&task, &listing, &answer, page, &err);
    buffer_release(&answer.body);
    return good;
}

#define NEXT "{\"values\": [], \"next\": \"https://api.bitbucket.org/2.0/repositories/x?page=2\"}"

START_TEST(a_list_without_end_is_stopped)
{
    struct page page = {0};
    struct outcome outcome = {0};
    CLEANUP(free_pointer) char *last = xasprintf("list/%d", LISTING_PAGES_MAX - _i);

    if (_i == 1) {
        ck_assert_msg(open_page(last, NEXT, &page, &outcome), "%s", err.message);
    } else {
        ck_assert(!open_page(last, NEXT, &page, &outcome));
        ck_assert_int_eq(err.class, ERROR_ITEM);
        ck_assert_ptr_nonnull(strstr(err.message, "no end"));
    }
    page_release(&page);
    outcome_release(&outcome);
}
END_TEST

START_TEST(an_item_without_a_number_is_called_by_its_place)
{
    struct page page = {0};
    struct outcome outcome = {0};
    struct job job = {.kind = "merge_requests", .key = "list/3"};
    struct task task = {.workplace = &workplace, .job = &job, .outcome = &outcome};
    struct listing listing = listing_of(&job, NULL);

    listing.link = "https://bitbucket.org/acme/widgets/pull-requests/{key}/x";
    ck_assert(open_page("list/3", "{\"values\": [{\"id\": 5}, {\"id\": \"x\"}]}", &page, &outcome));
    for (size_t i = 0; i < 2; i++)
        listing_enqueue_item(&task, &listing, &page, i, "merge_request");
    ck_assert_ptr_nonnull(strstr(buffer_text(&outcome.follow_ups), "\"5\""));
    ck_assert_ptr_nonnull(strstr(buffer_text(&outcome.follow_ups), "list/3/item/2"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&outcome.follow_ups), "pull-requests/5/x"));
    page_release(&page);
    outcome_release(&outcome);
}
END_TEST

Suite *worker_suite(void)
{
    Suite *suite = suite_create("worker");
    TCase *tcase = tcase_create("lists");

    tcase_add_loop_test(tcase, a_list_without_end_is_stopped, 0, 2);
    tcase_add_test(tcase, an_item_without_a_number_is_called_by_its_place);
    suite_add_tcase(suite, tcase);
    if (!has_server())
        return suite;
    tcase = tcase_create("worker");
    tcase_set_timeout(tcase, 60);
    tcase_add_unchecked_fixture(tcase, make_template, drop_template);
    tcase_add_checked_fixture(tcase, begin_world, end_world);
    tcase_add_test(tcase, a_worker_without_work_ends);
    tcase_add_test(tcase, a_goodbye_that_is_lost_is_no_failure);
    tcase_add_test(tcase, what_cannot_be_swept_is_no_obstacle);
    tcase_add_test(tcase, a_schema_that_is_older_ends_the_worker);
    tcase_add_test(tcase, a_conflict_is_survived);
    tcase_add_test(tcase, a_worker_does_as_many_kinds_as_it_can_name);
    tcase_add_test(tcase, a_kind_too_many_ends_the_worker_with_a_sentence);
    tcase_add_test(tcase, a_kind_of_two_sides_ends_the_worker_with_a_sentence);
    tcase_add_test(tcase, an_import_that_another_has_locked_is_not_waited_for);
    suite_add_tcase(suite, tcase);
    return suite;
}
