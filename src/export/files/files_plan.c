#include "export/files/files_plan.h"

#include "export/shared/plan.h"

static const struct export_plan_job pages[] = {
    {NULL, "rows", "files_page"},
    {"attachments", "git", "copies"},
    {"lfs_objects", "git", "copies"},
    {.kind = NULL},
};
static const struct export_plan_job files[] = {
    {NULL, "join", "files_join"},
    {NULL, "proof", "files_proof"},
    {.kind = NULL},
};

bool files_plan_digest(struct task *task, struct error *err)
{
    /* A page is a job: small enough that a killed worker costs little, large enough that jobs cost
     * less than rows. Each row is written as JSON and as CSV, as a piece and in its file. */
    static const struct export_plan_way way = {
        .pages = pages, .files = files, .page_rows = 500, .row_copies = 4, .file_copies = 1};

    return export_plan_make(task, &way, err);
}
