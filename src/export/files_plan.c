#include "export/files_plan.h"

#include <string.h>

#include "export/shared/plan.h"

/* A page is a job: small enough that a killed worker costs little, large enough that jobs cost
 * less than rows. */
#define PAGE_ROWS 500
/* Each row is written as JSON and as CSV, as a piece and in its file. */
#define COPIES_OF_ROWS 4

static void enqueue_page(struct export_plan *plan, const char *thing, const char *page,
                         struct json_object *payload)
{
    CLEANUP(free_pointer) char *key = xasprintf("%s/%s", thing, page);

    export_plan_enqueue(plan, "rows", "files_page", key, json_share(payload));
    if (strcmp(thing, "attachments") == 0 || strcmp(thing, "lfs_objects") == 0)
        export_plan_enqueue(plan, "git", "copies", key, json_share(payload));
}

/* Two things may stand in one file. */
static void enqueue_file(const struct export_plan *plan, const struct db_rows *things, size_t row)
{
    const char *file = db_rows_text(things, row, "file");

    if (row > 0 && strcmp(file, db_rows_text(things, row - 1, "file")) == 0)
        return;
    export_plan_enqueue(plan, "join", "files_join", file, NULL);
    export_plan_enqueue(plan, "proof", "files_proof", file, NULL);
}

bool files_plan_digest(struct task *task, struct error *err)
{
    CLEANUP(export_plan_release) struct export_plan plan = {0};
    CLEANUP(db_rows_free) struct db_rows *things = NULL;

    if (!export_plan_begin(&plan, task, err) ||
        !db_query(task->workplace->db, DB_CALL("select thing, file from forge.export_tables()"),
                  &things, err))
        return false;
    for (size_t i = 0; i < db_rows_count(things); i++) {
        struct export_plan_thing thing = {db_rows_text(things, i, "thing"), PAGE_ROWS,
                                          COPIES_OF_ROWS, enqueue_page};
        if (!export_plan_thing(&plan, &thing, err))
            return false;
        enqueue_file(&plan, things, i);
    }
    return export_plan_end(&plan, err);
}
