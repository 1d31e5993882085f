#include <check.h>

#include "lib/json/json_write.h"
#include "suites.h"

START_TEST(commas_stand_where_they_are_due)
{
    CLEANUP(buffer_release) struct buffer text = {0};
    struct json_object *object = json_new_object();

    json_set_integer(object, "n", 1);
    json_write_begin(&text, '{');
    json_write_key(&text, "empty");
    json_write_begin(&text, '[');
    json_write_end(&text, ']');
    json_write_key(&text, "a\"[{:");
    json_write_begin(&text, '[');
    json_write_value(&text, json_new_text("[{:"));
    json_write_value(&text, NULL);
    json_write_value(&text, object);
    json_write_text(&text, "2,3");
    json_write_begin(&text, '{');
    json_write_end(&text, '}');
    json_write_end(&text, ']');
    json_write_end(&text, '}');
    ck_assert_str_eq(buffer_text(&text),
                     "{\"empty\":[],\"a\\\"[{:\":[\"[{:\",null,{\"n\":1},2,3,{}]}");
}
END_TEST

START_TEST(values_alone_are_joined)
{
    CLEANUP(buffer_release) struct buffer text = {0};

    json_write_value(&text, json_new_text("a"));
    json_write_value(&text, json_new_text("b"));
    ck_assert_str_eq(buffer_text(&text), "\"a\",\"b\"");
}
END_TEST

START_TEST(a_terminal_gets_no_control_character)
{
    CLEANUP(buffer_release) struct buffer text = {0};

    json_write_for_terminal(&text, "[\"a\x7f\xC2\x9B\xC2\xA0\xC3\xA9\"]");
    ck_assert_str_eq(buffer_text(&text), "[\"a\\u007f\\u009b\xC2\xA0\xC3\xA9\"]");
}
END_TEST

Suite *json_write_suite(void)
{
    Suite *suite = suite_create("json_write");
    TCase *tcase = tcase_create("text");
    tcase_add_test(tcase, commas_stand_where_they_are_due);
    tcase_add_test(tcase, values_alone_are_joined);
    tcase_add_test(tcase, a_terminal_gets_no_control_character);
    suite_add_tcase(suite, tcase);
    return suite;
}
