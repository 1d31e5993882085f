#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/http/http.h"
#include "suites.h"
#include "test_http_answers.h"

static struct test_server server;
static struct http *http;

/* TLS and HTTP/2 through nghttpx, with a certificate of our own. */

struct tls_front {
    char folder[32];
    pid_t pid;
    int port;
};

static bool has_tls_tools(void)
{
    return test_shell("command -v nghttpx >/dev/null && command -v openssl >/dev/null");
}

static void tls_front_start(struct tls_front *front, int backend_port)
{
    char frontend[64];
    char backend[64];
    strcpy(front->folder, "/tmp/brigade-tls-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(front->folder));
    ck_assert(test_shell("cd %s && openssl req -x509 -newkey ec -pkeyopt "
                         "ec_paramgen_curve:prime256v1 -nodes -keyout key -out ca.pem -days 2 "
                         "-subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null",
                         front->folder));
    front->port = test_free_port();
    snprintf(frontend, sizeof(frontend), "-f127.0.0.1,%d", front->port);
    snprintf(backend, sizeof(backend), "-b127.0.0.1,%d", backend_port);
    front->pid = fork();
    if (front->pid == 0) {
        if (chdir(front->folder) == 0 && freopen("/dev/null", "w", stderr) != NULL)
            execlp("nghttpx", "nghttpx", frontend, backend, "--workers=1", "--single-process",
                   "--no-ocsp", "--conf=/dev/null", "key", "ca.pem", (char *)NULL);
        _exit(127);
    }
    ck_assert(test_wait_for_port(front->port));
}

static void tls_front_stop(struct tls_front *front)
{
    kill(front->pid, SIGKILL);
    waitpid(front->pid, NULL, 0);
    ck_assert(test_shell("rm -r %s", front->folder));
}

static void set_up(void)
{
    test_server_start(&server, test_http_answer);
}

static void tear_down(void)
{
    http_close(&http);
    test_server_stop(&server);
}

static void open_with_ca(const char *ca_file)
{
    struct http_settings with_ca = {.user_agent = "brigade-test", .max_in_flight = 8};
    struct error err;
    with_ca.ca_file = ca_file;
    ck_assert(http_open(&http, &with_ca, &err));
}

START_TEST(http2_carries_all_requests_on_one_connection)
{
    CLEANUP(tls_front_stop) struct tls_front front = {0};
    struct error err;
    tls_front_start(&front, server.port);
    CLEANUP(free_pointer) char *ca_file = xasprintf("%s/ca.pem", front.folder);
    CLEANUP(free_pointer) char *url = xasprintf("https://localhost:%d/slow", front.port);
    open_with_ca(ca_file);
    for (int i = 0; i < 8; i++)
        ck_assert(http_start(http, &(struct http_request){.url = url}, &err));
    while (http_pending(http) > 0) {
        CLEANUP(http_response_free) struct http_response *response = http_next(http, 1000);
        if (response == NULL)
            continue;
        ck_assert_msg(response->error.class == ERROR_NONE, "%s", response->error.message);
        ck_assert_int_eq(response->http_version, 20);
    }
    ck_assert(
        test_shell("test \"$(ss -Htn state established dport = :%d | wc -l)\" = 1", front.port));
}
END_TEST

START_TEST(a_certificate_of_nobody_is_refused)
{
    CLEANUP(tls_front_stop) struct tls_front front = {0};
    struct error err;
    tls_front_start(&front, server.port);
    CLEANUP(free_pointer) char *url = xasprintf("https://localhost:%d/plain", front.port);
    open_with_ca(NULL);
    ck_assert(http_start(http, &(struct http_request){.url = url}, &err));
    CLEANUP(http_response_free) struct http_response *response = http_next(http, 5000);
    ck_assert_ptr_nonnull(response);
    ck_assert_int_eq(response->error.class, ERROR_RETRY);
    ck_assert(response->error.unreachable);
    ck_assert_msg(strstr(response->error.message, "certificate of localhost was refused"), "%s",
                  response->error.message);
    ck_assert_int_eq(server.counts->requests, 0);
}
END_TEST

Suite *http_tls_suite(void)
{
    Suite *suite = suite_create("http_tls");
    TCase *tcase = tcase_create("nghttpx");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 30);
    if (has_tls_tools()) {
        tcase_add_test(tcase, http2_carries_all_requests_on_one_connection);
        tcase_add_test(tcase, a_certificate_of_nobody_is_refused);
    }
    suite_add_tcase(suite, tcase);
    return suite;
}
