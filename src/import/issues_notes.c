#include "import/issues_notes.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "forge/place.h"
#include "import/fields.h"
#include "import/source.h"
#include "import/issue_rows.h"
#include "lib/http/download.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"
#include "engine/listing.h"
#include "engine/names.h"
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

/* The common part of the three lists. */
struct part {
    const char *name;  /* in addresses and keys */
    const char *tally; /* where its size is compared */
    const char *kind;  /* of further pages */
    const char *needs; /* without it an element cannot be taken */
    bool has_names;    /* as in struct listing */
};

static const struct part comments = {"comments", "issue_comments", "issue_comments", "id", false};
static const struct part changes = {"changes", "issue_changes", "issue_changes", "id", false};
static const struct part attachments = {"attachments", "attachments", "issue_attachments",
                                        "name of at most 1,000 bytes", true};

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
    listing->has_names = part->has_names;
    snprintf(listing->prefix, sizeof(listing->prefix), "%lld/", (long long)field_iid(task->job));
    snprintf(listing->stem, sizeof(listing->stem), "%lld/%s", (long long)field_iid(task->job),
             part->name);
    return listing_open(task, listing, answer, &opened->page, err);
}

/* The keys (taken) of a page whose objects must be here as rows, under a name of their own. */
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
                            xasprintf("number %zu of the %s of issue %lld has no %s", index + 1,
                                      part->name, (long long)field_iid(task->job), part->needs));
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
    json_set_integer(payload, "n", names_number(&opened->page, task->job, index));
    outcome_enqueue(task->outcome, &(struct follow_up){.kind = "attachment",
                                                       .key = key,
                                                       .link = task->job->link,
                                                       .requests = 1,
                                                       .payload = payload});
}

static bool put_attachments(struct task *task, const struct http_response *answer,
                            struct error *err)
{
    CLEANUP(opened_release) struct opened opened = {0};

    if (!open_part(task, &attachments, answer, &opened, err))
        return false;
    for (size_t i = 0; i < json_length(opened.page.values); i++)
        if (text_is_key(json_text_at(json_element(opened.page.values, i), "name")))
            enqueue_attachment(task, &opened, i);
        else
            refuse(task, &opened, &attachments, i);
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
    if (text_is_key(field)) /* one that is not a key is noted */
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

/* The size of the file is not known, so the disk is looked at while it comes. */
static bool tick(void *payload)
{
    struct workplace *workplace = payload;
    struct error ignored;

    return room_on_disk(workplace->settings, 0, &ignored) && workplace->tick(workplace, NULL);
}

/* Names the setting when the file passed the project's share, because that can be raised. */
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

/* Of other names a web page is what a proxy or a sign-in has put in the file's place. */
static bool may_be_page(const char *name)
{
    static const char *const endings[] = {"html",  "htm", "xhtml", "shtml", "mht",
                                          "mhtml", "php", "asp",   "aspx",  "jsp"};
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot != NULL && i < ARRAY_LENGTH(endings); i++)
        if (strcasecmp(dot + 1, endings[i]) == 0)
            return true;
    return dot == NULL;
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

    if (!staging_begin_files(&place, task, PLACE_ATTACHMENTS, err) ||
        !room_for_files(task->workplace->settings, &place, 0, &most_bytes, err))
        return false;
    if (most_bytes > LIMIT_ATTACHMENT_BYTES)
        most_bytes = LIMIT_ATTACHMENT_BYTES;
    *download = (struct download){
        .url = url,
        .authorization = authorization,
        .expected = {.size_bytes = -1, .max_bytes = most_bytes},
        .is_no_page = !may_be_page(json_text_at(task->job->payload, "object.name")),
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

/* By its name; where others have that too, by the link that the list gives it. The caller frees it.
 */
static char *address_of(const struct task *task, const struct json_object *object, int64_t n)
{
    const char *name = json_text_at(object, "name");
    const struct json_object *links = json_at(object, "links.self.href");
    const char *link = json_text(json_is_array(links) ? json_element(links, 0) : links);
    struct error ignored;

    if (n > 1 && link != NULL &&
        client_check_link(task->workplace->settings->api_url, link, &ignored))
        return xstrdup(link);
    return path_issue_attachment(&source_of(task)->base, field_iid(task->job), name);
}

bool issues_notes_digest_attachment(struct task *task, struct error *err)
{
    struct json_object *object = json_at(task->job->payload, "object");
    const char *name = json_text_at(object, "name");
    CLEANUP(free_pointer) char *url = NULL;
    struct download download;
    int64_t n = 1;

    if (!json_integer_at(task->job->payload, "n", &n))
        n = 1; /* a job of 0.2 */
    if (name == NULL || *name == '\0')
        return error_set(err, ERROR_ITEM, "a file of issue %lld has no name",
                         (long long)field_iid(task->job));
    url = address_of(task, object, n);
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
                                                   .n = n,
                                                   .sha256 = download.sha256,
                                                   .size_bytes = download.size_bytes},
                              object, json_boolean_at(task->job->payload, "sanitised", false),
                              task->outcome);
    return true;
}
