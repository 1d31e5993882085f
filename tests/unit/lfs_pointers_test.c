#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/os/file.h"
#include "lib/git/lfs_pointers.h"
#include "suites.h"
#include "test_server.h"

#define OID "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SPEC_V1 "version https://git-lfs.github.com/spec/v1\n"

static bool parse(const char *text, struct lfs_pointer *out)
{
    return lfs_pointer_parse(text, strlen(text), out);
}

START_TEST(pointers_are_understood)
{
    static const char *const texts[] = {
        SPEC_V1 "oid sha256:" OID "\nsize 12345\n",
        SPEC_V1 "oid sha256:" OID "\nsize 12345",
        SPEC_V1 "ext-0-case sha256:" OID "\noid sha256:" OID "\nsize 12345\n",
        "\n \t" SPEC_V1 "oid sha256:" OID "\nsize 12345 \n\n", /* as git-lfs takes them */
        SPEC_V1 "\noid sha256:" OID "\r\n\r\nsize 12345\n",
        "version https://hawser.github.com/spec/v1\noid sha256:" OID "\nsize 12345\n",
        "version https://git-lfs.github.com/spec/v1\r\noid sha256:" OID "\r\nsize 12345\r\n",
    };
    struct lfs_pointer pointer;

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        ck_assert_msg(parse(texts[i], &pointer), "%s", texts[i]);
        ck_assert_str_eq(pointer.oid, OID);
        ck_assert_int_eq(pointer.size_bytes, 12345);
    }
}
END_TEST

START_TEST(what_is_no_pointer_is_left_alone)
{
    static const char *const texts[] = {
        "x",
        "version",
        "version ",
        SPEC_V1,
        "version https://git-lfs.github.com/spec/v2\noid sha256:" OID "\nsize 1\n",
        "oid sha256:" OID "\nsize 1\n" SPEC_V1,
        SPEC_V1 "oid sha256:" OID "\n",
        SPEC_V1 "size 1\n",
        SPEC_V1 "oid md5:" OID "\nsize 1\n",
        SPEC_V1 "oid sha256:../../" OID "\nsize 1\n",
        SPEC_V1 "oid sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD\nsize "
                "1\n",
        SPEC_V1 "oid sha256:" OID "\nsize -1\n",
        SPEC_V1 "oid sha256:" OID "\nsize 1e3\n",
        SPEC_V1 "oid sha256:" OID "\nsize \n",
        SPEC_V1 "oid sha256:" OID "\nsize 9999999999999999999\n",
    };
    struct lfs_pointer pointer = {.size_bytes = 7};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        ck_assert_msg(!parse(texts[i], &pointer), "%s", texts[i]);
    ck_assert_int_eq(pointer.size_bytes, 7);
}
END_TEST

START_TEST(a_long_text_is_no_pointer)
{
    CLEANUP(free_pointer)
    char *text = xasprintf(SPEC_V1 "a %0970d\noid sha256:" OID "\nsize 1\n", 1);
    struct lfs_pointer pointer;

    ck_assert_uint_gt(strlen(text), 1024);
    ck_assert(!parse(text, &pointer));
}
END_TEST

static char folder[64];
static char *repository;

/* Three pointers: on a branch, in a commit that no ref names, and packed away; and blobs that are
 * none. */
static void set_up(void)
{
    strcpy(folder, "/tmp/brigade-lfs-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    repository = xasprintf("%s/r.git", folder);
    ck_assert(test_shell(
        "set -e; export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent "
        "GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A "
        "GIT_COMMITTER_EMAIL=a@example.org; cd %s; git init -q --bare --template= -b main r.git; "
        "cd r.git; p() { printf 'version https://git-lfs.github.com/spec/v1\\noid "
        "sha256:%%064d\\nsize %%d\\n' $1 $1 | git hash-object -w --stdin; }; "
        "a=$(p 1); b=$(p 2); big=$(seq 1000 | git hash-object -w --stdin); "
        "config=$(printf '[include]\\n path = /etc/passwd\\n[lfs]\\n\\turl = "
        "\"https://example.org/a b\" ; c\\n' | git hash-object -w --stdin); "
        "in=$(printf '100644 blob %%s\\tx y.bin\\n100644 blob %%s\\tz\\n' $a $big | git mktree); "
        "t=$(printf '100644 blob %%s\\t.lfsconfig\\n040000 tree %%s\\tdeep\\n' $config $in | git "
        "mktree); "
        "git update-ref refs/heads/main $(git commit-tree -m one $t); "
        "git update-ref refs/x $b; git repack -adq; git update-ref -d refs/x; p 3 >/dev/null; "
        "git hash-object -w --stdin </dev/null >/dev/null",
        folder));
}

static void tear_down(void)
{
    struct error err;
    ck_assert_msg(file_remove_tree(folder, &err), "%s", err.message);
    free_pointer(&repository);
}

static bool add(const struct lfs_pointer *pointer, void *payload)
{
    int64_t *sum = payload;
    *sum = 10 * *sum + 1;
    ck_assert_int_eq(strtoll(pointer->oid, NULL, 10), pointer->size_bytes);
    ck_assert_uint_eq(strlen(pointer->blob), 40);
    return true;
}

static bool refuse(const struct lfs_pointer *pointer, void *payload)
{
    (void)pointer;
    ++*(int *)payload;
    return false;
}

START_TEST(all_objects_are_looked_at)
{
    struct error err;
    int64_t ones = 0;

    ck_assert_msg(lfs_pointers_each(repository, NULL, add, &ones, &err), "%s", err.message);
    ck_assert_int_eq(ones, 111);
}
END_TEST

START_TEST(who_wants_no_more_gets_no_more)
{
    struct error err;
    int calls = 0;

    ck_assert(!lfs_pointers_each(repository, NULL, refuse, &calls, &err));
    ck_assert_int_eq(calls, 1);
    ck_assert_int_eq(err.class, ERROR_RETRY);
}
END_TEST

START_TEST(a_broken_object_is_an_error)
{
    struct error err;
    int64_t ones = 0;

    ck_assert(test_shell("cd %s; for f in $(find objects -type f -size -2); do chmod +w $f; "
                         "printf xxxx > $f; done",
                         repository));
    ck_assert(!lfs_pointers_each(repository, NULL, add, &ones, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
}
END_TEST

START_TEST(the_address_of_the_server_is_read)
{
    struct error err;
    CLEANUP(free_pointer) char *url = NULL;

    ck_assert_msg(lfs_pointers_config_url(repository, &url, &err), "%s", err.message);
    ck_assert_str_eq(url, "https://example.org/a b");
}
END_TEST

START_TEST(without_a_file_or_a_commit_there_is_no_address)
{
    struct error err;
    char *url = repository;

    ck_assert(test_shell("git --git-dir=%s symbolic-ref HEAD refs/heads/none", repository));
    ck_assert_msg(lfs_pointers_config_url(repository, &url, &err), "%s", err.message);
    ck_assert_ptr_null(url);
}
END_TEST

START_TEST(a_broken_lfsconfig_is_said)
{
    struct error err;
    char *url = NULL;

    ck_assert(test_shell("cd %s; export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b "
                         "GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b; "
                         "t=$(printf '100644 blob %%s\\t.lfsconfig\\n' $(echo '[lfs' | git "
                         "hash-object -w --stdin) | git mktree); "
                         "git update-ref refs/heads/main $(git commit-tree -m x $t)",
                         repository));
    ck_assert(!lfs_pointers_config_url(repository, &url, &err));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert_ptr_null(url);
}
END_TEST

static bool note_path(const char *path, const char *oid, void *payload)
{
    struct buffer *paths = payload;
    ck_assert_uint_eq(strlen(oid), 40);
    buffer_printf(paths, "%s|", path);
    return true;
}

START_TEST(files_of_head_have_their_paths)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    CLEANUP(buffer_release) struct buffer paths = {0};
    struct error err;

    ck_assert(gitdir_open(&gitdir, repository, &err));
    gitdir_each_file(gitdir, note_path, &paths);
    ck_assert_str_eq(buffer_text(&paths), ".lfsconfig|deep/x y.bin|deep/z|");
    ck_assert(gitdir_has_file(gitdir, "deep/z"));
    ck_assert(!gitdir_has_file(gitdir, "deep"));
}
END_TEST

Suite *lfs_pointers_suite(void)
{
    Suite *suite = suite_create("lfs_pointers");
    TCase *text = tcase_create("text");
    TCase *objects = tcase_create("objects");

    tcase_add_test(text, pointers_are_understood);
    tcase_add_test(text, what_is_no_pointer_is_left_alone);
    tcase_add_test(text, a_long_text_is_no_pointer);
    suite_add_tcase(suite, text);
    tcase_add_checked_fixture(objects, set_up, tear_down);
    tcase_add_test(objects, all_objects_are_looked_at);
    tcase_add_test(objects, who_wants_no_more_gets_no_more);
    tcase_add_test(objects, a_broken_object_is_an_error);
    tcase_add_test(objects, the_address_of_the_server_is_read);
    tcase_add_test(objects, without_a_file_or_a_commit_there_is_no_address);
    tcase_add_test(objects, a_broken_lfsconfig_is_said);
    tcase_add_test(objects, files_of_head_have_their_paths);
    suite_add_tcase(suite, objects);
    return suite;
}
