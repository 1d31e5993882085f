#include "import/issues.h"

#include <string.h>

#include "forge/puts.h"
#include "import/source.h"
#include "import/issue_rows.h"
#include "engine/listing.h"
#include "engine/names.h"

/* Lists beside that of the issues; the kind of the job is the name of the list. */
static const struct {
    const char *kind;
    enum put put;
} names[] = {
    {"milestones", PUT_MILESTONES},
    {"versions", PUT_VERSIONS},
    {"components", PUT_COMPONENTS},
};

/* Bitbucket said so lately, to whoever asked. */
static bool ask_withdrawn(struct workplace *workplace, bool *is_withdrawn, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(workplace->db,
                  DB_CALL("select brigade.is_withdrawn(server => $1, thing => $2) as is_withdrawn",
                          db_text(workplace->settings->api_url), db_text("issues")),
                  &rows, err))
        return false;
    *is_withdrawn = db_rows_boolean(rows, 0, "is_withdrawn");
    return true;
}

bool issues_plan_list(struct task *task, struct plan *plan, struct error *err)
{
    bool is_withdrawn = false;

    if (source_of(task)->issues_archive != NULL)
        return true;
    if (task->job->url == NULL && !ask_withdrawn(task->workplace, &is_withdrawn, err))
        return false;
    if (!is_withdrawn)
        listing_plan(task->job, path_issues(&source_of(task)->base), plan);
    return true;
}

static void enqueue_names(struct outcome *outcome)
{
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        CLEANUP(free_pointer) char *key = xasprintf("%s/1", names[i].kind);
        outcome_enqueue(outcome,
                        &(struct follow_up){.kind = names[i].kind, .key = key, .requests = 1});
    }
}

bool issues_digest_list(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(free_pointer) char *link = path_web_item(&source_of(task)->base, "issues");
    struct listing listing = listing_of(task->job, "issues");

    listing.link = link;
    if (source_of(task)->issues_archive != NULL) {
        outcome_enqueue(task->outcome,
                        &(struct follow_up){.kind = "archive",
                                            .key = "archive",
                                            .link = source_of(task)->issues_archive});
        return true;
    }
    if (task->plan->count == 0)
        return true; /* withdrawn */
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++)
        listing_enqueue_item(task, &listing, &page, i, "issue");
    if (listing.page == 1)
        enqueue_names(task->outcome);
    return true;
}

bool issues_digest_item(struct task *task, struct error *err)
{
    struct json_object *object = json_at(task->job->payload, "object");

    if (!issue_rows_put_issue(object, object,
                              json_boolean_at(task->job->payload, "sanitised", false),
                              task->outcome, err))
        return false;
    outcome_enqueue(task->outcome, &(struct follow_up){
                                       .stage = "issues_notes",
                                       .kind = "issue_notes",
                                       .key = task->job->key,
                                       .link = task->job->link,
                                       .requests = 2,
                                   });
    return true;
}

bool issues_plan_names(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_tracker_list(&source_of(task)->base, task->job->kind), plan);
    return true;
}

bool issues_digest_names(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, task->job->kind);
    size_t kind = 0;

    listing.has_names = true;
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    while (strcmp(names[kind].kind, task->job->kind) != 0)
        kind++;
    for (size_t i = 0; i < json_length(page.values); i++) {
        struct json_object *object = json_element(page.values, i);
        struct issue_name name = {names[kind].put, names_number(&page, task->job, i)};
        if (!issue_rows_put_name(&name, object, object, page.sanitised, task->outcome))
            listing_enqueue_failure(
                task, &listing, i,
                xasprintf("number %zu of the %s has no name of at most 1,000 bytes", i + 1,
                          task->job->kind));
    }
    return true;
}
