/* plan.h: how every export begins: what is there, cut into pages; room on the disk. */
#ifndef BRIGADE_EXPORT_SHARED_PLAN_H
#define BRIGADE_EXPORT_SHARED_PLAN_H

#include "engine/job_kind.h"

struct export_plan {
    struct task *task;
    struct db_rows *begun;    /* of forge.begin_export */
    struct json_object *here; /* thing -> rows */
    int64_t size_bytes;       /* of what will be written */
};
void export_plan_release(struct export_plan *plan);

/* Sweeps, and says in the store who has which number. */
bool export_plan_begin(struct export_plan *plan, struct task *task, struct error *err) MUST_CHECK;

/* Takes a page: its number from 1 on, and the payload of the jobs about it (borrowed). */
typedef void export_plan_take(struct export_plan *plan, const char *thing, const char *page,
                              struct json_object *payload);
/* Counts a thing of forge.export_tables and calls `take` (NULL: nobody) for each page of it, which
 * has so many rows at most; a row is written so many times. */
struct export_plan_thing {
    const char *name;
    int64_t page_rows;
    int64_t written;
    export_plan_take *take;
};
bool export_plan_thing(struct export_plan *plan, const struct export_plan_thing *thing,
                       struct error *err) MUST_CHECK;
void export_plan_enqueue(const struct export_plan *plan, const char *stage, const char *kind,
                         const char *key, struct json_object *payload);

/* Looks for room, and puts down what was found. */
bool export_plan_end(struct export_plan *plan, struct error *err) MUST_CHECK;

#endif
