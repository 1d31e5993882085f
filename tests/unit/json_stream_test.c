#include <check.h>
#include <stdio.h>
#include <string.h>

#include "lib/json/json_stream.h"
#include "suites.h"

/* What a document gives, as "key[index]=text" lines; lists as "key:". */
static bool note(const struct json_piece *piece, void *payload, struct error *err)
{
    struct buffer *out = payload;

    (void)err;
    if (piece->is_list) {
        buffer_printf(out, "%s:\n", piece->key);
        return true;
    }
    if (piece->is_too_large) {
        ck_assert_uint_eq(piece->size, 0);
        buffer_printf(out, "%s[%d] is too large\n", piece->key, (int)piece->index);
        return true;
    }
    ck_assert_uint_eq(piece->end_bytes - piece->begin_bytes, piece->size);
    if (piece->is_element)
        buffer_printf(out, "%s[%d]=%s\n", piece->key, (int)piece->index, piece->text);
    else
        buffer_printf(out, "%s=%s\n", piece->key, piece->text);
    return true;
}

static bool read_in_chunks(const char *text, size_t chunk, size_t maximum, struct buffer *out,
                           struct error *err)
{
    CLEANUP(json_stream_release) struct json_stream stream;

    json_stream_begin(&stream, maximum, note, out);
    for (size_t at = 0; at < strlen(text); at += chunk) {
        size_t left = strlen(text) - at;
        if (!json_stream_feed(&stream, text + at, left < chunk ? left : chunk, err))
            return false;
    }
    return json_stream_end(&stream, err);
}

static const struct {
    const char *text;
    const char *pieces;
} good[] = {
    {"{}", ""},
    {" {\r\n\"a\" : [ ] }\n", "a:\n"},
    {"{\"a\":[1,\"x\",null]}", "a:\na[0]=1\na[1]=\"x\"\na[2]=null\n"},
    {"{\"a\":[{\"b\":[1,{}]} , []],\"c\":{\"d\":[]}}",
     "a:\na[0]={\"b\":[1,{}]}\na[1]=[]\nc={\"d\":[]}\n"},
    {"{\"a\":[\"]}\\\"\\\\\"],\"b\":-1.5 ,\"c\":true}",
     "a:\na[0]=\"]}\\\"\\\\\"\nb=-1.5\nc=true\n"},
    {"{\"a\":[{\"x\":\"\\\\\"},{\"x\":\"\\\\\\\"}\"}]}",
     "a:\na[0]={\"x\":\"\\\\\"}\na[1]={\"x\":\"\\\\\\\"}\"}\n"},
    {"{\"a\\\"b\":1}", "a\\\"b=1\n"},
};

START_TEST(a_document_gives_its_pieces_however_it_is_cut)
{
    for (size_t chunk = 1; chunk < 40; chunk++) {
        CLEANUP(buffer_release) struct buffer out = {0};
        struct error err;
        ck_assert_msg(read_in_chunks(good[_i].text, chunk, 100, &out, &err), "%s: %s",
                      good[_i].text, err.message);
        ck_assert_str_eq(buffer_text(&out), good[_i].pieces);
    }
}
END_TEST

static const struct {
    const char *text;
    const char *message; /* a part of it */
} bad[] = {
    {"", "cut off"},
    {"[]", "an object should stand here"},
    {"x", "an object"},
    {"{\"a\":[1,2", "cut off: it ends at byte 9"},
    {"{\"a\":[{\"b\":\"x", "cut off"},
    {"{\"a\":[1]", "cut off"},
    {"{\"a\":", "cut off"},
    {"{\"a", "cut off"},
    {"{\"a\":[1,]}", "a value should stand here"},
    {"{\"a\":[,1]}", "a value"},
    {"{\"a\":}", "a value"},
    {"{\"a\":[1 2]}", "a comma or the end of the list"},
    {"{\"a\":1,}", "a key"},
    {"{\"a\" 1}", "a colon"},
    {"{\"a\":[1]]}", "a comma or }"},
    {"{} {}", "its end"},
    {"{a:1}", "a key"},
    {"{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1}",
     "a shorter key"},
};

START_TEST(what_is_no_such_document_is_refused)
{
    for (size_t chunk = 1; chunk < 40; chunk++) {
        CLEANUP(buffer_release) struct buffer out = {0};
        struct error err;
        ck_assert_msg(!read_in_chunks(bad[_i].text, chunk, 40, &out, &err), "%s", bad[_i].text);
        ck_assert_msg(strstr(err.message, bad[_i].message) != NULL, "%s: %s", bad[_i].text,
                      err.message);
        ck_assert_int_eq(err.class, ERROR_ITEM);
    }
}
END_TEST

START_TEST(offsets_lead_back_to_the_piece)
{
    static const char text[] = "{ \"a\": [ {\"x\": 1}, 22 ,\"y\" ] }";
    CLEANUP(buffer_release) struct buffer out = {0};
    struct error err;

    ck_assert(read_in_chunks(text, 3, 100, &out, &err));
    ck_assert_str_eq(buffer_text(&out), "a:\na[0]={\"x\": 1}\na[1]=22\na[2]=\"y\"\n");
}
END_TEST

START_TEST(a_piece_above_the_maximum_is_passed_and_its_neighbours_are_given)
{
    static const char text[] = "{\"a\":[1,{\"x\":[\"0123456]}\\\"\"]},[0,1,2,3,4,5],1234567890123,"
                               "\"123456789\",2],\"b\":{\"long\":\"1\"},\"c\":3}";

    for (size_t chunk = 1; chunk < sizeof(text); chunk++) {
        CLEANUP(buffer_release) struct buffer out = {0};
        struct error err;
        ck_assert_msg(read_in_chunks(text, chunk, 11, &out, &err), "%s", err.message);
        ck_assert_str_eq(buffer_text(&out),
                         "a:\na[0]=1\na[1] is too large\na[2] is too large\na[3] is too large\n"
                         "a[4]=\"123456789\"\na[5]=2\nb[6] is too large\nc=3\n");
    }
}
END_TEST

static const struct {
    const char *text;
    const char *shown; /* NULL: refused */
} stretches[] = {
    {" {\"a\":[1]}", "l[0]={\"a\":[1]}\n"},
    {"1,\"]\" ,2\n", "l[0]=1\nl[1]=\"]\"\nl[2]=2\n"},
    {"", NULL},
    {"1", NULL}, /* more digits may follow */
    {"1,", NULL},
    {"{\"a\":1}]", NULL},
    {"{\"a\":1}]}", NULL},
    {"]", NULL},
};

START_TEST(a_stretch_of_a_list_gives_its_elements)
{
    CLEANUP(json_stream_release) struct json_stream stream;
    CLEANUP(buffer_release) struct buffer out = {0};
    const char *text = stretches[_i].text;
    struct error err;

    json_stream_begin(&stream, 100, note, &out);
    json_stream_enter_list(&stream, "l");
    bool whole =
        json_stream_feed(&stream, text, strlen(text), &err) && json_stream_end(&stream, &err);
    ck_assert_int_eq(whole, stretches[_i].shown != NULL);
    if (whole)
        ck_assert_str_eq(buffer_text(&out), stretches[_i].shown);
}
END_TEST

static bool refuse(const struct json_piece *piece, void *payload, struct error *err)
{
    (void)payload;
    return error_set(err, ERROR_ITEM, "not %s", piece->key);
}

START_TEST(who_takes_may_end_it)
{
    CLEANUP(json_stream_release) struct json_stream stream;
    struct error err;

    json_stream_begin(&stream, 100, refuse, NULL);
    ck_assert(!json_stream_feed(&stream, "{\"a\":1}", 7, &err));
    ck_assert_str_eq(err.message, "not a");
}
END_TEST

Suite *json_stream_suite(void)
{
    Suite *suite = suite_create("json_stream");
    TCase *all = tcase_create("all");

    tcase_add_loop_test(all, a_document_gives_its_pieces_however_it_is_cut, 0,
                        (int)ARRAY_LENGTH(good));
    tcase_add_loop_test(all, what_is_no_such_document_is_refused, 0, (int)ARRAY_LENGTH(bad));
    tcase_add_test(all, offsets_lead_back_to_the_piece);
    tcase_add_test(all, a_piece_above_the_maximum_is_passed_and_its_neighbours_are_given);
    tcase_add_loop_test(all, a_stretch_of_a_list_gives_its_elements, 0,
                        (int)ARRAY_LENGTH(stretches));
    tcase_add_test(all, who_takes_may_end_it);
    suite_add_tcase(suite, all);
    return suite;
}
