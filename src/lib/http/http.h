/* http.h: the only door to libcurl. Requests, several under way at once over connections that stay
 * open (HTTP/2 where the server offers it), every answer bounded.
 *
 * Invariants: no redirect is followed; environment proxies and netrc are ignored; only https, and
 * http for loopback addresses; TLS is verified; inflated bytes are counted while they arrive
 * (MAXFILESIZE lets a gzip bomb through); no connection is opened to an address that
 * http_allow_addresses does not let through, by us or by git; a header value is sent only with the
 * request it was given for. The caller decides which URL may see a credential.
 */
#ifndef BRIGADE_HTTP_HTTP_H
#define BRIGADE_HTTP_HTTP_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct http_settings {
    const char *user_agent;
    const char *ca_file; /* PEM, trusted instead of the system's; NULL: the system's */
    int max_in_flight;   /* further requests wait in order; 1 to 32 */
    int64_t request_ms;  /* whole request, once it is under way; 0: LIMIT_REQUEST_MS */
};

struct http_request {
    const char *url;
    const char *authorization;  /* value of the Authorization header; NULL: none */
    const char *accept;         /* NULL: application/json */
    const char *const *headers; /* further ones, "Name: value", NULL at the end; NULL: none */
    const char *body;           /* text to POST; NULL: a GET */
    const char *content_type;   /* of the body; NULL: application/json */
    size_t max_body_bytes;      /* of the answer, after inflation; 0: LIMIT_PAGE_BYTES */
    bool has_secret_answer;     /* whose body is overwritten when it is freed */
    int64_t request_ms;         /* whole request; 0: as http_settings say */
    /* Takes the body of a 2xx answer piece by piece, which is then not kept and has no bound here;
     * false ends the request with the error that it set. NULL: the body is kept. */
    bool (*sink)(void *owner, const void *bytes, size_t size, struct error *err);
    void *owner; /* handed back with the response */
};

struct http_response {
    void *owner;
    struct error error; /* class ERROR_NONE: an HTTP answer came whole, whatever its status */
    int status;
    struct buffer body;     /* empty when there is an error */
    char content_type[64];  /* lower case, without parameters */
    char *location;         /* NULL: no Location header */
    char *scopes;           /* X-OAuth-Scopes: the rights of the credential; NULL: not said */
    int64_t date_s;         /* the server's own clock, since 1970; -1: it did not say */
    int64_t retry_after_ms; /* by the server's own clock (Date); -1: it did not say */
    int64_t rate_reset_ms;  /* X-RateLimit-Reset as time left; -1: not said */
    int64_t rate_limit;     /* X-RateLimit-Limit; -1: not said */
    int64_t rate_window_s;  /* what it is for, the header's w=; -1: not said */
    int rate_is_near;       /* X-RateLimit-NearLimit: 0, 1; -1: not said */
    int64_t rate_remaining; /* X-RateLimit-Remaining; -1: not said */
    uint64_t wire_bytes;    /* received, before inflation, headers included */
    int http_version;       /* 10, 11, 20; 0: no answer */
};

struct http;

/* Which addresses beside public ones a name may turn out to be, whatever a link, a redirect or DNS
 * says: loopback, and those of sites, links and carriers. The operator's choice, for the whole
 * process, so that no caller can forget it; neither until it is called. */
void http_allow_addresses(bool loopback, bool special);

/* ERROR_IMPORT when the file of certificates cannot be read. */
bool http_open(struct http **out, const struct http_settings *settings,
               struct error *err) MUST_CHECK;
void http_close(struct http **http); /* drops what is under way */

/* Queues a request; the strings are copied. ERROR_ITEM for a URL or header that is not allowed;
 * ERROR_IMPORT for a credential that no header can carry. */
bool http_start(struct http *http, const struct http_request *request,
                struct error *err) MUST_CHECK;
/* Requests started whose response http_next has not returned. */
size_t http_pending(const struct http *http);
/* The next response that is complete, waiting at most timeout_ms; NULL when there is none by then.
 * The caller frees it. Faults of the transport are in response->error: ERROR_RETRY (`unreachable`
 * when no connection came about, a refused certificate included), ERROR_ITEM when the body passed
 * its bound. Requests to a host that cannot be reached fail one after another, LIMIT_CONNECT_MS
 * each, because they wait for the connection that the first would share: after the first
 * `unreachable`, close and come back later. Also returns early (NULL) when a signal arrives while
 * it waits; a signal that comes just before is not seen, so keep timeout_ms to a second or so. */
struct http_response *http_next(struct http *http, int64_t timeout_ms);
void http_response_free(struct http_response **response);

/* A URL taken apart (libcurl's URL API). Port is the effective one. */
struct http_url {
    char scheme[8];
    char host[256]; /* lower case; IPv6 without brackets */
    char port[8];
    char *path;  /* as written; "/" when empty */
    char *query; /* NULL: none */
    bool has_user_info;
};
/* ERROR_ITEM when it is not an absolute URL with a host, too long, or has blanks or control
 * characters. The message quotes nothing of the URL, which may hold a secret. */
bool http_url_parse(const char *url, struct http_url *out, struct error *err) MUST_CHECK;
void http_url_release(struct http_url *url);
/* Same scheme, host and port. */
bool http_url_same_origin(const struct http_url *a, const struct http_url *b);
bool http_host_is_loopback(const char *host); /* 127.0.0.0/8, ::1, localhost */
bool http_url_is_loopback(const struct http_url *url);
/* http.c and git_transport.c open only https, or http to a loopback address, without user info.
 * ERROR_ITEM otherwise. */
bool http_url_check_allowed(const struct http_url *url, struct error *err) MUST_CHECK;
/* For a program that connects by itself (git): opens a connection to the host, in at most
 * LIMIT_CONNECT_MS, closes it again, and names the address that it led to, which
 * http_allow_addresses lets through. No second look-up can lead elsewhere then:
 * "HOST:PORT:ADDRESS", as libcurl's CURLOPT_RESOLVE has it. *pin is the caller's. It is NULL when
 * the URL names an address, which is checked likewise, without a connection. ERROR_ITEM when no
 * address is allowed; ERROR_RETRY and `unreachable` when no connection comes about. */
bool http_pin_host(const struct http_url *url, char **pin, struct error *err) MUST_CHECK;

#endif
