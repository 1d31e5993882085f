#include <check.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/http/http.h"
#include "engine/log.h"
#include "engine/run.h"
#include "signin/vault.h"
#include "pipeline_fixture.h"
#include "suites.h"

#define KIND "discussion"
#define BIG_BYTES (5 * 1024 * 1024)

static struct batch batch;
static struct run run;
static volatile bool stopping;

static void set_up(void)
{
    begin_world();
    stopping = false;
    run = (struct run){.http_settings = {.user_agent = "test", .max_in_flight = 4},
                       .worker = WORKER,
                       .stopping = &stopping};
}

static void tear_down(void)
{
    batch_release(&batch);
    http_close(&run.http);
    end_world();
}

static const char *address; /* path of what the jobs of the test ask for; NULL: nothing */

static bool plan(struct task *task, struct plan *out, struct error *err)
{
    (void)err;
    if (address != NULL)
        out->urls[out->count++] =
            xasprintf("%s%s", *address == '/' ? task->workplace->settings->api_url : "", address);
    return true;
}

static bool digest(struct task *task, struct error *err)
{
    (void)task;
    (void)err;
    return true;
}

/* A note that is longer than a transaction may be. */
static bool digest_much(struct task *task, struct error *err)
{
    CLEANUP(free_pointer) char *text = xcalloc(1, BIG_BYTES + 1);

    (void)err;
    memset(text, 'x', BIG_BYTES);
    outcome_omit(task->outcome, &(struct omission){.stage = task->workplace->stage,
                                                   .key = task->job->key,
                                                   .why = "off",
                                                   .message = text});
    return true;
}

/* Long local work, which says so, and fails when it is told to end. */
static bool digest_long(struct task *task, struct error *err)
{
    usleep(60000);
    return task->workplace->tick(task->workplace, "busy") ||
           error_set(err, ERROR_RETRY, "told to end");
}

static const struct job_kind plain_kind = {.name = KIND, .plan = plan, .digest = digest};
static const struct job_kind much_kind = {.name = KIND, .plan = plan, .digest = digest_much};
static const struct job_kind long_kind = {.name = KIND, .plan = plan, .digest = digest_long};

static void claim(int count, const struct job_kind *kind)
{
    make_jobs(KIND, count);
    claim_jobs(&batch, KIND);
    for (size_t i = 0; i < batch.count; i++)
        batch.jobs[i].kind = kind;
}

static void run_well(void)
{
    struct error err;
    ck_assert_msg(run_batch(&run, &batch, &err), "%s", err.message);
}

START_TEST(much_is_committed_in_pieces)
{
    address = NULL;
    claim(4, &much_kind);
    batch.lease_ms = 0; /* every tick extends what is left */
    run_well();
    ck_assert_int_eq(count_jobs("done"), 4);
    ck_assert_int_eq(
        number(other, "select count(*) from brigade.omissions where length(message) > 1000000"), 4);
    ck_assert_int_ge(number(other, "select count(*) from brigade.events where event = 'done'"), 2);
}
END_TEST

START_TEST(a_piece_that_cannot_be_committed_ends_the_batch)
{
    struct error err;

    address = NULL;
    claim(4, &much_kind);
    lose_function("finish");
    ck_assert(!run_batch(&run, &batch, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    ck_assert_int_eq(count_jobs("ready"), 4);
}
END_TEST

START_TEST(certificates_that_cannot_be_read_end_the_batch)
{
    struct error err;

    address = "/plain";
    claim(1, &plain_kind);
    run.http_settings.ca_file = "/nonexistent";
    ck_assert(!run_batch(&run, &batch, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    ck_assert_ptr_nonnull(strstr(err.message, "/nonexistent"));
}
END_TEST

/* A sign of life that does not arrive is no reason to stop: the fence will tell. */
START_TEST(a_sign_of_life_that_is_lost_does_not_end_the_work)
{
    address = NULL;
    claim(1, &long_kind);
    batch.lease_ms = 30;
    if (_i == 0)
        end_session();
    else
        lose_function("extend");
    run_well();
    ck_assert_int_eq(count_jobs("done"), 1);
}
END_TEST

START_TEST(a_lease_that_is_lost_ends_long_work)
{
    address = NULL;
    claim(1, &long_kind);
    batch.lease_ms = 30;
    take_away(1);
    run_well();
    ck_assert_int_eq(count_jobs("ready"), 1);
    ck_assert_int_eq(number(other, "select attempt from brigade.jobs where id = 1"), 2);
}
END_TEST

static bool answer_never(int fd, const struct test_request *request)
{
    (void)fd;
    (void)request;
    sleep(60);
    return false;
}

START_TEST(answers_are_not_waited_for_when_the_lease_is_lost)
{
    answer_with(answer_never);
    address = "/x";
    claim(2, &plain_kind);
    batch.lease_ms = 30;
    take_away(1);
    take_away(2);
    run_well();
    ck_assert_ptr_null(run.http);
    ck_assert_int_eq(count_jobs("ready"), 2);
}
END_TEST

START_TEST(an_address_that_is_none_fails_its_job)
{
    address = "ftp://127.0.0.1/x";
    claim(1, &plain_kind);
    run_well();
    ck_assert_int_eq(count_jobs("failed"), 1);
}
END_TEST

START_TEST(a_page_without_an_address_fails)
{
    make_jobs("issue_comments", 1);
    claim_jobs(&batch, "issue_comments");
    run_well();
    ck_assert_int_eq(count_jobs("failed"), 1);
    ck_assert_int_eq(number(other, "select count(*) from brigade.failures where message like "
                                   "'%page to read%'"),
                     1);
}
END_TEST

static bool answer_no_more(int fd, const struct test_request *request)
{
    (void)request;
    return test_write_text(fd, "HTTP/1.1 200 OK\r\nX-RateLimit-Remaining: 0\r\n"
                               "X-RateLimit-Reset: 4102444800\r\nContent-Length: 2\r\n\r\n{}");
}

START_TEST(the_last_request_of_the_hour_lets_the_credential_rest)
{
    answer_with(answer_no_more);
    address = "/x";
    claim(1, &plain_kind);
    run_well();
    ck_assert_int_eq(count_jobs("done"), 1);
    ck_assert_int_eq(number(other, "select count(*) from brigade.budgets where blocked_until > "
                                   "now() and blocked_reason like '%no request is left%'"),
                     1);
}
END_TEST

static bool answer_too_many(int fd, const struct test_request *request)
{
    (void)request;
    return test_write_text(fd, "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n");
}

/* The budget is advice: an error there costs no job. */
START_TEST(a_budget_that_cannot_be_settled_costs_nothing)
{
    answer_with(answer_too_many);
    address = "/x";
    claim(8, &plain_kind);
    batch.requests_booked += 3;
    lose_function("block_credential");
    lose_function("return_requests");
    run_well();
    ck_assert_int_eq(count_jobs("ready"), 8);
    ck_assert_int_eq(number(other, "select max(attempt - uncounted) from brigade.jobs"), 0);
}
END_TEST

static bool answer_unauthorized(int fd, const struct test_request *request)
{
    (void)request;
    return test_write_text(fd, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
}

static void seal_tokens(void)
{
    char key_id[SEAL_ID_TEXT], public_key[SEAL_KEY_TEXT];
    CLEANUP(free_pointer) char *sealed = NULL;
    struct error err;
    const struct vault_record record = {.credential = (char[]){"c"},
                                        .kind = (char[]){"oauth"},
                                        .secret = (char[]){"access"},
                                        .refresh = (char[]){"refresh"}};

    ck_assert_msg(vault_make_key(scratch, key_id, public_key, &err), "%s", err.message);
    ck_assert_msg(vault_seal(public_key, &record, &sealed, &err), "%s", err.message);
    run_sql("select brigade.add_seal_key('%s', '%s'); "
            "select brigade.add_credential('c', 'oauth', consumer_key => 'k'); "
            "select brigade.renew_secret('c', null, '%s', '%s', 7200000); "
            "update brigade.imports set credential = 'c'",
            key_id, public_key, key_id, sealed);
}

START_TEST(refused_tokens_that_cannot_be_distrusted_are_tried_again)
{
    answer_with(answer_unauthorized);
    address = "/x";
    make_jobs(KIND, 1);
    seal_tokens();
    claim_jobs(&batch, KIND);
    batch.jobs[0].kind = &plain_kind;
    lose_function("distrust_secret");
    run_well();
    ck_assert(batch.tokens_refused);
    ck_assert_int_eq(count_jobs("ready"), 1);
    ck_assert_int_eq(number(other, "select count(*) from brigade.imports where state = 'running'"),
                     1);
}
END_TEST

/* What a batch makes of errors */

START_TEST(the_first_reason_to_stop_stays)
{
    struct error first, second;

    claim(2, &plain_kind);
    ck_assert(!error_set(&first, ERROR_IMPORT, "the first"));
    ck_assert(!error_set(&second, ERROR_IMPORT, "the second"));
    batch_judge(&batch, &batch.jobs[0], &first);
    batch_judge(&batch, &batch.jobs[1], &second);
    ck_assert_str_eq(batch.stop_state, "paused");
    ck_assert_str_eq(batch.stop_error, "the first; then: brigade resume 1");
}
END_TEST

START_TEST(only_open_jobs_are_given_back)
{
    struct error err;

    claim(2, &plain_kind);
    batch.jobs[0].fate = FATE_DONE;
    ck_assert(!error_set(&err, ERROR_RETRY, "not now"));
    batch_give_back(&batch, &err, 1000);
    ck_assert_int_eq(batch.jobs[0].fate, FATE_DONE);
    ck_assert_int_eq(batch.jobs[1].fate, FATE_RELEASE);
    ck_assert_int_eq(batch.block_ms, 1000);
}
END_TEST

START_TEST(a_payload_that_the_gate_refuses_is_tried_again)
{
    make_jobs(KIND, 2);
    run_sql("update brigade.jobs set payload = (repeat('[', 40) || repeat(']', 40))::jsonb where "
            "id = 1");
    claim_jobs(&batch, KIND);
    ck_assert_int_eq(batch.jobs[0].fate, FATE_RETRY);
    ck_assert_int_eq(batch.jobs[1].fate, FATE_OPEN);
}
END_TEST

START_TEST(a_kind_that_is_in_no_table_is_a_bug)
{
    static const struct side *const no_sides[] = {NULL};
    const struct batch_means means = {.settings = &settings, .db = db, .sides = no_sides};
    struct error err;

    make_jobs(KIND, 1);
    (void)!batch_load(
        &batch,
        asked(db, "select * from brigade.claim('" WORKER "', array['" KIND "'], 1000, 1000)"),
        &means, &err);
}
END_TEST

static TCase *make_case(const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_set_timeout(tcase, 60);
    tcase_add_unchecked_fixture(tcase, make_template, drop_template);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    return tcase;
}

Suite *run_suite(void)
{
    Suite *suite = suite_create("run");
    TCase *tcase = NULL;

    if (!has_server())
        return suite;
    tcase = make_case("run");
    tcase_add_test(tcase, much_is_committed_in_pieces);
    tcase_add_test(tcase, a_piece_that_cannot_be_committed_ends_the_batch);
    tcase_add_test(tcase, certificates_that_cannot_be_read_end_the_batch);
    tcase_add_loop_test(tcase, a_sign_of_life_that_is_lost_does_not_end_the_work, 0, 2);
    tcase_add_test(tcase, a_lease_that_is_lost_ends_long_work);
    tcase_add_test(tcase, answers_are_not_waited_for_when_the_lease_is_lost);
    tcase_add_test(tcase, an_address_that_is_none_fails_its_job);
    tcase_add_test(tcase, a_page_without_an_address_fails);
    tcase_add_test(tcase, the_last_request_of_the_hour_lets_the_credential_rest);
    tcase_add_test(tcase, a_budget_that_cannot_be_settled_costs_nothing);
    tcase_add_test(tcase, refused_tokens_that_cannot_be_distrusted_are_tried_again);
    tcase_add_test(tcase, the_first_reason_to_stop_stays);
    tcase_add_test(tcase, only_open_jobs_are_given_back);
    tcase_add_test(tcase, a_payload_that_the_gate_refuses_is_tried_again);
    suite_add_tcase(suite, tcase);
    tcase = make_case("bugs");
    tcase_add_exit_test(tcase, a_kind_that_is_in_no_table_is_a_bug, 70);
    suite_add_tcase(suite, tcase);
    return suite;
}
