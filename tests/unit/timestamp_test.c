#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/timestamp.h"
#include "suites.h"

/* The forms of the recorded answers, all seven, then those of the documentation and the edges. */
static const struct {
    const char *given, *normal;
} accepted[] = {
    {"2026-06-09T22:07:02.714304+00:00", "2026-06-09T22:07:02.714304+00:00"},
    {"2018-01-13T19:58:46+00:00", "2018-01-13T19:58:46+00:00"},
    {"2022-05-12T14:33:35.190", "2022-05-12T14:33:35.190+00:00"},
    {"2019-08-21T20:15:13Z", "2019-08-21T20:15:13+00:00"},
    {"2013-09-01 07:00:48+00:00", "2013-09-01T07:00:48+00:00"},
    {"2023-02-08T05:24:42.137612345Z", "2023-02-08T05:24:42.137612+00:00"},
    {"2023-02-08T05:24:42.13761Z", "2023-02-08T05:24:42.13761+00:00"},
    {"2015-10-04T14:00:00-07:00", "2015-10-04T14:00:00-07:00"},
    {"2015-10-04T14:00:00+0530", "2015-10-04T14:00:00+05:30"},
    {"2015-10-04T14:00:00-0030", "2015-10-04T14:00:00-00:30"},
    {"2015-10-04T14:00:00", "2015-10-04T14:00:00+00:00"},
    {"2024-02-29T23:59:59.999999999Z", "2024-02-29T23:59:59.999999+00:00"},
    {"2000-02-29T00:00:00.0Z", "2000-02-29T00:00:00.0+00:00"},
    {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"},
    {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"},
};

static const char *const refused[] = {
    "",
    "now",
    "infinity",
    "-infinity",
    "tomorrow",
    "epoch",
    "2023-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2023-04-31T00:00:00Z",
    "2023-02-30T00:00:00Z",
    "2023-13-01T00:00:00Z",
    "2023-00-01T00:00:00Z",
    "2023-01-00T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "-001-01-01T00:00:00Z",
    "2023-01-01T24:00:00Z",
    "2023-01-01T23:60:00Z",
    "2023-01-01T23:59:60Z",
    "2023-01-01T23:59:59.Z",
    "2023-01-01T23:59:59.1234567890Z",
    "2023-01-01T23:59:59,5Z",
    "2023-01-01T23:59Z",
    "2023-01-01",
    "2023-1-1T00:00:00Z",
    "2023-01-01t00:00:00z",
    "2023-01-01T00:00:00ZZ",
    "2023-01-01T00:00:00Z ",
    " 2023-01-01T00:00:00Z",
    "2023-01-01T00:00:00+",
    "2023-01-01T00:00:00+0",
    "2023-01-01T00:00:00+00",
    "2023-01-01T00:00:00+00:",
    "2023-01-01T00:00:00+00:60",
    "2023-01-01T00:00:00+16:00",
    "2023-01-01T00:00:00 UTC",
    "2023-01-01T00:00:00 BC",
    "0001-01-01T00:00:00+01:00", /* the year before 1 in UTC */
    "9999-12-31T23:59:59-01:00", /* 10000 in UTC */
    "2023-01-01T00:00:00.\xEF\xBC\x91Z",
};

START_TEST(forms_seen_on_bitbucket_are_normalised)
{
    char out[TIMESTAMP_BYTES];
    ck_assert(timestamp_normalise(accepted[_i].given, out));
    ck_assert_str_eq(out, accepted[_i].normal);
}
END_TEST

START_TEST(normal_times_stay_as_they_are)
{
    char out[TIMESTAMP_BYTES];
    ck_assert(timestamp_normalise(accepted[_i].normal, out));
    ck_assert_str_eq(out, accepted[_i].normal);
}
END_TEST

START_TEST(what_is_no_time_is_refused)
{
    char out[TIMESTAMP_BYTES] = "untouched";
    ck_assert_msg(!timestamp_normalise(refused[_i], out), "%s", refused[_i]);
    ck_assert_str_eq(out, "untouched");
    ck_assert(!timestamp_normalise(NULL, out));
}
END_TEST

START_TEST(the_zone_of_the_process_does_not_matter)
{
    char out[TIMESTAMP_BYTES];
    setenv("TZ", "America/New_York", 1);
    ck_assert(timestamp_normalise("2026-03-08T02:30:00", out)); /* a gap there */
    ck_assert_str_eq(out, "2026-03-08T02:30:00+00:00");
    ck_assert(timestamp_from_epoch(0, out));
    ck_assert_str_eq(out, "1970-01-01T00:00:00+00:00");
}
END_TEST

static const struct {
    int64_t seconds;
    const char *text; /* NULL: refused */
} epochs[] = {
    {0, "1970-01-01T00:00:00+00:00"},
    {-1, "1969-12-31T23:59:59+00:00"},
    {1790000000, "2026-09-21T14:13:20+00:00"},
    {-62135596800, "0001-01-01T00:00:00+00:00"},
    {-62135596801, NULL},
    {253402300799, "9999-12-31T23:59:59+00:00"},
    {253402300800, NULL},
    {INT64_MIN, NULL},
    {INT64_MAX, NULL},
};

START_TEST(seconds_become_text)
{
    char out[TIMESTAMP_BYTES];
    ck_assert_int_eq(timestamp_from_epoch(epochs[_i].seconds, out), epochs[_i].text != NULL);
    if (epochs[_i].text)
        ck_assert_str_eq(out, epochs[_i].text);
}
END_TEST

#define NOW 784111777 /* Sun, 06 Nov 1994 08:49:37 GMT, RFC 9110's example */

static const struct {
    const char *text;
    int64_t ms; /* -1: refused */
} waits[] = {
    {"0", 0},
    {"120", 120000},
    {" 7 ", 7000},
    {"3600", 3600000},
    {"86400", 3600000},
    {"99999999999999999999999", 3600000},
    {"Sun, 06 Nov 1994 08:49:47 GMT", 10000},
    {"Sunday, 06-Nov-94 08:49:47 GMT", 10000},
    {"Sun Nov  6 08:49:47 1994", 10000},
    {"Sun, 06 Nov 1994 08:00:00 GMT", 0},
    {"Mon, 07 Nov 1994 08:49:37 GMT", 3600000},
    {"", -1},
    {" ", -1},
    {"-1", -1},
    {"+1", -1},
    {"1.5", -1},
    {"1s", -1},
    {"1 2", -1},
    {"0x10", -1},
    {"soon", -1},
    {"Sun, 06 Nov 1994 08:49:47 CET", -1},
    {"Sun, 06 Nov 1994 08:49:47 GMT x", -1},
    {"Wed, 30 Feb 1994 08:49:47 GMT", -1},
};

START_TEST(retry_after_is_seconds_or_a_date)
{
    int64_t ms = -1;
    ck_assert_int_eq(timestamp_parse_retry_after(waits[_i].text, NOW, &ms), waits[_i].ms >= 0);
    ck_assert_int_eq(ms, waits[_i].ms);
}
END_TEST

START_TEST(rate_reset_is_seconds_left_or_an_epoch)
{
    int64_t ms = -1;
    ck_assert(timestamp_parse_rate_reset("879", 1790000000, &ms));
    ck_assert_int_eq(ms, 879000);
    ck_assert(timestamp_parse_rate_reset("1790000030", 1790000000, &ms));
    ck_assert_int_eq(ms, 30000);
    ck_assert(timestamp_parse_rate_reset("1780000000", 1790000000, &ms));
    ck_assert_int_eq(ms, 0);
    ck_assert(timestamp_parse_rate_reset("99999999999999999999", 1790000000, &ms));
    ck_assert_int_eq(ms, 3600000);
    ck_assert(!timestamp_parse_rate_reset("-5", 1790000000, &ms));
    ck_assert(!timestamp_parse_rate_reset("Sun, 06 Nov 1994 08:49:47 GMT", 0, &ms));
    ck_assert(!timestamp_parse_rate_reset(NULL, 0, &ms));
}
END_TEST

Suite *timestamp_suite(void)
{
    Suite *suite = suite_create("timestamp");
    TCase *tcase = tcase_create("timestamp");
    tcase_add_loop_test(tcase, forms_seen_on_bitbucket_are_normalised, 0, ARRAY_LENGTH(accepted));
    tcase_add_loop_test(tcase, normal_times_stay_as_they_are, 0, ARRAY_LENGTH(accepted));
    tcase_add_loop_test(tcase, what_is_no_time_is_refused, 0, ARRAY_LENGTH(refused));
    tcase_add_test(tcase, the_zone_of_the_process_does_not_matter);
    tcase_add_loop_test(tcase, seconds_become_text, 0, ARRAY_LENGTH(epochs));
    tcase_add_loop_test(tcase, retry_after_is_seconds_or_a_date, 0, ARRAY_LENGTH(waits));
    tcase_add_test(tcase, rate_reset_is_seconds_left_or_an_epoch);
    suite_add_tcase(suite, tcase);
    return suite;
}
