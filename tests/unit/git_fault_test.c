#include <check.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "git_fixture.h"
#include "lib/git/git_fault.h"
#include "suites.h"

static const struct {
    const char *path;
    enum error_class class;
    int status;
    bool throttled;
} answers[] = {
    {"/open/none.git", ERROR_ITEM, 404, false}, {"/403/r.git", ERROR_ITEM, 403, false},
    {"/404/r.git", ERROR_ITEM, 404, false},     {"/410/r.git", ERROR_ITEM, 410, false},
    {"/408/r.git", ERROR_RETRY, 408, false},    {"/429/r.git", ERROR_RETRY, 429, true},
    {"/500/r.git", ERROR_RETRY, 500, false},    {"/503/r.git", ERROR_RETRY, 503, false},
    {"/half/r.git", ERROR_RETRY, 0, false},
};

START_TEST(refusals_of_the_server_are_classed)
{
    struct git_source source = git_fixture_source(answers[_i].path);
    struct error err = {0};
    ck_assert(!git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err));
    ck_assert_msg(err.http_status == answers[_i].status, "%d: %s", err.http_status, err.message);
    ck_assert_int_eq(err.class, answers[_i].class);
    ck_assert_int_eq(err.throttled, answers[_i].throttled);
    ck_assert(!err.unreachable);
}
END_TEST

START_TEST(a_broken_transfer_is_mended_by_the_next)
{
    struct git_source source = git_fixture_source("/half/r.git");
    struct error err = {0};
    ck_assert(!git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err));
    git_fixture_mirror_from("/open/r.git");
    git_fixture_shell(SAME_REFS);
    git_fixture_shell("test -z \"$(find mirror.git -name 'tmp_*')\"");
}
END_TEST

START_TEST(nobody_listening_is_unreachable)
{
    CLEANUP(free_pointer) char *url = xasprintf("http://127.0.0.1:%d/r.git", test_free_port());
    struct git_source source = {.url = url};
    struct error err = {0};
    ck_assert(!git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_msg(err.unreachable, "%s", err.message);
}
END_TEST

static const char *const stalls[] = {"/silent/r.git", "/stall/r.git"};

START_TEST(a_stall_ends_the_transfer)
{
    struct git_source source = git_fixture_source(stalls[_i]);
    struct git_watch watch = {.stall_ms = 1000};
    struct error err = {0};
    int64_t began_ms = clock_ms();
    ck_assert(
        !git_transport_mirror(&source, git_fixture_mirror, &watch, &git_fixture_listing, &err));
    ck_assert_int_lt(clock_ms() - began_ms, 8000);
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_msg(strstr(err.message, "no progress") != NULL, "%s", err.message);
    ck_assert(!git_fixture_git_runs(false));
}
END_TEST

START_TEST(room_on_the_disk_is_kept)
{
    struct git_source source = git_fixture_source("/stall/r.git");
    struct git_watch watch = {.stall_ms = 20000, .keep_free_mib = INT64_C(1) << 30};
    struct error err = {0};
    ck_assert(
        !git_transport_mirror(&source, git_fixture_mirror, &watch, &git_fixture_listing, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_msg(strstr(err.message, "(setting keep_free_mib)") != NULL, "%s", err.message);
    ck_assert(!git_fixture_git_runs(false));
}
END_TEST

static bool count_down(const char *line, void *payload)
{
    int *left = payload;
    ck_assert_ptr_nonnull(line);
    return --*left > 0;
}

START_TEST(the_caller_ends_the_transfer)
{
    struct git_source source = git_fixture_source("/stall/r.git");
    int left = 8;
    struct git_watch watch = {.tick = count_down, .payload = &left};
    struct error err = {0};
    int64_t began_ms = clock_ms();
    ck_assert(
        !git_transport_mirror(&source, git_fixture_mirror, &watch, &git_fixture_listing, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_int_lt(clock_ms() - began_ms, 8000);
    ck_assert_int_eq(left, 0);
    ck_assert(!git_fixture_git_runs(false));
}
END_TEST

static bool note_progress(const char *line, void *payload)
{
    bool *seen = payload;
    *seen = *seen || strstr(line, "Receiving objects") != NULL;
    return true;
}

START_TEST(progress_is_shown)
{
    struct git_source source = git_fixture_source("/stall/r.git");
    bool seen = false;
    struct git_watch watch = {.tick = note_progress, .payload = &seen, .stall_ms = 1000};
    struct error err = {0};
    ck_assert(
        !git_transport_mirror(&source, git_fixture_mirror, &watch, &git_fixture_listing, &err));
    ck_assert(seen);
}
END_TEST

START_TEST(a_killed_worker_leaves_no_git_behind)
{
    struct git_source source = git_fixture_source("/silent/r.git");
    struct error err = {0};
    pid_t worker = fork();
    if (worker == 0)
        _exit(git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err));
    ck_assert(git_fixture_git_runs(true));
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL); /* the remote helper, too */
    kill(worker, SIGKILL);
    waitpid(worker, NULL, 0);
    ck_assert(!git_fixture_git_runs(false));
}
END_TEST

/* git's words. */

static const struct {
    const char *text;
    enum error_class class;
    int status;
    bool unreachable;
    const char *said;
} faults[] = {
    {"fatal: unable to access 'https://h/x/': The requested URL returned error: 403\n", ERROR_ITEM,
     403, false, "git: unable to access 'https://h/x/': The requested URL returned error: 403"},
    {"error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502\nfatal: expected "
     "flush after ref listing\n",
     ERROR_RETRY, 502, false, "error: 502"},
    {"remote: The requested URL returned error: 404\nfatal: early EOF\n", ERROR_RETRY, 0, false,
     "git: early EOF"},
    {"fatal: Authentication failed for 'https://h/x/'\n", ERROR_ITEM, 401, false, "Authentication"},
    {"fatal: could not read Password for 'https://u@h': terminal prompts disabled\n", ERROR_ITEM,
     401, false, "could not read"},
    {"fatal: repository 'https://h/x/' not found\n", ERROR_ITEM, 404, false, "not found"},
    {"fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output\n",
     ERROR_RETRY, 0, false, "git: write error: No space left on device"},
    {"fatal: unable to access 'https://h/': Could not resolve host: h\n", ERROR_RETRY, 0, true,
     "Could not resolve host"},
    {"fatal: unable to access 'https://h/': server certificate verification failed. CAfile: none\n",
     ERROR_RETRY, 0, true, "certificate"},
    {"fatal: unable to access 'https://h/': Operation too slow.\n", ERROR_RETRY, 0, false, "slow"},
    {"warning: x\nerror: y\n", ERROR_RETRY, 0, false, "git: y"},
    {"fatal: a s3cret-Pw is s3cret-Pw\n", ERROR_RETRY, 0, false, "git: a *** is ***"},
    {"", ERROR_RETRY, 0, false, "git ended with code 128 and gave no reason"},
    {"remote: s3cret-Pw", ERROR_RETRY, 0, false, "git ended with code 128 and gave no reason"},
};

START_TEST(words_of_git_are_classed)
{
    struct error err = {0};
    ck_assert(!git_fault_set(&err, faults[_i].text, 128, TEST_GIT_SECRET));
    ck_assert_int_eq(err.class, faults[_i].class);
    ck_assert_int_eq(err.http_status, faults[_i].status);
    ck_assert_int_eq(err.unreachable, faults[_i].unreachable);
    ck_assert_msg(strstr(err.message, faults[_i].said) != NULL, "%s", err.message);
}
END_TEST

static TCase *fault_case(void)
{
    TCase *tcase = tcase_create("faults");
    tcase_add_checked_fixture(tcase, git_fixture_set_up, git_fixture_tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, refusals_of_the_server_are_classed, 0, ARRAY_LENGTH(answers));
    tcase_add_test(tcase, a_broken_transfer_is_mended_by_the_next);
    tcase_add_test(tcase, nobody_listening_is_unreachable);
    tcase_add_loop_test(tcase, a_stall_ends_the_transfer, 0, ARRAY_LENGTH(stalls));
    tcase_add_test(tcase, room_on_the_disk_is_kept);
    tcase_add_test(tcase, the_caller_ends_the_transfer);
    tcase_add_test(tcase, progress_is_shown);
    tcase_add_test(tcase, a_killed_worker_leaves_no_git_behind);
    return tcase;
}

static TCase *words_case(void)
{
    TCase *tcase = tcase_create("words");
    tcase_add_loop_test(tcase, words_of_git_are_classed, 0, ARRAY_LENGTH(faults));
    return tcase;
}

Suite *git_fault_suite(void)
{
    Suite *suite = suite_create("git_fault");
    suite_add_tcase(suite, fault_case());
    suite_add_tcase(suite, words_case());
    return suite;
}
