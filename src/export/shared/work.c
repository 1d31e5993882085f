#include "export/shared/work.h"

#include <string.h>

#include "export/project.h"
#include "export/puts.h"
#include "export/shared/repository.h"
#include "lib/db/db_spool.h"

bool export_work_open(struct export_work *work, struct task *task, struct error *err)
{
    work->task = task;
    if (!people_load(task, &work->people, err) ||
        !known_load(task, &work->known, &work->references, err) ||
        !repository_open(task, "code", &work->gitdir, err))
        return false;
    work->references.people = work->people;
    work->references.gitdir = work->gitdir;
    return true;
}

void export_work_close(struct export_work *work)
{
    people_free(&work->people);
    known_release(&work->known);
    gitdir_close(&work->gitdir);
    sink_batch_release(&work->files);
}

bool export_work_write(const struct export_work *work, const struct export_file *file,
                       struct sink **sink, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("output/%s", file->path);

    return project_write(work->task, file->is_part ? file->path : path, sink, err);
}

bool export_work_note(struct export_work *work, const struct export_file *file, struct sink **sink,
                      struct error *err)
{
    struct sink_file written;

    if (!sink_close_later(sink, &work->files, &written, err))
        return false;
    puts_file(work->task->outcome, file->path, file->is_part, &written, NULL);
    return true;
}

static bool take_rows(const struct export_work *work, struct db_spool *spool, db_take_row *take_row,
                      void *payload, struct error *err)
{
    struct workplace *workplace = work->task->workplace;

    for (;;) {
        CLEANUP(db_rows_free) struct db_rows *row = NULL;
        if (!db_spool_next(spool, &row, err))
            return false;
        if (row == NULL)
            return true;
        if (!take_row(row, payload, err))
            return false;
        if (!workplace->tick(workplace, NULL))
            return error_set(err, ERROR_RETRY, "told to stop while a page was written");
    }
}

bool export_work_read(const struct export_work *work, const struct db_call *call,
                      db_take_row *take_row, void *payload, struct error *err)
{
    CLEANUP(free_pointer) char *path = project_scratch(work->task, "rows");
    CLEANUP(db_spool_close) struct db_spool *spool = NULL;

    return project_make_folder(work->task, "new", err) && db_spool_open(&spool, path, err) &&
           db_spool_fill(spool, work->task->workplace->db, call, err) &&
           take_rows(work, spool, take_row, payload, err);
}

bool export_work_take_line(const struct db_rows *rows, void *sink, struct error *err)
{
    return sink_text(sink, db_rows_text(rows, 0, "line"), err) && sink_write(sink, "\n", 1, err);
}

bool export_work_end(struct export_work *work, struct error *err)
{
    return sink_batch_end(&work->files, err);
}

static struct json_object *new_loss(const struct export_subject *subject, const char *what)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "thing", subject->thing);
    json_set_text(row, "key", subject->key);
    json_set_text(row, "what", what);
    json_set_text(row, "link", subject->link);
    return row;
}

void export_work_lose(const struct export_work *work, const struct export_subject *subject,
                      const char *what, const char *outcome)
{
    struct json_object *row = NULL;

    if (subject->key == NULL)
        return;
    row = new_loss(subject, what);
    json_set_text(row, "outcome", outcome);
    outcome_put(work->task->outcome, PUT_EXPORT_LOSSES, row);
}

void export_work_lose_merge(const struct export_work *work, const struct json_object *item,
                            const struct export_subject *subject, const char *oid)
{
    const char *written = json_text_at(item, "merge_commit_sha");
    struct json_object *row = NULL;

    if (oid == NULL || (written != NULL && *written != '\0'))
        return;
    row = new_loss(subject, "merge commit");
    json_set_text(row, "detail", oid);
    outcome_put(work->task->outcome, PUT_EXPORT_LOSSES, row);
}

bool export_work_put_losses(struct task *task, const struct db_call *call, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db, call, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        outcome_put_text(task->outcome, PUT_EXPORT_LOSSES, db_rows_cell(rows, i, 0));
    return true;
}

bool export_work_put_page_losses(struct task *task, const char *sql, const char *thing,
                                 struct error *err)
{
    const struct json_object *payload = task->job->payload;

    return export_work_put_losses(
        task,
        DB_CALL(sql, db_int(task->workplace->run_id), db_text(thing),
                db_text(payload != NULL ? json_text_at(payload, "after") : NULL),
                db_text(payload != NULL ? json_text_at(payload, "upto") : NULL)),
        err);
}

void export_work_rewrite(const struct export_work *work, const struct export_text *text,
                         const struct export_subject *subject, struct buffer *out)
{
    struct references_lost lost = {0};

    if (text->markup != NULL && strcmp(text->markup, "changes") == 0)
        buffer_add(out, text->content);
    else
        references_rewrite(&work->references, text->content, text->markup, out, &lost);
    if (lost.link)
        export_work_lose(work, subject, "link", NULL);
    if (lost.image)
        export_work_lose(work, subject, "image", NULL);
    if (lost.markup)
        export_work_lose(work, subject, "markup", NULL);
}

void export_work_add_prefix(const struct export_work *work, const char *prefix, struct buffer *out)
{
    struct references_lost ignored = {0}; /* what is quoted has lost it itself */

    if (prefix != NULL)
        references_rewrite(&work->references, prefix, NULL, out, &ignored);
}

bool export_work_parse(const char *text, struct json_object **out, struct error *err)
{
    return json_parse(text, strlen(text), out, NULL, err);
}
