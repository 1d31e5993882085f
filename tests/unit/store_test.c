#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/os/file.h"
#include "lib/os/store.h"
#include "suites.h"

/* SHA-256 of "abc", as FIPS 180-2 gives it. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static char root[64];
static struct store_place place;
static const struct store_expectation nothing = {.size_bytes = -1};

static void set_up(void)
{
    snprintf(root, sizeof(root), "/tmp/brigade-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(root));
    place.directory = xasprintf("%s/a/b", root);
    place.incoming = xasprintf("%s/a/incoming", root);
}

static void tear_down(void)
{
    struct error err;
    ck_assert_msg(file_remove_tree(root, &err), "%s", err.message);
    free_pointer(&place.directory);
    free_pointer(&place.incoming);
}

static bool put(const struct store_expectation *expected, const char *text, struct error *err)
{
    CLEANUP(store_abandon) struct store_writer *writer = NULL;
    char sha256[SHA256_TEXT];
    int64_t size = 0;
    bool good = store_begin(&writer, &place, expected, err);

    for (; good && *text != '\0'; text++)
        good = store_write(writer, text, 1, err);
    return good && store_end(&writer, sha256, &size, err);
}

static int count_files(const char *directory)
{
    CLEANUP(free_pointer) char *command = xasprintf("ls -A %s | wc -l", directory);
    FILE *pipe = popen(command, "r");
    int count = -1;

    ck_assert_int_eq(fscanf(pipe, "%d", &count), 1);
    pclose(pipe);
    return count;
}

START_TEST(a_file_is_named_for_its_hash)
{
    struct error err;
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", place.directory, ABC);
    char sha256[SHA256_TEXT];
    int64_t size = 0;

    ck_assert_msg(put(&nothing, "abc", &err), "%s", err.message);
    ck_assert_msg(put(&nothing, "abc", &err), "%s", err.message);
    ck_assert_int_eq(count_files(place.directory), 1);
    ck_assert(store_holds(place.directory, ABC, 3));
    ck_assert(!store_holds(place.directory, ABC, 4));
    ck_assert_msg(store_hash_file(path, sha256, &size, &err), "%s", err.message);
    ck_assert_str_eq(sha256, ABC);
    ck_assert_int_eq(size, 3);
}
END_TEST

static const struct {
    struct store_expectation expected;
    enum error_class class;
    const char *said;
} wrong[] = {
    {{.size_bytes = 2}, ERROR_ITEM, "larger than 2 bytes"},
    {{.size_bytes = -1, .max_bytes = 2}, ERROR_ITEM, "larger than 2 bytes"},
    {{.size_bytes = 4}, ERROR_RETRY, "3 bytes came where 4"},
    {{.size_bytes = 3, .sha256 = "00"}, ERROR_RETRY, "SHA-256"},
};

START_TEST(what_is_not_as_expected_leaves_nothing)
{
    struct error err = {0};

    ck_assert(!put(&wrong[_i].expected, "abc", &err));
    ck_assert_int_eq(err.class, wrong[_i].class);
    ck_assert_msg(strstr(err.message, wrong[_i].said) != NULL, "%s", err.message);
    ck_assert_int_eq(count_files(place.directory) + count_files(place.incoming), 0);
}
END_TEST

START_TEST(no_space_is_said_and_leaves_nothing)
{
    struct error err = {0};
    CLEANUP(store_abandon) struct store_writer *writer = NULL;

    free_pointer(&place.directory);
    place.directory = xstrdup("/proc/brigade");
    ck_assert(!store_begin(&writer, &place, &nothing, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_ptr_nonnull(strstr(err.message, "/proc/brigade"));
}
END_TEST

START_TEST(links_are_not_read)
{
    struct error err = {0};
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", place.directory, ABC);
    char sha256[SHA256_TEXT];
    int64_t size = 0;

    ck_assert(file_make_directories(place.directory, 0700, &err));
    ck_assert_int_eq(symlink("/etc/hostname", path), 0);
    ck_assert(!store_hash_file(path, sha256, &size, &err));
    ck_assert(!store_holds(place.directory, ABC, 3));
}
END_TEST

START_TEST(what_is_not_whole_is_not_in_the_store)
{
    struct error err;
    CLEANUP(store_abandon) struct store_writer *writer = NULL;

    ck_assert_msg(put(&nothing, "abc", &err), "%s", err.message);
    ck_assert_msg(store_begin(&writer, &place, &nothing, &err), "%s", err.message);
    ck_assert(store_write(writer, "abd", 3, &err));
    ck_assert_int_eq(count_files(place.directory), 1);
    ck_assert_int_eq(count_files(place.incoming), 1);
    store_abandon(&writer);
    ck_assert_int_eq(count_files(place.incoming), 0);
}
END_TEST

START_TEST(a_hash_is_64_lower_case_digits)
{
    ck_assert(store_is_sha256(ABC));
    ck_assert(!store_is_sha256(NULL));
    ck_assert(!store_is_sha256("../../etc/passwd"));
    ck_assert(!store_is_sha256("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
    ck_assert(!store_is_sha256(ABC "0"));
}
END_TEST

START_TEST(settled_files_are_published_together)
{
    struct store_writer *writers[2] = {0};
    char sha256[2][SHA256_TEXT];
    int64_t size = 0;
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(writers); i++) {
        ck_assert(store_begin(&writers[i], &place, &nothing, &err));
        ck_assert(store_write(writers[i], i == 0 ? "abc" : "abd", 3, &err));
        ck_assert(store_settle(writers[i], sha256[i], &size, &err));
        ck_assert_int_eq(size, 3);
        ck_assert_msg(!store_holds(place.directory, sha256[i], 3),
                      "a name before the bytes are on disk");
    }
    ck_assert_str_eq(sha256[0], ABC);
    ck_assert_msg(store_publish(writers, ARRAY_LENGTH(writers), &err), "%s", err.message);
    for (size_t i = 0; i < ARRAY_LENGTH(writers); i++) {
        ck_assert_ptr_null(writers[i]);
        ck_assert(store_holds(place.directory, sha256[i], 3));
    }
    ck_assert(store_publish(writers, 0, &err));
}
END_TEST

Suite *store_suite(void)
{
    Suite *suite = suite_create("store");
    TCase *cases = tcase_create("store");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, settled_files_are_published_together);
    tcase_add_test(cases, a_file_is_named_for_its_hash);
    tcase_add_loop_test(cases, what_is_not_as_expected_leaves_nothing, 0, ARRAY_LENGTH(wrong));
    tcase_add_test(cases, no_space_is_said_and_leaves_nothing);
    tcase_add_test(cases, links_are_not_read);
    tcase_add_test(cases, what_is_not_whole_is_not_in_the_store);
    tcase_add_test(cases, a_hash_is_64_lower_case_digits);
    suite_add_tcase(suite, cases);
    return suite;
}
