#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/http/http.h"
#include "lib/http/http_address.h"
#include "lib/base/limits.h"

/* One look-up, shared by the caller and a thread that waits for the answer, because getaddrinfo
 * knows no time-out. The last of the two to let go frees it. */
struct lookup {
    atomic_int owners;
    char *host;
    char *port;
    struct addrinfo *found;
    int code;
};

static void let_go(struct lookup **lookup)
{
    struct lookup *old = TAKE(*lookup);
    if (old == NULL || atomic_fetch_sub(&old->owners, 1) > 1)
        return;
    if (old->found != NULL)
        freeaddrinfo(old->found);
    free(old->host);
    free(old->port);
    free(old);
}

static void *look_up(void *payload)
{
    struct lookup *lookup = payload;
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    lookup->code = getaddrinfo(lookup->host, lookup->port, &hints, &lookup->found);
    let_go(&lookup);
    return NULL;
}

/* Signals are for the thread that works. */
static bool start_thread(struct lookup *lookup, pthread_t *thread)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(thread, NULL, look_up, lookup);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code == 0;
}

static struct lookup *lookup_new(const struct http_url *url)
{
    struct lookup *lookup = xcalloc(1, sizeof(*lookup));
    atomic_init(&lookup->owners, 1);
    lookup->host = xstrdup(url->host);
    lookup->port = xstrdup(url->port);
    return lookup;
}

static bool set_unreachable(const char *host, const char *reason, struct error *err)
{
    error_set(err, ERROR_RETRY, "%s cannot be reached: %s", host, reason);
    err->unreachable = true;
    return false;
}

static bool find_addresses(struct lookup *lookup, struct error *err)
{
    pthread_t thread;
    struct timespec until;
    atomic_fetch_add(&lookup->owners, 1);
    if (!start_thread(lookup, &thread)) {
        atomic_fetch_sub(&lookup->owners, 1);
        return error_set(err, ERROR_RETRY, "a thread cannot be started to look a name up");
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += LIMIT_CONNECT_MS / 1000;
    if (pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &until) != 0) {
        pthread_detach(thread);
        return set_unreachable(lookup->host, "looking its name up takes too long", err);
    }
    return lookup->code == 0 || set_unreachable(lookup->host, gai_strerror(lookup->code), err);
}

/* Without the zone of a link-local address, which libcurl does not take there. */
static void add_address(struct buffer *list, const struct sockaddr *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (!http_address_is_allowed(address))
        return;
    buffer_add(list, list->size > 0 ? "," : "");
    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof(v4));
        buffer_add(list, inet_ntop(AF_INET, &v4.sin_addr, text, sizeof(text)));
    } else {
        memcpy(&v6, address, sizeof(v6));
        buffer_printf(list, "[%s]", inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof(text)));
    }
}

static bool is_literal(const char *host)
{
    struct in6_addr any;
    return inet_pton(AF_INET, host, &any) == 1 || inet_pton(AF_INET6, host, &any) == 1;
}

bool http_pin_host(const struct http_url *url, char **pin, struct error *err)
{
    CLEANUP(let_go) struct lookup *lookup = lookup_new(url);
    CLEANUP(buffer_release) struct buffer list = {0};
    if (url->host[strlen(url->host) - 1] == '.') /* libcurl might not find the pin */
        return error_set(err, ERROR_ITEM, "write the host %s without the dot at its end",
                         url->host);
    if (!find_addresses(lookup, err))
        return false;
    for (const struct addrinfo *each = lookup->found; each != NULL; each = each->ai_next)
        add_address(&list, each->ai_addr);
    if (list.size == 0)
        return http_address_refuse(url->host, err);
    *pin = is_literal(url->host) ? NULL
                                 : xasprintf("%s:%s:%s", url->host, url->port, buffer_text(&list));
    return true;
}
