#include "export/site/site_plan.h"

#include "export/shared/plan.h"

static const struct export_plan_job pages[] = {
    {"merge_requests", "rows", "site_items"},
    {"issues", "rows", "site_items"},
    {"attachments", "git", "copies"},
    {.kind = NULL},
};

bool site_plan_digest(struct task *task, struct error *err)
{
    /* A text with its markup, in lists, among the words. */
    static const struct export_plan_way way = {
        .pages = pages, .page_rows = 100, .row_copies = 4, .file_copies = 1};

    return export_plan_make(task, &way, err);
}
