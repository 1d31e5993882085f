#include "export/site/site_work.h"

#include <stdlib.h>
#include <string.h>

void site_work_close(struct site_work *work)
{
    export_work_close(&work->shared);
    free(work->anchors);
    sheets_release(&work->sheets);
}

bool site_work_open(struct site_work *work, struct task *task, struct error *err)
{
    if (!export_work_open(&work->shared, task, err) || !sheets_open(&work->sheets, task, err))
        return false;
    sheets_add_names(&work->sheets, &work->shared.references);
    return true;
}

static bool keep_anchors(struct site_work *work, const struct db_call *call, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(work->shared.task->workplace->db, call, &rows, err))
        return false;
    free(work->anchors);
    work->anchor_count = db_rows_count(rows);
    work->anchors = xcalloc(work->anchor_count + 1, sizeof(*work->anchors));
    for (size_t i = 0; i < work->anchor_count; i++)
        work->anchors[i] = (struct site_anchor){db_rows_integer(rows, i, "source_id"),
                                                db_rows_integer(rows, i, "iid"),
                                                db_rows_boolean(rows, i, "is_issue")};
    return true;
}

#define ANCHORS "select source_id, iid, is_issue from forge.site_anchors(run => $1, "

bool site_work_find_anchors(struct site_work *work, struct error *err)
{
    const struct json_object *payload = work->shared.task->job->payload;

    return keep_anchors(work,
                        DB_CALL(ANCHORS "thing => $2, after_key => $3, upto_key => $4)",
                                db_int(work->shared.task->workplace->run_id),
                                db_text(json_text_at(payload, "thing")),
                                db_text(json_text_at(payload, "after")),
                                db_text(json_text_at(payload, "upto"))),
                        err);
}

bool site_work_find_anchors_of(struct site_work *work, const char *text, struct error *err)
{
    work->anchor_count = 0;
    return text == NULL || strstr(text, "#comment-") == NULL ||
           keep_anchors(work,
                        DB_CALL(ANCHORS "thing => null, after_key => null, upto_key => null, "
                                        "content => $2)",
                                db_int(work->shared.task->workplace->run_id), db_text(text)),
                        err);
}
