#include "export/files_plan.h"

#include <string.h>

#include "engine/room.h"
#include "export/project.h"
#include "export/puts.h"
#include "lib/os/file.h"

/* A page is a job: small enough that a killed worker costs little, large enough that jobs cost
 * less than rows. */
#define PAGE_ROWS 500
#define PAGE_BYTES ((int64_t)4 * 1024 * 1024)
/* Each row is written as JSON and as CSV, as a piece and in its file. */
#define COPIES_OF_ROWS 4

struct files_plan {
    struct task *task;
    struct db_rows *things; /* of forge.export_tables */
    struct json_object *here;
    int64_t size_bytes;
};

static void files_plan_release(struct files_plan *plan)
{
    db_rows_free(&plan->things);
    json_free(&plan->here);
}

static void enqueue(const struct files_plan *plan, const char *stage, const char *kind,
                    const char *key, struct json_object *payload)
{
    outcome_enqueue(
        plan->task->outcome,
        &(struct follow_up){.stage = stage, .kind = kind, .key = key, .payload = payload});
}

static struct json_object *payload_of(const struct db_rows *pages, size_t row, const char *thing)
{
    struct json_object *payload = json_new_object();

    json_set_text(payload, "thing", thing);
    json_set_text(payload, "after", db_rows_text(pages, row, "after_key"));
    json_set_text(payload, "upto", db_rows_text(pages, row, "upto_key"));
    return payload;
}

static void enqueue_page(struct files_plan *plan, const struct db_rows *pages, size_t row,
                         const char *thing)
{
    CLEANUP(free_pointer)
    char *key = xasprintf("%s/%s", thing, db_rows_text(pages, row, "page"));

    enqueue(plan, "rows", "files_page", key, payload_of(pages, row, thing));
    if (strcmp(thing, "attachments") == 0 || strcmp(thing, "lfs_objects") == 0)
        enqueue(plan, "git", "copies", key, payload_of(pages, row, thing));
}

static bool plan_thing(struct files_plan *plan, const char *thing, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *pages = NULL;
    int64_t here = 0;

    if (!db_query(plan->task->workplace->db,
                  DB_CALL("select page, after_key, upto_key, row_count, row_bytes from "
                          "forge.export_pages(project => $1, thing => $2, items => $3, "
                          "size_bytes => $4)",
                          db_int(project_of(plan->task)->id), db_text(thing), db_int(PAGE_ROWS),
                          db_int(PAGE_BYTES)),
                  &pages, err))
        return false;
    for (size_t i = 0; i < db_rows_count(pages); i++) {
        enqueue_page(plan, pages, i, thing);
        here += db_rows_integer(pages, i, "row_count");
        plan->size_bytes += COPIES_OF_ROWS * db_rows_integer(pages, i, "row_bytes");
    }
    json_set_integer(plan->here, thing, here);
    return plan->task->workplace->tick(plan->task->workplace, NULL) ||
           error_set(err, ERROR_RETRY, "told to stop while the pages were counted");
}

/* Two things may stand in one file. */
static void plan_file(const struct files_plan *plan, size_t row)
{
    const char *file = db_rows_text(plan->things, row, "file");

    if (row > 0 && strcmp(file, db_rows_text(plan->things, row - 1, "file")) == 0)
        return;
    enqueue(plan, "join", "files_join", file, NULL);
    enqueue(plan, "proof", "files_proof", file, NULL);
}

static bool plan_all(struct files_plan *plan, struct error *err)
{
    if (!db_query(plan->task->workplace->db,
                  DB_CALL("select thing, file from forge.export_tables()"), &plan->things, err))
        return false;
    for (size_t i = 0; i < db_rows_count(plan->things); i++) {
        if (!plan_thing(plan, db_rows_text(plan->things, i, "thing"), err))
            return false;
        plan_file(plan, i);
    }
    return true;
}

static bool find_room(const struct files_plan *plan, struct error *err)
{
    const struct project *project = project_of(plan->task);

    return file_check_no_links(project->root, project->private, err) &&
           file_make_directories(project->root, 0700, err) &&
           room_at(plan->task->workplace->settings, "exports", project->root, plan->size_bytes,
                   err);
}

bool files_plan_digest(struct task *task, struct error *err)
{
    CLEANUP(files_plan_release)
    struct files_plan plan = {.task = task, .here = json_new_object()};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct json_object *row = NULL;

    if (!project_sweep(task, err) ||
        !db_query(task->workplace->db,
                  DB_CALL("select began_at, size_bytes from forge.begin_export(project => $1)",
                          db_int(project_of(task)->id)),
                  &rows, err))
        return false;
    plan.size_bytes = db_rows_integer(rows, 0, "size_bytes");
    if (!plan_all(&plan, err) || !find_room(&plan, err))
        return false;
    row = json_new_object();
    json_set_text(row, "planned_at", db_rows_text(rows, 0, "began_at"));
    json_set(row, "here", TAKE(plan.here));
    outcome_put(task->outcome, PUT_EXPORT_PLAN, row);
    return true;
}
