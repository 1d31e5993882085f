#include "lib/http/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/buffer.h"

/* A browser on the same host sends its request at once. */
#define REQUEST_MS 5000
#define REQUEST_BYTES ((size_t)16 * 1024)

struct listener {
    int socket;
    int browser; /* -1: none waits for an answer */
    unsigned port;
};

static bool fail(struct error *err, unsigned port)
{
    return error_set(err, ERROR_IMPORT, "cannot listen on port %u of 127.0.0.1: %s", port,
                     strerror(errno));
}

static bool bind_loopback(struct listener *listener, unsigned port, struct error *err)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int on = 1;

    listener->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener->socket < 0 ||
        setsockopt(listener->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(listener->socket, (struct sockaddr *)&address, size) != 0 ||
        listen(listener->socket, 4) != 0 ||
        getsockname(listener->socket, (struct sockaddr *)&address, &size) != 0)
        return fail(err, port);
    listener->port = ntohs(address.sin_port);
    return true;
}

bool listener_open(struct listener **out, unsigned port, struct error *err)
{
    CLEANUP(listener_close) struct listener *made = xcalloc(1, sizeof(*made));

    made->socket = made->browser = -1;
    if (!bind_loopback(made, port, err))
        return false;
    *out = TAKE(made);
    return true;
}

static void hang_up(struct listener *listener)
{
    if (listener->browser >= 0)
        close(listener->browser);
    listener->browser = -1;
}

void listener_close(struct listener **listener)
{
    struct listener *old = TAKE(*listener);

    if (old == NULL)
        return;
    hang_up(old);
    if (old->socket >= 0)
        close(old->socket);
    free(old);
}

unsigned listener_port(const struct listener *listener)
{
    return listener->port;
}

/* False after until_ms or a signal. */
static bool wait_for_input(int descriptor, int64_t until_ms)
{
    struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
    int64_t left_ms = until_ms - clock_ms();

    return left_ms > 0 && poll(&wanted, 1, (int)left_ms) == 1;
}

/* Reads up to the blank line. Bytes that end before it are not a request. */
static bool read_request(int browser, struct buffer *request)
{
    int64_t until_ms = clock_ms() + REQUEST_MS;
    char bytes[1024];

    while (strstr(buffer_text(request), "\r\n\r\n") == NULL) {
        ssize_t count = wait_for_input(browser, until_ms) ? read(browser, bytes, sizeof(bytes)) : 0;
        if (count <= 0 || request->size + (size_t)count > REQUEST_BYTES)
            return false;
        buffer_add_bytes(request, bytes, (size_t)count);
    }
    return strlen(buffer_text(request)) == request->size;
}

/* What stands behind the path in "GET path?query HTTP/1.x": the query with `first`, '?', before it,
 * or nothing where `first` is 0. NULL: another request. */
static char *find_query(char *request, const char *path, char first)
{
    size_t size = strlen(path);
    char *line = strsep(&request, "\r");
    char *end = strrchr(line, ' ');

    if (strncmp(line, "GET ", 4) != 0 || end == NULL || strncmp(end, " HTTP/1.", 8) != 0 ||
        strncmp(line + 4, path, size) != 0 || end < line + 4 + size)
        return NULL;
    *end = '\0';
    if (line[4 + size] != first)
        return NULL;
    return xstrdup(line + 4 + size + (first != '\0'));
}

void listener_send(struct listener *listener, const char *status, const char *type,
                   const char *text)
{
    CLEANUP(buffer_release) struct buffer answer = {0};
    size_t sent = 0;

    if (listener->browser < 0)
        return;
    buffer_printf(&answer,
                  "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
                  "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
                  "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n%s",
                  status, type, strlen(text), text);
    while (sent < answer.size) {
        ssize_t count =
            send(listener->browser, answer.data + sent, answer.size - sent, MSG_NOSIGNAL);
        if (count <= 0)
            break;
        sent += (size_t)count;
    }
    hang_up(listener);
}

void listener_answer(struct listener *listener, bool good, const char *sentence)
{
    CLEANUP(free_pointer) char *text = xasprintf("%s\n", sentence);

    listener_send(listener, good ? "200 OK" : "400 Bad Request", "text/plain; charset=utf-8", text);
}

/* A page of another host, whose name leads here, would send that name as Host. A request without
 * Host does not come from a browser. */
static bool is_for_us(const struct listener *listener, const char *request)
{
    CLEANUP(free_pointer) char *address = xasprintf("127.0.0.1:%u", listener->port);
    CLEANUP(free_pointer) char *name = xasprintf("localhost:%u", listener->port);
    const char *host = strcasestr(request, "\r\nHost:");

    if (host == NULL)
        return true;
    host += strlen("\r\nHost:");
    host += strspn(host, " \t");
    size_t length = strcspn(host, "\r\n \t");
    return (length == strlen(address) && strncmp(host, address, length) == 0) ||
           (length == strlen(name) && strncasecmp(host, name, length) == 0);
}

static char *take_request(struct listener *listener, const char *path, char first)
{
    CLEANUP(buffer_release) struct buffer request = {.is_secret = true};
    char *query = NULL;

    listener->browser = accept4(listener->socket, NULL, NULL, SOCK_CLOEXEC);
    if (listener->browser < 0)
        return NULL;
    if (read_request(listener->browser, &request) && is_for_us(listener, request.data))
        query = find_query(request.data, path, first);
    if (query == NULL)
        listener_answer(listener, false, "This is not the page that brigade waits for.");
    return query;
}

bool listener_wait(struct listener *listener, const char *path, int64_t timeout_ms, char **query,
                   struct error *err)
{
    int64_t until_ms = clock_ms() + timeout_ms;

    while (wait_for_input(listener->socket, until_ms)) {
        *query = take_request(listener, path, '?');
        if (*query != NULL)
            return true;
    }
    return error_set(err, ERROR_ITEM, "nobody came back from Bitbucket's page");
}

bool listener_wait_for(struct listener *listener, const char *path, int64_t timeout_ms)
{
    int64_t until_ms = clock_ms() + timeout_ms;

    while (wait_for_input(listener->socket, until_ms)) {
        CLEANUP(free_secret) char *rest = take_request(listener, path, '\0');
        if (rest != NULL)
            return true;
    }
    return false;
}

static int digit(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    character = (char)(character | 0x20);
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

/* NULL for a broken escape or a control character. */
static char *decode(const char *text, size_t size)
{
    CLEANUP(free_secret) char *out = xcalloc(size + 1, 1);
    size_t used = 0;

    for (size_t i = 0; i < size; i++) {
        int value = text[i] == '+' ? ' ' : (unsigned char)text[i];
        if (text[i] == '%') {
            int high = i + 2 < size ? digit(text[i + 1]) : -1;
            int low = high >= 0 ? digit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            value = high * 16 + low;
            i += 2;
        }
        if (value < 0x20 || value == 0x7F)
            return NULL;
        out[used++] = (char)value;
    }
    return TAKE(out);
}

char *listener_field(const char *query, const char *name)
{
    CLEANUP(free_secret) char *found = NULL;
    size_t size = strlen(name);
    int times = 0;

    for (const char *at = query; *at != '\0'; at += strspn(at, "&")) {
        size_t length = strcspn(at, "&");
        if (length > size && strncmp(at, name, size) == 0 && at[size] == '=') {
            free_secret(&found);
            found = decode(at + size + 1, length - size - 1);
            times++;
        }
        at += length;
    }
    return times == 1 ? TAKE(found) : NULL;
}
