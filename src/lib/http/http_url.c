#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include <curl/curl.h>

#include "lib/http/http.h"
#include "lib/base/limits.h"

static void free_curl_text(char **text)
{
    curl_free(*text);
}

static void free_curl_url(CURLU **url)
{
    curl_url_cleanup(*url);
}

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || *text == 0x7f)
            return false;
    return true;
}

/* scheme://host: libcurl also takes one slash, or three, or none, which others read differently. */
static bool has_authority(const char *url)
{
    const char *slashes = strstr(url, "://");
    return slashes != NULL && slashes[3] != '/' && strcspn(url, ":/?#") == (size_t)(slashes - url);
}

/* Copies a part in lower case; false when it is missing, too long or not ASCII. */
static bool copy_part(CURLU *url, CURLUPart part, unsigned flags, char *out, size_t size)
{
    CLEANUP(free_curl_text) char *text = NULL;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK || strlen(text) >= size)
        return false;
    for (size_t i = 0; i == 0 || text[i - 1] != '\0'; i++) {
        if ((unsigned char)text[i] >= 0x80)
            return false;
        out[i] = (char)tolower((unsigned char)text[i]);
    }
    return true;
}

static char *take_part(CURLU *url, CURLUPart part)
{
    CLEANUP(free_curl_text) char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK ? xstrdup(text) : NULL;
}

static bool has_part(CURLU *url, CURLUPart part)
{
    CLEANUP(free_curl_text) char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK;
}

static void strip_brackets(char *host)
{
    size_t length = strlen(host);
    if (host[0] != '[' || host[length - 1] != ']')
        return;
    memmove(host, host + 1, length - 2);
    host[length - 2] = '\0';
}

bool http_url_parse(const char *url, struct http_url *out, struct error *err)
{
    if (strlen(url) > LIMIT_URL_BYTES)
        return error_set(err, ERROR_ITEM, "a URL is longer than %zu bytes", LIMIT_URL_BYTES);
    if (!is_printable(url))
        return error_set(err, ERROR_ITEM, "a URL has blanks or control characters");

    CLEANUP(free_curl_url) CURLU *parts = curl_url();
    struct http_url found = {0};
    if (parts == NULL || !has_authority(url) ||
        curl_url_set(parts, CURLUPART_URL, url, CURLU_PATH_AS_IS) != CURLUE_OK ||
        !copy_part(parts, CURLUPART_SCHEME, 0, found.scheme, sizeof(found.scheme)) ||
        !copy_part(parts, CURLUPART_HOST, 0, found.host, sizeof(found.host)) ||
        !copy_part(parts, CURLUPART_PORT, CURLU_DEFAULT_PORT, found.port, sizeof(found.port)) ||
        found.host[0] == '\0')
        return error_set(err, ERROR_ITEM, "not a valid URL");
    strip_brackets(found.host);
    found.has_user_info = has_part(parts, CURLUPART_USER) || has_part(parts, CURLUPART_PASSWORD);
    found.path = take_part(parts, CURLUPART_PATH);
    found.query = take_part(parts, CURLUPART_QUERY);
    *out = found;
    return true;
}

void http_url_release(struct http_url *url)
{
    free_pointer(&url->path);
    free_pointer(&url->query);
}

bool http_url_same_origin(const struct http_url *a, const struct http_url *b)
{
    return strcmp(a->scheme, b->scheme) == 0 && strcmp(a->host, b->host) == 0 &&
           strcmp(a->port, b->port) == 0;
}

bool http_host_is_loopback(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, host, &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6);
    return strcmp(host, "localhost") == 0;
}

bool http_url_is_loopback(const struct http_url *url)
{
    return http_host_is_loopback(url->host);
}

bool http_url_check_allowed(const struct http_url *url, struct error *err)
{
    if (url->has_user_info)
        return error_set(err, ERROR_ITEM, "a URL must not hold a user name or password");
    if (strcmp(url->scheme, "https") == 0)
        return true;
    if (strcmp(url->scheme, "http") == 0 && http_url_is_loopback(url))
        return true;
    return error_set(err, ERROR_ITEM, "only https is allowed, not %s://%s", url->scheme, url->host);
}
