#include "export/github/github_plan.h"

#include "export/shared/plan.h"

static const struct export_plan_job pages[] = {
    {"merge_requests", "rows", "github_pulls"},
    {"issues", "rows", "github_issues"},
    {"attachments", "git", "copies"},
    {"lfs_objects", "git", "copies"},
    {.kind = NULL},
};

bool github_plan_digest(struct task *task, struct error *err)
{
    /* A row as a piece, in its file and in the archive; a text, and what is put around it.
     * Repositories and files as they are, and in the archive. */
    static const struct export_plan_way way = {
        .pages = pages, .page_rows = 100, .row_copies = 4, .file_copies = 2};

    return export_plan_make(task, &way, err);
}
