#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/os/file.h"
#include "lib/base/limits.h"
#include "lib/secret/file_secret.h"
#include "suites.h"

/* Each test has a directory of its own, and works in it. */
static char directory[64];

static void enter_directory(void)
{
    snprintf(directory, sizeof directory, "/tmp/brigade-file-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    ck_assert_int_eq(chdir(directory), 0);
    umask(022);
}

static void leave_directory(void)
{
    struct error err;
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_msg(file_remove_tree(directory, &err), "%s", err.message);
}

static void put(const char *path, const void *bytes, size_t size, mode_t mode)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
}

static void put_text(const char *path, const char *text, mode_t mode)
{
    put(path, text, strlen(text), mode);
}

static void assert_mode(const char *path, mode_t mode)
{
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, mode);
}

static const struct {
    const char *path;
    bool is_clean;
} linked_paths[] = {
    {"", true},        {"/a/b", true},      {"//a//b/", true},          {"/a/b/new/er", true},
    {"/a/out", false}, {"/a/out/x", false}, {"/a/b/dangling/x", false},
};

START_TEST(a_link_below_the_root_is_noticed)
{
    struct error err;
    ck_assert_int_eq(mkdir("real", 0700) + mkdir("real/a", 0700) + mkdir("real/a/b", 0700), 0);
    ck_assert_int_eq(symlink("real", "link"),
                     0); /* how the root is reached is its owner's affair */
    ck_assert_int_eq(symlink("../../elsewhere", "real/a/out"), 0);
    ck_assert_int_eq(symlink("nowhere", "real/a/b/dangling"), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(linked_paths); i++) {
        for (int linked = 0; linked < 2; linked++) {
            CLEANUP(free_pointer)
            char *root = xasprintf("%s/%s", directory, linked ? "link" : "real");
            CLEANUP(free_pointer) char *path = xasprintf("%s%s", root, linked_paths[i].path);
            bool is_clean = file_check_no_links(root, path, &err);
            ck_assert_msg(is_clean == linked_paths[i].is_clean, "%s", path);
            ck_assert_msg(is_clean || strstr(err.message, "symbolic link"), "%s", err.message);
        }
    }
    ck_assert(file_check_no_links("/nonexistent", "/nonexistent/x", &err));
}
END_TEST

START_TEST(directories_are_made_with_their_parents)
{
    struct error err;
    CLEANUP(free_pointer) char *absolute = xasprintf("%s//x/y/", directory);
    ck_assert_msg(file_make_directories("a/b/c", 0700, &err), "%s", err.message);
    ck_assert(file_make_directories("a/b/c", 0755, &err));
    ck_assert_msg(file_make_directories(absolute, 0750, &err), "%s", err.message);
    ck_assert(file_make_directories("/", 0700, &err));
    assert_mode("a", 0700);
    assert_mode("a/b/c", 0700);
    assert_mode("x/y", 0750);
}
END_TEST

START_TEST(a_file_in_the_way_is_said)
{
    struct error err;
    put_text("a", "x", 0600);
    ck_assert(!file_make_directories("a", 0700, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "Not a directory"));
    ck_assert(!file_make_directories("a/b", 0700, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
}
END_TEST

START_TEST(trees_are_removed_without_following_links)
{
    struct error err;
    ck_assert(file_make_directories("keep", 0700, &err));
    put_text("keep/file", "x", 0600);
    ck_assert(file_make_directories("tree/objects/ab", 0700, &err));
    put_text("tree/objects/ab/read-only", "x", 0444);
    ck_assert_int_eq(symlink("../keep", "tree/link"), 0);
    ck_assert_int_eq(symlink("nowhere", "tree/dangling"), 0);
    ck_assert_int_eq(mkfifo("tree/pipe", 0600), 0);
    ck_assert_msg(file_remove_tree("tree", &err), "%s", err.message);
    ck_assert(!file_exists("tree"));
    ck_assert(file_exists("keep/file"));
    ck_assert_int_eq(symlink("keep", "link"), 0);
    ck_assert(file_remove_tree("link", &err));
    ck_assert(file_exists("keep/file"));
    ck_assert(file_remove_tree("keep/file", &err));
    ck_assert(!file_exists("keep/file"));
}
END_TEST

START_TEST(removing_nothing_succeeds)
{
    struct error err;
    ck_assert(file_remove_tree("nowhere", &err));
    ck_assert(file_remove_tree("no/where", &err));
    ck_assert(!file_remove_tree("", &err) || errno == ENOENT);
}
END_TEST

/* Deeper than descriptors are allowed. */
START_TEST(deep_trees_need_few_descriptors)
{
    struct error err;
    CLEANUP(buffer_release) struct buffer path = {0};
    buffer_add(&path, "deep");
    for (int i = 0; i < 300; i++)
        buffer_add(&path, "/d");
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &(struct rlimit){100, 100}), 0);
    ck_assert_msg(file_make_directories(buffer_text(&path), 0700, &err), "%s", err.message);
    ck_assert_msg(file_sync_tree("deep", NULL, NULL, &err), "%s", err.message);
    ck_assert_msg(file_remove_tree("deep", &err), "%s", err.message);
    ck_assert(!file_exists("deep"));
}
END_TEST

START_TEST(syncing_takes_trees_with_links_and_read_only_files)
{
    struct error err;
    ck_assert(file_make_directories("tree/a", 0700, &err));
    put_text("tree/a/object", "x", 0444);
    ck_assert_int_eq(symlink("nowhere", "tree/dangling"), 0);
    ck_assert_int_eq(mkfifo("tree/pipe", 0600), 0);
    ck_assert_msg(file_sync_tree("tree", NULL, NULL, &err), "%s", err.message);
    ck_assert_msg(file_sync_directory("tree", &err), "%s", err.message);
    ck_assert_msg(file_sync_parent("tree/a", &err), "%s", err.message);
    ck_assert_msg(file_sync_parent("tree", &err), "%s", err.message);
    ck_assert_msg(file_sync_parent("/tmp", &err), "%s", err.message);
    ck_assert(!file_sync_tree("nowhere", NULL, NULL, &err));
    ck_assert(!file_sync_directory("tree/a/object", &err));
}
END_TEST

START_TEST(bytes_of_a_tree_are_those_of_its_files)
{
    struct error err;
    ck_assert(file_make_directories("tree/a/b", 0700, &err));
    put_text("tree/one", "123", 0600);
    put_text("tree/a/b/two", "12345", 0600);
    ck_assert_int_eq(symlink("one", "tree/link"), 0);
    ck_assert_uint_eq(file_tree_bytes("tree"), 8);
    ck_assert_uint_eq(file_tree_bytes("tree/one"), 3);
    ck_assert_uint_eq(file_tree_bytes("nowhere"), 0);
}
END_TEST

START_TEST(files_are_read_up_to_a_maximum)
{
    struct error err;
    CLEANUP(buffer_release) struct buffer out = {0};
    CLEANUP(free_pointer) char *large = xcalloc(200000, 1);
    put("large", large, 200000, 0600);
    put_text("empty", "", 0600);
    buffer_add(&out, "old");
    ck_assert(!file_read("large", 199999, &out, &err));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert(!file_read("nowhere", 10, &out, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert(!file_read(".", 10, &out, &err));
    ck_assert_str_eq(buffer_text(&out), "old");
    ck_assert(file_read("large", 200000, &out, &err));
    ck_assert_uint_eq(out.size, 200000);
    ck_assert(file_read("empty", 10, &out, &err));
    ck_assert_uint_eq(out.size, 0);
}
END_TEST

START_TEST(a_pipe_is_not_waited_for)
{
    struct error err;
    CLEANUP(buffer_release) struct buffer out = {0};
    CLEANUP(free_secret) char *secret = NULL;
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    ck_assert(!file_read("pipe", 10, &out, &err));
    ck_assert(!file_secret_read("pipe", &secret, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
}
END_TEST

START_TEST(a_secret_in_a_directory_that_others_may_write_is_refused)
{
    struct error err;
    CLEANUP(free_secret) char *secret = NULL;
    ck_assert_int_eq(mkdir("open", 0700), 0);
    ck_assert_msg(file_secret_write("open/token", "s3cret", &err), "%s", err.message);
    ck_assert(file_secret_read("open/token", &secret, &err));
    free_secret(&secret);
    ck_assert_int_eq(chmod("open", 0777), 0);
    ck_assert(!file_secret_read("open/token", &secret, &err));
    ck_assert_msg(err.cause == CAUSE_SECRET_DIRECTORY_OPEN, "%s", err.message);
    ck_assert_str_eq(err.subject, "open");
}
END_TEST

START_TEST(a_written_secret_is_read_back)
{
    struct error err;
    CLEANUP(free_secret) char *secret = NULL;
    ck_assert_msg(file_secret_write("token", "s3cret \xC3\xA9", &err), "%s", err.message);
    assert_mode("token", 0600);
    ck_assert_msg(file_secret_read("token", &secret, &err), "%s", err.message);
    ck_assert_str_eq(secret, "s3cret \xC3\xA9");
    free_secret(&secret);
    ck_assert(file_secret_write("token", "other", &err));
    ck_assert(file_secret_read("token", &secret, &err));
    ck_assert_str_eq(secret, "other");
    ck_assert_uint_eq(file_tree_bytes("."), 6); /* no temporary is left */
}
END_TEST

static const struct {
    const char *content, *secret; /* NULL: refused */
} secrets[] = {
    {"abc", "abc"},     {"abc\n", "abc"}, {"abc\r\n\n", "abc"}, {"", NULL},        {"\n\n", NULL},
    {"abc\ndef", NULL}, {"a\tb", NULL},   {"a\x1b", NULL},      {"a\x7f\n", NULL},
};

START_TEST(a_secret_is_one_clean_line)
{
    struct error err;
    CLEANUP(free_secret) char *secret = NULL;
    put_text("token", secrets[_i].content, 0600);
    ck_assert_int_eq(file_secret_read("token", &secret, &err), secrets[_i].secret != NULL);
    if (secrets[_i].secret)
        ck_assert_str_eq(secret, secrets[_i].secret);
    else
        ck_assert_int_eq(err.class, ERROR_IMPORT);
}
END_TEST

START_TEST(the_longest_secret_fits)
{
    struct error err;
    CLEANUP(free_secret) char *secret = NULL;
    CLEANUP(free_secret) char *longest = xcalloc(1, LIMIT_SECRET_BYTES + 2);
    memset(longest, 'x', LIMIT_SECRET_BYTES);
    ck_assert(file_secret_write("token", longest, &err));
    ck_assert(file_secret_read("token", &secret, &err));
    ck_assert_str_eq(secret, longest);
    longest[LIMIT_SECRET_BYTES] = 'x';
    ck_assert(!file_secret_write("token", longest, &err));
    put_text("token", longest, 0600);
    free_secret(&secret);
    ck_assert(!file_secret_read("token", &secret, &err));
    put("nul", "ab\0cd", 5, 0600);
    ck_assert(!file_secret_read("nul", &secret, &err));
    ck_assert(!file_secret_write("token", "", &err));
    ck_assert(!file_secret_write("token", "a\nb", &err));
}
END_TEST

START_TEST(a_secret_that_others_may_use_is_refused)
{
    static const mode_t modes[] = {0644, 0640, 0604, 0620, 0602, 0610, 0601, 0777};
    struct error err;
    CLEANUP(free_secret) char *secret = NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
        put_text("token", "abc", modes[i]);
        ck_assert(!file_secret_read("token", &secret, &err));
        ck_assert_int_eq(err.class, ERROR_IMPORT);
    }
    put_text("token", "abc", 0644);
    ck_assert(!file_secret_read("token", &secret, &err));
    ck_assert_str_eq(err.message, "secret file token may be read by others (mode 0644)");
    ck_assert_int_eq(err.cause, CAUSE_SECRET_FILE_OPEN);
    ck_assert_str_eq(err.subject, "token");
    put_text("token", "abc", 0400);
    ck_assert(file_secret_read("token", &secret, &err));
}
END_TEST

START_TEST(a_secret_that_systemd_gives_shows_a_group)
{
    struct error err;
    CLEANUP(free_secret) char *secret = NULL;
    ck_assert_int_eq(mkdir("given", 0700), 0);
    put_text("given/token", "abc", 0440);
    ck_assert(!file_secret_read("given/token", &secret, &err));
    ck_assert_int_eq(setenv("CREDENTIALS_DIRECTORY", "given", 1), 0);
    ck_assert_msg(file_secret_read("given/token", &secret, &err), "%s", err.message);
    free_secret(&secret);
    ck_assert_int_eq(chmod("given/token", 0444), 0);
    ck_assert(!file_secret_read("given/token", &secret, &err));
    put_text("token", "abc", 0440);
    ck_assert(!file_secret_read("token", &secret, &err));
    ck_assert(!file_secret_read("given/../token", &secret, &err));
    ck_assert_int_eq(unsetenv("CREDENTIALS_DIRECTORY"), 0);
}
END_TEST

START_TEST(a_missing_or_linked_secret_says_what_is_wrong)
{
    struct error err;
    CLEANUP(free_secret) char *secret = NULL;
    ck_assert(!file_secret_read("token", &secret, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    ck_assert_str_eq(err.message, "there is no secret file token");
    ck_assert_int_eq(err.cause, CAUSE_NO_SECRET_FILE);
    ck_assert_str_eq(err.subject, "token");
    put_text("real", "abc", 0600);
    ck_assert_int_eq(symlink("real", "token"), 0);
    ck_assert(!file_secret_read("token", &secret, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "symbolic link"));
    ck_assert(!file_secret_read(".", &secret, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "not a regular file"));
    ck_assert(!file_secret_write("no/where", "abc", &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
}
END_TEST

START_TEST(a_secret_of_another_user_is_refused)
{
    struct error err;
    CLEANUP(free_secret) char *secret = NULL;
    put_text("token", "abc", 0600);
    if (geteuid() != 0 || chown("token", 12345, (gid_t)-1) != 0)
        return; /* only root can give files away */
    ck_assert(!file_secret_read("token", &secret, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "belongs to user 12345"));
    ck_assert_int_eq(err.cause, CAUSE_SECRET_FILE_OWNER);
}
END_TEST

Suite *file_suite(void)
{
    Suite *suite = suite_create("file");
    TCase *tcase = tcase_create("file");
    tcase_add_checked_fixture(tcase, enter_directory, leave_directory);
    tcase_set_timeout(tcase, 60); /* fsync is slow on a busy disk */
    tcase_add_test(tcase, a_link_below_the_root_is_noticed);
    tcase_add_test(tcase, directories_are_made_with_their_parents);
    tcase_add_test(tcase, a_file_in_the_way_is_said);
    tcase_add_test(tcase, trees_are_removed_without_following_links);
    tcase_add_test(tcase, removing_nothing_succeeds);
    tcase_add_test(tcase, deep_trees_need_few_descriptors);
    tcase_add_test(tcase, syncing_takes_trees_with_links_and_read_only_files);
    tcase_add_test(tcase, bytes_of_a_tree_are_those_of_its_files);
    tcase_add_test(tcase, files_are_read_up_to_a_maximum);
    tcase_add_test(tcase, a_pipe_is_not_waited_for);
    tcase_add_test(tcase, a_written_secret_is_read_back);
    tcase_add_test(tcase, a_secret_in_a_directory_that_others_may_write_is_refused);
    tcase_add_loop_test(tcase, a_secret_is_one_clean_line, 0, ARRAY_LENGTH(secrets));
    tcase_add_test(tcase, the_longest_secret_fits);
    tcase_add_test(tcase, a_secret_that_others_may_use_is_refused);
    tcase_add_test(tcase, a_secret_that_systemd_gives_shows_a_group);
    tcase_add_test(tcase, a_missing_or_linked_secret_says_what_is_wrong);
    tcase_add_test(tcase, a_secret_of_another_user_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
