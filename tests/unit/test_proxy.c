#include "test_proxy.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct fault {
    const char *bytes;
    size_t size;
};

static int listen_on_loopback(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, 4) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        abort();
    *port = ntohs(address.sin_port);
    return listener;
}

static int connect_to_unix_socket(const char *directory, const char *port)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.%s", directory, port);
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    return connect(server, (struct sockaddr *)&address, sizeof address) == 0 ? server : -1;
}

static int connect_to_server(void)
{
    const char *host = getenv("PGHOST"), *port = getenv("PGPORT");
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    port = port ? port : "5432";
    if (host && host[0] == '/')
        return connect_to_unix_socket(host, port);
    if (getaddrinfo(host ? host : "localhost", port, &hints, &found) != 0)
        return -1;
    int server = -1;
    for (struct addrinfo *at = found; at && server < 0; at = at->ai_next) {
        server = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        if (server >= 0 && connect(server, at->ai_addr, at->ai_addrlen) != 0) {
            close(server);
            server = -1;
        }
    }
    freeaddrinfo(found);
    return server;
}

static bool send_all(int to, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = send(to, bytes, size, MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes += count;
        size -= (size_t)count;
    }
    return true;
}

/* False: the connections are to be dropped. What is looked for comes in one piece on loopback. */
static bool forward(int from, int to, const struct fault *fault)
{
    static char bytes[65536];
    ssize_t count = read(from, bytes, sizeof bytes);
    if (count <= 0)
        return false;
    if (fault->bytes && memmem(bytes, (size_t)count, fault->bytes, fault->size))
        return false;
    return send_all(to, bytes, (size_t)count);
}

static void serve(int client, const struct fault *from_client, const struct fault *from_server)
{
    int server = connect_to_server();
    struct pollfd sockets[] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
    while (server >= 0 && poll(sockets, 2, -1) > 0) {
        if (sockets[0].revents && !forward(client, server, from_client))
            break;
        if (sockets[1].revents && !forward(server, client, from_server))
            break;
    }
    close(server);
    close(client);
}

struct test_proxy test_proxy_start(const char *from_client, const char *from_server,
                                   size_t from_server_size)
{
    struct fault to_server = {from_client, from_client ? strlen(from_client) : 0};
    struct fault to_client = {from_server, from_server_size};
    struct test_proxy proxy;
    int listener = listen_on_loopback(&proxy.port);
    proxy.pid = fork();
    if (proxy.pid == 0) {
        alarm(120);
        for (;;)
            serve(accept(listener, NULL, NULL), &to_server, &to_client);
    }
    close(listener);
    return proxy;
}

struct test_proxy test_proxy_fake(const char *bytes, size_t size)
{
    struct test_proxy proxy;
    int listener = listen_on_loopback(&proxy.port);
    proxy.pid = fork();
    if (proxy.pid == 0) {
        char heard[1024];
        int client = accept(listener, NULL, NULL);
        alarm(120);
        if (read(client, heard, sizeof heard) > 0 && send_all(client, bytes, size))
            pause();
        _exit(0);
    }
    close(listener);
    return proxy;
}

void test_proxy_stop(struct test_proxy *proxy)
{
    kill(proxy->pid, SIGKILL);
    waitpid(proxy->pid, NULL, 0);
}
