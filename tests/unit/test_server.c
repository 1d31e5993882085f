#include "test_server.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

bool test_write(int fd, const void *bytes, size_t size)
{
    for (const char *at = bytes; size > 0;) {
        ssize_t written = send(fd, at, size, MSG_NOSIGNAL);
        if (written <= 0)
            return false;
        at += written;
        size -= (size_t)written;
    }
    return true;
}

bool test_write_text(int fd, const char *text)
{
    return test_write(fd, text, strlen(text));
}

const char *test_header(const struct test_request *request, const char *name)
{
    char wanted[80];
    snprintf(wanted, sizeof(wanted), "\r\n%s: ", name);
    const char *found = strcasestr(request->head, wanted);
    return found == NULL ? NULL : found + strlen(wanted);
}

/* Reads a head and the body that Content-Length announces; false when the client is gone. */
static bool read_request(int fd, struct test_request *request)
{
    size_t size = 0;
    char *end = NULL;
    memset(request, 0, sizeof(*request));
    while (end == NULL) {
        ssize_t got = recv(fd, request->head + size, sizeof(request->head) - 1 - size, 0);
        if (got <= 0)
            return false;
        size += (size_t)got;
        request->head[size] = '\0';
        end = strstr(request->head, "\r\n\r\n");
    }
    const char *length = test_header(request, "Content-Length");
    request->body_size = length == NULL ? 0 : strtoul(length, NULL, 10);
    request->body = xcalloc(1, request->body_size + 1);
    size_t have = size - (size_t)(end + 4 - request->head);
    memcpy(request->body, end + 4, have < request->body_size ? have : request->body_size);
    while (have < request->body_size) {
        ssize_t got = recv(fd, request->body + have, request->body_size - have, 0);
        if (got <= 0)
            return false;
        have += (size_t)got;
    }
    end[2] = '\0';
    request->authorization = test_header(request, "Authorization");
    return sscanf(request->head, "%7s %1023s", request->method, request->path) == 2;
}

static void serve_connection(int fd, test_answer *answer, struct test_counts *counts)
{
    static struct test_request request;
    bool stays = true;
    atomic_fetch_add(&counts->connections, 1);
    while (stays && read_request(fd, &request)) {
        atomic_fetch_add(&counts->requests, 1);
        int together = atomic_fetch_add(&counts->together, 1) + 1;
        int most = atomic_load(&counts->most_together);
        while (together > most &&
               !atomic_compare_exchange_weak(&counts->most_together, &most, together))
            ;
        stays = answer(fd, &request);
        atomic_fetch_sub(&counts->together, 1);
        free(request.body);
    }
    close(fd);
}

static void die_with_parent(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void serve(int listener, test_answer *answer, struct test_counts *counts)
{
    setpgid(0, 0);
    die_with_parent();
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            continue;
        if (fork() == 0) {
            die_with_parent();
            signal(SIGCHLD, SIG_DFL);
            close(listener);
            serve_connection(fd, answer, counts);
            _exit(0);
        }
        close(fd);
    }
}

static int listen_anywhere(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(fd, 64) != 0 || getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        abort();
    *port = ntohs(address.sin_port);
    return fd;
}

void test_server_start(struct test_server *server, test_answer *answer)
{
    int listener = listen_anywhere(&server->port);
    server->counts = mmap(NULL, sizeof(*server->counts), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (server->counts == MAP_FAILED)
        abort();
    server->pid = fork();
    if (server->pid == 0)
        serve(listener, answer, server->counts);
    setpgid(server->pid, server->pid); /* whoever is first: both set it */
    close(listener);
}

void test_server_stop(struct test_server *server)
{
    kill(-server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
    munmap(server->counts, sizeof(*server->counts));
}

int test_free_port(void)
{
    int port = 0;
    close(listen_anywhere(&port));
    return port;
}

bool test_wait_for_port(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int tries = 0; tries < 100; tries++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool listens = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
        close(fd);
        if (listens)
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    return false;
}

bool test_shell(const char *format, ...)
{
    char command[8192];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(command, sizeof(command), format, arguments);
    va_end(arguments);
    return length > 0 && (size_t)length < sizeof(command) && system(command) == 0;
}
