#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/markup/ndjson.h"
#include "lib/os/file.h"
#include "lib/os/sink.h"
#include "suites.h"

static char folder[] = "/tmp/brigade-sink-XXXXXX";
static char *path;
static char *temporary;

static void set_up(void)
{
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    path = xasprintf("%s/whole", folder);
    temporary = xasprintf("%s/new", folder);
}

static void tear_down(void)
{
    struct error err;

    ck_assert(file_remove_tree(folder, &err));
    free_pointer(&path);
    free_pointer(&temporary);
}

static void expect_content(const char *text)
{
    CLEANUP(buffer_release) struct buffer there = {0};
    struct error err;

    ck_assert(file_read(path, 1 << 20, &there, &err));
    ck_assert_str_eq(buffer_text(&there), text);
}

START_TEST(a_file_gets_its_name_when_it_is_whole)
{
    struct sink *sink = NULL;
    struct sink_file file;
    struct error err;

    ck_assert(sink_open(&sink, path, temporary, &err));
    ck_assert(sink_text(sink, "abc", &err));
    ck_assert(!file_exists(path));
    ck_assert(sink_close(&sink, &file, &err));
    ck_assert_ptr_null(sink);
    expect_content("abc");
    ck_assert(!file_exists(temporary));
    ck_assert_int_eq(file.size_bytes, 3);
    ck_assert_str_eq(file.sha256,
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

START_TEST(what_is_abandoned_leaves_what_had_the_name)
{
    struct sink *sink = NULL;
    struct sink_file file;
    struct error err;

    ck_assert(sink_open(&sink, path, temporary, &err) && sink_text(sink, "old", &err));
    ck_assert(sink_close(&sink, &file, &err));
    ck_assert(sink_open(&sink, path, temporary, &err) && sink_text(sink, "new", &err));
    sink_abandon(&sink);
    expect_content("old");
    ck_assert(!file_exists(temporary));
}
END_TEST

/* Writes `text`, which is to be named `name` with the others of *batch. */
static void write_later(struct sink_batch *batch, const char *name, const char *text)
{
    CLEANUP(free_pointer) char *named = xasprintf("%s/%s", folder, name);
    CLEANUP(free_pointer) char *unnamed = xasprintf("%s.new", named);
    struct sink *sink = NULL;
    struct sink_file file;
    struct error err;

    ck_assert(sink_open(&sink, named, unnamed, &err) && sink_text(sink, text, &err));
    ck_assert(sink_close_later(&sink, batch, &file, &err));
    ck_assert_ptr_null(sink);
    ck_assert_int_eq(file.size_bytes, strlen(text));
}

START_TEST(files_get_their_names_together)
{
    struct sink_batch batch = {0};
    struct error err;
    size_t count = 0;

    for (int i = 0; i < 40; i++) {
        CLEANUP(free_pointer) char *name = xasprintf("file-%d", i);
        write_later(&batch, name, "x");
    }
    write_later(&batch, "whole", "abc");
    ck_assert(!file_exists(path));
    ck_assert(sink_batch_end(&batch, &err));
    expect_content("abc");
    ck_assert(file_count(folder, &count, &err));
    ck_assert_uint_eq(count, 41);
    ck_assert_uint_eq(batch.count, 0);
}
END_TEST

START_TEST(files_that_are_not_named_leave_nothing)
{
    struct sink_batch batch = {0};
    struct error err;
    size_t count = 0;

    write_later(&batch, "one", "1");
    write_later(&batch, "two", "2");
    sink_batch_release(&batch);
    ck_assert(file_count(folder, &count, &err));
    ck_assert_uint_eq(count, 0);
    write_later(&batch, "whole", "abc");
    ck_assert(mkdir(path, 0700) == 0); /* no file can have this name */
    ck_assert(!sink_batch_end(&batch, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    sink_batch_release(&batch);
    ck_assert(file_count(folder, &count, &err));
    ck_assert_uint_eq(count, 0);
}
END_TEST

static bool count_tick(void *payload)
{
    ++*(int *)payload;
    return false;
}

START_TEST(pieces_are_joined_in_order_with_what_was_written)
{
    CLEANUP(free_pointer) char *large = xcalloc(1, 300001);
    int ticks = 0;
    struct sink_watch watch = {count_tick, &ticks};
    struct sink *sink = NULL;
    struct sink_file file;
    struct error err;
    struct stat status;

    memset(large, 'x', 300000);
    ck_assert(sink_open(&sink, path, temporary, &err) && sink_text(sink, "piece\n", &err));
    ck_assert(sink_close(&sink, &file, &err));
    ck_assert(rename(path, temporary) == 0);
    ck_assert(sink_adopt(path, temporary, &file, &watch, &err));
    ck_assert_int_eq(file.size_bytes, 6);
    CLEANUP(free_pointer) char *other = xasprintf("%s/other", folder);
    ck_assert(sink_open(&sink, other, temporary, &err));
    ck_assert(sink_text(sink, "head\n", &err) && sink_add_file(sink, path, &watch, &err));
    ck_assert(sink_text(sink, large, &err) && sink_add_file(sink, path, &watch, &err));
    ck_assert(sink_close(&sink, &file, &err));
    ck_assert_int_eq(stat(other, &status), 0);
    ck_assert_int_eq(status.st_size, 5 + 6 + 300000 + 6);
    ck_assert_int_eq(file.size_bytes, status.st_size);
    ck_assert_int_eq(ticks, 0); /* nobody is asked about little */
}
END_TEST

START_TEST(a_piece_that_is_not_there_or_a_link_is_refused)
{
    struct sink_watch watch = {count_tick, NULL};
    struct sink *sink = NULL;
    struct error err;

    ck_assert(symlink("/etc/passwd", path) == 0);
    CLEANUP(free_pointer) char *other = xasprintf("%s/other", folder);
    ck_assert(sink_open(&sink, other, temporary, &err));
    ck_assert(!sink_add_file(sink, path, &watch, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    sink_abandon(&sink);
    ck_assert(!sink_open(&sink, other, path, &err)); /* a link where we would write */
}
END_TEST

static bool take_line(const struct json_object *document, void *payload, struct error *err)
{
    int64_t number = 0;

    (void)err;
    ck_assert(json_integer_at(document, "n", &number));
    *(int64_t *)payload += number;
    return true;
}

static void write_lines(const char *text)
{
    struct sink *sink = NULL;
    struct sink_file file;
    struct error err;

    ck_assert(sink_open(&sink, path, temporary, &err) && sink_text(sink, text, &err));
    ck_assert(sink_close(&sink, &file, &err));
}

START_TEST(lines_of_json_are_read_one_by_one)
{
    struct error err;
    int64_t sum = 0;

    write_lines("{\"n\": 1}\n{\"n\": 20, \"x\": \"\\n\"}\n");
    ck_assert(ndjson_each(path, 100, take_line, &sum, &err));
    ck_assert_int_eq(sum, 21);
    write_lines("");
    ck_assert(ndjson_each(path, 100, take_line, &sum, &err));
    ck_assert_int_eq(sum, 21);
}
END_TEST

START_TEST(a_line_that_is_no_json_too_long_or_open_is_named)
{
    static const struct {
        const char *text;
        const char *words;
    } cases[] = {
        {"{\"n\": 1}\n{\"n\": \n", "line 2 of"},
        {"{\"n\": 1}\n\n", "line 2 of"},
        {"{\"n\": 1}\n{\"n\": 1                                        }\n", "more than 40 bytes"},
        {"{\"n\": 1}\n{\"n\": 1}", "does not end with a line feed"},
    };
    struct error err;
    int64_t sum = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        write_lines(cases[i].text);
        ck_assert(!ndjson_each(path, 40, take_line, &sum, &err));
        ck_assert_int_eq(err.class, ERROR_ITEM);
        ck_assert_ptr_nonnull(strstr(err.message, cases[i].words));
    }
}
END_TEST

Suite *sink_suite(void)
{
    Suite *suite = suite_create("sink");
    TCase *tests = tcase_create("sink");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_file_gets_its_name_when_it_is_whole);
    tcase_add_test(tests, what_is_abandoned_leaves_what_had_the_name);
    tcase_add_test(tests, files_get_their_names_together);
    tcase_add_test(tests, files_that_are_not_named_leave_nothing);
    tcase_add_test(tests, pieces_are_joined_in_order_with_what_was_written);
    tcase_add_test(tests, a_piece_that_is_not_there_or_a_link_is_refused);
    tcase_add_test(tests, lines_of_json_are_read_one_by_one);
    tcase_add_test(tests, a_line_that_is_no_json_too_long_or_open_is_named);
    suite_add_tcase(suite, tests);
    return suite;
}
