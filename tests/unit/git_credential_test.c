#include <check.h>
#include <stdio.h>
#include <string.h>

#include "git_fixture.h"
#include "suites.h"

START_TEST(a_password_is_given_when_asked_for)
{
    struct git_source source =
        git_fixture_with_secret(git_fixture_source("/auth/r.git"), TEST_GIT_SECRET);
    struct error err = {0};
    source.head = "trunk"; /* else the server is asked for it */
    ck_assert_msg(
        git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err), "%s",
        err.message);
    git_fixture_shell(SAME_REFS);
    /* One challenge, then the password with each request. */
    git_fixture_shell("test $(grep -c ' -$' journal) = 2; test $(grep -c ' Basic ' journal) -ge 4");
}
END_TEST

START_TEST(a_wrong_password_is_tried_once)
{
    struct git_source source = git_fixture_with_secret(git_fixture_source("/auth/r.git"), "wrong");
    struct error err = {0};
    ck_assert(!git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert_int_eq(err.http_status, 401);
    git_fixture_shell("test $(grep -c ' Basic ' journal) = 1");
}
END_TEST

START_TEST(without_a_password_nobody_is_asked)
{
    struct git_source source = git_fixture_source("/auth/r.git");
    struct error err = {0};
    ck_assert(!git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err));
    ck_assert_int_eq(err.http_status, 401);
    git_fixture_shell("test $(wc -l < journal) = 1");
}
END_TEST

START_TEST(a_redirect_gets_no_request_and_no_password)
{
    char path[128];
    struct test_server other;
    struct error err = {0};
    test_git_server_start(&other, git_fixture_folder);
    snprintf(path, sizeof(path), "/redirect/%d/auth/r.git", other.port);
    struct git_source source = git_fixture_with_secret(git_fixture_source(path), TEST_GIT_SECRET);
    ck_assert(!git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert_int_eq(err.http_status, 302);
    ck_assert_int_eq(other.counts->requests, 0);
    test_server_stop(&other);
}
END_TEST

struct sighting {
    int looks;
    int processes;
};

static bool look_for_secret(const char *line, void *payload)
{
    struct sighting *sighting = payload;
    ck_assert_ptr_null(strstr(line, TEST_GIT_SECRET));
    sighting->processes += git_fixture_count_processes("cmdline", "git-remote-http");
    ck_assert_int_eq(git_fixture_count_processes("cmdline", TEST_GIT_SECRET), 0);
    ck_assert_int_eq(git_fixture_count_processes("environ", TEST_GIT_SECRET), 0);
    ck_assert(!test_shell("grep -rqs %s %s", TEST_GIT_SECRET, git_fixture_mirror));
    return ++sighting->looks < 8;
}

START_TEST(the_secret_is_seen_nowhere_while_git_runs)
{
    struct sighting sighting = {0};
    struct git_watch watch = {.tick = look_for_secret, .payload = &sighting};
    struct error err = {0};
    struct git_source source =
        git_fixture_with_secret(git_fixture_source("/authstall/r.git"), TEST_GIT_SECRET);
    ck_assert(
        !git_transport_mirror(&source, git_fixture_mirror, &watch, &git_fixture_listing, &err));
    ck_assert_int_eq(sighting.looks, 8);
    ck_assert_int_gt(sighting.processes, 0);
    git_fixture_shell("grep -q ' Basic ' journal"); /* it was in use */
}
END_TEST

static const struct git_source refused_sources[] = {
    {.url = "http://bitbucket.org/a/b.git"},
    {.url = "https://user:password@bitbucket.org/a/b.git"},
    {.url = "ssh://git@bitbucket.org/a/b.git"},
    {.url = "git@bitbucket.org:a/b.git"},
    {.url = "git://127.0.0.1/b.git"},
    {.url = "ext::sh -c true"},
    {.url = "file:///tmp/r.git"},
    {.url = "r.git"},
    {.url = "--upload-pack=true"},
    {.url = "/tmp/a\nb"},
    {.url = "https://bitbucket.org/a\r\nb.git"},
    {.url = ""},
    {.url = "https://127.0.0.1/r.git", .secret = "x", .askpass = "/bin/false"},
    {.url = "https://127.0.0.1/r.git", .user = "u", .secret = "x"},
    {.url = "https://127.0.0.1/r.git", .user = "u", .secret = "", .askpass = "/bin/false"},
    {.url = "https://127.0.0.1/r.git", .user = "u", .secret = "a\nb", .askpass = "/bin/false"},
    {.url = "https://127.0.0.1/r.git", .user = "u\nx=y", .secret = "a", .askpass = "/bin/false"},
};

START_TEST(sources_that_are_not_allowed_are_refused)
{
    struct error err = {0};
    ck_assert(!git_transport_mirror(&refused_sources[_i], "/nonexistent/a.git", NULL,
                                    &git_fixture_listing, &err));
    ck_assert_int_eq(err.class, refused_sources[_i].secret != NULL ? ERROR_IMPORT : ERROR_ITEM);
    ck_assert_msg(strstr(err.message, "password@") == NULL, "%s", err.message);
}
END_TEST

static TCase *credential_case(void)
{
    TCase *tcase = tcase_create("credentials");
    tcase_add_checked_fixture(tcase, git_fixture_set_up, git_fixture_tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, a_password_is_given_when_asked_for);
    tcase_add_test(tcase, a_wrong_password_is_tried_once);
    tcase_add_test(tcase, without_a_password_nobody_is_asked);
    tcase_add_test(tcase, a_redirect_gets_no_request_and_no_password);
    tcase_add_test(tcase, the_secret_is_seen_nowhere_while_git_runs);
    return tcase;
}

static TCase *refused_case(void)
{
    TCase *tcase = tcase_create("refused");
    tcase_add_loop_test(tcase, sources_that_are_not_allowed_are_refused, 0,
                        ARRAY_LENGTH(refused_sources));
    return tcase;
}

Suite *git_credential_suite(void)
{
    Suite *suite = suite_create("git_credential");
    suite_add_tcase(suite, credential_case());
    suite_add_tcase(suite, refused_case());
    return suite;
}
