#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "lib/http/http.h"
#include "suites.h"
#include "test_http_answers.h"

static struct test_server server;
static struct http *http;

static const struct http_settings settings = {
    .user_agent = "brigade-test", .max_in_flight = 8, .request_ms = 5000};

static void set_up(void)
{
    struct error err;
    test_server_start(&server, test_http_answer);
    ck_assert(http_open(&http, &settings, &err));
}

static void tear_down(void)
{
    http_close(&http);
    test_server_stop(&server);
}

static bool start(const char *path, size_t max_body_bytes, void *owner, struct error *err)
{
    CLEANUP(free_pointer) char *url = xasprintf("http://127.0.0.1:%d%s", server.port, path);
    struct http_request request = {.url = url, .max_body_bytes = max_body_bytes, .owner = owner};
    return http_start(http, &request, err);
}

static struct http_response *get(const char *path, size_t max_body_bytes)
{
    struct error err = {0};
    ck_assert_msg(start(path, max_body_bytes, NULL, &err), "%s", err.message);
    struct http_response *response = NULL;
    for (int tries = 0; response == NULL && tries < 20; tries++)
        response = http_next(http, 1000);
    ck_assert_ptr_nonnull(response);
    ck_assert_uint_eq(http_pending(http), 0);
    return response;
}

static const struct {
    const char *path;
    int status;
    const char *body;
    const char *content_type;
} whole[] = {
    {"/plain", 200, "{}", "application/json"},
    {"/missing", 404, "gone", ""},
    {"/empty", 204, "", ""},
    {"/chunked", 200, "{}", ""},
    {"/trailer", 200, "{}", ""},
    {"/gzip", 200, "{\"a\": 1}", ""},
    {"/same-lengths", 200, "{}", ""},
    {"/interim", 200, "{}", ""},
    /* Nothing tells that it was cut: whoever reads the JSON will see. */
    {"/open-end", 200, "{\"a\":", ""},
    {"/gzip-cut", 200, "{\"a", ""},
    {"/gzip-tail", 200, "{\"a\": 1}", ""},
};

START_TEST(whole_answers_are_no_errors)
{
    CLEANUP(http_response_free) struct http_response *response = get(whole[_i].path, 0);
    ck_assert_msg(response->error.class == ERROR_NONE, "%s", response->error.message);
    ck_assert_int_eq(response->status, whole[_i].status);
    ck_assert_str_eq(buffer_text(&response->body), whole[_i].body);
    ck_assert_str_eq(response->content_type, whole[_i].content_type);
    ck_assert_ptr_null(response->location);
    ck_assert_int_eq(response->http_version, 11);
    ck_assert_uint_gt(response->wire_bytes, 17);
}
END_TEST

static const struct {
    const char *path;
    size_t max_body_bytes;
    enum error_class class;
    const char *said;
} broken[] = {
    {"/short", 0, ERROR_RETRY, "broke off"},
    {"/short-chunk", 0, ERROR_RETRY, "broke off"},
    {"/bad-chunk", 0, ERROR_RETRY, "broke off"},
    {"/not-gzip", 0, ERROR_RETRY, "broke off"},
    {"/br", 0, ERROR_RETRY, "not asked for"},
    {"/zstd", 0, ERROR_RETRY, "not asked for"},
    {"/twice", 0, ERROR_RETRY, "not asked for"},
    {"/two-lengths", 0, ERROR_RETRY, "Content-Length"},
    {"/list-length", 0, ERROR_RETRY, "Content-Length"},
    {"/minus-length", 0, ERROR_RETRY, "broke off"},
    {"/http09", 0, ERROR_RETRY, "broke off"},
    {"/nothing", 0, ERROR_RETRY, "broke off"},
    {"/half-header", 0, ERROR_RETRY, "broke off"},
    {"/plain", 1, ERROR_ITEM, "larger than 1 bytes"},
    {"/bomb", 20000, ERROR_ITEM, "larger than 20000 bytes"},
    {"/header-flood", 0, ERROR_RETRY, "headers"},
};

START_TEST(broken_answers_are_classed)
{
    CLEANUP(http_response_free)
    struct http_response *response = get(broken[_i].path, broken[_i].max_body_bytes);
    ck_assert_msg(response->error.class == broken[_i].class &&
                      strstr(response->error.message, broken[_i].said) != NULL,
                  "%d: %s", (int)response->error.class, response->error.message);
    ck_assert(!response->error.unreachable);
    ck_assert_uint_eq(response->body.size, 0);
}
END_TEST

START_TEST(a_bomb_within_its_bound_passes)
{
    CLEANUP(http_response_free) struct http_response *response = get("/bomb", 65536);
    ck_assert_int_eq(response->error.class, ERROR_NONE);
    ck_assert_uint_eq(response->body.size, 65536);
    ck_assert_uint_lt(response->wire_bytes, 300);
}
END_TEST

START_TEST(a_fault_does_not_spoil_the_next_request)
{
    for (size_t i = 0; i < ARRAY_LENGTH(broken); i++) {
        CLEANUP(http_response_free)
        struct http_response *bad = get(broken[i].path, broken[i].max_body_bytes);
        CLEANUP(http_response_free) struct http_response *good = get("/plain", 0);
        ck_assert_msg(good->error.class == ERROR_NONE, "after %s: %s", broken[i].path,
                      good->error.message);
        ck_assert_str_eq(buffer_text(&good->body), "{}");
    }
}
END_TEST

START_TEST(serial_requests_share_one_connection)
{
    for (int i = 0; i < 20; i++) {
        CLEANUP(http_response_free) struct http_response *response = get("/plain", 0);
        ck_assert_int_eq(response->status, 200);
    }
    ck_assert_int_eq(server.counts->requests, 20);
    ck_assert_int_eq(server.counts->connections, 1);
}
END_TEST

START_TEST(eight_are_under_way_and_the_rest_waits)
{
    bool seen[24] = {0};
    struct error err;
    for (int i = 0; i < 24; i++)
        ck_assert(start("/slow", 0, &seen[i], &err));
    ck_assert_uint_eq(http_pending(http), 24);
    while (http_pending(http) > 0) {
        CLEANUP(http_response_free) struct http_response *response = http_next(http, 1000);
        if (response == NULL)
            continue;
        ck_assert_int_eq(response->error.class, ERROR_NONE);
        bool *owner = response->owner;
        ck_assert(!*owner);
        *owner = true;
    }
    for (int i = 0; i < 24; i++)
        ck_assert(seen[i]);
    ck_assert_int_eq(server.counts->requests, 24);
    ck_assert_int_eq(server.counts->most_together, 8);
    ck_assert_int_le(server.counts->connections, 8);
}
END_TEST

START_TEST(an_address_that_is_not_allowed_sees_no_connection)
{
    http_allow_addresses(false, false);
    CLEANUP(http_response_free) struct http_response *response = get("/plain", 0);
    ck_assert_int_eq(response->error.class, ERROR_ITEM);
    ck_assert(!response->error.unreachable);
    ck_assert_msg(strstr(response->error.message, "not public"), "%s", response->error.message);
    ck_assert_int_eq(server.counts->connections, 0);
}
END_TEST

START_TEST(the_operator_may_allow_it)
{
    http_allow_addresses(false, true);
    CLEANUP(http_response_free) struct http_response *response = get("/plain", 0);
    ck_assert_int_eq(response->status, 200);
}
END_TEST

START_TEST(a_slow_drip_ends_at_the_time_limit)
{
    struct http_settings hasty = settings;
    struct error err;
    http_close(&http);
    hasty.request_ms = 300;
    ck_assert(http_open(&http, &hasty, &err));
    int64_t began_ms = clock_ms();
    CLEANUP(http_response_free) struct http_response *response = get("/drip", 0);
    ck_assert_int_lt(clock_ms() - began_ms, 2000);
    ck_assert_int_eq(response->error.class, ERROR_RETRY);
    ck_assert_msg(strstr(response->error.message, "too slow"), "%s", response->error.message);
    ck_assert(!response->error.unreachable);
}
END_TEST

START_TEST(waiting_requests_do_not_run_out_of_time)
{
    struct http_settings narrow = settings;
    struct error err;
    http_close(&http);
    narrow.max_in_flight = 1;
    narrow.request_ms = 400;
    ck_assert(http_open(&http, &narrow, &err));
    for (int i = 0; i < 6; i++)
        ck_assert(start("/slow", 0, NULL, &err));
    while (http_pending(http) > 0) {
        CLEANUP(http_response_free) struct http_response *response = http_next(http, 1000);
        if (response != NULL)
            ck_assert_msg(response->error.class == ERROR_NONE, "%s", response->error.message);
    }
}
END_TEST

START_TEST(redirects_are_told_not_followed)
{
    CLEANUP(http_response_free) struct http_response *response = get("/redirect", 0);
    ck_assert_int_eq(response->error.class, ERROR_NONE);
    ck_assert_int_eq(response->status, 302);
    ck_assert_str_eq(response->location, "/plain?a=b");
    ck_assert_int_eq(server.counts->requests, 1);
}
END_TEST

static const struct {
    const char *path;
    int64_t wait_ms;
} waits[] = {
    {"/retry-seconds", 7000}, {"/retry-date", 20000}, {"/retry-garbage", -1},
    {"/retry-huge", 3600000}, {"/rate", -1},
};

START_TEST(retry_after_is_read)
{
    CLEANUP(http_response_free) struct http_response *response = get(waits[_i].path, 0);
    ck_assert_int_eq(response->retry_after_ms, waits[_i].wait_ms);
}
END_TEST

START_TEST(rate_headers_are_read)
{
    CLEANUP(http_response_free) struct http_response *response = get("/rate", 0);
    ck_assert_int_eq(response->rate_limit, 60);
    ck_assert_int_eq(response->rate_window_s, 900);
    ck_assert_int_eq(response->rate_is_near, 1);
    ck_assert_int_eq(response->rate_remaining, 12);
    ck_assert_int_eq(response->rate_reset_ms, 30000);
}
END_TEST

START_TEST(a_refused_connection_is_unreachable)
{
    struct error err;
    CLEANUP(free_pointer)
    char *url = xasprintf("http://127.0.0.1:%d/", test_free_port());
    struct http_request request = {.url = url};
    ck_assert(http_start(http, &request, &err));
    CLEANUP(http_response_free) struct http_response *response = http_next(http, 5000);
    ck_assert_ptr_nonnull(response);
    ck_assert_int_eq(response->error.class, ERROR_RETRY);
    ck_assert(response->error.unreachable);
    ck_assert_msg(strstr(response->error.message, "127.0.0.1 cannot be reached") != NULL, "%s",
                  response->error.message);
    ck_assert_int_eq(response->status, 0);
}
END_TEST

static const char *const refused_urls[] = {
    "file:///etc/passwd",
    "ftp://127.0.0.1/x",
    "http://bitbucket.org/x",
    "http://127.0.0.1.example.org/x",
    "http://10.0.0.1/x",
    "http://localhost.example.org/",
    "gopher://127.0.0.1/x",
    "https://user:password@bitbucket.org/x",
    "http://user@127.0.0.1/x",
    "/2.0/repositories",
    "https://",
    "https://bitbucket.org/a b",
    "https://bitbucket.org/a\r\nX: y",
    "",
};

START_TEST(urls_that_are_not_allowed_are_refused)
{
    struct error err = {0};
    struct http_request request = {.url = refused_urls[_i]};
    ck_assert(!http_start(http, &request, &err));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert_msg(strstr(err.message, "password@") == NULL, "%s", err.message);
    ck_assert_uint_eq(http_pending(http), 0);
    ck_assert_ptr_null(http_next(http, 1000));
}
END_TEST

START_TEST(a_hostile_environment_is_ignored)
{
    CLEANUP(free_pointer)
    char *nowhere = xasprintf("http://127.0.0.1:%d", test_free_port());
    setenv("http_proxy", nowhere, 1);
    setenv("https_proxy", nowhere, 1);
    setenv("all_proxy", nowhere, 1);
    unsetenv("no_proxy");
    CLEANUP(http_response_free) struct http_response *response = get("/plain", 0);
    ck_assert_int_eq(response->status, 200);
}
END_TEST

static struct http_response *echo(const char *authorization, const char *accept)
{
    struct error err = {0};
    CLEANUP(free_pointer) char *url = xasprintf("http://localhost:%d/echo", server.port);
    struct http_request request = {.url = url, .authorization = authorization, .accept = accept};
    ck_assert_msg(http_start(http, &request, &err), "%s", err.message);
    return http_next(http, 5000);
}

START_TEST(a_body_is_posted_and_the_next_request_is_a_get)
{
    struct error err = {0};
    CLEANUP(free_pointer) char *url = xasprintf("http://127.0.0.1:%d/echo", server.port);
    static const char *const more[] = {"X-One: 1", "X-Two: 2", NULL};
    struct http_request post = {
        .url = url, .headers = more, .body = "a=b", .content_type = "text/x-form"};
    ck_assert_msg(http_start(http, &post, &err), "%s", err.message);
    CLEANUP(http_response_free) struct http_response *posted = http_next(http, 5000);
    const char *seen = buffer_text(&posted->body);
    ck_assert_msg(strncmp(seen, "POST /echo ", 11) == 0, "%s", seen);
    ck_assert_ptr_nonnull(strstr(seen, "\r\nContent-Type: text/x-form\r\n"));
    ck_assert_ptr_nonnull(strstr(seen, "\r\nX-One: 1\r\nX-Two: 2\r\n"));
    ck_assert_str_eq(seen + posted->body.size - 3, "a=b");
    CLEANUP(http_response_free) struct http_response *got = echo(NULL, NULL);
    ck_assert_int_eq(strncmp(buffer_text(&got->body), "GET /echo ", 10), 0);
    ck_assert_ptr_null(strstr(buffer_text(&got->body), "X-One"));
}
END_TEST

START_TEST(a_header_cannot_hold_another)
{
    static const char *const bad[] = {"X-One: 1\r\nX-Two: 2", NULL};
    static const char *const nameless[] = {"value", NULL};
    struct error err = {0};
    struct http_request request = {.url = "https://localhost/", .headers = bad};
    ck_assert(!http_start(http, &request, &err));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    request.headers = nameless;
    ck_assert(!http_start(http, &request, &err));
}
END_TEST

START_TEST(a_credential_goes_with_its_own_request_alone)
{
    CLEANUP(http_response_free) struct http_response *with = echo("Bearer abc", NULL);
    ck_assert_ptr_nonnull(strstr(buffer_text(&with->body), "\r\nAuthorization: Bearer abc\r\n"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&with->body), "\r\nAccept: application/json\r\n"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&with->body), "\r\nUser-Agent: brigade-test\r\n"));
    ck_assert_ptr_nonnull(
        strstr(buffer_text(&with->body), "\r\nAccept-Encoding: gzip, deflate\r\n"));
    CLEANUP(http_response_free) struct http_response *without = echo(NULL, "text/plain");
    ck_assert_ptr_null(strstr(buffer_text(&without->body), "Authorization"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&without->body), "\r\nAccept: text/plain\r\n"));
    ck_assert_int_eq(server.counts->connections, 1);
}
END_TEST

START_TEST(a_credential_cannot_smuggle_headers)
{
    struct error err = {0};
    struct http_request request = {.url = "https://localhost/", .authorization = "a\r\nX: b"};
    ck_assert(!http_start(http, &request, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
}
END_TEST

static void ignore_signal(int number)
{
    (void)number;
}

START_TEST(a_signal_ends_the_wait)
{
    struct error err;
    struct sigaction action = {.sa_handler = ignore_signal};
    /* Again and again: one that meets no wait ends none. */
    const struct itimerval alarms = {.it_value.tv_usec = 300000, .it_interval.tv_usec = 10000};
    const struct itimerval none = {.it_value.tv_usec = 0};
    sigaction(SIGALRM, &action, NULL);
    ck_assert(start("/drip", 0, NULL, &err));
    int64_t began_ms = clock_ms();
    /* The drip wakes libcurl every 20 ms; only an alarm ends http_next. */
    setitimer(ITIMER_REAL, &alarms, NULL);
    ck_assert_ptr_null(http_next(http, 4000));
    setitimer(ITIMER_REAL, &none, NULL);
    ck_assert_int_lt(clock_ms() - began_ms, 2000);
    ck_assert_int_ge(clock_ms() - began_ms, 250);
}
END_TEST

START_TEST(next_returns_when_the_time_is_up)
{
    struct error err;
    ck_assert_ptr_null(http_next(http, 60000)); /* nothing to wait for */
    ck_assert(start("/drip", 0, NULL, &err));
    int64_t began_ms = clock_ms();
    ck_assert_ptr_null(http_next(http, 100));
    ck_assert_int_lt(clock_ms() - began_ms, 1000);
    ck_assert_uint_eq(http_pending(http), 1);
}
END_TEST

START_TEST(closing_drops_what_is_under_way)
{
    struct error err;
    for (int i = 0; i < 12; i++)
        ck_assert(start("/slow", 0, NULL, &err));
    ck_assert_ptr_null(http_next(http, 50));
    http_close(&http);
    ck_assert_ptr_null(http);
}
END_TEST

START_TEST(a_missing_file_of_certificates_is_told)
{
    struct http_settings wrong = settings;
    struct http *none = NULL;
    struct error err = {0};
    wrong.ca_file = "/nonexistent/ca.pem";
    ck_assert(!http_open(&none, &wrong, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    ck_assert_ptr_null(none);
}
END_TEST

static TCase *transfer_case(void)
{
    TCase *tcase = tcase_create("transfers");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 30);
    tcase_add_loop_test(tcase, whole_answers_are_no_errors, 0, ARRAY_LENGTH(whole));
    tcase_add_loop_test(tcase, broken_answers_are_classed, 0, ARRAY_LENGTH(broken));
    tcase_add_test(tcase, a_bomb_within_its_bound_passes);
    tcase_add_test(tcase, a_fault_does_not_spoil_the_next_request);
    tcase_add_test(tcase, serial_requests_share_one_connection);
    tcase_add_test(tcase, eight_are_under_way_and_the_rest_waits);
    tcase_add_test(tcase, an_address_that_is_not_allowed_sees_no_connection);
    tcase_add_test(tcase, the_operator_may_allow_it);
    tcase_add_test(tcase, a_slow_drip_ends_at_the_time_limit);
    tcase_add_test(tcase, waiting_requests_do_not_run_out_of_time);
    tcase_add_test(tcase, redirects_are_told_not_followed);
    tcase_add_loop_test(tcase, retry_after_is_read, 0, ARRAY_LENGTH(waits));
    tcase_add_test(tcase, rate_headers_are_read);
    tcase_add_test(tcase, a_refused_connection_is_unreachable);
    tcase_add_loop_test(tcase, urls_that_are_not_allowed_are_refused, 0,
                        ARRAY_LENGTH(refused_urls));
    tcase_add_test(tcase, a_hostile_environment_is_ignored);
    tcase_add_test(tcase, a_body_is_posted_and_the_next_request_is_a_get);
    tcase_add_test(tcase, a_header_cannot_hold_another);
    tcase_add_test(tcase, a_credential_goes_with_its_own_request_alone);
    tcase_add_test(tcase, a_credential_cannot_smuggle_headers);
    tcase_add_test(tcase, a_signal_ends_the_wait);
    tcase_add_test(tcase, next_returns_when_the_time_is_up);
    tcase_add_test(tcase, closing_drops_what_is_under_way);
    tcase_add_test(tcase, a_missing_file_of_certificates_is_told);
    return tcase;
}

Suite *http_suite(void)
{
    Suite *suite = suite_create("http");
    suite_add_tcase(suite, transfer_case());
    return suite;
}
