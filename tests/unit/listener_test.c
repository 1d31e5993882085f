#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/http/listener.h"
#include "suites.h"

static struct listener *listener;

static void set_up(void)
{
    struct error err;
    ck_assert_msg(listener_open(&listener, 0, &err), "%s", err.message);
}

static void tear_down(void)
{
    listener_close(&listener);
}

static int dial(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)listener_port(listener)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int line = socket(AF_INET, SOCK_STREAM, 0);

    ck_assert_int_eq(connect(line, (struct sockaddr *)&address, sizeof(address)), 0);
    return line;
}

/* Sends a request, as much as is taken; the browser's side stays open. */
static int ask(const char *bytes, size_t size)
{
    int line = dial();

    while (size > 0) {
        ssize_t count = send(line, bytes, size, MSG_NOSIGNAL);
        if (count <= 0)
            break;
        bytes += count;
        size -= (size_t)count;
    }
    return line;
}

static void read_answer(int line, char out[4096])
{
    size_t size = 0;
    ssize_t count = 0;

    while (size < 4095 && (count = read(line, out + size, 4095 - size)) > 0)
        size += (size_t)count;
    out[size] = '\0';
    close(line);
}

START_TEST(a_callback_is_taken_and_answered)
{
    CLEANUP(free_pointer)
    char *request =
        xasprintf("GET /callback?code=a%%20b&state=x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
                  listener_port(listener));
    int line = ask(request, strlen(request));
    CLEANUP(free_secret) char *query = NULL;
    char answer[4096];
    struct error err;

    ck_assert_msg(listener_wait(listener, "/callback", 5000, &query, &err), "%s", err.message);
    ck_assert_str_eq(query, "code=a%20b&state=x");
    listener_answer(listener, true, "Well.");
    read_answer(line, answer);
    ck_assert_ptr_nonnull(strstr(answer, "HTTP/1.1 200 OK\r\n"));
    ck_assert_ptr_nonnull(strstr(answer, "\r\n\r\nWell.\n"));
    ck_assert_ptr_null(strstr(answer, "code"));
}
END_TEST

static const char *const others[] = {
    "GET /favicon.ico HTTP/1.1\r\n\r\n",
    "GET /callback HTTP/1.1\r\n\r\n",
    "GET /callbacks?code=x HTTP/1.1\r\n\r\n",
    "POST /callback?code=x HTTP/1.1\r\n\r\n",
    "GET /callback?code=x\r\n\r\n",
    "GET /callback?code=x SPDY/3\r\n\r\n",
    "GET  /callback?code=x HTTP/1.1\r\n\r\n",
    "GET /callback?code=x HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "\r\n\r\n",
    "x\r\n\r\n",
};

START_TEST(other_requests_are_refused_and_the_wait_goes_on)
{
    static const char right[] = "GET /callback?code=x HTTP/1.0\r\n\r\n";
    int line = ask(others[_i], strlen(others[_i]));
    int second = ask(right, strlen(right));
    CLEANUP(free_secret) char *query = NULL;
    char answer[4096];
    struct error err;

    ck_assert(listener_wait(listener, "/callback", 5000, &query, &err));
    ck_assert_str_eq(query, "code=x");
    read_answer(line, answer);
    ck_assert_ptr_nonnull(strstr(answer, "HTTP/1.1 400"));
    listener_answer(listener, true, "Well.");
    read_answer(second, answer);
    ck_assert_ptr_nonnull(strstr(answer, "HTTP/1.1 200"));
}
END_TEST

/* Neither an endless request, nor one with a NUL, nor one that is never finished keeps the right
 * one away. */
START_TEST(a_flood_is_cut_off)
{
    static const char right[] = "GET /callback?code=x HTTP/1.1\r\n\r\n";
    static char flood[64 * 1024];
    static const char nul[] = "GET /callback?code=\0y HTTP/1.1\r\n\r\n";
    CLEANUP(free_secret) char *query = NULL;
    struct error err;
    pid_t browser = 0;
    int status = 0;

    memset(flood, 'x', sizeof(flood));
    browser = fork();
    if (browser == 0) {
        (void)!close(ask(flood, sizeof(flood)));
        (void)!close(ask(nul, sizeof(nul) - 1));
        (void)!close(dial());
        _exit(ask(right, strlen(right)) < 0);
    }
    ck_assert_msg(listener_wait(listener, "/callback", 15000, &query, &err), "%s", err.message);
    ck_assert_str_eq(query, "code=x");
    ck_assert_int_eq(waitpid(browser, &status, 0), browser);
    ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(nobody_comes)
{
    char *query = NULL;
    struct error err;

    ck_assert(!listener_wait(listener, "/callback", 50, &query, &err));
    ck_assert_int_eq(err.class, ERROR_ITEM);
}
END_TEST

START_TEST(a_port_that_is_taken_is_named)
{
    struct listener *second = NULL;
    CLEANUP(free_pointer) char *port = xasprintf("%u", listener_port(listener));
    struct error err;

    ck_assert(!listener_open(&second, listener_port(listener), &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    ck_assert_ptr_nonnull(strstr(err.message, port));
}
END_TEST

static const struct {
    const char *query;
    const char *value; /* of "code"; NULL: none */
} fields[] = {
    {"code=abc", "abc"},
    {"a=1&code=abc&b=2", "abc"},
    {"code=a%2Fb%3d+c", "a/b= c"},
    {"code=", ""},
    {"", NULL},
    {"codes=abc", NULL},
    {"xcode=abc", NULL},
    {"code", NULL},
    {"code=a&code=b", NULL},
    {"code=a&code=a", NULL},
    {"code=%", NULL},
    {"code=%4", NULL},
    {"code=%zz", NULL},
    {"code=%00x", NULL},
    {"code=%0d%0aX", NULL},
    {"&&code=a&&", "a"},
};

START_TEST(fields_of_a_query)
{
    CLEANUP(free_secret) char *found = listener_field(fields[_i].query, "code");

    if (fields[_i].value == NULL)
        ck_assert_ptr_null(found);
    else
        ck_assert_str_eq(found, fields[_i].value);
}
END_TEST

Suite *listener_suite(void)
{
    Suite *suite = suite_create("listener");
    TCase *tcase = tcase_create("requests");

    tcase_set_timeout(tcase, 30);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_callback_is_taken_and_answered);
    tcase_add_loop_test(tcase, other_requests_are_refused_and_the_wait_goes_on, 0,
                        ARRAY_LENGTH(others));
    tcase_add_test(tcase, a_flood_is_cut_off);
    tcase_add_test(tcase, nobody_comes);
    tcase_add_test(tcase, a_port_that_is_taken_is_named);
    tcase_add_loop_test(tcase, fields_of_a_query, 0, ARRAY_LENGTH(fields));
    suite_add_tcase(suite, tcase);
    return suite;
}
