#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/os/file.h"
#include "lib/os/merge.h"
#include "suites.h"

#define FILES (3 * MERGE_OPEN_MAX + 7)

static char folder[] = "/tmp/brigade-merge-XXXXXX";
static char *paths[FILES];
static struct error err;

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void tear_down(void)
{
    for (size_t i = 0; i < FILES; i++)
        free_pointer(&paths[i]);
    ck_assert(file_remove_tree(folder, &err));
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
}

static void write_file(size_t at, const char *text)
{
    FILE *file = NULL;

    paths[at] = xasprintf("%s/%zu", folder, at);
    file = fopen(paths[at], "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static bool take(const char *line, void *payload, struct error *e)
{
    (void)e;
    buffer_printf(payload, "%s|", line);
    return true;
}

static bool merge(size_t count, struct buffer *out)
{
    CLEANUP(free_pointer) char *scratch = xasprintf("%s/scratch", folder);

    return merge_lines(&(struct merge){(const char *const *)paths, count, scratch, take, out},
                       &err);
}

START_TEST(lines_come_in_the_order_of_their_bytes)
{
    CLEANUP(buffer_release) struct buffer out = {0};

    write_file(0, "a\nc\nc\n\xc3\xa4\n");
    write_file(1, "");
    write_file(2, "b\nc\nz\n");
    ck_assert(merge(3, &out));
    ck_assert_str_eq(buffer_text(&out), "a|b|c|c|c|z|\xc3\xa4|");
}
END_TEST

START_TEST(no_files_have_no_lines)
{
    CLEANUP(buffer_release) struct buffer out = {0};

    ck_assert(merge(0, &out));
    ck_assert_str_eq(buffer_text(&out), "");
}
END_TEST

START_TEST(more_files_than_may_be_open_are_merged_in_steps_and_leave_nothing)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    CLEANUP(buffer_release) struct buffer wanted = {0};
    size_t count = 0;

    for (size_t i = 0; i < FILES; i++) {
        CLEANUP(free_pointer) char *text = xasprintf("%06zu\n%06zu\n", FILES - i, FILES + i);
        write_file(i, text);
    }
    for (size_t i = 1; i < 2 * (size_t)FILES; i++)
        for (size_t times = i == FILES ? 2 : 1; times > 0; times--)
            buffer_printf(&wanted, "%06zu|", i);
    ck_assert(merge(FILES, &out));
    ck_assert_str_eq(buffer_text(&out), buffer_text(&wanted));
    ck_assert(file_count(folder, &count, &err));
    ck_assert_uint_eq(count, FILES);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
    CLEANUP(buffer_release) struct buffer out = {0};

    paths[0] = xasprintf("%s/nothing", folder);
    ck_assert(!merge(1, &out));
    ck_assert_ptr_nonnull(strstr(err.message, "nothing"));
}
END_TEST

Suite *merge_suite(void)
{
    Suite *suite = suite_create("merge");
    TCase *tests = tcase_create("merge");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, lines_come_in_the_order_of_their_bytes);
    tcase_add_test(tests, no_files_have_no_lines);
    tcase_add_test(tests, more_files_than_may_be_open_are_merged_in_steps_and_leave_nothing);
    tcase_add_test(tests, a_file_that_is_not_there_is_named);
    suite_add_tcase(suite, tests);
    return suite;
}
