#include <check.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "suites.h"

START_TEST(an_empty_buffer_reads_as_empty_text)
{
    struct buffer buffer = {0};
    ck_assert_str_eq(buffer_text(&buffer), "");
    ck_assert_ptr_null(buffer.data);
    buffer_clear(&buffer);
    buffer_release(&buffer);
}
END_TEST

START_TEST(bytes_are_kept_with_a_nul_behind_them)
{
    CLEANUP(buffer_release) struct buffer buffer = {0};
    ck_assert(buffer_append(&buffer, "a\0b", 3));
    buffer_add(&buffer, "cd");
    buffer_printf(&buffer, "%d", 42);
    ck_assert_uint_eq(buffer.size, 7);
    ck_assert(memcmp(buffer.data, "a\0bcd42", 8) == 0);
}
END_TEST

START_TEST(it_grows_over_many_small_pieces)
{
    CLEANUP(buffer_release) struct buffer buffer = {0};
    for (int i = 0; i < 100000; i++)
        buffer_add(&buffer, "xyz");
    ck_assert_uint_eq(buffer.size, 300000);
    ck_assert_uint_eq(strlen(buffer.data), 300000);
    ck_assert_str_eq(buffer.data + 299997, "xyz");
}
END_TEST

START_TEST(what_would_pass_the_maximum_is_refused_whole)
{
    CLEANUP(buffer_release) struct buffer buffer = {.maximum = 5};
    ck_assert(buffer_append(&buffer, "abc", 3));
    ck_assert(!buffer_append(&buffer, "def", 3));
    ck_assert(!buffer_append(&buffer, "d", SIZE_MAX));
    ck_assert_str_eq(buffer_text(&buffer), "abc");
    ck_assert(buffer_append(&buffer, "de", 2));
    ck_assert(buffer_append(&buffer, "", 0));
    ck_assert(!buffer_append(&buffer, "f", 1));
    ck_assert_str_eq(buffer_text(&buffer), "abcde");
}
END_TEST

START_TEST(clearing_keeps_the_memory_and_the_maximum)
{
    CLEANUP(buffer_release) struct buffer buffer = {.maximum = 3};
    ck_assert(buffer_append(&buffer, "abc", 3));
    const char *memory = buffer.data;
    buffer_clear(&buffer);
    ck_assert_str_eq(buffer_text(&buffer), "");
    ck_assert(buffer_append(&buffer, "xyz", 3));
    ck_assert_ptr_eq(buffer.data, memory);
    ck_assert(!buffer_append(&buffer, "!", 1));
}
END_TEST

/* Whether the heap has a text, in use or freed. */
static bool heap_has(const char *text)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    unsigned long from = 0, to = 0;
    bool is_heap = false;
    ck_assert_ptr_nonnull(maps);
    while (!is_heap && fgets(line, sizeof(line), maps) != NULL)
        is_heap = strstr(line, "[heap]") != NULL && sscanf(line, "%lx-%lx ", &from, &to) == 2;
    fclose(maps);
    return is_heap && memmem((const void *)from, to - from, text, strlen(text)) != NULL;
}

static bool is_left_by(struct buffer buffer, const char *text)
{
    for (int i = 0; i < 200; i++)
        buffer_printf(&buffer, "%s %d,", text, i);
    buffer_add(&buffer, text);
    buffer_release(&buffer);
    return heap_has(text);
}

START_TEST(a_secret_leaves_nothing_in_freed_memory)
{
    char plain[] = "a-plain-text-of-its-own";
    char secret[] = "a-secret-text-of-its-own";
    /* Under memcheck and AddressSanitizer the heap is elsewhere. */
    if (!is_left_by((struct buffer){0}, plain))
        return;
    ck_assert(!is_left_by((struct buffer){.is_secret = true}, secret));
}
END_TEST

Suite *buffer_suite(void)
{
    Suite *suite = suite_create("buffer");
    TCase *tcase = tcase_create("buffer");
    tcase_add_test(tcase, an_empty_buffer_reads_as_empty_text);
    tcase_add_test(tcase, bytes_are_kept_with_a_nul_behind_them);
    tcase_add_test(tcase, it_grows_over_many_small_pieces);
    tcase_add_test(tcase, what_would_pass_the_maximum_is_refused_whole);
    tcase_add_test(tcase, clearing_keeps_the_memory_and_the_maximum);
    tcase_add_test(tcase, a_secret_leaves_nothing_in_freed_memory);
    suite_add_tcase(suite, tcase);
    return suite;
}
