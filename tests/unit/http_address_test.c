#include <arpa/inet.h>
#include <check.h>
#include <string.h>
#include <sys/un.h>

#include "lib/http/http_address.h"
#include "suites.h"

static const struct {
    const char *address;
    enum address_kind kind;
} addresses[] = {
    {"1.1.1.1", ADDRESS_PUBLIC},
    {"104.192.141.1", ADDRESS_PUBLIC},
    {"172.15.255.255", ADDRESS_PUBLIC},
    {"172.32.0.0", ADDRESS_PUBLIC},
    {"100.63.255.255", ADDRESS_PUBLIC},
    {"100.128.0.0", ADDRESS_PUBLIC},
    {"169.253.255.255", ADDRESS_PUBLIC},
    {"223.255.255.255", ADDRESS_PUBLIC},
    {"2401:1d80:3000::1", ADDRESS_PUBLIC},
    {"2a00:1450::1", ADDRESS_PUBLIC},
    {"127.0.0.1", ADDRESS_LOOPBACK},
    {"127.255.255.254", ADDRESS_LOOPBACK},
    {"::1", ADDRESS_LOOPBACK},
    {"::ffff:127.0.0.1", ADDRESS_LOOPBACK},
    {"64:ff9b::7f00:1", ADDRESS_LOOPBACK},
    {"2002:7f00:1::", ADDRESS_LOOPBACK},
    {"10.0.0.1", ADDRESS_PRIVATE},
    {"10.255.255.255", ADDRESS_PRIVATE},
    {"172.16.0.1", ADDRESS_PRIVATE},
    {"172.31.255.255", ADDRESS_PRIVATE},
    {"192.168.1.1", ADDRESS_PRIVATE},
    {"100.64.0.1", ADDRESS_PRIVATE},
    {"100.127.255.255", ADDRESS_PRIVATE},
    {"169.254.169.254", ADDRESS_PRIVATE},
    {"192.0.0.1", ADDRESS_PRIVATE},
    {"192.0.2.1", ADDRESS_PRIVATE},
    {"192.88.99.1", ADDRESS_PRIVATE},
    {"198.18.0.1", ADDRESS_PRIVATE},
    {"198.19.255.255", ADDRESS_PRIVATE},
    {"198.51.100.1", ADDRESS_PRIVATE},
    {"203.0.113.1", ADDRESS_PRIVATE},
    {"::ffff:10.0.0.1", ADDRESS_PRIVATE},
    {"::ffff:169.254.169.254", ADDRESS_PRIVATE},
    {"::10.0.0.1", ADDRESS_PRIVATE},
    {"64:ff9b::a00:1", ADDRESS_PRIVATE},
    {"64:ff9b:1::1", ADDRESS_PRIVATE},
    {"2002:a00:1::", ADDRESS_PRIVATE},
    {"2001:db8::1", ADDRESS_PRIVATE},
    {"2001::1", ADDRESS_PRIVATE},
    {"fe80::1", ADDRESS_PRIVATE},
    {"fd00:ec2::254", ADDRESS_PRIVATE},
    {"fc00::1", ADDRESS_PRIVATE},
    {"fec0::1", ADDRESS_PRIVATE},
    {"100::1", ADDRESS_PRIVATE},
    {"4000::1", ADDRESS_PRIVATE},
    {"0.0.0.0", ADDRESS_NOBODY},
    {"0.1.2.3", ADDRESS_NOBODY},
    {"224.0.0.1", ADDRESS_NOBODY},
    {"240.0.0.1", ADDRESS_NOBODY},
    {"255.255.255.255", ADDRESS_NOBODY},
    {"::", ADDRESS_NOBODY},
    {"::ffff:0.0.0.0", ADDRESS_NOBODY},
    {"ff02::1", ADDRESS_NOBODY},
};

START_TEST(each_address_is_of_its_kind)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    const char *text = addresses[_i].address;
    bool is_v6 = strchr(text, ':') != NULL;
    ck_assert_int_eq(inet_pton(is_v6 ? AF_INET6 : AF_INET, text,
                               is_v6 ? (void *)&v6.sin6_addr : (void *)&v4.sin_addr),
                     1);
    ck_assert_msg(http_address_kind(is_v6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4) ==
                      addresses[_i].kind,
                  "%s", text);
}
END_TEST

START_TEST(other_families_are_nobody)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    ck_assert_int_eq(http_address_kind((struct sockaddr *)&local), ADDRESS_NOBODY);
}
END_TEST

Suite *http_address_suite(void)
{
    Suite *suite = suite_create("http_address");
    TCase *tcase = tcase_create("http_address");
    tcase_add_loop_test(tcase, each_address_is_of_its_kind, 0, ARRAY_LENGTH(addresses));
    tcase_add_test(tcase, other_families_are_nobody);
    suite_add_tcase(suite, tcase);
    return suite;
}
