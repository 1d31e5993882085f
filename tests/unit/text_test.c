#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"
#include "suites.h"

#define FFFD "\xEF\xBF\xBD"

/* RFC 3629 section 4 and 10; the table of PostgreSQL's answers in the reference. */
static const struct {
    const char *bytes;
    size_t length;
} characters[] = {
    {"a", 1},
    {"\x7F", 1},
    {"\xC2\x80", 2},
    {"\xDF\xBF", 2},
    {"\xE0\xA0\x80", 3},
    {"\xED\x9F\xBF", 3},
    {"\xEE\x80\x80", 3},
    {"\xEF\xBF\xBF", 3},
    {"\xF0\x90\x80\x80", 4},
    {"\xF4\x8F\xBF\xBF", 4},
    {"\x80", 0},
    {"\xBF", 0},
    {"\xC0\x80", 0},         /* overlong U+0000 */
    {"\xC1\xBF", 0},         /* overlong */
    {"\xE0\x9F\xBF", 0},     /* overlong */
    {"\xF0\x8F\xBF\xBF", 0}, /* overlong */
    {"\xED\xA0\x80", 0},     /* surrogate */
    {"\xED\xBF\xBF", 0},     /* surrogate */
    {"\xF4\x90\x80\x80", 0}, /* above U+10FFFF */
    {"\xF5\x80\x80\x80", 0},
    {"\xFF", 0},
    {"\xC3", 0}, /* cut off */
    {"\xE2\x82", 0},
    {"\xF0\x9F\x98", 0},
    {"\xE2\x82(", 0},
    {"\xF0\x9F(\x80", 0},
};

START_TEST(characters_are_those_of_rfc_3629)
{
    size_t size = strlen(characters[_i].bytes);
    ck_assert_uint_eq(text_character((const unsigned char *)characters[_i].bytes, size),
                      characters[_i].length);
    ck_assert_int_eq(text_is_utf8(characters[_i].bytes, size), characters[_i].length == size);
}
END_TEST

START_TEST(no_byte_behind_the_end_is_read)
{
    CLEANUP(free_pointer) unsigned char *one = malloc(1);
    ck_assert_ptr_nonnull(one);
    for (int byte = 0; byte < 256; byte++) {
        one[0] = (unsigned char)byte;
        ck_assert_uint_eq(text_character(one, 1), byte < 0x80);
        ck_assert_uint_eq(text_character(one, 0), 0);
    }
}
END_TEST

static const struct {
    const char *bytes;
    size_t size;
    const char *text;
    size_t replaced;
} foreign[] = {
    {"", 0, "", 0},
    {"plain", 5, "plain", 0},
    {"a\0b", 3, "a" FFFD "b", 1},
    {"\xFF\xFE", 2, FFFD FFFD, 2},
    {"x\xED\xA0\x80y", 5, "x" FFFD FFFD FFFD "y", 3},
    {"caf\xC3\xA9 \xC3", 7, "caf\xC3\xA9 " FFFD, 1},
    {"\xF0\x9F\x98\x80", 4, "\xF0\x9F\x98\x80", 0},
    {FFFD, 3, FFFD, 0},
};

START_TEST(foreign_bytes_become_utf8_without_nul)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    buffer_add(&out, ">");
    ck_assert_uint_eq(text_sanitise(&out, foreign[_i].bytes, foreign[_i].size),
                      foreign[_i].replaced);
    ck_assert_str_eq(buffer_text(&out) + 1, foreign[_i].text);
    ck_assert_int_eq(text_is_utf8(foreign[_i].bytes, foreign[_i].size), foreign[_i].replaced == 0);
}
END_TEST

START_TEST(one_line_has_no_controls)
{
    char text[] = "a\tb\nc\x7F\xC2\x85\xD8\x9C\xE2\x80\x8F\xE2\x80\xA8\xE2\x81\xA9\xFF"
                  "d\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
    text_single_line(text);
    ck_assert_str_eq(text, "a?b?c???????d\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
}
END_TEST

static const struct {
    int64_t ms;
    const char *text;
} durations[] = {
    {-5, "0 ms"},           {0, "0 ms"},
    {999, "999 ms"},        {1000, "1 s"},
    {59999, "59 s"},        {60000, "1 min"},
    {3599999, "59 min"},    {3600000, "1 h"},
    {3900000, "1 h 5 min"}, {86400000, "1 d"},
    {183600000, "2 d 3 h"}, {INT64_MAX, "106751991167 d 7 h"},
};

START_TEST(durations_for_people)
{
    char out[32];
    ck_assert_str_eq(text_duration(out, durations[_i].ms), durations[_i].text);
}
END_TEST

static const struct {
    uint64_t bytes;
    const char *text;
} sizes[] = {
    {0, "0 B"},           {512, "512 B"},           {1023, "1023 B"},
    {1024, "1.0 KiB"},    {1536 * 1024, "1.5 MiB"}, {1048575, "1023.9 KiB"},
    {1048576, "1.0 MiB"}, {UINT64_MAX, "15.9 EiB"},
};

START_TEST(sizes_for_people)
{
    char out[32];
    ck_assert_str_eq(text_bytes(out, sizes[_i].bytes), sizes[_i].text);
}
END_TEST

static const struct {
    const char *text;
    int64_t ms; /* -1: refused */
} settings[] = {
    {"55s", 55000},
    {"10m", 600000},
    {"2h", 7200000},
    {"500ms", 500},
    {"90", 90000},
    {"0", 0},
    {"", -1},
    {"s", -1},
    {"-1s", -1},
    {"1.5s", -1},
    {"1 s", -1},
    {" 1s", -1},
    {"1sec", -1},
    {"1S", -1},
    {"9223372036854775808ms", -1},
    {"9223372036854775807", -1},
    {"9223372036854775807ms", INT64_MAX},
};

START_TEST(durations_from_settings)
{
    int64_t ms = -1;
    ck_assert_int_eq(text_parse_duration(settings[_i].text, &ms), settings[_i].ms >= 0);
    ck_assert_int_eq(ms, settings[_i].ms);
}
END_TEST

START_TEST(every_byte_becomes_two_small_hexadecimal_digits)
{
    CLEANUP(free_pointer) char *none = text_hex("");
    CLEANUP(free_pointer) char *some = text_hex("a/\x01\xff\xC3");

    ck_assert_str_eq(none, "");
    ck_assert_str_eq(some, "612f01ffc3");
}
END_TEST

START_TEST(everything_but_unreserved_is_percent_encoded)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    text_url_encode(&out, "aZ09-._~ /?&=+%{}\"\n\xC3\xA9");
    ck_assert_str_eq(buffer_text(&out), "aZ09-._~%20%2F%3F%26%3D%2B%25%7B%7D%22%0A%C3%A9");
}
END_TEST

static const struct {
    const char *text;
    bool is_blank;
} blanks[] = {
    {"", true},
    {" \t\r\n\v\f", true},
    {"\xc2\xa0\xe2\x80\x83\xe3\x80\x80\xe2\x80\xa8 ", true},
    {" .", false},
    {"\xc2\xa0\xc3\xa4", false},
    {"\xe2\x80\x8b", false},
};

START_TEST(blanks_are_those_of_unicode)
{
    ck_assert_int_eq(text_is_blank(blanks[_i].text), blanks[_i].is_blank);
}
END_TEST

Suite *text_suite(void)
{
    Suite *suite = suite_create("text");
    TCase *tcase = tcase_create("text");
    tcase_add_loop_test(tcase, characters_are_those_of_rfc_3629, 0, ARRAY_LENGTH(characters));
    tcase_add_test(tcase, no_byte_behind_the_end_is_read);
    tcase_add_loop_test(tcase, foreign_bytes_become_utf8_without_nul, 0, ARRAY_LENGTH(foreign));
    tcase_add_test(tcase, one_line_has_no_controls);
    tcase_add_loop_test(tcase, durations_for_people, 0, ARRAY_LENGTH(durations));
    tcase_add_loop_test(tcase, sizes_for_people, 0, ARRAY_LENGTH(sizes));
    tcase_add_loop_test(tcase, durations_from_settings, 0, ARRAY_LENGTH(settings));
    tcase_add_loop_test(tcase, blanks_are_those_of_unicode, 0, ARRAY_LENGTH(blanks));
    tcase_add_test(tcase, everything_but_unreserved_is_percent_encoded);
    tcase_add_test(tcase, every_byte_becomes_two_small_hexadecimal_digits);
    suite_add_tcase(suite, tcase);
    return suite;
}
