#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "lib/base/buffer.h"
#include "lib/git/git.h"
#include "suites.h"
#include "test_server.h"

/* A repository made by git itself: two commits, a blob tagged through two tags, loose and packed
 * refs side by side. Dates are fixed, so ids are. */
#define MAKE_REPOSITORY                                                                            \
    "set -e; export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent "          \
    "GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A "                       \
    "GIT_COMMITTER_EMAIL=a@example.org GIT_AUTHOR_DATE='1100000000 +0100' "                        \
    "GIT_COMMITTER_DATE='1200000000 +0100'; "                                                      \
    "git init -q --bare --template= -b main %1$s/r.git; cd %1$s/r.git; "                           \
    "t=$(git mktree </dev/null); c=$(git commit-tree -m one $t); "                                 \
    "d=$(git commit-tree -m two -p $c $t); b=$(echo text | git hash-object -w --stdin); "          \
    "git update-ref refs/heads/main $d; git update-ref refs/heads/b/c $c; "                        \
    "git update-ref refs/tags/light $c; git tag -a -m x annotated $d; "                            \
    "git tag -a -m x blob $b; git -c advice.nestedTag=false tag -a -m x twice blob; git "          \
    "pack-refs --all; "                                                                            \
    "git update-ref refs/heads/a $d; git update-ref refs/heads/\xC3\xBCn\xC3\xAF"                  \
    "code $c; "                                                                                    \
    "git update-ref refs/pull/1/head $c; git update-ref refs/heads/main $c; "                      \
    "for n in main a blob refs/tags/annotated light; do git rev-parse $n; done > ../ids; "         \
    "git rev-parse $d $t >> ../ids"

static char folder[64];
static char ids[7][GIT_OID_TEXT]; /* of main, a, tag blob, tag annotated, light, $d, tree */
static struct gitdir *gitdir;

static void make_repository(void)
{
    char path[128];
    strcpy(folder, "/tmp/brigade-git-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert(test_shell(MAKE_REPOSITORY, folder));
    snprintf(path, sizeof(path), "%s/ids", folder);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < ARRAY_LENGTH(ids); i++)
        ck_assert_int_eq(fscanf(file, "%40s", ids[i]), 1);
    fclose(file);
}

static void set_up(void)
{
    char path[128];
    struct error err = {0};
    make_repository();
    snprintf(path, sizeof(path), "%s/r.git", folder);
    ck_assert_msg(gitdir_open(&gitdir, path, &err), "%s", err.message);
}

static void tear_down(void)
{
    gitdir_close(&gitdir);
    ck_assert(test_shell("rm -rf %s", folder));
}

START_TEST(a_missing_repository_cannot_be_opened)
{
    struct gitdir *none = NULL;
    struct error err = {0};
    ck_assert(!gitdir_open(&none, "/nonexistent/r.git", &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_ptr_nonnull(strstr(err.message, "/nonexistent/r.git"));
    ck_assert_ptr_null(none);
}
END_TEST

START_TEST(abbreviated_commits_are_found)
{
    for (size_t length = 12; length <= 40; length++) {
        char prefix[GIT_OID_TEXT] = "";
        char oid[GIT_OID_TEXT] = "";
        memcpy(prefix, ids[0], length);
        ck_assert(gitdir_resolve_commit(gitdir, prefix, oid));
        ck_assert_str_eq(oid, ids[0]);
    }
}
END_TEST

START_TEST(what_is_no_commit_is_not_found)
{
    char upper[GIT_OID_TEXT] = "";
    char longer[GIT_OID_TEXT + 1] = "";
    char oid[GIT_OID_TEXT] = "untouched";
    for (size_t i = 0; i < 40; i++)
        upper[i] = (char)(ids[0][i] >= 'a' ? ids[0][i] - 'a' + 'A' : ids[0][i]);
    snprintf(longer, sizeof(longer), "%s0", ids[0]);
    const char *const prefixes[] = {"",     "abc",  "0000000000", "main", "zzzzzzzz",  upper,
                                    longer, ids[2], ids[3],       ids[6], "../../../x"};
    for (size_t i = 0; i < ARRAY_LENGTH(prefixes); i++)
        ck_assert_msg(!gitdir_resolve_commit(gitdir, prefixes[i], oid), "%s", prefixes[i]);
    ck_assert_str_eq(oid, "untouched");
}
END_TEST

START_TEST(commits_have_their_committer_date)
{
    int64_t seconds = 0;
    ck_assert(gitdir_commit_time(gitdir, ids[0], &seconds));
    ck_assert_int_eq(seconds, 1200000000);
    ck_assert(!gitdir_commit_time(gitdir, ids[6], &seconds));
    ck_assert(!gitdir_commit_time(gitdir, "nonsense", &seconds));
    ck_assert(!gitdir_commit_time(gitdir, "0123456789012345678901234567890123456789", &seconds));
}
END_TEST

static bool print_ref(const struct gitdir_ref *ref, void *payload)
{
    struct buffer *text = payload;
    buffer_printf(text, "%s %s %s\n", ref->name, ref->oid, ref->peeled_oid);
    return true;
}

static bool look_at_file(const char *path, const char *oid, void *payload)
{
    ck_assert_msg(path == NULL, "%s %s %p", path, oid, payload);
    return true;
}

static long peak_kib(void)
{
    struct rusage usage;
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* 128 MiB, which whoever can push has for 128 kB. */
START_TEST(a_huge_commit_is_not_read)
{
    char path[128];
    char oid[GIT_OID_TEXT] = "";
    char parent[GIT_OID_TEXT];
    int64_t seconds = 0;
    long before_kib = peak_kib();
    ck_assert(test_shell("cd %s/r.git; { printf 'tree %s\nauthor A <a@b> 1 +0000\ncommitter A "
                         "<a@b> 1 +0000\n\n'; head -c 134217728 /dev/zero | tr '\\0' x; } | git "
                         "hash-object -t commit -w --stdin > ../huge && git update-ref "
                         "refs/heads/main $(cat ../huge)",
                         folder, ids[6]));
    snprintf(path, sizeof(path), "%s/huge", folder);
    FILE *file = fopen(path, "re");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fscanf(file, "%40s", oid), 1);
    fclose(file);
    ck_assert(gitdir_resolve_commit(gitdir, oid, parent));
    ck_assert(!gitdir_commit_time(gitdir, oid, &seconds));
    ck_assert(!gitdir_parent(gitdir, oid, 0, parent));
    ck_assert(!gitdir_has_file(gitdir, "a"));
    gitdir_each_file(gitdir, look_at_file, NULL);
    ck_assert_int_lt(peak_kib() - before_kib, 64 * 1024);
}
END_TEST

START_TEST(refs_come_by_name_and_tags_are_peeled)
{
    CLEANUP(buffer_release) struct buffer got = {0};
    CLEANUP(buffer_release) struct buffer wanted = {0};
    char blob[GIT_OID_TEXT] = "8e27be7d6154a1f68ea9160ef0e18691d20560dc";
    struct error err;
    buffer_printf(&wanted, "refs/heads/a %s \nrefs/heads/b/c %s \nrefs/heads/main %s \n", ids[1],
                  ids[4], ids[0]);
    buffer_printf(&wanted, "refs/heads/ünïcode %s \n", ids[4]);
    buffer_printf(&wanted, "refs/tags/annotated %s %s\n", ids[3], ids[5]);
    buffer_printf(&wanted, "refs/tags/blob %s %s\nrefs/tags/light %s \n", ids[2], blob, ids[4]);
    ck_assert(gitdir_each_ref(gitdir, print_ref, &got, &err));
    char *twice = strstr(buffer_text(&got), "refs/tags/twice");
    ck_assert_ptr_nonnull(twice);
    ck_assert_str_eq(twice + strlen("refs/tags/twice ") + 40 + 1 + 40, "\n");
    ck_assert_int_eq(strncmp(twice + strlen("refs/tags/twice ") + 41, blob, 40), 0);
    *twice = '\0';
    ck_assert_str_eq(buffer_text(&got), buffer_text(&wanted));
}
END_TEST

static bool count_two(const struct gitdir_ref *ref, void *payload)
{
    int *count = payload;
    (void)ref;
    return ++*count < 2;
}

START_TEST(listing_ends_when_the_caller_says_so)
{
    struct error err;
    int count = 0;
    ck_assert(gitdir_each_ref(gitdir, count_two, &count, &err));
    ck_assert_int_eq(count, 2);
}
END_TEST

START_TEST(head_is_a_branch_that_is_there)
{
    char name[64];
    char little[4];
    gitdir_head(gitdir, name, sizeof(name));
    ck_assert_str_eq(name, "refs/heads/main");
    gitdir_head(gitdir, little, sizeof(little));
    ck_assert_str_eq(little, "");
    ck_assert(test_shell("git --git-dir=%s/r.git symbolic-ref HEAD refs/heads/none", folder));
    gitdir_head(gitdir, name, sizeof(name));
    ck_assert_str_eq(name, "");
    ck_assert(test_shell("git --git-dir=%s/r.git update-ref --no-deref HEAD %s", folder, ids[0]));
    gitdir_head(gitdir, name, sizeof(name));
    ck_assert_str_eq(name, "");
}
END_TEST

/* Configuration of the user must not matter, not even when it is broken. */
START_TEST(configuration_of_the_user_is_not_read)
{
    char path[128];
    struct gitdir *other = NULL;
    struct error err = {0};
    ck_assert(test_shell("mkdir -p %1$s/git && echo '[broken' > %1$s/.gitconfig && "
                         "echo '[broken' > %1$s/git/config",
                         folder));
    setenv("HOME", folder, 1);
    setenv("XDG_CONFIG_HOME", folder, 1);
    gitdir_close(&gitdir);
    snprintf(path, sizeof(path), "%s/r.git", folder);
    ck_assert_msg(gitdir_open(&other, path, &err), "%s", err.message);
    char oid[GIT_OID_TEXT];
    ck_assert(gitdir_resolve_commit(other, ids[0], oid));
    gitdir_close(&other);
}
END_TEST

static const char *const safe_names[] = {
    "refs/heads/main",
    "refs/heads/feature/a.b@c",
    "refs/heads/ünïcode",
    "refs/heads/日本",
    "refs/tags/v1.0",
    "refs/tags/HEAD",
    "refs/heads/a-",
    "refs/heads/$(id);rm",
    "refs/heads/0123456789012345678901234567890123456789/x",
    "refs/heads/012345678901234567890123456789012345678",
    "refs/heads/@",
};

START_TEST(usual_names_are_safe)
{
    ck_assert(git_ref_name_refusal(safe_names[_i]) == NULL);
}
END_TEST

static const char *const unsafe_names[] = {
    "",
    "HEAD",
    "refs/heads",
    "refs/heads/",
    "refs/tags/",
    "refs/pull-requests/1/from",
    "objects/info/alternates",
    "refs/heads/HEAD",
    "refs/heads/-x",
    "refs/heads/a/-x",
    "refs/heads/.",
    "refs/heads/..",
    "refs/heads/a..b",
    "refs/heads/.git",
    "refs/heads/a/.b",
    "refs/heads/a.",
    "refs/heads/a.lock",
    "refs/heads/a.lock/b",
    "refs/heads/a b",
    "refs/heads/a\tb",
    "refs/heads/a\nb",
    "refs/heads/a\x7f",
    "refs/heads/a~1",
    "refs/heads/a^",
    "refs/heads/a:b",
    "refs/heads/a?",
    "refs/heads/a*",
    "refs/heads/a[",
    "refs/heads/a\\b",
    "refs/heads/a@{1}",
    "refs/heads//a",
    "refs/heads/a/",
    "refs/heads/a\xff",
    "refs/heads/a\xc0\x80",
    "refs/heads/a\xed\xa0\x80",
    "refs/heads/a\xc2\x85", /* C1 */
    "refs/heads/a\xe2\x80\xae"
    "b", /* right-to-left override */
    "refs/heads/a\xe2\x81\xa6"
    "b",
    "refs/heads/a\xd8\x9c",
    "refs/heads/0123456789012345678901234567890123456789",
    "refs/tags/ABCDEF789012345678901234567890123456789A",
};

START_TEST(hostile_names_are_not_safe)
{
    ck_assert_msg(git_ref_name_refusal(unsafe_names[_i]) != NULL, "%s", unsafe_names[_i]);
}
END_TEST

START_TEST(names_have_a_longest_length)
{
    char name[1100] = "refs/heads/";
    memset(name + 11, 'x', 250);
    ck_assert(git_ref_name_refusal(name) == NULL);
    name[11 + 250] = 'x';
    ck_assert(git_ref_name_refusal(name) != NULL);
    for (size_t i = 11; i < 1000; i++)
        name[i] = i % 100 == 0 ? '/' : 'x';
    ck_assert(git_ref_name_refusal(name) == NULL);
    name[1000] = 'x';
    ck_assert(git_ref_name_refusal(name) != NULL);
}
END_TEST

Suite *git_suite(void)
{
    Suite *suite = suite_create("git");
    TCase *local = tcase_create("repository");
    TCase *names = tcase_create("names");
    tcase_add_checked_fixture(local, set_up, tear_down);
    tcase_set_timeout(local, 60);
    tcase_add_test(local, a_missing_repository_cannot_be_opened);
    tcase_add_test(local, abbreviated_commits_are_found);
    tcase_add_test(local, what_is_no_commit_is_not_found);
    tcase_add_test(local, commits_have_their_committer_date);
    tcase_add_test(local, a_huge_commit_is_not_read);
    tcase_add_test(local, refs_come_by_name_and_tags_are_peeled);
    tcase_add_test(local, listing_ends_when_the_caller_says_so);
    tcase_add_test(local, head_is_a_branch_that_is_there);
    tcase_add_test(local, configuration_of_the_user_is_not_read);
    tcase_add_loop_test(names, usual_names_are_safe, 0, ARRAY_LENGTH(safe_names));
    tcase_add_loop_test(names, hostile_names_are_not_safe, 0, ARRAY_LENGTH(unsafe_names));
    tcase_add_test(names, names_have_a_longest_length);
    suite_add_tcase(suite, local);
    suite_add_tcase(suite, names);
    return suite;
}
