#include <check.h>
#include <string.h>

#include "git_fixture.h"
#include "lib/git/git_bundle.h"
#include "lib/os/file.h"
#include "suites.h"

static char *in_folder(const char *name)
{
    return xasprintf("%s/%s", git_fixture_folder, name);
}

/* Proves x.bundle against r.git, in mirror.git. */
static bool prove(const char *scratch, struct error *err)
{
    CLEANUP(free_pointer) char *bundle = in_folder("x.bundle");
    CLEANUP(free_pointer) char *directory = in_folder("r.git");

    return git_bundle_prove(bundle, directory, scratch, NULL, err);
}

static void bundle(void)
{
    CLEANUP(free_pointer) char *path = in_folder("x.bundle");
    CLEANUP(free_pointer) char *directory = in_folder("r.git");
    struct error err = {0};
    bool is_empty = false;

    ck_assert_msg(git_bundle_make(directory, path, NULL, &is_empty, &err), "%s", err.message);
    ck_assert(!is_empty);
}

static void prove_badly(const char *words)
{
    struct error err = {0};

    ck_assert(!prove(git_fixture_mirror, &err));
    ck_assert_msg(strstr(err.message, words) != NULL, "%s", err.message);
    git_fixture_shell("test ! -e mirror.git");
}

START_TEST(a_whole_bundle_is_proved_and_leaves_nothing)
{
    struct error err = {0};

    git_fixture_shell("git --git-dir=r.git update-ref refs/merge-requests/7/head refs/heads/old");
    bundle();
    ck_assert_msg(prove(git_fixture_mirror, &err), "%s", err.message);
    git_fixture_shell("test ! -e mirror.git");
}
END_TEST

/* A file of a ref would have a path longer than any may be: refs by the thousand are one file. */
START_TEST(a_proof_makes_no_file_of_a_ref)
{
    CLEANUP(buffer_release) struct buffer scratch = {0};
    struct error err = {0};

    git_fixture_shell("n=$(printf 'x%.0s' $(seq 240)); "
                      "git --git-dir=r.git update-ref refs/heads/$n/$n/$n refs/heads/old");
    bundle();
    buffer_add(&scratch, git_fixture_mirror);
    for (int i = 0; i < 14; i++)
        buffer_printf(&scratch, "/%0240d", i);
    ck_assert_msg(file_make_directories(buffer_text(&scratch), 0700, &err), "%s", err.message);
    buffer_add(&scratch, "/x.git");
    ck_assert_msg(prove(buffer_text(&scratch), &err), "%s", err.message);
}
END_TEST

START_TEST(a_bundle_with_other_refs_is_refused)
{
    bundle();
    git_fixture_shell("git --git-dir=r.git update-ref refs/heads/more refs/heads/old");
    prove_badly("the bundle has refs/heads/more at no object");
    git_fixture_shell("git --git-dir=r.git update-ref -d refs/heads/more; "
                      "git --git-dir=r.git update-ref refs/heads/old refs/heads/trunk");
    prove_badly("the bundle has refs/heads/old at ");
    git_fixture_shell("git --git-dir=r.git update-ref -d refs/heads/old");
    prove_badly("refs, not ");
}
END_TEST

START_TEST(a_bundle_that_lacks_an_object_is_refused)
{
    git_fixture_shell(
        "for r in $(git --git-dir=r.git for-each-ref --format='%(refname)' | grep -v trunk); do "
        "git --git-dir=r.git update-ref -d $r; done; c=$(git --git-dir=r.git rev-parse trunk); "
        "(printf '# v2 git bundle\\n%s refs/heads/trunk\\n\\n' $c; "
        "echo $c | git --git-dir=r.git pack-objects -q --stdout) >x.bundle");
    prove_badly("git: ");
}
END_TEST

Suite *git_bundle_suite(void)
{
    Suite *suite = suite_create("git_bundle");
    TCase *tcase = tcase_create("git_bundle");
    tcase_add_checked_fixture(tcase, git_fixture_set_up, git_fixture_tear_down);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, a_whole_bundle_is_proved_and_leaves_nothing);
    tcase_add_test(tcase, a_proof_makes_no_file_of_a_ref);
    tcase_add_test(tcase, a_bundle_with_other_refs_is_refused);
    tcase_add_test(tcase, a_bundle_that_lacks_an_object_is_refused);
    return suite;
}
