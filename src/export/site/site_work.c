#include "export/site/site_work.h"

#include <stdlib.h>
#include <string.h>

#include "engine/staging.h"
#include "export/project.h"
#include "export/puts.h"
#include "forge/place.h"

bool site_open_repository(const struct task *task, const char *kind, struct gitdir **gitdir,
                          struct error *err)
{
    CLEANUP(free_pointer) char *place = place_repository(project_of(task)->id, kind);
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/%s", task->workplace->settings->storage, place);

    return !staging_is_published(path) || gitdir_open(gitdir, path, err);
}

bool site_work_open(struct site_work *work, struct task *task, struct error *err)
{
    work->task = task;
    if (!people_load(task, &work->people, err) ||
        !known_load(task, &work->known, &work->references, err) ||
        !site_open_repository(task, "code", &work->gitdir, err))
        return false;
    work->references.people = work->people;
    return true;
}

void site_work_close(struct site_work *work)
{
    people_free(&work->people);
    known_release(&work->known);
    gitdir_close(&work->gitdir);
    sink_batch_release(&work->files);
    free(work->anchors);
}

bool site_work_end(struct site_work *work, struct error *err)
{
    return sink_batch_end(&work->files, err);
}

bool site_work_find_anchors(struct site_work *work, struct error *err)
{
    const struct json_object *payload = work->task->job->payload;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(work->task->workplace->db,
                  DB_CALL("select source_id, iid, is_issue from forge.site_anchors(run => $1, "
                          "thing => $2, after_key => $3, upto_key => $4)",
                          db_int(work->task->workplace->run_id),
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

bool site_work_close_file(struct site_work *work, struct sink **sink, const char *path,
                          bool is_part, struct error *err)
{
    struct sink_file file;

    if (!sink_close_later(sink, &work->files, &file, err))
        return false;
    puts_file(work->task->outcome, path, is_part, &file, NULL);
    return true;
}

void site_lose(const struct site_work *work, const struct site_subject *subject, const char *what)
{
    struct json_object *row = NULL;

    if (subject->key == NULL)
        return;
    row = json_new_object();
    json_set_text(row, "thing", subject->thing);
    json_set_text(row, "key", subject->key);
    json_set_text(row, "what", what);
    json_set_text(row, "link", subject->link);
    outcome_put(work->task->outcome, PUT_EXPORT_LOSSES, row);
}
