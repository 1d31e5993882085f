#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/base.h"
#include "suites.h"

START_TEST(memory_comes_zeroed_and_of_any_size)
{
    CLEANUP(free_pointer) char *bytes = xcalloc(3, 2);
    CLEANUP(free_pointer) char *nothing = xcalloc(0, 8);
    for (size_t i = 0; i < 6; i++)
        ck_assert_int_eq(bytes[i], 0);
    ck_assert_ptr_nonnull(nothing);
    bytes = xrealloc(bytes, 1000);
    memset(bytes, 1, 1000);
}
END_TEST

#ifndef __SANITIZE_ADDRESS__ /* which ends the process itself, in its own way */
START_TEST(out_of_memory_ends_the_process)
{
    volatile size_t too_much = SIZE_MAX;
    CLEANUP(free_pointer) void *memory = xcalloc(too_much, too_much);
}
END_TEST
#endif

START_TEST(a_bug_ends_the_process)
{
    bug("%s", "this line belongs to a test");
}
END_TEST

START_TEST(copying_nothing_gives_nothing)
{
    CLEANUP(free_pointer) char *copy = xstrdup("text");
    ck_assert_str_eq(copy, "text");
    ck_assert_ptr_null(xstrdup(NULL));
}
END_TEST

START_TEST(formatted_text_has_any_length)
{
    CLEANUP(free_pointer) char *text = xasprintf("%s-%05000d", "a", 7);
    ck_assert_uint_eq(strlen(text), 5002);
    ck_assert(strncmp(text, "a-000", 5) == 0);
}
END_TEST

START_TEST(taking_a_pointer_leaves_null)
{
    char *owner = xstrdup("text");
    CLEANUP(free_pointer) char *taken = TAKE(owner);
    ck_assert_ptr_null(owner);
    ck_assert_str_eq(taken, "text");
}
END_TEST

START_TEST(freeing_twice_is_harmless)
{
    char *text = xstrdup("text"), *secret = xstrdup("secret");
    free_pointer(&text);
    free_pointer(&text);
    free_secret(&secret);
    free_secret(&secret);
    ck_assert_ptr_null(text);
    ck_assert_ptr_null(secret);
}
END_TEST

START_TEST(the_clock_goes_forward)
{
    struct timespec pause = {.tv_nsec = 5000000};
    int64_t before = clock_ms();
    nanosleep(&pause, NULL);
    ck_assert_int_ge(clock_ms(), before + 4);
}
END_TEST

Suite *base_suite(void)
{
    Suite *suite = suite_create("base");
    TCase *tcase = tcase_create("base");
    tcase_add_test(tcase, memory_comes_zeroed_and_of_any_size);
#ifndef __SANITIZE_ADDRESS__
    tcase_add_exit_test(tcase, out_of_memory_ends_the_process, 70);
#endif
    tcase_add_exit_test(tcase, a_bug_ends_the_process, 70);
    tcase_add_test(tcase, copying_nothing_gives_nothing);
    tcase_add_test(tcase, formatted_text_has_any_length);
    tcase_add_test(tcase, taking_a_pointer_leaves_null);
    tcase_add_test(tcase, freeing_twice_is_harmless);
    tcase_add_test(tcase, the_clock_goes_forward);
    suite_add_tcase(suite, tcase);
    return suite;
}
