/* test_proxy.h: faults between the program and PostgreSQL, made by a forked process on a loopback
 * port, so that the code under test knows nothing of them. */
#ifndef BRIGADE_TEST_PROXY_H
#define BRIGADE_TEST_PROXY_H

#include <stddef.h>
#include <sys/types.h>

struct test_proxy {
    int port;
    pid_t pid;
};

/* Forwards to the server that PGHOST and PGPORT name. Both connections are dropped, the bytes in
 * hand unsent, when these bytes come by; NULL: never. */
struct test_proxy test_proxy_start(const char *from_client, const char *from_server,
                                   size_t from_server_size);
/* Sends `bytes` to whoever connects, once it has said something, and then stays silent. */
struct test_proxy test_proxy_fake(const char *bytes, size_t size);
void test_proxy_stop(struct test_proxy *proxy);

#endif
