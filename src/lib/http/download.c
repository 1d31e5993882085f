#include "lib/http/download.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"

/* Files that are open at once: no more than requests that are under way. */
#define TOGETHER LIMIT_IN_FLIGHT

/* Whole files that wait to be published together, at most so many and about so much: an fsync for
 * each of a hundred small files takes longer than fetching them. */
#define GROUP_FILES 32
#define GROUP_BYTES ((int64_t)16 * 1024 * 1024)

/* A download under way; the owner of its request. */
struct transfer {
    struct download *download; /* NULL: idle */
    struct store_writer *writer;
    char *url; /* this hop's */
    int redirects;
    bool at_home; /* still at the origin that credential and headers are for */
};

struct fetcher {
    struct http *http;
    const struct store_place *place;
    struct transfer transfers[TOGETHER];
    size_t busy;
    struct download *settled[GROUP_FILES];
    struct store_writer *writers[GROUP_FILES]; /* of those */
    size_t settled_count;
    int64_t settled_bytes;
};

static bool take_bytes(void *owner, const void *bytes, size_t size, struct error *err)
{
    struct transfer *transfer = owner;

    return store_write(transfer->writer, bytes, size, err);
}

static void end_transfer(struct fetcher *fetcher, struct transfer *transfer)
{
    store_abandon(&transfer->writer);
    free(transfer->url);
    *transfer = (struct transfer){0};
    fetcher->busy--;
}

/* One hop, into a fresh temporary file. */
static bool send_request(struct fetcher *fetcher, struct transfer *transfer)
{
    struct download *download = transfer->download;
    struct http_request request = {
        .url = transfer->url,
        .authorization = transfer->at_home ? download->authorization : NULL,
        .headers = transfer->at_home ? download->headers : NULL,
        .accept = "*/*",
        .request_ms = LIMIT_DOWNLOAD_MS,
        .sink = take_bytes,
        .owner = transfer,
    };

    store_abandon(&transfer->writer);
    return store_begin(&transfer->writer, fetcher->place, &download->expected, &download->error) &&
           http_start(fetcher->http, &request, &download->error);
}

static void begin(struct fetcher *fetcher, struct download *download)
{
    struct transfer *transfer = fetcher->transfers;

    while (transfer->download != NULL)
        transfer++;
    fetcher->busy++;
    download->error = (struct error){0};
    *transfer =
        (struct transfer){.download = download, .url = xstrdup(download->url), .at_home = true};
    if (!send_request(fetcher, transfer))
        end_transfer(fetcher, transfer);
}

static bool is_redirect(const struct http_response *answer)
{
    return answer->status >= 301 && answer->status <= 308 && answer->status != 304 &&
           answer->location != NULL;
}

/* An absolute address; a relative one is what only a proxy in between would send. */
static bool follow(struct fetcher *fetcher, struct transfer *transfer, const char *location)
{
    CLEANUP(http_url_release) struct http_url here = {0};
    CLEANUP(http_url_release) struct http_url there = {0};
    struct error *err = &transfer->download->error;

    if (++transfer->redirects > LIMIT_REDIRECTS)
        return error_set(err, ERROR_ITEM, "more than %d redirects in a row", LIMIT_REDIRECTS);
    if (!http_url_parse(transfer->url, &here, err) || !http_url_parse(location, &there, err))
        return error_prefix(err, "the answer redirects to an address that cannot be read");
    transfer->at_home = transfer->at_home && http_url_same_origin(&here, &there);
    free(transfer->url);
    transfer->url = xstrdup(location);
    return send_request(fetcher, transfer);
}

/* Storage says so in words of its own, XML mostly. What has none, or is a web page, is a proxy's.
 */
static bool is_gone(const struct http_response *answer)
{
    return answer->status == 410 || (answer->status == 404 && answer->body.size > 0 &&
                                     strcmp(answer->content_type, "text/html") != 0);
}

static void judge_status(struct download *download, const struct http_response *answer)
{
    int status = answer->status;
    bool passes = status == 408 || status == 429 || status >= 500;

    error_set_http(&download->error, passes ? ERROR_RETRY : ERROR_ITEM, status,
                   "the server answered %d instead of the file", status);
    if (is_gone(answer))
        download->error.cause = CAUSE_GONE;
    download->error.throttled = status == 429;
    download->error.retry_after_ms = answer->retry_after_ms > 0 ? answer->retry_after_ms : 0;
}

static void publish_settled(struct fetcher *fetcher)
{
    struct error err;

    if (!store_publish(fetcher->writers, fetcher->settled_count, &err))
        for (size_t i = 0; i < fetcher->settled_count; i++) {
            fetcher->settled[i]->error = err;
            fetcher->settled[i]->size_bytes = 0;
        }
    fetcher->settled_count = 0;
    fetcher->settled_bytes = 0;
}

/* What a proxy, a sign-in or a maintenance page looks like. */
static bool refuse_page(struct error *err)
{
    return error_set(err, ERROR_RETRY,
                     "the server sent a web page (text/html) instead of the file");
}

static void settle(struct fetcher *fetcher, struct transfer *transfer, bool is_page)
{
    struct download *download = transfer->download;

    if (is_page && download->is_no_page) {
        (void)refuse_page(&download->error);
        return;
    }
    if (!store_settle(transfer->writer, download->sha256, &download->size_bytes,
                      &download->error)) {
        if (is_page)
            (void)refuse_page(&download->error);
        return;
    }
    fetcher->settled[fetcher->settled_count] = download;
    fetcher->writers[fetcher->settled_count++] = TAKE(transfer->writer);
    fetcher->settled_bytes += download->size_bytes;
    if (fetcher->settled_count == GROUP_FILES || fetcher->settled_bytes >= GROUP_BYTES)
        publish_settled(fetcher);
}

static void take_answer(struct fetcher *fetcher, const struct http_response *answer)
{
    struct transfer *transfer = answer->owner;
    struct download *download = transfer->download;
    bool goes_on = false;

    if (answer->error.class != ERROR_NONE)
        download->error = answer->error;
    else if (is_redirect(answer))
        goes_on = follow(fetcher, transfer, answer->location);
    else if (answer->status < 200 || answer->status > 299)
        judge_status(download, answer);
    else
        settle(fetcher, transfer, strcmp(answer->content_type, "text/html") == 0);
    if (!goes_on)
        end_transfer(fetcher, transfer);
}

static void release(struct fetcher *fetcher)
{
    http_close(&fetcher->http); /* first: requests under way know their transfer */
    for (size_t i = 0; i < TOGETHER; i++)
        if (fetcher->transfers[i].download != NULL)
            end_transfer(fetcher, &fetcher->transfers[i]);
}

bool download_all(const struct http_settings *settings, const struct downloads *downloads,
                  struct error *err)
{
    CLEANUP(release) struct fetcher fetcher = {.place = downloads->place};
    size_t next = 0;

    if (!http_open(&fetcher.http, settings, err))
        return false;
    while (next < downloads->count || fetcher.busy > 0) {
        CLEANUP(http_response_free) struct http_response *answer = NULL;
        while (next < downloads->count && fetcher.busy < TOGETHER)
            begin(&fetcher, &downloads->files[next++]);
        answer = http_next(fetcher.http, 500);
        if (answer != NULL)
            take_answer(&fetcher, answer);
        if (downloads->tick != NULL && !downloads->tick(downloads->payload)) {
            publish_settled(&fetcher);
            return error_set(err, ERROR_RETRY, "stopped while files were fetched");
        }
    }
    publish_settled(&fetcher);
    return true;
}
