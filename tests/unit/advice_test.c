#include <check.h>
#include <string.h>

#include "cli/advice.h"
#include "suites.h"

static const struct {
    enum error_cause cause;
    const char *subject;
    const char *advice;
} causes[] = {
    {CAUSE_NO_SCHEMA, "", "run \"brigade install\""},
    {CAUSE_NO_SECRET_FILE, "/etc/secrets/acme", "\"brigade credential add acme\""},
    {CAUSE_NO_SECRET_FILE, "acme", "\"brigade credential add acme\""},
    {CAUSE_SECRET_FILE_OWNER, "/etc/secrets", " /etc/secrets\""},
    {CAUSE_SECRET_FILE_OPEN, "/etc/secrets/acme", "\"chmod 600 /etc/secrets/acme\""},
    {CAUSE_SECRET_DIRECTORY_OPEN, "/etc/secrets", "\"chmod 700 /etc/secrets\""},
    {CAUSE_SEALED_SECRET_GONE, "acme", "\"brigade credential seal acme\""},
    {CAUSE_CONSUMER_REFUSED, "acme", "\"brigade login acme\" where"},
    {CAUSE_SIGNED_OUT, "acme", "run \"brigade login acme\""},
};

START_TEST(advice_stands_behind_the_message_and_names_the_subject)
{
    struct error err;

    error_set_about(&err, causes[_i].cause, causes[_i].subject, "It went wrong.");
    advice_add(&err);
    ck_assert_int_eq(strncmp(err.message, "It went wrong; ", strlen("It went wrong; ")), 0);
    ck_assert_msg(strstr(err.message, causes[_i].advice) != NULL, "%s", err.message);
}
END_TEST

static const enum error_cause silent[] = {CAUSE_NONE, CAUSE_TOO_LARGE, CAUSE_GIT_DAMAGED};

START_TEST(a_cause_that_people_cannot_mend_adds_nothing)
{
    struct error err;

    error_set_cause(&err, ERROR_ITEM, silent[_i], "It went wrong.");
    advice_add(&err);
    ck_assert_str_eq(err.message, "It went wrong.");
}
END_TEST

START_TEST(a_long_message_gives_way_to_the_advice)
{
    CLEANUP(free_pointer) char *text = xcalloc(2 * ERROR_MESSAGE_BYTES, 1);
    struct error err;

    for (size_t i = 0; i + 2 < 2 * ERROR_MESSAGE_BYTES; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    error_set_about(&err, CAUSE_SIGNED_OUT, "acme", "%s", text);
    advice_add(&err);
    ck_assert_msg(strstr(err.message, "\xA9; run \"brigade login acme\"") != NULL, "%s",
                  err.message);
}
END_TEST

Suite *advice_suite(void)
{
    Suite *suite = suite_create("advice");
    TCase *tcase = tcase_create("advice");
    tcase_add_loop_test(tcase, advice_stands_behind_the_message_and_names_the_subject, 0,
                        ARRAY_LENGTH(causes));
    tcase_add_loop_test(tcase, a_cause_that_people_cannot_mend_adds_nothing, 0,
                        ARRAY_LENGTH(silent));
    tcase_add_test(tcase, a_long_message_gives_way_to_the_advice);
    suite_add_tcase(suite, tcase);
    return suite;
}
