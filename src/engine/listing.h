/* listing.h: walking a list page by page. Each page is a job. Its rows and the job of the next page
 * are one transaction, so no page is lost or counted twice. */
#ifndef BRIGADE_ENGINE_LISTING_H
#define BRIGADE_ENGINE_LISTING_H

#include "bitbucket/page.h"
#include "engine/job_kind.h"

/* The most pages of one list: a million items. A server whose list has no end is stopped there. */
#define LISTING_PAGES_MAX 20000

/* Where we are in a list. */
struct listing {
    const char *kind;  /* of the jobs that read its further pages */
    char stem[64];     /* their keys are <stem>/<page> */
    long page;         /* this one, from 1 on */
    const char *tally; /* as in brigade.things; NULL: its objects are not reconciled */
    /* Those that are pending are private to one person, and not reconciled. Tasks are called
     * pending, too, and are nobody's draft. */
    bool has_drafts;
    const char *item; /* where an object has its key: a number, a text, or an account */
    /* The keys are names behind the prefix; the second of one name is "<name> (2)". */
    bool has_names;
    char prefix[32];
    /* Makes the payload of the job of the next page; NULL: it is this job's. */
    struct json_object *(*carry)(const struct page *page, const struct job *job);
    /* Whether a walk ends with a page that others follow; NULL: the list is read to its end. */
    bool (*ends)(struct task *task, const struct page *page, bool *ends, struct error *err);
    const char *link; /* web address of an object, with {key} for its key; NULL: the job's link */
};

/* The list that a job with the key <stem>/<page> reads a page of; its objects' keys are their ids.
 */
struct listing listing_of(const struct job *job, const char *tally);

/* Plans the page of a job: its url, or `first` (taken) when it has none. */
void listing_plan(const struct job *job, char *first, struct plan *plan);
/* Plans a further page, whose url the job must have: a job_kind.plan. */
bool listing_plan_further(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;

/* A key for an object whose own cannot be read: its place in the page, `index` from 0 on. The
 * caller frees it. */
char *listing_nameless(const struct listing *listing, size_t index) MUST_CHECK;

/* listing.ends of a page that is read alone, whatever follows it. */
bool listing_ends_here(struct task *task, const struct page *page, bool *ends,
                       struct error *err) MUST_CHECK;
/* Decodes the page, writes down what it showed, and enqueues the next one with the link and payload
 * of this job. */
bool listing_open(struct task *task, const struct listing *listing,
                  const struct http_response *answer, struct page *page,
                  struct error *err) MUST_CHECK;

/* Enqueues a job for an element of the page that has a number: the object travels in the payload
 * {object, sanitised, list}, so that no item needs a request of its own, and a broken one costs
 * only itself. The key is the object's id, else its place in the list. The payload's list has
 * brigade.retry read that list again when the element could not be taken. */
void listing_enqueue_item(struct task *task, const struct listing *listing, const struct page *page,
                          size_t index, const char *kind);

/* Makes of an element of the page that cannot be taken a job that fails with the sentence (taken),
 * so that the rest of the page comes in. Its kind is LISTING_ELEMENT; its payload names the list,
 * too. */
void listing_enqueue_failure(struct task *task, const struct listing *listing, size_t index,
                             char *sentence);
#define LISTING_ELEMENT "element"
bool listing_digest_failure(struct task *task, struct error *err) MUST_CHECK;

#endif
