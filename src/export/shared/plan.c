#include "export/shared/plan.h"

#include "engine/room.h"
#include "export/project.h"
#include "export/puts.h"
#include "lib/os/file.h"

#define PAGE_BYTES ((int64_t)4 * 1024 * 1024)

void export_plan_release(struct export_plan *plan)
{
    db_rows_free(&plan->begun);
    json_free(&plan->here);
}

bool export_plan_begin(struct export_plan *plan, struct task *task, struct error *err)
{
    plan->task = task;
    plan->here = json_new_object();
    if (!project_sweep(task, err) ||
        !db_query(task->workplace->db,
                  DB_CALL("select began_at, size_bytes from forge.begin_export(run => $1)",
                          db_int(task->workplace->run_id)),
                  &plan->begun, err))
        return false;
    plan->size_bytes = db_rows_integer(plan->begun, 0, "size_bytes");
    return true;
}

void export_plan_enqueue(const struct export_plan *plan, const char *stage, const char *kind,
                         const char *key, struct json_object *payload)
{
    outcome_enqueue(
        plan->task->outcome,
        &(struct follow_up){.stage = stage, .kind = kind, .key = key, .payload = payload});
}

static void take_page(struct export_plan *plan, const struct export_plan_thing *thing,
                      const struct db_rows *pages, size_t row)
{
    CLEANUP(json_free) struct json_object *payload = json_new_object();

    json_set_text(payload, "thing", thing->name);
    json_set_text(payload, "after", db_rows_text(pages, row, "after_key"));
    json_set_text(payload, "upto", db_rows_text(pages, row, "upto_key"));
    if (thing->take != NULL)
        thing->take(plan, thing->name, db_rows_text(pages, row, "page"), payload);
}

bool export_plan_thing(struct export_plan *plan, const struct export_plan_thing *thing,
                       struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *pages = NULL;
    int64_t here = 0;

    if (!db_query(plan->task->workplace->db,
                  DB_CALL("select page, after_key, upto_key, row_count, row_bytes from "
                          "forge.export_pages(project => $1, thing => $2, items => $3, "
                          "size_bytes => $4)",
                          db_int(project_of(plan->task)->id), db_text(thing->name),
                          db_int(thing->page_rows), db_int(PAGE_BYTES)),
                  &pages, err))
        return false;
    for (size_t i = 0; i < db_rows_count(pages); i++) {
        take_page(plan, thing, pages, i);
        here += db_rows_integer(pages, i, "row_count");
        plan->size_bytes += thing->written * db_rows_integer(pages, i, "row_bytes");
    }
    json_set_integer(plan->here, thing->name, here);
    return plan->task->workplace->tick(plan->task->workplace, NULL) ||
           error_set(err, ERROR_RETRY, "told to stop while the pages were counted");
}

static bool find_room(const struct export_plan *plan, struct error *err)
{
    const struct project *project = project_of(plan->task);

    return file_check_no_links(project->root, project->private, err) &&
           file_make_directories(project->root, 0700, err) &&
           room_at(plan->task->workplace->settings, "exports", project->root, plan->size_bytes,
                   err);
}

bool export_plan_end(struct export_plan *plan, struct error *err)
{
    struct json_object *row = NULL;

    if (!find_room(plan, err))
        return false;
    row = json_new_object();
    json_set_text(row, "planned_at", db_rows_text(plan->begun, 0, "began_at"));
    json_set(row, "here", TAKE(plan->here));
    outcome_put(plan->task->outcome, PUT_EXPORT_PLAN, row);
    return true;
}
