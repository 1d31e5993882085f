#include "export/site/site_plan.h"

#include <string.h>

#include "export/shared/plan.h"

#define PAGE_ROWS 100
/* A text with its markup, in lists, among the words. */
#define COPIES_OF_ROWS 4

static void enqueue_page(struct export_plan *plan, const char *thing, const char *page,
                         struct json_object *payload)
{
    CLEANUP(free_pointer) char *key = xasprintf("%s/%s", thing, page);

    if (strcmp(thing, "merge_requests") == 0 || strcmp(thing, "issues") == 0)
        export_plan_enqueue(plan, "rows", "site_items", key, json_share(payload));
    else if (strcmp(thing, "attachments") == 0)
        export_plan_enqueue(plan, "git", "copies", key, json_share(payload));
}

bool site_plan_digest(struct task *task, struct error *err)
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
        if (strcmp(thing.name, "numbers") != 0 && !export_plan_thing(&plan, &thing, err))
            return false;
    }
    return export_plan_end(&plan, err);
}
