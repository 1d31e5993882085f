#include <stdlib.h>
#include <string.h>

#include "export/shared/anchors.h"
#include "git_fixture.h"
#include "suites.h"

static struct gitdir *gitdir;
static struct error err;
static char commits[6][GIT_OID_TEXT];

/* 0: base; 1: a merge's other parent; 2: head on 0; 3: a merge of 2 into 1; 4: head, fast-forward
 * of 2; 5: not related. */
static void set_up(void)
{
    git_fixture_set_up();
    git_fixture_shell("git init -q --initial-branch=main a && cd a && git config user.name a && "
                      "git config user.email "
                      "a@b && seq 1 60 | sed 's/^/line /' > f && printf 'old\\n' > g && git add . "
                      "&& git commit -qm 0 && "
                      "git checkout -qb topic && sed -i '10s/$/, changed/;40d' f && git mv g h && "
                      "git commit -qam 2 && "
                      "git checkout -q main && echo x > x && git add x && git commit -qm 1 && "
                      "git merge -q --no-ff -m 3 topic && git checkout -q topic && git rm -q h && "
                      "git commit -qm 4 && git checkout -q --orphan "
                      "other && git commit -qm 5 && "
                      "git tag t0 main~2 2>/dev/null; git tag -f t0 $(git merge-base main^1 "
                      "main^2) && git tag t1 main^1 && git tag t2 main^2 && "
                      "git tag t3 main && git tag t4 topic && git tag t5 other");
    CLEANUP(free_pointer) char *path = xasprintf("%s/a/.git", git_fixture_folder);
    ck_assert_msg(gitdir_open(&gitdir, path, &err), "%s", err.message);
    for (int i = 0; i < 6; i++) {
        CLEANUP(free_pointer) char *name = xasprintf("refs/tags/t%d", i);
        ck_assert(gitdir_ref(gitdir, name, commits[i]));
    }
}

static void tear_down(void)
{
    gitdir_close(&gitdir);
    git_fixture_tear_down();
}

static const char *base_of(int head, int target, int merge, const char *branch)
{
    static struct pull_range range;
    struct pull_commits asked = {head < 0 ? NULL : commits[head],
                                 target < 0 ? NULL : commits[target],
                                 merge < 0 ? "0123456789ab" : commits[merge], branch};

    anchors_find_range(gitdir, &asked, &range);
    return range.base;
}

START_TEST(a_base_is_what_both_sides_share)
{
    ck_assert_str_eq(base_of(2, -1, 3, NULL), commits[0]);
    ck_assert_str_eq(base_of(2, 1, -1, NULL), commits[0]);
    ck_assert_str_eq(base_of(4, -1, -1, "main"), commits[2]);
    ck_assert_str_eq(base_of(4, 2, 4, NULL), commits[2]); /* a fast-forward */
    ck_assert_str_eq(base_of(2, 5, -1, NULL), "");
    ck_assert_str_eq(base_of(2, -1, -1, "gone"), "");
    ck_assert_str_eq(base_of(-1, 1, 3, "main"), "");
}
END_TEST

static const struct {
    const char *path;
    int64_t old_line, new_line;
    int head; /* of the comment's own; -1: as the pull request */
    int state;
    int64_t line;
    const char *shows;
} places[] = {
    {"f", 0, 10, -1, ANCHOR_FINAL, 10, "\n+line 10, changed\n"},
    {"f", 40, 0, -1, ANCHOR_FINAL, -40, "\n-line 40\n"},
    {"f", 12, 12, -1, ANCHOR_FINAL, 12, "\n line 12\n"},
    {"f", 0, 25, -1, ANCHOR_OUTDATED, 0, "\n line 25\n"},
    {"f", 0, 100, -1, ANCHOR_LOST, 0, ""},
    {"nowhere", 0, 1, -1, ANCHOR_LOST, 0, ""},
    {"h", 0, 1, 2, ANCHOR_OUTDATED, 0, "\n"},
    {"f", 0, 10, 2, ANCHOR_FINAL, 10, "\n+line 10, changed\n"},
    {"f", 0, 10, 0, ANCHOR_OUTDATED, 0, "\n line 10\n"},
    {"f", 0, 41, 0, ANCHOR_FINAL, 40, "\n line 41\n"},
    {"g", 1, 0, -1, ANCHOR_FINAL, -1, "\n-old\n"},
};

START_TEST(lines_are_found_in_the_changes)
{
    struct pull_range range;
    struct anchor anchor = {0};
    struct anchor_wanted wanted = {places[_i].path, places[_i].old_line, places[_i].new_line, NULL,
                                   NULL};

    memcpy(range.base, commits[0], GIT_OID_TEXT);
    memcpy(range.head, commits[4], GIT_OID_TEXT);
    if (places[_i].head >= 0) {
        wanted.base = commits[0];
        wanted.head = commits[places[_i].head];
    }
    anchors_find(gitdir, &range, &wanted, &anchor);
    ck_assert_int_eq((int)anchor.state, places[_i].state);
    ck_assert_int_eq(anchor.line, places[_i].line);
    ck_assert_ptr_nonnull(strstr(buffer_text(&anchor.hunk.text), places[_i].shows));
    anchor_release(&anchor);
}
END_TEST

static bool add(const char *bytes, size_t size, void *payload)
{
    buffer_add_bytes(payload, bytes, size);
    return true;
}

START_TEST(a_patch_is_that_of_git)
{
    struct gitdir_range range = {commits[0], commits[4]};
    CLEANUP(buffer_release) struct buffer patch = {0};

    ck_assert(gitdir_patch(gitdir, &range, add, &patch, &err));
    ck_assert_ptr_nonnull(strstr(buffer_text(&patch), "\n-line 10\n+line 10, changed\n"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&patch), "diff --git a/g b/g\n"));
}
END_TEST

Suite *anchors_suite(void)
{
    Suite *suite = suite_create("anchors");
    TCase *cases = tcase_create("anchors");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_base_is_what_both_sides_share);
    tcase_add_loop_test(cases, lines_are_found_in_the_changes, 0, (int)ARRAY_LENGTH(places));
    tcase_add_test(cases, a_patch_is_that_of_git);
    tcase_set_timeout(cases, 60);
    suite_add_tcase(suite, cases);
    return suite;
}
