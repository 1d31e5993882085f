#include <check.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "suites.h"

START_TEST(setting_zeroes_everything_else)
{
    struct error err;
    memset(&err, 0x55, sizeof err);
    ck_assert(!error_set(&err, ERROR_ITEM, "issue %d is gone", 7));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert_str_eq(err.message, "issue 7 is gone");
    ck_assert_int_eq(err.http_status, 0);
    ck_assert_int_eq(err.retry_after_ms, 0);
    ck_assert(!err.unreachable && !err.throttled && !err.outcome_unknown);
    ck_assert_str_eq(err.sqlstate, "");
    ck_assert(!error_set_http(&err, ERROR_RETRY, 503, "busy"));
    ck_assert_int_eq(err.http_status, 503);
}
END_TEST

START_TEST(a_prefix_keeps_the_rest)
{
    struct error err;
    error_set_http(&err, ERROR_RETRY, 503, "busy");
    ck_assert(!error_prefix(&err, "page %d", 2));
    ck_assert_str_eq(err.message, "page 2: busy");
    ck_assert_int_eq(err.http_status, 503);
    ck_assert_int_eq(err.class, ERROR_RETRY);
}
END_TEST

START_TEST(the_old_message_may_be_part_of_the_new)
{
    struct error err;
    error_set(&err, ERROR_RETRY, "inner");
    error_set(&err, ERROR_ITEM, "outer (%s)", err.message);
    ck_assert_str_eq(err.message, "outer (inner)");
}
END_TEST

static const struct {
    const char *given, *kept;
} messages[] = {
    {"", ""},
    {" a\n\tb \r\n", "a b"},
    {"bell\a esc\x1b[31m", "bell? esc?[31m"},
    {"caf\xe9", "caf\xEF\xBF\xBD"},
    {"caf\xC3\xA9", "caf\xC3\xA9"},
    {"\xC2\x9B"
     "31m",
     "?31m"},
    {"a\xE2\x80\xAE"
     "b",
     "a?b"},
};

START_TEST(a_message_is_one_line_of_utf8)
{
    struct error err;
    error_set(&err, ERROR_ITEM, "%s", messages[_i].given);
    ck_assert_str_eq(err.message, messages[_i].kept);
}
END_TEST

/* Each length puts the cut at another byte of the character. */
START_TEST(a_long_message_is_cut_between_characters)
{
    struct error err;
    char text[3000] = "";
    memset(text, 'x', (size_t)_i);
    for (int i = 0; i < 600; i++)
        strcat(text, "\xF0\x9F\x98\x80");
    error_set(&err, ERROR_ITEM, "%s", text);
    size_t length = strlen(err.message);
    ck_assert_uint_le(length, ERROR_MESSAGE_BYTES - 1);
    ck_assert_uint_ge(length, ERROR_MESSAGE_BYTES - 4);
    ck_assert(text_is_utf8(err.message, length));
    ck_assert_ptr_null(strstr(err.message, "\xEF\xBF\xBD"));
    error_prefix(&err, "%s", text);
    ck_assert(text_is_utf8(err.message, strlen(err.message)));
}
END_TEST

START_TEST(classes_have_the_names_of_the_table)
{
    ck_assert_str_eq(error_class_name(ERROR_RETRY), "retry");
    ck_assert_str_eq(error_class_name(ERROR_ITEM), "item");
    ck_assert_str_eq(error_class_name(ERROR_IMPORT), "import");
}
END_TEST

Suite *error_suite(void)
{
    Suite *suite = suite_create("error");
    TCase *tcase = tcase_create("error");
    tcase_add_test(tcase, setting_zeroes_everything_else);
    tcase_add_test(tcase, a_prefix_keeps_the_rest);
    tcase_add_test(tcase, the_old_message_may_be_part_of_the_new);
    tcase_add_loop_test(tcase, a_message_is_one_line_of_utf8, 0, ARRAY_LENGTH(messages));
    tcase_add_loop_test(tcase, a_long_message_is_cut_between_characters, 0, 4);
    tcase_add_test(tcase, classes_have_the_names_of_the_table);
    suite_add_tcase(suite, tcase);
    return suite;
}
