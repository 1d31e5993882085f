#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/http/download.h"
#include "lib/os/file.h"
#include "suites.h"
#include "test_server.h"

static char root[64];
static struct store_place place;
static struct test_server home;
static struct test_server away;

static const struct http_settings settings = {
    .user_agent = "brigade-test", .max_in_flight = 8, .request_ms = 5000};

static bool say(int fd, const char *status, const char *headers, const char *body)
{
    CLEANUP(free_pointer)
    char *text = xasprintf("HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s", status, headers,
                           strlen(body), body);

    return test_write_text(fd, text);
}

/* /seen answers with what it was told; /to/PORT/PATH redirects there. */
static bool answer(int fd, const struct test_request *request)
{
    CLEANUP(free_pointer) char *location = NULL;
    const char *path = request->path;

    if (strcmp(path, "/file") == 0)
        return say(fd, "200 OK", "", "the file");
    if (strcmp(path, "/seen") == 0)
        return say(fd, "200 OK", "",
                   request->authorization != NULL || test_header(request, "X-Key") != NULL
                       ? "with a secret"
                       : "without");
    if (strncmp(path, "/to/", 4) == 0) {
        location = xasprintf("Location: http://127.0.0.1:%s\r\n", path + 4);
        return say(fd, "302 Found", location, "not the file");
    }
    if (strcmp(path, "/loop") == 0) {
        location = xasprintf("Location: http://%.*s/loop\r\n",
                             (int)strcspn(test_header(request, "Host"), "\r\n"),
                             test_header(request, "Host"));
        return say(fd, "302 Found", location, "");
    }
    if (strcmp(path, "/ftp") == 0)
        return say(fd, "302 Found", "Location: ftp://example.org/file\r\n", "");
    if (strcmp(path, "/busy") == 0)
        return say(fd, "429 Too Many Requests", "Retry-After: 7\r\n", "wait");
    if (strcmp(path, "/short") == 0)
        return test_write_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf") && false;
    return say(fd, "404 Not Found", "", "no");
}

static void set_up(void)
{
    snprintf(root, sizeof(root), "/tmp/brigade-download-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(root));
    place.directory = xasprintf("%s/store", root);
    place.incoming = xasprintf("%s/incoming", root);
    test_server_start(&home, answer);
    test_server_start(&away, answer);
}

static void tear_down(void)
{
    struct error err;
    test_server_stop(&home);
    test_server_stop(&away);
    ck_assert_msg(file_remove_tree(root, &err), "%s", err.message);
    free_pointer(&place.directory);
    free_pointer(&place.incoming);
}

static const char *const secret_headers[] = {"X-Key: secret", NULL};

static bool fetch_some(struct download *files, size_t count, bool (*tick)(void *payload),
                       struct error *err)
{
    return download_all(
        &settings,
        &(struct downloads){.place = &place, .files = files, .count = count, .tick = tick}, err);
}

static struct download fetch(const char *path)
{
    CLEANUP(free_pointer) char *url = xasprintf("http://127.0.0.1:%d%s", home.port, path);
    struct download download = {.url = url,
                                .authorization = "Bearer secret",
                                .headers = secret_headers,
                                .expected = {.size_bytes = -1}};
    struct error err;

    ck_assert_msg(fetch_some(&download, 1, NULL, &err), "%s", err.message);
    download.url = NULL;
    return download;
}

static void assert_stored(const struct download *download, const char *text)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", place.directory, download->sha256);
    CLEANUP(buffer_release) struct buffer content = {0};
    struct error err;

    ck_assert_msg(download->error.class == ERROR_NONE, "%s", download->error.message);
    ck_assert_msg(file_read(path, 100, &content, &err), "%s", err.message);
    ck_assert_str_eq(buffer_text(&content), text);
    ck_assert_int_eq(download->size_bytes, (int64_t)strlen(text));
}

START_TEST(a_file_comes_into_the_store)
{
    struct download download = fetch("/file");

    assert_stored(&download, "the file");
}
END_TEST

START_TEST(a_secret_stays_at_home)
{
    CLEANUP(free_pointer) char *abroad = xasprintf("/to/%d/seen", away.port);
    CLEANUP(free_pointer) char *back = xasprintf("/to/%d/to/%d/seen", away.port, home.port);
    CLEANUP(free_pointer) char *inside = xasprintf("/to/%d/seen", home.port);
    struct download download = fetch("/seen");

    assert_stored(&download, "with a secret");
    download = fetch(inside);
    assert_stored(&download, "with a secret");
    download = fetch(abroad);
    assert_stored(&download, "without");
    download = fetch(back); /* who was abroad may have been told where to go */
    assert_stored(&download, "without");
}
END_TEST

static const struct {
    const char *path;
    enum error_class class;
    int status;
    const char *said;
} faults[] = {
    {"/missing", ERROR_ITEM, 404, "answered 404"},
    {"/loop", ERROR_ITEM, 0, "redirects in a row"},
    {"/ftp", ERROR_ITEM, 0, "https"},
    {"/busy", ERROR_RETRY, 429, "answered 429"},
    {"/short", ERROR_RETRY, 200, "broke off"},
};

START_TEST(what_is_not_whole_is_not_kept)
{
    struct download download = fetch(faults[_i].path);
    CLEANUP(free_pointer) char *any = xasprintf("test -z \"$(ls -A %s)\"", place.directory);

    ck_assert_int_eq(download.error.class, faults[_i].class);
    ck_assert_int_eq(download.error.http_status, faults[_i].status);
    ck_assert_msg(strstr(download.error.message, faults[_i].said) != NULL, "%s",
                  download.error.message);
    ck_assert_int_eq(download.error.throttled, faults[_i].status == 429);
    ck_assert(faults[_i].status != 429 || download.error.retry_after_ms == 7000);
    ck_assert(test_shell("%s", any));
}
END_TEST

START_TEST(many_come_together_and_one_fault_is_one_fault)
{
    CLEANUP(free_pointer) char *good = xasprintf("http://127.0.0.1:%d/file", home.port);
    CLEANUP(free_pointer) char *bad = xasprintf("http://127.0.0.1:%d/missing", home.port);
    struct download downloads[40];
    struct error err;

    for (size_t i = 0; i < ARRAY_LENGTH(downloads); i++)
        downloads[i] = (struct download){.url = i == 7 ? bad : good, .expected = {.size_bytes = 8}};
    ck_assert_msg(fetch_some(downloads, ARRAY_LENGTH(downloads), NULL, &err), "%s", err.message);
    for (size_t i = 0; i < ARRAY_LENGTH(downloads); i++)
        ck_assert_int_eq(downloads[i].error.class, i == 7 ? ERROR_ITEM : ERROR_NONE);
}
END_TEST

static bool no_more(void *payload)
{
    (void)payload;
    return false;
}

START_TEST(the_caller_may_stop)
{
    CLEANUP(free_pointer) char *url = xasprintf("http://127.0.0.1:%d/file", home.port);
    struct download downloads[40];
    struct error err = {0};

    for (size_t i = 0; i < ARRAY_LENGTH(downloads); i++)
        downloads[i] = (struct download){.url = url, .expected = {.size_bytes = -1}};
    ck_assert(!fetch_some(downloads, ARRAY_LENGTH(downloads), no_more, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert(test_shell("test -z \"$(ls -A %s)\"", place.incoming));
}
END_TEST

Suite *download_suite(void)
{
    Suite *suite = suite_create("download");
    TCase *cases = tcase_create("download");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_file_comes_into_the_store);
    tcase_add_test(cases, a_secret_stays_at_home);
    tcase_add_loop_test(cases, what_is_not_whole_is_not_kept, 0, ARRAY_LENGTH(faults));
    tcase_add_test(cases, many_come_together_and_one_fault_is_one_fault);
    tcase_add_test(cases, the_caller_may_stop);
    suite_add_tcase(suite, cases);
    return suite;
}
