#include "import/issues_notes.h"

#include <stdio.h>
#include <string.h>

#include "forge/place.h"
#include "import/fields.h"
#include "import/source.h"
#include "import/issue_rows.h"
#include "lib/http/download.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"
#include "engine/listing.h"
#include "engine/room.h"
#include "engine/staging.h"

bool issues_notes_plan(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    plan->urls[plan->count++] =
        path_issue_list(&source_of(task)->base, field_iid(task->job), "comments");
    plan->urls[plan->count++] =
        path_issue_list(&source_of(task)->base, field_iid(task->job), "attachments");
    return true;
}

bool issues_notes_plan_changes(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job,
                 path_issue_list(&source_of(task)->base, field_iid(task->job), "changes"), plan);
    return true;
}

/* What the three lists have in common. */
struct part {
    const char *name;  /* in addresses and keys */
    const char *tally; /* where its size is compared; NULL: not by the list's own ids */
    const char *kind;  /* of further pages */
};

static const struct part comments = {"comments", "issue_comments", "issue_comments"};
static const struct part changes = {"changes", "issue_changes", "issue_changes"};
static const struct part attachments = {"attachments", NULL, "issue_attachments"};

/* A page of one of them. */
struct opened {
    struct listing listing;
    struct page page;
};

static void opened_release(struct opened *opened)
{
    page_release(&opened->page);
}

static bool open_part(struct task *task, const struct part *part,
                      const struct http_response *answer, struct opened *opened, struct error *err)
{
    struct listing *listing = &opened->listing;

    *listing = listing_of(task->job, part->tally);
    listing->kind = part->kind;
    snprintf(listing->stem, sizeof(listing->stem), "%lld/%s", (long long)field_iid(task->job),
             part->name);
    return listing_open(task, listing, answer, &opened->page, err);
}

/* What of a page must be here as rows (keys, taken), under a kind of its own. */
static void see(struct task *task, const struct opened *opened, const char *kind, int64_t announced,
                struct json_object *keys)
{
    outcome_see(task->outcome, &(struct seen_page){
                                   .thing = kind,
                                   .list = opened->listing.stem,
                                   .page = opened->listing.page,
                                   .job = task->job->key,
                                   .announced = announced,
                                   .keys = keys,
                                   .is_last = opened->page.next == NULL,
                                   .link = task->job->link,
                               });
}

static void add_key(struct json_object *keys, int64_t id)
{
    CLEANUP(free_pointer) char *key = xasprintf("%lld", (long long)id);

    json_append(keys, json_new_text(key));
}

static void enqueue_changes(struct task *task)
{
    CLEANUP(free_pointer) char *key = xasprintf("%lld/changes/1", (long long)field_iid(task->job));

    outcome_enqueue(task->outcome, &(struct follow_up){.kind = "issue_changes",
                                                       .key = key,
                                                       .link = task->job->link,
                                                       .requests = 1});
}

/* It costs only itself. */
static void refuse(struct task *task, const struct opened *opened, const struct part *part,
                   size_t index)
{
    listing_enqueue_failure(task, &opened->listing, index,
                            xasprintf("number %zu of the %s of issue %lld has no id", index + 1,
                                      part->name, (long long)field_iid(task->job)));
}

static void put_comment_page(struct task *task, const struct opened *opened)
{
    CLEANUP(json_free) struct json_object *keys = json_new_array();
    int64_t iid = field_iid(task->job);
    int64_t id = 0;

    for (size_t i = 0; i < json_length(opened->page.values); i++) {
        struct json_object *object = json_element(opened->page.values, i);
        if (!issue_rows_has_id(object))
            refuse(task, opened, &comments, i);
        else if (issue_rows_put_comment(iid, object, object, opened->page.sanitised,
                                        task->outcome) &&
                 json_integer_at(object, "id", &id))
            add_key(keys, id);
    }
    see(task, opened, "issue_notes", -1, TAKE(keys));
}

static bool put_comments(struct task *task, const struct http_response *answer, struct error *err)
{
    CLEANUP(opened_release) struct opened opened = {0};

    if (!open_part(task, &comments, answer, &opened, err))
        return false;
    put_comment_page(task, &opened);
    if (json_length(opened.page.values) > 0)
        enqueue_changes(task);
    return true;
}

static void enqueue_attachment(struct task *task, const struct opened *opened, size_t index)
{
    CLEANUP(free_pointer) char *key = listing_nameless(&opened->listing, index);
    struct json_object *payload = json_new_object();

    json_set(payload, "object", json_share(json_element(opened->page.values, index)));
    json_set_boolean(payload, "sanitised", opened->page.sanitised);
    outcome_enqueue(task->outcome, &(struct follow_up){.kind = "attachment",
                                                       .key = key,
                                                       .link = task->job->link,
                                                       .requests = 1,
                                                       .payload = payload});
}

static char *attachment_key(const struct job *job, const struct opened *opened, size_t index)
{
    const char *name = json_text_at(json_element(opened->page.values, index), "name");

    return name != NULL ? xasprintf("%lld/%s", (long long)field_iid(job), name)
                        : listing_nameless(&opened->listing, index);
}

static bool put_attachments(struct task *task, const struct http_response *answer,
                            struct error *err)
{
    CLEANUP(opened_release) struct opened opened = {0};
    struct json_object *keys = NULL;

    if (!open_part(task, &attachments, answer, &opened, err))
        return false;
    keys = json_new_array();
    for (size_t i = 0; i < json_length(opened.page.values); i++) {
        CLEANUP(free_pointer) char *key = attachment_key(task->job, &opened, i);
        json_append(keys, json_new_text(key));
        enqueue_attachment(task, &opened, i);
    }
    see(task, &opened, "attachments", opened.page.size, keys);
    return true;
}

bool issues_notes_digest(struct task *task, struct error *err)
{
    return put_comments(task, task->answers[0], err) &&
           put_attachments(task, task->answers[1], err);
}

bool issues_notes_digest_comments(struct task *task, struct error *err)
{
    return put_comments(task, task->answers[0], err);
}

bool issues_notes_digest_attachments(struct task *task, struct error *err)
{
    return put_attachments(task, task->answers[0], err);
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

static void put_change_page(struct task *task, const struct opened *opened)
{
    CLEANUP(json_free) struct json_object *keys = json_new_array();
    struct event_keys event = {.keys = keys, .iid = field_iid(task->job)};

    for (size_t i = 0; i < json_length(opened->page.values); i++) {
        struct json_object *object = json_element(opened->page.values, i);
        if (!issue_rows_has_id(object))
            refuse(task, opened, &changes, i);
        else if (issue_rows_put_change(event.iid, 1, object, opened->page.sanitised,
                                       task->outcome) > 0 &&
                 json_integer_at(object, "id", &event.id))
            json_each(json_at(object, "changes"), add_event_key, &event);
    }
    see(task, opened, "issue_events", -1, TAKE(keys));
}

bool issues_notes_digest_changes(struct task *task, struct error *err)
{
    CLEANUP(opened_release) struct opened opened = {0};

    if (!open_part(task, &changes, task->answers[0], &opened, err))
        return false;
    put_change_page(task, &opened);
    return true;
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

    if (most_bytes == LIMIT_ATTACHMENT_BYTES || err->cause != CAUSE_TOO_LARGE)
        return false;
    return error_set(
        err, ERROR_ITEM,
        "it is larger than the %s that files_max_mib = %d leaves: raise it, then retry",
        text_bytes(left, (uint64_t)most_bytes), settings->files_max_mib);
}

static bool fetch(struct task *task, const char *url, struct download *download, struct error *err)
{
    CLEANUP(free_secret) char *authorization = identity_authorization(task->workplace->identity);
    CLEANUP(staging_end_files) struct store_place place = {0};
    struct http_settings settings = {.user_agent = PACKAGE_NAME "/" PACKAGE_VERSION,
                                     .ca_file = task->workplace->settings->ca_file,
                                     .max_in_flight = 1};
    struct downloads downloads = {
        .place = &place, .files = download, .count = 1, .tick = tick, .payload = task->workplace};
    int64_t most_bytes = 0;

    staging_begin_files(&place, task->workplace, task->job, PLACE_ATTACHMENTS);
    if (!room_for_files(task->workplace->settings, &place, 0, &most_bytes, err))
        return false;
    if (most_bytes > LIMIT_ATTACHMENT_BYTES)
        most_bytes = LIMIT_ATTACHMENT_BYTES;
    *download = (struct download){
        .url = url,
        .authorization = authorization,
        .expected = {.size_bytes = -1, .max_bytes = most_bytes},
    };
    task->workplace->requests_sent++;
    if (!download_all(&settings, &downloads, err)) {
        struct error full;
        if (!room_on_disk(task->workplace->settings, 0, &full))
            *err = full;
        return false;
    }
    if (download->error.class == ERROR_NONE) {
        room_taken(&place, download->size_bytes);
        return true;
    }
    *err = download->error;
    return explain_bound(task->workplace->settings, most_bytes, err);
}

bool issues_notes_digest_attachment(struct task *task, struct error *err)
{
    struct json_object *object = json_at(task->job->payload, "object");
    const char *name = json_text_at(object, "name");
    CLEANUP(free_pointer) char *url = NULL;
    struct download download;

    if (name == NULL || *name == '\0')
        return error_set(err, ERROR_ITEM, "a file of issue %lld has no name",
                         (long long)field_iid(task->job));
    url = path_issue_attachment(&source_of(task)->base, field_iid(task->job), name);
    if (url == NULL)
        return error_set(err, ERROR_ITEM,
                         "file \"%s\" of issue %lld has a name that no address "
                         "can hold",
                         name, (long long)field_iid(task->job));
    if (!fetch(task, url, &download, err))
        return error_prefix(err, "file \"%s\" of issue %lld", name,
                            (long long)field_iid(task->job));
    issue_rows_put_attachment(&(struct issue_file){.iid = field_iid(task->job),
                                                   .project_id = task->workplace->project_id,
                                                   .name = name,
                                                   .sha256 = download.sha256,
                                                   .size_bytes = download.size_bytes},
                              object, json_boolean_at(task->job->payload, "sanitised", false),
                              task->outcome);
    return true;
}
