#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "lib/http/http_address.h"
#include "lib/http/http_exchange.h"
#include "lib/base/limits.h"
#include "lib/base/locked.h"
#include "lib/base/text.h"
#include "lib/base/timestamp.h"

static bool is_header_value(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return false;
    return true;
}

static void free_headers(struct curl_slist *headers)
{
    for (struct curl_slist *each = headers; each != NULL; each = each->next)
        explicit_bzero(each->data, strlen(each->data));
    curl_slist_free_all(headers);
}

static void add_header(struct http_exchange *exchange, const char *name, const char *value)
{
    CLEANUP(free_secret) char *line = locked_printf("%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(exchange->headers, line);
    if (longer == NULL)
        bug("out of memory for a header");
    exchange->headers = longer;
}

static bool add_line(struct http_exchange *exchange, const char *line, struct error *err)
{
    struct curl_slist *longer = NULL;
    if (!is_header_value(line) || strchr(line, ':') == NULL)
        return error_set(err, ERROR_ITEM, "a header has control characters or no name");
    longer = curl_slist_append(exchange->headers, line);
    if (longer == NULL)
        bug("out of memory for a header");
    exchange->headers = longer;
    return true;
}

static bool set_headers(struct http_exchange *exchange, const struct http_request *request,
                        struct error *err)
{
    const char *accept = request->accept != NULL ? request->accept : "application/json";
    const char *type = request->content_type != NULL ? request->content_type : "application/json";
    if (!is_header_value(accept) || !is_header_value(type))
        return error_set(err, ERROR_ITEM, "a header has control characters");
    add_header(exchange, "Accept", accept);
    if (request->body != NULL)
        add_header(exchange, "Content-Type", type);
    for (const char *const *line = request->headers; line != NULL && *line != NULL; line++)
        if (!add_line(exchange, *line, err))
            return false;
    if (request->authorization == NULL)
        return true;
    if (!is_header_value(request->authorization))
        return error_set(err, ERROR_IMPORT, "the credential has control characters");
    add_header(exchange, "Authorization", request->authorization);
    return true;
}

static struct http_response *new_response(const struct http_request *request)
{
    struct http_response *response = xcalloc(1, sizeof(*response));
    response->owner = request->owner;
    response->body.maximum =
        request->max_body_bytes > 0 ? request->max_body_bytes : LIMIT_PAGE_BYTES;
    response->body.is_secret = request->has_secret_answer;
    response->retry_after_ms = -1;
    response->rate_reset_ms = -1;
    response->rate_limit = -1;
    response->rate_window_s = -1;
    response->rate_is_near = -1;
    response->rate_remaining = -1;
    return response;
}

bool http_exchange_new(struct http_exchange **out, const struct http_request *request,
                       struct error *err)
{
    CLEANUP(http_url_release) struct http_url url = {0};
    if (!http_url_parse(request->url, &url, err) || !http_url_check_allowed(&url, err))
        return false;
    CLEANUP(http_exchange_free) struct http_exchange *exchange = xcalloc(1, sizeof(*exchange));
    exchange->url = xstrdup(request->url);
    memcpy(exchange->host, url.host, sizeof(exchange->host));
    exchange->is_plain = strcmp(url.scheme, "http") == 0;
    exchange->response = new_response(request);
    exchange->body = locked_copy(request->body);
    exchange->request_ms = request->request_ms;
    exchange->sink = request->sink;
    if (!set_headers(exchange, request, err))
        return false;
    *out = TAKE(exchange);
    return true;
}

void http_exchange_free(struct http_exchange **exchange)
{
    struct http_exchange *old = TAKE(*exchange);
    if (old == NULL)
        return;
    free_headers(old->headers);
    http_response_free(&old->response);
    free_secret(&old->body);
    free(old->url);
    free(old);
}

void http_response_free(struct http_response **response)
{
    struct http_response *old = TAKE(*response);
    if (old == NULL)
        return;
    buffer_release(&old->body);
    free(old->location);
    free(old->scopes);
    free(old);
}

/* The headers that we read, and their readers. False ends the transfer; the response's error says
 * why. */

static bool take_content_encoding(struct http_exchange *exchange, const char *value)
{
    static const char *const asked_for[] = {"", "identity", "gzip", "x-gzip", "deflate"};
    for (size_t i = 0; i < ARRAY_LENGTH(asked_for); i++)
        if (strcasecmp(value, asked_for[i]) == 0)
            return true;
    /* libcurl would inflate br and zstd, and one coding within another, unasked. */
    return error_set(&exchange->response->error, ERROR_RETRY,
                     "%s answered in a content encoding that was not asked for", exchange->host);
}

static bool take_content_length(struct http_exchange *exchange, const char *value)
{
    char *known = exchange->content_length;
    bool is_number = value[0] != '\0' && value[strspn(value, "0123456789")] == '\0' &&
                     strlen(value) < sizeof(exchange->content_length);
    /* Two lengths are how requests are smuggled; libcurl takes the last. */
    if (!is_number || (known[0] != '\0' && strcmp(known, value) != 0))
        return error_set(&exchange->response->error, ERROR_RETRY,
                         "%s answered with a malformed or doubled Content-Length", exchange->host);
    memcpy(known, value, strlen(value) + 1);
    return true;
}

static bool take_content_type(struct http_exchange *exchange, const char *value)
{
    char *type = exchange->response->content_type;
    size_t length = strcspn(value, "; \t");
    if (length >= sizeof(exchange->response->content_type))
        length = 0;
    for (size_t i = 0; i < length; i++)
        type[i] = (char)tolower((unsigned char)value[i]);
    type[length] = '\0';
    return true;
}

static bool take_location(struct http_exchange *exchange, const char *value)
{
    free(exchange->response->location);
    exchange->response->location = xstrdup(value);
    return true;
}

/* A value that does not fit is garbage and counts as not said. */
static bool keep(char out[64], const char *value)
{
    if (strlen(value) < 64)
        memcpy(out, value, strlen(value) + 1);
    return true;
}

static bool take_retry_after(struct http_exchange *exchange, const char *value)
{
    return keep(exchange->retry_after, value);
}

static bool take_rate_reset(struct http_exchange *exchange, const char *value)
{
    return keep(exchange->rate_reset, value);
}

static bool take_date(struct http_exchange *exchange, const char *value)
{
    return keep(exchange->date, value);
}

static bool take_rate_remaining(struct http_exchange *exchange, const char *value)
{
    size_t digits = strspn(value, "0123456789");
    if (digits > 0 && digits < 18 && value[digits] == '\0')
        exchange->response->rate_remaining = strtoll(value, NULL, 10);
    return true;
}

/* "1000", or "60, 60;w=3600": the first number, and the seconds that the second is for. */
static bool take_rate_limit(struct http_exchange *exchange, const char *value)
{
    size_t digits = strspn(value, "0123456789");
    const char *window = strstr(value, ";w=");

    if (digits == 0 || digits > 9 || (value[digits] != '\0' && value[digits] != ','))
        return true;
    exchange->response->rate_limit = strtoll(value, NULL, 10);
    if (window != NULL && strspn(window + 3, "0123456789") > 0 &&
        strspn(window + 3, "0123456789") <= 9)
        exchange->response->rate_window_s = strtoll(window + 3, NULL, 10);
    return true;
}

static bool take_rate_near(struct http_exchange *exchange, const char *value)
{
    if (strcasecmp(value, "true") == 0 || strcasecmp(value, "false") == 0)
        exchange->response->rate_is_near = strcasecmp(value, "true") == 0;
    return true;
}

static bool take_scopes(struct http_exchange *exchange, const char *value)
{
    free_pointer(&exchange->response->scopes);
    exchange->response->scopes = xstrdup(value);
    return true;
}

static const struct {
    const char *name;
    bool (*take)(struct http_exchange *exchange, const char *value);
} known_headers[] = {
    {"content-encoding", take_content_encoding},
    {"content-length", take_content_length},
    {"content-type", take_content_type},
    {"date", take_date},
    {"location", take_location},
    {"retry-after", take_retry_after},
    {"x-oauth-scopes", take_scopes},
    {"x-ratelimit-limit", take_rate_limit},
    {"x-ratelimit-nearlimit", take_rate_near},
    {"x-ratelimit-remaining", take_rate_remaining},
    {"x-ratelimit-reset", take_rate_reset},
};

static bool take_header(struct http_exchange *exchange, const char *name, const char *value)
{
    for (size_t i = 0; i < ARRAY_LENGTH(known_headers); i++)
        if (strcasecmp(name, known_headers[i].name) == 0)
            return known_headers[i].take(exchange, value);
    return true;
}

/* A status line. The headers of an interim answer (1xx) are not the answer's. */
static void forget_headers(struct http_exchange *exchange)
{
    struct http_response *response = exchange->response;
    exchange->headers_ended = false;
    exchange->content_length[0] = '\0';
    exchange->date[0] = '\0';
    exchange->retry_after[0] = '\0';
    exchange->rate_reset[0] = '\0';
    response->content_type[0] = '\0';
    response->rate_limit = -1;
    response->rate_window_s = -1;
    response->rate_is_near = -1;
    response->rate_remaining = -1;
    free_pointer(&response->location);
    free_pointer(&response->scopes);
}

/* Cuts "Name:  value \r\n" in place; false when the line is not of this form. */
static bool split_header(char *line, char **name, char **value)
{
    char *colon = strchr(line, ':');
    if (colon == NULL)
        return false;
    *colon = '\0';
    *name = line;
    *value = colon + 1 + strspn(colon + 1, " \t");
    for (size_t end = strlen(*value); end > 0 && strchr(" \t\r\n", (*value)[end - 1]); end--)
        (*value)[end - 1] = '\0';
    return true;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *data)
{
    struct http_exchange *exchange = data;
    size_t length = size * count;
    exchange->header_bytes += length;
    if (exchange->header_bytes > LIMIT_HEADER_BYTES) {
        error_set(&exchange->response->error, ERROR_RETRY,
                  "the headers of an answer of %s are larger than %zu bytes", exchange->host,
                  LIMIT_HEADER_BYTES);
        return 0;
    }
    CLEANUP(free_pointer) char *line = xcalloc(1, length + 1);
    memcpy(line, bytes, length);
    if (strncmp(line, "HTTP/", 5) == 0)
        forget_headers(exchange);
    if (line[strspn(line, "\r\n")] == '\0')
        exchange->headers_ended = true;
    char *name = NULL;
    char *value = NULL;
    if (split_header(line, &name, &value) && !take_header(exchange, name, value))
        return 0;
    return length;
}

static bool is_success(CURL *easy)
{
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status < 300;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data)
{
    struct http_exchange *exchange = data;
    struct http_response *response = exchange->response;
    if (exchange->sink != NULL && is_success(exchange->easy))
        return exchange->sink(response->owner, bytes, size * count, &response->error) ? size * count
                                                                                      : 0;
    if (buffer_append(&response->body, bytes, size * count))
        return size * count;
    error_set_cause(&response->error, ERROR_ITEM, CAUSE_TOO_LARGE,
                    "the answer of %s is larger than %zu bytes", exchange->host,
                    response->body.maximum);
    return 0;
}

static bool set_method(const struct http_exchange *exchange, CURL *easy)
{
    if (exchange->body == NULL)
        return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
    return curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(exchange->body)) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDS, exchange->body) == CURLE_OK;
}

bool http_exchange_attach(struct http_exchange *exchange, CURL *easy, int64_t request_ms)
{
    const char *protocol = exchange->is_plain ? "http" : "https";
    long limit_ms = (long)(exchange->request_ms > 0 ? exchange->request_ms : request_ms);
    exchange->easy = easy;
    return set_method(exchange, easy) &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, limit_ms) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_URL, exchange->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, protocol) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->headers) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, http_address_open) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &exchange->has_forbidden_address) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->reason) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange) == CURLE_OK;
}

void http_exchange_detach(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, NULL);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, NULL);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, NULL);
}

/* Turns a libcurl code into a sentence. Whether a connection came about tells the phase, not the
 * code: a reset or a time-out has the same code in every phase. */
static void set_transport_error(struct http_exchange *exchange, CURL *easy, CURLcode code)
{
    struct error *err = &exchange->response->error;
    curl_off_t sent_after_us = 0;
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &sent_after_us);
    text_single_line(exchange->reason);
    const char *reason = exchange->reason[0] != '\0' ? exchange->reason : curl_easy_strerror(code);

    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR ||
        code == CURLE_SSL_INVALIDCERTSTATUS)
        error_set(err, ERROR_RETRY, "the certificate of %s was refused: %s", exchange->host,
                  reason);
    else if (sent_after_us == 0 && exchange->has_forbidden_address)
        http_address_refuse(exchange->host, err);
    else if (sent_after_us == 0)
        error_set(err, ERROR_RETRY, "%s cannot be reached: %s", exchange->host, reason);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        error_set(err, ERROR_RETRY, "%s was too slow: %s", exchange->host, reason);
    else
        error_set(err, ERROR_RETRY, "the answer of %s broke off: %s", exchange->host, reason);
    err->unreachable = sent_after_us == 0 && err->class == ERROR_RETRY;
}

static int version_number(long version)
{
    switch (version) {
    case CURL_HTTP_VERSION_1_0:
        return 10;
    case CURL_HTTP_VERSION_1_1:
        return 11;
    case CURL_HTTP_VERSION_2_0:
        return 20;
    default:
        return 0;
    }
}

static void set_measures(struct http_response *response, CURL *easy)
{
    long status = 0;
    long version = 0;
    long header_bytes = 0;
    curl_off_t body_bytes = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
    curl_easy_getinfo(easy, CURLINFO_HEADER_SIZE, &header_bytes);
    curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &body_bytes);
    response->status = (int)status;
    response->wire_bytes = (uint64_t)header_bytes + (uint64_t)body_bytes;
    response->http_version = version_number(version);
}

/* Takes times against the server's clock when it tells it, because ours may be wrong. */
static void set_waits(struct http_exchange *exchange)
{
    struct http_response *response = exchange->response;
    int64_t now_s = curl_getdate(exchange->date, NULL);
    response->date_s = now_s;
    if (now_s < 0)
        now_s = time(NULL);
    int64_t wait_ms = 0;
    if (timestamp_parse_retry_after(exchange->retry_after, now_s, &wait_ms))
        response->retry_after_ms = wait_ms;
    if (timestamp_parse_rate_reset(exchange->rate_reset, now_s, &wait_ms))
        response->rate_reset_ms = wait_ms;
}

struct http_response *http_exchange_finish(struct http_exchange *exchange, CURL *easy,
                                           CURLcode code)
{
    struct http_response *response = exchange->response;
    if (code == CURLE_OK && !exchange->headers_ended)
        error_set(&response->error, ERROR_RETRY, "the answer of %s broke off in its headers",
                  exchange->host); /* libcurl calls it a success */
    if (code != CURLE_OK && response->error.class == ERROR_NONE)
        set_transport_error(exchange, easy, code);
    set_measures(response, easy);
    set_waits(exchange);
    if (response->error.class != ERROR_NONE) {
        response->error.http_status = response->status;
        buffer_release(&response->body);
    }
    return TAKE(exchange->response);
}
