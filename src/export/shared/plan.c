#include "export/shared/plan.h"

#include <string.h>

#include "engine/room.h"
#include "export/project.h"
#include "export/puts.h"
#include "lib/os/file.h"

#define PAGE_BYTES ((int64_t)4 * 1024 * 1024)

struct planning {
    struct task *task;
    const struct export_plan_way *way;
    struct db_rows *begun;    /* of forge.begin_export */
    struct db_rows *things;   /* of forge.export_tables */
    struct json_object *here; /* thing -> rows */
    int64_t size_bytes;       /* of what will be written */
};

static void planning_release(struct planning *plan)
{
    db_rows_free(&plan->begun);
    db_rows_free(&plan->things);
    json_free(&plan->here);
}

static bool begin(struct planning *plan, struct error *err)
{
    struct workplace *workplace = plan->task->workplace;

    plan->here = json_new_object();
    if (!project_sweep(plan->task, err) ||
        !db_query(workplace->db,
                  DB_CALL("select began_at, size_bytes from forge.begin_export(run => $1)",
                          db_int(workplace->run_id)),
                  &plan->begun, err) ||
        !db_query(workplace->db, DB_CALL("select thing, file from forge.export_tables()"),
                  &plan->things, err))
        return false;
    plan->size_bytes = plan->way->file_copies * db_rows_integer(plan->begun, 0, "size_bytes");
    return true;
}

static bool is_for(const struct export_plan_job *job, const char *thing)
{
    return job->thing == NULL || strcmp(job->thing, thing) == 0;
}

static void enqueue_page(const struct planning *plan, const char *thing,
                         const struct db_rows *pages, size_t row)
{
    CLEANUP(json_free) struct json_object *payload = json_new_object();
    CLEANUP(free_pointer)
    char *key = xasprintf("%s/%s", thing, db_rows_text(pages, row, "page"));

    json_set_text(payload, "thing", thing);
    json_set_text(payload, "after", db_rows_text(pages, row, "after_key"));
    json_set_text(payload, "upto", db_rows_text(pages, row, "upto_key"));
    for (const struct export_plan_job *job = plan->way->pages; job->kind != NULL; job++)
        if (is_for(job, thing))
            outcome_enqueue(plan->task->outcome,
                            &(struct follow_up){.stage = job->stage,
                                                .kind = job->kind,
                                                .key = key,
                                                .payload = json_share(payload)});
}

static bool plan_thing(struct planning *plan, const char *thing, struct error *err)
{
    struct workplace *workplace = plan->task->workplace;
    CLEANUP(db_rows_free) struct db_rows *pages = NULL;
    int64_t here = 0;

    if (!db_query(workplace->db,
                  DB_CALL("select page, after_key, upto_key, row_count, row_bytes from "
                          "forge.export_pages(project => $1, thing => $2, items => $3, "
                          "size_bytes => $4)",
                          db_int(project_of(plan->task)->id), db_text(thing),
                          db_int(plan->way->page_rows), db_int(PAGE_BYTES)),
                  &pages, err))
        return false;
    for (size_t i = 0; i < db_rows_count(pages); i++) {
        enqueue_page(plan, thing, pages, i);
        here += db_rows_integer(pages, i, "row_count");
        plan->size_bytes += plan->way->row_copies * db_rows_integer(pages, i, "row_bytes");
    }
    json_set_integer(plan->here, thing, here);
    return workplace->tick(workplace, NULL) ||
           error_set(err, ERROR_RETRY, "told to stop while the pages were counted");
}

/* Two things may stand in one file. */
static void enqueue_file(const struct planning *plan, size_t row)
{
    const char *file = db_rows_text(plan->things, row, "file");
    const struct export_plan_job *job = plan->way->files;

    if (row > 0 && strcmp(file, db_rows_text(plan->things, row - 1, "file")) == 0)
        return;
    for (; job != NULL && job->kind != NULL; job++)
        outcome_enqueue(plan->task->outcome,
                        &(struct follow_up){.stage = job->stage, .kind = job->kind, .key = file});
}

/* Numbers are a thing where each thing has a file; elsewhere they are a part of other things. */
static bool plan_all(struct planning *plan, struct error *err)
{
    for (size_t i = 0; i < db_rows_count(plan->things); i++) {
        const char *thing = db_rows_text(plan->things, i, "thing");
        if (strcmp(thing, "numbers") == 0 && plan->way->files == NULL)
            continue;
        if (!plan_thing(plan, thing, err))
            return false;
        enqueue_file(plan, i);
    }
    return true;
}

static bool find_room(const struct planning *plan, struct error *err)
{
    const struct project *project = project_of(plan->task);

    return file_check_no_links(project->root, project->private, err) &&
           file_make_directories(project->root, 0700, err) &&
           room_at(plan->task->workplace->settings, "exports", project->root, plan->size_bytes,
                   err);
}

bool export_plan_make(struct task *task, const struct export_plan_way *way, struct error *err)
{
    CLEANUP(planning_release) struct planning plan = {.task = task, .way = way};
    struct json_object *row = NULL;

    if (!begin(&plan, err) || !plan_all(&plan, err) || !find_room(&plan, err))
        return false;
    row = json_new_object();
    json_set_text(row, "planned_at", db_rows_text(plan.begun, 0, "began_at"));
    json_set(row, "here", TAKE(plan.here));
    outcome_put(task->outcome, PUT_EXPORT_PLAN, row);
    return true;
}
