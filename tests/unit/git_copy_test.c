#include <check.h>
#include <string.h>

#include "git_fixture.h"
#include "lib/git/git_copy.h"
#include "suites.h"

/* Copies r.git into mirror.git. */
static bool copy(const char *refspecs, const char *head, struct error *err)
{
    CLEANUP(free_pointer) char *from = xasprintf("%s/r.git", git_fixture_folder);
    CLEANUP(buffer_release) struct buffer wanted = {0};

    buffer_add(&wanted, refspecs);
    return git_copy_make(&(struct git_copy){from, git_fixture_mirror, &wanted, head}, NULL, err);
}

static void copy_well(const char *refspecs, const char *head)
{
    struct error err = {0};

    ck_assert_msg(copy(refspecs, head, &err), "%s", err.message);
}

static void copy_badly(const char *refspecs, enum error_class class, const char *words)
{
    struct error err = {0};

    ck_assert(!copy(refspecs, NULL, &err));
    ck_assert_int_eq(err.class, class);
    ck_assert_msg(strstr(err.message, words) != NULL, "%s", err.message);
}

START_TEST(a_copy_has_the_refs_that_were_asked_for_and_what_they_need)
{
    copy_well("+refs/heads/*:refs/heads/*\n+refs/tags/*:refs/tags/*\n", "refs/heads/trunk");
    git_fixture_shell(SAME_REFS);
    git_fixture_shell("test \"$(git --git-dir=mirror.git symbolic-ref HEAD)\" = refs/heads/trunk");
    git_fixture_shell("test \"$(git --git-dir=mirror.git rev-parse annotated^{})\" = "
                      "\"$(git --git-dir=r.git rev-parse annotated^{})\"");
}
END_TEST

START_TEST(a_copy_names_refs_anew_and_has_no_objects_of_others)
{
    git_fixture_shell("git --git-dir=r.git update-ref refs/merge-requests/7/head refs/heads/old");
    copy_well("+refs/merge-requests/7/head:refs/pull/70/head\n"
              "+refs/merge-requests/7/head:refs/heads/bitbucket/pr-7\n",
              NULL);
    git_fixture_shell("test \"$(git --git-dir=mirror.git for-each-ref --format='%(refname)')\" = "
                      "\"$(printf 'refs/heads/bitbucket/pr-7\\nrefs/pull/70/head')\"; "
                      "test \"$(git --git-dir=mirror.git rev-list --all)\" = "
                      "\"$(git --git-dir=r.git rev-parse old)\"; "
                      "! git --git-dir=mirror.git cat-file -e $(cat blob)");
}
END_TEST

START_TEST(a_copy_stands_alone_and_takes_new_refs)
{
    copy_well("+refs/heads/*:refs/heads/*\n", NULL);
    git_fixture_shell("mv r.git away.git; test ! -e mirror.git/objects/info/alternates; "
                      "git --git-dir=mirror.git fsck --full --strict >/dev/null 2>&1; "
                      "test -z \"$(find mirror.git -name 'tmp_*' -o -links +1 -type f)\"; "
                      "git --git-dir=mirror.git update-ref -d refs/heads/old; "
                      "git --git-dir=mirror.git update-ref refs/heads/new refs/heads/trunk; "
                      "git --git-dir=mirror.git pack-refs --all; "
                      "test $(git --git-dir=mirror.git for-each-ref | wc -l) = 4");
}
END_TEST

START_TEST(a_repository_without_refs_is_copied)
{
    copy_well("+refs/refused/*:refs/refused/*\n", NULL);
    git_fixture_shell("test -z \"$(git --git-dir=mirror.git for-each-ref)\"; "
                      "git clone -q mirror.git clone 2>/dev/null");
}
END_TEST

START_TEST(a_copy_of_nothing_is_an_empty_repository)
{
    CLEANUP(buffer_release) struct buffer wanted = {0};
    struct error err = {0};

    buffer_add(&wanted, "+refs/heads/*:refs/heads/*\n");
    ck_assert_msg(
        git_copy_make(&(struct git_copy){NULL, git_fixture_mirror, &wanted, NULL}, NULL, &err),
        "%s", err.message);
    git_fixture_shell(
        "git --git-dir=mirror.git fsck; test -z \"$(git --git-dir=mirror.git for-each-ref)\"");
}
END_TEST

START_TEST(a_copy_with_refs_that_cannot_be_is_refused)
{
    copy_badly("+refs/heads/trunk:refs/heads/a\n+refs/heads/old:refs/heads/a/b/c\n", ERROR_ITEM,
               "refs/heads/a/b/c cannot be in a copy");
    copy_badly("+refs/heads/trunk:refs/heads/a..b\n", ERROR_ITEM,
               "refs/heads/a..b cannot be in a copy");
    copy_badly("+refs/heads/*:refs/heads/*\n+refs/heads/old:refs/heads/old\n", ERROR_ITEM,
               "there twice");
    copy_badly("+refs/merge-requests/9/head:refs/pull/9/head\n", ERROR_RETRY,
               "has no ref refs/merge-requests/9/head");
    git_fixture_shell("test ! -e mirror.git");
}
END_TEST

START_TEST(a_copy_of_a_damaged_repository_is_refused)
{
    struct error err = {0};

    git_fixture_shell("cd r.git; rm -f objects/$(cut -c1-2 ../blob)/$(cut -c3- ../blob)");
    ck_assert(!copy("+refs/heads/*:refs/heads/*\n", NULL, &err));
    ck_assert_msg(strstr(err.message, "git: ") == err.message, "%s", err.message);
}
END_TEST

Suite *git_copy_suite(void)
{
    Suite *suite = suite_create("git_copy");
    TCase *tcase = tcase_create("git_copy");
    tcase_add_checked_fixture(tcase, git_fixture_set_up, git_fixture_tear_down);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, a_copy_has_the_refs_that_were_asked_for_and_what_they_need);
    tcase_add_test(tcase, a_copy_names_refs_anew_and_has_no_objects_of_others);
    tcase_add_test(tcase, a_copy_stands_alone_and_takes_new_refs);
    tcase_add_test(tcase, a_repository_without_refs_is_copied);
    tcase_add_test(tcase, a_copy_of_nothing_is_an_empty_repository);
    tcase_add_test(tcase, a_copy_with_refs_that_cannot_be_is_refused);
    tcase_add_test(tcase, a_copy_of_a_damaged_repository_is_refused);
    return suite;
}
