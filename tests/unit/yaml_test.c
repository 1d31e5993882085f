#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/markup/yaml.h"
#include "suites.h"

static const char *const times[] = {"created", NULL};
static char folder[] = "/tmp/brigade-yaml-XXXXXX";
static char path[64];
static char temporary[64];
static struct error err;

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/list.yml", folder);
    snprintf(temporary, sizeof(temporary), "%s/new", folder);
}

static void tear_down(void)
{
    unlink(path);
    rmdir(folder);
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
}

/* What is read, printed as JSON, a line each. */
static bool take(struct json_object *element, void *payload, struct error *e)
{
    (void)e;
    buffer_printf(payload, "%s\n", element != NULL ? json_print(element, NULL) : "null");
    return true;
}

static const char *const elements[] = {
    "{\"a\":1,\"b\":-2,\"c\":true,\"d\":null,\"e\":[],\"f\":{},\"g\":[1,\"1\",[\"x\"]]}",
    "{\"text\":\"true\",\"more\":\"null\",\"number\":\"12\",\"empty\":\"\",\"blank\":\" x \"}",
    "{\"created\":\"2024-01-01T00:00:00.123456Z\",\"title\":\"2024-01-01T00:00:00Z\"}",
    "{\"yaml\":\"- a: &x *x\\n---\\n...\\n!!tag {\",\"quotes\":\"\\\"\\\\ '\",\"end\":\"x\\n\\n\"}",
    "{\"controls\":\"\\u0001\\t\\u007f\\u0085\\u2028\\u2029\\ufeff\\ufffe\\u0600\"}",
    "{\"astral\":\"\xf0\x9f\x9a\x80\",\"folded\":\"a  b \\n c\\r\\n\\td\"}",
    "{\"key: with\":\"colon\"}",
};

START_TEST(what_is_written_is_read_again)
{
    CLEANUP(buffer_release) struct buffer wanted = {0};
    CLEANUP(buffer_release) struct buffer got = {0};
    struct sink *sink = NULL;
    struct sink_file file;

    ck_assert(sink_open(&sink, path, temporary, &err));
    for (size_t i = 0; i < ARRAY_LENGTH(elements); i++) {
        struct json_object *element = NULL;
        ck_assert(json_parse(elements[i], strlen(elements[i]), &element, NULL, &err));
        ck_assert(yaml_write(sink, element, false, times, &err));
        buffer_printf(&wanted, "%s\n", json_print(element, NULL));
        json_free(&element);
    }
    ck_assert(sink_close(&sink, &file, &err));
    ck_assert_msg(yaml_each(path, 10000, take, &got, &err), "%s", err.message);
    ck_assert_str_eq(buffer_text(&got), buffer_text(&wanted));
}
END_TEST

START_TEST(an_object_is_a_file_too)
{
    CLEANUP(buffer_release) struct buffer got = {0};
    struct json_object *object = json_new_object();
    struct sink *sink = NULL;
    struct sink_file file;

    json_set_text(object, "name", "widgets");
    ck_assert(sink_open(&sink, path, temporary, &err));
    ck_assert(yaml_write(sink, object, true, times, &err));
    ck_assert(sink_close(&sink, &file, &err));
    ck_assert(yaml_each(path, 100, take, &got, &err));
    ck_assert_str_eq(buffer_text(&got), "{\"name\":\"widgets\"}\n");
    json_free(&object);
}
END_TEST

static const struct {
    const char *text;
    bool is_read;
} files[] = {
    {"[]\n", true},
    {"- a\n- \"b\"\n", true},
    {"", true},
    {"plain\n", false},
    {"- &x a\n- *x\n", false},
    {"--- [a]\n--- [b]\n", false},
    {"- {[a]: b}\n", false},
    {"- [[[[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]]]]\n", false},
    {"- \"open\n", false},
    {"- \"a\\0b\"\n", false},
    {"- \"0123456789012345678901234567890123456789012345678901234567890123456789\"\n", false},
};

START_TEST(what_we_do_not_write_is_refused)
{
    CLEANUP(buffer_release) struct buffer got = {0};
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fputs(files[_i].text, file);
    fclose(file);
    ck_assert_int_eq(yaml_each(path, 64, take, &got, &err), files[_i].is_read);
}
END_TEST

Suite *yaml_suite(void)
{
    Suite *suite = suite_create("yaml");
    TCase *cases = tcase_create("yaml");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, what_is_written_is_read_again);
    tcase_add_test(cases, an_object_is_a_file_too);
    tcase_add_loop_test(cases, what_we_do_not_write_is_refused, 0, (int)ARRAY_LENGTH(files));
    suite_add_tcase(suite, cases);
    return suite;
}
