/* test_server.h: an HTTP server on 127.0.0.1 for unit tests. It runs in a process group of its own,
 * with one process per connection, and dies with the test. */
#ifndef BRIGADE_TEST_SERVER_H
#define BRIGADE_TEST_SERVER_H

#include <stdatomic.h>
#include <sys/types.h>

#include "lib/base/base.h"

/* Shared between the test and all processes of the server. */
struct test_counts {
    atomic_int connections;
    atomic_int requests;
    atomic_int together; /* being answered just now */
    atomic_int most_together;
};

struct test_request {
    char head[16 * 1024]; /* request line and headers, up to the blank line */
    char method[8];
    char path[1024]; /* with the query */
    char *body;
    size_t body_size;
    const char *authorization; /* value, up to its line end; NULL: none */
};

/* Writes an answer to `fd`. Returns whether the connection stays open. */
typedef bool test_answer(int fd, const struct test_request *request);

struct test_server {
    pid_t pid;
    int port;
    struct test_counts *counts;
};

void test_server_start(struct test_server *server, test_answer *answer);
void test_server_stop(struct test_server *server);

/* Whether all bytes were written. */
bool test_write(int fd, const void *bytes, size_t size);
bool test_write_text(int fd, const char *text);
/* The value of a header, in memory of the request, up to the line end; NULL: not there. */
const char *test_header(const struct test_request *request, const char *name);
/* A port of 127.0.0.1 where nobody listens. */
int test_free_port(void);
/* Whether somebody listens there within five seconds. */
bool test_wait_for_port(int port);
/* Runs a shell command made by printf; whether it ended with 0. */
bool test_shell(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
