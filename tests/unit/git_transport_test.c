#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "git_fixture.h"
#include "lib/os/file.h"
#include "lib/git/git.h"
#include "suites.h"

START_TEST(a_mirror_has_the_servers_branches_and_tags)
{
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell(SAME_REFS);
    git_fixture_shell("test \"$(git --git-dir=mirror.git symbolic-ref HEAD)\" = refs/heads/trunk");
    git_fixture_shell("test -z \"$(find mirror.git/refs -type f)\" -a ! -e mirror.git/hooks");
    ck_assert_msg(test_shell("! grep -q 127.0.0.1 %s/config", git_fixture_mirror), "URL in config");
}
END_TEST

START_TEST(a_later_mirror_follows_deletions_and_forced_updates)
{
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell("cd r.git; git update-ref -d refs/heads/old; git update-ref refs/heads/trunk "
                      "refs/tags/light; git tag -f -a -m y annotated refs/tags/light >/dev/null; "
                      "git tag -d light >/dev/null; git update-ref -d refs/heads/dir; "
                      "git update-ref refs/heads/dir/below refs/heads/trunk");
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell(SAME_REFS);
    git_fixture_shell("cd r.git; git update-ref -d refs/heads/dir/below; "
                      "git update-ref refs/heads/dir refs/heads/trunk");
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell(SAME_REFS);
}
END_TEST

START_TEST(an_empty_repository_is_mirrored)
{
    struct git_source source = git_fixture_source("/open/empty.git");
    struct error err = {0};
    int64_t count = -1;
    ck_assert_msg(
        git_transport_mirror(&source, git_fixture_mirror, NULL, NULL, &git_fixture_listing, &err),
        "%s", err.message);
    git_fixture_shell("test -z \"$(git --git-dir=mirror.git for-each-ref)\"");
    ck_assert(git_transport_count_commits(git_fixture_mirror, NULL, &count, &err));
    ck_assert_int_eq(count, 0);
    git_fixture_mirror_from("/open/r.git");
    git_fixture_mirror_from("/open/empty.git");
    git_fixture_shell("test -z \"$(git --git-dir=mirror.git for-each-ref)\"");
}
END_TEST

START_TEST(a_local_repository_is_mirrored)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/r.git", git_fixture_folder);
    struct git_source source = {.url = path};
    struct error err = {0};
    ck_assert_msg(
        git_transport_mirror(&source, git_fixture_mirror, NULL, NULL, &git_fixture_listing, &err),
        "%s", err.message);
    git_fixture_shell(SAME_REFS);
}
END_TEST

static const struct {
    const char *asked;
    const char *set;
} heads[] = {
    {"old", "refs/heads/old"},       {"ünïcode/日本", "refs/heads/ünïcode/日本"},
    {"gone", "refs/heads/trunk"},    {NULL, "refs/heads/trunk"},
    {"../../x", "refs/heads/trunk"},
};

START_TEST(head_is_what_is_asked_for_or_the_servers)
{
    struct git_source source = git_fixture_source("/open/r.git");
    struct error err = {0};
    ck_assert_msg(git_transport_mirror(&source, git_fixture_mirror, heads[_i].asked, NULL,
                                       &git_fixture_listing, &err),
                  "%s", err.message);
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    char name[100];
    ck_assert(gitdir_open(&gitdir, git_fixture_mirror, &err));
    gitdir_head(gitdir, name, sizeof(name));
    ck_assert_str_eq(name, heads[_i].set);
}
END_TEST

/* git finds them, too, when it is asked for HEAD. */
START_TEST(branches_that_end_like_head_do_not_hide_it)
{
    struct git_source source = git_fixture_source("/open/r.git");
    struct error err = {0};
    git_fixture_shell(
        "cd r.git; c=$(git rev-parse refs/heads/trunk); for n in $(seq 100); do "
        "echo \"create refs/heads/branch-$n/HEAD $c\"; done | git update-ref --stdin; "
        "git symbolic-ref refs/heads/also/HEAD refs/heads/branch-7/HEAD; "
        "git symbolic-ref HEAD refs/heads/trunk");
    ck_assert_msg(
        git_transport_mirror(&source, git_fixture_mirror, NULL, NULL, &git_fixture_listing, &err),
        "%s", err.message);
    git_fixture_shell("test \"$(git --git-dir=mirror.git symbolic-ref HEAD)\" = refs/heads/trunk");
    git_fixture_shell("git --git-dir=r.git update-ref --no-deref HEAD refs/heads/trunk");
    ck_assert_msg(
        git_transport_mirror(&source, git_fixture_mirror, NULL, NULL, &git_fixture_listing, &err),
        "%s", err.message);
    git_fixture_shell("test \"$(git --git-dir=mirror.git symbolic-ref HEAD)\" = refs/heads/trunk");
}
END_TEST

START_TEST(commits_are_counted)
{
    struct error err = {0};
    int64_t count = 0;
    git_fixture_mirror_from("/open/r.git");
    ck_assert(git_transport_count_commits(git_fixture_mirror, NULL, &count, &err));
    ck_assert_int_eq(count, 3);
    ck_assert(!git_transport_count_commits("/nonexistent", NULL, &count, &err));
    ck_assert_int_eq(count, 3);
}
END_TEST

START_TEST(leftovers_of_a_killed_predecessor_are_removed)
{
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell("cd mirror.git; touch HEAD.lock config.lock packed-refs.lock packed-refs.new "
                      "objects/pack/tmp_pack_x objects/pack/pack_git2_0123 refs/heads/trunk.lock; "
                      "mkdir -p objects/12; touch objects/12/tmp_obj_x");
    git_fixture_shell("git --git-dir=r.git update-ref refs/heads/trunk refs/heads/old; "
                      "git --git-dir=r.git update-ref refs/heads/tmp_x refs/heads/old");
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell(SAME_REFS);
    git_fixture_shell(
        "test -z \"$(find mirror.git -name '*.lock' -o -name 'tmp_*' -o -name '*git2*' -o "
        "-name '*.new')\"");
}
END_TEST

START_TEST(a_linked_copy_shares_nothing_that_changes)
{
    CLEANUP(free_pointer) char *kept = xasprintf("%s/kept.git", git_fixture_folder);
    struct error err = {0};
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell("mv mirror.git kept.git; touch kept.git/x.lock");
    ck_assert_msg(git_transport_link_copy(kept, git_fixture_mirror, NULL, &err), "%s", err.message);
    git_fixture_shell(
        "test ! -e mirror.git/x.lock; rm kept.git/x.lock; cd kept.git; "
        "test $(stat -c %h objects/pack/*.pack) = 2; find . -type f | sort | xargs sha256sum > "
        "../before");
    git_fixture_shell("cd r.git; git update-ref refs/heads/trunk refs/heads/old; git update-ref -d "
                      "refs/heads/old; git update-ref refs/heads/new $(git commit-tree -m new "
                      "refs/heads/trunk^{tree}); git symbolic-ref HEAD refs/heads/new");
    struct git_source source = git_fixture_source("/open/r.git");
    ck_assert(
        git_transport_mirror(&source, git_fixture_mirror, NULL, NULL, &git_fixture_listing, &err));
    git_fixture_shell(SAME_REFS);
    git_fixture_shell("cd kept.git; find . -type f | sort | xargs sha256sum | cmp - ../before");
    ck_assert(!git_transport_link_copy(kept, git_fixture_mirror, NULL, &err));
    ck_assert(!git_transport_link_copy("/nonexistent", kept, NULL, &err));
}
END_TEST

START_TEST(the_environment_of_the_worker_is_not_handed_on)
{
    CLEANUP(free_pointer) char *nowhere = xasprintf("http://127.0.0.1:%d", test_free_port());
    git_fixture_shell(
        "mkdir home; printf '[url \"/nonexistent/\"]\\ninsteadOf = http://\\n' > home/.gitconfig");
    CLEANUP(free_pointer) char *home = xasprintf("%s/home", git_fixture_folder);
    setenv("http_proxy", nowhere, 1);
    setenv("all_proxy", nowhere, 1);
    setenv("HOME", home, 1);
    setenv("GIT_DIR", "/nonexistent", 1);
    setenv("GIT_OBJECT_DIRECTORY", "/nonexistent", 1);
    setenv("GIT_TRACE", "1", 1);
    setenv("GIT_EXEC_PATH", "/nonexistent", 1);
    git_fixture_mirror_from("/open/r.git");
    unsetenv("GIT_OBJECT_DIRECTORY");
    unsetenv("GIT_EXEC_PATH");
    unsetenv("GIT_TRACE");
    git_fixture_shell(SAME_REFS);
}
END_TEST

/* A tree with one entry of the given mode, under the branch `bad`. */
static void add_bad_tree(const char *entries)
{
    CLEANUP(free_pointer)
    char *commands = xasprintf(
        "cd r.git; git hash-object -w --stdin </dev/null >/dev/null; "
        "o='"
        "\\346\\235\\342\\233\\262\\321\\326\\103\\113\\213\\051\\256\\167\\132\\330\\302\\344\\214"
        "\\123\\221'; "
        "t=$(printf \"%s\" | git hash-object -t tree --literally -w --stdin); "
        "git update-ref refs/heads/bad $(git commit-tree -m bad $t)",
        entries);
    git_fixture_shell(commands);
}

START_TEST(harmless_marks_of_old_tools_are_taken)
{
    add_bad_tree("0100644 f\\0$o");
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell(SAME_REFS);
}
END_TEST

START_TEST(objects_that_cannot_be_right_are_refused)
{
    struct git_source source = git_fixture_source("/open/r.git");
    struct error err = {0};
    add_bad_tree("100644 f\\0${o}100644 f\\0$o");
    ck_assert(!git_transport_mirror(&source, git_fixture_mirror, "trunk", NULL,
                                    &git_fixture_listing, &err));
    ck_assert_msg(err.class == ERROR_ITEM, "%s", err.message);
}
END_TEST

static TCase *mirror_case(void)
{
    TCase *tcase = tcase_create("mirror");
    tcase_add_checked_fixture(tcase, git_fixture_set_up, git_fixture_tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, a_mirror_has_the_servers_branches_and_tags);
    tcase_add_test(tcase, a_later_mirror_follows_deletions_and_forced_updates);
    tcase_add_test(tcase, an_empty_repository_is_mirrored);
    tcase_add_test(tcase, a_local_repository_is_mirrored);
    tcase_add_loop_test(tcase, head_is_what_is_asked_for_or_the_servers, 0, ARRAY_LENGTH(heads));
    tcase_add_test(tcase, branches_that_end_like_head_do_not_hide_it);
    tcase_add_test(tcase, commits_are_counted);
    tcase_add_test(tcase, leftovers_of_a_killed_predecessor_are_removed);
    tcase_add_test(tcase, a_linked_copy_shares_nothing_that_changes);
    tcase_add_test(tcase, the_environment_of_the_worker_is_not_handed_on);
    tcase_add_test(tcase, harmless_marks_of_old_tools_are_taken);
    tcase_add_test(tcase, objects_that_cannot_be_right_are_refused);
    return tcase;
}

Suite *git_transport_suite(void)
{
    Suite *suite = suite_create("git_transport");
    suite_add_tcase(suite, mirror_case());
    return suite;
}
