#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lib/http/http.h"
#include "lib/base/limits.h"
#include "suites.h"

static const struct {
    const char *url;
    struct http_url parts;
    bool is_loopback;
} urls[] = {
    {"https://api.bitbucket.org/2.0/x?a=b%20c",
     {"https", "api.bitbucket.org", "443", (char *)"/2.0/x", (char *)"a=b%20c", false},
     false},
    {"HTTPS://API.Bitbucket.org:8443",
     {"https", "api.bitbucket.org", "8443", (char *)"/", NULL, false},
     false},
    {"http://127.0.0.1:80/a/../b",
     {"http", "127.0.0.1", "80", (char *)"/a/../b", NULL, false},
     true},
    {"http://127.1.2.3/", {"http", "127.1.2.3", "80", (char *)"/", NULL, false}, true},
    {"http://0x7f.1/", {"http", "127.0.0.1", "80", (char *)"/", NULL, false}, true},
    {"http://[::1]:8080/", {"http", "::1", "8080", (char *)"/", NULL, false}, true},
    {"http://localhost/", {"http", "localhost", "80", (char *)"/", NULL, false}, true},
    {"http://128.0.0.1/", {"http", "128.0.0.1", "80", (char *)"/", NULL, false}, false},
    {"https://u:p@host/", {"https", "host", "443", (char *)"/", NULL, true}, false},
    {"https://u@host/", {"https", "host", "443", (char *)"/", NULL, true}, false},
};

START_TEST(urls_are_taken_apart)
{
    CLEANUP(http_url_release) struct http_url got = {0};
    struct error err = {0};
    ck_assert_msg(http_url_parse(urls[_i].url, &got, &err), "%s", err.message);
    ck_assert_str_eq(got.scheme, urls[_i].parts.scheme);
    ck_assert_str_eq(got.host, urls[_i].parts.host);
    ck_assert_str_eq(got.port, urls[_i].parts.port);
    ck_assert_str_eq(got.path, urls[_i].parts.path);
    ck_assert_pstr_eq(got.query, urls[_i].parts.query);
    ck_assert_int_eq(got.has_user_info, urls[_i].parts.has_user_info);
    ck_assert_int_eq(http_url_is_loopback(&got), urls[_i].is_loopback);
}
END_TEST

START_TEST(a_url_has_a_longest_length)
{
    struct http_url url;
    struct error err = {0};
    char *text = xcalloc(1, LIMIT_URL_BYTES + 2);
    memset(text, 'x', LIMIT_URL_BYTES + 1);
    memcpy(text, "https://host/", 13);
    ck_assert(!http_url_parse(text, &url, &err));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    text[LIMIT_URL_BYTES] = '\0';
    ck_assert(http_url_parse(text, &url, &err));
    http_url_release(&url);
    free(text);
}
END_TEST

/* Readings on which programs differ. */
static const char *const refused[] = {"https:/host/a",    "https:///host/a", "https:host/a",
                                      "//host/a",         "host/a",          "ht/tps://host/a",
                                      "a?b=https://host/"};

START_TEST(a_url_has_a_scheme_and_a_host)
{
    struct http_url url;
    struct error err = {0};
    ck_assert_msg(!http_url_parse(refused[_i], &url, &err), "%s", refused[_i]);
    ck_assert_int_eq(err.class, ERROR_ITEM);
}
END_TEST

static const struct {
    const char *a;
    const char *b;
    bool same;
} origins[] = {
    {"https://host/a", "https://HOST:443/b?c", true}, {"https://host/", "http://host/", false},
    {"https://host/", "https://host:444/", false},    {"https://host/", "https://host.org/", false},
    {"https://host/", "https://host@evil/", false},
};

START_TEST(origins_are_scheme_host_and_port)
{
    CLEANUP(http_url_release) struct http_url a = {0};
    CLEANUP(http_url_release) struct http_url b = {0};
    struct error err;
    ck_assert(http_url_parse(origins[_i].a, &a, &err));
    ck_assert(http_url_parse(origins[_i].b, &b, &err));
    ck_assert_int_eq(http_url_same_origin(&a, &b), origins[_i].same);
}
END_TEST

static TCase *url_case(void)
{
    TCase *tcase = tcase_create("urls");
    tcase_add_loop_test(tcase, urls_are_taken_apart, 0, ARRAY_LENGTH(urls));
    tcase_add_test(tcase, a_url_has_a_longest_length);
    tcase_add_loop_test(tcase, a_url_has_a_scheme_and_a_host, 0, ARRAY_LENGTH(refused));
    tcase_add_loop_test(tcase, origins_are_scheme_host_and_port, 0, ARRAY_LENGTH(origins));
    return tcase;
}

Suite *http_url_suite(void)
{
    Suite *suite = suite_create("http_url");
    suite_add_tcase(suite, url_case());
    return suite;
}
