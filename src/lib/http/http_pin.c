#include <arpa/inet.h>
#include <string.h>

#include "lib/http/http.h"
#include "lib/http/http_address.h"
#include "lib/base/limits.h"

static void release_easy(CURL **easy)
{
    curl_easy_cleanup(*easy);
}

/* http, so that libcurl opens the connection and sends nothing: with https it would speak TLS. */
static bool set_options(CURL *easy, const struct http_url *url, bool *is_refused, char *reason)
{
    CLEANUP(free_pointer) char *address = xasprintf("http://%s:%s/", url->host, url->port);
    return curl_easy_setopt(easy, CURLOPT_URL, address) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOPROXY, "*") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           /* A name look-up that hangs is left behind, not waited for. */
           curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)LIMIT_CONNECT_MS) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, http_address_open) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, is_refused) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, reason) == CURLE_OK;
}

static bool set_unreachable(const char *host, const char *reason, struct error *err)
{
    error_set(err, ERROR_RETRY, "%s cannot be reached: %s", host, reason);
    err->unreachable = true;
    return false;
}

/* Connects, and says to which address. */
static bool pin_name(const struct http_url *url, char **pin, struct error *err)
{
    CLEANUP(release_easy) CURL *easy = curl_easy_init();
    char reason[CURL_ERROR_SIZE] = "";
    bool is_refused = false;
    const char *address = NULL;
    if (easy == NULL || !set_options(easy, url, &is_refused, reason))
        return error_set(err, ERROR_IMPORT, "libcurl lacks an option that is needed");
    CURLcode code = curl_easy_perform(easy);
    if (code != CURLE_OK && is_refused)
        return http_address_refuse(url->host, err);
    if (code != CURLE_OK)
        return set_unreachable(url->host, reason[0] != '\0' ? reason : curl_easy_strerror(code),
                               err);
    if (curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address) != CURLE_OK || address == NULL)
        return error_set(err, ERROR_IMPORT, "libcurl does not say where it connected to");
    *pin = xasprintf(strchr(address, ':') != NULL ? "%s:%s:[%s]" : "%s:%s:%s", url->host, url->port,
                     address);
    return true;
}

/* Whether the host is an address; then *out is it. */
static bool read_address(const char *host, struct sockaddr_storage *out)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
        memcpy(out, &v4, sizeof(v4));
        return true;
    }
    memcpy(out, &v6, sizeof(v6));
    return inet_pton(AF_INET6, host, &((struct sockaddr_in6 *)out)->sin6_addr) == 1;
}

bool http_pin_host(const struct http_url *url, char **pin, struct error *err)
{
    struct sockaddr_storage address = {0};
    if (url->host[strlen(url->host) - 1] == '.') /* libcurl might not find the pin */
        return error_set(err, ERROR_ITEM, "write the host %s without the dot at its end",
                         url->host);
    if (!read_address(url->host, &address))
        return pin_name(url, pin, err);
    *pin = NULL;
    return http_address_is_allowed((const struct sockaddr *)&address) ||
           http_address_refuse(url->host, err);
}
