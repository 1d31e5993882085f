#include <string.h>

#include "lib/os/csv.h"
#include "suites.h"

static struct error err;

/* Rows of a text as "line:cell|cell" lines, or what went wrong. */
static char *read_all(const char *text)
{
    CLEANUP(csv_release) struct csv csv = {.at = text};
    CLEANUP(buffer_release) struct buffer out = {0};
    bool found = false;

    while (csv_next(&csv, &found, &err)) {
        if (!found)
            return xstrdup(buffer_text(&out));
        buffer_printf(&out, "%zu:", csv.line);
        for (size_t i = 0; i < csv.count; i++)
            buffer_printf(&out, "%s%s", i > 0 ? "|" : "", csv.cells[i]);
        buffer_add(&out, "\n");
    }
    return xstrdup(err.message);
}

static const struct {
    const char *text;
    const char *rows;
} texts[] = {
    {"", ""},
    {"\n\r\n\n", ""},
    {"a,b\n1,2\n", "1:a|b\n2:1|2\n"},
    {"a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n"},
    {"a,b\n1,2", "1:a|b\n2:1|2\n"},
    {",\n,", "1:|\n2:|\n"},
    {"\"\"\n", "1:\n"},
    {"\"a,\"\"b\"\"\",c\n", "1:a,\"b\"|c\n"},
    {"\"two\nlines\",x\nnext,y\n", "1:two\nlines|x\n3:next|y\n"},
    {"a\n\n\nb\n", "1:a\n4:b\n"},
    {"say \"hi\",b\n", "1:say \"hi\"|b\n"},
    {"a\rb,c\n", "1:a\rb|c\n"},
    {"a\n\"b", "line 2: a quote is opened and never closed"},
    {"a\n\"b\"c\n",
     "line 2: a quoted cell goes on behind its quote; a quote inside is written twice"},
};

START_TEST(rows_are_read_with_their_lines)
{
    CLEANUP(free_pointer) char *rows = read_all(texts[_i].text);

    ck_assert_str_eq(rows, texts[_i].rows);
}
END_TEST

START_TEST(cells_are_bounded)
{
    char commas[CSV_COLUMNS_MAX + 2];
    CLEANUP(free_pointer) char *rows = NULL;

    memset(commas, ',', sizeof(commas));
    commas[CSV_COLUMNS_MAX] = '\0';
    rows = read_all(commas);
    ck_assert_str_eq(rows, "line 1: more than 64 cells");
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
    const char *cells[] = {"plain", "a,b", "say \"hi\"", "two\r\nlines", "", NULL, "\xc3\xa9 "};
    CLEANUP(buffer_release) struct buffer text = {0};
    CLEANUP(csv_release) struct csv csv = {0};
    bool found = false;

    csv_add_row(&text, cells, ARRAY_LENGTH(cells));
    ck_assert_str_eq(buffer_text(&text),
                     "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",,,\xc3\xa9 \n");
    csv.at = buffer_text(&text);
    ck_assert(csv_next(&csv, &found, &err) && found);
    ck_assert_uint_eq(csv.count, ARRAY_LENGTH(cells));
    for (size_t i = 0; i < ARRAY_LENGTH(cells); i++)
        ck_assert_str_eq(csv.cells[i], cells[i] != NULL ? cells[i] : "");
    ck_assert(csv_next(&csv, &found, &err) && !found);
}
END_TEST

START_TEST(a_formula_is_written_as_text_and_comes_back)
{
    const char *const cells[] = {"=1+1", "-2", "'+3", "@x,y", "'quoted'", "\uff1d4", "a=b"};
    CLEANUP(buffer_release) struct buffer text = {0};
    CLEANUP(csv_release) struct csv csv = {0};
    bool found = false;

    csv_add_row(&text, cells, ARRAY_LENGTH(cells));
    ck_assert_str_eq(buffer_text(&text), "'=1+1,'-2,''+3,\"'@x,y\",'quoted','\uff1d4,a=b\n");
    csv.at = buffer_text(&text);
    ck_assert(csv_next(&csv, &found, &err) && found);
    for (size_t i = 0; i < ARRAY_LENGTH(cells); i++)
        ck_assert_str_eq(csv_unguard(csv.cells[i]), cells[i]);
}
END_TEST

Suite *csv_suite(void)
{
    Suite *suite = suite_create("csv");
    TCase *cases = tcase_create("csv");

    tcase_add_loop_test(cases, rows_are_read_with_their_lines, 0, (int)ARRAY_LENGTH(texts));
    tcase_add_test(cases, cells_are_bounded);
    tcase_add_test(cases, what_is_written_is_read_again);
    tcase_add_test(cases, a_formula_is_written_as_text_and_comes_back);
    suite_add_tcase(suite, cases);
    return suite;
}
