/* download.h: files fetched over HTTP into a store (store.h), several at once.
 *
 * A redirect is followed, at most LIMIT_REDIRECTS times, without authorization and headers once it
 * leaves the origin that they were given for (an object store must not see them), and only to what
 * http.h allows. Nothing is kept of an answer that is not whole.
 */
#ifndef BRIGADE_HTTP_DOWNLOAD_H
#define BRIGADE_HTTP_DOWNLOAD_H

#include "lib/http/http.h"
#include "lib/os/store.h"

struct download {
    const char *url;
    const char *authorization;  /* for the origin of `url` alone; NULL: none */
    const char *const *headers; /* "Name: value", for that origin alone, NULL at the end; or NULL */
    struct store_expectation expected;
    bool is_no_page; /* text/html is not taken for it: ERROR_RETRY */
    /* The result. error.class ERROR_NONE: the file is in the store. Statuses that are not 2xx
     * have http_status set, and are ERROR_RETRY for 408, 429 (throttled, retry_after_ms) and 5xx,
     * ERROR_ITEM otherwise. */
    struct error error;
    char sha256[SHA256_TEXT];
    int64_t size_bytes;
};

/* Files that are fetched together into one store. */
struct downloads {
    const struct store_place *place;
    struct download *files;
    size_t count;
    bool (*tick)(void *payload); /* called at least every second; false ends it. NULL: nobody */
    void *payload;
};

/* Fetches all of them over connections of its own. False when `tick` says to stop, with
 * ERROR_RETRY: files that have come until then stay in the store; or as http_open. A failure of one
 * file is in that file's error. */
bool download_all(const struct http_settings *settings, const struct downloads *downloads,
                  struct error *err) MUST_CHECK;

#endif
