#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/json/json.h"
#include "lib/json/json_gate.h"
#include "lib/base/limits.h"
#include "suites.h"

#define FFFD "\xEF\xBF\xBD"

static struct json_object *parsed(const char *text)
{
    struct json_object *value = NULL;
    struct error err;
    ck_assert_msg(json_parse(text, strlen(text), &value, NULL, &err), "%s: %s", text, err.message);
    return value;
}

/* What goes in and what json_print gives; NULL: the same. */
static const struct {
    const char *text;
    const char *printed;
    bool sanitised;
} documents[] = {
    {"{}", NULL, false},
    {"[]", NULL, false},
    {" [ 1 , 2 ]\r\n\t", "[1,2]", false},
    {"\"x\"", NULL, false},
    {"null", NULL, false},
    {"true", NULL, false},
    {"7", NULL, false},
    {"-7.25e-3", NULL, false},
    {"1e400", NULL, false},              /* a numeric for PostgreSQL; the text is kept */
    {"[1e1000]", "[\"1e1000\"]", false}, /* what fits no column is kept as it is written */
    {"[1000000000000000000]", "[\"1000000000000000000\"]", false},
    {"[-1000000000000000000.5]", "[\"-1000000000000000000.5\"]", false},
    {"0.10", NULL, false},
    {"-0", "0", false},
    {"999999999999999999", NULL, false},
    {"{\"a\":{\"b\":[null,false,\"/\"]}}", NULL, false},
    {"{\"a\":1,\"a\":2}", "{\"a\":2}", false},
    {"[\"\\u00e9\\ud83d\\ude00\"]", "[\"\xC3\xA9\xF0\x9F\x98\x80\"]", false},
    {"[\"tab\there\"]", "[\"tab\\there\"]", false},
    {"[\"\\u0001\\u001f\"]", NULL, false},
    {"[\"\\\"\\\\\\b\\f\\n\\r\\t\"]", NULL, false},
    {"[\"" FFFD "\"]", NULL, false},
    {"[\"a\\u0000b\"]", "[\"a" FFFD "b\"]", true},
    {"{\"a\\u0000b\":1}", "{\"a" FFFD "b\":1}", true},
    {"[\"\\\\u0000\"]", NULL, false}, /* a backslash, then letters */
    {"[\"\\ud800\"]", "[\"" FFFD "\"]", true},
    {"[\"\\udc00\"]", "[\"" FFFD "\"]", true},
    {"[\"\\ud800\\ud800\\udc00\"]", "[\"" FFFD "\xF0\x90\x80\x80\"]", true},
    {"[\"\\uDBFF\\u0041\"]", "[\"" FFFD "A\"]", true},
    {"[\"\\ud800\\n\"]", "[\"" FFFD "\\n\"]", true},
    {"[\"\xFF\xC0\x80\"]", "[\"" FFFD FFFD FFFD "\"]", true},
    {"[\"\xED\xA0\x80\"]", "[\"" FFFD FFFD FFFD "\"]", true},
    {"[\"\xF4\x90\x80\x80\"]", "[\"" FFFD FFFD FFFD FFFD "\"]", true},
    {"[\"caf\xE9\"]", "[\"caf" FFFD "\"]", true},
    {"{\"\xFF\":1}", "{\"" FFFD "\":1}", true},
};

START_TEST(documents_are_parsed_and_repaired)
{
    CLEANUP(json_free) struct json_object *value = NULL;
    const char *text = documents[_i].text;
    bool sanitised = !documents[_i].sanitised;
    struct error err;
    ck_assert_msg(json_parse(text, strlen(text), &value, &sanitised, &err), "%s", err.message);
    ck_assert_str_eq(json_print(value, NULL),
                     documents[_i].printed ? documents[_i].printed : documents[_i].text);
    ck_assert_int_eq(sanitised, documents[_i].sanitised);
}
END_TEST

static const char *const malformed[] = {
    "",
    " ",
    "{",
    "[1,",
    "[1",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "\"abc",
    "\"abc\\",
    "\"abc\\u12",
    "tru",
    "nul",
    "-",
    "]",
    "[1]]",
    "[1}",
    "{\"a\":1]",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1 true]",
    "[\"a\"\"b\"]",
    "{\"a\":1,}",
    "{\"a\" 1}",
    "{a:1}",
    "{1:1}",
    "{\"a\":1}{}",
    "{\"a\":1} x",
    "[1]//",
    "/* c */[]",
    "['a']",
    "NaN",
    "[NaN]",
    "[nan]",
    "[Infinity]",
    "[-Infinity]",
    "[TRUE]",
    "[True]",
    "[Null]",
    "[undefined]",
    "[1.]",
    "[.5]",
    "[+1]",
    "[01]",
    "[-01]",
    "[00]",
    "[1.e5]",
    "[1e]",
    "[1e+]",
    "[0x10]",
    "[1a]",
    "[1.2.3]",
    "[--1]",
    "[\"\\x41\"]",
    "[\"\\u12G4\"]",
    "[\"\\u+123\"]",
    "[\"\\'\"]",
    "\xEF\xBB\xBF{}",
    "[\xC3\xA9]",
    "\v[]",
};

START_TEST(what_is_no_json_is_refused)
{
    struct json_object *value = NULL;
    bool sanitised = true;
    struct error err;
    ck_assert_msg(!json_parse(malformed[_i], strlen(malformed[_i]), &value, &sanitised, &err), "%s",
                  malformed[_i]);
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_ptr_null(value);
    ck_assert(sanitised);
}
END_TEST

/* A body without Content-Length that was cut off is noticed here and nowhere else. */
START_TEST(every_prefix_of_a_document_is_refused)
{
    static const char text[] =
        "{\"a\":[1,-2.5e3,\"\\u00e9\xC3\xA9\"],\"b\":{\"c\":null,\"d\":true}}";
    struct error err;
    for (size_t size = 0; size < sizeof text - 1; size++) {
        struct json_object *value = NULL;
        ck_assert(!json_parse(text, size, &value, NULL, &err));
    }
    struct json_object *whole = parsed(text);
    json_free(&whole);
}
END_TEST

START_TEST(nul_bytes_end_nothing)
{
    CLEANUP(json_free) struct json_object *value = NULL;
    struct error err;
    bool sanitised;
    ck_assert(json_parse("[\"a\0b\"]", 7, &value, &sanitised, &err));
    ck_assert(sanitised);
    ck_assert_str_eq(json_print(value, NULL), "[\"a" FFFD "b\"]");
    struct json_object *other = NULL;
    ck_assert(!json_parse("[1]\0", 4, &other, NULL, &err));
    ck_assert(!json_parse("[1]\0[2]", 7, &other, NULL, &err));
    ck_assert(!json_parse("[1\0]", 4, &other, NULL, &err));
}
END_TEST

static char *nested(size_t depth, const char *open, const char *core, const char *close)
{
    struct buffer text = {0};
    for (size_t i = 0; i < depth; i++)
        buffer_add(&text, open);
    buffer_add(&text, core);
    for (size_t i = 0; i < depth; i++)
        buffer_add(&text, close);
    return text.data;
}

START_TEST(nesting_ends_at_the_limit)
{
    static const char *const brackets[][3] = {
        {"[", "1", "]"}, {"[", "\"x\"", "]"}, {"[", "", "]"}, {"{\"a\":", "null", "}"}};
    for (size_t i = 0; i < ARRAY_LENGTH(brackets); i++) {
        struct error err;
        struct json_object *other = NULL;
        const char *const *b = brackets[i];
        CLEANUP(free_pointer) char *fits = nested(LIMIT_JSON_DEPTH, b[0], b[1], b[2]);
        CLEANUP(free_pointer) char *deep = nested(LIMIT_JSON_DEPTH + 1, b[0], b[1], b[2]);
        CLEANUP(free_pointer) char *abyss = nested(200000, b[0], b[1], b[2]);
        CLEANUP(json_free) struct json_object *value = parsed(fits);
        ck_assert_str_eq(json_print(value, NULL), fits);
        ck_assert(!json_has_replacement(value));
        ck_assert(!json_parse(deep, strlen(deep), &other, NULL, &err));
        ck_assert_ptr_nonnull(strstr(err.message, "too deep"));
        ck_assert(!json_parse(abyss, strlen(abyss), &other, NULL, &err));
    }
}
END_TEST

START_TEST(paths_find_what_is_there)
{
    CLEANUP(json_free)
    struct json_object *value =
        parsed("{\"id\":7,\"a\":{\"b\":{\"c\":\"x\",\"n\":null,\"t\":true}},"
               "\"list\":[1,\"two\"],\"f\":1.5,\"e\":1e3}");
    int64_t number = -1;
    ck_assert_str_eq(json_text_at(value, "a.b.c"), "x");
    ck_assert(json_integer_at(value, "id", &number));
    ck_assert_int_eq(number, 7);
    ck_assert(json_boolean_at(value, "a.b.t", false));
    ck_assert(json_is_object(json_at(value, "a.b")));
    ck_assert_uint_eq(json_length(json_at(value, "list")), 2);
    ck_assert(json_is_text(json_element(json_at(value, "list"), 1)));
    ck_assert(json_has_key(json_at(value, "a.b"), "n"));
}
END_TEST

START_TEST(absent_is_absent_and_nothing_is_coerced)
{
    CLEANUP(json_free)
    struct json_object *value = parsed("{\"id\":7,\"s\":\"8\",\"n\":null,\"f\":1.5,\"e\":1e3,"
                                       "\"z\":0,\"list\":[1],\"a\":{}}");
    int64_t number = -1;
    static const char *const absent[] = {"x",      "n",     "n.x", "id.x", "s.x",
                                         "list.0", "a.b.c", "",    "."};
    for (size_t i = 0; i < ARRAY_LENGTH(absent); i++)
        ck_assert_msg(!json_at(value, absent[i]), "%s", absent[i]);
    ck_assert(!json_integer_at(value, "s", &number));
    ck_assert(!json_integer_at(value, "f", &number));
    ck_assert(!json_integer_at(value, "e", &number));
    ck_assert_int_eq(number, -1);
    ck_assert_ptr_null(json_text_at(value, "id"));
    ck_assert_ptr_null(json_text_at(value, "a"));
    ck_assert(json_boolean_at(value, "z", true));
    ck_assert(!json_boolean_at(value, "s", false));
    ck_assert_uint_eq(json_length(json_at(value, "a")), 0);
    ck_assert_ptr_null(json_element(json_at(value, "list"), 1));
    ck_assert_ptr_null(json_at(NULL, "a.b"));
    ck_assert(!json_has_key(NULL, "a") && !json_has_key(json_at(value, "list"), "a"));
    ck_assert(!json_is_object(NULL) && !json_is_array(NULL) && !json_is_text(NULL));
}
END_TEST

static void append_key(const char *key, struct json_object *value, void *payload)
{
    buffer_printf(payload, "%s=%s ", key, json_print(value, NULL));
}

START_TEST(keys_are_visited_in_order)
{
    CLEANUP(json_free) struct json_object *value = parsed("{\"b\":1,\"a\":null,\"c\":[2]}");
    CLEANUP(buffer_release) struct buffer seen = {0};
    json_each(value, append_key, &seen);
    json_each(json_at(value, "c"), append_key, &seen);
    json_each(NULL, append_key, &seen);
    ck_assert_str_eq(buffer_text(&seen), "b=1 a=null c=[2] ");
}
END_TEST

START_TEST(replacements_are_found_anywhere)
{
    static const char *const with[] = {"\"" FFFD "\"", "[1,[{\"a\":\"x" FFFD "\"}]]",
                                       "{\"a\":{\"b" FFFD "\":1}}"};
    for (size_t i = 0; i < ARRAY_LENGTH(with); i++) {
        CLEANUP(json_free) struct json_object *value = parsed(with[i]);
        ck_assert_msg(json_has_replacement(value), "%s", with[i]);
    }
    CLEANUP(json_free) struct json_object *clean = parsed("{\"a\":[\"\xC3\xA9\",null,1,{}]}");
    ck_assert(!json_has_replacement(clean));
    ck_assert(!json_has_replacement(NULL));
}
END_TEST

START_TEST(built_values_print_as_json)
{
    size_t size;
    CLEANUP(json_free) struct json_object *row = json_new_object();
    struct json_object *list = json_new_array();
    json_set_text(row, "text", "a/\"b\"\n\x01\xFF");
    json_set_text(row, "none", NULL);
    json_set_integer(row, "big", INT64_MIN);
    json_set_boolean(row, "truth", true);
    json_set(row, "list", list);
    json_append(list, json_new_text("x"));
    json_append(list, NULL);
    json_set_text(row, "gone", "x");
    json_remove(row, "gone");
    json_remove(row, "never");
    json_set_integer(row, "k\xFF", 1);
    const char *text = json_print(row, &size);
    ck_assert_str_eq(text, "{\"text\":\"a/\\\"b\\\"\\n\\u0001" FFFD "\",\"none\":null,"
                           "\"big\":-9223372036854775808,\"truth\":true,\"list\":[\"x\",null],"
                           "\"k" FFFD "\":1}");
    ck_assert_uint_eq(size, strlen(text));
    ck_assert_ptr_null(json_new_text(NULL));
}
END_TEST

START_TEST(a_shared_value_outlives_its_document)
{
    struct json_object *document = parsed("{\"a\":{\"b\":1}}");
    CLEANUP(json_free) struct json_object *part = json_share(json_at(document, "a"));
    json_free(&document);
    json_free(&document);
    ck_assert_str_eq(json_print(part, NULL), "{\"b\":1}");
    ck_assert_ptr_null(json_share(NULL));
}
END_TEST

START_TEST(bare_control_characters_are_escaped)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    static const char text[] = "[\n\t\"a\tb\x01\x1F\x7F\"]";
    size_t replaced = 1;
    struct error err;

    ck_assert(json_gate_pass(&out, text, sizeof(text) - 1, &replaced, &err));
    ck_assert_str_eq(buffer_text(&out), "[\n\t\"a\\u0009b\\u0001\\u001f\x7F\"]");
    ck_assert_uint_eq(replaced, 0);
}
END_TEST

static const struct {
    const char *text;
    const char *ascii;
} escaped[] = {
    {"", ""},
    {"[1,\"a\\n\"]", "[1,\"a\\n\"]"},
    {"\"\xC2\x80\"", "\"\\u0080\""},
    {"[\"Zo\xC3\xAB\",\"\xDF\xBF\"]", "[\"Zo\\u00eb\",\"\\u07ff\"]"},
    {"\"\xE0\xA0\x80\xEF\xBF\xBD\"", "\"\\u0800\\ufffd\""},
    {"\"\xF0\x90\x80\x80x\xF4\x8F\xBF\xBF\"", "\"\\ud800\\udc00x\\udbff\\udfff\""},
};

START_TEST(characters_beyond_ascii_become_escapes_that_mean_the_same)
{
    CLEANUP(buffer_release) struct buffer text = {0};

    buffer_add(&text, escaped[_i].text);
    json_gate_to_ascii(&text);
    ck_assert_str_eq(buffer_text(&text), escaped[_i].ascii);
    if (text.size == 0)
        return;
    CLEANUP(json_free) struct json_object *before = parsed(escaped[_i].text);
    CLEANUP(json_free) struct json_object *after = parsed(buffer_text(&text));
    CLEANUP(free_pointer) char *wanted = xstrdup(json_print(before, NULL));
    ck_assert_str_eq(json_print(after, NULL), wanted);
}
END_TEST

static const struct {
    const char *text;
    size_t values;
} counted[] = {
    {"", 0},
    {"1", 1},
    {" \"a\" ", 1},
    {"{}", 1},
    {"[{},{} , {}]", 4},
    {"{\"a\":1,\"b\" : [true,null,-1.5e3,\"x\"]}", 7},
    {"{\"{[,\":\"{[,\"}", 2},
    {"[\"a\\\":\",\"\\\\\",3]", 4},
    {"\"cut off", 1},
    {"[tru", 2},
};

START_TEST(values_are_counted_before_they_are_built)
{
    const char *text = counted[_i].text;
    struct error err;
    ck_assert(json_gate_count(text, strlen(text), counted[_i].values, &err));
    if (counted[_i].values == 0)
        return;
    ck_assert(!json_gate_count(text, strlen(text), counted[_i].values - 1, &err));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert_int_eq(err.cause, CAUSE_TOO_LARGE);
}
END_TEST

START_TEST(a_document_has_at_most_so_many_values)
{
    CLEANUP(buffer_release) struct buffer text = {0};
    CLEANUP(json_free) struct json_object *value = NULL;
    struct error err;
    buffer_add(&text, "[1");
    for (size_t i = 2; i < LIMIT_JSON_VALUES; i++)
        buffer_add(&text, ",1");
    ck_assert(!json_parse(text.data, text.size, &value, NULL, &err));
    ck_assert_int_eq(err.cause, CAUSE_NONE); /* it does not end */
    buffer_add(&text, "]");
    ck_assert(json_parse(text.data, text.size, &value, NULL, &err));
    json_free(&value);
    text.data[text.size - 1] = ',';
    buffer_add(&text, "1]");
    ck_assert(!json_parse(text.data, text.size, &value, NULL, &err));
    ck_assert_int_eq(err.cause, CAUSE_TOO_LARGE);
}
END_TEST

START_TEST(setting_a_member_of_no_object_is_a_bug)
{
    CLEANUP(json_free) struct json_object *array = json_new_array();
    json_set_text(array, "a", "b");
}
END_TEST

Suite *json_suite(void)
{
    Suite *suite = suite_create("json");
    TCase *tcase = tcase_create("json");
    tcase_add_loop_test(tcase, documents_are_parsed_and_repaired, 0, ARRAY_LENGTH(documents));
    tcase_add_loop_test(tcase, what_is_no_json_is_refused, 0, ARRAY_LENGTH(malformed));
    tcase_add_test(tcase, every_prefix_of_a_document_is_refused);
    tcase_add_test(tcase, nul_bytes_end_nothing);
    tcase_add_test(tcase, nesting_ends_at_the_limit);
    tcase_add_test(tcase, paths_find_what_is_there);
    tcase_add_test(tcase, absent_is_absent_and_nothing_is_coerced);
    tcase_add_test(tcase, keys_are_visited_in_order);
    tcase_add_test(tcase, replacements_are_found_anywhere);
    tcase_add_test(tcase, built_values_print_as_json);
    tcase_add_test(tcase, a_shared_value_outlives_its_document);
    tcase_add_test(tcase, bare_control_characters_are_escaped);
    tcase_add_loop_test(tcase, characters_beyond_ascii_become_escapes_that_mean_the_same, 0,
                        ARRAY_LENGTH(escaped));
    tcase_add_loop_test(tcase, values_are_counted_before_they_are_built, 0, ARRAY_LENGTH(counted));
    tcase_add_test(tcase, a_document_has_at_most_so_many_values);
    tcase_add_exit_test(tcase, setting_a_member_of_no_object_is_a_bug, 70);
    suite_add_tcase(suite, tcase);
    return suite;
}
