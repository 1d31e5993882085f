#include "export/forgejo/forgejo_plan.h"

#include "export/shared/plan.h"

static const struct export_plan_job pages[] = {
    {"merge_requests", "rows", "forgejo_pulls"},
    {"issues", "rows", "forgejo_issues"},
    {"attachments", "git", "copies"},
    {"lfs_objects", "git", "copies"},
    {.kind = NULL},
};

bool forgejo_plan_digest(struct task *task, struct error *err)
{
    /* As a piece and in its file; a text, and what is put around it. */
    static const struct export_plan_way way = {
        .pages = pages, .page_rows = 100, .row_copies = 3, .file_copies = 1};

    return export_plan_make(task, &way, err);
}
