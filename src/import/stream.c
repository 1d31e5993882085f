#include "import/stream.h"

#include <string.h>

#include "bitbucket/account.h"
#include "bitbucket/activity.h"
#include "bitbucket/client.h"
#include "bitbucket/stretch.h"
#include "engine/listing.h"
#include "forge/puts.h"
#include "import/comments/comment.h"
#include "import/fields.h"
#include "import/source.h"
#include "import/sync/cursor.h"
#include "import/freeze/finding.h"
#include "lib/base/timestamp.h"

bool stream_plan(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_activity(&source_of(task)->base), plan);
    return true;
}

/* Entries of a kind that is not known here stay out, and a note says so. */
static void note_unknown(struct task *task, const struct activity *activity,
                         const struct json_object *entry)
{
    CLEANUP(free_pointer) char *kind = activity_unknown_kind(entry);
    CLEANUP(free_pointer)
    char *link = activity->iid > 0 ? path_web_pull_request(&source_of(task)->base, activity->iid)
                                   : path_activity(&source_of(task)->base);
    CLEANUP(free_pointer) char *key = xasprintf("activity of kind %s", kind);
    CLEANUP(free_pointer)
    char *sentence =
        xasprintf("entries of the activity stream are of a kind that is not known here (%s), and "
                  "are no events in forge.merge_request_events, such as one of pull request %lld",
                  kind, (long long)activity->iid);

    outcome_omit(task->outcome, &(struct omission){.stage = task->workplace->stage,
                                                   .key = key,
                                                   .why = "unsupported",
                                                   .message = sentence,
                                                   .url = link});
}

/* Notes an entry without a time, which cannot be told from others. */
static void note_timeless(struct task *task, const struct activity *activity)
{
    CLEANUP(free_pointer) char *link = path_web_pull_request(&source_of(task)->base, activity->iid);
    CLEANUP(free_pointer)
    char *sentence = xasprintf("entries of the activity stream have no time that can be read and "
                               "are not here, such as one of pull request %lld",
                               (long long)activity->iid);

    outcome_omit(task->outcome, &(struct omission){.stage = task->workplace->stage,
                                                   .key = "merge_request_events",
                                                   .why = "unsupported",
                                                   .message = sentence,
                                                   .url = link});
}

/* The key of an event, which entries may share; NULL: the entry is no event. */
static char *event_key(const struct json_object *entry)
{
    struct activity activity = activity_decode(entry);
    const char *kind = activity_kind_name(activity.kind);
    CLEANUP(free_pointer) char *person = account_person(activity.actor);
    char at[TIMESTAMP_BYTES];

    if (kind == NULL || activity.at == NULL || !timestamp_normalise(activity.at, at))
        return NULL;
    return xasprintf("%s %lld %s %s", at, (long long)activity.iid, kind,
                     person != NULL ? person : "");
}

static bool is_same_entry(const struct json_object *a, const struct json_object *b)
{
    CLEANUP(free_pointer) char *text = xstrdup(json_print((struct json_object *)a, NULL));

    return strcmp(text, json_print((struct json_object *)b, NULL)) == 0;
}

/* Which of those that share its key the entry is, from the newest on; 0: it was told before.
 * `earlier` is the payload that counts those of the pages before. */
static int64_t number_of(const struct page *page, const struct json_object *earlier, size_t index,
                         const char *key)
{
    const struct json_object *entry = json_element(page->values, index);
    int64_t number = 0;

    if (!json_integer_of(json_at(earlier, "events"), key, &number))
        number = 0;
    for (size_t i = 0; i < index; i++) {
        CLEANUP(free_pointer) char *other = event_key(json_element(page->values, i));
        if (other == NULL || strcmp(other, key) != 0)
            continue;
        if (is_same_entry(json_element(page->values, i), entry))
            return 0;
        number++;
    }
    return number + 1;
}

/* Entries of one instant may stand on two pages: the job of the next one knows how many there are
 * of those at the end of this. */
static struct json_object *carry_events(const struct page *page, const struct job *job)
{
    size_t count = json_length(page->values);
    CLEANUP(free_pointer)
    char *last = count > 0 ? event_key(json_element(page->values, count - 1)) : NULL;
    size_t instant = last != NULL ? strcspn(last, " ") + 1 : 0;
    struct json_object *payload = json_new_object();
    struct json_object *events = json_new_object();

    for (size_t i = 0; last != NULL && i < count; i++) {
        CLEANUP(free_pointer) char *key = event_key(json_element(page->values, i));
        int64_t number = 0;
        if (key == NULL || strncmp(key, last, instant) != 0)
            continue;
        number = number_of(page, job->payload, i, key);
        if (number > 0)
            json_set_integer(events, key, number);
    }
    json_set(payload, "events", events);
    return payload;
}

static void put_event(struct task *task, const struct activity *activity, int64_t n, bool sanitised)
{
    char at[TIMESTAMP_BYTES];
    struct json_object *row = NULL;

    if (activity_kind_name(activity->kind) == NULL)
        return;
    if (activity->at == NULL || !timestamp_normalise(activity->at, at)) {
        note_timeless(task, activity);
        return;
    }
    row = json_new_object();
    json_set_integer(row, "iid", activity->iid);
    json_set_text(row, "kind", activity_kind_name(activity->kind));
    json_set_text(row, "at", at);
    json_set_integer(row, "n", n);
    field_user(row, "user", (struct json_object *)activity->actor, sanitised, task->outcome);
    json_set(row, "detail", json_share(activity->detail));
    outcome_put(task->outcome, PUT_EVENTS, row);
}

/* Whether the stream is believed is decided later, when list, stream and sample are known. A
 * comment without a number is missed when comments are counted. */
static void put_stream_comment(struct task *task, const struct activity *activity, bool sanitised)
{
    struct json_object *row = NULL;
    int64_t id = 0;

    if (comment_is_draft(activity->detail) || !json_integer_at(activity->detail, "id", &id) ||
        id <= 0)
        return;
    row = json_new_object();
    json_set_integer(row, "source_id", id);
    json_set_integer(row, "iid", activity->iid);
    json_set(row, "put", comment_row(activity->iid, activity->detail, sanitised, task->outcome));
    outcome_put(task->outcome, PUT_STREAM_NOTES, row);
}

/* When an entry was made; NULL: it does not say. */
static const char *entry_time(const struct activity *activity)
{
    return activity->kind == ACTIVITY_COMMENT ? json_text_at(activity->detail, "created_on")
                                              : activity->at;
}

/* The time of the first or the last entry of the page that has one. */
static const char *time_of_page(const struct page *page, bool is_first)
{
    const char *found = NULL;

    for (size_t i = 0; i < json_length(page->values) && (found == NULL || !is_first); i++) {
        struct activity activity = activity_decode(json_element(page->values, i));
        const char *at = entry_time(&activity);
        if (at != NULL)
            found = at;
    }
    return found;
}

static bool is_known(struct task *task, const struct page *page, bool *ends, struct error *err)
{
    return cursor_ends(task, CURSOR_STREAM, time_of_page(page, false), ends, err);
}

/* A comment, or an event, as forge.unknown_entries wants it; NULL: neither. */
static struct json_object *seen_row(struct task *task, const struct activity *activity)
{
    const char *kind = activity_kind_name(activity->kind);
    struct json_object *row = NULL;
    int64_t id = 0;

    if (activity->kind == ACTIVITY_COMMENT
            ? comment_is_draft(activity->detail) || !json_integer_at(activity->detail, "id", &id)
            : kind == NULL || activity->at == NULL)
        return NULL;
    row = json_new_object();
    json_set_integer(row, "iid", activity->iid);
    if (activity->kind == ACTIVITY_COMMENT) {
        json_set_integer(row, "source_id", id);
        field_time(row, "updated_at", activity->detail, "updated_on", task->outcome);
    } else {
        char at[TIMESTAMP_BYTES];
        json_set_text(row, "kind", kind);
        json_set_text(row, "at", timestamp_normalise(activity->at, at) ? at : NULL);
    }
    return row;
}

/* Whether it is here is asked when it is written. */
static void put_seen(struct task *task, const struct activity *activity)
{
    struct json_object *row = seen_row(task, activity);

    if (row != NULL)
        outcome_put(task->outcome, PUT_STREAM_SEEN, row);
}

static void take_entry(struct task *task, const struct page *page, size_t index, bool is_since)
{
    struct json_object *entry = json_element(page->values, index);
    struct activity activity = activity_decode(entry);
    CLEANUP(free_pointer) char *key = event_key(entry);
    int64_t n = key != NULL ? number_of(page, task->job->payload, index, key) : 1;

    if (activity.kind == ACTIVITY_OTHER)
        note_unknown(task, &activity, entry);
    else if (is_since)
        put_seen(task, &activity);
    if (n > 0)
        put_event(task, &activity, n, page->sanitised);
    if (activity.kind == ACTIVITY_COMMENT && !is_since && source_of(task)->brings_comments)
        put_stream_comment(task, &activity, page->sanitised);
}

static bool digest_stream(struct task *task, bool is_since, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, NULL);

    listing.carry = carry_events;
    listing.ends = is_since ? is_known : NULL;
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++)
        take_entry(task, &page, i, is_since);
    cursor_note(task, CURSOR_STREAM, listing.page, &page, time_of_page(&page, true));
    return true;
}

bool stream_digest_all(struct task *task, struct error *err)
{
    return digest_stream(task, false, err);
}

bool stream_plan_own(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_own_activity(&source_of(task)->base, field_iid(task->job)), plan);
    return true;
}

bool stream_digest_own(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, NULL);

    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++) {
        struct activity activity = activity_decode(json_element(page.values, i));
        if (activity.kind == ACTIVITY_COMMENT && activity.iid == field_iid(task->job))
            put_stream_comment(task, &activity, page.sanitised);
    }
    return true;
}

bool stream_stand_in_own(struct task *task, const char *why, const char *sentence)
{
    (void)task;
    (void)why;
    (void)sentence;
    return true;
}

bool stream_digest_since(struct task *task, struct error *err)
{
    return digest_stream(task, true, err);
}

bool stream_digest_frozen(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(json_free) struct json_object *entries = json_new_array();
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct listing listing = listing_of(task->job, NULL);

    listing.ends = listing_ends_here;
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++) {
        struct activity activity = activity_decode(json_element(page.values, i));
        struct json_object *row = seen_row(task, &activity);
        if (row != NULL)
            json_append(entries, row);
    }
    if (!db_query(task->workplace->db,
                  DB_CALL("select iid from forge.unknown_entries(run => $1, rows => $2)",
                          db_int(task->workplace->run_id), db_text(json_print(entries, NULL))),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        finding_add(task, &(struct finding){
                              .thing = "activity",
                              .iid = db_rows_integer(rows, i, "iid"),
                              .key = db_rows_cell(rows, i, 0),
                              .sentence = "the newest activity has an entry of it that is not "
                                          "here",
                          });
    return true;
}

static struct json_object *comment_rows(const struct page *page)
{
    struct json_object *rows = json_new_array();

    for (size_t i = 0; i < json_length(page->values); i++) {
        struct activity activity = activity_decode(json_element(page->values, i));
        if (activity.kind == ACTIVITY_COMMENT && !comment_is_draft(activity.detail))
            finding_row(rows, activity.iid, (struct json_object *)activity.detail);
    }
    return rows;
}

static void see_same(struct task *task, const struct page *page, const struct db_rows *same)
{
    struct json_object *keys = json_new_array();

    for (size_t i = 0; i < db_rows_count(same); i++)
        json_append(keys, json_new_text(db_rows_text(same, i, "key")));
    outcome_see(task->outcome, &(struct seen_page){.thing = "merge_request_notes",
                                                   .list = "activity",
                                                   .page = listing_of(task->job, NULL).page,
                                                   .job = task->job->key,
                                                   .announced = -1,
                                                   .keys = keys,
                                                   .is_last = page->next == NULL,
                                                   .date_s = task->answers[0]->date_s});
}

bool stream_digest_proof(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(json_free) struct json_object *rows = NULL;
    CLEANUP(db_rows_free) struct db_rows *same = NULL;
    struct listing listing = listing_of(task->job, NULL);

    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    rows = comment_rows(&page);
    if (!db_query(task->workplace->db,
                  DB_CALL("select key from forge.same_notes(run => $1, rows => $2)",
                          db_int(task->workplace->run_id), db_text(json_print(rows, NULL))),
                  &same, err))
        return false;
    see_same(task, &page, same);
    if (page.next == NULL)
        outcome_enqueue(task->outcome,
                        &(struct follow_up){.kind = "frozen_talks", .key = "talks/1"});
    return true;
}

/* Pages that the sync has left for the audit, this one among them. */
static int64_t pages_left(const struct job *job)
{
    int64_t left = 0;

    return json_integer_at(job->payload, "left", &left) ? left : 1;
}

static struct json_object *carry_left(const struct page *page, const struct job *job)
{
    struct json_object *payload = json_new_object();

    (void)page;
    json_set_integer(payload, "left", pages_left(job) - 1);
    return payload;
}

bool stream_plan_audit(struct task *task, struct plan *plan, struct error *err)
{
    const char *from = json_text_at(task->job->payload, "from");
    struct error refusal;

    /* An address that an earlier sync was given: the API may be another one now. */
    if (from != NULL && !client_check_link(task->workplace->settings->api_url, from, &refusal))
        from = NULL;
    if (from == NULL)
        return stream_plan(task, plan, err);
    listing_plan(task->job, xstrdup(from), plan);
    return true;
}

/* Where the round goes on: with what follows this page. */
static void put_audited(struct task *task, const struct page *page)
{
    const char *next = json_text_at(page->body, "next");
    CLEANUP(free_pointer)
    char *url = next != NULL ? stretch_fields(next, task->plan->urls[0]) : NULL;
    struct json_object *row = json_new_object();

    json_set_text(row, "url", url);
    outcome_put(task->outcome, PUT_STREAM_AUDITED, row);
}

static void put_suspect(struct task *task, const struct activity *activity)
{
    struct json_object *row = NULL;
    int64_t id = 0;

    if (activity->kind != ACTIVITY_COMMENT || comment_is_draft(activity->detail) ||
        !json_integer_at(activity->detail, "id", &id) || id <= 0)
        return;
    row = json_new_object();
    json_set_integer(row, "iid", activity->iid);
    json_set_integer(row, "source_id", id);
    json_set(row, "raw", json_share(activity->detail));
    outcome_put(task->outcome, PUT_SUSPECTS, row);
}

static bool is_last_of_audit(struct task *task, const struct page *page, bool *ends,
                             struct error *err)
{
    (void)page;
    (void)err;
    *ends = pages_left(task->job) <= 1;
    return true;
}

bool stream_digest_audit(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, NULL);

    listing.carry = carry_left;
    listing.ends = is_last_of_audit;
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++) {
        struct activity activity = activity_decode(json_element(page.values, i));
        put_suspect(task, &activity);
    }
    put_audited(task, &page);
    return true;
}
