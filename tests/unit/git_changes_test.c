#include <stdlib.h>
#include <string.h>

#include "git_fixture.h"
#include "lib/git/git_changes.h"
#include "suites.h"

static struct gitdir *gitdir;
static struct gitdir_changes *changes;
static struct error err;
static char ends[2][GIT_OID_TEXT];

/* Between the two: line 10 of f changed, 40 gone, two lines in front; g renamed to h with a line
 * more; n is new, d is gone, b is binary, x has no end. */
static void set_up(void)
{
    git_fixture_set_up();
    git_fixture_shell(
        "git init -q --initial-branch=main a && cd a && git config user.name a && git config "
        "user.email a@b && seq 1 60 | sed 's/^/line /' > f && seq 1 30 > g && echo d > d && "
        "printf 'a\\000b' > b && printf x > x && git add . && git commit -qm 0 && git tag base && "
        "sed -i '10s/$/, changed/;40d' f && sed -i '1i new 1\\nnew 2' f && git mv g h && "
        "echo 31 >> h && echo n > n && git rm -q d && printf 'a\\000c' > b && printf y > x && "
        "git add . && git commit -qm one -m more && git commit -q --allow-empty -m two && "
        "git tag head");
    CLEANUP(free_pointer) char *path = xasprintf("%s/a/.git", git_fixture_folder);
    ck_assert_msg(gitdir_open(&gitdir, path, &err), "%s", err.message);
    ck_assert(gitdir_ref(gitdir, "refs/tags/base", ends[0]));
    ck_assert(gitdir_ref(gitdir, "refs/tags/head", ends[1]));
    ck_assert(gitdir_changes_open(&changes, gitdir, &(struct gitdir_range){ends[0], ends[1]}));
}

static void tear_down(void)
{
    gitdir_changes_close(&changes);
    gitdir_close(&gitdir);
    git_fixture_tear_down();
}

static bool take_commit(const struct gitdir_commit *commit, void *payload)
{
    buffer_printf(payload, "%s by %s <%s>;", commit->message, commit->author.name,
                  commit->committer.email);
    return true;
}

START_TEST(commits_come_newest_first)
{
    CLEANUP(buffer_release) struct buffer got = {0};

    ck_assert(gitdir_changes_each_commit(changes, take_commit, &got, &err));
    ck_assert_str_eq(buffer_text(&got),
                     "two\n by A <a@example.org>;one\n\nmore\n by A <a@example.org>;");
}
END_TEST

static bool take_file(const struct gitdir_file *file, void *payload, struct error *e)
{
    (void)e;
    buffer_printf(payload, "%s %s %o %o%s%s%s%s%s %zu\n", file->old_path, file->new_path,
                  file->old_mode, file->new_mode, file->is_new ? " new" : "",
                  file->is_renamed ? " renamed" : "", file->is_deleted ? " deleted" : "",
                  file->is_binary ? " binary" : "", file->is_too_large ? " too large" : "",
                  strlen(file->hunks));
    if (strcmp(file->new_path, "x") == 0)
        ck_assert_str_eq(file->hunks, "@@ -1 +1 @@\n-x\n\\ No newline at end of file\n"
                                      "+y\n\\ No newline at end of file\n");
    return true;
}

START_TEST(files_come_with_what_changed)
{
    CLEANUP(buffer_release) struct buffer got = {0};
    struct gitdir_file_taker taker = {100, take_file, &got};

    for (size_t i = 0; i < gitdir_changes_count(changes); i++)
        ck_assert(gitdir_changes_file(changes, i, &taker, &err));
    ck_assert_str_eq(buffer_text(&got), "b b 100644 100644 binary 0\n"
                                        "d d 100644 0 deleted 17\n"
                                        "f f 100644 100644 too large 0\n"
                                        "g h 100644 100644 renamed 34\n"
                                        "n n 0 100644 new 17\n"
                                        "x x 100644 100644 74\n");
}
END_TEST

/* Lines and where they stand; side 0: nowhere. */
static const struct {
    const char *path;
    bool is_old;
    int64_t number;
    char side;
    int64_t old_line;
    int64_t new_line;
    int64_t position;
    const char *hunk_end;
} lines[] = {
    {"f", false, 1, '+', 1, 1, 1, "@@ -1,0 +1,1 @@\n+new 1\n"},
    {"f", false, 12, '+', 11, 12, 11, "-line 10\n+line 10, changed\n"},
    {"f", true, 10, '-', 10, 12, 10, " line 9\n-line 10\n"},
    {"f", false, 13, ' ', 11, 13, 12, "+line 10, changed\n line 11\n"},
    {"f", true, 40, '-', 40, 42, 19, " line 39\n-line 40\n"},
    {"f", false, 30, ' ', 28, 30, 0, "@@ -25,4 +27,4 @@\n line 25\n line 26\n line 27\n line 28\n"},
    {"f", true, 55, ' ', 55, 56, 0, " line 54\n line 55\n"},
    {"f", false, 61, ' ', 60, 61, 0, " line 59\n line 60\n"},
    {"f", false, 62, 0, 0, 0, 0, NULL},
    {"f", false, 0, 0, 0, 0, 0, NULL},
    {"h", false, 31, '+', 31, 31, 4, " 30\n+31\n"},
    {"g", true, 5, ' ', 5, 5, 0, " 4\n 5\n"},
    {"h", true, 5, ' ', 5, 5, 0, " 4\n 5\n"},
    {"n", false, 1, '+', 0, 1, 1, "@@ -0,0 +1,1 @@\n+n\n"},
    {"n", true, 1, 0, 0, 0, 0, NULL},
    {"d", true, 1, '-', 1, 0, 1, "@@ -1,1 +0,0 @@\n-d\n"},
    {"b", false, 1, 0, 0, 0, 0, NULL},
    {"absent", false, 1, 0, 0, 0, 0, NULL},
};

START_TEST(lines_stand_where_a_reader_counts_them)
{
    struct gitdir_line line = {lines[_i].path, lines[_i].is_old, lines[_i].number};
    struct gitdir_place place = {0};
    const char *hunk = NULL;

    ck_assert_int_eq(gitdir_changes_place(changes, &line, &place), lines[_i].side != 0);
    if (lines[_i].side != 0) {
        hunk = buffer_text(&place.hunk);
        ck_assert_int_eq(place.side, lines[_i].side);
        ck_assert_int_eq(place.old_line, lines[_i].old_line);
        ck_assert_int_eq(place.new_line, lines[_i].new_line);
        ck_assert_int_eq(place.position, lines[_i].position);
        ck_assert_uint_ge(strlen(hunk), strlen(lines[_i].hunk_end));
        ck_assert_str_eq(hunk + strlen(hunk) - strlen(lines[_i].hunk_end), lines[_i].hunk_end);
        ck_assert_int_eq(strncmp(hunk, "@@ -", 4), 0);
    }
    gitdir_place_release(&place);
}
END_TEST

START_TEST(what_is_not_there_is_not_opened)
{
    struct gitdir_changes *none = NULL;
    static const char missing[] = "0123456789abcdef0123456789abcdef01234567";

    ck_assert(!gitdir_changes_open(&none, gitdir, &(struct gitdir_range){ends[0], missing}));
    ck_assert(!gitdir_changes_open(&none, gitdir, &(struct gitdir_range){"", ends[1]}));
    ck_assert(!gitdir_changes_are(NULL, &(struct gitdir_range){ends[0], ends[1]}));
    ck_assert(gitdir_changes_are(changes, &(struct gitdir_range){ends[0], ends[1]}));
    ck_assert(!gitdir_changes_are(changes, &(struct gitdir_range){ends[1], ends[0]}));
}
END_TEST

Suite *git_changes_suite(void)
{
    Suite *suite = suite_create("git_changes");
    TCase *tests = tcase_create("git_changes");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, commits_come_newest_first);
    tcase_add_test(tests, files_come_with_what_changed);
    tcase_add_loop_test(tests, lines_stand_where_a_reader_counts_them, 0, ARRAY_LENGTH(lines));
    tcase_add_test(tests, what_is_not_there_is_not_opened);
    suite_add_tcase(suite, tests);
    return suite;
}
