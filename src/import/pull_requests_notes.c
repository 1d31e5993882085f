#include "import/pull_requests_notes.h"

#include <stdio.h>
#include <string.h>

#include "forge/puts.h"
#include "import/comments/comment.h"
#include "import/fields.h"
#include "import/source.h"
#include "import/freeze/finding.h"
#include "engine/listing.h"

bool pull_requests_notes_plan_discussion(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    plan->urls[plan->count++] = path_comments(&source_of(task)->base, field_iid(task->job));
    plan->urls[plan->count++] = path_tasks(&source_of(task)->base, field_iid(task->job));
    return true;
}

static void put_draft(const struct json_object *comment, struct outcome *outcome)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "noteable_type", "merge_request");
    field_integer(row, "source_id", comment, "id", outcome);
    json_set_boolean(row, "pending", true);
    outcome_put(outcome, PUT_NOTES, row);
}

static void put_comment(int64_t iid, struct json_object *comment, bool sanitised,
                        struct outcome *outcome)
{
    if (comment_is_draft(comment))
        put_draft(comment, outcome);
    else
        outcome_put(outcome, PUT_NOTES, comment_row(iid, comment, sanitised, outcome));
}

static void put_task(int64_t iid, struct json_object *task, bool sanitised, struct outcome *outcome)
{
    struct json_object *row = json_new_object();
    const char *content = json_text_at(task, "content.raw");
    const char *state = json_text_at(task, "state");

    field_integer(row, "source_id", task, "id", outcome);
    json_set_integer(row, "merge_request_iid", iid);
    field_integer(row, "note_source_id", task, "comment.id", outcome);
    json_set_text(row, "state", state != NULL ? state : "UNRESOLVED");
    json_set_text(row, "content", content != NULL ? content : "");
    field_user(row, "creator", json_at(task, "creator"), sanitised, outcome);
    field_time(row, "created_at", task, "created_on", outcome);
    field_time(row, "updated_at", task, "updated_on", outcome);
    field_time(row, "resolved_at", task, "resolved_on", outcome);
    field_user(row, "resolved_by", json_at(task, "resolved_by"), sanitised, outcome);
    field_raw(row, task, sanitised);
    outcome_put(outcome, PUT_TASKS, row);
}

/* The common part of the two lists: numbered objects, one put each. */
struct kind_of_note {
    const char *name;
    const char *tally;
    const char *kind;
    const char *fragment; /* behind the pull request's web address */
    /* NULL: it is compared with what is here. */
    void (*put)(int64_t iid, struct json_object *object, bool sanitised, struct outcome *outcome);
};

static const struct kind_of_note comments = {"comments", "merge_request_notes", "comments",
                                             "#comment-{key}", put_comment};
static const struct kind_of_note tasks = {"tasks", "tasks", "tasks", "", put_task};
static const struct kind_of_note frozen_comments = {"comments", "merge_request_notes",
                                                    "frozen_comments", "#comment-{key}", NULL};
static const struct kind_of_note frozen_tasks = {"tasks", "tasks", "frozen_tasks", "", NULL};

static bool compare_page(struct task *task, const struct kind_of_note *kind,
                         const struct page *page, struct error *err)
{
    CLEANUP(json_free) struct json_object *rows = json_new_array();

    for (size_t i = 0; i < json_length(page->values); i++) {
        struct json_object *object = json_element(page->values, i);
        if (kind != &frozen_comments || !comment_is_draft(object))
            finding_row(rows, field_iid(task->job), object);
    }
    return finding_compare(task, kind->tally, rows, err);
}

static bool digest_page(struct task *task, const struct kind_of_note *kind,
                        const struct http_response *answer, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, kind->tally);
    CLEANUP(free_pointer) char *link = xasprintf("%s%s", task->job->link, kind->fragment);
    int64_t iid = field_iid(task->job);
    int64_t id = 0;

    listing.has_drafts = kind == &comments || kind == &frozen_comments;
    listing.kind = kind->kind;
    listing.link = task->job->link != NULL ? link : NULL;
    snprintf(listing.stem, sizeof(listing.stem), "%lld/%s", (long long)iid, kind->name);
    if (!listing_open(task, &listing, answer, &page, err))
        return false;
    if (kind->put == NULL)
        return compare_page(task, kind, &page, err);
    for (size_t i = 0; i < json_length(page.values); i++) {
        struct json_object *object = json_element(page.values, i);
        if (!json_integer_at(object, "id", &id) || id <= 0)
            listing_enqueue_failure(task, &listing, i,
                                    xasprintf("number %zu of the %s of pull request %lld has no id",
                                              i + 1, kind->name, (long long)iid));
        else
            kind->put(iid, object, page.sanitised, task->outcome);
    }
    return true;
}

bool pull_requests_notes_plan_comments(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_comments(&source_of(task)->base, field_iid(task->job)), plan);
    return true;
}

bool pull_requests_notes_plan_tasks(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_tasks(&source_of(task)->base, field_iid(task->job)), plan);
    return true;
}

bool pull_requests_notes_digest_discussion(struct task *task, struct error *err)
{
    return digest_page(task, &comments, task->answers[0], err) &&
           digest_page(task, &tasks, task->answers[1], err);
}

bool pull_requests_notes_digest_comments(struct task *task, struct error *err)
{
    return digest_page(task, &comments, task->answers[0], err);
}

bool pull_requests_notes_digest_tasks(struct task *task, struct error *err)
{
    return digest_page(task, &tasks, task->answers[0], err);
}

bool pull_requests_notes_digest_frozen(struct task *task, struct error *err)
{
    return digest_page(task, &frozen_comments, task->answers[0], err) &&
           digest_page(task, &frozen_tasks, task->answers[1], err);
}

bool pull_requests_notes_digest_frozen_comments(struct task *task, struct error *err)
{
    return digest_page(task, &frozen_comments, task->answers[0], err);
}

bool pull_requests_notes_digest_frozen_tasks(struct task *task, struct error *err)
{
    return digest_page(task, &frozen_tasks, task->answers[0], err);
}
