#include "engine/outcome.h"

static const char *const put_statements[PUT_COUNT] = {
    [PUT_PROJECT] = "select forge.put_project(import => $1, rows => $2)",
    [PUT_LABELS] = "select forge.put_labels(import => $1, rows => $2)",
    [PUT_REPOSITORIES] = "select forge.put_repositories(import => $1, rows => $2)",
    [PUT_REFS] = "select forge.put_refs(import => $1, rows => $2)",
    [PUT_USERS] = "select forge.put_users(import => $1, rows => $2)",
    [PUT_MEMBERS] = "select forge.put_members(import => $1, rows => $2)",
    [PUT_MERGE_REQUESTS] = "select forge.put_merge_requests(import => $1, rows => $2)",
    [PUT_REVIEWERS] = "select forge.put_merge_request_reviewers(import => $1, rows => $2)",
    [PUT_EVENTS] = "select forge.put_merge_request_events(import => $1, rows => $2)",
    [PUT_MILESTONES] = "select forge.put_milestones(import => $1, rows => $2)",
    [PUT_VERSIONS] = "select forge.put_versions(import => $1, rows => $2)",
    [PUT_COMPONENTS] = "select forge.put_components(import => $1, rows => $2)",
    [PUT_ISSUES] = "select forge.put_issues(import => $1, rows => $2)",
    [PUT_ISSUE_LABELS] = "select forge.put_issue_labels(import => $1, rows => $2)",
    [PUT_ISSUE_EVENTS] = "select forge.put_issue_events(import => $1, rows => $2)",
    [PUT_NOTES] = "select forge.put_notes(import => $1, rows => $2)",
    [PUT_TASKS] = "select forge.put_tasks(import => $1, rows => $2)",
    [PUT_ATTACHMENTS] = "select forge.put_attachments(import => $1, rows => $2)",
    [PUT_LFS_OBJECTS] = "select forge.put_lfs_objects(import => $1, rows => $2)",
    [PUT_SETTLED] = "select forge.settle_merge_requests(import => $1, rows => $2)",
    [PUT_HASHES] = "select forge.put_hashes(import => $1, rows => $2)",
    [PUT_CHILDREN] = "select brigade.put_children(import => $1, rows => $2)",
    [PUT_HEADS] = "select forge.put_heads(import => $1, rows => $2)",
    [PUT_OMISSIONS] = "select brigade.put_omissions(import => $1, rows => $2)",
    [PUT_TALLIES] = "select brigade.put_tallies(import => $1, rows => $2)",
    [PUT_PAGES] = "select brigade.put_pages(import => $1, rows => $2)",
};

const char *put_sql(enum put put)
{
    return put_statements[put];
}

static void append_element(struct buffer *array, const char *json)
{
    if (array->size > 0)
        buffer_add(array, ",");
    buffer_add(array, json);
}

void outcome_put_text(struct outcome *outcome, enum put put, const char *json)
{
    append_element(&outcome->rows[put], json);
}

void outcome_put(struct outcome *outcome, enum put put, struct json_object *row)
{
    outcome_put_text(outcome, put, json_print(row, NULL));
    json_free(&row);
}

void outcome_enqueue(struct outcome *outcome, const struct follow_up *follow_up)
{
    CLEANUP(json_free) struct json_object *job = json_new_object();

    if (follow_up->stage != NULL)
        json_set_text(job, "stage", follow_up->stage);
    json_set_text(job, "kind", follow_up->kind);
    json_set_text(job, "key", follow_up->key);
    json_set_text(job, "url", follow_up->url);
    json_set_text(job, "link", follow_up->link);
    json_set_integer(job, "requests", follow_up->requests);
    if (follow_up->page > 0)
        json_set_integer(job, "page", follow_up->page);
    if (follow_up->pages > 0)
        json_set_integer(job, "pages", follow_up->pages);
    json_set(job, "payload", follow_up->payload);
    append_element(&outcome->follow_ups, json_print(job, NULL));
}

void outcome_tally(struct outcome *outcome, const char *kind, int64_t announced, int64_t listed)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "kind", kind);
    if (announced >= 0)
        json_set_integer(row, "announced", announced);
    json_set_integer(row, "listed", listed);
    outcome_put(outcome, PUT_TALLIES, row);
}

void outcome_see(struct outcome *outcome, const struct seen_page *page)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "kind", page->kind);
    json_set_text(row, "list", page->list);
    json_set_integer(row, "page", page->page);
    json_set_text(row, "job", page->job);
    if (page->announced >= 0)
        json_set_integer(row, "announced", page->announced);
    json_set(row, "keys", page->keys);
    json_set_boolean(row, "is_last", page->is_last);
    json_set_text(row, "link", page->link);
    outcome_put(outcome, PUT_PAGES, row);
}

void outcome_omit(struct outcome *outcome, const struct omission *omission)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "stage", omission->stage);
    json_set_text(row, "key", omission->key);
    json_set_text(row, "outcome", omission->why);
    json_set_text(row, "message", omission->message);
    json_set_text(row, "url", omission->url);
    outcome_put(outcome, PUT_OMISSIONS, row);
}

size_t outcome_size_bytes(const struct outcome *outcome)
{
    size_t size = outcome->follow_ups.size;

    for (int put = 0; put < PUT_COUNT; put++)
        size += outcome->rows[put].size;
    return size;
}

void outcome_release(struct outcome *outcome)
{
    for (int put = 0; put < PUT_COUNT; put++)
        buffer_release(&outcome->rows[put]);
    buffer_release(&outcome->follow_ups);
}
