#include <check.h>
#include <string.h>
#include <time.h>

#include "lib/os/file.h"
#include "lib/secret/file_secret.h"
#include "signin/sign_in.h"
#include "signin/tokens.h"
#include "signin/vault.h"
#include "pipeline_fixture.h"
#include "suites.h"

static char key_id[SEAL_ID_TEXT];
static char public_key[SEAL_KEY_TEXT];
static struct identity identity;
static struct error err;

static void set_up(void)
{
    begin_world();
    ck_assert_msg(vault_make_key(scratch, key_id, public_key, &err), "%s", err.message);
}

static void tear_down(void)
{
    identity_release(&identity);
    end_world();
}

static void add_key(void)
{
    run_sql("select brigade.add_seal_key('%s', '%s')", key_id, public_key);
}

static char *sealed_as(const char *kind)
{
    char *sealed = NULL;
    const struct vault_record record = {.credential = (char[]){"c"},
                                        .kind = (char *)kind,
                                        .secret = (char[]){"canary"},
                                        .refresh = (char[]){"refresh"}};

    ck_assert_msg(vault_seal(public_key, &record, &sealed, &err), "%s", err.message);
    return sealed;
}

/* An OAuth consumer whose tokens have expired; none yet where `has_tokens` is false. */
static void add_consumer(bool has_tokens)
{
    CLEANUP(free_pointer) char *sealed = sealed_as("oauth");

    run_sql("select brigade.add_credential('c', 'oauth', consumer_key => 'key')");
    if (has_tokens)
        run_sql("select brigade.renew_secret('c', null, '%s', '%s', 7200000); "
                "update brigade.sealed_secrets set renew_at = now(), generation = 5",
                key_id, sealed);
    else
        run_sql("update brigade.sealed_secrets set generation = 5");
}

static void write_consumer_secret(void)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/c", scratch);
    ck_assert_msg(file_secret_write(path, "consumer secret", &err), "%s", err.message);
}

static bool (*go_on)(void *payload);

static bool sign(const char *kind)
{
    struct sign_in request = {
        .settings = &settings, .db = db, .worker = WORKER, .workspace = "acme", .go_on = go_on};

    identity.name = xstrdup("c");
    identity.kind = xstrdup(kind);
    return sign_in(&request, &identity, NULL, &err);
}

static void assert_refused(const char *kind, enum error_class class, const char *words)
{
    ck_assert(!sign(kind));
    ck_assert_msg(err.class == class && strstr(err.message, words) != NULL, "%d: %s",
                  (int)err.class, err.message);
    ck_assert_ptr_null(identity.secret);
}

START_TEST(a_credential_that_went_is_named)
{
    assert_refused("api_token", ERROR_IMPORT, "credential c is not there any more");
}
END_TEST

START_TEST(a_schema_that_is_older_says_so)
{
    lose_function("secret_of");
    assert_refused("api_token", ERROR_IMPORT, "does not exist");
}
END_TEST

START_TEST(what_was_sealed_as_another_kind_is_refused)
{
    CLEANUP(free_pointer) char *sealed = sealed_as("access_token");

    add_key();
    run_sql("select brigade.seal_credential('c', 'api_token', 'a@b.example', '%s', '%s', now() + "
            "interval '1 day')",
            key_id, sealed);
    assert_refused("api_token", ERROR_IMPORT, "seal it again");
}
END_TEST

START_TEST(a_renewal_that_cannot_begin_is_told)
{
    add_key();
    add_consumer(true);
    lose_function("lease_renewal");
    assert_refused("oauth", ERROR_IMPORT, "does not exist");
}
END_TEST

/* Somebody else renews, and takes long. */
static void let_another_renew(void)
{
    add_key();
    add_consumer(true);
    run_sql("update brigade.sealed_secrets set leased_by = 'w2', "
            "leased_until = now() + interval '1 hour'");
}

static bool never(void *payload)
{
    (void)payload;
    return false;
}

START_TEST(who_is_told_to_stop_waits_no_more)
{
    let_another_renew();
    go_on = never;
    assert_refused("oauth", ERROR_RETRY, "are being renewed");
}
END_TEST

static bool once(void *payload)
{
    (void)payload;
    lose_function("secret_of");
    return true;
}

START_TEST(who_cannot_look_again_waits_no_more)
{
    let_another_renew();
    go_on = once;
    assert_refused("oauth", ERROR_IMPORT, "does not exist");
}
END_TEST

START_TEST(distrust_that_cannot_be_written_is_told)
{
    bool again = false;

    lose_function("distrust_secret");
    ck_assert(!sign_in_distrust(db, "c", 1, &again, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
}
END_TEST

/* Renewal: a process of its own, whose word is in the row. */

static void assert_renewal_says(const char *words)
{
    CLEANUP(free_pointer)
    char *sql =
        xasprintf("select count(*) from brigade.sealed_secrets where refusal like '%%%s%%'", words);
    struct timespec pause = {.tv_nsec = 20000000};

    struct sign_in renewer = {.settings = &settings, .db = db, .worker = WORKER};

    ck_assert_msg(tokens_begin_renewal(&renewer, "c", 5, &err), "%s", err.message);
    for (int i = 0; i < 500 && number(other, sql) == 0; i++)
        nanosleep(&pause, NULL);
    CLEANUP(db_rows_free)
    struct db_rows *rows = asked(other, "select refusal from brigade.sealed_secrets");
    ck_assert_msg(number(other, sql) == 1, "%s", db_rows_text(rows, 0, "refusal"));
}

START_TEST(without_a_key_to_seal_with_nothing_is_asked)
{
    add_consumer(false);
    write_consumer_secret();
    assert_renewal_says("brigade credential keygen");
}
END_TEST

START_TEST(a_consumer_without_its_secret_is_told_where_it_belongs)
{
    add_key();
    add_consumer(false);
    assert_renewal_says("credential add");
}
END_TEST

static bool answer_no_such_client(int fd, const struct test_request *request)
{
    (void)request;
    return test_write_text(fd, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
}

START_TEST(a_consumer_that_is_refused_is_told_what_to_do)
{
    answer_with(answer_no_such_client);
    add_key();
    add_consumer(_i == 1);
    write_consumer_secret();
    assert_renewal_says("credential add c --kind oauth --key KEY");
}
END_TEST

/* Nothing stops the process that renews: it ends by itself, and leaves the row alone. */
static void assert_nothing_happens(void)
{
    struct timespec pause = {.tv_nsec = 20000000};

    struct sign_in renewer = {.settings = &settings, .db = db, .worker = WORKER};

    ck_assert_msg(tokens_begin_renewal(&renewer, "c", 5, &err), "%s", err.message);
    for (int i = 0; i < 500 && number(other, "select count(*) from pg_stat_activity where datname "
                                             "= current_database()") > 2;
         i++)
        nanosleep(&pause, NULL);
    ck_assert_int_eq(number(other, "select count(*) from brigade.sealed_secrets where refusal is "
                                   "not null or generation <> 5"),
                     0);
}

START_TEST(a_renewal_that_another_has_is_left_to_it)
{
    let_another_renew();
    assert_nothing_happens();
}
END_TEST

/* The lease is granted to the worker, and gone when its process comes for it. */
START_TEST(a_renewal_that_lost_its_lease_ends)
{
    add_key();
    add_consumer(true);
    run_sql("alter function brigade.lease_renewal(text, bigint, text, text) rename to real_lease; "
            "create function brigade.lease_renewal(credential text, generation bigint, worker "
            "text, handed_by text default null) returns boolean language sql as 'select case when "
            "handed_by is null then true else 1 / length(left(handed_by, %d)) > 1 end'",
            _i);
    assert_nothing_happens();
}
END_TEST

START_TEST(tokens_are_not_stored_without_a_key)
{
    CLEANUP(db_rows_free) struct db_rows *row = NULL;
    const struct oauth_tokens tokens = {.access = (char[]){"a"}, .refresh = (char[]){"r"}};

    add_consumer(false);
    row = asked(db, "select * from brigade.secret_of('c')");
    ck_assert(!tokens_store(db, "c", row, &tokens, &err));
    ck_assert_int_eq(err.cause, CAUSE_NO_SEALING_KEY);
}
END_TEST

START_TEST(tokens_of_a_credential_that_went_are_not_stored)
{
    CLEANUP(db_rows_free) struct db_rows *row = NULL;
    const struct oauth_tokens tokens = {.access = (char[]){"a"}, .refresh = (char[]){"r"}};

    add_key();
    add_consumer(false);
    row = asked(db, "select * from brigade.secret_of('c')");
    if (_i == 0)
        run_sql("select brigade.remove_credential('c')");
    else
        lose_function("renew_secret");
    ck_assert(!tokens_store(db, "c", row, &tokens, &err));
    ck_assert_ptr_nonnull(strstr(err.message, _i == 0 ? "not there any more" : "does not exist"));
}
END_TEST

START_TEST(a_secret_sealed_for_another_key_is_not_opened)
{
    CLEANUP(free_pointer) char *sealed = sealed_as("oauth");
    char other_id[SEAL_ID_TEXT], other_key[SEAL_KEY_TEXT];
    struct vault_record found = {0};

    ck_assert(vault_make_key(scratch, other_id, other_key, &err));
    ck_assert(!vault_open(scratch, &(struct vault_sealed){"c", other_id, sealed}, &found, &err));
    ck_assert_ptr_nonnull(strstr(err.message, other_id));
}
END_TEST

Suite *sign_in_suite(void)
{
    Suite *suite = suite_create("sign_in");
    TCase *tcase = tcase_create("sign_in");

    if (!has_server())
        return suite;
    tcase_set_timeout(tcase, 60);
    tcase_add_unchecked_fixture(tcase, make_template, drop_template);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_credential_that_went_is_named);
    tcase_add_test(tcase, a_schema_that_is_older_says_so);
    tcase_add_test(tcase, what_was_sealed_as_another_kind_is_refused);
    tcase_add_test(tcase, a_renewal_that_cannot_begin_is_told);
    tcase_add_test(tcase, who_is_told_to_stop_waits_no_more);
    tcase_add_test(tcase, who_cannot_look_again_waits_no_more);
    tcase_add_test(tcase, distrust_that_cannot_be_written_is_told);
    tcase_add_test(tcase, without_a_key_to_seal_with_nothing_is_asked);
    tcase_add_test(tcase, a_consumer_without_its_secret_is_told_where_it_belongs);
    tcase_add_loop_test(tcase, a_consumer_that_is_refused_is_told_what_to_do, 0, 2);
    tcase_add_test(tcase, a_renewal_that_another_has_is_left_to_it);
    tcase_add_loop_test(tcase, a_renewal_that_lost_its_lease_ends, 0, 2);
    tcase_add_test(tcase, tokens_are_not_stored_without_a_key);
    tcase_add_loop_test(tcase, tokens_of_a_credential_that_went_are_not_stored, 0, 2);
    tcase_add_test(tcase, a_secret_sealed_for_another_key_is_not_opened);
    suite_add_tcase(suite, tcase);
    return suite;
}
