/* Stage issues: the list (issues in every state, 100 a page, whole), each issue, and the lists of
 * milestones, versions and components. The first page is the probe: when there is no tracker, it is
 * the only request. */
#include <string.h>

#include "import/table.h"
#include "import/issue_rows.h"
#include "engine/listing.h"

/* Lists beside that of the issues; the kind of the job is the name of the list. */
static const struct {
    const struct importer *importer;
    enum put put;
} names[] = {
    {&importer_milestones, PUT_MILESTONES},
    {&importer_versions, PUT_VERSIONS},
    {&importer_components, PUT_COMPONENTS},
};

static bool plan_list(const struct workplace *workplace, const struct job *job, struct plan *plan,
                      struct error *err)
{
    (void)err;
    if (workplace->issues_export == NULL)
        listing_plan(job, path_issues(&workplace->repository), plan);
    return true;
}

static void enqueue_names(struct outcome *outcome)
{
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        CLEANUP(free_pointer) char *key = xasprintf("%s/1", names[i].importer->kind);
        outcome_enqueue(outcome, &(struct follow_up){
                                     .kind = names[i].importer->kind, .key = key, .requests = 1});
    }
}

static bool digest_list(struct workplace *workplace, const struct job *job,
                        struct http_response *const answers[], struct outcome *outcome,
                        struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(free_pointer) char *link = path_web_item(&workplace->repository, "issues");
    struct listing listing = listing_of(job, "issues");

    listing.link = link;
    if (workplace->issues_export != NULL) {
        outcome_enqueue(outcome, &(struct follow_up){.kind = importer_export.kind,
                                                     .key = "export",
                                                     .link = workplace->issues_export});
        return true;
    }
    if (!listing_open(workplace, &listing, job, answers[0], &page, outcome, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++)
        listing_enqueue_item(workplace, &listing, &page, i, importer_issue.kind, path_web_issue,
                             outcome);
    if (listing.page == 1)
        enqueue_names(outcome);
    return true;
}

static bool digest_item(struct workplace *workplace, const struct job *job,
                        struct http_response *const answers[], struct outcome *outcome,
                        struct error *err)
{
    struct json_object *object = json_at(job->payload, "object");

    (void)workplace;
    (void)answers;
    if (!issue_rows_put_issue(object, object, json_boolean_at(job->payload, "sanitised", false),
                              outcome, err))
        return false;
    outcome_enqueue(outcome, &(struct follow_up){
                                 .stage = "issues_notes",
                                 .kind = importer_issue_notes.kind,
                                 .key = job->key,
                                 .link = job->link,
                                 .requests = 2,
                             });
    return true;
}

static bool plan_names(const struct workplace *workplace, const struct job *job, struct plan *plan,
                       struct error *err)
{
    (void)err;
    listing_plan(job, path_tracker_list(&workplace->repository, job->kind), plan);
    return true;
}

static bool digest_names(struct workplace *workplace, const struct job *job,
                         struct http_response *const answers[], struct outcome *outcome,
                         struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(job, job->kind);
    size_t kind = 0;

    listing.item = "name";
    if (!listing_open(workplace, &listing, job, answers[0], &page, outcome, err))
        return false;
    while (strcmp(names[kind].importer->kind, job->kind) != 0)
        kind++;
    for (size_t i = 0; i < json_length(page.values); i++) {
        struct json_object *object = json_element(page.values, i);
        if (!issue_rows_put_name(names[kind].put, object, object, page.sanitised, outcome))
            return error_set(err, ERROR_ITEM, "number %zu of the %s has no name", i + 1, job->kind);
    }
    return true;
}

const struct importer importer_issues = {
    .kind = "issues",
    .absence = ABSENCE_IS_NOTED,
    .omitted = "issues",
    .plan = plan_list,
    .digest = digest_list,
};

const struct importer importer_issue = {
    .kind = "issue",
    .digest = digest_item,
};

const struct importer importer_milestones = {
    .kind = "milestones",
    .absence = ABSENCE_IS_NOTED,
    .omitted = "milestones",
    .plan = plan_names,
    .digest = digest_names,
};

const struct importer importer_versions = {
    .kind = "versions",
    .absence = ABSENCE_IS_NOTED,
    .omitted = "versions",
    .plan = plan_names,
    .digest = digest_names,
};

const struct importer importer_components = {
    .kind = "components",
    .absence = ABSENCE_IS_NOTED,
    .omitted = "components",
    .plan = plan_names,
    .digest = digest_names,
};
