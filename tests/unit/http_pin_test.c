#include <arpa/inet.h>
#include <check.h>
#include <dlfcn.h>
#include <netdb.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "git_fixture.h"
#include "lib/http/http.h"
#include "suites.h"

/* A resolver whose answer about this name changes, as its owner may let it: libcurl finds it here,
 * git does not. Everything else is the system's. */
#define NAME "rebinding.test"

static const char *answer; /* NULL: it does not come */
static atomic_int asked;

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;
    void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
    memcpy(&real, &symbol, sizeof(real));
    if (host == NULL || strcmp(host, NAME) != 0)
        return real(host, service, hints, found);
    atomic_fetch_add(&asked, 1);
    if (answer == NULL)
        sleep(600);
    return real(answer, service, hints, found);
}

static struct error pin(const char *url, char **out)
{
    CLEANUP(http_url_release) struct http_url parts = {0};
    struct error err = {0};
    *out = NULL;
    ck_assert_msg(http_url_parse(url, &parts, &err), "%s", err.message);
    if (http_pin_host(&parts, out, &err))
        ck_assert_int_eq(err.class, ERROR_NONE);
    return err;
}

static void close_socket(int *fd)
{
    close(*fd);
}

/* A socket that listens at a free port of the address. */
static int listen_at(const char *address, int *port)
{
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    struct sockaddr_in6 bound;
    socklen_t size = sizeof(bound);
    ck_assert_int_eq(getaddrinfo(address, "0", &hints, &found), 0);
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert(bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 5) == 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&bound, &size), 0);
    *port = ntohs(bound.sin6_port); /* sockaddr_in has its port at the same place */
    freeaddrinfo(found);
    return fd;
}

static const char *const places[] = {"127.0.0.1", "::1"};

START_TEST(a_name_is_pinned_to_where_it_is)
{
    int port = 0;
    CLEANUP(close_socket) int fd = listen_at(places[_i], &port);
    CLEANUP(free_pointer) char *url = xasprintf("https://REBINDING.test:%d/a/b.git", port);
    CLEANUP(free_pointer)
    char *wanted = xasprintf(_i == 0 ? NAME ":%d:%s" : NAME ":%d:[%s]", port, places[_i]);
    CLEANUP(free_pointer) char *text = NULL;
    answer = places[_i];
    struct error err = pin(url, &text);
    ck_assert_msg(err.class == ERROR_NONE, "%s", err.message);
    ck_assert_str_eq(text, wanted);
}
END_TEST

START_TEST(a_name_where_nobody_listens_is_unreachable)
{
    int port = 0;
    int fd = listen_at("127.0.0.1", &port);
    CLEANUP(free_pointer) char *url = xasprintf("https://" NAME ":%d/", port);
    CLEANUP(free_pointer) char *text = NULL;
    close(fd);
    answer = "127.0.0.1";
    struct error err = pin(url, &text);
    ck_assert(err.class == ERROR_RETRY && err.unreachable);
    ck_assert_msg(strstr(err.message, NAME " cannot be reached") != NULL, "%s", err.message);
    ck_assert_ptr_null(text);
}
END_TEST

static const char *const literals[] = {"https://127.0.0.1/", "https://[::1]:1/", "https://127.1/",
                                       "https://2130706433/"};

START_TEST(an_address_needs_no_pin)
{
    CLEANUP(free_pointer) char *text = NULL;
    ck_assert_int_eq(pin(literals[_i], &text).class, ERROR_NONE);
    ck_assert_ptr_null(text);
    http_allow_addresses(false, false);
    ck_assert_int_eq(pin(literals[_i], &text).class, ERROR_ITEM);
}
END_TEST

static const char *const forbidden[] = {"10.1.2.3",   "169.254.169.254", "192.168.0.1",
                                        "100.64.0.1", "fd00::1",         "fe80::1",
                                        "0.0.0.0",    "::ffff:10.0.0.1"};

START_TEST(a_name_that_leads_inside_is_refused)
{
    CLEANUP(free_pointer) char *text = NULL;
    answer = forbidden[_i];
    struct error err = pin("https://" NAME "/", &text);
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert(!err.unreachable);
    ck_assert_msg(strstr(err.message, "allow_private_addresses"), "%s", err.message);
    ck_assert_ptr_null(text);
}
END_TEST

START_TEST(a_name_that_nobody_knows_is_unreachable)
{
    CLEANUP(free_pointer) char *text = NULL;
    struct error err = pin("https://nobody.invalid/", &text);
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert(err.unreachable);
    ck_assert_msg(strstr(err.message, "nobody.invalid cannot be reached"), "%s", err.message);
}
END_TEST

START_TEST(a_resolver_that_does_not_answer_is_not_waited_for)
{
    CLEANUP(free_pointer) char *text = NULL;
    answer = NULL;
    struct error err = pin("https://" NAME "/", &text);
    ck_assert_msg(err.class == ERROR_RETRY && err.unreachable, "%s", err.message);
    ck_assert_ptr_null(text);
}
END_TEST

START_TEST(a_dot_at_the_end_is_refused)
{
    CLEANUP(free_pointer) char *text = NULL;
    ck_assert_int_eq(pin("https://localhost./", &text).class, ERROR_ITEM);
}
END_TEST

/* Our server waits for more where TLS begins. */
#define HASTE_MS 1000

static struct error get(const char *url)
{
    const struct http_settings settings = {
        .user_agent = "test", .max_in_flight = 1, .request_ms = HASTE_MS};
    CLEANUP(http_close) struct http *http = NULL;
    CLEANUP(http_response_free) struct http_response *response = NULL;
    struct error err = {0};
    ck_assert(http_open(&http, &settings, &err));
    ck_assert(http_start(http, &(struct http_request){.url = url}, &err));
    while (response == NULL)
        response = http_next(http, 1000);
    return response->error;
}

static struct error list(const char *url)
{
    const struct git_source source = {.url = url};
    struct error err = {0};
    const struct git_watch watch = {.stall_ms = HASTE_MS};
    ck_assert(!git_transport_list(&source, git_fixture_folder, &watch, &git_fixture_listing, &err));
    return err;
}

/* The server knows no TLS: what is shown is who gets a connection at all. */
static void rebind(struct error (*connect)(const char *url), int least)
{
    CLEANUP(free_pointer)
    char *url = xasprintf("https://" NAME ":%d/r.git", git_fixture_server.port);
    int connections = 0;
    answer = "127.0.0.1";
    connect(url);
    connections = git_fixture_server.counts->connections;
    ck_assert_int_ge(connections, least);
    ck_assert_int_gt(asked, 0);
    answer = "127.0.0.1";
    http_allow_addresses(false, false); /* as if the address were one inside */
    struct error err = connect(url);
    ck_assert_msg(err.class == ERROR_ITEM && strstr(err.message, "not public"), "%s", err.message);
    http_allow_addresses(true, false);
    answer = "10.255.255.1";
    err = connect(url);
    ck_assert_msg(err.class == ERROR_ITEM && strstr(err.message, "not public"), "%s", err.message);
    ck_assert_int_eq(git_fixture_server.counts->connections, connections);
}

START_TEST(requests_look_at_each_answer_of_the_resolver)
{
    rebind(get, 1);
}
END_TEST

/* git cannot find this name: that it connects, after us, shows that it takes the pin. */
START_TEST(git_goes_where_we_looked_and_asks_nobody)
{
    rebind(list, 2);
    ck_assert_int_eq(asked, 3);
}
END_TEST

Suite *http_pin_suite(void)
{
    Suite *suite = suite_create("http_pin");
    TCase *names = tcase_create("names");
    TCase *connections = tcase_create("connections");
    tcase_add_loop_test(names, a_name_is_pinned_to_where_it_is, 0, ARRAY_LENGTH(places));
    tcase_add_test(names, a_name_where_nobody_listens_is_unreachable);
    tcase_add_loop_test(names, an_address_needs_no_pin, 0, ARRAY_LENGTH(literals));
    tcase_add_loop_test(names, a_name_that_leads_inside_is_refused, 0, ARRAY_LENGTH(forbidden));
    tcase_add_test(names, a_name_that_nobody_knows_is_unreachable);
    tcase_add_test(names, a_resolver_that_does_not_answer_is_not_waited_for);
    tcase_add_test(names, a_dot_at_the_end_is_refused);
    tcase_set_timeout(names, 60);
    tcase_add_checked_fixture(connections, git_fixture_set_up, git_fixture_tear_down);
    tcase_set_timeout(connections, 60);
    tcase_add_test(connections, requests_look_at_each_answer_of_the_resolver);
    tcase_add_test(connections, git_goes_where_we_looked_and_asks_nobody);
    suite_add_tcase(suite, names);
    suite_add_tcase(suite, connections);
    return suite;
}
