/* http_exchange.h: one request and what comes back for it, between http.c (which moves requests)
 * and libcurl (which calls back with lines and bytes). Only http*.c include this. */
#ifndef BRIGADE_HTTP_HTTP_EXCHANGE_H
#define BRIGADE_HTTP_HTTP_EXCHANGE_H

#include <curl/curl.h>

#include "lib/http/http.h"

struct http_exchange {
    struct http_exchange *next; /* in http.c's queue */
    char *url;
    char host[256];
    bool is_plain;              /* http, to loopback */
    struct curl_slist *headers; /* holds the credential; overwritten before it is freed */
    char *body;                 /* to POST; overwritten before it is freed; NULL: a GET */
    int64_t request_ms;         /* 0: the handle's own */
    bool (*sink)(void *owner, const void *bytes, size_t size, struct error *err);
    bool has_forbidden_address; /* a connection was not opened: http_allow_addresses */
    CURL *easy;                 /* while attached */
    size_t header_bytes;
    bool headers_ended;      /* the blank line came */
    char content_length[24]; /* as sent; "": not yet */
    char date[64];
    char retry_after[64];
    char rate_reset[64];
    char reason[CURL_ERROR_SIZE]; /* libcurl's own words */
    struct http_response *response;
};

/* Checks the URL and builds the headers. */
bool http_exchange_new(struct http_exchange **out, const struct http_request *request,
                       struct error *err) MUST_CHECK;
void http_exchange_free(struct http_exchange **exchange);

/* Points an idle handle at the exchange; http_exchange_detach takes every pointer out again.
 * request_ms: for the whole request, where the exchange says nothing else. */
bool http_exchange_attach(struct http_exchange *exchange, CURL *easy,
                          int64_t request_ms) MUST_CHECK;
void http_exchange_detach(CURL *easy);
/* Completes the response from the handle and hands it to the caller; the exchange has none left. */
struct http_response *http_exchange_finish(struct http_exchange *exchange, CURL *easy,
                                           CURLcode code);

#endif
