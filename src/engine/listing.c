#include "engine/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bitbucket/account.h"
#include "bitbucket/stretch.h"
#include "engine/names.h"

struct listing listing_of(const struct job *job, const char *tally)
{
    struct listing listing = {.kind = job->kind, .page = 1, .tally = tally, .item = "id"};
    const char *slash = strrchr(job->key, '/');
    size_t length = slash != NULL ? (size_t)(slash - job->key) : strlen(job->key);

    snprintf(listing.stem, sizeof(listing.stem), "%.*s", (int)length, job->key);
    if (slash != NULL)
        listing.page = strtol(slash + 1, NULL, 10);
    return listing;
}

/* A thing that no page can hold is asked for alone, at an address that a page had as well. */
static const char *alone(const struct job *job)
{
    return json_text_at(job->payload, "alone");
}

static const char *page_of(const struct job *job)
{
    return alone(job) != NULL ? alone(job) : job->url;
}

void listing_plan(const struct job *job, char *first, struct plan *plan)
{
    CLEANUP(free_pointer) char *owned = first;

    const char *url = page_of(job);

    plan->urls[plan->count++] = url != NULL ? xstrdup(url) : TAKE(owned);
}

bool listing_plan_further(struct task *task, struct plan *plan, struct error *err)
{
    if (page_of(task->job) == NULL)
        return error_set(err, ERROR_ITEM, "the job has no page to read");
    listing_plan(task->job, NULL, plan);
    return true;
}

/* The number of pages is for people. A list that grew shows no page beyond its last. */
static int64_t pages_at_least(const struct page *page, long number)
{
    return page->pages > 0 && page->pages < number ? number : page->pages;
}

/* Which of the task's requests this answers. */
static size_t place_of(const struct task *task, const struct http_response *answer)
{
    size_t n = 0;

    while (task->answers != NULL && n + 1 < REQUESTS_PER_JOB_MAX && task->answers[n] != answer)
        n++;
    return n;
}

/* The number of things on a page of this list that was asked for with fewer of them; 0: it was not.
 */
static int64_t full_length(const struct task *task, size_t n)
{
    int64_t length = 0;

    if (json_integer_at(task->job->payload, "pagelen", &length) && length > 0)
        return length;
    return task->plan != NULL ? task->plan->lengths[n] : 0;
}

static struct json_object *payload_of_next(const struct listing *listing, const struct page *page,
                                           const struct job *job)
{
    if (listing->has_names)
        return names_carry(page, job);
    return listing->carry != NULL ? listing->carry(page, job) : json_share(job->payload);
}

static void enqueue_next(struct task *task, const struct listing *listing, const struct page *page,
                         size_t n)
{
    const struct job *job = task->job;
    CLEANUP(free_pointer) char *key = xasprintf("%s/%ld", listing->stem, listing->page + 1);
    CLEANUP(free_pointer)
    char *url = task->plan != NULL && task->plan->urls[n] != NULL
                    ? stretch_fields(page->next, task->plan->urls[n])
                    : xstrdup(page->next);
    int64_t length = full_length(task, n);
    struct json_object *payload = payload_of_next(listing, page, job);

    if (length > 0) {
        const struct plan *plan = task->plan;
        const char *like = plan->alone[n] != NULL ? plan->alone[n] : plan->urls[n];
        free_pointer(&url);
        url = stretch_longer(page->next, like, length);
        if (payload == NULL)
            payload = json_new_object();
        json_set_integer(payload, "pagelen", stretch_length(url) < length ? length : 0);
    }

    outcome_enqueue(task->outcome, &(struct follow_up){
                                       .kind = listing->kind,
                                       .key = key,
                                       .url = url,
                                       .link = job->link,
                                       .requests = 1,
                                       .page = listing->page + 1,
                                       .pages = pages_at_least(page, listing->page + 1),
                                       .payload = payload,
                                   });
}

char *listing_nameless(const struct listing *listing, size_t index)
{
    return xasprintf("%s/%ld/item/%zu", listing->stem, listing->page, index + 1);
}

/* No row with such a key is ever stored, so brigade.lists does not count it. */
static char *draft_key(const struct listing *listing, const struct json_object *object)
{
    int64_t number = 0;

    if (!listing->has_drafts || !json_boolean_at(object, "pending", false) ||
        !json_integer_at(object, "id", &number))
        return NULL;
    return xasprintf("draft:%lld", (long long)number);
}

static char *name_key(const struct task *task, const struct listing *listing,
                      const struct page *page, size_t index)
{
    const char *name = json_text_at(json_element(page->values, index), "name");
    int64_t n = names_number(page, task->job, index);

    if (name == NULL)
        return listing_nameless(listing, index);
    return n > 1 ? xasprintf("%s%s (%lld)", listing->prefix, name, (long long)n)
                 : xasprintf("%s%s", listing->prefix, name);
}

static char *key_of(const struct task *task, const struct listing *listing, const struct page *page,
                    size_t index)
{
    const struct json_object *object = json_element(page->values, index);
    struct json_object *item = json_at(object, listing->item);
    const char *text = json_text_at(object, listing->item);
    char *draft = draft_key(listing, object);
    int64_t number = 0;

    if (listing->has_names)
        return name_key(task, listing, page, index);
    if (draft != NULL)
        return draft;
    if (text != NULL)
        return xstrdup(text);
    if (json_is_object(item)) {
        char *person = account_person(item);
        return person != NULL ? person : listing_nameless(listing, index);
    }
    if (json_integer_at(object, listing->item, &number) && number > 0)
        return xasprintf("%lld", (long long)number);
    return listing_nameless(listing, index);
}

static void see(struct task *task, const struct listing *listing, const struct page *page,
                int64_t date_s)
{
    struct json_object *keys = json_new_array();

    for (size_t i = 0; i < json_length(page->values); i++) {
        CLEANUP(free_pointer) char *key = key_of(task, listing, page, i);
        json_append(keys, json_new_text(key));
    }
    outcome_see(task->outcome, &(struct seen_page){
                                   .thing = listing->tally,
                                   .list = listing->stem,
                                   .page = listing->page,
                                   .job = task->job->key,
                                   .announced = page->size,
                                   .keys = keys,
                                   .is_last = page->next == NULL,
                                   .link = listing->link != NULL ? listing->link : task->job->link,
                                   .date_s = date_s,
                               });
}

/* The web address of an object: the link of the list with the object's key. */
static char *link_of(const struct listing *listing, const char *key)
{
    static const char mark[] = "{key}";
    const char *place = listing->link != NULL ? strstr(listing->link, mark) : NULL;

    if (place == NULL)
        return NULL;
    return xasprintf("%.*s%s%s", (int)(place - listing->link), listing->link, key,
                     place + strlen(mark));
}

void listing_enqueue_item(struct task *task, const struct listing *listing, const struct page *page,
                          size_t index, const char *kind)
{
    struct json_object *object = json_element(page->values, index);
    struct json_object *payload = NULL;
    CLEANUP(free_pointer) char *key = NULL;
    CLEANUP(free_pointer) char *link = NULL;
    int64_t id = 0;

    if (!json_integer_at(object, "id", &id) || id <= 0) {
        listing_enqueue_failure(
            task, listing, index,
            xasprintf("number %zu on page %ld of the list has no id", index + 1, listing->page));
        return;
    }
    key = xasprintf("%lld", (long long)id);
    link = link_of(listing, key);
    payload = json_new_object();
    json_set(payload, "object", json_share(object));
    json_set_boolean(payload, "sanitised", page->sanitised);
    json_set_text(payload, "list", listing->stem);
    outcome_enqueue(task->outcome, &(struct follow_up){
                                       .kind = kind, .key = key, .link = link, .payload = payload});
}

void listing_enqueue_failure(struct task *task, const struct listing *listing, size_t index,
                             char *sentence)
{
    CLEANUP(free_pointer) char *owned = sentence;
    CLEANUP(free_pointer) char *key = listing_nameless(listing, index);
    struct json_object *payload = json_new_object();

    json_set_text(payload, "sentence", sentence);
    json_set_text(payload, "list", listing->stem);
    outcome_enqueue(task->outcome, &(struct follow_up){.kind = LISTING_ELEMENT,
                                                       .key = key,
                                                       .link = task->job->link,
                                                       .payload = payload});
}

bool listing_digest_failure(struct task *task, struct error *err)
{
    const char *sentence = json_text_at(task->job->payload, "sentence");

    return error_set(err, ERROR_ITEM, "%s",
                     sentence != NULL ? sentence : "an element of a list cannot be taken");
}

/* A thing that no page can hold gets a job of its own, so that its failure costs no other thing. */
static void set_apart(struct task *task, const struct listing *listing, struct page *page,
                      const char *url)
{
    for (size_t i = 0; i < json_length(page->values); i++) {
        CLEANUP(free_pointer) char *name = key_of(task, listing, page, i);
        CLEANUP(free_pointer) char *key = xasprintf("%s/item/%s", listing->stem, name);
        CLEANUP(free_pointer) char *link = link_of(listing, name);
        struct json_object *payload = json_new_object();

        json_set_text(payload, "alone", url);
        outcome_enqueue(task->outcome,
                        &(struct follow_up){.kind = listing->kind,
                                            .key = key,
                                            .link = link != NULL ? link : task->job->link,
                                            .requests = 1,
                                            .payload = payload});
    }
    json_set(page->body, "values", json_new_array());
    page->values = json_at(page->body, "values");
}

bool listing_ends_here(struct task *task, const struct page *page, bool *ends, struct error *err)
{
    (void)task;
    (void)page;
    (void)err;
    *ends = true;
    return true;
}

bool listing_open(struct task *task, const struct listing *listing,
                  const struct http_response *answer, struct page *page, struct error *err)
{
    CLEANUP(page_release) struct page read = {0};
    size_t n = place_of(task, answer);

    if (!page_decode(task->workplace->settings->api_url, buffer_text(&answer->body),
                     answer->body.size, &read, err))
        return false;
    if (listing->ends != NULL && read.next != NULL) {
        bool ends = false;
        if (!listing->ends(task, &read, &ends, err))
            return false;
        if (ends)
            read.next = NULL;
    }
    if (alone(task->job) == NULL) {
        if (listing->tally != NULL)
            see(task, listing, &read, answer->date_s);
        if (read.next != NULL && listing->page >= LISTING_PAGES_MAX)
            return error_set(err, ERROR_ITEM, "the list has no end: %d pages were read",
                             LISTING_PAGES_MAX);
        if (read.next != NULL)
            enqueue_next(task, listing, &read, n);
        if (task->plan != NULL && task->plan->alone[n] != NULL)
            set_apart(task, listing, &read, task->plan->alone[n]);
    }
    *page = read;
    read = (struct page){0};
    return true;
}
