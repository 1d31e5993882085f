/* Stage issues_notes: comments and the list of files of one issue: its first pages together,
 * further pages as jobs of their own. Every change has a comment (without a text when that is all
 * it stands for), so only issues with comments are asked for changes. Each file is a job: one that
 * is missing costs only itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/table.h"
#include "import/issue_rows.h"
#include "lib/http/download.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"
#include "engine/listing.h"
#include "engine/room.h"
#include "engine/staging.h"

/* Keys are <iid>, <iid>/comments/<page>, <iid>/changes/<page>, <iid>/attachments/<page>,
 * <iid>/attachments/<page>/item/<n>. */
static int64_t iid_of(const struct job *job)
{
    return strtoll(job->key, NULL, 10);
}

static bool plan_notes(const struct workplace *workplace, const struct job *job, struct plan *plan,
                       struct error *err)
{
    (void)err;
    plan->urls[plan->count++] = path_issue_list(&workplace->repository, iid_of(job), "comments");
    plan->urls[plan->count++] = path_issue_list(&workplace->repository, iid_of(job), "attachments");
    return true;
}

static bool plan_page(const struct workplace *workplace, const struct job *job, struct plan *plan,
                      struct error *err)
{
    (void)workplace;
    if (job->url == NULL)
        return error_set(err, ERROR_ITEM, "the job has no page to read");
    listing_plan(job, NULL, plan);
    return true;
}

static bool plan_changes(const struct workplace *workplace, const struct job *job,
                         struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(job, path_issue_list(&workplace->repository, iid_of(job), "changes"), plan);
    return true;
}

/* What the three lists have in common. */
struct part {
    const char *name;  /* in addresses and keys */
    const char *tally; /* where its size is compared; NULL: not by the list's own ids */
    const struct importer *importer; /* of further pages */
};

static const struct part comments = {"comments", "issue_comments", &importer_issue_comments};
static const struct part changes = {"changes", "issue_changes", &importer_issue_changes};
static const struct part attachments = {"attachments", NULL, &importer_issue_attachments};

static bool open_part(struct workplace *workplace, const struct job *job, const struct part *part,
                      const struct http_response *answer, struct listing *listing,
                      struct page *page, struct outcome *outcome, struct error *err)
{
    *listing = listing_of(job, part->tally);
    listing->kind = part->importer->kind;
    snprintf(listing->stem, sizeof(listing->stem), "%lld/%s", (long long)iid_of(job), part->name);
    return listing_open(workplace, listing, job, answer, page, outcome, err);
}

/* What of a page must be here as rows (taken), under a kind of its own. */
static void see(const struct job *job, const struct listing *listing, const struct page *page,
                const char *kind, int64_t announced, struct json_object *keys,
                struct outcome *outcome)
{
    outcome_see(outcome, &(struct seen_page){
                             .kind = kind,
                             .list = listing->stem,
                             .page = listing->page,
                             .job = job->key,
                             .announced = announced,
                             .keys = keys,
                             .is_last = page->next == NULL,
                             .link = job->link,
                         });
}

static void add_key(struct json_object *keys, int64_t id)
{
    CLEANUP(free_pointer) char *key = xasprintf("%lld", (long long)id);

    json_append(keys, json_new_text(key));
}

static void enqueue_changes(const struct job *job, struct outcome *outcome)
{
    CLEANUP(free_pointer) char *key = xasprintf("%lld/changes/1", (long long)iid_of(job));

    outcome_enqueue(outcome, &(struct follow_up){.kind = importer_issue_changes.kind,
                                                 .key = key,
                                                 .link = job->link,
                                                 .requests = 1});
}

static bool put_comment_page(const struct job *job, const struct listing *listing,
                             const struct page *page, struct outcome *outcome, struct error *err)
{
    CLEANUP(json_free) struct json_object *keys = json_new_array();
    int64_t iid = iid_of(job);
    int64_t id = 0;

    for (size_t i = 0; i < json_length(page->values); i++) {
        struct json_object *object = json_element(page->values, i);
        if (!issue_rows_check_id(object, comments.name, iid, i + 1, err))
            return false;
        if (issue_rows_put_comment(iid, object, object, page->sanitised, outcome) &&
            json_integer_at(object, "id", &id))
            add_key(keys, id);
    }
    see(job, listing, page, "issue_notes", -1, TAKE(keys), outcome);
    return true;
}

static bool put_comments(struct workplace *workplace, const struct job *job,
                         const struct http_response *answer, struct outcome *outcome,
                         struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing;

    if (!open_part(workplace, job, &comments, answer, &listing, &page, outcome, err) ||
        !put_comment_page(job, &listing, &page, outcome, err))
        return false;
    if (json_length(page.values) > 0)
        enqueue_changes(job, outcome);
    return true;
}

static void enqueue_attachment(const struct job *job, const struct listing *listing,
                               const struct page *page, size_t index, struct outcome *outcome)
{
    CLEANUP(free_pointer) char *key = listing_nameless(listing, index);
    struct json_object *payload = json_new_object();

    json_set(payload, "object", json_share(json_element(page->values, index)));
    json_set_boolean(payload, "sanitised", page->sanitised);
    outcome_enqueue(outcome, &(struct follow_up){.kind = importer_attachment.kind,
                                                 .key = key,
                                                 .link = job->link,
                                                 .requests = 1,
                                                 .payload = payload});
}

static char *attachment_key(const struct job *job, const struct listing *listing,
                            const struct page *page, size_t index)
{
    const char *name = json_text_at(json_element(page->values, index), "name");

    return name != NULL ? xasprintf("%lld/%s", (long long)iid_of(job), name)
                        : listing_nameless(listing, index);
}

static bool put_attachments(struct workplace *workplace, const struct job *job,
                            const struct http_response *answer, struct outcome *outcome,
                            struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing;
    struct json_object *keys = NULL;

    if (!open_part(workplace, job, &attachments, answer, &listing, &page, outcome, err))
        return false;
    keys = json_new_array();
    for (size_t i = 0; i < json_length(page.values); i++) {
        CLEANUP(free_pointer) char *key = attachment_key(job, &listing, &page, i);
        json_append(keys, json_new_text(key));
        enqueue_attachment(job, &listing, &page, i, outcome);
    }
    see(job, &listing, &page, "attachments", page.size, keys, outcome);
    return true;
}

static bool digest_notes(struct workplace *workplace, const struct job *job,
                         struct http_response *const answers[], struct outcome *outcome,
                         struct error *err)
{
    return put_comments(workplace, job, answers[0], outcome, err) &&
           put_attachments(workplace, job, answers[1], outcome, err);
}

static bool digest_comments(struct workplace *workplace, const struct job *job,
                            struct http_response *const answers[], struct outcome *outcome,
                            struct error *err)
{
    return put_comments(workplace, job, answers[0], outcome, err);
}

static bool digest_attachments(struct workplace *workplace, const struct job *job,
                               struct http_response *const answers[], struct outcome *outcome,
                               struct error *err)
{
    return put_attachments(workplace, job, answers[0], outcome, err);
}

/* The events of one change, as brigade.holdings names them. */
struct event_keys {
    struct json_object *keys;
    int64_t iid;
    int64_t id;
};

static void add_event_key(const char *field, struct json_object *values, void *payload)
{
    const struct event_keys *event = payload;
    CLEANUP(free_pointer)
    char *key = xasprintf("%lld/%lld/%s", (long long)event->iid, (long long)event->id, field);

    (void)values;
    json_append(event->keys, json_new_text(key));
}

static bool put_change_page(const struct job *job, const struct listing *listing,
                            const struct page *page, struct outcome *outcome, struct error *err)
{
    CLEANUP(json_free) struct json_object *keys = json_new_array();
    struct event_keys event = {.keys = keys, .iid = iid_of(job)};

    for (size_t i = 0; i < json_length(page->values); i++) {
        struct json_object *object = json_element(page->values, i);
        if (!issue_rows_check_id(object, changes.name, event.iid, i + 1, err))
            return false;
        if (issue_rows_put_change(event.iid, object, page->sanitised, outcome) > 0 &&
            json_integer_at(object, "id", &event.id))
            json_each(json_at(object, "changes"), add_event_key, &event);
    }
    see(job, listing, page, "issue_events", -1, TAKE(keys), outcome);
    return true;
}

static bool digest_changes(struct workplace *workplace, const struct job *job,
                           struct http_response *const answers[], struct outcome *outcome,
                           struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing;

    return open_part(workplace, job, &changes, answers[0], &listing, &page, outcome, err) &&
           put_change_page(job, &listing, &page, outcome, err);
}

/* Nobody said how large the file is: the disk is looked at while it comes. */
static bool tick(void *payload)
{
    struct workplace *workplace = payload;
    struct error ignored;

    return room_on_disk(workplace->settings, 0, &ignored) && workplace->tick(workplace, NULL);
}

/* Where it was the share that the file passed, that can be raised. */
static bool explain_bound(const struct settings *settings, int64_t most_bytes, struct error *err)
{
    char left[32];

    if (most_bytes == LIMIT_ATTACHMENT_BYTES || err->class != ERROR_ITEM ||
        strstr(err->message, "larger than") == NULL)
        return false;
    return error_set(
        err, ERROR_ITEM,
        "it is larger than the %s that files_max_mib = %d leaves: raise it, then retry",
        text_bytes(left, (uint64_t)most_bytes), settings->files_max_mib);
}

static bool fetch(struct workplace *workplace, const struct job *job, const char *url,
                  struct download *download, struct error *err)
{
    CLEANUP(free_secret) char *authorization = identity_authorization(workplace->identity);
    CLEANUP(staging_end_files) struct store_place place = {0};
    struct http_settings settings = {.user_agent = PACKAGE_NAME "/" PACKAGE_VERSION,
                                     .ca_file = workplace->settings->ca_file,
                                     .max_in_flight = 1};
    int64_t most_bytes = 0;

    staging_begin_files(&place, workplace, job, ISSUE_FILES);
    if (!room_for_files(workplace->settings, &place, 0, &most_bytes, err))
        return false;
    if (most_bytes > LIMIT_ATTACHMENT_BYTES)
        most_bytes = LIMIT_ATTACHMENT_BYTES;
    *download = (struct download){
        .url = url,
        .authorization = authorization,
        .expected = {.size_bytes = -1, .max_bytes = most_bytes},
    };
    workplace->requests_sent++;
    if (!download_all(&settings, &place, download, 1, tick, workplace, err)) {
        struct error full;
        if (!room_on_disk(workplace->settings, 0, &full))
            *err = full;
        return false;
    }
    if (download->error.class == ERROR_NONE) {
        room_taken(&place, download->size_bytes);
        return true;
    }
    *err = download->error;
    return explain_bound(workplace->settings, most_bytes, err);
}

static bool digest_attachment(struct workplace *workplace, const struct job *job,
                              struct http_response *const answers[], struct outcome *outcome,
                              struct error *err)
{
    struct json_object *object = json_at(job->payload, "object");
    const char *name = json_text_at(object, "name");
    CLEANUP(free_pointer) char *url = NULL;
    struct download download;

    (void)answers;
    if (name == NULL || *name == '\0')
        return error_set(err, ERROR_ITEM, "a file of issue %lld has no name",
                         (long long)iid_of(job));
    url = path_issue_attachment(&workplace->repository, iid_of(job), name);
    if (url == NULL)
        return error_set(err, ERROR_ITEM,
                         "file \"%s\" of issue %lld has a name that no address "
                         "can hold",
                         name, (long long)iid_of(job));
    if (!fetch(workplace, job, url, &download, err))
        return error_prefix(err, "file \"%s\" of issue %lld", name, (long long)iid_of(job));
    issue_rows_put_attachment(&(struct issue_file){.iid = iid_of(job),
                                                   .project_id = workplace->project_id,
                                                   .name = name,
                                                   .sha256 = download.sha256,
                                                   .size_bytes = download.size_bytes},
                              object, json_boolean_at(job->payload, "sanitised", false), outcome);
    return true;
}

const struct importer importer_issue_notes = {
    .kind = "issue_notes",
    .plan = plan_notes,
    .digest = digest_notes,
};

const struct importer importer_issue_comments = {
    .kind = "issue_comments",
    .plan = plan_page,
    .digest = digest_comments,
};

const struct importer importer_issue_changes = {
    .kind = "issue_changes",
    .plan = plan_changes,
    .digest = digest_changes,
};

const struct importer importer_issue_attachments = {
    .kind = "issue_attachments",
    .plan = plan_page,
    .digest = digest_attachments,
};

const struct importer importer_attachment = {
    .kind = "attachment",
    .digest = digest_attachment,
};
