#include <check.h>
#include <string.h>

#include "cli/grid.h"
#include "cli/screen.h"
#include "lib/base/text.h"
#include "suites.h"

static const char *const rows[][4] = {
    {"N", "SOURCE", "STATE OF IT", "FINDING"},
    {"1", "acme/widgets", "finished", "1 of 12,345 pull requests cannot be read: 403"},
    {"1024", "acme/b\xC3\xBCro", "running", ""},
};

static const char *written(size_t limit, struct buffer *out)
{
    CLEANUP(grid_release) struct grid grid = {.columns = 4};

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        grid_add_row(&grid, rows[i]);
    grid_write(&grid, "  ", limit, out);
    return buffer_text(out);
}

static const struct {
    size_t limit;
    const char *text;
} tables[] = {
    {0, "     N  SOURCE        STATE OF IT  FINDING\n"
        "     1  acme/widgets  finished     1 of 12,345 pull requests cannot be read: 403\n"
        "  1024  acme/b\xC3\xBCro     running\n"},
    {60, "     N  SOURCE        STATE OF IT  FINDING\n"
         "     1  acme/widgets  finished     1 of 12,345 pull requests\n"
         "                                   cannot be read: 403\n"
         "  1024  acme/b\xC3\xBCro     running\n"},
    {40, "     N  SOURCE        STATE OF  FINDING\n"
         "                      IT\n"
         "     1  acme/widgets  finished  1 of\n"
         "                                12,345\n"
         "                                pull\n"
         "                                requests\n"
         "                                cannot\n"
         "                                be read:\n"
         "                                403\n"
         "  1024  acme/b\xC3\xBCro     running\n"},
    {36, "  N            1\n"
         "  SOURCE       acme/widgets\n"
         "  STATE OF IT  finished\n"
         "  FINDING      1 of 12,345 pull\n"
         "               requests cannot be\n"
         "               read: 403\n"
         "\n"
         "  N            1024\n"
         "  SOURCE       acme/b\xC3\xBCro\n"
         "  STATE OF IT  running\n"},
};

START_TEST(columns_fit_the_screen_and_words_stay_whole)
{
    CLEANUP(buffer_release) struct buffer out = {0};

    ck_assert_str_eq(written(tables[_i].limit, &out), tables[_i].text);
}
END_TEST

/* Down to where words must be cut: no character is, and none is lost. */
START_TEST(columns_that_are_empty_or_0_go_first)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    CLEANUP(grid_release) struct grid grid = {.columns = 4};

    grid_add_row(&grid, (const char *[]){"THING", "ANNOUNCED", "WITHDRAWN", "SEEN"});
    grid_add_row(&grid, (const char *[]){"milestones", "", "0", "12"});
    grid_add_row(&grid, (const char *[]){"refs", NULL, "0", "7"});
    grid_write(&grid, "", 20, &out);
    ck_assert_str_eq(buffer_text(&out), "THING       SEEN\n"
                                        "milestones    12\n"
                                        "refs           7\n");
}
END_TEST

START_TEST(an_address_in_the_last_column_is_cut)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    CLEANUP(grid_release) struct grid grid = {.columns = 2};

    grid_add_row(&grid, (const char *[]){"SOURCE", "REMARK"});
    grid_add_row(&grid, (const char *[]){"acme/a", "see https://bitbucket.org/acme/a/src"});
    grid_add_row(&grid, (const char *[]){"acme/b", "queued"});
    grid_write(&grid, "", 32, &out);
    ck_assert_str_eq(buffer_text(&out), "SOURCE  REMARK\n"
                                        "acme/a  see\n"
                                        "        https://bitbucket.org/ac\n"
                                        "        me/a/src\n"
                                        "acme/b  queued\n");
    buffer_clear(&out);
    grid_write(&grid, "", 31, &out);
    ck_assert(strstr(buffer_text(&out), "SOURCE  acme/b\n") != NULL);
}
END_TEST

START_TEST(a_sentence_that_would_be_squeezed_becomes_a_block)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    CLEANUP(grid_release) struct grid grid = {.columns = 2};

    grid_add_row(&grid, (const char *[]){"MESSAGE", "SOURCES"});
    grid_add_row(&grid, (const char *[]){"it is not there any more, says it", "acme/widgets_one"});
    grid_write(&grid, "", 28, &out);
    ck_assert_str_eq(buffer_text(&out), "MESSAGE     SOURCES\n"
                                        "it is not   acme/widgets_one\n"
                                        "there any\n"
                                        "more, says\n"
                                        "it\n");
    buffer_clear(&out);
    grid_write(&grid, "", 26, &out);
    ck_assert_str_eq(buffer_text(&out), "MESSAGE  it is not there\n"
                                        "         any more, says it\n"
                                        "SOURCES  acme/widgets_one\n");
}
END_TEST

START_TEST(no_limit_loses_or_cuts_a_character)
{
    for (size_t limit = 24; limit < 90; limit++) {
        CLEANUP(buffer_release) struct buffer out = {0};
        CLEANUP(free_pointer) char *text = xstrdup(written(limit, &out));
        char *rest = text;
        for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n"))
            ck_assert_msg(screen_width(line) <= limit, "%zu: %s", limit, buffer_text(&out));
        for (const char *at = buffer_text(&out); *at != '\0';) {
            size_t size = text_character((const unsigned char *)at, strlen(at));
            ck_assert_uint_gt(size, 0);
            at += size;
        }
        ck_assert_int_eq(strncmp(buffer_text(&out), "  ", 2), 0);
    }
}
END_TEST

static size_t letters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += *text != ' ' && *text != '\n';
    return count;
}

START_TEST(every_letter_is_there_however_narrow)
{
    CLEANUP(buffer_release) struct buffer wide = {0};
    size_t all = letters(written(0, &wide));

    for (size_t limit = 1; limit < 90; limit++) {
        CLEANUP(buffer_release) struct buffer out = {0};
        ck_assert_uint_ge(letters(written(limit, &out)), all);
    }
}
END_TEST

Suite *grid_suite(void)
{
    Suite *suite = suite_create("grid");
    TCase *tcase = tcase_create("grid");
    tcase_add_loop_test(tcase, columns_fit_the_screen_and_words_stay_whole, 0,
                        ARRAY_LENGTH(tables));
    tcase_add_test(tcase, an_address_in_the_last_column_is_cut);
    tcase_add_test(tcase, columns_that_are_empty_or_0_go_first);
    tcase_add_test(tcase, a_sentence_that_would_be_squeezed_becomes_a_block);
    tcase_add_test(tcase, no_limit_loses_or_cuts_a_character);
    tcase_add_test(tcase, every_letter_is_there_however_narrow);
    suite_add_tcase(suite, tcase);
    return suite;
}
