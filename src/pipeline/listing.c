#include "pipeline/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct listing listing_of(const struct job *job, const char *tally)
{
    struct listing listing = {.kind = job->kind, .page = 1, .tally = tally};
    const char *slash = strrchr(job->key, '/');
    size_t length = slash != NULL ? (size_t)(slash - job->key) : strlen(job->key);

    snprintf(listing.stem, sizeof(listing.stem), "%.*s", (int)length, job->key);
    if (slash != NULL)
        listing.page = strtol(slash + 1, NULL, 10);
    return listing;
}

void listing_plan(const struct job *job, char *first, struct plan *plan)
{
    CLEANUP(free_pointer) char *owned = first;

    plan->urls[plan->count++] = job->url != NULL ? xstrdup(job->url) : TAKE(owned);
}

static bool enqueue_next(const struct listing *listing, const struct job *job, const char *next,
                         struct outcome *outcome, struct error *err)
{
    CLEANUP(free_pointer) char *key = xasprintf("%s/%ld", listing->stem, listing->page + 1);

    if (listing->page >= LISTING_PAGES_MAX)
        return error_set(err, ERROR_ITEM, "the list has no end: %d pages were read",
                         LISTING_PAGES_MAX);
    outcome_enqueue(outcome, &(struct follow_up){
                                 .kind = listing->kind,
                                 .key = key,
                                 .url = next,
                                 .link = job->link,
                                 .requests = 1,
                                 .payload = json_share(job->payload),
                             });
    return true;
}

bool listing_open(const struct workplace *workplace, const struct listing *listing,
                  const struct job *job, const struct http_response *answer, struct page *page,
                  struct outcome *outcome, struct error *err)
{
    CLEANUP(page_release) struct page read = {0};

    if (!page_decode(workplace->settings->api_url, buffer_text(&answer->body), answer->body.size,
                     &read, err))
        return false;
    if (listing->tally != NULL)
        outcome_tally(outcome, listing->tally, listing->page == 1 ? read.size : -1,
                      (int64_t)json_length(read.values));
    if (read.next != NULL && !enqueue_next(listing, job, read.next, outcome, err))
        return false;
    *page = read;
    read = (struct page){0};
    return true;
}
