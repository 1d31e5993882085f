#include "import/pull_requests.h"

#include <string.h>
#include <strings.h>

#include "bitbucket/account.h"
#include "forge/puts.h"
#include "import/fields.h"
#include "import/source.h"
#include "import/sync/cursor.h"
#include "lib/base/timestamp.h"
#include "engine/listing.h"

bool pull_requests_plan_list(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_pull_requests(&source_of(task)->base), plan);
    return true;
}

/* The latest of the page's changes. */
static const char *last_change(const struct page *page)
{
    const char *last = NULL;

    for (size_t i = 0; i < json_length(page->values); i++) {
        const char *at = json_text_at(json_element(page->values, i), "updated_on");
        if (at != NULL && (last == NULL || strcmp(at, last) > 0))
            last = at;
    }
    return last;
}

bool pull_requests_digest_list(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(free_pointer) char *link = path_web_item(&source_of(task)->base, "pull-requests");
    struct listing listing = listing_of(task->job, "merge_requests");

    listing.link = link;
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++) {
        int64_t iid = 0;
        listing_enqueue_item(task, &listing, &page, i, "merge_request");
        if (json_integer_at(json_element(page.values, i), "id", &iid) && iid > 0)
            cursor_see(task, iid);
    }
    /* Without pull requests there is no activity of theirs. */
    if (listing.page == 1 && (json_length(page.values) > 0 || page.next != NULL))
        outcome_enqueue(task->outcome, &(struct follow_up){
                                           .kind = "activity", .key = "activity/1", .requests = 1});
    cursor_note(task, CURSOR_NEWEST, listing.page, &page, last_change(&page));
    return true;
}

/* What is here is compared with it, and its comments are read again where it differs. */
static void put_as_it_is(struct json_object *object, struct outcome *outcome)
{
    struct json_object *row = json_new_object();

    field_integer(row, "iid", object, "id", outcome);
    json_set(row, "raw", json_share(object));
    outcome_put(outcome, PUT_CHANGED, row);
}

static const char *state_of(const char *source_state)
{
    if (strcasecmp(source_state, "MERGED") == 0)
        return "merged";
    if (strcasecmp(source_state, "DECLINED") == 0 || strcasecmp(source_state, "SUPERSEDED") == 0)
        return "closed";
    return "opened";
}

static void put_merge_request(struct json_object *object, bool sanitised, struct outcome *outcome)
{
    struct json_object *row = json_new_object();

    field_integer(row, "iid", object, "id", outcome);
    field_text(row, "title", object, "title", outcome);
    field_text(row, "description", object, "description", outcome);
    json_set_text(row, "state", state_of(json_text_at(object, "state")));
    field_text(row, "source_state", object, "state", outcome);
    json_set_boolean(row, "draft", json_boolean_at(object, "draft", false));
    field_user(row, "author", json_at(object, "author"), sanitised, outcome);
    field_user(row, "closed_by", json_at(object, "closed_by"), sanitised, outcome);
    field_text(row, "close_reason", object, "reason", outcome);
    field_text(row, "source_branch", object, "source.branch.name", outcome);
    field_text(row, "target_branch", object, "destination.branch.name", outcome);
    field_text(row, "source_full_name", object, "source.repository.full_name", outcome);
    field_hash(row, "source_sha", object, "source.commit.hash", outcome);
    field_hash(row, "target_sha", object, "destination.commit.hash", outcome);
    field_hash(row, "merge_commit_sha", object, "merge_commit.hash", outcome);
    if (json_at(object, "close_source_branch") != NULL)
        json_set_boolean(row, "close_source_branch",
                         json_boolean_at(object, "close_source_branch", false));
    field_integer(row, "comment_count", object, "comment_count", outcome);
    field_integer(row, "task_count", object, "task_count", outcome);
    field_time(row, "created_at", object, "created_on", outcome);
    field_time(row, "updated_at", object, "updated_on", outcome);
    field_raw(row, object, sanitised);
    outcome_put(outcome, PUT_MERGE_REQUESTS, row);
}

static bool has_person(const struct json_object *people, const char *key)
{
    for (size_t i = 0; i < json_length(people); i++)
        if (strcmp(json_text_at(json_element(people, i), "user"), key) == 0)
            return true;
    return false;
}

/* Whether a person can be told from others and is not in the list yet. */
static bool is_new(const struct json_object *people, const struct json_object *account,
                   const char *key, struct outcome *outcome)
{
    if (key == NULL && account != NULL)
        outcome_note(
            outcome, "people",
            xstrdup("a reviewer or participant without uuid, account_id and name of at most "
                    "1,000 bytes is not among forge.merge_request_reviewers: raw of the merge "
                    "request has "
                    "what came"));
    return key != NULL && !has_person(people, key);
}

static const char *review_state(const struct json_object *participant)
{
    const char *state = json_text_at(participant, "state");

    if (state != NULL &&
        (strcmp(state, "approved") == 0 || strcmp(state, "changes_requested") == 0))
        return state;
    return json_boolean_at(participant, "approved", false) ? "approved" : NULL;
}

static void add_participant(struct json_object *people, const struct json_object *participant,
                            bool sanitised, struct outcome *outcome)
{
    struct json_object *account = json_at(participant, "user");
    CLEANUP(free_pointer) char *key = account_person(account);
    const char *role = json_text_at(participant, "role");
    struct json_object *person = NULL;

    if (!is_new(people, account, key, outcome))
        return;
    person = json_new_object();
    field_user(person, "user", account, sanitised, outcome);
    json_set_text(person, "role",
                  role != NULL && strcasecmp(role, "REVIEWER") == 0 ? "reviewer" : "participant");
    json_set_text(person, "state", review_state(participant));
    field_time(person, "participated_at", participant, "participated_on", outcome);
    json_append(people, person);
}

static void add_reviewer(struct json_object *people, struct json_object *account, bool sanitised,
                         struct outcome *outcome)
{
    CLEANUP(free_pointer) char *key = account_person(account);
    struct json_object *person = NULL;

    if (!is_new(people, account, key, outcome))
        return;
    person = json_new_object();
    field_user(person, "user", account, sanitised, outcome);
    json_set_text(person, "role", "reviewer");
    json_append(people, person);
}

/* participants say more; reviewers may name people who are not among them. */
static void put_reviewers(const struct json_object *object, bool sanitised, struct outcome *outcome)
{
    struct json_object *participants = json_at(object, "participants");
    struct json_object *reviewers = json_at(object, "reviewers");
    struct json_object *people = json_new_array();
    struct json_object *row = json_new_object();

    for (size_t i = 0; i < json_length(participants); i++)
        add_participant(people, json_element(participants, i), sanitised, outcome);
    for (size_t i = 0; i < json_length(reviewers); i++)
        add_reviewer(people, json_element(reviewers, i), sanitised, outcome);
    field_integer(row, "iid", object, "id", outcome);
    json_set(row, "people", people);
    outcome_put(outcome, PUT_REVIEWERS, row);
}

/* There is one job for each fork, because a key is enqueued once. Of the whole list, it runs in the
 * next stage, when all pull requests are known. */
static void enqueue_fork(struct task *task, const struct json_object *object)
{
    bool is_of_list = strcmp(task->workplace->stage, "pull_requests") == 0;
    const char *fork = json_text_at(object, "source.repository.full_name");
    const char *own = json_text_at(object, "destination.repository.full_name");
    CLEANUP(free_pointer)
    char *asked = xasprintf("%s/%s", source_of(task)->base.workspace, source_of(task)->base.slug);
    CLEANUP(free_pointer) char *key = NULL;
    CLEANUP(free_pointer) char *link = NULL;
    struct json_object *payload = NULL;

    if (!source_of(task)->brings_git || fork == NULL || strcasecmp(fork, asked) == 0 ||
        (own != NULL && strcmp(fork, own) == 0))
        return;
    key = xasprintf("fork/%s", fork);
    link = path_web_named(&source_of(task)->base, fork);
    payload = json_new_object();
    json_set_text(payload, "full_name", fork);
    outcome_enqueue(task->outcome, &(struct follow_up){
                                       .stage = is_of_list ? "pull_requests_notes" : NULL,
                                       .kind = "fork",
                                       .key = key,
                                       .link = link,
                                       .payload = payload,
                                   });
}

static bool take(struct task *task, struct json_object *object, bool sanitised, struct error *err)
{
    int64_t iid = 0;

    if (!json_integer_at(object, "id", &iid) || iid <= 0)
        return error_set(err, ERROR_ITEM, "the pull request has no number"); /* a job of 0.2 */
    if (json_text_at(object, "title") == NULL || json_text_at(object, "state") == NULL)
        return error_set(err, ERROR_ITEM, "pull request %lld has no %s", (long long)iid,
                         json_text_at(object, "title") == NULL ? "title" : "state");
    put_as_it_is(object, task->outcome);
    put_merge_request(object, sanitised, task->outcome);
    put_reviewers(object, sanitised, task->outcome);
    enqueue_fork(task, object);
    return true;
}

bool pull_requests_digest_item(struct task *task, struct error *err)
{
    return take(task, json_at(task->job->payload, "object"),
                json_boolean_at(task->job->payload, "sanitised", false), err);
}

bool pull_requests_plan_alone(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    plan->urls[plan->count++] = path_pull_request(&source_of(task)->base, field_iid(task->job));
    return true;
}

bool pull_requests_digest_alone(struct task *task, struct error *err)
{
    CLEANUP(json_free) struct json_object *object = NULL;
    bool sanitised = false;

    if (!json_parse(buffer_text(&task->answers[0]->body), task->answers[0]->body.size, &object,
                    &sanitised, err))
        return error_prefix(err, "the answer is not JSON");
    cursor_see(task, field_iid(task->job));
    return take(task, object, sanitised, err);
}
