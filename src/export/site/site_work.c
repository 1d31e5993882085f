#include "export/site/site_work.h"

#include <stdlib.h>

void site_work_close(struct site_work *work)
{
    export_work_close(&work->shared);
    free(work->anchors);
}

bool site_work_find_anchors(struct site_work *work, struct error *err)
{
    const struct json_object *payload = work->shared.task->job->payload;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(work->shared.task->workplace->db,
                  DB_CALL("select source_id, iid, is_issue from forge.site_anchors(run => $1, "
                          "thing => $2, after_key => $3, upto_key => $4)",
                          db_int(work->shared.task->workplace->run_id),
                          db_text(json_text_at(payload, "thing")),
                          db_text(json_text_at(payload, "after")),
                          db_text(json_text_at(payload, "upto"))),
                  &rows, err))
        return false;
    work->anchor_count = db_rows_count(rows);
    work->anchors = xcalloc(work->anchor_count + 1, sizeof(*work->anchors));
    for (size_t i = 0; i < work->anchor_count; i++)
        work->anchors[i] = (struct site_anchor){db_rows_integer(rows, i, "source_id"),
                                                db_rows_integer(rows, i, "iid"),
                                                db_rows_boolean(rows, i, "is_issue")};
    return true;
}
