#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/http/http.h"
#include "lib/http/http_exchange.h"
#include "lib/base/limits.h"

/* One easy handle, reused for request after request so that connections stay open. */
struct slot {
    CURL *easy;
    struct http_exchange *exchange; /* NULL: idle */
};

/* Requests wait in our own queue, not in libcurl's, because there their time-out would run. */
struct http {
    CURLM *multi;
    char *user_agent;
    char *ca_file;
    int64_t request_ms;
    size_t slot_count;
    struct slot *slots;
    size_t busy_count;
    struct http_exchange *waiting;
    struct http_exchange **waiting_end;
    size_t waiting_count;
};

/* The multi interface fails when memory is out or when we misuse it; neither can be recovered. */
static void must(CURLMcode code)
{
    if (code != CURLM_OK)
        bug("libcurl's multi interface failed: %s", curl_multi_strerror(code));
}

static bool set_multi_options(CURLM *multi, long max_in_flight)
{
    return curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, max_in_flight) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, max_in_flight) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, max_in_flight) == CURLM_OK;
}

static bool check_ca_file(const char *path, struct error *err)
{
    if (path == NULL || access(path, R_OK) == 0)
        return true;
    return error_set(err, ERROR_IMPORT, "cannot read the file of certificates %s", path);
}

bool http_open(struct http **out, const struct http_settings *settings, struct error *err)
{
    if (!check_ca_file(settings->ca_file, err))
        return false;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_set(err, ERROR_IMPORT, "libcurl cannot be initialised");
    CLEANUP(http_close) struct http *http = xcalloc(1, sizeof(*http));
    int wanted = settings->max_in_flight;
    http->slot_count = wanted < 1 ? 1 : wanted > 32 ? 32 : (size_t)wanted;
    http->slots = xcalloc(http->slot_count, sizeof(*http->slots));
    http->waiting_end = &http->waiting;
    http->user_agent = xstrdup(settings->user_agent);
    http->ca_file = xstrdup(settings->ca_file);
    http->request_ms = settings->request_ms > 0 ? settings->request_ms : LIMIT_REQUEST_MS;
    http->multi = curl_multi_init();
    if (http->multi == NULL || !set_multi_options(http->multi, (long)http->slot_count))
        return error_set(err, ERROR_IMPORT, "libcurl lacks an option that is needed");
    *out = TAKE(http);
    return true;
}

static void close_slot(CURLM *multi, struct slot *slot)
{
    if (slot->exchange != NULL)
        curl_multi_remove_handle(multi, slot->easy);
    curl_easy_cleanup(slot->easy);
    http_exchange_free(&slot->exchange);
}

void http_close(struct http **http)
{
    struct http *old = TAKE(*http);
    if (old == NULL)
        return;
    for (size_t i = 0; i < old->slot_count; i++)
        close_slot(old->multi, &old->slots[i]);
    while (old->waiting != NULL) {
        struct http_exchange *first = old->waiting;
        old->waiting = first->next;
        http_exchange_free(&first);
    }
    curl_multi_cleanup(old->multi);
    curl_global_cleanup();
    free(old->slots);
    free(old->user_agent);
    free(old->ca_file);
    free(old);
}

/* Every option must be taken: a libcurl that lacks one must not be used with less safety. */
static bool set_security_options(CURL *easy, const struct http *http)
{
    return curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOPROXY, "*") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
           /* Without a directory libcurl keeps the parsed certificates for all connections. */
           curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK &&
           (http->ca_file == NULL ||
            curl_easy_setopt(easy, CURLOPT_CAINFO, http->ca_file) == CURLE_OK);
}

static bool set_transfer_options(CURL *easy, const struct http *http)
{
    return curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USERAGENT, http->user_agent) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L) == CURLE_OK;
}

static bool set_time_limits(CURL *easy)
{
    return curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           /* A name look-up that hangs is left behind, not waited for. */
           curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)LIMIT_CONNECT_MS) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)LIMIT_LOW_SPEED_BYTES) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)LIMIT_LOW_SPEED_S) == CURLE_OK;
}

static bool open_slot(const struct http *http, struct slot *slot, struct error *err)
{
    if (slot->easy != NULL)
        return true;
    CURL *easy = curl_easy_init();
    if (easy != NULL && set_security_options(easy, http) && set_transfer_options(easy, http) &&
        set_time_limits(easy)) {
        slot->easy = easy;
        return true;
    }
    curl_easy_cleanup(easy);
    return error_set(err, ERROR_IMPORT, "libcurl lacks an option that is needed");
}

static struct slot *idle_slot(struct http *http)
{
    for (size_t i = 0; i < http->slot_count; i++)
        if (http->slots[i].exchange == NULL)
            return &http->slots[i];
    return NULL;
}

static struct slot *slot_of(struct http *http, const CURL *easy)
{
    for (size_t i = 0; i < http->slot_count; i++)
        if (http->slots[i].easy == easy)
            return &http->slots[i];
    bug("libcurl answered for a handle that is not ours");
}

/* Puts waiting requests on idle handles. All handles were made by http_start, so this cannot fail
 * but for memory. */
static void fill_slots(struct http *http)
{
    for (struct slot *slot = idle_slot(http); slot != NULL && http->waiting != NULL;
         slot = idle_slot(http)) {
        struct http_exchange *first = http->waiting;
        if (!http_exchange_attach(first, slot->easy, http->request_ms))
            bug("libcurl did not take a request");
        http->waiting = first->next;
        if (http->waiting == NULL)
            http->waiting_end = &http->waiting;
        http->waiting_count--;
        slot->exchange = first;
        http->busy_count++;
        must(curl_multi_add_handle(http->multi, slot->easy));
    }
}

bool http_start(struct http *http, const struct http_request *request, struct error *err)
{
    struct slot *slot = idle_slot(http);
    if (slot != NULL && !open_slot(http, slot, err))
        return false;
    struct http_exchange *exchange = NULL;
    if (!http_exchange_new(&exchange, request, err))
        return false;
    *http->waiting_end = exchange;
    http->waiting_end = &exchange->next;
    http->waiting_count++;
    fill_slots(http);
    return true;
}

size_t http_pending(const struct http *http)
{
    return http->waiting_count + http->busy_count;
}

static struct http_response *finish_one(struct http *http)
{
    int left = 0;
    CURLMsg *message = curl_multi_info_read(http->multi, &left);
    if (message == NULL)
        return NULL;
    /* The message dies with the handle's removal. */
    CURLcode code = message->data.result;
    struct slot *slot = slot_of(http, message->easy_handle);
    must(curl_multi_remove_handle(http->multi, slot->easy));
    struct http_response *response = http_exchange_finish(slot->exchange, slot->easy, code);
    http_exchange_detach(slot->easy);
    http_exchange_free(&slot->exchange);
    http->busy_count--;
    fill_slots(http);
    return response;
}

/* False when a signal cut the wait short. libcurl hides EINTR, so the clock has to tell. */
static bool wait_for_network(struct http *http, int64_t at_most_ms)
{
    long own_ms = -1;
    int ready = 0;
    must(curl_multi_timeout(http->multi, &own_ms));
    int64_t planned_ms = own_ms >= 0 && own_ms < at_most_ms ? own_ms : at_most_ms;
    int64_t began_ms = clock_ms();
    must(curl_multi_poll(http->multi, NULL, 0, (int)planned_ms, &ready));
    return ready > 0 || clock_ms() - began_ms >= planned_ms - 1;
}

struct http_response *http_next(struct http *http, int64_t timeout_ms)
{
    int64_t deadline_ms = clock_ms() + (timeout_ms < INT32_MAX ? timeout_ms : INT32_MAX);
    while (http_pending(http) > 0) {
        int running = 0;
        must(curl_multi_perform(http->multi, &running));
        struct http_response *response = finish_one(http);
        if (response != NULL)
            return response;
        int64_t left_ms = deadline_ms - clock_ms();
        if (left_ms <= 0 || !wait_for_network(http, left_ms))
            return NULL;
    }
    return NULL;
}
