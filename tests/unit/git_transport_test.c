#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "git_fixture.h"
#include "lib/os/file.h"
#include "lib/git/git.h"
#include "lib/git/git_flaws.h"
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
        git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err), "%s",
        err.message);
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
        git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err), "%s",
        err.message);
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
    source.head = heads[_i].asked;
    ck_assert_msg(
        git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err), "%s",
        err.message);
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
        git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err), "%s",
        err.message);
    git_fixture_shell("test \"$(git --git-dir=mirror.git symbolic-ref HEAD)\" = refs/heads/trunk");
    git_fixture_shell("git --git-dir=r.git update-ref --no-deref HEAD refs/heads/trunk");
    ck_assert_msg(
        git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err), "%s",
        err.message);
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
    ck_assert(git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err));
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

static char flaws[4096];

static bool add_flaw(const char *oid, const char *words, void *payload)
{
    (void)payload;
    size_t size = strlen(flaws);
    snprintf(flaws + size, sizeof(flaws) - size, "%s %s\n", oid, words);
    return true;
}

static const char *known_flaws(void)
{
    struct error err = {0};
    flaws[0] = '\0';
    ck_assert_msg(git_flaws_each(git_fixture_mirror, add_flaw, NULL, &err), "%s", err.message);
    return flaws;
}

static const struct {
    const char *entries;
    const char *words;
} odd_trees[] = {
    {"100644 f\\0${o}100644 f\\0$o", "duplicateEntries"},
    {"100644 g\\0${o}100644 f\\0$o", "treeNotSorted"},
    {"100644 .git\\0$o", "hasDotgit"},
    {"100644 ..\\0$o", "hasDotdot"},
    {"0100644 f\\0$o", "zeroPaddedFilemode"},
    {"100644 a/b\\0$o", "fullPathname"},
};

START_TEST(what_fsck_says_of_a_tree_is_told_and_no_reason_to_refuse)
{
    add_bad_tree(odd_trees[_i].entries);
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell(SAME_REFS);
    ck_assert_msg(strstr(known_flaws(), odd_trees[_i].words) != NULL, "%s", flaws);
    git_fixture_mirror_from("/open/r.git");
    ck_assert_msg(strstr(known_flaws(), odd_trees[_i].words) != NULL, "the second time: %s", flaws);
}
END_TEST

static const char *const odd_commits[] = {
    "tree $t\\nauthor A <a> 1 +0000\\ncommitter A <a> 1 +0000\\n\\nx\\0y\\n",
    "tree $t\\nauthor A <a> 1 +0000\\ncommitter A <a> 1 +0000\\nx\\0y z\\n\\nx\\n",
    "tree $t\\nauthor A <a> 1 +0000\\nauthor B <b> 1 +0000\\ncommitter A <a> 1 +0000\\n\\nx\\n",
    "tree $t\\ncommitter A <a> 1 +0000\\n\\nx\\n",
};

START_TEST(what_fsck_says_of_a_commit_is_told_and_no_reason_to_refuse)
{
    char commands[1024];
    snprintf(commands, sizeof(commands),
             "cd r.git; t=$(git rev-parse refs/heads/trunk^{tree}); "
             "c=$(printf \"%s\" | git hash-object -t commit -w --stdin --literally); "
             "git update-ref refs/heads/odd $c; echo $c >../odd",
             odd_commits[_i]);
    git_fixture_shell(commands);
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell(SAME_REFS);
    known_flaws();
    git_fixture_shell("grep -q $(cat odd) mirror.git/flaws");
}
END_TEST

START_TEST(refs_whose_names_are_refused_keep_their_objects)
{
    git_fixture_shell("cd r.git; commit() { git -c user.name=a -c user.email=a commit-tree -m $1 "
                      "refs/heads/trunk^{tree}; }; c=$(commit wip); d=$(commit other); "
                      "echo \"$c refs/heads/-wip\n$d refs/heads/a\xff\n$d refs/tags/$c\" "
                      ">>packed-refs; echo $c >../wip; echo $d >../other");
    git_fixture_mirror_from("/open/r.git");
    ck_assert_uint_eq(git_fixture_listing.refused, 3);
    git_fixture_shell("cd mirror.git; test \"$(git rev-parse refs/refused/1 refs/refused/2 "
                      "refs/refused/3)\" = \"$(cat ../wip ../other ../other)\"");
    git_fixture_shell("sed -i /-wip/d r.git/packed-refs");
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell("cd mirror.git; test \"$(git for-each-ref --format='%(objectname)' "
                      "refs/refused)\" = \"$(cat ../other ../other)\"");
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
    tcase_add_loop_test(tcase, what_fsck_says_of_a_tree_is_told_and_no_reason_to_refuse, 0,
                        ARRAY_LENGTH(odd_trees));
    tcase_add_loop_test(tcase, what_fsck_says_of_a_commit_is_told_and_no_reason_to_refuse, 0,
                        ARRAY_LENGTH(odd_commits));
    tcase_add_test(tcase, refs_whose_names_are_refused_keep_their_objects);
    return tcase;
}

Suite *git_transport_suite(void)
{
    Suite *suite = suite_create("git_transport");
    suite_add_tcase(suite, mirror_case());
    return suite;
}
